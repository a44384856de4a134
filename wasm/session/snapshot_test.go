package session

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/wire"
)

const step = 5 * market.Minute

// timeline is a model's over a random market of some venues, with gaps.
func timelineOf(t testing.TB, model *engine.Model, venues, bars int) *engine.Timeline {
	line := engine.NewTimeline(model, step, venues)
	r := rand.New(rand.NewPCG(17, 3))
	at, price := market.Millis(1_790_812_800_000)+7*step, 60_000.0
	for range bars {
		open, vol := price, .0008*math.Exp(r.NormFloat64())
		price *= math.Exp(vol * r.NormFloat64())
		for venue := range venues {
			bar := market.Bar{
				Start: at, Open: market.Price(open), Close: market.Price(price), Volume: market.Base(1000 * r.ExpFloat64()),
				High: market.Price(max(open, price) * (1 + vol*r.Float64())), Low: market.Price(min(open, price) * (1 - vol/2*r.Float64())),
				Optional: market.OptionalOI, OpenInterest: market.Base(80_000 + 5000*r.Float64()),
			}
			if fault := line.Append(venue, &bar); fault != nil {
				t.Fatal(fault)
			}
		}
		if at += step; r.IntN(300) == 0 {
			at += step * market.Millis(r.IntN(20))
		}
	}
	return line
}

func everything(at market.Millis) *wire.SnapshotRequest {
	return &wire.SnapshotRequest{Serial: 3, Model: "learned", At: at, Sides: 3, Classes: 15, Venues: math.MaxUint64}
}

func end(timeline *engine.Timeline, n int) market.Millis {
	_, bar := timeline.Bar(n - 1)
	return bar.Start + step
}

// The answer is the engine's map at that moment, and its clusters are those
// of that map.
func TestSnapshotIsTheMapAtTheMoment(t *testing.T) {
	for _, model := range engine.Models() {
		timeline := timelineOf(t, model, 2, 4000)
		for _, n := range []int{8000, 5000, 300} {
			var s snapshots
			got, fault := s.snapshot(timeline, everything(end(timeline, n)), step, 2)
			if fault != nil {
				t.Fatal(fault)
			}
			e := engine.New(model, step, 2)
			for i := range n {
				venue, bar := timeline.Bar(i)
				if fault := e.Step(venue, bar); fault != nil {
					t.Fatal(fault)
				}
			}
			for side := range market.Side(market.Sides) {
				lo, hi := e.Extent(side)
				want := make([]float64, hi-lo)
				e.Heat(want, side, lo, engine.Everything)
				p := got.Planes[side]
				if p.Lo != lo || len(p.USD) != len(want) {
					t.Fatalf("%s after %d bars: bins %d+%d, the engine has %d+%d", model.Name, n, p.Lo, len(p.USD), lo, len(want))
				}
				for i, usd := range want {
					if math.Abs(p.USD[i]-usd) > 1e-9*usd {
						t.Fatalf("%s after %d bars: %v in bin %d, the engine has %v", model.Name, n, p.USD[i], i, usd)
					}
				}
			}
			var m insight.Map
			m.Read(e, got.At, got.Price, insight.Selection(engine.Everything), 2)
			clusters := m.Clusters(nil, insight.DefaultCut)
			if len(clusters) != len(got.Clusters) || got.UsualDay != e.UsualDay() {
				t.Fatalf("%s: %d clusters and a usual day of %v, the map has %d and %v", model.Name, len(got.Clusters), got.UsualDay, len(clusters), e.UsualDay())
			}
			page := got.Map()
			for i, c := range clusters {
				d := got.Clusters[i]
				if d.Lo != c.Lo || d.Hi != c.Hi || d.USD != c.USD || d.Core != c.Core || d.Standout != c.Standout || len(d.Venues) != 2 {
					t.Errorf("%s: %+v, the map has %+v", model.Name, d, c)
				}
				// What the page adds up and exports of the bins is what it is told of the cluster.
				p := &page.Planes[d.Side]
				if sum := p.Sum(d.Lo, d.Hi); math.Abs(float64(sum-d.USD)) > 1e-9*float64(sum) || p.Standout[d.Peak-p.Lo] != grid.StandoutLevel(d.Standout) {
					t.Errorf("%s: %+v, the page's map has %v there and level %d at its peak", model.Name, d, sum, p.Standout[d.Peak-p.Lo])
				}
			}
			if _, bar := timeline.Bar(n - 2); got.Price != bar.Close || got.Serial != 3 || got.At != end(timeline, n) {
				t.Errorf("%v at %v: %+v", got.Price, got.At, bar)
			}
		}
	}
}

