package forecast

import "brink/wasm/market"

// RunHorizons is over how many spans runs are given.
const RunHorizons = 3

// RunSpans are the spans from the bar that breaks an extreme on.
var RunSpans = [RunHorizons]market.Millis{15 * market.Minute, market.Hour, 4 * market.Hour}

// RunTable is how far price runs beyond the extreme of the last four hours once a
// bar has broken it: quantiles in standard deviations of an hour, as the last day
// has them (Volatility.DaySigma over the square root of 24).
type RunTable struct {
	Dated     string // YYYY-MM-DD of the fit
	Quantiles [6]float64
	Empty     market.USD                 // forced USD in the next 1 %: below, runs are shorter
	Far       [2][RunHorizons][6]float64 // elsewhere, and into emptiness
}

// Quantile is the q-th of the table's quantiles over a horizon, where the map has
// some forced USD in the next 1 % beyond the extreme, in the fitted market's
// measure (over engine.Scale). More dollars than few make no difference.
func (t *RunTable) Quantile(horizon, q int, ahead market.USD) float64 {
	if ahead < t.Empty {
		return t.Far[1][horizon][q]
	}
	return t.Far[0][horizon][q]
}
