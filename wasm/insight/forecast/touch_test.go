package forecast

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"brink/wasm/engine/enginetest"
	"brink/wasm/market"
)

// volatilityOf adds bars to a fresh forecast.
func volatilityOf(bars []market.Bar) *Volatility {
	v := NewVolatility(enginetest.Five)
	for i := range bars {
		v.Add(&bars[i])
	}
	return v
}

// A chance never grows with distance, on either side, never falls with the
// horizon, starts at 1 and stays between 0 and 1.
func TestTouchIsMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for seed := range uint64(20) {
		days := 1 + r.IntN(20)
		v := volatilityOf(enginetest.Walk(seed, days*288))
		c := v.Chances(v.end)
		if want := Forecast; days < 7 {
			want = Barrier
			if c.Basis != want || !strings.Contains(c.Why, "Fewer than 7 days") {
				t.Fatalf("%d days of bars: %+v", days, c)
			}
		} else if c.Basis != want || c.Why != "" {
			t.Fatalf("%d days of bars: %+v", days, c)
		}
		for _, sign := range []float64{-1, 1} {
			last := [Horizons]float64{1, 1, 1}
			for step := range 400 {
				away := sign * .0004 * float64(step)
				before := 0.0
				for h := range Horizon(Horizons) {
					p, known := c.Touch(c.Price*market.Price(math.Exp(away)), h)
					if !known || !(p > 0 && p <= last[h]*(1+1e-12)) || p < before {
						t.Fatalf("seed %d, %v away, horizon %d: %v after %v, shorter %v", seed, away, h, p, last[h], before)
					}
					if step == 0 && p != 1 {
						t.Fatalf("the price itself is touched with %v", p)
					}
					last[h], before = p, p
				}
			}
		}
	}
}

// Chances scale with volatility: bars that move twice as far reach a level twice
// as far with the chance.
func TestTouchScalesWithVolatility(t *testing.T) {
	bars := enginetest.Walk(5, 10*288)
	wide := append([]market.Bar(nil), bars...)
	for i := range wide {
		b := &wide[i]
		b.High *= b.High / b.Low // the range doubles in ln
	}
	a, b := volatilityOf(bars), volatilityOf(wide)
	ca, cb := a.Chances(a.end), b.Chances(b.end)
	for h := range ca.Sigma {
		if ratio := cb.Sigma[h] / ca.Sigma[h]; ratio < 1.6 || ratio > 2.1 {
			t.Errorf("horizon %d: twice the ranges make %v times the spread", h, ratio)
		}
	}
}

// Where nothing can be said, no number is: no bars, a feed that stopped, a market
// that stood still, bars that were lost, levels that are no price.
func TestTouchWithoutGrounds(t *testing.T) {
	bars := enginetest.Walk(9, 9*288)
	still := make([]market.Bar, 9*288)
	for i := range still {
		still[i] = market.Bar{Start: bars[i].Start, Open: 5, High: 5, Low: 5, Close: 5}
	}
	whole := volatilityOf(bars)
	for name, c := range map[string]Chances{
		"no bars":        NewVolatility(enginetest.Five).Chances(bars[0].Start),
		"a stopped feed": whole.Chances(whole.end + market.Hour + 1),
		"a still market": volatilityOf(still).Chances(still[len(still)-1].Start + enginetest.Five),
		"three bars":     volatilityOf(bars[:3]).Chances(bars[3].Start),
	} {
		if p, known := c.Touch(bars[0].Close, OneDay); c.Basis != NoChances || known || p != 0 || !strings.HasSuffix(c.Why, ".") {
			t.Errorf("%s: %+v", name, c)
		}
	}
	c := whole.Chances(whole.end)
	for _, level := range []market.Price{0, -1, market.Price(math.NaN()), market.Price(math.Inf(1))} {
		if p, known := c.Touch(level, OneHour); known || p != 0 {
			t.Errorf("a level of %v is touched with %v", level, p)
		}
	}
	// An hour is missing just now: the last hour's volatility is unknown.
	gap := volatilityOf(append(append([]market.Bar(nil), bars[:8*288]...), bars[8*288+12]))
	if c := gap.Chances(gap.end); c.Basis != Barrier {
		t.Errorf("after a gap: %+v", c)
	}
	// Time may begin anywhere.
	early := append([]market.Bar(nil), bars...)
	for i := range early {
		early[i].Start = market.Millis(i-5*288) * enginetest.Five
	}
	if c := volatilityOf(early).Chances(early[len(early)-1].Start + enginetest.Five); c.Basis != Forecast {
		t.Errorf("around the epoch: %+v", c)
	}
	// Bars that are no bars, or out of order, change nothing.
	before := *whole
	for _, bar := range []market.Bar{{Start: bars[0].Start, Low: 1, High: 2, Close: 1}, {Start: whole.end, Low: -1, High: 2}, {Start: whole.end, Low: 2, High: 1}, {Start: whole.end, Low: 1, High: market.Price(math.Inf(1))}} {
		whole.Add(&bar)
	}
	if whole.end != before.end || whole.next != before.next || whole.price != before.price {
		t.Error("a bar that is none was added")
	}
}

// The forecast of a moment depends on what came before it alone, and refits to a
// market that is unlike the shipped one.
func TestVolatilityLearns(t *testing.T) {
	bars := enginetest.Walk(11, 120*288)
	v := NewVolatility(enginetest.Five)
	var early Chances
	shipped, refitted, n := 0.0, 0.0, 0.0
	for i := range bars {
		v.Add(&bars[i])
		if i == 20*288 {
			early = v.Chances(v.end)
		}
		if came, known := v.Realised(market.Hour); known && i > 60*288 && v.end%market.Hour == 0 {
			q := v.question(v.end - market.Hour)
			fresh := newRefit(OneHour)
			shipped += math.Abs(fresh.forecast(&q.x) - math.Log(came))
			refitted += math.Abs(v.fits[OneHour].forecast(&q.x) - math.Log(came))
			n++
		}
	}
	if again := volatilityOf(bars[:20*288+1]); again.Chances(again.end) != early {
		t.Error("a forecast depends on bars that came after it")
	}
	if refitted >= shipped {
		t.Errorf("mean miss %v refitted, %v as shipped", refitted/n, shipped/n)
	}
	if allocated := testing.AllocsPerRun(100, func() {
		bar := bars[len(bars)-1]
		bar.Start = v.end
		v.Add(&bar)
	}); allocated != 0 {
		t.Errorf("a bar allocates %v times", allocated)
	}
}

// Bars longer than the longest stretch that volatility is taken over are known
// by the newest alone.
func TestVolatilityOfVeryLongBars(t *testing.T) {
	v := NewVolatility(30 * market.Day)
	for i := range 3 {
		v.Add(&market.Bar{Start: market.Millis(i) * 30 * market.Day, Open: 100, High: 120, Low: 90, Close: 110, Volume: 1})
	}
}
