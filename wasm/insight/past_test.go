package insight

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/engine/enginetest"
	"brink/wasm/grid"
	"brink/wasm/market"
)

// midnight is one in UTC.
const midnight market.Millis = 1_790_812_800_000

// block is a map in which bins [-20, -10) hold an amount together.
func block(at market.Millis, usd float64) *Map {
	m := &Map{At: at, Price: 10_000}
	m.Planes[market.Long] = Plane{Lo: -20, USD: slices.Repeat([]float64{usd / 10}, 10)}
	return m
}

func described(p *Past, now market.Millis, usd market.USD) Cluster {
	c := Cluster{Side: market.Long, Lo: -20, Hi: -10, USD: usd}
	p.Describe(&c, now)
	return c
}

// A hundred dollars since 40 hours ago, on a little that was there before;
// an hour ago they were ninety.
func TestAgeAndChange(t *testing.T) {
	var p Past
	now := midnight + 50*market.Hour
	for at := midnight; at < now; at += five {
		usd := 10.0
		if at >= midnight+10*market.Hour {
			usd = 60
		}
		if at > midnight+26*market.Hour {
			usd = 80
		}
		if at >= now-market.Hour {
			usd = 90
		}
		p.Add(block(at, usd))
	}
	c := described(&p, now, 100)
	// The samples at midnights say that it was there at 24 and 48 hours and not at
	// 0; those at hours reach back to 25 hours before now.
	if c.Age != 26*market.Hour || c.Older {
		t.Errorf("age %v h, older %v", c.Age/market.Hour, c.Older)
	}
	if !c.Hour.Known || math.Abs(float64(c.Hour.PerHour)-10) > 1e-4 || !c.Rising || c.Fading {
		t.Errorf("per hour %+v", c.Hour)
	}
	if !c.Day.Known || math.Abs(float64(c.Day.PerHour)-40./24) > 1e-4 {
		t.Errorf("per hour of a day %+v, want %v", c.Day, 40./24)
	}
	if c := described(&p, now, 1000); c.Age != 0 || c.Older {
		t.Errorf("what held a tenth is %+v old", c)
	}
	if c := described(&p, now, 20); !c.Older || c.Age != 50*market.Hour || !c.Fading {
		t.Errorf("what was there throughout is %+v", c)
	}
	other := Cluster{Side: market.Short, Lo: -20, Hi: -10, USD: 5}
	if p.Describe(&other, now); other.Age != 0 || other.Older {
		t.Errorf("the other side had it too: %+v", other)
	}
}

func TestNothingIsKnownOfTheFirstLook(t *testing.T) {
	var p Past
	c := described(&p, midnight, 5)
	if c.Age != 0 || !c.Older || c.Hour.Known || c.Day.Known || c.Rising || c.Fading {
		t.Errorf("%+v", c)
	}
	p.Add(block(midnight, 5))
	if again := described(&p, midnight, 5); again.Age != 0 || again.Hour.Known {
		t.Errorf("a cluster is compared with itself: %+v", again)
	}
	// What nothing has changed for a week is as it was.
	if c := described(&p, midnight+7*market.Day, 6); c.Hour != (Change{1, true}) || !c.Day.Known || c.Age != 7*market.Day || !c.Older {
		t.Errorf("across a gap: %+v", c)
	}
}

// What comes later changes nothing of what is said of a moment, and turning
// back forgets what came after.
func TestPastIsCausal(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	amounts := make([]float64, 600)
	for i := range amounts {
		amounts[i] = 50 + 100*r.Float64()
	}
	at := func(i int) market.Millis { return midnight + market.Millis(i)*five }
	var p Past
	var want Cluster
	for i, usd := range amounts {
		if i == 400 {
			want = described(&p, at(400), 120)
		}
		p.Add(block(at(i), usd))
	}
	// Replayed to the same moment from the maps before it.
	for _, moment := range Times(nil, at(0)-five, at(400), five) {
		p.Add(block(moment, amounts[(moment-midnight)/five]))
	}
	if got := described(&p, at(400), 120); got.Age != want.Age || got.Hour != want.Hour || got.Day != want.Day || got.Older != want.Older {
		t.Errorf("replayed it is %+v, was %+v", got, want)
	}
	if n := p.samples[len(p.samples)-1].at; n >= at(400) {
		t.Error("a sample of the future was kept")
	}
	p.Clear()
	if c := described(&p, at(400), 120); c.Age != 0 || !c.Older {
		t.Error("something is known after everything was forgotten")
	}
}

