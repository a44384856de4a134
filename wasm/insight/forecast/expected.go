package forecast

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Reached is the sum over a side's bins of their USD times the chance that price
// touches them within a horizon; false where there are no chances.
func Reached(m *insight.Map, side market.Side, c *Chances, horizon Horizon) (usd market.USD, known bool) {
	p := &m.Planes[side]
	if c.Basis == NoChances {
		return 0, false
	}
	return market.USD(c.Reached(side, p.Lo, p.USD, horizon)), true
}

// Reached is the sum of usd[i] times the chance that price touches bin lo+i within
// a horizon: its edge that is nearer to price. Bins farther than eight standard
// deviations are left out: their chance is below one in a million.
func (c *Chances) Reached(side market.Side, lo grid.Bin, usd []float64, horizon Horizon) float64 {
	at := grid.Coordinate(c.Price)
	last := 8 * c.Sigma[horizon] / grid.Step
	sum := 0.0
	for i, x := range usd {
		if x == 0 {
			continue
		}
		away := float64(lo) + float64(i) - at // of the lower edge, in bins
		if side == market.Long {
			away = -away - 1 // of the upper edge
		}
		if away < 0 {
			away = 0
		}
		if away < last {
			sum += x * c.within(away*grid.Step, horizon)
		}
	}
	return sum
}

// within is the chance of a touch at a distance in ln(price).
func (c *Chances) within(away float64, horizon Horizon) (chance float64) {
	for h := Horizon(0); h <= horizon; h++ { // a longer horizon holds the shorter ones
		var p float64
		if z := away / c.Sigma[h]; c.Basis == Barrier {
			p = math.Erfc(z / math.Sqrt2)
		} else {
			p = tabled(&ShippedTouch.Distances, &shippedLogs[h], z)
		}
		chance = max(chance, p)
	}
	return chance
}

// ExpectedTable turns the sum of heat times chance into forced USD to expect. It
// is of the market that the learned weights were fitted on.
type ExpectedTable struct {
	Dated string // YYYY-MM-DD of the fit
	Rows  [ExpectedHorizons]ExpectedRow
}

// ExpectedHorizons are those for which anything tried forecasts dollars: 1 h and
// 4 h. For a day nothing does.
const ExpectedHorizons = int(FourHours) + 1

// ExpectedRow is one horizon: Base USD whatever the map, Weight USD for each of
// heat times chance, and what came over what was expected, by the size of that.
type ExpectedRow struct {
	Weight            float64
	Base              market.USD
	At                [6]float64 // expected USD
	Low, Median, High [6]float64 // ratios: quantiles .1, .5 and .9
}

// Expectation is what may be forced of one side within a horizon, in USD: a median
// with the range that holds four of five outcomes. It has no mean to be shown: a
// few large hours hold most of the dollars.
type Expectation struct {
	Low, Median, High market.USD
	Known             bool
	Why               string // a sentence for a person where it is not known
}

// Expected is what may be forced of a side within a horizon. scale is the market's
// usual dollars over those of the fitted one (engine.Scale).
func Expected(m *insight.Map, side market.Side, c *Chances, horizon Horizon, scale float64) Expectation {
	switch {
	case int(horizon) >= ExpectedHorizons:
		return Expectation{Why: "Nothing tried forecasts the dollars forced within a day: over a plain regression on what was forced before the gain was 0.011 [-0.034, 0.053] nats per dollar."}
	case c.Basis == NoChances:
		return Expectation{Why: c.Why}
	case c.Basis != Forecast:
		return Expectation{Why: "Expected dollars need 7 days of bars, and in all of their last hours."}
	case !(scale > 0) || math.IsInf(scale, 0):
		return Expectation{Why: "What this market usually trades is not known, so no dollars can be expected."}
	}
	row := &ShippedExpected.Rows[horizon]
	reached, _ := Reached(m, side, c, horizon)
	usd := float64(row.Base)*scale + row.Weight*float64(reached)
	low, median, high := row.around(usd / scale)
	return Expectation{Low: market.USD(usd * low), Median: market.USD(usd * median), High: market.USD(usd * high), Known: true}
}

// around are the ratios at an expected amount: between the measured ones on a
// logarithmic axis, constant beyond them.
func (r *ExpectedRow) around(usd float64) (low, median, high float64) {
	i := 0
	for i < len(r.At)-2 && usd > r.At[i+1] {
		i++
	}
	f := min(max(grid.Log(usd/r.At[i])/grid.Log(r.At[i+1]/r.At[i]), 0), 1)
	at := func(ratios *[6]float64) float64 { return ratios[i] + f*(ratios[i+1]-ratios[i]) }
	return at(&r.Low), at(&r.Median), at(&r.High)
}
