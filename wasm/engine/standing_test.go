package engine

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// What stands is zero where there is no heat and nowhere else, is that of all
// venues that are counted, and in plain models what dollars are of.
func TestStandingIsWhereHeatIs(t *testing.T) {
	for _, model := range Models() {
		e := New(model, five, 2)
		feeds(t, e, unbroken(5, 900, 1, market.OptionalOI), unbroken(5, 900, 3, market.OptionalOI))
		for side := range market.Side(market.Sides) {
			lo, hi := e.Extent(side)
			if hi-lo < 200 {
				t.Fatalf("%s: %d bins of heat", model.Name, hi-lo)
			}
			read := func(venues uint32) (standing, heat []float64) {
				standing, heat = make([]float64, hi-lo+40), make([]float64, hi-lo+40)
				chosen := Everything
				chosen.Venues = venues
				e.Standing(standing, side, lo-20, venues)
				e.Heat(heat, side, lo-20, chosen)
				return standing, heat
			}
			one, _ := read(1)
			other, _ := read(2)
			both, heat := read(3)
			for i := range both {
				if (both[i] > 0) != (heat[i] > 0) {
					t.Fatalf("%s bin %d: %v stand, %v USD", model.Name, i, both[i], heat[i])
				}
				if sum := one[i] + other[i]; math.Abs(both[i]-sum) > 1e-9*sum {
					t.Fatalf("%s bin %d: %v of both, %v and %v of each", model.Name, i, both[i], one[i], other[i])
				}
				if plain := model.make == nil; plain && both[i] > 0 && math.Abs(heat[i]/both[i]/float64((lo-20+grid.Bin(i)).Middle())-1) > 1e-9 {
					t.Fatalf("%s bin %d: %v USD of %v", model.Name, i, heat[i], both[i])
				}
			}
		}
	}
}

// In the learned model price that moves away, and a new extreme, change dollars but
// not what stands: the same bars give what they gave, whatever came since.
func TestStandingOfTheLearnedModelKnowsNoPrice(t *testing.T) {
	e := New(&Learned, five, 1)
	bars := unbroken(7, 900, 1, market.OptionalOI)
	feeds(t, e, bars)
	lo, hi := e.Extent(market.Long)
	lo, hi = hi-120, hi-20 // below the price, where no bar has come
	before, usd, after, later := make([]float64, hi-lo), make([]float64, hi-lo), make([]float64, hi-lo), make([]float64, hi-lo)
	e.Standing(before, market.Long, lo, 1)
	e.Heat(usd, market.Long, lo, Everything)
	last := bars[len(bars)-1]
	at, price := last.Start, last.Close
	for range 40 {
		at += five
		bar := market.Bar{Start: at, Open: price * 1.02, High: price * 1.03, Low: price * 1.01, Close: price * 1.02, Volume: 1e-9}
		if fault := e.Step(0, &bar); fault != nil {
			t.Fatal(fault)
		}
	}
	e.Standing(after, market.Long, lo, 1)
	e.Heat(later, market.Long, lo, Everything)
	moved := 0
	for i := range before {
		if before[i] > 0 && math.Abs(after[i]/before[i]/(after[0]/before[0])-1) > 1e-9 {
			t.Fatalf("bin %d: %v stand, then %v", i, before[i], after[i])
		}
		if usd[i] > 0 && math.Abs(later[i]/usd[i]/(later[0]/usd[0])-1) > 1e-3 {
			moved++
		}
	}
	if moved == 0 {
		t.Error("the price makes no difference to dollars either")
	}
}
