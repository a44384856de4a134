package view

import (
	"math"

	"brink/wasm/market"
)

// Dollars writes money short, to three figures: $950, $12.3K, $4.56M, $1.2B; the
// decimal sign here and below is the device's.
// What is nothing is "$0", what is unknown (NaN) a dash.
func Dollars(usd market.USD) string {
	x := float64(usd)
	switch {
	case math.IsNaN(x):
		return "–"
	case x < 0:
		return "-" + Dollars(-usd)
	case x < .5:
		return "$0"
	}
	unit := ""
	for _, u := range []string{"K", "M", "B", "T"} {
		if x < 999.5 {
			break
		}
		x, unit = x/1000, u
	}
	digits := 2
	if x >= 99.95 || unit == "" {
		digits = 0
	} else if x >= 9.995 {
		digits = 1
	}
	return "$" + Number(x, digits) + unit
}

// Price writes a price with the digits its size asks for, thousands apart.
func Price(p market.Price) string {
	x := float64(p)
	if !p.Valid() {
		return "–"
	}
	digits := 1
	switch {
	case x < .01:
		digits = 8
	case x < 1:
		digits = 6
	case x < 10:
		digits = 4
	case x < 1000:
		digits = 2
	}
	return Number(x, digits)
}

// SignedPercent writes a share of one with its sign, two digits: +1.25 %.
func SignedPercent(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	text := Number(100*x, 2)
	if x >= 0 {
		text = "+" + text
	}
	return text + " %"
}
