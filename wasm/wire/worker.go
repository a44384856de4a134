package wire

import (
	"encoding/binary"
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Source says what market is at hand.
type Source struct {
	Origin   market.Origin
	Rebuilt  bool   // the market at hand again, with other bars
	Name     string // of the recording's file, or the simulation's seed
	Symbol   string
	Symbols  []string
	Venues   []string // in the order by which Viewport and Liquidations number them
	Interval market.Millis
	First    market.Millis // start of the first bar
	Last     market.Millis // start of the last closed bar
	Models   []ModelCard
	Notice   string // a sentence, as on columns that were ignored; may be empty
}

// ModelCard is what people are told of a model.
type ModelCard struct{ Name, Version, Title, Note string }

// Append adds the message to dst.
func (m *Source) Append(dst []byte) []byte {
	dst = appendFlag(append(header(dst, KindSource), byte(m.Origin)), m.Rebuilt)
	dst = appendText(appendText(dst, m.Name), m.Symbol)
	dst = appendTexts(appendTexts(dst, m.Symbols), m.Venues)
	dst = appendInt(appendInt(appendInt(dst, int64(m.Interval)), int64(m.First)), int64(m.Last))
	dst = appendCount(dst, 4*len(m.Models))
	for _, c := range m.Models {
		dst = appendText(appendText(appendText(appendText(dst, c.Name), c.Version), c.Title), c.Note)
	}
	return appendText(dst, m.Notice)
}

// Parse reads the message.
func (m *Source) Parse(message []byte) *market.Fault {
	r, f := read(message, KindSource)
	if f != nil {
		return f
	}
	m.Origin, m.Rebuilt = market.Origin(r.byte()), r.byte() == 1
	if m.Origin > market.Live {
		return fault("its market comes from nowhere")
	}
	m.Name, m.Symbol, m.Symbols, m.Venues = r.text(), r.text(), r.texts(), r.texts()
	m.Interval, m.First, m.Last = market.Millis(r.int()), market.Millis(r.int()), market.Millis(r.int())
	m.Models = m.Models[:0]
	cards := r.texts()
	for ; len(cards) >= 4; cards = cards[4:] {
		m.Models = append(m.Models, ModelCard{cards[0], cards[1], cards[2], cards[3]})
	}
	m.Notice = r.text()
	return r.end()
}

// Bars are drawn bars: all of them, or the last ones again. The last may be
// forming.
type Bars struct {
	Replace bool // replaces all bars before
	Column  market.Millis
	Until   market.Millis // how far the market has come: the end of its last bar, or of a forming one's last tick
	// Rows have Start, Open, High, Low, Close and Volume, and where they are known
	// TakerBuy and OpenInterest.
	Rows []market.Bar
	// Received is when the oldest message of an exchange that is shown here
	// for the first time was received, ms since 1970 with fractions; 0 where
	// there is none.
	Received float64
}

// barSize is the bytes of a bar in a message.
const barSize = 8 * 8

// Append adds the message to dst.
func (m *Bars) Append(dst []byte) []byte {
	dst = appendFlag(header(dst, KindBars), m.Replace)
	dst = appendInt(appendInt(dst, int64(m.Column)), int64(m.Until))
	dst = appendCount(appendFloat(dst, m.Received), len(m.Rows))
	for i := range m.Rows {
		b := &m.Rows[i]
		dst = appendFloat(appendInt(dst, int64(b.Start)), float64(b.Open))
		dst = appendFloat(appendFloat(dst, float64(b.High)), float64(b.Low))
		dst = appendFloat(appendFloat(dst, float64(b.Close)), float64(b.Volume))
		bought, interest := b.Context()
		dst = appendFloat(appendFloat(dst, bought), interest)
	}
	return dst
}

// Parse reads the message.
func (m *Bars) Parse(message []byte) *market.Fault {
	r, f := read(message, KindBars)
	if f != nil {
		return f
	}
	m.Replace, m.Column, m.Until, m.Received = r.byte() == 1, market.Millis(r.int()), market.Millis(r.int()), r.float()
	n := r.count()
	if n > len(r.rest)/barSize {
		return fault("a list is longer than its message")
	}
	m.Rows = make([]market.Bar, n)
	for i := range m.Rows {
		b := &m.Rows[i]
		b.Start, b.Open = market.Millis(r.int()), market.Price(r.float())
		b.High, b.Low = market.Price(r.float()), market.Price(r.float())
		b.Close, b.Volume = market.Price(r.float()), market.Base(r.float())
		if bought := r.float(); bought == bought {
			b.Optional, b.TakerBuy = b.Optional|market.OptionalTaker, market.Base(bought)
		}
		if interest := r.float(); interest == interest {
			b.Optional, b.OpenInterest = b.Optional|market.OptionalOI, market.Base(interest)
		}
	}
	return r.end()
}

// What is known of a column of a Frame: no bar; the bars of all chosen venues; or
// all but those of a venue that has bars before and after.
const (
	ColumnEmpty = iota
	ColumnComplete
	ColumnPartial
)

// Frame is a part of the map as levels (Level): per side a plane of cells,
// column by column, lowest row first, each cell one byte per leverage class.
// Levels are of dollars per native bin, the mean over the cell's row. Standouts
// has two bytes for each cell in the same order, of longs and of shorts: how far
// the mass of all classes stands out in the middle of its row, as
// grid.StandoutLevel.
type Frame struct {
	Serial    uint32
	Patch     bool       // its columns replace those of the frame before, the rest stays
	Dim       market.USD // what a third of the cells with heat do not reach; 0 of an empty map
	Bright    market.USD // what only one in two hundred of them exceeds; 0 likewise
	Model     string
	View      grid.View
	Filled    []byte // per column: ColumnEmpty, ColumnComplete or ColumnPartial
	Planes    [market.Sides][]byte
	Standouts []byte
}

// Append adds the message to dst. Where Planes is nil the message lacks their
// bytes: the caller adds Columns x Rows x CellSize of them, which PlanesOf then
// finds.
func (m *Frame) Append(dst []byte) []byte {
	dst = appendFlag(appendCount(header(dst, KindFrame), int(m.Serial)), m.Patch)
	dst = appendText(appendFloat(appendFloat(dst, float64(m.Dim)), float64(m.Bright)), m.Model)
	dst = appendView(dst, &m.View)
	dst = append(appendCount(dst, len(m.Filled)), m.Filled...)
	for _, plane := range m.Planes {
		dst = append(appendCount(dst, len(plane)), plane...)
	}
	return append(appendCount(dst, len(m.Standouts)), m.Standouts...)
}

// Parse reads the message; Filled, Planes and Standouts share its memory.
func (m *Frame) Parse(message []byte) *market.Fault {
	r, f := read(message, KindFrame)
	if f != nil {
		return f
	}
	m.Serial, m.Patch = uint32(r.count()), r.byte() == 1
	m.Dim, m.Bright, m.Model = market.USD(r.float()), market.USD(r.float()), r.text()
	r.view(&m.View)
	m.Filled = r.bytes()
	for side := range m.Planes {
		m.Planes[side] = r.bytes()
	}
	m.Standouts = r.bytes()
	if f := r.end(); f != nil {
		return f
	}
	cells := m.View.Columns * m.View.Rows
	if len(m.Filled) != m.View.Columns || len(m.Planes[0]) != cells*Channels || len(m.Planes[1]) != cells*Channels || len(m.Standouts) != cells*market.Sides {
		return fault("its planes do not fit its view")
	}
	return nil
}

// SetScale writes Dim and Bright into a frame's message.
func SetScale(message []byte, dim, bright market.USD) {
	const at = 2 + 4 + 1 // behind header, serial and patch
	binary.LittleEndian.PutUint64(message[at:], math.Float64bits(float64(dim)))
	binary.LittleEndian.PutUint64(message[at+8:], math.Float64bits(float64(bright)))
}

// Channels is how many bytes a cell has: one per leverage class.
const Channels = 4

// CellSize is the bytes of a cell in a Frame, and FrameCounts those of the
// counts before its planes.
const (
	CellSize    = market.Sides * (Channels + 1)
	FrameCounts = 3 * 4
)

// Cell answers a Probe.
type Cell struct {
	Serial      uint32
	Known       bool // whether there is a bar at that time
	Time        market.Millis
	Lower       market.Price // of the native bin
	Long, Short market.USD
	Low, High   market.USD   // the 90 % band of both; both 0 where the model has none
	Standout    float64      // how far the mass there stands out (grid.Standout); 0 where there is none
	Close       market.Price // of the bar, from which the distance is counted
}

// Append adds the message to dst.
func (m *Cell) Append(dst []byte) []byte {
	dst = appendFlag(appendCount(header(dst, KindCell), int(m.Serial)), m.Known)
	dst = appendFloat(appendInt(dst, int64(m.Time)), float64(m.Lower))
	dst = appendFloat(appendFloat(dst, float64(m.Long)), float64(m.Short))
	dst = appendFloat(appendFloat(dst, float64(m.Low)), float64(m.High))
	return appendFloat(appendFloat(dst, m.Standout), float64(m.Close))
}

// Parse reads the message.
func (m *Cell) Parse(message []byte) *market.Fault {
	r, f := read(message, KindCell)
	if f != nil {
		return f
	}
	m.Serial, m.Known = uint32(r.count()), r.byte() == 1
	m.Time, m.Lower = market.Millis(r.int()), market.Price(r.float())
	m.Long, m.Short = market.USD(r.float()), market.USD(r.float())
	m.Low, m.High = market.USD(r.float()), market.USD(r.float())
	m.Standout, m.Close = r.float(), market.Price(r.float())
	return r.end()
}

// AppendFault adds a fault as a message to dst.
func AppendFault(dst []byte, f *market.Fault) []byte {
	return appendText(appendText(header(dst, KindFault), f.Code), f.Sentence)
}

// EngineCrashed is the code of a fault after which the worker is not to be
// trusted.
const EngineCrashed = "engine-crashed"

// ParseFault reads a fault's message.
func ParseFault(message []byte) (said, damaged *market.Fault) {
	r, f := read(message, KindFault)
	if f != nil {
		return nil, f
	}
	said = &market.Fault{Code: r.text(), Sentence: r.text()}
	return said, r.end()
}

// PlanesOf returns the planes of a frame's message, for filling in place: its
// last bytes. It writes their lengths, so it also completes a message that Append
// wrote without planes and that was made long enough.
func PlanesOf(message []byte, v *grid.View) (planes [market.Sides][]byte, standouts []byte) {
	end := len(message)
	take := func(n int) []byte {
		plane := message[end-n : end]
		binary.LittleEndian.PutUint32(message[end-n-4:], uint32(n))
		end -= n + 4
		return plane
	}
	cells := v.Columns * v.Rows
	standouts = take(cells * market.Sides)
	for side := market.Sides - 1; side >= 0; side-- {
		planes[side] = take(cells * Channels)
	}
	return planes, standouts
}