// One that went along with the market, one that was asked once and one that
// had wandered elsewhere say the same of a moment, to the last bit: what comes
// later is not seen, and what was seen elsewhere is forgotten.
func TestReplayIsAsItWas(t *testing.T) {
	whole := timelineOf(t, &engine.Learned, 1, 5000)
	live := engine.NewTimeline(&engine.Learned, step, 1)
	var along snapshots
	seen := map[market.Millis]wire.Snapshot{}
	for n := range 4200 {
		_, bar := whole.Bar(n)
		if fault := live.Append(0, bar); fault != nil {
			t.Fatal(fault)
		}
		if n < 3800 {
			continue
		}
		got, fault := along.snapshot(live, everything(0), step, 1)
		if fault != nil {
			t.Fatal(fault)
		}
		if n%13 == 0 {
			seen[got.At] = copied(got)
		}
	}
	var wandering snapshots
	for at, want := range seen {
		var once snapshots
		for name, s := range map[string]*snapshots{"asked once": &once, "wandering": &wandering} {
			got, fault := s.snapshot(whole, everything(at), step, 1)
			if fault != nil || !reflect.DeepEqual(copied(got), want) {
				t.Errorf("%s, at %v the map is another than it was: %v", name, at, fault)
				for i := range min(len(got.Clusters), len(want.Clusters)) {
					if !reflect.DeepEqual(got.Clusters[i], want.Clusters[i]) {
						t.Fatalf("%+v\nwas %+v", got.Clusters[i], want.Clusters[i])
					}
				}
			}
		}
	}
	ages := 0
	for _, want := range seen {
		for _, c := range want.Clusters {
			if c.Hour.Known && c.Day.Known && c.Age > market.Hour {
				ages++
			}
		}
	}
	if len(seen) < 25 || ages < 100 {
		t.Errorf("%d moments with %d clusters that are older than an hour", len(seen), ages)
	}
}

// copied has memory of its own, for a snapshots reuses its map's.
func copied(m wire.Snapshot) wire.Snapshot {
	var own wire.Snapshot
	if fault := own.Parse(m.Append(nil)); fault != nil {
		panic(fault)
	}
	return own
}

// A change of what is switched on is another map with another past.
func TestSelectionsDoNotMix(t *testing.T) {
	timeline := timelineOf(t, &engine.Learned, 2, 2000)
	var s, fresh snapshots
	ask := everything(0)
	if _, fault := s.snapshot(timeline, ask, step, 2); fault != nil {
		t.Fatal(fault)
	}
	ask.Classes, ask.Venues, ask.Sides = 6, 2, 1
	got, _ := s.snapshot(timeline, ask, step, 2)
	want, _ := fresh.snapshot(timeline, ask, step, 2)
	if !reflect.DeepEqual(copied(got), copied(want)) {
		t.Errorf("%+v, want %+v", got.Clusters, want.Clusters)
	}
	if len(got.Planes[market.Short].USD) != 0 {
		t.Error("shorts are switched off and there")
	}
	for _, c := range got.Clusters {
		if c.Side != market.Long || c.Venues[0] != 0 || c.Classes[0] != 0 || c.Classes[3] != 0 {
			t.Errorf("%+v", c)
		}
	}
}

