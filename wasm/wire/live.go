package wire

import "brink/wasm/market"

// Live asks for a coin's market as it goes on at the venues.
type Live struct {
	Coin      string
	Relay     string        // origin of the relay, "" where there is none
	RelayOnly []string      // venues that are reached through the relay alone
	Venues    []string      // those to connect to, nil for those that every market does
	Days      int           // of history
	Column    market.Millis // length of the drawn bars to begin with
	Model     string        // whose viewport will be asked for first
	At        market.Millis // when this is asked, by the device's clock
	Spent     []int64       // of the newest Beat of a worker that this one takes the place of
	SpentAgo  market.Millis // how long ago that came
}

// Append adds the message to dst.
func (m *Live) Append(dst []byte) []byte {
	dst = appendTexts(appendTexts(appendText(appendText(header(dst, KindLive), m.Coin), m.Relay), m.RelayOnly), m.Venues)
	dst = appendInt(appendText(appendInt(appendCount(dst, m.Days), int64(m.Column)), m.Model), int64(m.At))
	return appendInt(appendInts(dst, m.Spent), int64(m.SpentAgo))
}

// Parse reads the message.
func (m *Live) Parse(message []byte) *market.Fault {
	r, f := read(message, KindLive)
	if f != nil {
		return f
	}
	m.Coin, m.Relay, m.RelayOnly, m.Venues = r.text(), r.text(), r.texts(), r.texts()
	m.Days, m.Column, m.Model = r.count(), market.Millis(r.int()), r.text()
	m.At = market.Millis(r.int())
	m.Spent, m.SpentAgo = r.ints(), market.Millis(r.int())
	return r.end()
}

// Beat says that the worker lives.
type Beat struct {
	Spent []int64 // what its market has used of what venues allow, for the worker that takes its place
}

// Append adds the message to dst.
func (m *Beat) Append(dst []byte) []byte { return appendInts(header(dst, KindBeat), m.Spent) }

// Parse reads the message.
func (m *Beat) Parse(message []byte) *market.Fault {
	r, f := read(message, KindBeat)
	if f != nil {
		return f
	}
	m.Spent = r.ints()
	return r.end()
}

func (r *reader) ints() (out []int64) {
	n := r.count()
	if n > len(r.rest)/8 {
		r.spoil = "a list is longer than its message"
		return nil
	}
	for range n {
		out = append(out, r.int())
	}
	return out
}

func appendInts(dst []byte, list []int64) []byte {
	dst = appendCount(dst, len(list))
	for _, n := range list {
		dst = appendInt(dst, n)
	}
	return dst
}

// Health is the state of a live market's venues.
type Health struct {
	At          market.Millis
	Share       float64 // of the history, 0 to 1
	Loading     bool    // more of it is on its way
	Quarantined int     // stored days that could not be read and were set aside
	Venues      []market.VenueHealth
}

// minVenueHealthSize is the fewest bytes of a VenueHealth in a message.
const minVenueHealthSize = 5*4 + 7 + 8*8 + 2*4

// Append adds the message to dst.
func (m *Health) Append(dst []byte) []byte {
	dst = appendFloat(appendInt(header(dst, KindHealth), int64(m.At)), m.Share)
	dst = appendCount(appendCount(appendFlag(dst, m.Loading), m.Quarantined), len(m.Venues))
	for i := range m.Venues {
		l := &m.Venues[i]
		dst = append(appendText(appendText(dst, string(l.Venue)), l.Symbol), byte(l.Status), byte(l.LeftOut))
		dst = appendFlag(appendFlag(appendFlag(append(dst, byte(l.Missing)), l.Relayed), l.PublishesLiquidations), l.Complete)
		dst = appendFloat(appendInt(appendInt(dst, int64(l.LastEvent)), int64(l.Skew)), l.Share)
		dst = appendText(appendText(appendCount(appendCount(dst, l.Events), l.Refused), l.Reason), l.Sample)
		dst = appendText(dst, l.Notice)
		dst = appendInt(appendInt(appendFloat(dst, l.Funding), int64(l.NextFunding)), int64(l.LimitedUntil))
		dst = appendFloat(appendFlag(appendFloat(dst, l.Apart), l.Disputed), float64(l.Interest))
	}
	return dst
}

// Parse reads the message.
func (m *Health) Parse(message []byte) *market.Fault {
	r, f := read(message, KindHealth)
	if f != nil {
		return f
	}
	m.At, m.Share, m.Loading, m.Quarantined = market.Millis(r.int()), r.float(), r.byte() == 1, r.count()
	n := r.count()
	if n > len(r.rest)/minVenueHealthSize {
		return fault("a list is longer than its message")
	}
	m.Venues = make([]market.VenueHealth, n)
	for i := range m.Venues {
		l := &m.Venues[i]
		l.Venue, l.Symbol, l.Status, l.LeftOut = market.Venue(r.text()), r.text(), market.VenueStatus(r.byte()), market.LeftOut(r.byte())
		l.Missing = market.Missing(r.byte())
		l.Relayed, l.PublishesLiquidations, l.Complete = r.byte() == 1, r.byte() == 1, r.byte() == 1
		l.LastEvent, l.Skew, l.Share = market.Millis(r.int()), market.Millis(r.int()), r.float()
		l.Events, l.Refused, l.Reason, l.Sample, l.Notice = r.count(), r.count(), r.text(), r.text(), r.text()
		l.Funding, l.NextFunding, l.LimitedUntil = r.float(), market.Millis(r.int()), market.Millis(r.int())
		l.Apart, l.Disputed, l.Interest = r.float(), r.byte() == 1, market.USD(r.float())
		if l.Status > market.VenueNotListed || !l.LeftOut.Known() {
			return fault("a venue has a status that means nothing")
		}
	}
	return r.end()
}

// Liquidations are those that happened: all that are known, or only the new.
type Liquidations struct {
	Replace bool                      // replaces all before
	Rows    []market.VenueLiquidation // by venue as Source numbers them
}

// liquidationSize is the bytes of a liquidation in a message.
const liquidationSize = 4 + 4*8

// Append adds the message to dst.
func (m *Liquidations) Append(dst []byte) []byte {
	dst = appendCount(appendFlag(header(dst, KindLiquidations), m.Replace), len(m.Rows))
	for i := range m.Rows {
		l := &m.Rows[i]
		dst = appendFlag(append(dst, byte(l.Venue), byte(l.Closed), byte(l.PriceKind)), l.Complete)
		dst = appendFloat(appendInt(dst, int64(l.Time)), float64(l.Price))
		dst = appendFloat(appendFloat(dst, float64(l.Base)), float64(l.USD))
	}
	return dst
}

// Parse reads the message.
func (m *Liquidations) Parse(message []byte) *market.Fault {
	r, f := read(message, KindLiquidations)
	if f != nil {
		return f
	}
	m.Replace = r.byte() == 1
	n := r.count()
	if n > len(r.rest)/liquidationSize {
		return fault("a list is longer than its message")
	}
	m.Rows = make([]market.VenueLiquidation, n)
	for i := range m.Rows {
		l := &m.Rows[i]
		l.Venue, l.Closed, l.PriceKind, l.Complete = int(r.byte()), market.Side(r.byte()&1), market.PriceKind(r.byte()), r.byte() == 1
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
