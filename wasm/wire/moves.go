package wire

import "brink/wasm/market"

// Moves says for moves to both sides what they force on their way. The page's script
// draws it beside the price axis, and no Go reads it.
type Moves struct {
	Price market.Price
	Lead  string // what it shows
	Sides [market.Sides][]Move
}

// Move is one move from the price to a level; those of a side go outward.
type Move struct {
	Level market.Price
	USD   market.USD // forced on the way, expected
	// Half and Tenth are how far half and a tenth of such runs go on beyond the level
	// within the hour, as parts of the price; 0 where that is not known.
	Half, Tenth float64
	Usual       bool   // comes within four hours one time in four
	Text        string // dollars
	More        string // how far runs go on, "" where that is not known
}

// Append adds the message to dst.
func (m *Moves) Append(dst []byte) []byte {
	dst = appendText(appendFloat(header(dst, KindMoves), float64(m.Price)), m.Lead)
	for _, list := range m.Sides {
		dst = appendCount(dst, len(list))
		for _, x := range list {
			for _, f := range [...]float64{float64(x.Level), float64(x.USD), x.Half, x.Tenth} {
				dst = appendFloat(dst, f)
			}
			dst = appendText(appendText(appendFlag(dst, x.Usual), x.Text), x.More)
		}
	}
	return dst
}

// Parse reads the message.
func (m *Moves) Parse(message []byte) *market.Fault {
	r, f := read(message, KindMoves)
	if f != nil {
		return f
	}
	m.Price, m.Lead = market.Price(r.float()), r.text()
	for side := range m.Sides {
		m.Sides[side] = make([]Move, r.list(4*8+1+2*4))
		for i := range m.Sides[side] {
			m.Sides[side][i] = Move{market.Price(r.float()), market.USD(r.float()), r.float(), r.float(), r.byte() == 1, r.text(), r.text()}
		}
	}
	return r.end()
}
