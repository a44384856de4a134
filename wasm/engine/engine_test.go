package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

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
//	       volume 4. Decay: bin -3: 4, bin -2: 1.5. Sweep: nothing lies at
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
	for _, model := range append(Models(), learnable(DropInside, false), learnable(DropInside, true), learnable(HoldInside, false), learnable(HoldInside, true)) {
		for seed := range uint64(4) {
			bars := walk(seed, 3000, market.OptionalOI|market.OptionalMark)
			if seed%2 == 1 {
				bars = traded(bars)
			}
			e := New(model, five, 1)
			feed(t, e, bars)
			sound(t, e)
			if fields := fieldsOf(e); model.Apart && len(fields) != len(model.Components) {
				t.Fatalf("%d fields for %d components", len(fields), len(model.Components))
			}
			swept := 0
			for i, f := range fieldsOf(e) {
				if f.deposited == 0 {
					t.Errorf("%s: field %d was never used", model.Name, i)
				}
				if f.swept > 0 {
					swept++
				}
			}
			if n := len(fieldsOf(e)); swept < n/2 {
				t.Errorf("%s: only %d of %d fields were ever swept", model.Name, swept, n)
			}
		}
	}
}

// Heat is above zero only where price is not: below the close for longs, above it
// for shorts, and nothing is ever NaN, infinite or negative.
func TestHeatLiesBeyondPrice(t *testing.T) {
	for _, known := range []market.Optional{0, market.OptionalOI, market.OptionalOI | market.OptionalMark | market.OptionalTaker} {
		for _, model := range append(Models(), learnable(HoldInside, false), learnable(DropInside, false)) {
			e := New(model, five, 1)
			for i, bar := range traded(walk(9, 1500, known)) {
				feed(t, e, []market.Bar{bar})
				if i%10 == 0 {
					sound(t, e)
				}
			}
		}
	}
}

// A sweep never raises heat: a path walked over a frozen map lowers every cell
// or leaves it, and so does a bar without volume. (The learned map's dollars
// also follow what is usual: there it is the mass that never rises.)
func TestSweepNeverRaisesHeat(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for _, model := range []*Model{&Classic, learnable(DropInside, false), learnable(HoldInside, false), &OpenInterest, &Learned} {
		e := New(model, five, 1)
		bars := walk(11, 800, market.OptionalOI)
		feed(t, e, bars)
		at, price := bars[len(bars)-1].Start, bars[len(bars)-1].Close
		lower := 0
		for range 300 {
			lo, before := contents(e)
			at += five
			low, high := price*market.Price(1-.02*r.Float64()), price*market.Price(1+.02*r.Float64())
			bar := market.Bar{Start: at, Open: price, High: high, Low: low, Close: price}
			if _, is := e.venues[0].(*ledger); is { // which books the bar before with the next one
				if fault := e.Walk(0, &bar); fault != nil {
					t.Fatal(fault)
				}
			} else {
				feed(t, e, []market.Bar{bar})
			}
			now, after := contents(e)
			for side := range before {
				for i := range before[side] {
					left := 0.0
					if j := i + int(lo-now); j >= 0 && j < len(after[side]) {
						left = after[side][j]
					}
					if left > before[side][i] {
						t.Fatalf("%s: bin %d rose from %v to %v", model.Name, lo+grid.Bin(i), before[side][i], left)
					}
					if left < before[side][i] {
						lower++
					}
				}
			}
		}
		if lower == 0 {
			t.Errorf("%s: nothing was ever swept", model.Name)
		}
	}
}

// Moving every price by a whole number of bins moves the map by as many and
// changes nothing else: dollars of mass grow with the price, those of the
// learned map, which is relative to what is usually traded, stay.
func TestScaleInvariance(t *testing.T) {
	bars := walk(21, 1000, market.OptionalOI)
	for _, model := range []*Model{&Classic, &OpenInterest, &Learned, learnable(DropInside, false)} {
		for _, n := range []grid.Bin{-7000, 1, 4000} {
			// Prices sit mid-bin, so that rounding cannot move one over an edge.
			a, b := New(model, five, 1), New(model, five, 1)
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
				t.Fatalf("%s: moved by %d, want %d", model.Name, lb-la, n)
			}
			ratio := grid.Exp(float64(n) * grid.Step)
			if model == &Learned {
				ratio = 1
			}
			for side := range pa {
				for i := range pa[side] {
					if want := pa[side][i] * ratio; math.Abs(pb[side][i]-want) > 1e-9*want {
						t.Fatalf("%s: bin %d: %v, want %v", model.Name, i, pb[side][i], want)
					}
				}
			}
		}
	}
}

func TestVenuesAddAndSwitch(t *testing.T) {
	a, b := unbroken(31, 600, 1, 0), unbroken(32, 600, 1, 0)
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
