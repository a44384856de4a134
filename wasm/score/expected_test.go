package score

import (
	"math"
	"testing"

	"brink/wasm/insight/forecast"
	"brink/wasm/market"
)

// Weeks left out, to January: over a linear HAR on past liquidations, with ranges
// that hold four of five. For a day nothing forecasts.
func TestExpectedOverHAR(t *testing.T) {
	bars, seen := recorded(t)
	d := Data{Bars: bars, Interval: five, Observed: seen, Length: market.Hour}
	for h, least := range [forecast.ExpectedHorizons]float64{.10, .05} {
		r, fault := ExpectedWeeks(d, 7*market.Day, forecast.Horizon(h), date(t, "2026-02-01"))
		if fault != nil {
			t.Fatal(fault)
		}
		t.Logf("%s: n %d, expected %.3f, novelty x touch %.3f, HAR %.3f; over HAR %.3f, over novelty x touch %.3f, 80 %% ranges held %.3f, %.3f below the median", r.Horizon, r.Elements,
			r.Forecasts["expected"].NatsPerDollar, r.Forecasts["novelty-touch"].NatsPerDollar, r.Forecasts["har"].NatsPerDollar, *r.GainOverHAR, *r.GainOverTouch, *r.Coverage, *r.BelowMedian)
		if r.GainOverHAR.Value < least || r.GainOverHAR.Low <= 0 {
			t.Errorf("%s: %+v over HAR", r.Horizon, *r.GainOverHAR)
		}
		if *r.Coverage < .75 || *r.Coverage > .85 {
			t.Errorf("%s: 80 %% ranges held %v", r.Horizon, *r.Coverage)
		}
	}
}

// Nothing of what comes is known: dollars after an hour change no forecast of it,
// and elements with a gap in their horizon are not judged.
func TestExpectedKnowsNothingOfWhatComes(t *testing.T) {
	bars, seen := recorded(t)
	bars = bars[:30*288]
	d := Data{Bars: bars, Interval: five, Observed: seen, Length: market.Hour}
	split := bars[0].Start + 20*market.Day
	split -= split % market.Day
	o := Options{FitUntil: split, ScoreFrom: split, Warmup: 7 * market.Day}
	r, fault := RunExpected(o, d, forecast.FourHours)
	if fault != nil {
		t.Fatal(fault)
	}
	changed := append([]Observed(nil), seen...)
	late := split + 5*market.Day
	for i := range changed {
		if changed[i].Start >= late {
			changed[i].USD[market.Long] *= 1000
		}
	}
	d.Observed = changed
	again, fault := RunExpected(o, d, forecast.FourHours)
	if fault != nil {
		t.Fatal(fault)
	}
	for i, at := range r.Judged.Times {
		if at > late {
			break
		}
		for f := range ExpectedNames {
			if r.Judged.Forecasts[f][i] != again.Judged.Forecasts[f][i] {
				t.Fatalf("%s at %v: %v, %v with other dollars later", ExpectedNames[f], at, r.Judged.Forecasts[f][i], again.Judged.Forecasts[f][i])
			}
		}
		if r.Judged.Low[i] != again.Judged.Low[i] || r.Judged.High[i] != again.Judged.High[i] {
			t.Fatalf("the range at %v knows of later dollars", at)
		}
	}
	gone := split + 3*market.Day + 2*market.Hour
	var rest []Observed
	for _, row := range seen {
		if row.Start != gone {
			rest = append(rest, row)
		}
	}
	d.Observed = rest
	holed, fault := RunExpected(o, d, forecast.FourHours)
	if fault != nil {
		t.Fatal(fault)
	}
	for _, at := range holed.Judged.Times {
		if at <= gone && gone < at+4*market.Hour {
			t.Errorf("%v is judged across a missing hour", at)
		}
	}
	// Four horizons hold it, and the hour after it does not know the last hour.
	if got := r.Elements - holed.Elements; got != 2*5 {
		t.Errorf("a missing hour takes %d elements away", got)
	}
}

func TestExpectedRefusals(t *testing.T) {
	bars, seen := recorded(t)
	d := Data{Bars: bars[:30*288], Interval: five, Observed: seen, Length: market.Hour}
	split := bars[0].Start + 20*market.Day
	good := Options{FitUntil: split, ScoreFrom: split, Warmup: 7 * market.Day}
	for name, c := range map[string]struct {
		change func(*Options, *Data)
		code   string
	}{
		"six days of bars": {func(_ *Options, d *Data) { d.Bars = d.Bars[:6*288] }, "fit-period-empty"},
		"nothing later":    {func(o *Options, _ *Data) { o.ScoreFrom = split + 300*market.Day }, "score-period-empty"},
		"overlap":          {func(o *Options, _ *Data) { o.ScoreFrom = split - market.Day }, "periods-overlap"},
		"long rows":        {func(_ *Options, d *Data) { d.Length = 4 * market.Hour }, "intervals-mismatched"},
		"odd rows":         {func(_ *Options, d *Data) { d.Length = 25 * market.Minute }, "intervals-mismatched"},
		"no bars":          {func(_ *Options, d *Data) { d.Bars = nil }, "bars-empty"},
	} {
		o, own := good, d
		c.change(&o, &own)
		if r, fault := RunExpected(o, own, forecast.OneHour); fault == nil || fault.Code != c.code {
			t.Errorf("%s: %+v, %v", name, r, fault)
		}
	}
	still := make([]Observed, len(seen))
	for i, row := range seen {
		still[i].Start = row.Start
	}
	d.Observed = still
	if r, fault := RunExpected(good, d, forecast.OneHour); fault != nil || r.Status != NotValid || r.Forecasts != nil {
		t.Errorf("nothing was liquidated: %+v, %v", r, fault)
	}
	if _, fault := HorizonOf("2h"); fault == nil || fault.Code != "horizon-unknown" {
		t.Errorf("two hours: %v", fault)
	}
}

// Ranges by hand: sixty equal forecasts of two sizes.
func TestRangesByHand(t *testing.T) {
	var y, yhat []float64
	for i := range 60 {
		yhat = append(yhat, math.Exp(float64(i/10)))
		y = append(y, yhat[i]*float64(i%10)/9)
	}
	r := MeasureRanges(y, yhat)
	for _, usd := range []float64{.001, 1, math.Exp(2.5), math.Exp(5), 1e9} {
		low, median, high := r.Of(usd)
		if math.Abs(low/usd-.1) > 1e-9 || math.Abs(median/usd-.5) > 1e-9 || math.Abs(high/usd-.9) > 1e-9 {
			t.Errorf("of %v: %v, %v, %v", usd, low/usd, median/usd, high/usd)
		}
	}
}
