package insight

import (
	"math"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/engine/enginetest"
	"brink/wasm/grid"
	"brink/wasm/market"
)

const five = enginetest.Five

// near reports whether two sums differ by rounding alone.
func near(a, b market.USD) bool {
	return math.Abs(float64(a-b)) <= 1e-9*math.Max(1, math.Abs(float64(a)))
}

// What is read is the engine's own heat under every selection, and the parts
// add up to it.
func TestReadIsTheEnginesHeat(t *testing.T) {
	bars := enginetest.Walk(3, 3000)
	price := bars[len(bars)-1].Close
	var m Map // reused, so that nothing of one reading may be left in the next
	for _, model := range engine.Models() {
		e := enginetest.Stepped(t, model, 3, bars)
		for _, sel := range []engine.Selection{engine.Everything, {Sides: 1, Classes: 15, Venues: 7}, {Sides: 3, Classes: 6, Venues: 5}, {Sides: 2, Classes: 1, Venues: 2}, {}} {
			m.Read(e, 5, price, Selection(sel), 3)
			for side := range market.Side(market.Sides) {
				lo, hi := e.Extent(side)
				want := make([]float64, hi-lo)
				e.Heat(want, side, lo, sel)
				p := &m.Planes[side]
				total := market.USD(0)
				for i, usd := range want {
					k := lo + grid.Bin(i)
					total += market.USD(usd)
					if got := p.Sum(k, k+1); !near(market.USD(usd), got) {
						t.Fatalf("%s %+v %v bin %d: %v, the engine's %v", model.Name, sel, side, k, got, usd)
					}
				}
				if len(p.USD) == 0 && total == 0 {
					continue
				}
				byClass, byVenue := market.USD(0), market.USD(0)
				for _, part := range p.Class {
					byClass += p.sum(part, lo, hi)
				}
				for _, part := range p.Venue {
					byVenue += p.sum(part, lo, hi)
				}
				if !near(total, byClass) || !near(total, byVenue) {
					t.Errorf("%s %+v %v: %v in all, %v by class, %v by venue", model.Name, sel, side, total, byClass, byVenue)
				}
			}
		}
	}
}

func TestBetween(t *testing.T) {
	m := Map{Price: 10_000}
	m.Planes[market.Long] = Plane{Lo: -10, USD: []float64{4, 0, 8}}
	edge := func(x float64) market.Price { return grid.Price(x) }
	for _, c := range []struct {
		a, b market.Price
		want market.USD
	}{
		{edge(-10), edge(-7), 12}, {edge(-7), edge(-10), 12}, {edge(-9.5), edge(-9), 2}, {edge(-7.25), edge(-100), 10},
		{edge(-20), edge(-11), 0}, {edge(3), edge(9), 0}, {0, edge(0), 0}, {market.Price(math.NaN()), 5, 0}, {10_000, market.Price(math.Inf(1)), 0},
	} {
		if got := m.Between(market.Long, c.a, c.b); math.Abs(float64(got-c.want)) > 1e-6 {
			t.Errorf("between %v and %v: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
