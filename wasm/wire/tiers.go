package wire

import "brink/wasm/market"

// Tiers are the maintenance tiers of one contract, as its venue has told them.
type Tiers struct {
	Venue  market.Venue
	Symbol string
	At     market.Millis // when they were told
	Rows   []market.Tier
}

// tierSize is the bytes of a tier in a message.
const tierSize = 5 * 8

// Append adds the message to dst.
func (m *Tiers) Append(dst []byte) []byte {
	dst = appendText(appendText(header(dst, KindTiers), string(m.Venue)), m.Symbol)
	dst = appendCount(appendInt(dst, int64(m.At)), len(m.Rows))
	for i := range m.Rows {
		t := &m.Rows[i]
		dst = appendFloat(appendFloat(appendFloat(dst, float64(t.Cap)), float64(t.CapBase)), t.Maintenance)
		dst = appendFloat(appendFloat(dst, t.MaxLeverage), float64(t.Deduction))
	}
	return dst
}

// Parse reads the message.
func (m *Tiers) Parse(message []byte) *market.Fault {
	r, f := read(message, KindTiers)
	if f != nil {
		return f
	}
	m.Venue, m.Symbol, m.At = market.Venue(r.text()), r.text(), market.Millis(r.int())
	n := r.count()
	if n > len(r.rest)/tierSize {
		return fault("a list is longer than its message")
	}
	m.Rows = make([]market.Tier, n)
	for i := range m.Rows {
		t := &m.Rows[i]
		t.Cap, t.CapBase, t.Maintenance = market.USD(r.float()), market.Base(r.float()), r.float()
		t.MaxLeverage, t.Deduction = r.float(), market.USD(r.float())
	}
	return r.end()
}
