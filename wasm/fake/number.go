package fake

import (
	"math"
	"strconv"
)

// hash is a number that looks random and belongs to its arguments: the
// finaliser of SplitMix64 (Steele, Lea, Flood 2014) over each in turn.
func hash(parts ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h += p
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// fraction is a hash as a number in [0, 1).
func fraction(h uint64) float64 { return float64(h>>11) / (1 << 53) }

// word turns a text into a number for hash.
func word(s string) uint64 {
	h := uint64(len(s))
	for i := 0; i < len(s); i++ {
		h = hash(h, uint64(s[i]))
	}
	return h
}

// draws is a seeded sequence, for what is drawn in the order in which things
// happen: faults.
type draws struct{ state uint64 }

// chance is true with a probability.
func (d *draws) chance(p float64) bool {
	d.state++
	return p > 0 && fraction(hash(d.state)) < p
}

// below is a whole number in [0, n).
func (d *draws) below(n int) int {
	d.state++
	return int(hash(d.state) % uint64(n))
}

// fixed writes units of 10^-decimals with all of them.
func fixed(units int64, decimals int) string {
	if decimals == 0 {
		return strconv.FormatInt(units, 10)
	}
	sign := ""
	if units < 0 {
		sign, units = "-", -units
	}
	digits := strconv.FormatInt(units, 10)
	for len(digits) <= decimals {
		digits = "0" + digits
	}
	return sign + digits[:len(digits)-decimals] + "." + digits[len(digits)-decimals:]
}

// decimal writes a number with a fixed number of decimals.
func decimal(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }

// value is what a decimal of units says, rounded once.
func value(units int64, decimals int) float64 { return float64(units) / math.Pow10(decimals) }
