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
// once an element instead of once a bar. Through a link, what the present level
// makes of a forecast is compared with what was published.
func Levels(e *Elements, length market.Millis, yhat []float64, mean float64, link engine.Link) []float64 {
	out := make([]float64, e.Len())
	day := market.USD(mean * float64(market.Day) / float64(length))
	for side := range market.Sides {
		var level engine.Level
		next := side
		var at market.Millis // that the level has faded to
		for i := side; i < e.Len(); i += market.Sides {
			for ; next < i && e.Times[next]+length <= e.Times[i]; next += market.Sides {
				end := e.Times[next] + length
				level.ObserveThrough(link, end-at, market.USD(e.Y[next]), market.USD(yhat[next]), out[next])
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

// Learned is a fit of the learned forecast: weights, b, and the level of each
// element. Weights and b are in USD before the link, which for a link of Capture
// 1 are those published while little is forced.
type Learned struct {
	Weights engine.Weights
	Link    engine.Link
	Floor   float64 // b, USD of an interval and side
	Mean    float64 // usual y of an element of the fit period
	Levels  []float64
}

// FitLearned fits the learned forecast's terms x on the first n elements. The
// prior gives the weights' shape: equal for Fitted, the shipped table's for the
// others; the size is always fitted. With Shipped the shape does not change.
// saturation is the USD beyond which a feed publishes no more of an element, 0
// for a complete feed or a sum of several.
func FitLearned(source Source, x [][]float64, e *Elements, n int, length market.Millis, saturation market.USD) *Learned {
	return fitLearned(source, x, e, n, nil, length, saturation, roundSteps)
}

// fitLearned leaves the elements out that skip marks, where it is given.
func fitLearned(source Source, x [][]float64, e *Elements, n int, skip []bool, length market.Millis, saturation market.USD, steps int) *Learned {
	y := e.Y[:n]
	out := &Learned{Mean: total(y) / float64(n), Link: engine.Link{Capture: 1, Saturation: saturation}, Levels: make([]float64, e.Len())}
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
		out.improve(source, x, y, skip, prior, strength, floorPrior, steps)
		Forecast(plain, out.Weights[:], x, out.Floor)
		out.Levels = Levels(e, length, plain, out.Mean, out.Link)
	}
	return out
}

// size fits one scale of the shape, b held.
func (l *Learned) size(x [][]float64, y []float64, shape engine.Weights) float64 {
	all := make([]float64, len(y))
	Forecast(all, shape[:], head(x, len(y)), 0)
	w := []float64{total(y) / (total(all) + 1)}
	fitLinked(w, [][]float64{all}, y, l.Floor, 60, nil, l.Link)
	return w[0]
}

// improve takes a round of EM steps at the present levels. strength is that of
// the prior weights, in USD each; floorPrior is the prior of b.
func (l *Learned) improve(source Source, x [][]float64, y []float64, skip []bool, prior engine.Weights, strength, floorPrior float64, steps int) {
	dollars := total(y)
	for range steps {
		var sums, seen engine.Weights
		n, seenFloor := 0.0, 0.0
		for i := range y {
			if skip != nil && skip[i] {
				continue
			}
			usd := market.USD(l.forced(x, i))
			slope := l.Link.Slope(usd)
			ratio := y[i] / float64(l.Link.Published(usd)) * slope
			seenFloor += ratio
			n += slope
			for j := range seen {
				term := l.Levels[i] * x[j][i]
				sums[j] += term * slope
				seen[j] += term * ratio
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

// forced is the forecast of element i before the link.
func (l *Learned) forced(x [][]float64, i int) float64 {
	usd := 0.0
	for j, w := range l.Weights {
		usd += w * x[j][i]
	}
	return l.Floor + l.Levels[i]*usd
}

// Forecast is the forecast of every element, in USD as published.
func (l *Learned) Forecast(x [][]float64) []float64 {
	yhat := make([]float64, len(l.Levels))
	for i := range yhat {
		yhat[i] = float64(l.Link.Published(market.USD(l.forced(x, i))))
	}
	return yhat
}

// massless is the best forecast without a map: fresh positions and the zones of
// novelty, freely fitted, with levels of their own and the same link.
func massless(fresh, novelty [][]float64, e *Elements, n int, length market.Millis, link engine.Link) []float64 {
	all := make([]float64, e.Len())
	ones := make([]float64, e.Len())
	for i := range all {
		for j := range fresh {
			all[i] += fresh[j][i]
		}
		ones[i] = 1
	}
	x := append([][]float64{all}, novelty...)
	yhat := linked(x, e.Y, n, link)
	levels := Levels(e, length, yhat, total(e.Y[:n])/float64(n), link)
	for j := range x {
		levelled := make([]float64, e.Len())
		for i, level := range levels {
			levelled[i] = x[j][i] * level
		}
		x[j] = levelled
	}
	yhat = linked(x, e.Y, n, link)
	for i, usd := range yhat {
		yhat[i] = float64(link.Published(market.USD(usd)))
	}
	return yhat
}