// Whoever takes the last map before each of the moments that are asked for
// has the samples of one who took every map, gaps and all.
func TestTimesAreTheSamplesThatAreKept(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, interval := range []market.Millis{market.Minute, five, 7 * market.Minute, market.Hour, 4 * market.Hour} {
		var along Past
		first := midnight - 40*market.Day + 35*market.Minute
		var ends []market.Millis
		compared := 0
		for at := first + interval; at < midnight; at += interval {
			if r.IntN(200) == 0 {
				at += interval * market.Millis(r.IntN(40))
			}
			ends = append(ends, at)
			if len(ends)%131 == 0 {
				var once Past
				for _, moment := range Times(nil, first, at, interval) {
					n, _ := slices.BinarySearch(ends, moment+1)
					if n > 0 && (len(once.samples) == 0 || once.samples[len(once.samples)-1].at < ends[n-1]) {
						once.samples = append(once.samples, sample{at: ends[n-1]})
					}
				}
				along.Add(block(at, 1))
				got := along.samples[:len(along.samples)-1]
				if !slices.EqualFunc(got, once.samples, func(a, b sample) bool { return a.at == b.at }) {
					t.Fatalf("bars of %v, after %d: %d samples are kept, %d are asked for", interval, len(ends), len(got), len(once.samples))
				}
				compared++
				continue
			}
			along.Add(block(at, 1))
		}
		if n := len(along.samples); n > 120 || compared == 0 {
			t.Errorf("bars of %v: %d samples are kept, %d times compared", interval, n, compared)
		}
	}
	if Times(nil, midnight, midnight, five) != nil {
		t.Error("something was known before the first bar")
	}
}

// Ages over real bars: a cluster's bins did hold half of it in each sample
// since, and did not in the sample before.
func TestAgesOfACourse(t *testing.T) {
	bars := enginetest.Walk(11, 4000)
	line := engine.NewTimeline(&engine.Learned, five, 1)
	for i := range bars {
		if fault := line.Append(0, &bars[i]); fault != nil {
			t.Fatal(fault)
		}
	}
	read := func(at market.Millis) *Map {
		n := line.Search(at - five + 1)
		_, bar := line.Bar(n - 1)
		m := new(Map)
		m.Read(line.After(n), at, bar.Close, Selection(engine.Everything), 1)
		return m
	}
	now := bars[len(bars)-1].Start + five
	times := Times(nil, bars[0].Start, now, five)
	var p Past
	maps := map[market.Millis]*Map{}
	for _, at := range times {
		maps[at] = read(at)
		p.Add(maps[at])
	}
	present := read(now)
	clusters := present.Clusters(nil, DefaultCut)
	young := 0
	for _, c := range clusters {
		p.Describe(&c, now)
		for i := len(times) - 1; i >= 0; i-- {
			held := float64(maps[times[i]].Planes[c.Side].Sum(c.Lo, c.Hi)) / float64(c.USD)
			since := now - times[i]
			if since <= c.Age && held < .5-1e-6 || !c.Older && i > 0 && times[i] < now-c.Age && times[i+1] >= now-c.Age && held > .5+1e-6 {
				t.Errorf("%+v held %v at %v h before", c, held, since/market.Hour)
			}
			if since == market.Hour && math.Abs(float64(c.Hour.PerHour)-(1-held)*float64(c.USD)) > 1e-6*float64(c.USD) {
				t.Errorf("%+v held %v an hour before", c, held)
			}
		}
		if !c.Older {
			young++
		}
	}
	if young == 0 || len(clusters) < 4 {
		t.Errorf("%d clusters, %d of them younger than the course", len(clusters), young)
	}
}

func backward(bars []market.Bar) iter.Seq[*market.Bar] {
	return func(yield func(*market.Bar) bool) {
		for i := len(bars) - 1; i >= 0 && yield(&bars[i]); i-- {
		}
	}
}

func TestTrueRange(t *testing.T) {
	day := func(i int, low, high, closed market.Price) market.Bar {
		return market.Bar{Start: midnight + market.Millis(i)*market.Day, Open: closed, Low: low, High: high, Close: closed}
	}
	bars := []market.Bar{day(0, 100, 110, 105), day(1, 107, 112, 108), day(2, 90, 100, 95), day(4, 93, 96, 94)}
	now := midnight + 5*market.Day
	for _, c := range []struct {
		now   market.Millis
		count int
		want  market.Price
	}{
		{midnight, 14, 0}, {midnight + market.Day, 14, 10}, {midnight + 2*market.Day, 14, (10 + 7) / 2.}, {midnight + 2*market.Day, 1, 7},
		{midnight + 3*market.Day, 2, (7 + 18) / 2.}, {now, 3, (3 + 18) / 2.}, {now, 14, (3 + 18 + 7 + 10) / 4.}, {midnight + market.Hour, 14, 0},
	} {
		if got := TrueRange(backward(bars), market.Day, c.now, market.Day, c.count); math.Abs(float64(got-c.want)) > 1e-12 {
			t.Errorf("%d days on, %d spans: %v, want %v", (c.now-midnight)/market.Day, c.count, got, c.want)
		}
	}
	if TrueRange(backward(nil), five, now, market.Day, 14) != 0 {
		t.Error("no bars have a range")
	}
}

func TestMaxPain(t *testing.T) {
	m := block(0, 100)
	m.Planes[market.Long].USD[2] = 500
	pain := m.MaxPain(market.Long, .1)
	if !pain.Known || math.Abs(float64(grid.Of(pain.Price)+18)) > 2 || pain.USD < 500 || pain.USD > 550 {
		t.Errorf("%+v", pain)
	}
	if m.MaxPain(market.Long, .002).USD >= 500 || m.MaxPain(market.Short, .1).Known {
		t.Error("a level beyond reach, or of nothing")
	}
}
