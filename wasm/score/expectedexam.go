package score

import (
	"math"

	"brink/wasm/engine"
	"brink/wasm/information"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
)

// Expected is the mode of the exam of expected dollars: given nothing of what
// comes, how much of a side is liquidated within a horizon.
const Expected Mode = "expected"

// HorizonOf reads 1h, 4h or 24h.
func HorizonOf(text string) (forecast.Horizon, *market.Fault) {
	for h, name := range horizonNames {
		if text == name {
			return forecast.Horizon(h), nil
		}
	}
	return 0, &market.Fault{Code: "horizon-unknown", Sentence: "the horizon is \"" + text + "\"; it can be 1h, 4h or 24h"}
}

var horizonNames = [forecast.Horizons]string{"1h", "4h", "24h"}

// ExpectedReport is the result of the exam of expected dollars.
type ExpectedReport struct {
	Status        Status             `json:"status"`
	Mode          Mode               `json:"mode"`
	Horizon       string             `json:"horizon"`
	Model         string             `json:"model"`
	Estimate      string             `json:"estimate"`
	Elements      int                `json:"elements"`
	Dollars       float64            `json:"dollars"`
	Forecasts     map[string]Figures `json:"forecasts,omitempty"`
	GainOverHAR   *Interval          `json:"gain_over_har,omitempty"`
	GainOverTouch *Interval          `json:"gain_over_novelty_touch,omitempty"`
	Coverage      *float64           `json:"coverage_80,omitempty"`
	BelowMedian   *float64           `json:"below_median,omitempty"`
	Weight        float64            `json:"weight,omitempty"`  // of the sum of heat times chance
	Base          float64            `json:"base,omitempty"`    // USD a side and horizon, whatever the map
	Deciles       []Decile           `json:"deciles,omitempty"` // of the forecast
	Judged        *ExpectedJudgement `json:"-"`
}

// ExpectedJudgement is the judged period element by element.
type ExpectedJudgement struct {
	Times             []market.Millis // the horizons' starts
	Sides             []market.Side
	Y                 []float64
	Forecasts         [len(ExpectedNames)][]float64 // in the order of ExpectedNames
	Low, Median, High []float64                     // the 80 % range of the first
}

// RunExpected runs the exam of expected dollars. Forecasts are fitted on the
// elements whose horizon ends by FitUntil; ranges follow what has come since, as
// they would have been known. Elements overlap where the horizon is longer than an
// hour, and none has a gap in it.
func RunExpected(o Options, d Data, horizon forecast.Horizon) (*ExpectedReport, *market.Fault) {
	o.Mode, o.Feed = Nowcast, Mixed // the periods alone are read
	if o.Weights == "" {
		o.Weights = Fitted
	}
	if fault := o.refuse(d); fault != nil {
		return nil, fault
	}
	all, fault := lookAhead(d, o.Warmup, horizon)
	if fault != nil {
		return nil, fault
	}
	to := o.ScoreTo
	if to == 0 {
		to = math.MaxInt64
	}
	fit, fitted := make([]bool, all.Len()), 0
	for i, end := range all.ends {
		if fit[i] = end <= o.FitUntil; fit[i] {
			fitted++
		}
	}
	from, end := all.Cut(o.ScoreFrom, to)
	if fitted == 0 {
		return nil, &market.Fault{Code: "fit-period-empty", Sentence: "no full hour with seven days of bars and liquidations before it, and a whole horizon after it, lies before -fit-until " + day(o.FitUntil)}
	}
	if from >= end {
		return nil, &market.Fault{Code: "score-period-empty", Sentence: "no full hour whose horizon is known lies in the period to judge, from " + day(o.ScoreFrom)}
	}
	y := all.Y[from:end]
	report := &ExpectedReport{
		Mode: Expected, Horizon: horizonNames[horizon], Model: engine.Learned.Version, Estimate: estimate,
		Elements: end - from, Dollars: total(y), Status: information.Judge(all.Times[from:end], y),
	}
	if report.Status == NotValid || total(pickMarked(all.Y, fit)) <= 0 || fitted < rangeGroups {
		report.Status = NotValid
		return report, nil
	}
	forecasts, weights := all.forecastExpected(fit)
	report.Weight, report.Base = weights[0], weights[1]
	low, median, high := all.rangesOf(forecasts[0], from)
	j := &ExpectedJudgement{Times: all.Times[from:end], Sides: all.Sides[from:end], Y: y, Low: low[from:end], Median: median[from:end], High: high[from:end]}
	report.Judged, report.Forecasts = j, map[string]Figures{}
	for i, name := range ExpectedNames {
		yhat := forecasts[i][from:end]
		j.Forecasts[i] = yhat
		report.Forecasts[name] = figures(y, yhat)
	}
	gain := func(over int) *Interval {
		g := information.Gain(j.Times, y, j.Forecasts[0], j.Forecasts[over], generator())
		return &g
	}
	report.GainOverTouch, report.GainOverHAR = gain(1), gain(2)
	report.Coverage, report.BelowMedian = j.within()
	report.Deciles = deciles(j.Y, j.Forecasts[0])
	return report, nil
}

