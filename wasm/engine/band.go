package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// bandAt are the forecasts, against a usual interval's dollars, at which the
// band's factors were measured, and the factors within which nine of ten
// unseen intervals fell (decisions/012).
var (
	bandAt   = [...]float64{.035, .088, .242, .60, 1.59, 6.5}
	bandLow  = [...]float64{0, 0, .085, .22, .32, .39}
	bandHigh = [...]float64{3.8, 3.3, 2.4, 2.15, 1.95, 1.72}
)

// Band is the range that holds what is liquidated in nine of ten intervals for
// which the forecast is usd (USD of an interval and side); usual is the mean USD
// of such intervals. Factors are interpolated on a logarithmic axis between the
// measured forecasts and constant beyond them. Where either is not above zero
// the band is 0 to 0.
func Band(usd, usual market.USD) (low, high market.USD) {
	if !(usd > 0) || !(usual > 0) {
		return 0, 0
	}
	x := grid.Log(float64(usd / usual))
	last := len(bandAt) - 1
	i := 0
	for i < last-1 && x > grid.Log(bandAt[i+1]) {
		i++
	}
	a, b := grid.Log(bandAt[i]), grid.Log(bandAt[i+1])
	f := (x - a) / (b - a)
	if f < 0 {
		f = 0
	}
	if f > 1 {
		f = 1
	}
	at := func(factors *[len(bandAt)]float64) market.USD {
		return usd * market.USD(factors[i]+f*(factors[i+1]-factors[i]))
	}
	return at(&bandLow), at(&bandHigh)
}
