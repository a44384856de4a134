package wire

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Observed is what was read of public positions, in words and in bins.
// site/observed.js shows it.
type Observed struct {
	Coin  string   // by the name that everybody calls it; "" while nothing is read
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
	dst = appendTexts(appendTexts(appendText(header(dst, KindObserved), m.Coin), m.Lines), m.Heads)
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
	m.Coin, m.Lines, m.Heads = r.text(), r.texts(), r.texts()
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

// Mine says which account is the visitor's own, whose positions are to be read; "" for
// none any more. site/mine.js sends it to the second module, and to nobody else.
type Mine struct{ Account string }

// Append adds the message to dst.
func (m *Mine) Append(dst []byte) []byte { return appendText(header(dst, KindMine), m.Account) }

// Parse reads the message.
func (m *Mine) Parse(message []byte) *market.Fault {
	r, f := read(message, KindMine)
	if f != nil {
		return f
	}
	m.Account = r.text()
	return r.end()
}

// MineText is what the visitor's own account holds, in words, and the prices at which
// its positions in the coin at hand are liquidated.
type MineText struct {
	Lines  []string
	Heads  []string // of the columns; none where there are no rows
	Rows   [][]string
	Levels []OwnLevel
}

// OwnLevel is a price at which a position of the visitor's is liquidated.
type OwnLevel struct {
	Price market.Price
	Text  string // which one that is
}

// Append adds the message to dst.
func (m *MineText) Append(dst []byte) []byte {
	dst = appendCount(appendTexts(appendTexts(header(dst, KindMineText), m.Lines), m.Heads), len(m.Rows))
	for _, cells := range m.Rows {
		dst = appendTexts(dst, cells)
	}
	dst = appendCount(dst, len(m.Levels))
	for _, l := range m.Levels {
		dst = appendText(appendFloat(dst, float64(l.Price)), l.Text)
	}
	return dst
}

// Parse reads the message.
func (m *MineText) Parse(message []byte) *market.Fault {
	r, f := read(message, KindMineText)
	if f != nil {
		return f
	}
	m.Lines, m.Heads = r.texts(), r.texts()
	m.Rows = make([][]string, r.list(4))
	for i := range m.Rows {
		m.Rows[i] = r.texts()
	}
	m.Levels = make([]OwnLevel, r.list(12))
	for i := range m.Levels {
		m.Levels[i] = OwnLevel{market.Price(r.float()), r.text()}
	}
	return r.end()
}

// Mix says whether what is observed is to take the place of its venue's share of the
// map. site/observed.js sends it to the second module.
type Mix struct{ On bool }

// Append adds the message to dst.
func (m *Mix) Append(dst []byte) []byte { return appendFlag(header(dst, KindMix), m.On) }

// Parse reads the message.
func (m *Mix) Parse(message []byte) *market.Fault {
	r, f := read(message, KindMix)
	if f != nil {
		return f
	}
	m.On = r.byte() == 1
	return r.end()
}

// Mixed is the map with what is observed in place of its venue's share.
type Mixed struct {
	Line  string // what that is, or why there is none
	Label string // in short
	Rows  []MixedRow
}

// MixedRow is one bin of one side.
type MixedRow struct {
	Side               market.Side
	Low, High          market.Price
	Estimate, Observed market.USD
}

// Append adds the message to dst.
func (m *Mixed) Append(dst []byte) []byte {
	dst = appendCount(appendText(appendText(header(dst, KindMixed), m.Line), m.Label), len(m.Rows))
	for _, row := range m.Rows {
		dst = appendFloat(appendFloat(appendFloat(appendFloat(append(dst, byte(row.Side)), float64(row.Low)), float64(row.High)), float64(row.Estimate)), float64(row.Observed))
	}
	return dst
}

// Parse reads the message.
func (m *Mixed) Parse(message []byte) *market.Fault {
	r, f := read(message, KindMixed)
	if f != nil {
		return f
	}
	m.Line, m.Label = r.text(), r.text()
	m.Rows = make([]MixedRow, r.list(33))
	for i := range m.Rows {
		m.Rows[i] = MixedRow{market.Side(r.byte()), market.Price(r.float()), market.Price(r.float()), market.USD(r.float()), market.USD(r.float())}
	}
	return r.end()
}
