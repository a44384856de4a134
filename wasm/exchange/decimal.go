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

// ParseISO reads a time of UTC as 2025-12-08T16:11:30.590Z, to the millisecond.
func ParseISO(text []byte) (market.Millis, bool) {
	const form = "0000-00-00T00:00:00"
	if len(text) < len(form)+1 || text[len(text)-1] != 'Z' {
		return 0, false
	}
	for i, want := range []byte(form) {
		if digit := text[i] >= '0' && text[i] <= '9'; digit != (want == '0') || !digit && text[i] != want {
			return 0, false
		}
	}
	part := func(from, to int) int64 { n, _ := parseDigits(text[from:to]); return int64(n) }
	year, month, day := part(0, 4), part(5, 7), part(8, 10)
	hour, minute, second := part(11, 13), part(14, 16), part(17, 19)
	if year < 1971 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	thousandths, scale := int64(0), int64(100)
	if rest := text[len(form) : len(text)-1]; len(rest) > 0 {
		if rest[0] != '.' || len(rest) == 1 {
			return 0, false
		}
		for _, c := range rest[1:] {
			if c < '0' || c > '9' {
				return 0, false
			}
			thousandths += int64(c-'0') * scale
			scale /= 10
		}
	}
	return market.Millis(((days(year, month, day)*24+hour)*60+minute)*60+second)*market.Second + market.Millis(thousandths), true
}

// date is that of a day since 1970-01-01.
func date(day int64) (year, month, of int64) {
	const era = 146_097 // days of 400 years
	day += 719_468
	n := day % era
	y := (n - n/1460 + n/36_524 - n/146_096) / 365
	n -= 365*y + y/4 - y/100
	m := (5*n + 2) / 153 // months from March
	year, month, of = y+day/era*400, m+3, n-(153*m+2)/5+1
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, of
}

// days are those of a date since 1970-01-01, with years that begin in March,
// so that a leap day is a year's last.
func days(year, month, day int64) int64 {
	if month < 3 {
		year, month = year-1, month+12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468
}
