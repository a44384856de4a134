package score

import (
	"math"

	"brink/wasm/engine"
	"brink/wasm/market"
)

// newTermMeter measures the learned model's terms.
func newTermMeter(interval market.Millis) *mapMeter {
	m := newMapMeter(&engine.Learned, interval)
	m.size = engine.Terms
	m.parts = func(e *engine.Engine, into *[market.Sides][]float64) {
		for side := range into {
			e.Measured(0, market.Side(side), into[side])
		}
	}
	return m
}

// The level: how far the dollars observed in the last 14 days stood from
// those forecast, to the power .6 (RESEARCH.md). A prior of 3 million USD
// keeps it near one while little was seen.
const (
	levelSpan  = 14 * market.Day
	levelPower = .6
	levelPrior = 3e6
	levelLimit = 2 // of the logarithm before the power
)

// Levels are the factor of each element by what was observed and forecast
// (without a level) in the intervals of its side that ended before it began.
func Levels(e *Elements, length market.Millis, yhat []float64) []float64 {
	out := make([]float64, e.Len())
	for side := range market.Sides {
		var seen, said float64
		first, next := side, side // the window is [first, next)
		for i := side; i < e.Len(); i += market.Sides {
			for ; next < i && e.Times[next]+length <= e.Times[i]; next += market.Sides {
				seen += e.Y[next]
				said += yhat[next]
			}
			for ; first < next && e.Times[first] < e.Times[i]-levelSpan; first += market.Sides {
				seen -= e.Y[first]
				said -= yhat[first]
			}
			x := math.Log((levelPrior + above(seen)) / (levelPrior + above(said)))
			out[i] = math.Exp(levelPower * math.Max(-levelLimit, math.Min(levelLimit, x)))
		}
	}
	return out
}

func above(x float64) float64 { return math.Max(0, x) }

// Table is a set of learned weights: one per term, and b.
type Table struct {
	Weights []float64 // USD per unit of each term
	Floor   float64   // b: USD of an interval that the path does not explain
}

// adaptation is the strength of the shipped table as a prior, as a share of
// the fit period's dollars a weight.
const adaptation = .02

// learnedForecast fits the learned forecast's weights as the source says, on
// the first fitEnd elements, and forecasts all: once without a level, then
// with the level that this gives. prior is the shipped table for these terms.
func learnedForecast(source Source, x [][]float64, e *Elements, fitEnd int, length market.Millis, prior *Table) (yhat []float64, w *Table) {
	ones := make([]float64, e.Len())
	for i := range ones {
		ones[i] = 1
	}
	levelled := make([][]float64, len(x)+1)
	for j := range x {
		levelled[j] = append([]float64(nil), x[j]...)
	}
	levelled[len(x)] = ones
	yhat = make([]float64, e.Len())
	for pass := range 2 {
		if pass == 1 {
			levels := Levels(e, length, yhat)
			for j := range x {
				for i, level := range levels {
					levelled[j][i] = x[j][i] * level
				}
			}
		}
		w := weigh(source, levelled, e.Y, fitEnd, prior)
		Forecast(yhat, w, levelled, floor)
		if pass == 1 {
			return yhat, &Table{w[:len(x)], w[len(x)] + floor}
		}
	}
	panic("score: two passes are made")
}

// weigh fits the weights of the terms and of b, which comes last.
func weigh(source Source, x [][]float64, y []float64, fitEnd int, prior *Table) []float64 {
	w := start(x, y, fitEnd)
	if source == Fitted {
		Fit(w, head(x, fitEnd), y[:fitEnd], floor, steps, nil)
		return w
	}
	// The table's own forecast with one scale, and b.
	shape := make([]float64, len(y))
	Forecast(shape, prior.Weights, x[:len(x)-1], 0)
	pair := [][]float64{shape, x[len(x)-1]}
	scale := start(pair, y, fitEnd)
	Fit(scale, head(pair, fitEnd), y[:fitEnd], floor, steps, nil)
	for j, v := range prior.Weights {
		w[j] = scale[0] * v
	}
	w[len(w)-1] = scale[1]
	if source == Shipped {
		return w
	}
	belief := &Prior{append([]float64(nil), w...), make([]float64, len(w))}
	for j := range prior.Weights {
		belief.Strength[j] = adaptation * total(y[:fitEnd])
		if belief.Mean[j] <= 0 {
			belief.Mean[j] = 1e-9 // what the table gives no weight gets none
		}
	}
	belief.Mean[len(w)-1] = 1
	Fit(w, head(x, fitEnd), y[:fitEnd], floor, steps, belief)
	return w
}
