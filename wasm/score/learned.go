package score

import (
	"math"

	"brink/wasm/engine"
	"brink/wasm/market"
)

// newTermMeter measures the terms of the learned model, or of its massless
// pair.
func newTermMeter(model *engine.Model, interval market.Millis) *mapMeter {
	m := newMapMeter(model, interval)
	m.size = engine.Zones
	m.parts = func(e *engine.Engine, into *[market.Sides][]float64) {
		for side := range into {
			e.AddTerms(0, market.Side(side), into[side])
		}
	}
	return m
}

// Levels is the level of each element, computed from the elements of its side
// that had ended when it began: y observed, and yhat forecast without a level,
// in USD. mean is the usual y of an element. It is the engine's own level, fed
// once an element instead of once a bar.
func Levels(e *Elements, length market.Millis, yhat []float64, mean float64) []float64 {
	out := make([]float64, e.Len())
	day := market.USD(mean * float64(market.Day) / float64(length))
	for side := range market.Sides {
		var level engine.Level
		next := side
		var at market.Millis // that the level has faded to
		for i := side; i < e.Len(); i += market.Sides {
			for ; next < i && e.Times[next]+length <= e.Times[i]; next += market.Sides {
				end := e.Times[next] + length
				level.Observe(end-at, market.USD(e.Y[next]), market.USD(yhat[next]))
				at = end
			}
			if at < e.Times[i] {
				level.Fade(e.Times[i] - at)
				at = e.Times[i]
			}
			out[i] = level.Factor(day)
		}
	}
	return out
}

// Fitting of the learned forecast (decisions/012).
const (
	rounds     = 3   // of weights, then levels
	roundSteps = 200 // EM steps a round
	priorShare = .1  // strength of the prior shape, of the dollars that it rests on
	floorShare = 1. / 40
	floorHold  = .002            // strength of b's prior, of the period's dollars
	priorSpan  = 90 * market.Day // what the shipped shape was seen on
)

// Fit of the learned forecast: weights, b, and the level of each element.
type Learned struct {
	Weights engine.Weights
	Floor   float64 // b, USD of an interval and side
	Mean    float64 // usual y of an element of the fit period
	Levels  []float64
}

// FitLearned fits the learned forecast's terms x on the first n elements. The
// prior gives the weights' shape: equal for Fitted, the shipped table's for the
// others; the size is always fitted. With Shipped the shape does not change.
func FitLearned(source Source, x [][]float64, e *Elements, n int, length market.Millis) *Learned {
	y := e.Y[:n]
	out := &Learned{Mean: total(y) / float64(n), Levels: make([]float64, e.Len())}
	for i := range out.Levels {
		out.Levels[i] = 1
	}
	shape := engine.Weights{1, 1, 1, 1, 1}
	if source != Fitted {
		shape = engine.Shipped.Weights
		mean := total(shape[:]) / engine.Zones
		for j := range shape {
			shape[j] /= mean
		}
	}
	floorPrior := out.Mean * floorShare
	out.Floor = floorPrior
	size := out.size(x, y, shape)
	for j, s := range shape {
		out.Weights[j] = size * s
	}
	prior := out.Weights
	strength := priorShare * total(y)
	if source == Adapted {
		// A shape fitted on months does not yield to that of days.
		strength = math.Max(strength, priorShare*out.Mean*float64(market.Sides*priorSpan/length))
	}
	plain := make([]float64, e.Len())
	for range rounds {
		out.improve(source, x, y, prior, strength, floorPrior)
		Forecast(plain, out.Weights[:], x, out.Floor)
		out.Levels = Levels(e, length, plain, out.Mean)
	}
	return out
}

// size fits one scale of the shape, b held.
func (l *Learned) size(x [][]float64, y []float64, shape engine.Weights) float64 {
	all := make([]float64, len(y))
	Forecast(all, shape[:], head(x, len(y)), 0)
	w := []float64{total(y) / (total(all) + 1)}
	Fit(w, [][]float64{all}, y, l.Floor, 60, nil)
	return w[0]
}

// improve takes a round of EM steps at the present levels. strength is that of
// the prior weights, in USD each; floorPrior is the prior of b.
func (l *Learned) improve(source Source, x [][]float64, y []float64, prior engine.Weights, strength, floorPrior float64) {
	dollars, n := total(y), float64(len(y))
	var sums engine.Weights
	for j := range sums {
		for i := range y {
			sums[j] += l.Levels[i] * x[j][i]
		}
	}
	for range roundSteps {
		var seen engine.Weights
		seenFloor := 0.0
		for i := range y {
			yhat := l.at(x, i)
			ratio := y[i] / yhat
			seenFloor += ratio
			for j := range seen {
				seen[j] += l.Levels[i] * x[j][i] * ratio
			}
		}
		if source != Shipped {
			for j := range l.Weights {
				l.Weights[j] = (l.Weights[j]*seen[j] + strength) / (sums[j] + strength/prior[j])
			}
		}
		l.Floor = math.Max(floor, (l.Floor*seenFloor+floorHold*dollars)/(n+floorHold*dollars/floorPrior))
	}
}

// at is the forecast of element i.
func (l *Learned) at(x [][]float64, i int) float64 {
	usd := 0.0
	for j, w := range l.Weights {
		usd += w * x[j][i]
	}
	return l.Floor + l.Levels[i]*usd
}

// Forecast is the forecast of every element.
func (l *Learned) Forecast(x [][]float64) []float64 {
	yhat := make([]float64, len(l.Levels))
	for i := range yhat {
		yhat[i] = l.at(x, i)
	}
	return yhat
}

// massless is the best forecast without a map: fresh positions and the zones of
// novelty, freely fitted, with levels of their own.
func massless(fresh, novelty [][]float64, e *Elements, n int, length market.Millis) []float64 {
	all := make([]float64, e.Len())
	ones := make([]float64, e.Len())
	for i := range all {
		for j := range fresh {
			all[i] += fresh[j][i]
		}
		ones[i] = 1
	}
	x := append([][]float64{all}, novelty...)
	yhat := scaled(x, e.Y, n)
	levels := Levels(e, length, yhat, total(e.Y[:n])/float64(n))
	for j := range x {
		levelled := make([]float64, e.Len())
		for i, level := range levels {
			levelled[i] = x[j][i] * level
		}
		x[j] = levelled
	}
	return scaled(x, e.Y, n)
}