// within are the share of elements inside the 80 % range, and at or below the
// median.
func (j *ExpectedJudgement) within() (inside, below *float64) {
	var in, under float64
	for i, usd := range j.Y {
		in += number(usd >= j.Low[i] && usd <= j.High[i])
		under += number(usd <= j.Median[i])
	}
	in /= float64(len(j.Y))
	under /= float64(len(j.Y))
	return &in, &under
}

// ExpectedWeeks is the exam with each week left out in turn: every week of the
// elements that end by until is judged by a fit and ranges of the others.
func ExpectedWeeks(d Data, warmup market.Millis, horizon forecast.Horizon, until market.Millis) (*ExpectedReport, *market.Fault) {
	all, fault := lookAhead(d, warmup, horizon)
	if fault != nil {
		return nil, fault
	}
	n := 0
	for n < all.Len() && all.ends[n] <= until {
		n++
	}
	if n == 0 {
		return nil, &market.Fault{Code: "fit-period-empty", Sentence: "no full hour whose horizon is known ends by " + day(until)}
	}
	week := func(i int) market.Millis { return (all.Times[i] - all.Times[0]) / (7 * market.Day) }
	j := &ExpectedJudgement{Times: all.Times[:n], Sides: all.Sides[:n], Y: all.Y[:n], Low: make([]float64, n), Median: make([]float64, n), High: make([]float64, n)}
	for f := range j.Forecasts {
		j.Forecasts[f] = make([]float64, n)
	}
	fit := make([]bool, all.Len())
	for left := market.Millis(0); left <= week(n-1); left++ {
		for i := range n {
			fit[i] = week(i) != left
		}
		if total(pickMarked(all.Y, fit)) <= 0 {
			continue
		}
		forecasts, _ := all.forecastExpected(fit)
		r := MeasureRanges(pickMarked(all.Y, fit), pickMarked(forecasts[0], fit))
		for i := range n {
			if fit[i] {
				continue
			}
			for f := range forecasts {
				j.Forecasts[f][i] = forecasts[f][i]
			}
			j.Low[i], j.Median[i], j.High[i] = r.Of(forecasts[0][i])
		}
	}
	report := &ExpectedReport{
		Mode: Expected, Horizon: horizonNames[horizon], Model: engine.Learned.Version, Estimate: estimate,
		Elements: n, Dollars: total(j.Y), Status: information.Judge(j.Times, j.Y), Judged: j, Forecasts: map[string]Figures{},
	}
	for f, name := range ExpectedNames {
		report.Forecasts[name] = figures(j.Y, j.Forecasts[f])
	}
	over := func(f int) *Interval {
		g := information.Gain(j.Times, j.Y, j.Forecasts[0], j.Forecasts[f], generator())
		return &g
	}
	report.GainOverTouch, report.GainOverHAR = over(1), over(2)
	report.Coverage, report.BelowMedian = j.within()
	report.Deciles = deciles(j.Y, j.Forecasts[0])
	return report, nil
}

// FitExpected fits what is shipped for a horizon on all elements: the weight, the
// base and the ranges.
func FitExpected(d Data, warmup market.Millis, horizon forecast.Horizon) (weight, base float64, r Ranges, fault *market.Fault) {
	all, fault := lookAhead(d, warmup, horizon)
	if fault != nil {
		return 0, 0, r, fault
	}
	fit := make([]bool, all.Len())
	for i := range fit {
		fit[i] = true
	}
	forecasts, weights := all.forecastExpected(fit)
	return weights[0], weights[1], MeasureRanges(all.Y, forecasts[0]), nil
}
