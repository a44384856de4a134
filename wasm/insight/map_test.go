package insight

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
)

const five = 5 * market.Minute

// walk is a random market of five-minute bars with open interest.
func walk(seed uint64, n int) []market.Bar {
	r := rand.New(rand.NewPCG(seed, 7))
	at, price, oi := market.Millis(1_790_812_800_000), 60_000.0, 80_000.0
	bars := make([]market.Bar, 0, n)
	for range n {
		open := price
		vol := .0008 * math.Exp(r.NormFloat64())
		price *= math.Exp(vol * r.NormFloat64())
		oi = math.Max(1, oi+300*r.NormFloat64())
		bars = append(bars, market.Bar{
			Start: at, Open: market.Price(open), Close: market.Price(price),
			High: market.Price(max(open, price) * (1 + vol*r.Float64())), Low: market.Price(min(open, price) * (1 - vol/2*r.Float64())),
			Volume: market.Base(1000 * r.ExpFloat64()), Optional: market.OptionalOI, OpenInterest: market.Base(oi),
		})
		at += five
	}
	return bars
}

// stepped is an engine that has gone through bars at each of some venues.
func stepped(t testing.TB, model *engine.Model, venues int, bars []market.Bar) *engine.Engine {
	e := engine.New(model, five, venues)
	for i := range bars {
		for venue := range venues {
			bar := bars[i]
			bar.Volume *= market.Base(venue + 1)
			if fault := e.Step(venue, &bar); fault != nil {
				t.Fatal(fault)
			}
		}
	}
	return e
}

// near reports whether two sums differ by rounding alone.
func near(a, b market.USD) bool {
	return math.Abs(float64(a-b)) <= 1e-9*math.Max(1, math.Abs(float64(a)))
}

// What is read is the engine's own heat under every selection, and the parts
// add up to it.
func TestReadIsTheEnginesHeat(t *testing.T) {
	bars := walk(3, 3000)
	price := bars[len(bars)-1].Close
	var m Map // reused, so that nothing of one reading may be left in the next
	for _, model := range engine.Models() {
		e := stepped(t, model, 3, bars)
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
