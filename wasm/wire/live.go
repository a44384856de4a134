package wire

import (
	"brink/wasm/live"
	"brink/wasm/market"
)

// Live asks for a coin's market as it goes on at the venues.
type Live struct {
	Coin   string
	Relay  string        // origin of the relay, "" where there is none
	Barred []string      // venues that are reached through the relay alone
	Days   int           // of history
	Column market.Millis // length of the drawn bars to begin with
	Model  string        // that will be looked at first
	At     market.Millis // when this is asked, by the device's clock
}

// Append adds the message to dst.
func (m *Live) Append(dst []byte) []byte {
	dst = appendTexts(appendText(appendText(header(dst, KindLive), m.Coin), m.Relay), m.Barred)
	return appendInt(appendText(appendInt(appendCount(dst, m.Days), int64(m.Column)), m.Model), int64(m.At))
}

// Parse reads the message.
func (m *Live) Parse(message []byte) *market.Fault {
	r, f := read(message, KindLive)
	if f != nil {
		return f
	}
	m.Coin, m.Relay, m.Barred = r.text(), r.text(), r.texts()
	m.Days, m.Column, m.Model = r.count(), market.Millis(r.int()), r.text()
	m.At = market.Millis(r.int())
	return r.end()
}

// Lamp is the health of one venue.
type Lamp struct {
	Venue    string
	Symbol   string
	Light    live.Light
	Relayed  bool
	Forced   bool          // it publishes liquidations
	Complete bool          // all of them; else sampled
	Heard    market.Millis // when anything of the market last came, 0 for never
	Skew     market.Millis // how far our clock is ahead of the venue's
	Part     float64       // of the history that is there, 0 to 1
	Events   int
	Bad      int           // messages that could not be read
	Reason   string        // why the last of them was refused
	Sample   string        // its beginning
	Notice   string        // what the venue last said to us
	Funding  float64       // rate per hour, longs pay when positive; NaN where unknown
	Next     market.Millis // next payment, 0 where unknown
}

// Health is the state of a live market's venues.
type Health struct {
	At      market.Millis
	Filled  float64 // of the history, 0 to 1
	Filling bool    // more of it is on its way
	Set     int     // stored days that could not be read and were set aside
	Lamps   []Lamp
}

// lampSize is the least bytes of a lamp in a message.
const lampSize = 5*4 + 4 + 8*5 + 2*4

// Append adds the message to dst.
func (m *Health) Append(dst []byte) []byte {
	dst = appendFloat(appendInt(header(dst, KindHealth), int64(m.At)), m.Filled)
	dst = appendCount(appendCount(appendFlag(dst, m.Filling), m.Set), len(m.Lamps))
	for i := range m.Lamps {
		l := &m.Lamps[i]
		dst = append(appendText(appendText(dst, l.Venue), l.Symbol), byte(l.Light))
		dst = appendFlag(appendFlag(appendFlag(dst, l.Relayed), l.Forced), l.Complete)
		dst = appendFloat(appendInt(appendInt(dst, int64(l.Heard)), int64(l.Skew)), l.Part)
		dst = appendText(appendText(appendCount(appendCount(dst, l.Events), l.Bad), l.Reason), l.Sample)
		dst = appendText(dst, l.Notice)
		dst = appendInt(appendFloat(dst, l.Funding), int64(l.Next))
	}
	return dst
}

// Parse reads the message.
func (m *Health) Parse(message []byte) *market.Fault {
	r, f := read(message, KindHealth)
	if f != nil {
		return f
	}
	m.At, m.Filled, m.Filling, m.Set = market.Millis(r.int()), r.float(), r.byte() == 1, r.count()
	n := r.count()
	if n > len(r.rest)/lampSize {
		return fault("a list is longer than its message")
	}
	m.Lamps = make([]Lamp, n)
	for i := range m.Lamps {
		l := &m.Lamps[i]
		l.Venue, l.Symbol, l.Light = r.text(), r.text(), live.Light(r.byte())
		l.Relayed, l.Forced, l.Complete = r.byte() == 1, r.byte() == 1, r.byte() == 1
		l.Heard, l.Skew, l.Part = market.Millis(r.int()), market.Millis(r.int()), r.float()
		l.Events, l.Bad, l.Reason, l.Sample, l.Notice = r.count(), r.count(), r.text(), r.text(), r.text()
		l.Funding, l.Next = r.float(), market.Millis(r.int())
		if l.Light > live.Off {
			return fault("a lamp shines as none does")
		}
	}
	return r.end()
}

// Forced is liquidations that happened: all that are known, or those that are
// new.
type Forced struct {
	Anew bool // replaces all before
	Rows []Liquidation
}

// Liquidation is one of them with its venue, counted as Source counts.
type Liquidation struct {
	Venue uint8
	market.Liquidation
}

// liquidationSize is the bytes of a liquidation in a message.
const liquidationSize = 4 + 4*8

// Append adds the message to dst.
func (m *Forced) Append(dst []byte) []byte {
	dst = appendCount(appendFlag(header(dst, KindForced), m.Anew), len(m.Rows))
	for i := range m.Rows {
		l := &m.Rows[i]
		dst = appendFlag(append(dst, l.Venue, byte(l.Closed), byte(l.PriceKind)), l.Complete)
		dst = appendFloat(appendInt(dst, int64(l.Time)), float64(l.Price))
		dst = appendFloat(appendFloat(dst, float64(l.Base)), float64(l.USD))
	}
	return dst
}

// Parse reads the message.
func (m *Forced) Parse(message []byte) *market.Fault {
	r, f := read(message, KindForced)
	if f != nil {
		return f
	}
	m.Anew = r.byte() == 1
	n := r.count()
	if n > len(r.rest)/liquidationSize {
		return fault("a list is longer than its message")
	}
	m.Rows = make([]Liquidation, n)
	for i := range m.Rows {
		l := &m.Rows[i]
		l.Venue, l.Closed, l.PriceKind, l.Complete = r.byte(), market.Side(r.byte()&1), market.PriceKind(r.byte()), r.byte() == 1
		l.Time, l.Price = market.Millis(r.int()), market.Price(r.float())
		l.Base, l.USD = market.Base(r.float()), market.USD(r.float())
	}
	return r.end()
}

func appendTexts(dst []byte, list []string) []byte {
	dst = appendCount(dst, len(list))
	for _, s := range list {
		dst = appendText(dst, s)
	}
	return dst
}

// Coins are the markets that can be asked for, those that most venues have
// first.
type Coins struct{ Names []string }

// Append adds the message to dst.
func (m *Coins) Append(dst []byte) []byte { return appendTexts(header(dst, KindCoins), m.Names) }

// Parse reads the message.
func (m *Coins) Parse(message []byte) *market.Fault {
	r, f := read(message, KindCoins)
	if f != nil {
		return f
	}
	m.Names = r.texts()
	return r.end()
}
