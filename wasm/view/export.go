package view

import (
	"math"
	"strconv"
	"strings"

	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// SessionLostText is said where a session cannot be written.
func SessionLostText() string { return words[phraseSessionLost] }

// Provenance says what exported figures are of. It goes into every row and
// under every picture, for these are passed on without the page around them.
type Provenance struct {
	Symbol  string
	Venues  []string
	Model   string // its title
	Version string
	At      market.Millis
}

// estimate is said of every figure that leaves the page.
const estimate = "estimate"

// Caption is the line under a saved picture.
func (p *Provenance) Caption(zone Zone) string {
	of := p.Symbol
	if len(p.Venues) > 0 {
		of += " · " + strings.Join(p.Venues, ", ")
	}
	return say(words[phraseCaption], of, p.Model, p.Version, StampNamed(p.At, zone))
}

// FileName is the name of a saved file of a kind: brink-BTCUSDT-clusters-
// 20261124T120500Z.csv.
func (p *Provenance) FileName(kind, ending string) string {
	symbol := []byte(p.Symbol)
	for i, c := range symbol {
		if !unescaped(c) || c == ':' || c == ',' || c == '.' {
			symbol[i] = '_'
		}
	}
	return "brink-" + string(symbol) + "-" + kind + "-" + isoShort(p.At) + "." + ending
}

// figure is one cell of a table, under the name of its column. A number that
// is not known has no text.
type figure struct {
	name, text string
	number     bool
}

func label(name, text string) figure { return figure{name, text, false} }

// number writes a figure exactly.
func number(name string, x float64) figure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return figure{name, "", true}
	}
	return figure{name, strconv.FormatFloat(x, 'f', -1, 64), true}
}

// Table is rows of figures, all with the same names, that are written as CSV
// or as JSON.
type Table struct {
	about []figure
	rows  [][]figure
}

// table begins a table of figures of a provenance.
func (p *Provenance) table() Table {
	return Table{about: []figure{
		label("kind", estimate), label("time", iso(p.At)), label("symbol", p.Symbol), label("venues", strings.Join(p.Venues, " ")),
		label("model", p.Model), label("version", p.Version), label("currency", "USD"),
	}}
}

// Levels is every native bin that holds anything, the lowest price first.
func (p *Provenance) Levels(m *insight.Map) Table {
	t := p.table()
	for side := range market.Side(market.Sides) {
		plane := &m.Planes[side]
		for i, usd := range plane.USD {
			if usd > 0 {
				k := plane.Lo + grid.Bin(i)
				row := []figure{label("side", side.String()), number("price_from", float64(k.Lower())), number("price_to", float64((k + 1).Lower())), number("usd", usd)}
				ratio := 0.0
				if i < len(plane.Standout) {
					ratio = grid.StandoutOf(plane.Standout[i])
				}
				t.rows = append(t.rows, append(row, unknown("stand_out", ratio, ratio > 0)))
			}
		}
	}
	return t
}

// Clusters is the clusters in the order that they come in.
func (p *Provenance) Clusters(o *Outlook) Table {
	t := p.table()
	for i := range o.Clusters {
		c := &o.Clusters[i]
		low, high := c.Band()
		row := []figure{
			label("side", c.Side.String()), number("price_from", float64(low)), number("price_to", float64(high)), number("price_peak", float64(c.Peak.Middle())),
			number("usd", float64(c.USD)), number("usd_inner_half", float64(c.Core)), unknown("stand_out", c.Standout, c.Standout > 0), number("distance", c.Distance(o.Price)), unknown("age_hours", float64(c.Age)/float64(market.Hour), c.Age > 0 || !c.Older),
			unknown("usd_per_hour", float64(c.Hour.PerHour), c.Hour.Known), unknown("usd_per_hour_of_a_day", float64(c.Day.PerHour), c.Day.Known),
		}
		if o.Resist != nil {
			r := o.Resist(c)
			row = append(row, unknown("order_book_before", r.Ratio, r.Sight == book.Whole || r.Sight == book.AtLeast), label("order_book", resistanceText(r)))
		}
		for class, usd := range c.Classes {
			row = append(row, number("usd_"+classKeys[class], float64(usd)))
		}
		for venue, usd := range c.Venues {
			if venue < len(p.Venues) {
				row = append(row, number("usd_"+p.Venues[venue], float64(usd)))
			}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// classKeys are the leverage classes by their distance from entry in per cent.
var classKeys = [insight.Classes]string{"below_1.2", "1.2_to_3", "3_to_8", "above_8"}

// unknown is a number that may not be known.
func unknown(name string, x float64, known bool) figure {
	if !known {
		x = math.NaN()
	}
	return number(name, x)
}

// CSV writes the table with a line of names; every row says what it is of. A
// number that is not known is empty.
func (t *Table) CSV() []byte {
	var out []byte
	line := func(row []figure, names bool) {
		for i, f := range append(row[:len(row):len(row)], t.about...) {
			if i > 0 {
				out = append(out, ',')
			}
			if names {
				f.text = f.name
			}
			out = append(out, quoted(f.text)...)
		}
		out = append(out, '\n')
	}
	for i, row := range t.rows {
		if i == 0 {
			line(row, true)
		}
		line(row, false)
	}
	return out
}

// quoted puts a cell between quotes where it must be.
func quoted(cell string) string {
	if strings.ContainsAny(cell, ",\"\n\r") {
		return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	return cell
}

// JSON writes the table as an object: what it is of, and its rows. A number
// that is not known is null.
func (t *Table) JSON() []byte {
	out := []byte{'{'}
	object := func(figures []figure) {
		for i, f := range figures {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendString(out, f.name), ':')
			switch {
			case !f.number:
				out = appendString(out, f.text)
			case f.text == "":
				out = append(out, "null"...)
			default:
				out = append(out, f.text...)
			}
		}
	}
	object(t.about)
	out = append(out, `,"rows":[`...)
	for i, row := range t.rows {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n{"...)
		object(row)
		out = append(out, '}')
	}
	return append(out, "]}\n"...)
}

// appendString writes a text as JSON has it; what is not UTF-8 becomes the
// replacement sign.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = append(dst, `\u00`...)
			dst = append(dst, hex[r>>4], hex[r&15])
		default:
			dst = append(dst, string(r)...)
		}
	}
	return append(dst, '"')
}
