package census

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

func TestObserved(t *testing.T) {
	c := New("BTC")
	hold := map[int]Position{
		1: {market.Long, 2, 61_000, 55_000, 10, false}, 2: {market.Long, 1, 61_000, 55_001, 10, true}, 3: {market.Long, 4, 60_000, 0, 3, false},
		4: {market.Short, 3, 60_000, 66_000, 10, false}, 5: {market.Short, 1, 60_000, 500_000, 1, false}, 6: {},
	}
	for n := range hold {
		trade(c, n, 1_000, begin)
	}
	now := begin
	c.Interest(20, 60_000, now)
	for range hold {
		a, _ := c.Next(now)
		c.Answer(a, hold[int(a[19])], false, nil, now)
		now += Pace
	}
	o := c.Observed(now)
	long, short := &o.Sides[market.Long], &o.Sides[market.Short]
	if o.Read != 6 || o.Holding != 5 || long.Accounts != 3 || long.Base != 7 || long.Share != .35 || !long.Known || long.Unstated != 1 || long.UnstatedBase != 4 || short.Far != 1 || short.Share != .2 {
		t.Errorf("%+v", o)
	}
	total := 0.0
	for i, usd := range long.Plane.USD {
		if total += usd; usd > 0 && (long.Plane.Lo+grid.Bin(i)) != grid.Of(55_000) && (long.Plane.Lo+grid.Bin(i)) != grid.Of(55_001) {
			t.Error(i, usd)
		}
	}
	if total != 2*55_000+55_001 || len(short.Plane.USD) != 1 || short.Plane.USD[0] != 3*66_000 {
		t.Error(total, short.Plane)
	}
	if len(o.Largest) != 5 || o.Largest[0].Size != 4 || o.Largest[1].Size != 3 {
		t.Errorf("%+v", o.Largest)
	}
	if before := New("BTC").Observed(begin); before.Holding != 0 || before.Sides[0].Known || len(before.Sides[0].Plane.USD) != 0 {
		t.Errorf("%+v", before)
	}
}

// What moved, and what is gone while price crossed its liquidation price.
func TestChanges(t *testing.T) {
	c := New("BTC")
	answers := map[int][2]Position{
		1: {{Size: 2, Liquidation: 59_000}, {Size: 2, Liquidation: 58_000}},                                         // margin added
		2: {{Size: 2, Liquidation: 59_000, Side: market.Short}, {Size: 2, Liquidation: 58_000, Side: market.Short}}, // taken
		3: {{Size: 2, Liquidation: 58_500}, {}},                                                                     // gone, crossed
		4: {{Size: 2, Liquidation: 57_500}, {}},                                                                     // gone, not crossed
		5: {{Size: 2, Liquidation: 40_000}, {Size: 1, Liquidation: 30_000}},                                         // another size
		6: {{Size: 2, Liquidation: 0}, {Size: 2, Liquidation: 30_000}},
	}
	now := begin
	for n := range answers {
		trade(c, n, 1_000, now)
	}
	for reading := range 2 {
		for range answers {
			now += market.Second
			if a, due := c.Next(now); due {
				c.Answer(a, answers[int(a[19])][reading], false, nil, now)
			}
		}
		if reading == 0 {
			now += market.Minute
			c.Interest(20, 58_400, now)
			now += market.Minute
			c.Interest(20, 59_500, now)
		}
	}
	o := c.Observed(now)
	if o.Farther != 1 || o.Nearer != 1 || len(o.Gone) != 1 || o.Gone[0].Account != who(3) || o.Gone[0].Forced() != 2*58_500 {
		t.Errorf("%+v", o)
	}
}

// An estimate that is what is observed gains over a ramp, and its mirror does
// not; too few accounts say nothing.
func TestAgreement(t *testing.T) {
	c := New("BTC")
	r := rand.New(rand.NewPCG(5, 6))
	now := begin
	c.Interest(1e4, 60_000, now)
	var good, bad [market.Sides]Plane
	for side := range good {
		for _, p := range []*Plane{&good[side], &bad[side]} {
			p.Lo = grid.Of(40_000)
			p.USD = make([]float64, grid.Of(80_000)-p.Lo)
		}
	}
	for n := range 200 {
		trade(c, n, 1_000, now)
		p := Position{Side: market.Side(n % 2), Size: market.Base(math.Exp(r.NormFloat64()))}
		away := .02 + .01*r.NormFloat64()
		if p.Side == market.Long {
			away = -away
		}
		p.Liquidation = market.Price(60_000 * (1 + away))
		a, due := c.Next(now)
		if !due {
			t.Fatal(n)
		}
		c.Answer(a, p, false, nil, now)
		good[p.Side].USD[grid.Of(p.Liquidation)-good[0].Lo] += float64(p.Forced())
		bad[p.Side].USD[grid.Of(60_000*(1+4*market.Price(away)))-good[0].Lo] += float64(p.Forced())
		now += Pace
		if n == 10 {
			if _, known := c.Agreement(&good); known {
				t.Error("known of ten accounts")
			}
		}
	}
	fits, known := c.Agreement(&good)
	if !known || fits.Low <= 0 || fits.Gain < .5 || fits.Rank < .9 || !(fits.Low < fits.Gain && fits.Gain < fits.High) {
		t.Errorf("%+v", fits)
	}
	if misses, _ := c.Agreement(&bad); misses.Map >= fits.Map || misses.Rank > .5 {
		t.Errorf("%+v", misses)
	}
	if _, known := c.Agreement(&[market.Sides]Plane{}); known {
		t.Error("known without an estimate")
	}
	good[0].USD[3] = math.Inf(1)
	good[1].USD[3] = math.NaN()
	if a, known := c.Agreement(&good); !known || math.IsNaN(a.Gain) || math.IsNaN(a.Rank) {
		t.Errorf("%+v", a)
	}
}

