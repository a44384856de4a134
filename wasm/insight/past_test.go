package insight

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"brink/wasm/engine"
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

func told(p *Past, now market.Millis, usd market.USD) Cluster {
	c := Cluster{Side: market.Long, Lo: -20, Hi: -10, USD: usd}
	p.Tell(&c, now)
	return c
}

// A hundred dollars stand since 40 hours ago, on a little that stood before;
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
		p.Take(block(at, usd))
	}
	c := told(&p, now, 100)
	// The looks at midnights say that it stood at 24 and 48 hours and not at
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
	if c := told(&p, now, 1000); c.Age != 0 || c.Older {
		t.Errorf("what held a tenth is %+v old", c)
	}
	if c := told(&p, now, 20); !c.Older || c.Age != 50*market.Hour || !c.Fading {
		t.Errorf("what stood throughout is %+v", c)
	}
	other := Cluster{Side: market.Short, Lo: -20, Hi: -10, USD: 5}
	if p.Tell(&other, now); other.Age != 0 || other.Older {
		t.Errorf("the other side stood too: %+v", other)
	}
}

func TestNothingIsKnownOfTheFirstLook(t *testing.T) {
	var p Past
	c := told(&p, midnight, 5)
	if c.Age != 0 || !c.Older || c.Hour.Known || c.Day.Known || c.Rising || c.Fading {
		t.Errorf("%+v", c)
	}
	p.Take(block(midnight, 5))
	if again := told(&p, midnight, 5); again.Age != 0 || again.Hour.Known {
		t.Errorf("a cluster is compared with itself: %+v", again)
	}
	// What nothing has changed for a week stands as it stood.
	if c := told(&p, midnight+7*market.Day, 6); c.Hour != (Change{1, true}) || !c.Day.Known || c.Age != 7*market.Day || !c.Older {
		t.Errorf("across a gap: %+v", c)
	}
}

// What comes later changes nothing of what is told of a moment, and turning
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
			want = told(&p, at(400), 120)
		}
		p.Take(block(at(i), usd))
	}
	// Replayed to the same moment from the maps before it.
	for _, moment := range Times(nil, at(0)-five, at(400), five) {
		p.Take(block(moment, amounts[(moment-midnight)/five]))
	}
	if got := told(&p, at(400), 120); got.Age != want.Age || got.Hour != want.Hour || got.Day != want.Day || got.Older != want.Older {
		t.Errorf("replayed it is %+v, was %+v", got, want)
	}
	if n := p.looks[len(p.looks)-1].at; n >= at(400) {
		t.Error("a look of the future was kept")
	}
	p.Clear()
	if c := told(&p, at(400), 120); c.Age != 0 || !c.Older {
		t.Error("something is known after everything was forgotten")
	}
}

// Whoever takes the last map before each of the moments that are asked for
// has the looks of one who took every map, gaps and all.
func TestTimesAreTheLooksThatAreKept(t *testing.T) {
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
					if n > 0 && (len(once.looks) == 0 || once.looks[len(once.looks)-1].at < ends[n-1]) {
						once.looks = append(once.looks, look{at: ends[n-1]})
					}
				}
				along.Take(block(at, 1))
				got := along.looks[:len(along.looks)-1]
				if !slices.EqualFunc(got, once.looks, func(a, b look) bool { return a.at == b.at }) {
					t.Fatalf("bars of %v, after %d: %d looks are kept, %d are asked for", interval, len(ends), len(got), len(once.looks))
				}
				compared++
				continue
			}
			along.Take(block(at, 1))
		}
		if n := len(along.looks); n > 120 || compared == 0 {
			t.Errorf("bars of %v: %d looks are kept, %d times compared", interval, n, compared)
		}
	}
	if Times(nil, midnight, midnight, five) != nil {
		t.Error("something was known before the first bar")
	}
}

// Ages of a real course: a cluster's bins did hold half of it at each look
// since, and did not at the look before.
func TestAgesOfACourse(t *testing.T) {
	bars := walk(11, 4000)
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
		p.Take(maps[at])
	}
	present := read(now)
	clusters := present.Clusters(nil, Usual)
	young := 0
	for _, c := range clusters {
		p.Tell(&c, now)
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

// The curves are the map: rows add up to what lies between the edges, and what
// is forced out on the way only grows with the way.
func TestCurves(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for range 200 {
		m := landscape(r)
		v := grid.View{Bottom: m.Price * .8, Top: m.Price * 1.3, Rows: 1 + r.IntN(300), Scale: grid.Scale(r.IntN(2))}
		for side := range market.Side(market.Sides) {
			c := m.Curve(side, &v)
			sum := market.USD(0)
			for row, usd := range c.Row {
				sum += usd
				if !(usd >= 0) || !(c.Through[row] >= 0) {
					t.Fatalf("row %d: %v, %v through", row, usd, c.Through[row])
				}
				if row > 0 && (c.Through[row] > c.Through[row-1]*(1+1e-12)) == (side == market.Long) && math.Abs(float64(c.Through[row]-c.Through[row-1])) > 1e-3 {
					t.Fatalf("%v: %v dollars through at row %d after %v", side, c.Through[row], row, c.Through[row-1])
				}
			}
			if want := m.Between(side, v.Bottom, v.Top); math.Abs(float64(sum-want)) > 1e-9*float64(want)+1e-3 {
				t.Fatalf("%v: the rows hold %v, the map %v", side, sum, want)
			}
			last, edge := c.Through[v.Rows-1], v.Top
			if side == market.Long {
				last, edge = c.Through[0], v.Bottom
			}
			if want := m.Between(side, m.Price, edge); math.Abs(float64(last-want)) > 1e-6*float64(want)+1e-3 {
				t.Fatalf("%v: %v through at the end, the map %v", side, last, want)
			}
		}
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
