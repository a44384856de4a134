package sim

import (
	"math"
	"slices"
	"testing"

	"brink/wasm/market"
)

// facts are what is known of real markets, measured here on a month: see
// decisions/030 for the real figures beside these.
type facts struct{ vol, kurtosis, near, hour, trend, fano, atNewLows, volumeByMove, liquidated float64 }

func measure(m *Market, e *Events) (f facts) {
	var r, size, volume []float64
	for i := 1; i < len(e.Bars); i++ {
		x := math.Log(float64(e.Bars[i].Close / e.Bars[i-1].Close))
		r, size, volume = append(r, x), append(size, math.Abs(x)), append(volume, float64(e.Bars[i].Volume))
	}
	var two, four float64
	for _, x := range r {
		two += x * x
		four += x * x * x * x
	}
	f.vol = math.Sqrt(two / float64(len(r)) * 288)
	f.kurtosis = float64(len(r)) * four / two / two
	f.near, f.hour, f.trend = correlation(size[1:], size), correlation(size[12:], size), correlation(r[1:], r)
	f.volumeByMove = correlation(size, volume)
	first := e.Bars[0].Start
	counts := make([]float64, (e.Bars[len(e.Bars)-1].Start-first)/market.Minute+5)
	longs := map[int]float64{}
	for _, l := range e.Liquidations {
		counts[(l.Time-first)/market.Minute]++
		f.liquidated += float64(l.USD)
		if l.Closed == market.Long {
			longs[int((l.Time-first)/market.Hour)] += float64(l.USD)
		}
	}
	var mean, square float64
	for _, c := range counts {
		mean += c / float64(len(counts))
		square += c * c / float64(len(counts))
	}
	f.fano = (square - mean*mean) / mean
	var all, new float64
	for hour, usd := range longs {
		if i := hour * 12; i >= 48 && i+12 <= len(e.Bars) {
			all += usd
			if lowest(e.Bars[i:i+12]) < lowest(e.Bars[i-48:i]) {
				new += usd
			}
		}
	}
	f.atNewLows = new / all
	f.liquidated /= 30 * float64(m.OpenInterest()) * float64(m.Price())
	return f
}

func lowest(bars []market.Bar) market.Price {
	low := bars[0].Low
	for _, b := range bars {
		low = min(low, b.Low)
	}
	return low
}

// correlation of x with the first len(x) of y.
func correlation(x, y []float64) float64 {
	n := float64(len(x))
	var mx, my float64
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	var xx, yy, xy float64
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
		xy += (x[i] - mx) * (y[i] - my)
	}
	return xy / math.Sqrt(xx*yy)
}

// The medians of eleven months stand near the real market's.
func TestFactsOfRealMarkets(t *testing.T) {
	var all []facts
	for seed := range uint64(11) {
		m, e := course(t, Config{Seed: 100 + seed, Start: monday}, 30, nil)
		all = append(all, measure(m, e))
	}
	for _, c := range []struct {
		name     string
		of       func(facts) float64
		low, top float64
	}{
		{"volatility of a day", func(f facts) float64 { return f.vol }, .02, .042},
		{"kurtosis of 5-minute returns (a normal has 3)", func(f facts) float64 { return f.kurtosis }, 9, 40},
		{"autocorrelation of |return|, next bar", func(f facts) float64 { return f.near }, .25, .45},
		{"autocorrelation of |return|, an hour on", func(f facts) float64 { return f.hour }, .15, .36},
		{"autocorrelation of returns", func(f facts) float64 { return f.trend }, -.06, .06},
		{"correlation of |return| and volume", func(f facts) float64 { return f.volumeByMove }, .45, .9},
		{"Fano factor of liquidations a minute", func(f facts) float64 { return f.fano }, 7, 18},
		{"long dollars in hours with a new 4-hour low", func(f facts) float64 { return f.atNewLows }, .74, .92},
		{"liquidated a day, share of open interest", func(f facts) float64 { return f.liquidated }, .008, .04},
	} {
		var values []float64
		for _, f := range all {
			values = append(values, c.of(f))
		}
		slices.Sort(values)
		median := values[len(values)/2]
		t.Logf("%-50s median %.3f, from %.3f to %.3f", c.name, median, values[0], values[len(values)-1])
		if !(median >= c.low && median <= c.top) {
			t.Errorf("%s: median %.3f, expected %v to %v", c.name, median, c.low, c.top)
		}
	}
}
