package replay

import (
	"bytes"
	"compress/gzip"
	"io"
	"math"
	"strconv"

	"brink/wasm/market"
)

// column is one that a reader asks for.
type column struct {
	name   string
	needed bool
}

// table walks the rows of a CSV and parses the asked-for columns of the row
// at hand. The first fault ends it.
type table struct {
	rest    []byte
	columns []column
	places  []int    // of columns: index in a row, -1 where absent
	width   int      // fields of the header
	fields  [][]byte // of the row at hand, by place in the file
	row     int      // line of the row at hand; the header is line 1
	ignored []string
	fault   *market.Fault
}

// open unzips where need be and reads the header.
func open(file []byte, columns []column) (*table, *market.Fault) {
	if fault := Oversize(int64(len(file))); fault != nil {
		return nil, fault
	}
	if len(file) >= 2 && file[0] == 0x1f && file[1] == 0x8b {
		var fault *market.Fault
		if file, fault = unzip(file); fault != nil {
			return nil, fault
		}
	}
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	if len(bytes.TrimSpace(file)) == 0 {
		return nil, &market.Fault{Code: "recording-empty", Sentence: "the file is empty"}
	}
	t := &table{rest: file, columns: columns}
	t.line()
	t.width = len(t.fields)
	for _, c := range columns {
		place := -1
		for i, field := range t.fields {
			if string(field) == c.name {
				if place >= 0 {
					return nil, &market.Fault{Code: "column-twice", Sentence: "row 1: the column " + c.name + " stands there twice"}
				}
				place = i
			}
		}
		if place < 0 && c.needed {
			return nil, &market.Fault{Code: "column-missing", Sentence: "row 1: the column " + c.name + " is missing; the header is " + excerpt(header(t.fields))}
		}
		t.places = append(t.places, place)
	}
	for i, field := range t.fields {
		if !t.wants(i) {
			t.ignored = append(t.ignored, excerpt(string(field)))
		}
	}
	return t, nil
}

func (t *table) wants(place int) bool {
	for _, p := range t.places {
		if p == place {
			return true
		}
	}
	return false
}

func header(fields [][]byte) string {
	return string(bytes.Join(fields, []byte(",")))
}

// unzip inflates within the bound. A stream cut short is named by how far it
// was readable.
func unzip(file []byte) ([]byte, *market.Fault) {
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, &market.Fault{Code: "gzip-damaged", Sentence: "the file begins like a gzip but its header is damaged"}
	}
	var out bytes.Buffer
	out.Grow(min(8*len(file), MaxUnzipped/4))
	n, err := io.Copy(&out, io.LimitReader(z, MaxUnzipped+1))
	if n > MaxUnzipped {
		return nil, &market.Fault{Code: "recording-too-large", Sentence: "the gzip holds more than " + megabytes(MaxUnzipped) + " MB"}
	}
	if err == nil {
		return out.Bytes(), nil
	}
	rows := decimal(int64(bytes.Count(out.Bytes(), []byte{'\n'}) + 1))
	if err == io.ErrUnexpectedEOF {
		return nil, &market.Fault{Code: "gzip-truncated", Sentence: "row " + rows + ": the gzip is cut short there; the file was not stored whole"}
	}
	return nil, &market.Fault{Code: "gzip-damaged", Sentence: "row " + rows + ": the gzip is damaged at or after it"}
}

// next moves to the next row and says whether there is one. Empty lines at
// the end are no rows.
func (t *table) next() bool {
	if t.fault != nil {
		return false
	}
	if len(t.rest) == 0 || t.rest[0] == '\n' || t.rest[0] == '\r' {
		if len(bytes.TrimSpace(t.rest)) == 0 {
			return false
		}
	}
	t.line()
	if len(t.fields) != t.width {
		t.fault = &market.Fault{Code: "row-width", Sentence: "row " + decimal(int64(t.row)) + ", column " + decimal(int64(min(len(t.fields), t.width)+1)) + ": the row has " + decimal(int64(len(t.fields))) + " fields, the header " + decimal(int64(t.width))}
		return false
	}
	return true
}

// line cuts the next line into fields.
func (t *table) line() {
	t.row++
	line := t.rest
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line, t.rest = line[:end], t.rest[end+1:]
	} else {
		t.rest = nil
	}
	line = bytes.TrimSuffix(line, []byte{'\r'})
	t.fields = t.fields[:0]
	for {
		comma := bytes.IndexByte(line, ',')
		if comma < 0 {
			t.fields = append(t.fields, unquote(line))
			return
		}
		t.fields = append(t.fields, unquote(line[:comma]))
		line = line[comma+1:]
	}
}

// unquote strips spaces and the quotes that some programs put around every
// field. A quoted comma stays two fields and is refused by the row's width.
func unquote(field []byte) []byte {
	field = bytes.TrimSpace(field)
	if n := len(field); n >= 2 && field[0] == '"' && field[n-1] == '"' {
		return field[1 : n-1]
	}
	return field
}

// has reports whether the row has something in the asked-for column.
func (t *table) has(c int) bool {
	return t.places[c] >= 0 && len(t.fields[t.places[c]]) > 0
}

// number parses the asked-for column of the row at hand: a finite float64.
func (t *table) number(c int) float64 {
	field := t.fields[t.places[c]]
	v, err := strconv.ParseFloat(string(field), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		t.spoil(c, "number-unreadable", "is not a finite number")
		return 0
	}
	return v
}

// millis parses a stamp: a whole number, also written with a fraction of
// zero.
func (t *table) millis(c int) market.Millis {
	field := t.fields[t.places[c]]
	if v, err := strconv.ParseInt(string(field), 10, 64); err == nil {
		return market.Millis(v)
	}
	v := t.number(c)
	if v != math.Trunc(v) || math.Abs(v) > 1<<53 {
		t.spoil(c, "stamp-unreadable", "is not a whole number of milliseconds")
		return 0
	}
	return market.Millis(v)
}

func (t *table) spoil(c int, code, what string) {
	if t.fault == nil {
		t.fault = &market.Fault{Code: code, Sentence: "row " + decimal(int64(t.row)) + ", column " + t.columns[c].name + ": \"" + excerpt(string(t.fields[t.places[c]])) + "\" " + what}
	}
}

// excerpt keeps a sentence short and printable whatever a file holds.
func excerpt(s string) string {
	const most = 60
	out := make([]byte, 0, most)
	for i := 0; i < len(s); i++ {
		if len(out) == most {
			return string(out) + "..."
		}
		if c := s[i]; c >= ' ' && c < 0x7f {
			out = append(out, c)
		} else {
			out = append(out, '?')
		}
	}
	return string(out)
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

func megabytes(n int64) string { return decimal((n + 1<<20 - 1) >> 20) }

// length is a span of time for people.
func length(t market.Millis) string {
	if t%market.Minute == 0 {
		return decimal(int64(t/market.Minute)) + " minutes"
	}
	return decimal(int64(t)) + " ms"
}
