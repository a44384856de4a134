package exchange

import "brink/wasm/market"

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
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}
