package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// learnable is a model with everything the machinery can do: both inflows,
// several distances and lifetimes, each component apart.
func learnable(passing Passing, apart bool) *Model {
	m := &Model{Name: "test", Version: "test", Passing: passing, Apart: apart}
	for i, d := range Nodes {
		for _, lifetime := range []market.Millis{0, 4 * market.Hour, 5 * market.Day} {
			for side := range market.Side(market.Sides) {
				for _, inflow := range []Inflow{Volume, Growth} {
					m.Components = append(m.Components, Component{inflow, side, d, lifetime, .1 + .05*float64(i%4)})
				}
			}
		}
	}
	return m
}

const five = 5 * market.Minute

// walk is a random market: bars of five minutes with jumps, gaps, still bars
// and, where asked for, everything optional.
func walk(seed uint64, n int, known market.Known) []market.Bar {
	r := rand.New(rand.NewPCG(seed, 1))
	bars := make([]market.Bar, 0, n)
	at, price, oi := market.Millis(1_700_000_100_000), 60_000.0, 80_000.0
	for range n {
		open := price
		vol := .001 * math.Exp(r.NormFloat64())
		if r.IntN(50) == 0 {
			vol *= 20
		}
		price *= math.Exp(vol * r.NormFloat64())
		high := math.Max(open, price) * (1 + vol*r.Float64())
		low := math.Min(open, price) * (1 - vol/2*r.Float64())
		b := market.Bar{
			Start: at, Open: market.Price(open), High: market.Price(high), Low: market.Price(low), Close: market.Price(price),
			Volume: market.Base(1000 * r.ExpFloat64()), Known: known,
		}
		if r.IntN(40) == 0 {
			b.High, b.Low, b.Close, b.Volume = b.Open, b.Open, b.Open, 0
			price = open
		}
		if known.Has(market.KnownOI) {
			oi = math.Max(1, oi+300*r.NormFloat64())
			b.OpenInterest = market.Base(oi)
		}
		if known.Has(market.KnownTaker) {
			b.TakerBuy = b.Volume * market.Base(r.Float64())
		}
		if known.Has(market.KnownMark) {
			b.MarkHigh, b.MarkLow = b.High*.9995, b.Low*1.0002
			if b.MarkLow > b.MarkHigh {
				b.MarkLow = b.MarkHigh
			}
		}
		bars = append(bars, b)
		at += five
		if r.IntN(200) == 0 {
			at += five * market.Millis(1+r.IntN(30))
		}
	}
	return bars
}

func feed(t testing.TB, e *Engine, bars []market.Bar) {
	t.Helper()
	for i := range bars {
		if fault := e.Step(0, &bars[i]); fault != nil {
			t.Fatalf("bar %d: %v", i, fault)
		}
	}
}

// whole is the map over everything that it holds.
func whole(e *Engine, sel Selection) (lo grid.Bin, planes [2][]float64) {
	al, ah := e.Extent(market.Long)
	bl, bh := e.Extent(market.Short)
	if al == ah {
		al, ah = bl, bh
	}
	if bl == bh {
		bl, bh = al, ah
	}
	lo, hi := min(al, bl), max(ah, bh)
	for side := range planes {
		planes[side] = make([]float64, hi-lo)
		e.Heat(planes[side], market.Side(side), lo, sel)
	}
	return lo, planes
}

func same(t *testing.T, what string, a, b *Engine) {
	t.Helper()
	la, pa := whole(a, Everything)
	lb, pb := whole(b, Everything)
	if la != lb || len(pa[0]) != len(pb[0]) {
		t.Fatalf("%s: bins %d+%d and %d+%d", what, la, len(pa[0]), lb, len(pb[0]))
	}
	for side := range pa {
		for i := range pa[side] {
			if pa[side][i] != pb[side][i] {
				t.Fatalf("%s: bin %d of side %d: %v and %v", what, la+grid.Bin(i), side, pa[side][i], pb[side][i])
			}
		}
	}
}

