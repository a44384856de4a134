package score

import (
	"brink/wasm/engine"
	"brink/wasm/market"
)

// Prior is what is believed of weights before the data: a Gamma prior of
// mean Mean and strength Strength, in the dollars of forecast that it is
// worth, one per weight.
type Prior struct {
	Mean     []float64
	Strength []float64
}

// Fit finds the weights w >= 0 of y ~ floor + sum_j w_j x_j by the EM step
// of a Poisson deconvolution (Richardson-Lucy, engine/MODEL.md 5), in place,
// starting from the w given. x[j] is the j-th regressor over all elements. A
// nil prior is none; a regressor that is zero everywhere keeps its prior's
// mean, or its start. floor is USD added to every element and held fixed.
func Fit(w []float64, x [][]float64, y []float64, floor float64, steps int, prior *Prior) {
	fitLinked(w, x, y, floor, steps, prior, engine.Link{Capture: 1})
}

// fitLinked is Fit of y ~ link(floor + sum_j w_j x_j). Without saturation the
// steps are those of EM; with it they climb the same likelihood.
func fitLinked(w []float64, x [][]float64, y []float64, floor float64, steps int, prior *Prior, link engine.Link) {
	totals := make([]float64, len(x))
	yhat := make([]float64, len(y))
	ratio := make([]float64, len(y))
	slope := make([]float64, len(y))
	for step := range steps {
		Forecast(yhat, w, x, floor)
		for i, usd := range yhat {
			forced := market.USD(usd)
			slope[i] = link.Slope(forced)
			ratio[i] = y[i] / float64(link.Published(forced)) * slope[i]
		}
		if step == 0 || link.Saturation > 0 { // without saturation slopes never change
			clear(totals)
			for j, column := range x {
				for i, v := range column {
					totals[j] += v * slope[i]
				}
			}
		}
		for j, column := range x {
			seen := 0.0
			for i, v := range column {
				seen += v * ratio[i]
			}
			up, down := w[j]*seen, totals[j]
			if prior != nil {
				up += prior.Strength[j]
				down += prior.Strength[j] / prior.Mean[j]
			}
			if down > 0 {
				w[j] = up / down
			}
		}
	}
}

// Forecast sets yhat_i = floor + sum_j w_j x_ji.
func Forecast(yhat, w []float64, x [][]float64, floor float64) {
	for i := range yhat {
		yhat[i] = floor
	}
	for j, column := range x {
		if w[j] == 0 {
			continue
		}
		for i, v := range column {
			yhat[i] += w[j] * v
		}
	}
}
