package score

import (
	"math"
	"time"

	"brink/wasm/correlation"
	"brink/wasm/engine"
	"brink/wasm/information"
	"brink/wasm/market"
)

// Source says where the learned forecast's weights come from.
type Source string

// The three sources of weights.
const (
	Fitted  Source = "fit"     // fitted on the fit period, from nothing
	Adapted Source = "adapted" // the shipped table as prior, then fitted there
	Shipped Source = "shipped" // the shipped table; one scale and b fitted there
)

// Options are an exam's terms.
type Options struct {
	Mode      Mode
	Weights   Source
	Feed      Feed          // empty is Mixed
	FitUntil  market.Millis // exclusive
	ScoreFrom market.Millis // inclusive
	ScoreTo   market.Millis // exclusive; 0 is to the end
	Warmup    market.Millis // after the first bar, neither fitted nor judged
}

// Data is what an exam runs on.
type Data struct {
	Bars     []market.Bar
	Interval market.Millis // of Bars
	Observed []Observed
	Length   market.Millis // of Observed's intervals
	Feeds    []Published   // where they come apart; Observed is then not read
}

// Figures are one forecast's results on the judged elements.
type Figures struct {
	NatsPerDollar float64 `json:"nats_per_dollar"`
	Pearson       float64 `json:"pearson"`
	Spearman      float64 `json:"spearman"`
	TotalRatio    float64 `json:"total_ratio"` // P/Y
}

// Names are the forecasts that every exam compares, the examined one first.
var Names = [...]string{"learned", "oi", "classic", "novelty", "uniform-path"}

// Report is an exam's result: one serialisable value that may say that it
// does not judge.
type Report struct {
	Status          Status             `json:"status"`
	Mode            Mode               `json:"mode"`
	Weights         Source             `json:"weights"`
	Model           string             `json:"model"`
	Estimate        string             `json:"estimate"`
	Feeds           []LinkChoice       `json:"feeds,omitempty"`
	Elements        int                `json:"elements"`
	Dollars         float64            `json:"dollars"`
	Forecasts       map[string]Figures `json:"forecasts,omitempty"`
	GainOverNovelty *Interval          `json:"gain_over_novelty,omitempty"`
	GainOverClassic *Interval          `json:"gain_over_classic,omitempty"`
	GainOfMass      *Interval          `json:"gain_of_mass,omitempty"`
	GainOfStructure *Interval          `json:"gain_of_structure,omitempty"` // over surroundings in place of each bin's mass
	Coverage        *float64           `json:"band_coverage,omitempty"`
	Price           *PriceReport       `json:"price,omitempty"`

	Judged *Judgement `json:"-"`
}

// Judgement is the judged period element by element.
type Judgement struct {
	Times     []market.Millis
	Sides     []market.Side
	Y         []float64
	Forecasts [len(Names)][]float64 // in the order of Names
}

// estimate is what every report says of its figures' kind.
const estimate = "Forecasts are estimates; observed dollars come from feeds that venues sample."

