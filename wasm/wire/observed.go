package wire

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Observed is what was read of public positions, in words and in bins.
// site/observed.js shows it.
type Observed struct {
	Lines []string // a sentence each, the coverage first
	Heads []string // of the columns; none where there are no rows
	Rows  []ObservedRow
	Bins  []ObservedBin
}

// ObservedRow is one position.
type ObservedRow struct {
	Page  string // the public page of its account
	Cells []string
}

// ObservedBin is what would be forced in one bin of one side.
type ObservedBin struct {
	Side      market.Side
	Low, High market.Price
	USD       market.USD
}

// Append adds the message to dst.
func (m *Observed) Append(dst []byte) []byte {
	dst = appendTexts(appendTexts(header(dst, KindObserved), m.Lines), m.Heads)
	dst = appendCount(dst, len(m.Rows))
	for _, row := range m.Rows {
		dst = appendTexts(appendText(dst, row.Page), row.Cells)
	}
	dst = appendCount(dst, len(m.Bins))
	for _, b := range m.Bins {
		dst = appendFloat(appendFloat(appendFloat(append(dst, byte(b.Side)), float64(b.Low)), float64(b.High)), float64(b.USD))
	}
	return dst
}

// Parse reads the message.
func (m *Observed) Parse(message []byte) *market.Fault {
	r, f := read(message, KindObserved)
	if f != nil {
		return f
	}
	m.Lines, m.Heads = r.texts(), r.texts()
	m.Rows = make([]ObservedRow, r.list(8))
	for i := range m.Rows {
		m.Rows[i] = ObservedRow{r.text(), r.texts()}
	}
	m.Bins = make([]ObservedBin, r.list(25))
	for i := range m.Bins {
		m.Bins[i] = ObservedBin{market.Side(r.byte()), market.Price(r.float()), market.Price(r.float()), market.USD(r.float())}
	}
	return r.end()
}

// Walls are where positions of a coin that were read would be liquidated, many dollars
// close together.
type Walls struct {
	Coin string // by the name that everybody calls it
	Rows []Wall
}

// Wall is one of them: of the bins [Lo, Hi).
type Wall struct {
	Side   market.Side
	Lo, Hi grid.Bin
	USD    market.USD
}

// Append adds the message to dst.
func (m *Walls) Append(dst []byte) []byte {
	dst = appendCount(appendText(header(dst, KindWalls), m.Coin), len(m.Rows))
	for _, w := range m.Rows {
		dst = appendFloat(appendInt(appendInt(append(dst, byte(w.Side)), int64(w.Lo)), int64(w.Hi)), float64(w.USD))
	}
	return dst
}

// Parse reads the message.
func (m *Walls) Parse(message []byte) *market.Fault {
	r, f := read(message, KindWalls)
	if f != nil {
		return f
	}
	m.Coin = r.text()
	m.Rows = make([]Wall, r.list(25))
	for i := range m.Rows {
		m.Rows[i] = Wall{market.Side(r.byte()), r.bin(), r.bin(), market.USD(r.float())}
		if w := &m.Rows[i]; w.Side >= market.Side(market.Sides) || w.Lo >= w.Hi {
			r.spoil = "a wall is none"
		}
	}
	return r.end()
}
