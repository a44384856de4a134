package replay

import (
	"bytes"

	"brink/wasm/market"
)

// parse is market.Decimal for texts of the length that a file may hold.
func parse(field []byte) (float64, bool) {
	const longest = 512 // above any float64 written out
	if len(field) > longest {
		return 0, false
	}
	return market.Decimal(field)
}

// numerals is how a file writes its numbers. The zero value is plain: a decimal
// point, and thousands that are grouped by blanks or apostrophes if at all.
type numerals struct{ point, group byte }

// parse reads a number as the file writes it.
func (n numerals) parse(field []byte) (float64, bool) {
	if n.point == 0 {
		if v, ok := parse(field); ok {
			return v, true
		}
		n.point = '.'
	}
	var buffer [64]byte
	plain := buffer[:0]
	run, grouped := 0, false // digits since the last mark of grouping
	for i := 0; i < len(field); i++ {
		c, wide := field[i], blank(field[i:])
		switch {
		case len(plain) == cap(plain):
			return 0, false
		case c >= '0' && c <= '9':
			run++
			plain = append(plain, c)
		case wide > 0 || c == '\'' || n.group != 0 && c == n.group:
			if run == 0 || run > 3 || grouped && run != 3 || bytes.IndexByte(plain, '.') >= 0 {
				return 0, false
			}
			grouped, run = true, 0
			i += max(wide-1, 0)
		case c == n.point || c == 'e' || c == 'E':
			if grouped && run != 3 {
				return 0, false
			}
			if grouped = false; c == n.point {
				c = '.'
			}
			plain = append(plain, c)
		case c == '-' || c == '+':
			plain = append(plain, c)
		default:
			return 0, false
		}
	}
	if grouped && run != 3 {
		return 0, false
	}
	return parse(plain)
}

// blank is how many bytes a blank takes that text begins with, 0 for none: a
// space, one that does not break, and the narrow ones.
func blank(text []byte) int {
	for _, b := range [...]string{" ", "\u00a0", "\u202f", "\u2009", "’"} {
		if bytes.HasPrefix(text, []byte(b)) {
			return len(b)
		}
	}
	return 0
}

// sampled is by how many rows it is judged how a file writes its numbers.
const sampled = 4096

// findNumerals judges how the file writes its numbers. One that may be read in
// two ways is refused: 61.000 is sixty-one thousand to some.
func (t *table) findNumerals() *market.Fault {
	if t.separator == ',' && bytes.IndexByte(t.rest, '"') < 0 {
		return nil // a comma would have cut the field
	}
	look := *t
	look.fields = nil
	var points, groups [256]bool // the signs that were used as a point, and for thousands
	unsureAt, unsureColumn := 0, 0
	var unsureText string
	for n := 0; n < sampled && look.next(); n++ {
		for c := 1; c < len(look.places); c++ {
			if !look.has(c) {
				continue
			}
			field := look.fields[look.places[c]]
			point, group, either := marks(field)
			if t.separator == ',' && either == '.' { // who writes commas between fields writes points
				point, either = '.', 0
			}
			points[point], groups[group] = true, true
			if either != 0 && unsureAt == 0 {
				unsureAt, unsureColumn, unsureText = look.row, c, excerpt(field)
			}
		}
	}
	comma := points[','] || groups['.']
	point := points['.'] || groups[',']
	switch {
	case comma && !point:
		t.numbers = numerals{',', '.'}
	case point:
		t.numbers = numerals{'.', ','}
	case unsureAt > 0:
		return &market.Fault{Code: "number-ambiguous", Sentence: "row " + decimal(int64(unsureAt)) + ", column " + t.columns[unsureColumn].name + ": \"" + unsureText + "\" can be read in two ways, and no other number of the file says which; write the numbers without grouping of thousands"}
	}
	return nil
}

// marks says which sign of a number can only be its point, which can only group
// thousands, and which can be either; 0 for none.
func marks(field []byte) (point, group, either byte) {
	dot, comma := bytes.Count(field, []byte{'.'}), bytes.Count(field, []byte{','})
	switch {
	case dot > 0 && comma > 0:
		if bytes.LastIndexByte(field, '.') > bytes.LastIndexByte(field, ',') {
			return '.', ',', 0
		}
		return ',', '.', 0
	case dot == 0 && comma == 0:
		return 0, 0, 0
	}
	sign := byte('.')
	if comma > 0 {
		sign = ','
	}
	if dot+comma > 1 {
		return 0, sign, 0
	}
	at := bytes.IndexByte(field, sign)
	if lead := digits(field[:at]); lead == at && lead >= 1 && lead <= 3 && field[0] != '0' && len(field)-at-1 == 3 && digits(field[at+1:]) == 3 {
		return 0, 0, sign
	}
	return sign, 0, 0
}