// Three bars by hand. One component, a long at distance .001: it lands
// round(ln(.999)/.0005) = round(-2.001) = -2 bins from entry. Half of it
// remains after 4 h ln 2 of lifetime: with tau = 5 min / ln 2 a bar leaves
// exactly a half.
//
//	bar 1: 10,000.1 to 10,009, volume 12: bins 0 and 1, so 6 each, shifted to
//	       bins -2 and -1. Neither is at or above bin(low) = 0: both stay.
//	bar 2: low 9,998: bin -1. Decay: 3 and 3. Sweep takes bins >= -1: 3 in
//	       bin -1 at 9,998 = 29,994 USD. Left: 3 in bin -2. Deposit: high
//	       9,999.5 is bin -1 too, so volume 8 lands whole in bin -3.
//	       Map: bin -3: 8, bin -2: 3.
//	bar 3: low 9,996 (bin -1 is [9,995.0012, 10,000)), high 10,002 (bin 0),
//	       volume 4. Decay: bin -3: 4, bin -2: 1.5. Sweep: nothing stands at
//	       or above -1. Deposit: 2 each in bins -3 and -2.
//	       Map: bin -3: 6, bin -2: 3.5; in USD at the bins' middles,
//	       10,000 exp(-2.5*.0005) = 9,987.5078 and 10,000 exp(-1.5*.0005) =
//	       9,992.5028: 59,925.047 and 34,973.760.
func TestThreeBarsByHand(t *testing.T) {
	tau := float64(five) / math.Ln2
	model := &Model{Components: []Component{{Volume, market.Long, .001, market.Millis(math.Round(tau)), 1}}}
	e := New(model, five, 1)
	bars := []market.Bar{
		{Start: 0, Open: 10_000.1, High: 10_009, Low: 10_000.1, Close: 10_005, Volume: 12},
		{Start: five, Open: 9_999, High: 9_999.5, Low: 9_998, Close: 9_999, Volume: 8},
		{Start: 2 * five, Open: 9_999, High: 10_002, Low: 9_996, Close: 10_001, Volume: 4},
	}
	// The rounding of tau to a millisecond moves a half by 4e-7.
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-6*math.Abs(want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	column := make([]float64, 6) // bins -4 to 1
	middle := func(k grid.Bin) float64 { return float64(k.Middle()) }

	feed(t, e, bars[:1])
	e.Heat(column, market.Long, -4, Everything)
	near("after bar 1, bin -2", column[2], 6*middle(-2))
	near("after bar 1, bin -1", column[3], 6*middle(-1))

	feed(t, e, bars[1:2])
	near("swept in bar 2", e.venues[0].(*linear).swept[0], 29_994)
	e.Heat(column, market.Long, -4, Everything)
	near("after bar 2, bin -3", column[1], 8*middle(-3))
	near("after bar 2, bin -2", column[2], 3*middle(-2))
	if column[0] != 0 || column[3] != 0 || column[4] != 0 || column[5] != 0 {
		t.Errorf("after bar 2 there is heat elsewhere: %v", column)
	}

	feed(t, e, bars[2:])
	near("swept in bar 3", e.venues[0].(*linear).swept[0], 0)
	e.Heat(column, market.Long, -4, Everything)
	near("after bar 3, bin -3", column[1], 59_925.047)
	near("after bar 3, bin -2", column[2], 34_973.760)
	e.Heat(column, market.Short, -4, Everything)
	for i, usd := range column {
		if usd != 0 {
			t.Errorf("%v USD of shorts in bin %d, of a model without shorts", usd, i-4)
		}
	}
}

// Classic by hand: one bar at a single price, volume 40. A quarter per tier
// and side is 10 base, at 1/L - .004 = .096, .036, .016, .006:
// longs round(ln(1-d)/.0005) = -202, -73, -32, -12,
// shorts round(ln(1+d)/.0005) = 183, 71, 32, 12.
func TestClassicTiersByHand(t *testing.T) {
	e := New(&Classic, five, 1)
	feed(t, e, []market.Bar{{Open: 10_001, High: 10_001, Low: 10_001, Close: 10_001, Volume: 40}})
	lo, planes := whole(e, Everything)
	want := [2]map[grid.Bin]bool{{-202: true, -73: true, -32: true, -12: true}, {183: true, 71: true, 32: true, 12: true}}
	for side := range planes {
		for i, usd := range planes[side] {
			k := lo + grid.Bin(i)
			if want[side][k] != (usd != 0) {
				t.Errorf("side %d bin %d: %v USD", side, k, usd)
			}
			if usd != 0 && math.Abs(usd-10*float64(k.Middle())) > 1e-6 {
				t.Errorf("side %d bin %d: %v USD, want 10 base", side, k, usd)
			}
		}
	}
	// Classes: 100x is below 1.2 %, 50x in 1.2 to 3, 25x in 3 to 8, 10x above.
	for class, k := range []grid.Bin{-12, -32, -73, -202} {
		one := make([]float64, 1)
		for c := range Classes {
			sel := Everything
			sel.Classes = 1 << c
			e.Heat(one, market.Long, k, sel)
			if (one[0] != 0) != (c == class) {
				t.Errorf("bin %d with class %d alone: %v USD", k, c, one[0])
			}
		}
	}
}

func TestConservation(t *testing.T) {
	for _, passing := range []Passing{Drop, Keep} {
		for _, apart := range []bool{false, true} {
			for seed := range uint64(4) {
				e := New(learnable(passing, apart), five, 1)
				feed(t, e, walk(seed, 3000, market.KnownOI|market.KnownMark))
				l := e.venues[0].(*linear)
				if apart && len(l.fields) != len(e.model.Components) {
					t.Fatalf("%d fields for %d components", len(l.fields), len(e.model.Components))
				}
				for i := range l.fields {
					f := &l.fields[i]
					live := 0.0
					for j, m := range f.mass {
						if m < 0 || m != 0 && (j < f.lo || j >= f.hi) {
							t.Fatalf("field %d holds %v outside its range or below zero", i, m)
						}
						live += m * f.scale
					}
					out := live + f.swept + f.decayed + f.closed + f.void
					if math.Abs(out-f.deposited) > 1e-9*f.deposited {
						t.Errorf("field %d: deposited %v, accounted for %v", i, f.deposited, out)
					}
					if f.deposited == 0 || f.swept == 0 && l.kinds[i].class < 2 {
						t.Errorf("field %d was never used", i)
					}
				}
			}
		}
	}
}

// Heat stands only where price is not: below the close for longs, above it
// for shorts, and nothing is ever NaN, infinite or negative.
func TestHeatStandsBeyondPrice(t *testing.T) {
	for _, model := range []*Model{&Classic, &OpenInterest, &Learned, learnable(Keep, false), learnable(Drop, false)} {
		e := New(model, five, 1)
		for i, bar := range walk(9, 1500, market.KnownOI) {
			feed(t, e, []market.Bar{bar})
			if i%10 != 0 {
				continue
			}
			lo, planes := whole(e, Everything)
			closed := grid.Of(bar.Close)
			for side := range planes {
				for j, usd := range planes[side] {
					k := lo + grid.Bin(j)
					if !(usd >= 0) || math.IsInf(usd, 0) {
						t.Fatalf("%v USD in bin %d", usd, k)
					}
					if usd > 0 && (side == 0 && k >= closed || side == 1 && k <= closed) {
						t.Fatalf("side %d has %v USD in bin %d with the close in %d", side, usd, k, closed)
					}
				}
			}
		}
	}
}

// A sweep never raises heat: stepping a bar without volume lowers every cell
// or leaves it.
func TestSweepNeverRaisesHeat(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, model := range []*Model{&Classic, learnable(Drop, false), &OpenInterest} {
		e := New(model, five, 1)
		bars := walk(11, 800, 0)
		feed(t, e, bars)
		at, price := bars[len(bars)-1].Start, bars[len(bars)-1].Close
		for range 300 {
			lo, before := whole(e, Everything)
			at += five
			low, high := price*market.Price(1-.01*r.Float64()), price*market.Price(1+.01*r.Float64())
			feed(t, e, []market.Bar{{Start: at, Open: price, High: high, Low: low, Close: price}})
			for side := range before {
				after := make([]float64, len(before[side]))
				e.Heat(after, market.Side(side), lo, Everything)
				for i := range after {
					if after[i] > before[side][i] {
						t.Fatalf("bin %d rose from %v to %v", lo+grid.Bin(i), before[side][i], after[i])
					}
				}
			}
		}
	}
}

// Moving every price by a whole number of bins moves the map by as many and
// changes nothing else: dollars grow with the price.
func TestScaleInvariance(t *testing.T) {
	bars := walk(21, 1000, market.KnownOI)
	for _, n := range []grid.Bin{-7000, 1, 4000} {
		// Prices sit mid-bin, so that rounding cannot move one over an edge.
		a, b := New(learnable(Drop, false), five, 1), New(learnable(Drop, false), five, 1)
		for _, bar := range bars {
			move := func(p market.Price, n grid.Bin) market.Price { return (grid.Of(p) + n).Middle() }
			here, there := bar, bar
			here.Open, here.High, here.Low, here.Close = move(bar.Open, 0), move(bar.High, 0), move(bar.Low, 0), move(bar.Close, 0)
			there.Open, there.High, there.Low, there.Close = move(bar.Open, n), move(bar.High, n), move(bar.Low, n), move(bar.Close, n)
			feed(t, a, []market.Bar{here})
			feed(t, b, []market.Bar{there})
		}
		la, pa := whole(a, Everything)
		lb, pb := whole(b, Everything)
		if lb != la+n {
			t.Fatalf("moved by %d, want %d", lb-la, n)
		}
		ratio := grid.Exp(float64(n) * grid.Step)
		for side := range pa {
			for i := range pa[side] {
				if want := pa[side][i] * ratio; math.Abs(pb[side][i]-want) > 1e-9*want {
					t.Fatalf("bin %d: %v, want %v", i, pb[side][i], want)
				}
			}
		}
	}
}

func TestVenuesAddAndSwitch(t *testing.T) {
	a, b := walk(31, 600, 0), walk(32, 600, 0)
	both, one, two := New(&Classic, five, 2), New(&Classic, five, 1), New(&Classic, five, 1)
	feed(t, one, a)
	feed(t, two, b)
	for i := range a {
		for venue, bar := range []*market.Bar{&a[i], &b[i]} {
			if fault := both.Step(venue, bar); fault != nil {
				t.Fatal(fault)
			}
		}
	}
	lo, sum := whole(both, Everything)
	for side := range market.Side(market.Sides) {
		x, y, z := make([]float64, len(sum[0])), make([]float64, len(sum[0])), make([]float64, len(sum[0]))
		one.Heat(x, side, lo, Everything)
		two.Heat(y, side, lo, Everything)
		sel := Everything
		sel.Venues = 1 << 1
		both.Heat(z, side, lo, sel)
		for i := range x {
			if math.Abs(sum[side][i]-x[i]-y[i]) > 1e-9*sum[side][i] || z[i] != y[i] {
				t.Fatalf("bin %d: both %v, one %v, two %v, two alone %v", i, sum[side][i], x[i], y[i], z[i])
			}
		}
	}
	sel := Everything
	sel.Sides = 1 << market.Short
	column := make([]float64, len(sum[0]))
	both.Heat(column, market.Long, lo, sel)
	for _, usd := range column {
		if usd != 0 {
			t.Fatal("a side that is switched off has heat")
		}
	}
}
