package score

import (
	"math"
	"sort"

	"brink/wasm/information"
	"brink/wasm/market"
)

// rangeGroups is how many sizes of forecast an 80 % range is measured at.
const rangeGroups = 6

// Ranges are what came over what was forecast, by the size of the forecast: the
// 10 %, 50 % and 90 % quantiles of the ratio at a few forecasts, in USD.
type Ranges struct {
	At                [rangeGroups]float64 // USD forecast
	Low, Median, High [rangeGroups]float64 // ratios
}

// MeasureRanges sorts forecasts into equal groups and takes each group's
// quantiles.
func MeasureRanges(y, yhat []float64) (r Ranges) {
	order := make([]int, len(y))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return yhat[order[a]] < yhat[order[b]] })
	for g := range rangeGroups {
		members := order[g*len(order)/rangeGroups : (g+1)*len(order)/rangeGroups]
		ratios, logs := make([]float64, 0, len(members)), 0.0
		for _, i := range members {
			ratios = append(ratios, y[i]/yhat[i])
			logs += math.Log(yhat[i])
		}
		sort.Float64s(ratios)
		r.At[g] = math.Exp(logs / float64(len(members)))
		r.Low[g], r.Median[g], r.High[g] = information.Quantile(ratios, .1), information.Quantile(ratios, .5), information.Quantile(ratios, .9)
	}
	return r
}

// Of is the range and the median of what comes where yhat USD are forecast:
// between the measured sizes on a logarithmic axis, constant beyond them.
func (r *Ranges) Of(yhat float64) (low, median, high float64) {
	i := 0
	for i < rangeGroups-2 && yhat > r.At[i+1] {
		i++
	}
	f := math.Log(yhat/r.At[i]) / math.Log(r.At[i+1]/r.At[i])
	f = min(max(f, 0), 1)
	at := func(ratios *[rangeGroups]float64) float64 { return yhat * (ratios[i] + f*(ratios[i+1]-ratios[i])) }
	return at(&r.Low), at(&r.Median), at(&r.High)
}

// trailing is how far back ranges are measured in an exam.
const trailing = 42 * market.Day

// rangesOf is the 80 % range and the median of each element from first on,
// measured anew each UTC day on the elements of the last weeks that had ended by
// then.
func (o *outlooks) rangesOf(yhat []float64, first int) (low, median, high []float64) {
	low, median, high = make([]float64, o.Len()), make([]float64, o.Len()), make([]float64, o.Len())
	var r Ranges
	measured := market.Millis(-1)
	for i := first; i < o.Len(); i++ {
		if day := o.Times[i] / market.Day * market.Day; day != measured {
			measured = day
			var y, forecast []float64
			for j := 0; j < i; j++ {
				if o.ends[j] <= day && o.Times[j] >= day-trailing {
					y, forecast = append(y, o.Y[j]), append(forecast, yhat[j])
				}
			}
			if len(y) >= leastRanges || r.At[0] == 0 && len(y) >= rangeGroups {
				r = MeasureRanges(y, forecast)
			}
		}
		low[i], median[i], high[i] = r.Of(yhat[i])
	}
	return low, median, high
}

// leastRanges is how many elements it takes to measure ranges anew.
const leastRanges = 20 * rangeGroups
