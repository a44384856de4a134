package forecast

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/engine/enginetest"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// One bin by hand: its USD times the chance that price reaches its nearer edge.
func TestReachedByHand(t *testing.T) {
	v := volatilityOf(enginetest.Walk(5, 10*288))
	c := v.Chances(v.end)
	k := grid.Of(c.Price)
	for side, lo := range map[market.Side]grid.Bin{market.Long: k - 30, market.Short: k + 30} {
		edge := lo.Lower() // of a short's bin
		if side == market.Long {
			edge = (lo + 1).Lower()
		}
		for h := range Horizon(Horizons) {
			p, _ := c.Touch(edge, h)
			if got := c.Reached(side, lo, []float64{5e6}, h); math.Abs(got/(5e6*p)-1) > 1e-6 {
				t.Errorf("%v over horizon %d: %v, want %v", side, h, got, 5e6*p)
			}
		}
	}
}

// More map, more time and more volatility never make less; the range holds the
// median, and nothing is negative or without end.
func TestExpectedIsOrdered(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	bars := enginetest.Walk(21, 12*288)
	v := volatilityOf(bars)
	c := v.Chances(v.end)
	var m insight.Map
	m.Read(enginetest.Stepped(t, &engine.Learned, 1, bars), v.end, c.Price, insight.Selection(engine.Everything), 1)
	for side := range market.Side(market.Sides) {
		last := market.USD(0)
		for h := range Horizon(Horizons) {
			usd, known := Reached(&m, side, &c, h)
			if !known || !(usd > last) {
				t.Errorf("%v: %v reached within horizon %d after %v", side, usd, h, last)
			}
			last = usd
		}
		for h := range Horizon(ExpectedHorizons) {
			for range 50 {
				scale := math.Exp(8 * r.NormFloat64())
				e := Expected(&m, side, &c, h, scale)
				if !e.Known || !(e.Low >= 0 && e.Low < e.Median && e.Median < e.High) || math.IsInf(float64(e.High), 0) || e.Why != "" {
					t.Fatalf("%v within horizon %d at scale %v: %+v", side, h, scale, e)
				}
			}
		}
		whole := Expected(&m, side, &c, OneHour, 1)
		for i := range m.Planes[side].USD {
			m.Planes[side].USD[i] *= 2
		}
		if twice := Expected(&m, side, &c, OneHour, 1); twice.High <= whole.High {
			t.Errorf("%v: twice the map, %v after %v", side, twice.High, whole.High)
		}
	}
}

// What cannot be said is a sentence, and no number.
func TestExpectedWithoutGrounds(t *testing.T) {
	bars := enginetest.Walk(22, 12*288)
	whole, young := volatilityOf(bars), volatilityOf(bars[:3*288])
	known := whole.Chances(whole.end)
	for name, e := range map[string]Expectation{
		"a day":   Expected(&insight.Map{}, market.Long, &known, OneDay, 1),
		"no bars": Expected(&insight.Map{}, market.Long, &Chances{Why: "There are no bars."}, OneHour, 1),
		"three days": func() Expectation {
			c := young.Chances(young.end)
			return Expected(&insight.Map{}, market.Long, &c, OneHour, 1)
		}(),
		"a stopped feed": func() Expectation {
			c := whole.Chances(whole.end + market.Day)
			return Expected(&insight.Map{}, market.Long, &c, OneHour, 1)
		}(),
		"no scale": Expected(&insight.Map{}, market.Long, &known, OneHour, 0),
		"NaN":      Expected(&insight.Map{}, market.Long, &known, OneHour, math.NaN()),
		"no end":   Expected(&insight.Map{}, market.Long, &known, OneHour, math.Inf(1)),
	} {
		if e.Known || e.Low != 0 || e.Median != 0 || e.High != 0 || !strings.HasSuffix(e.Why, ".") {
			t.Errorf("%s: %+v", name, e)
		}
	}
	if e := Expected(&insight.Map{}, market.Long, &known, OneHour, 1); !e.Known || !(e.High > 0) {
		t.Errorf("an empty map still has its base: %+v", e)
	}
}

// What a page computes a bar: chances, the touches of forty clusters over three
// horizons, and the dollars of both sides.
func BenchmarkOutlook(b *testing.B) {
	bars := enginetest.Walk(23, 30*288)
	v := volatilityOf(bars)
	price := bars[len(bars)-1].Close
	e := engine.New(&engine.Learned, enginetest.Five, 1)
	for i := range bars {
		if fault := e.Step(0, &bars[i]); fault != nil {
			b.Fatal(fault)
		}
	}
	var m insight.Map
	m.Read(e, v.end, price, insight.Selection(engine.Everything), 1)
	b.ReportAllocs()
	for b.Loop() {
		c := v.Chances(v.end)
		for i := range 40 {
			for h := range Horizon(Horizons) {
				c.Touch(price*market.Price(1+.002*float64(i-20)), h)
			}
		}
		for side := range market.Side(market.Sides) {
			for h := range Horizon(ExpectedHorizons) {
				Expected(&m, side, &c, h, 1)
			}
		}
	}
}