func TestMomentsWithoutABar(t *testing.T) {
	timeline := timelineOf(t, &engine.Learned, 1, 50)
	var s snapshots
	if _, fault := s.snapshot(timeline, everything(1000), step, 1); fault == nil || fault.Code != "moment-unknown" {
		t.Errorf("before the first bar: %v", fault)
	}
	if _, fault := s.snapshot(engine.NewTimeline(&engine.Learned, step, 1), everything(0), step, 1); fault == nil {
		t.Error("no bar at all has a map")
	}
	if got, fault := s.snapshot(timeline, everything(end(timeline, 50)+market.Hour), step, 1); fault != nil || got.At != end(timeline, 50) {
		t.Errorf("after the last bar: %v %v", got.At, fault)
	}
}

// A month of four venues: a closed bar's table well within 50 ms.
func BenchmarkSnapshot(b *testing.B) {
	timeline := timelineOf(b, &engine.Learned, 4, 8640)
	n := timeline.Len()
	timeline.Live()
	var s snapshots
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			var s snapshots
			if _, fault := s.snapshot(timeline, everything(0), step, 4); fault != nil {
				b.Fatal(fault)
			}
		}
	})
	b.Run("next bar", func(b *testing.B) {
		for b.Loop() {
			got, fault := s.snapshot(timeline, everything(0), step, 4)
			if fault != nil {
				b.Fatal(fault)
			}
			_ = got.Append(nil)
		}
	})
	b.Run("replayed bar", func(b *testing.B) {
		at := end(timeline, n/2)
		for b.Loop() {
			if at += step; at > end(timeline, n) {
				at = end(timeline, n/2)
			}
			if _, fault := s.snapshot(timeline, everything(at), step, 4); fault != nil {
				b.Fatal(fault)
			}
		}
	})
}

// The newest map is told again after each bar; one of the past is not, and a
// question that cannot be answered leaves the one before at work.
func TestSnapshotGoesOnWithTheMarket(t *testing.T) {
	p := newPage(t)
	p.simulate(2)
	bar := func() {
		for n := len(p.session.market.steps); n == len(p.session.market.steps); {
			p.session.Tick()
		}
	}
	bar()
	if len(p.snapshots) != 0 {
		t.Fatal("a map was told that nobody asked for")
	}
	p.session.Handle(everything(0).Append(nil))
	for n := 1; n <= 3; n++ {
		if len(p.snapshots) != n || p.snapshots[n-1].At != p.session.market.source.Last+step {
			t.Fatalf("%d answers after %d bars", len(p.snapshots), n-1)
		}
		bar()
	}
	// What is true is told of the newest map of a simulated market alone.
	for side, plane := range p.snapshots[3].Truth {
		sum := 0.
		for i, usd := range plane.USD {
			if sum += usd; usd > 0 && (plane.Lo+grid.Bin(i) < grid.Of(p.session.simulation.market.Price())) != (market.Side(side) == market.Long) {
				t.Fatalf("side %d: true positions on the other side of the price", side)
			}
		}
		if sum == 0 {
			t.Errorf("side %d: no position is true", side)
		}
	}
	p.session.Tick()
	if len(p.snapshots) != 4 {
		t.Fatal("a map was told without a bar")
	}
	p.session.Handle((&wire.SnapshotRequest{Model: "none"}).Append(nil))
	if len(p.faults) != 1 || p.faults[0].Code != "model-unknown" {
		t.Fatalf("faults %v", p.faults)
	}
	bar()
	p.session.Handle(everything(monday + market.Day).Append(nil))
	bar()
	if len(p.snapshots) == 6 && len(p.snapshots[5].Truth[0].USD) > 0 {
		t.Error("true positions of a moment that is over")
	}
	if len(p.snapshots) != 6 || p.snapshots[5].At != monday+market.Day {
		t.Fatalf("%d answers", len(p.snapshots))
	}
}

// Going to and fro in a replay costs what a step back costs: a month is gone
// for once.
func BenchmarkStepBack(b *testing.B) {
	timeline := timelineOf(b, &engine.Learned, 5, 9500)
	var s snapshots
	n := timeline.Len()
	at := end(timeline, n)
	for b.Loop() {
		if at -= 30 * market.Minute; at < end(timeline, n/2) {
			at = end(timeline, n)
		}
		if _, fault := s.snapshot(timeline, everything(at), step, 5); fault != nil {
			b.Fatal(fault)
		}
	}
}
