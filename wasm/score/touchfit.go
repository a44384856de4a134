package score

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
)

// FitTouch fits the table that chances of a touch are read from on the bars that
// end at or before until: for each horizon least squares on the logarithm of the
// variance that came, then the frequencies of a touch by distance in standard
// deviations.
func FitTouch(bars []market.Bar, interval, until market.Millis) (forecast.TouchTable, *market.Fault) {
	table := forecast.TouchTable{Distances: forecast.ShippedTouch.Distances}
	var counts [forecast.Horizons]touchCounts
	var pooled touchCounts
	for h := range forecast.Horizon(forecast.Horizons) {
		samples := volatilities(bars, interval, until, h)
		if len(samples) < 100 {
			return table, &market.Fault{Code: "touch-period-empty", Sentence: "fewer than 100 full hours with seven days of bars before them end at or before " + day(until)}
		}
		table.Volatility[h] = leastSquares(samples)
		counts[h].add(samples, &table.Volatility[h], float64(h.Span()/(5*market.Minute)))
		for z := range pooled.seen {
			pooled.seen[z] += pooledShare * counts[h].seen[z]
			pooled.touched[z] += pooledShare * counts[h].touched[z]
		}
	}
	for h := range counts {
		for z := range pooled.seen { // the horizons' tables differ little: each leans on all
			counts[h].seen[z] += pooled.seen[z]
			counts[h].touched[z] += pooled.touched[z]
		}
		table.Chances[h] = counts[h].frequencies(table.Distances)
	}
	return table, nil
}

// pooledShare is by how much all horizons count for the table of each.
const pooledShare = .1

// volatilitySample is an hour with what is known at its end and what came.
type volatilitySample struct {
	x         [forecast.Regressors]float64
	came      float64 // ln of the variance per five minutes
	low, high float64 // ln of the horizon's extremes over the close
}

func volatilities(bars []market.Bar, interval, until market.Millis, h forecast.Horizon) []volatilitySample {
	v := forecast.NewVolatility(interval)
	n := int(h.Span() / interval)
	asked := map[market.Millis]volatilitySample{}
	var out []volatilitySample
	for i := range bars {
		v.Add(&bars[i])
		end := bars[i].Start + interval
		if end%market.Hour != 0 || end > until {
			continue
		}
		if s, ok := asked[end-h.Span()]; ok {
			if came, known := v.Realised(h.Span()); known {
				s.came = grid.Log(came)
				out = append(out, s)
			}
			delete(asked, end-h.Span())
		}
		x, known := v.Regressors()
		if !known || i+n >= len(bars) {
			continue
		}
		low, high := bars[i+1].Low, bars[i+1].High
		for _, bar := range bars[i+1 : i+n+1] {
			low, high = min(low, bar.Low), max(high, bar.High)
		}
		asked[end] = volatilitySample{x: x, low: grid.Log(float64(low / bars[i].Close)), high: grid.Log(float64(high / bars[i].Close))}
	}
	return out
}

// leastSquares are the coefficients of the regressors, by the normal equations.
func leastSquares(samples []volatilitySample) (b [forecast.Regressors]float64) {
	const n = forecast.Regressors
	var a [n][n + 1]float64
	for i := range samples {
		s := &samples[i]
		for j, u := range s.x {
			for k, v := range s.x {
				a[j][k] += u * v
			}
			a[j][n] += u * s.came
		}
	}
	for i := range a { // Gauss and Jordan, the largest pivot first
		pivot := i
		for j := i + 1; j < n; j++ {
			if math.Abs(a[j][i]) > math.Abs(a[pivot][i]) {
				pivot = j
			}
		}
		a[i], a[pivot] = a[pivot], a[i]
		for j := range a {
			if j == i {
				continue
			}
			f := a[j][i] / a[i][i]
			for k := i; k <= n; k++ {
				a[j][k] -= f * a[i][k]
			}
		}
	}
	for i := range b {
		b[i] = a[i][n] / a[i][i]
	}
	return b
}

// zStep and zMost are how finely, and how far, distances are counted.
const (
	zStep = .01
	zMost = 8
)

// touchCounts are how many levels lay at each distance in standard deviations,
// and how many of them were touched.
type touchCounts struct{ seen, touched [int(zMost/zStep) + 1]float64 }

// add counts the levels of each hour; bars is how many of five minutes the horizon
// has.
func (c *touchCounts) add(samples []volatilitySample, b *[forecast.Regressors]float64, bars float64) {
	for i := range samples {
		s := &samples[i]
		log := 0.0
		for j, w := range b {
			log += w * s.x[j]
		}
		sigma := math.Sqrt(math.Exp(log) * bars)
		for j := range touches {
			away := math.Log(float64(level(1, j)))
			z := int(min(math.Abs(away)/sigma, zMost) / zStep)
			c.seen[z]++
			c.touched[z] += number(away < 0 && s.low <= away || away > 0 && s.high >= away)
		}
	}
}

// frequencies are the chances at the distances that make what was touched
// likeliest, given that they fall and that their logarithm is straight between
// the distances.
func (c *touchCounts) frequencies(distances [12]float64) (chances [12]float64) {
	table := forecast.TouchTable{Distances: distances}
	p := &table.Chances[0]
	for i, z := range distances {
		p[i] = math.Erfc(z / math.Sqrt2)
	}
	likelihood := func() float64 {
		sum := 0.0
		for i, n := range c.seen {
			if n > 0 {
				p := min(table.Chance(0, (float64(i)+.5)*zStep), 1-1e-9)
				sum += c.touched[i]*math.Log(p) + (n-c.touched[i])*math.Log(1-p)
			}
		}
		return sum
	}
	for range 4 {
		for i := range p {
			low, high := 1e-4, 1.0
			if i > 0 {
				high = p[i-1]
			}
			if i+1 < len(p) {
				low = p[i+1]
			}
			for range 24 { // a search between the neighbours, by thirds
				third := (high - low) / 3
				p[i] = low + third
				first := likelihood()
				p[i] = high - third
				if likelihood() > first {
					low += third
				} else {
					high -= third
				}
			}
			p[i] = (low + high) / 2
		}
	}
	return *p
}