// Run runs an exam. It returns a fault where the options contradict each other or
// the data do not cover them; data that suffice but cannot be judged are a
// report with that Status.
func Run(o Options, d Data) (*Report, *market.Fault) {
	if o.Feed == "" {
		o.Feed = Mixed
	}
	if fault := o.refuse(d); fault != nil {
		return nil, fault
	}
	elements, fault := Join(d.Bars, d.Interval, d.observed(), d.Length, d.Bars[0].Start+o.Warmup)
	if fault != nil {
		return nil, fault
	}
	to := o.ScoreTo
	if to == 0 {
		to = math.MaxInt64
	}
	_, fitEnd := elements.Cut(0, o.FitUntil)
	from, end := elements.Cut(o.ScoreFrom, to)
	if fitEnd == 0 {
		return nil, &market.Fault{Code: "fit-period-empty", Sentence: "no interval with liquidations and bars lies between the end of the warm-up and -fit-until " + day(o.FitUntil)}
	}
	if from == end {
		return nil, &market.Fault{Code: "score-period-empty", Sentence: "no interval with liquidations and bars lies in the period to judge, from " + day(o.ScoreFrom)}
	}
	report := &Report{
		Mode: o.Mode, Weights: o.Weights, Model: engine.Learned.Version, Estimate: estimate, Elements: end - from,
		Status: information.Judge(elements.Times[from:end], elements.Y[from:end]),
	}
	report.Dollars = total(elements.Y[from:end])
	if report.Status == NotValid || total(elements.Y[:fitEnd]) <= 0 {
		report.Status = NotValid
		return report, nil
	}
	forecasts, without, links, fault := forecastAll(o, d, elements, fitEnd)
	report.Feeds = links
	if fault != nil {
		return nil, fault
	}
	j := &Judgement{Times: elements.Times[from:end], Sides: elements.Sides[from:end], Y: elements.Y[from:end]}
	report.Forecasts = map[string]Figures{}
	for i, name := range Names {
		yhat := forecasts[i][from:end]
		j.Forecasts[i] = yhat
		report.Forecasts[name] = figures(j.Y, yhat)
	}
	report.Judged = j
	coverage := covered(j.Y, j.Forecasts[0], usual(elements, d.Length, fitEnd)[from:end])
	report.Coverage = &coverage
	gain := func(a, b []float64) *Interval {
		g := information.Gain(j.Times, j.Y, a, b, generator())
		return &g
	}
	report.GainOverNovelty = gain(j.Forecasts[0], j.Forecasts[3])
	report.GainOverClassic = gain(j.Forecasts[0], j.Forecasts[2])
	report.GainOfMass = gain(j.Forecasts[0], without.mass[from:end])
	report.GainOfStructure = gain(j.Forecasts[0], without.structure[from:end])
	return report, nil
}

// figures are a forecast's results.
func figures(y, yhat []float64) Figures {
	return Figures{finite(information.Information(y, yhat)), finite(correlation.Pearson(y, yhat)), finite(correlation.Spearman(y, yhat)), finite(total(yhat) / total(y))}
}

// usual is the USD of a usual interval and side, as known before each element:
// the mean of the first fitEnd elements times a level.
func usual(e *Elements, length market.Millis, fitEnd int) []float64 {
	mean := total(e.Y[:fitEnd]) / float64(fitEnd)
	out := make([]float64, e.Len())
	for i := range out {
		out[i] = mean
	}
	for i, level := range Levels(e, length, out, mean, engine.Link{Capture: 1}) {
		out[i] *= level
	}
	return out
}

// covered is the share of elements whose dollars fell into the forecast's 90 %
// band.
func covered(y, yhat, usual []float64) float64 {
	inside := 0.0
	for i := range y {
		low, high := engine.Band(market.USD(yhat[i]), market.USD(usual[i]))
		if y[i] >= float64(low) && y[i] <= float64(high) {
			inside++
		}
	}
	return inside / float64(len(y))
}

// Seed makes every interval repeatable: the generator of a Gain is PCG(Seed, 0).
const Seed = 20260201

// finite replaces what JSON cannot hold: a correlation of a constant.
func finite(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return x
}

func (o *Options) refuse(d Data) *market.Fault {
	switch {
	case o.Mode != Nowcast && o.Mode != Ahead:
		return &market.Fault{Code: "mode-unknown", Sentence: "the mode is \"" + string(o.Mode) + "\"; it can be nowcast or ahead, or on the command line expected"}
	case o.Weights != Fitted && o.Weights != Adapted && o.Weights != Shipped:
		return &market.Fault{Code: "weights-unknown", Sentence: "the weights are \"" + string(o.Weights) + "\"; they can be fit, adapted or shipped"}
	case o.Feed != Complete && o.Feed != Sampled && o.Feed != Mixed:
		return &market.Fault{Code: "feed-unknown", Sentence: "the feed is \"" + string(o.Feed) + "\"; it can be complete, sampled or mixed"}
	case o.ScoreFrom < o.FitUntil:
		return &market.Fault{Code: "periods-overlap", Sentence: "the period to judge begins at " + day(o.ScoreFrom) + ", before the fit period ends at " + day(o.FitUntil)}
	case o.ScoreTo != 0 && o.ScoreTo <= o.ScoreFrom:
		return &market.Fault{Code: "score-period-empty", Sentence: "the period to judge ends at " + day(o.ScoreTo) + ", before it begins"}
	case o.Warmup < 0:
		return &market.Fault{Code: "warmup-negative", Sentence: "the warm-up is negative"}
	case len(d.Bars) == 0:
		return &market.Fault{Code: "bars-empty", Sentence: "there are no bars"}
	case d.Interval < market.Minute || d.Interval > market.Hour:
		return &market.Fault{Code: "interval-out-of-range", Sentence: "bars of " + minutes(d.Interval) + " cannot be examined; they can last from 1 minute to 1 hour"}
	}
	return nil
}

