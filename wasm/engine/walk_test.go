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
func learnable(inBar InBarRule, apart bool) *Model {
	m := &Model{Name: "test", Version: "test", InBar: inBar, Apart: apart}
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
func walk(seed uint64, n int, known market.Optional) []market.Bar {
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
			Volume: market.Base(1000 * r.ExpFloat64()), Optional: known,
		}
		if r.IntN(40) == 0 {
			b.High, b.Low, b.Close, b.Volume = b.Open, b.Open, b.Open, 0
			price = open
		}
		if known.Has(market.OptionalOI) {
			oi = math.Max(1, oi+300*r.NormFloat64())
			b.OpenInterest = market.Base(oi)
		}
		if known.Has(market.OptionalTaker) {
			b.TakerBuy = b.Volume * market.Base(r.Float64())
		}
		if known.Has(market.OptionalMark) {
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

// traded gives bars a histogram of traded prices, uneven and with holes.
func traded(bars []market.Bar) []market.Bar {
	for i := range bars {
		b := &bars[i]
		b.Profile = make([]market.Base, grid.Of(b.High)-grid.Of(b.Low)+1)
		for j := range b.Profile {
			if (i+j)%3 != 0 {
				b.Profile[j] = b.Volume / market.Base(j+1)
			}
		}
	}
	return bars
}

// fieldsOf is every field of an engine of one venue.
func fieldsOf(e *Engine) (fields []*field) {
	var apart *[market.Sides][Classes]field
	switch v := e.venues[0].(type) {
	case *linear:
		for i := range v.fields {
			fields = append(fields, &v.fields[i])
		}
		return fields
	case *ledger:
		apart = &v.maps
	case *learned:
		apart = &v.fields
	}
	for side := range apart {
		for class := range apart[side] {
			fields = append(fields, &apart[side][class])
		}
	}
	return fields
}

// sound fails where a map is not finite, is below zero or reaches to where
// price is, or where mass came from nowhere or went there.
func sound(t *testing.T, e *Engine) {
	t.Helper()
	lo, planes := whole(e, Everything)
	for side := range planes {
		for i, usd := range planes[side] {
			k := lo + grid.Bin(i)
			if !(usd >= 0) || math.IsInf(usd, 0) {
				t.Fatalf("%s: %v USD in bin %d", e.model.Name, usd, k)
			}
			if closed := e.seen[0].closed; usd > 0 && (side == 0 && k >= closed || side == 1 && k <= closed) {
				t.Fatalf("%s: side %d has %v USD in bin %d with the close in %d", e.model.Name, side, usd, k, closed)
			}
		}
	}
	for i, f := range fieldsOf(e) {
		live := 0.0
		for j, m := range f.mass {
			if m < 0 || m != 0 && (j < f.lo || j >= f.hi) {
				t.Fatalf("%s: field %d holds %v outside its range or below zero", e.model.Name, i, m)
			}
			live += m * f.scale
		}
		if out := live + f.swept + f.decayed + f.closed + f.voided; math.Abs(out-f.deposited) > 1e-9*f.deposited {
			t.Fatalf("%s: field %d: deposited %v, accounted for %v", e.model.Name, i, f.deposited, out)
		}
	}
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

// contents is the map, or of the learned model its mass.
func contents(e *Engine) (lo grid.Bin, planes [2][]float64) {
	l, is := e.venues[0].(*learned)
	if !is {
		return whole(e, Everything)
	}
	lo, hi := grid.Of(1_000), grid.Of(1_000_000)
	for side := range planes {
		planes[side] = make([]float64, hi-lo)
		for class := range l.fields[side] {
			l.fields[side][class].addTo(planes[side], lo)
		}
	}
	return lo, planes
}
