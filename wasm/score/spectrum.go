package score

import (
	"math/rand/v2"

	"brink/wasm/correlation"
	"brink/wasm/engine"
	"brink/wasm/information"
	"brink/wasm/market"
)

// ShipTable fits the learned table that is shipped: on all elements, frozen
// ahead, which is how the map is looked at.
func ShipTable(d Data, warmup market.Millis) (*Learned, *market.Fault) {
	e, fault := Join(d.Bars, d.Interval, d.Observed, d.Length, d.Bars[0].Start+warmup)
	if fault != nil {
		return nil, fault
	}
	x, fault := Measure(newTermMeter(&engine.Learned, d.Interval), d.Bars, e, Ahead)
	if fault != nil {
		return nil, fault
	}
	return FitLearned(Fitted, x, e, e.Len(), d.Length, 0), nil
}

// Record is what people are shown of how good the maps have been: reports of
// both exams on a period that no weight was fitted on.
type Record struct {
	Model    string         `json:"model"`
	Data     string         `json:"data"`
	FitUntil string         `json:"fit_until"`
	From     string         `json:"score_from"`
	To       string         `json:"score_to"`
	Exams    []RecordedExam `json:"exams"`
	Estimate string         `json:"estimate"`
}

// RecordedExam is one exam of a record.
type RecordedExam struct {
	*Report
	Leads   map[string]Interval `json:"leads_over_novelty"` // of each model
	Weeks   []Week              `json:"weeks"`
	Deciles []Decile            `json:"deciles"`
}

// Week is the gain over novelty in one week of the judged period.
type Week struct {
	From     string  `json:"from"`
	Elements int     `json:"elements"`
	Gain     float64 `json:"gain_over_novelty"`
}

// Decile is a tenth of the elements by size of the forecast, with the mean USD
// forecast and observed.
type Decile struct {
	Forecast float64 `json:"forecast"` // mean USD
	Observed float64 `json:"observed"`
}

// MakeRecord runs both exams and sorts their results by week and by forecast.
func MakeRecord(o Options, d Data, source string) (*Record, *market.Fault) {
	record := &Record{
		Model: engine.Learned.Version, Data: source, FitUntil: day(o.FitUntil), From: day(o.ScoreFrom), To: day(o.ScoreTo), Estimate: estimate,
	}
	for _, mode := range []Mode{Nowcast, Ahead} {
		o.Mode = mode
		report, fault := Run(o, d)
		if fault != nil {
			return nil, fault
		}
		record.Exams = append(record.Exams, RecordedExam{report, report.Judged.leads(), report.Judged.weeks(), deciles(report.Judged.Y, report.Judged.Forecasts[0])})
	}
	return record, nil
}

// leads are the gains over novelty of the models that people choose from.
func (j *Judgement) leads() map[string]Interval {
	out := map[string]Interval{}
	for i, name := range Names[:3] {
		out[name] = information.Gain(j.Times, j.Y, j.Forecasts[i], j.Forecasts[3], generator())
	}
	return out
}

// weeks scores the period week by week, from its first day.
func (j *Judgement) weeks() []Week {
	var out []Week
	for first := 0; first < len(j.Times); {
		end := first
		for end < len(j.Times) && j.Times[end] < j.Times[first]+7*market.Day {
			end++
		}
		y := j.Y[first:end]
		out = append(out, Week{day(j.Times[first]), end - first, finite(information.Information(y, j.Forecasts[0][first:end]) - information.Information(y, j.Forecasts[3][first:end]))})
		first = end
	}
	return out
}

// deciles are ten equal groups by the forecast, the smallest first.
func deciles(y, yhat []float64) []Decile {
	const groups = 10
	order := correlation.Ranks(yhat)
	out := make([]Decile, groups)
	counts := make([]float64, groups)
	for i, rank := range order {
		g := min(int(rank*groups/float64(len(order))), groups-1)
		out[g].Forecast += yhat[i]
		out[g].Observed += y[i]
		counts[g]++
	}
	for g := range out {
		if counts[g] > 0 {
			out[g].Forecast /= counts[g]
			out[g].Observed /= counts[g]
		}
	}
	return out
}

// generator draws every interval of a report, from the same seed.
func generator() *rand.Rand { return rand.New(rand.NewPCG(Seed, 0)) }
