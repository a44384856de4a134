package wire

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Simulate asks for the simulated market.
type Simulate struct {
	Seed   uint64
	Symbol string
	Start  market.Millis // of the first bar
	Until  market.Millis // how far it has run when it is first shown
	Column market.Millis // length of the drawn bars to begin with
	Model  string        // whose viewport will be asked for first
}

// Append adds the message to dst.
func (m *Simulate) Append(dst []byte) []byte {
	dst = appendInt(header(dst, KindSimulate), int64(m.Seed))
	dst = appendInt(appendText(dst, m.Symbol), int64(m.Start))
	return appendText(appendInt(appendInt(dst, int64(m.Until)), int64(m.Column)), m.Model)
}

// Parse reads the message.
func (m *Simulate) Parse(message []byte) *market.Fault {
	r, f := read(message, KindSimulate)
	if f != nil {
		return f
	}
	m.Seed, m.Symbol, m.Start = r.uint(), r.text(), market.Millis(r.int())
	m.Until, m.Column, m.Model = market.Millis(r.int()), market.Millis(r.int()), r.text()
	return r.end()
}

// Record hands over a recording's bytes.
type Record struct {
	Name   string
	Column market.Millis // length of the drawn bars to begin with
	File   []byte        // shares the message's memory when parsed
}

// Append adds the message to dst.
func (m *Record) Append(dst []byte) []byte {
	dst = appendInt(appendText(header(dst, KindRecord), m.Name), int64(m.Column))
	return append(appendCount(dst, len(m.File)), m.File...)
}

// Parse reads the message.
func (m *Record) Parse(message []byte) *market.Fault {
	r, f := read(message, KindRecord)
	if f != nil {
		return f
	}
	m.Name, m.Column, m.File = r.text(), market.Millis(r.int()), r.bytes()
	return r.end()
}

// Viewport asks for a part of a model's map; the worker answers with a Frame, and
// with further ones as the market goes on.
type Viewport struct {
	Serial  uint32
	Model   string
	Venues  uint32    // a bit each, as Source numbers them
	View    grid.View // Column is the drawn bar's length
	Visible Area      // the part of it that is on screen now
}

// Area is a part of a view: times [From, To), prices [Bottom, Top). The
// colour scale follows it.
type Area struct {
	From, To    market.Millis
	Bottom, Top market.Price
}

// Append adds the message to dst.
func (m *Viewport) Append(dst []byte) []byte {
	dst = appendCount(header(dst, KindViewport), int(m.Serial))
	dst = appendInt(appendText(dst, m.Model), int64(m.Venues))
	dst = appendView(dst, &m.View)
	dst = appendInt(appendInt(dst, int64(m.Visible.From)), int64(m.Visible.To))
	return appendFloat(appendFloat(dst, float64(m.Visible.Bottom)), float64(m.Visible.Top))
}

// Parse reads the message.
func (m *Viewport) Parse(message []byte) *market.Fault {
	r, f := read(message, KindViewport)
	if f != nil {
		return f
	}
	m.Serial, m.Model, m.Venues = uint32(r.count()), r.text(), uint32(r.uint())
	r.view(&m.View)
	m.Visible.From, m.Visible.To = market.Millis(r.int()), market.Millis(r.int())
	m.Visible.Bottom, m.Visible.Top = market.Price(r.float()), market.Price(r.float())
	return r.end()
}

func appendView(dst []byte, v *grid.View) []byte {
	dst = appendCount(appendInt(appendInt(dst, int64(v.From)), int64(v.Column)), v.Columns)
	dst = appendFloat(appendFloat(dst, float64(v.Bottom)), float64(v.Top))
	return append(appendCount(dst, v.Rows), byte(v.Scale))
}

func (r *reader) view(v *grid.View) {
	v.From, v.Column, v.Columns = market.Millis(r.int()), market.Millis(r.int()), r.count()
	v.Bottom, v.Top = market.Price(r.float()), market.Price(r.float())
	v.Rows, v.Scale = r.count(), grid.Scale(r.byte())
}

// Probe asks what the map says of one native bin at one time.
type Probe struct {
	Serial         uint32
	Time           market.Millis
	Price          market.Price
	Classes, Sides uint8 // of which a bit each is set for those that count
}

// Append adds the message to dst.
func (m *Probe) Append(dst []byte) []byte {
	dst = appendInt(appendCount(header(dst, KindProbe), int(m.Serial)), int64(m.Time))
	return append(appendFloat(dst, float64(m.Price)), m.Classes, m.Sides)
}

// Parse reads the message.
func (m *Probe) Parse(message []byte) *market.Fault {
	r, f := read(message, KindProbe)
	if f != nil {
		return f
	}
	m.Serial, m.Time, m.Price = uint32(r.count()), market.Millis(r.int()), market.Price(r.float())
	m.Classes, m.Sides = r.byte(), r.byte()
	return r.end()
}

// Ack says that a Frame was drawn, so that the next may come.
type Ack struct{ Serial uint32 }

// Append adds the message to dst.
func (m *Ack) Append(dst []byte) []byte { return appendCount(header(dst, KindAck), int(m.Serial)) }

// Parse reads the message.
func (m *Ack) Parse(message []byte) *market.Fault {
	r, f := read(message, KindAck)
	if f != nil {
		return f
	}
	m.Serial = uint32(r.count())
	return r.end()
}
