package replay

import (
	"bytes"
	"math"
	"strconv"

	"brink/wasm/market"
)

// column is one that a reader asks for.
type column struct {
	name   string
	needed bool
}

// stamps are the names of the column with the rows' times: ours, that of
// Binance's published klines, and that of some recorders.
var stamps = [...]string{"ts_ms", "open_time", "timestamp"}

// called reports whether a header is one of the column's names.
func (c column) called(header []byte) bool {
	if c.name != stamps[0] {
		return string(header) == c.name
	}
	for _, name := range stamps {
		if string(header) == name {
			return true
		}
	}
	return false
}

// widest is how many columns a file may have: a bound on memory, far above
// any table of bars.
const widest = 256

// table walks the rows of a CSV and parses the asked-for columns of the row
// at hand. The first fault ends it.
type table struct {
	rest    []byte
	columns []column // named as the file names them
	places  []int    // of columns: index in a row, -1 where absent
	width   int      // fields of the header
	fields  [][]byte // of the row at hand, by place in the file
	row     int      // line of the row at hand; the header is line 1
	ignored []string
	fault   *market.Fault
}

// open unzips where need be and reads the header.
func open(file []byte, columns []column) (*table, *market.Fault) {
	if len(file) > mostRead {
		return nil, tooLarge(int64(len(file)), mostRead)
	}
	if IsGzip(file) {
		text, end := unzip(file)
		if fault := end.Fault(text); fault != nil {
			return nil, fault
		}
		file = text
	}
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	if len(bytes.TrimSpace(file)) == 0 {
		return nil, &market.Fault{Code: "recording-empty", Sentence: "the file is empty"}
	}
	t := &table{rest: file, columns: append([]column(nil), columns...)}
	if n := t.line(); n > widest {
		return nil, &market.Fault{Code: "columns-too-many", Sentence: "row 1: the header has " + decimal(int64(n)) + " columns; up to " + decimal(widest) + " are read"}
	}
	t.width = len(t.fields)
	missing := ""
	for c, asked := range columns {
		place := -1
		for i, field := range t.fields {
			if !asked.called(field) {
				continue
			}
			if place >= 0 {
				return nil, &market.Fault{Code: "column-twice", Sentence: "row 1: the column " + asked.name + " stands there twice, in places " + decimal(int64(place+1)) + " and " + decimal(int64(i+1))}
			}
			place = i
			t.columns[c].name = string(field)
		}
		if place < 0 && asked.needed {
			missing += ", " + asked.name
		}
		t.places = append(t.places, place)
	}
	if missing != "" {
		return nil, &market.Fault{Code: "column-missing", Sentence: "row 1: missing column " + missing[2:] + "; the header is \"" + excerpt(bytes.Join(t.fields, []byte(","))) + "\""}
	}
	for i, field := range t.fields {
		if !t.wants(i) {
			t.ignored = append(t.ignored, excerpt(field))
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

// next moves to the next row and reports whether there is one. Empty lines at
// the end are not rows.
func (t *table) next() bool {
	if t.fault != nil {
		return false
	}
	if len(t.rest) == 0 || t.rest[0] == '\n' || t.rest[0] == '\r' {
		if len(bytes.TrimSpace(t.rest)) == 0 {
			return false
		}
	}
	if n := t.line(); n != t.width {
		t.fault = &market.Fault{Code: "row-width", Sentence: "row " + decimal(int64(t.row)) + ", column " + decimal(int64(min(n, t.width)+1)) + ": the row has " + decimal(int64(n)) + " fields, the header " + decimal(int64(t.width))}
		return false
	}
	return true
}

// line cuts the next line into fields and returns how many it has, of which the
// first widest are kept.
func (t *table) line() int {
	t.row++
	line := t.rest
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line, t.rest = line[:end], t.rest[end+1:]
	} else {
		t.rest = nil
	}
	line = bytes.TrimSuffix(line, []byte{'\r'})
	t.fields = t.fields[:0]
	for len(t.fields) < widest {
		comma := bytes.IndexByte(line, ',')
		if comma < 0 {
			t.fields = append(t.fields, unquote(line))
			return len(t.fields)
		}
		t.fields = append(t.fields, unquote(line[:comma]))
		line = line[comma+1:]
	}
	return widest + 1 + bytes.Count(line, []byte{','})
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
	v, ok := parse(t.fields[t.places[c]])
	if !ok {
		t.spoil(c, "number-unreadable", "is not a finite number")
	}
	return v
}

// latest is 2100-01-01: a stamp beyond it is not in milliseconds.
const latest = 4_102_444_800_000

// millis parses a stamp: a whole number, also written with a fraction of
// zero.
func (t *table) millis(c int) market.Millis {
	v := t.number(c)
	switch {
	case t.fault != nil:
	case v < 0 || v > latest:
		t.spoil(c, "stamp-impossible", "is not in milliseconds between 1970 and 2100")
	case v != math.Trunc(v):
		t.spoil(c, "stamp-unreadable", "is not a whole number of milliseconds")
	default:
		return market.Millis(v)
	}
	return 0
}

func (t *table) spoil(c int, code, what string) {
	if t.fault == nil {
		t.fault = &market.Fault{Code: code, Sentence: "row " + decimal(int64(t.row)) + ", column " + t.columns[c].name + ": \"" + excerpt(t.fields[t.places[c]]) + "\" " + what}
	}
}

// complain ends the table with a fault, to which it adds row and column.
func (t *table) complain(c int, fault *market.Fault) *market.Fault {
	return &market.Fault{Code: fault.Code, Sentence: "row " + decimal(int64(t.row)) + ", column " + t.columns[c].name + ": " + fault.Sentence}
}

// follows checks the stamp of the row at hand, column 0, against that of the
// row before.
func (t *table) follows(last, at market.Millis) *market.Fault {
	if at == last {
		t.spoil(0, "stamp-duplicate", "stands in the row before as well")
	} else if at < last {
		t.spoil(0, "rows-out-of-order", "is earlier than the stamp of the row before, "+decimal(int64(last)))
	}
	return t.fault
}

// short is the fault of a file with fewer rows than an interval needs.
func (t *table) short(rows int) *market.Fault {
	return &market.Fault{Code: "recording-too-short", Sentence: "row " + decimal(int64(t.row+1)) + ", column " + t.columns[0].name + ": the file ends there with " + decimal(int64(rows)) + " rows under its header; at least two are needed to tell their interval"}
}

// excerpt keeps a sentence short and printable whatever a file holds.
func excerpt(s []byte) string {
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
	for _, unit := range [...]struct {
		span market.Millis
		name string
	}{{market.Day, "day"}, {market.Hour, "hour"}, {market.Minute, "minute"}, {market.Second, "second"}} {
		switch {
		case t == unit.span:
			return "1 " + unit.name
		case t%unit.span == 0:
			return decimal(int64(t/unit.span)) + " " + unit.name + "s"
		}
	}
	return decimal(int64(t)) + " ms"
}
