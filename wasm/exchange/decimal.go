package exchange

import (
	"math"

	"brink/wasm/market"
)

// ParseDecimal is market.Decimal, of what a venue may send.
func ParseDecimal(text []byte) (float64, bool) {
	const longest = 64 // above any number a venue sends
	if len(text) > longest {
		return 0, false
	}
	return market.Decimal(text)
}

// ParseWhole reads a whole number that fits an int64.
func ParseWhole(text []byte) (int64, bool) {
	digits, negative := text, false
	if len(digits) > 0 && digits[0] == '-' {
		negative, digits = true, digits[1:]
	}
	n, ok := parseDigits(digits)
	if !ok || n > math.MaxInt64 {
		return 0, false
	}
	if negative {
		return -int64(n), true
	}
	return int64(n), true
}

// parseDigits reads digits that fit a uint64.
func parseDigits(digits []byte) (uint64, bool) {
	if len(digits) == 0 {
		return 0, false
	}
	var n uint64
	for _, c := range digits {
		d := uint64(c - '0')
		if c < '0' || c > '9' || n > (math.MaxUint64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}