func TestLists(t *testing.T) {
	c := New("BTC")
	for n := range 12_000 {
		trade(c, n, float64(n), begin)
	}
	list := c.List(MostListed, begin)
	if len(list) > 300_000 {
		t.Error(len(list), "bytes")
	}
	other := New("BTC")
	if fault := other.Load(list, begin); fault != nil || other.Known() != MostListed {
		t.Fatal(fault, other.Known())
	}
	if got, _ := other.Next(begin); got != who(11_999) {
		t.Error("the first is", got)
	}
	for name, bad := range map[string][]byte{"nothing": nil, "cut": list[:len(list)-1], "a number too high": append(list[:12:12], 255, 255, 255, 255), "other words": []byte("brinkcs2\x03BTC\x00\x00\x00\x00"), "a long name": []byte("brinkcs1\xff")} {
		if fault := New("BTC").Load(bad, begin); fault == nil || fault.Code != "census-damaged" {
			t.Error(name, fault)
		}
	}
	general := append([]byte("brinkcs1\x00"), list[len("brinkcs1\x03BTC"):]...)
	if any := New("ETH"); any.Load(general, begin) != nil || any.Known() != MostListed {
		t.Error("a list of no coin in particular is not taken")
	}
	if fault := New("ETH").Load(list, begin); fault == nil || fault.Code != "census-other" {
		t.Error(fault)
	}
}

// A flood of addresses stays within its bounds, and those that hold something
// stay.
func TestFlood(t *testing.T) {
	c := New("BTC")
	now := begin
	for n := range 50 {
		trade(c, n, 1_000, now)
		a, _ := c.Next(now)
		c.Answer(a, Position{Size: 1, Liquidation: 50_000}, false, nil, now)
		now += Pace
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for n := range 60_000 {
		trade(c, 1_000+n, 10, now)
		now += 2
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if c.Known() != Most || len(c.places) != Most {
		t.Error(c.Known(), len(c.places))
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Error(grown, "bytes")
	}
	if o := c.Observed(now); o.Holding != 50 {
		t.Error(o.Holding, "of 50 are left")
	}
}

// Walls hold what is observed near the price, each dollar once, and the first is the
// heaviest band that there is.
func TestWalls(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for round := range 50 {
		o := &Observed{Price: 60_000}
		for side := range o.Sides {
			p := &o.Sides[side].Plane
			p.Lo = grid.Of(30_000)
			p.USD = make([]float64, grid.Of(110_000)-p.Lo)
			for range 1 + r.IntN(40) {
				p.USD[r.IntN(len(p.USD))] += 1e3 * math.Exp(3*r.NormFloat64())
			}
		}
		walls := o.Walls()
		width := grid.Of(60_000*1.005) - grid.Of(60_000)
		taken := map[[2]int]bool{}
		for i, w := range walls {
			sum := 0.0
			for k := w.Lo; k < w.Hi; k++ {
				sum += o.Sides[w.Side].Plane.USD[k-o.Sides[w.Side].Plane.Lo]
				if key := [2]int{int(w.Side), int(k)}; taken[key] {
					t.Fatal("a bin is in two walls")
				} else {
					taken[key] = true
				}
			}
			low, high := w.Lo.Lower(), w.Hi.Lower()
			if math.Abs(sum-float64(w.USD)) > .005 || w.Hi-w.Lo > width || i > 0 && w.USD > walls[i-1].USD || low < 60_000*.849 || high > 60_000*1.151 || w.Side == market.Long && low > 60_000 || w.Side == market.Short && high <= 60_000 {
				t.Fatalf("%d: %+v", round, w)
			}
		}
		best := 0.0
		for side := range o.Sides {
			p := &o.Sides[side].Plane
			for i := range p.USD {
				k := p.Lo + grid.Bin(i)
				if far := float64(k.Lower())/60_000 - 1; far < -.14 || far > .14 || side == 0 && far > -.01 || side == 1 && far < .01 {
					continue
				}
				sum := 0.0
				for _, usd := range p.USD[i:min(i+int(width), len(p.USD))] {
					sum += usd
				}
				best = max(best, sum)
			}
		}
		if len(walls) > 0 && float64(walls[0].USD) < best-.005 || len(walls) == 0 && best > 0 {
			t.Fatalf("%d: $%.0f found, there is $%.0f", round, float64(walls[0].USD), best)
		}
	}
	if walls := (&Observed{}).Walls(); walls != nil {
		t.Error("walls of nothing:", walls)
	}
}
