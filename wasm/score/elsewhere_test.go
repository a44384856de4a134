//go:build !js

// Natively only: Node would take a minute for the same figures.

package score

import (
	"testing"

	"brink/wasm/engine"
	"brink/wasm/information"
	"brink/wasm/market"
)

// altered is the recorded data as another market would give it.
func altered(d Data, bar func(*market.Bar), usd func(at market.Millis) market.USD) Data {
	d.Bars = append([]market.Bar(nil), d.Bars...)
	for i := range d.Bars {
		if bar != nil {
			bar(&d.Bars[i])
		}
	}
	d.Observed = append([]Observed(nil), d.Observed...)
	for i := range d.Observed {
		for side := range d.Observed[i].USD {
			if usd != nil {
				d.Observed[i].USD[side] *= usd(d.Observed[i].Start)
			}
		}
	}
	return d
}

// priced multiplies every price and divides every amount of base.
func priced(by market.Price) func(*market.Bar) {
	return func(b *market.Bar) {
		b.Open, b.High, b.Low, b.Close = b.Open*by, b.High*by, b.Low*by, b.Close*by
		b.Volume, b.OpenInterest = b.Volume/market.Base(by), b.OpenInterest/market.Base(by)
	}
}

// longer joins bars into ones n times as long, without what is optional.
func longer(d Data, n market.Millis) Data {
	var out []market.Bar
	for _, b := range d.Bars {
		b.Start -= b.Start % (n * five)
		b.Optional = 0
		if last := len(out) - 1; last >= 0 && out[last].Start == b.Start {
			joined := &out[last]
			joined.High, joined.Low, joined.Close = max(joined.High, b.High), min(joined.Low, b.Low), b.Close
			joined.Volume += b.Volume
			continue
		}
		out = append(out, b)
	}
	d.Bars, d.Interval = out, n*five
	return d
}

// The lead holds where the data are not what the form was chosen on: other
// units and prices, other lengths of bars, ten days of fitting or one month,
// weeks between fitting and judging, dollars that drift. Adapted weights are
// never much worse than the better of fitted and shipped ones, dollars stay
// calibrated and bands hold.
func TestElsewhere(t *testing.T) {
	bars, seen := recorded(t)
	d := Data{Bars: bars, Interval: five, Observed: seen}
	december, january, february := date(t, "2025-12-08"), date(t, "2026-01-01"), date(t, "2026-02-01")
	week := 7 * market.Day
	drift := func(at market.Millis) market.USD { // twice the dollars in a month
		return market.USD(1 + max(0, float64(at-january)/float64(31*market.Day)))
	}
	for _, c := range []struct {
		name           string
		data           Data
		from, fit, to  market.Millis // fitted on [from, fit), judged on [fit+apart, to)
		apart          market.Millis
		nowcast, ahead float64 // leads that must be kept
	}{
		{"December to January", d, december, january, february, 0, .09, .13},
		{"cents and a coin at 0.07", altered(d, priced(1e-6), func(market.Millis) market.USD { return .01 }), december, january, february, 0, .09, .13},
		{"a hundredfold, at 200,000", altered(d, priced(3), func(market.Millis) market.USD { return 100 }), december, january, february, 0, .09, .13},
		{"bars of a quarter hour", longer(d, 3), december, january, february, 0, .08, .10},
		{"bars of an hour", longer(d, 12), december, january, february, 0, .08, .08},
		{"ten quiet days", d, december + 10*market.Day, december + 20*market.Day, february, 0, .09, .13},
		{"weeks apart", d, december, december + 10*market.Day, february, 3 * week, .09, .13},
		{"dollars double", altered(d, nil, drift), december, january, february, 0, .08, .12},
		{"a month later", d, december, january, february + 30*market.Day, 31 * market.Day, .08, .08},
	} {
		e, fault := Join(c.data.Bars, c.data.Interval, c.data.Observed, market.Hour, c.from)
		if fault != nil {
			t.Fatal(fault)
		}
		_, n := e.Cut(0, c.fit)
		a, b := e.Cut(c.fit+c.apart, c.to)
		y := e.Y[a:b]
		for _, mode := range []Mode{Nowcast, Ahead} {
			x, fault := Measure(newTermMeter(&engine.Learned, c.data.Interval), c.data.Bars, e, mode)
			if fault != nil {
				t.Fatal(fault)
			}
			z, fault := Measure(&noveltyMeter{}, c.data.Bars, e, mode)
			if fault != nil {
				t.Fatal(fault)
			}
			novelty := scaled(z, e.Y, n)[a:b]
			lead := func(source Source) (Interval, []float64) {
				yhat := FitLearned(source, x, e, n, market.Hour, 0).Forecast(x)[a:b]
				return information.Gain(e.Times[a:b], y, yhat, novelty, generator()), yhat
			}
			fitted, _ := lead(Fitted)
			shipped, _ := lead(Shipped)
			adapted, yhat := lead(Adapted)
			ratio := total(yhat) / total(y)
			bands := covered(y, yhat, usual(e, market.Hour, n)[a:b])
			t.Logf("%-26s %-7s lead %+.3f [%+.3f, %+.3f] (fit %+.3f, shipped %+.3f), P/Y %.2f, bands %.3f",
				c.name, mode, adapted.Value, adapted.Low, adapted.High, fitted.Value, shipped.Value, ratio, bands)
			least := c.nowcast
			if mode == Ahead {
				least = c.ahead
			}
			if adapted.Value < least || adapted.Value < max(fitted.Value, shipped.Value)-.01 || adapted.Low < .02 {
				t.Errorf("%s, %s: leads adapted %+v, fitted %+v, shipped %+v", c.name, mode, adapted, fitted, shipped)
			}
			if ratio < .8 || ratio > 1.25 || bands < .85 || bands > .95 {
				t.Errorf("%s, %s: P/Y %v, bands hold %v", c.name, mode, ratio, bands)
			}
		}
	}
}