// day is a point in time for people.
func day(t market.Millis) string {
	return time.UnixMilli(int64(t)).UTC().Format(time.RFC3339)
}

// lacking are learned forecasts without a part of the map.
type lacking struct {
	mass      []float64 // without all of it
	structure []float64 // with each bin's mass replaced by that of its surroundings
}

// forecastAll returns every forecast over all elements, in the order of Names,
// the learned one without a part of the map, and the links of the feeds.
func forecastAll(o Options, d Data, e *Elements, fitEnd int) (all [len(Names)][]float64, without lacking, links []LinkChoice, fault *market.Fault) {
	terms, fault := Measure(newTermMeter(&engine.Learned, d.Interval), d.Bars, e, o.Mode)
	if fault != nil {
		return all, without, nil, fault
	}
	var novelty [][]float64
	for i, meter := range []Meter{
		newMapMeter(&engine.OpenInterest, d.Interval), newMapMeter(&engine.Classic, d.Interval), &noveltyMeter{}, &noveltyMeter{whole: true},
	} {
		x, fault := Measure(meter, d.Bars, e, o.Mode)
		if fault != nil {
			return all, without, nil, fault
		}
		all[i+1] = scaled(x, e.Y, fitEnd)
		if Names[i+1] == "novelty" {
			novelty = x
		}
	}
	fresh, fault := Measure(newTermMeter(&engine.Massless, d.Interval), d.Bars, e, o.Mode)
	if fault != nil {
		return all, without, nil, fault
	}
	smoothed, fault := Measure(newTermMeter(&engine.Smoothed, d.Interval), d.Bars, e, o.Mode)
	if fault != nil {
		return all, without, nil, fault
	}
	all[0], without, links = fitFeeds(o, d, e, fitEnd, terms, smoothed, fresh, novelty)
	return all, without, links, nil
}

// steps is how many EM steps a fit takes: enough that a hundred more move no
// score by 0.0005.
const steps = 1500

// scaled fits a baseline's own weights and b on the first fitEnd elements
// and forecasts all.
func scaled(x [][]float64, y []float64, fitEnd int) []float64 {
	return linked(x, y, fitEnd, engine.Link{Capture: 1})
}

// linked is scaled for what is published through a link; the forecasts are those
// before it.
func linked(x [][]float64, y []float64, fitEnd int, link engine.Link) []float64 {
	ones := make([]float64, len(y))
	for i := range ones {
		ones[i] = 1
	}
	x = append(append([][]float64(nil), x...), ones)
	w := start(x, y, fitEnd)
	fitLinked(w, head(x, fitEnd), y[:fitEnd], floor, steps, nil, link)
	yhat := make([]float64, len(y))
	Forecast(yhat, w, x, floor)
	return yhat
}

// floor is the least that any forecast says of an interval, in USD.
const floor = 1

// start gives each regressor an equal part of the dollars.
func start(x [][]float64, y []float64, fitEnd int) []float64 {
	w := make([]float64, len(x))
	dollars := total(y[:fitEnd]) / float64(len(x))
	for j := range x {
		if sum := total(x[j][:fitEnd]); sum > 0 {
			w[j] = dollars / sum
		}
	}
	return w
}

func head(x [][]float64, n int) [][]float64 {
	out := make([][]float64, len(x))
	for j := range x {
		out[j] = x[j][:n]
	}
	return out
}
