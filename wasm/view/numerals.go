package view

import (
	"math"
	"strconv"
	"strings"
)

// numerals is how numbers are written.
type numerals struct {
	point, group string
	groups       int // digits between two signs that group; before the point it is three
}

var written = numerals{".", ",", 3}

// WriteNumbersAs makes numbers look as the device's language writes 1234567.8 in
// Latin digits, their thousands grouped. Another text changes nothing. It is called
// once, before anything is said.
func WriteNumbersAs(sample string) {
	parts := strings.FieldsFunc(sample, func(r rune) bool { return r < '0' || r > '9' })
	signs := strings.FieldsFunc(sample, func(r rune) bool { return r >= '0' && r <= '9' })
	if len(parts) < 2 || len(signs) != 3 {
		return
	}
	if n := (numerals{signs[2], signs[0], len(parts[1])}); n.number(1234567.8, 1) == sample {
		written = n
	}
}

// Number writes a number with as many digits after the point, -1 for as many as
// tell it from others; a dash for what is no number.
func Number(x float64, digits int) string { return written.number(x, digits) }

// Plain is a number as it is put into a field: without signs that group.
func Plain(x float64) string { return numerals{written.point, "", 3}.number(x, -1) }

func (n numerals) number(x float64, digits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	text := strconv.FormatFloat(x, 'f', digits, 64)
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	whole, decimals, _ := strings.Cut(text, ".")
	out := ""
	for size := 3; len(whole) > size; size = n.groups {
		out = n.group + whole[len(whole)-size:] + out
		whole = whole[:len(whole)-size]
	}
	if out = sign + whole + out; decimals != "" {
		out += n.point + decimals
	}
	return out
}
