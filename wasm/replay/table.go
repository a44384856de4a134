package replay

import (
	"bytes"
	"strconv"

	"brink/wasm/market"
)

// column is one that a reader asks for.
type column struct {
	name   string
	needed bool
}

// widest is how many columns a file may have: a bound on memory, far above
// any table of bars.
const widest = 256

// table walks the rows of a CSV and parses the asked-for columns of the row
// at hand. The first fault ends it.
type table struct {
	rest      []byte
	separator byte     // between fields: a comma, semicolon, tab or bar
	columns   []column // named as the file names them
	places    []int    // of columns: index in a row, -1 where absent
	date      int      // place of the date, plus 1, where the stamp is a clock alone; else 0
	width     int      // fields of the header
	fields    [][]byte // of the row at hand, by place in the file
	row       int      // line of the row at hand; the first line is 1
	ignored   []string
	fault     *market.Fault

	preamble   []byte // the lines before the header
	header     []byte // its fields, each after a zero
	headerless bool
	kline      bool // the columns are those of Binance's klines
	joined     bool // a blank line or a header stands right before the row at hand

	numbers numerals
	times   stamps
}

// open unzips where need be, and finds header and separator.
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
	if fault := t.layout(); fault != nil {
		return nil, fault
	}
	if fault := t.findNumerals(); fault != nil {
		return nil, fault
	}
	return t, nil
}

// next moves to the next row and reports whether there is one. Blank lines, a
// header that stands there again and what stood before it are no rows: people
// join downloads.
func (t *table) next() bool {
	if t.fault != nil {
		return false
	}
	t.joined = false
	for len(t.rest) > 0 {
		line := t.rest[:lineEnd(t.rest)]
		n := t.line()
		switch {
		case len(bytes.TrimSpace(line)) == 0 || len(bytes.Trim(line, ",;\t\r ")) == 0 && n == t.width:
			t.joined = true
		case t.repeats(line):
			t.joined = true
		case n != t.width:
			t.fault = t.widthFault(n)
			return false
		default:
			return true
		}
	}
	return false
}

// repeats reports whether a line, whose fields are at hand, is the header or
// one of those before it.
func (t *table) repeats(line []byte) bool {
	if len(t.preamble) > 0 && bytes.Contains(t.preamble, bytes.TrimSpace(line)) {
		return true
	}
	if len(t.fields) != t.width || digits(t.fields[t.places[0]]) > 0 {
		return false
	}
	if t.headerless {
		return t.columns[1].rank(t.fields[t.places[1]]) == 0 && t.columns[4].rank(t.fields[t.places[4]]) == 0
	}
	return bytes.Equal(bytes.Join(t.fields, []byte{0}), t.header)
}

// widthFault refuses a row of n fields.
func (t *table) widthFault(n int) *market.Fault {
	if n <= widest && t.names() >= 4 {
		return t.at("header-changed", "another header stands there; join only files with the same columns, or open one at a time")
	}
	return &market.Fault{Code: "row-width", Sentence: "row " + decimal(int64(t.row)) + ", column " + decimal(int64(min(n, t.width)+1)) + ": the row has " + decimal(int64(n)) + " fields, the header " + decimal(int64(t.width))}
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
	return t.cut(line)
}

// cut is line for one that is at hand.
func (t *table) cut(line []byte) int {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	t.fields = t.fields[:0]
	for len(t.fields) < widest {
		end := bytes.IndexByte(line, t.separator)
		if quoted := bytes.TrimLeft(line, " "); len(quoted) > 0 && quoted[0] == '"' {
			end = closing(line, t.separator)
		}
		if end < 0 {
			t.fields = append(t.fields, unquote(line))
			return len(t.fields)
		}
		t.fields = append(t.fields, unquote(line[:end]))
		line = line[end+1:]
	}
	return widest + 1 + bytes.Count(line, []byte{t.separator})
}

// closing is where the separator after a quoted field stands, -1 for none.
func closing(line []byte, separator byte) int {
	quotes := 0
	for i, c := range line {
		if c == '"' {
			quotes++
		} else if c == separator && quotes%2 == 0 {
			return i
		}
	}
	return -1
}

// unquote strips spaces and the quotes that some programs put around fields.
func unquote(field []byte) []byte {
	field = bytes.TrimSpace(field)
	if n := len(field); n >= 2 && field[0] == '"' && field[n-1] == '"' {
		return bytes.TrimSpace(field[1 : n-1])
	}
	return field
}

// has reports whether the row has something in the asked-for column.
func (t *table) has(c int) bool {
	return t.places[c] >= 0 && len(t.fields[t.places[c]]) > 0
}

// number parses the asked-for column of the row at hand: a finite float64.
func (t *table) number(c int) float64 {
	v, ok := t.numbers.parse(t.fields[t.places[c]])
	if !ok {
		t.spoil(c, "number-unreadable", "is not a finite number")
	}
	return v
}

func (t *table) spoil(c int, code, what string) {
	if t.fault == nil {
		t.fault = t.complain(c, &market.Fault{Code: code, Sentence: "\"" + excerpt(t.fields[t.places[c]]) + "\" " + what})
	}
}

// complain adds row and column to a fault.
func (t *table) complain(c int, fault *market.Fault) *market.Fault {
	return &market.Fault{Code: fault.Code, Sentence: "row " + decimal(int64(t.row)) + ", column " + t.columns[c].name + ": " + fault.Sentence}
}

// at is a fault of the row at hand.
func (t *table) at(code, sentence string) *market.Fault {
	return &market.Fault{Code: code, Sentence: "row " + decimal(int64(t.row)) + ": " + sentence}
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
