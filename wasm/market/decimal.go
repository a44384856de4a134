package market

import "strconv"

// powers are the powers of ten that a float64 holds exactly.
var powers = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// Decimal reads a decimal number, rounded to the nearest float64 exactly as
// strconv does, without allocating where it is short. Words (Inf, NaN),
// hexadecimals, blanks and what overflows are refused.
//
// Digits below 2^53 over a power of ten up to 1e22 are two exact float64s, so
// that one division rounds once and correctly (Clinger, How to read floating
// point numbers accurately, 1990). All else goes to strconv.
func Decimal(text []byte) (float64, bool) {
	digits, negative := text, false
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		negative = digits[0] == '-'
		digits = digits[1:]
	}
	const exact, longest = 1 << 53, 18
	if len(digits) > longest {
		return slowDecimal(text)
	}
	var whole uint64
	point := -1
	for i, c := range digits {
		switch {
		case c >= '0' && c <= '9':
			whole = whole*10 + uint64(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return slowDecimal(text)
		}
	}
	decimals := 0
	if point >= 0 {
		decimals = len(digits) - 1 - point
	}
	if whole >= exact || len(digits) == 0 || len(digits) == 1 && point == 0 {
		return slowDecimal(text)
	}
	v := float64(whole) / powers[decimals]
	if negative {
		v = -v
	}
	return v, true
}

func slowDecimal(text []byte) (float64, bool) {
	for _, c := range text {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	// The conversion stays on the stack for up to 32 bytes: strconv copies
	// what it quotes in errors.
	v, err := strconv.ParseFloat(string(text), 64)
	return v, err == nil
}
