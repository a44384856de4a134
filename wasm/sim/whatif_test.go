package sim

import (
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// What would follow is told from the positions that are there, and leaves the market
// as it was: it goes on as its twin does of which nobody has asked anything.
func TestWhatIfLeavesTheMarketAsItIs(t *testing.T) {
	asked, twin := New(Config{Seed: 5, Start: monday}), New(Config{Seed: 5, Start: monday})
	var a, b Events
	n := 0
	for tick := range 2 * 8640 {
		asked.Step(&a)
		twin.Step(&b)
		if tick%250 != 0 {
			continue
		}
		here := grid.Of(asked.Price())
		for side, way := range [market.Sides]grid.Bin{-1, 1} {
			lo := here + way*13
			if side == int(market.Short) {
				lo = here + 3
			}
			hi := lo + 10
			density := make([]float64, 10)
			asked.Density(density, market.Side(side), lo)
			standing := 0.0
			for _, usd := range density {
				standing += usd
			}
			got := asked.WhatIf(market.Side(side), lo, hi)
			edge := lo.Lower()
			if side == int(market.Long) {
				edge = hi.Lower()
			}
			run := float64(got.Stop/edge-1) * float64(way)
			if run < -1e-9 || got.SetOff < 0 || float64(got.Forced) > 1.2*standing || (got.Forced > 0) != (standing > 0) || (got.Forced > 0) != (run > 1e-9) {
				t.Fatalf("tick %d, side %d: %+v, where %.0f USD stand and %v is the edge", tick, side, got, standing, edge)
			}
			if got.Forced > 0 {
				n++
			}
		}
	}
	if digest(&a) != digest(&b) || asked.Price() != twin.Price() {
		t.Error("a market of which somebody asked goes on otherwise")
	}
	if n < 50 {
		t.Errorf("only %d bands held anything", n)
	}
}

// A chain of positions, each of which pushes price to the next, runs to its end, and
// not where a link is missing.
func TestWhatIfRunsAlongAChain(t *testing.T) {
	run := func(links int, missing int) (Cascade, grid.Bin) {
		m := New(Config{Seed: 5, Start: monday})
		first := grid.Of(m.Price()) - 400 // where nothing else stands
		for i := range links {
			if i == missing {
				continue
			}
			at := float64((first - grid.Bin(i)).Middle())
			for range 40 {
				// Low leverage far off, of a size that is closed at once: together they push
				// price by more than a bin.
				m.crowd.add(position{side: market.Long, entry: at * 1.5, size: 390_000 / at, margin: 390_000 * .5})
			}
		}
		return m.WhatIf(market.Long, first-1, first+3), first
	}
	whole, first := run(12, -1)
	broken, _ := run(12, 10)
	if whole.SetOff < whole.Forced/3 || whole.Stop > (first-8).Lower() {
		t.Errorf("the chain stops at %v of %v: %+v", grid.Of(whole.Stop), first, whole)
	}
	if broken.SetOff+broken.Forced >= whole.SetOff+whole.Forced {
		t.Errorf("with a missing link %+v, without %+v", broken, whole)
	}
}
