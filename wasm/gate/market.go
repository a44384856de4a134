package gate

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// How long what was seen is compared with, and how often something else has to be
// said before it is believed.
const (
	fresh     = 30 * market.Second // another venue's price
	recent    = 2 * market.Minute  // a venue's own prices
	overrule  = market.Minute      // for how long a venue says what one other denies
	witnesses = 3                  // messages that say the same
	stampJump = 10 * market.Second // by which a stamp may be off from what is known of the venue's clock
	latest    = market.Day         // how late a message may come
	delayed   = 50                 // messages in a row that are late by the same: the clock was set
)

// Bounds of the volume of a minute: how many times the largest of late it may be
// once it is worth so much, and what the first may be worth.
const (
	minuteSurge              = 100
	minuteNotable market.USD = 1e8
	largestMinute market.USD = 1e10
)

// Market compares what the venues of one market say with what they and the others
// have just said. It belongs to one goroutine and allocates nothing once made.
type Market struct{ venues []seen }

// seen is what a venue was last believed.
type seen struct {
	low, high market.Price  // of the last minutes
	since     market.Millis // when low and high began
	before    [2]market.Price
	at        market.Millis // when a price was last believed; 0 for never

	doubted doubt // a price far from that

	ahead   market.Millis // the venue's stamps less ours, as believed
	timed   bool          // ahead is known
	stamped streak        // stamps that differ from it

	interest market.Base // open interest, 0 where none is known
	other    streak      // open interests that differ from it
	volume   market.Base // the largest of a minute lately
}

// doubt is a price that waits for a witness.
type doubt struct {
	price     market.Price
	from, now market.Millis // first and last said
	times     int
}

// streak counts messages in a row that say the same.
type streak struct {
	value float64
	times int
}

// add counts a value that is within a tolerance of the ones before it, and says
// how many those are.
func (s *streak) add(v, tolerance float64) int {
	if s.times == 0 || v < s.value-tolerance || v > s.value+tolerance {
		s.times = 0
	}
	s.value = v
	s.times++
	return s.times
}

// New returns a gate for a market at so many venues, of which nothing is known.
func New(venues int) *Market { return &Market{make([]seen, venues)} }

// Arrange gives each place the venue that was at another before: the i-th is that
// of before[i] from now on, or one of which nothing is known where that is
// below zero.
func (m *Market) Arrange(before []int) {
	list := make([]seen, len(before))
	for i, k := range before {
		if k >= 0 {
			list[i] = m.venues[k]
		}
	}
	m.venues = list
}

// Faults of events that are not believed. They are shared: nobody writes to them.
var (
	offGrid   = market.Fault{Code: "price-off-grid", Sentence: "a price lies beyond the grid, which reaches from 1e-9 to 1e12"}
	jumped    = market.Fault{Code: "price-unconfirmed", Sentence: "a price is 30 % or more from what was just seen, and nobody confirms it"}
	mistimed  = market.Fault{Code: "stamp-beyond-reason", Sentence: "a message is stamped ahead of its venue's other messages, or a day late"}
	oddMinute = market.Fault{Code: "minute-misplaced", Sentence: "a bar of one minute begins within a minute, or ahead of its venue's time"}
	surged    = market.Fault{Code: "volume-unconfirmed", Sentence: "a minute's volume is a hundred times the largest of late"}
	oiJumped  = market.Fault{Code: "oi-unconfirmed", Sentence: "the open interest is far from the one before, and is not said again"}
)

// Event returns nil for an event of a venue's feed that is believed, else why it is
// not. now is when it was received, by our clock. A time that equals now is no
// stamp of the venue's. What cannot be of an optional part, such as the index
// price of a mark, is taken out of the event.
func (m *Market) Event(venue int, e *market.Event, now market.Millis) *market.Fault {
	s := &m.venues[venue]
	switch e.Kind {
	case market.KindTrade:
		if fault := m.stamp(s, e.Trade.Time, now); fault != nil {
			return fault
		}
		if fault := m.price(venue, e.Trade.Price, now); fault != nil {
			return fault
		}
		return trade(&e.Trade)
	case market.KindMark:
		if fault := m.stamp(s, e.Mark.Time, now); fault != nil {
			return fault
		}
		if i := e.Mark.Index; i != 0 && !near(i, e.Mark.Mark, e.Mark.Mark) {
			e.Mark.Index = 0
		}
		return m.price(venue, e.Mark.Mark, now)
	case market.KindBar:
		return m.minute(venue, &e.Candle, now)
	case market.KindOpenInterest:
		if fault := m.stamp(s, e.OpenInterest.Time, now); fault != nil {
			return fault
		}
		return m.OpenInterest(venue, &e.OpenInterest)
	case market.KindFunding:
		if fault := m.stamp(s, e.Funding.Time, now); fault != nil {
			return fault
		}
		return funding(&e.Funding)
	case market.KindLiquidation:
		return m.Liquidation(venue, &e.Liquidation, now)
	case market.KindBookSnapshot, market.KindBookDelta:
		return book(&e.Book)
	}
	return nil
}

// stamp judges a venue's stamp by those before it. One that is ahead of them is
// refused until others say the same: then the clocks were set. So is the first,
// where it is far from our own clock.
func (m *Market) stamp(s *seen, at, now market.Millis) *market.Fault {
	if at == now {
		return nil
	}
	ahead := at - now
	if d := ahead - s.ahead; s.timed && d <= stampJump && d >= -stampJump || !s.timed && ahead <= market.Minute && ahead >= -market.Minute {
		s.ahead, s.timed, s.stamped.times = ahead, true, 0
		return nil
	}
	late := s.timed && ahead < s.ahead && s.ahead-ahead < latest // it was long on its way
	n := s.stamped.add(float64(ahead), float64(stampJump))
	if n >= delayed || n >= witnesses && !late {
		s.ahead, s.timed, s.stamped.times = ahead, true, 0
		return nil
	}
	if late {
		return nil
	}
	return &mistimed
}

// time is a venue's time at a time of ours, as far as its stamps tell.
func (s *seen) time(now market.Millis) market.Millis { return now + s.ahead }

// price judges a price of a venue, and remembers it.
func (m *Market) price(venue int, p market.Price, now market.Millis) *market.Fault {
	if !grid.Holds(p) {
		return &offGrid
	}
	if !m.believes(venue, p, now) {
		return &jumped
	}
	m.venues[venue].believe(p, now)
	return nil
}

// believes reports whether a price of a venue needs no further witness, or has
// one. It counts the others that have said something like it lately, and those
// that say otherwise; without them the venue's own last prices decide.
func (m *Market) believes(venue int, p market.Price, now market.Millis) bool {
	s := &m.venues[venue]
	like, unlike := 0, 0
	for i := range m.venues {
		o := &m.venues[i]
		switch {
		case i == venue:
		case o.at > 0 && now-o.at <= fresh && o.near(p):
			like++
		case o.doubted.times > 0 && now-o.doubted.now <= fresh && near(p, o.doubted.price, o.doubted.price):
			like++
		case o.at > 0 && now-o.at <= fresh:
			unlike++
		}
	}
	own := s.at > 0 && s.near(p)
	switch {
	case like > unlike, unlike == 0 && (own || s.at == 0 || now-s.at > recent), own && like == unlike:
		s.doubted.times = 0
		return true
	}
	d := &s.doubted
	if d.times == 0 || now-d.now > fresh || !near(p, d.price, d.price) {
		*d = doubt{price: p, from: now}
	}
	d.price, d.now = p, now
	d.times++
	far := s.at > 0 && (p > absurd*s.high || p < s.low/absurd)
	switch {
	case unlike == 0 && !far:
		return d.times >= witnesses
	case unlike <= 1 && len(m.venues) <= 2 || unlike == 0:
		return d.times >= witnesses && d.now-d.from >= overrule
	}
	return false
}

// near reports whether a price lies within a jump of a venue's last ones.
func (s *seen) near(p market.Price) bool {
	low, high := s.low, s.high
	if s.before[0] > 0 {
		low, high = min(low, s.before[0]), max(high, s.before[1])
	}
	return near(p, low, high)
}

// believe remembers a price, for at least a minute and at most two.
func (s *seen) believe(p market.Price, now market.Millis) {
	switch age := now - s.since; {
	case s.at == 0, age < 0, age > 2*market.Minute:
		s.since, s.low, s.high, s.before = now, p, p, [2]market.Price{}
	case age > market.Minute:
		s.before = [2]market.Price{s.low, s.high}
		s.since, s.low, s.high = now, p, p
	default:
		s.low, s.high = min(s.low, p), max(s.high, p)
	}
	s.at = now
}

// minute judges a bar of one minute that forms or has closed.
func (m *Market) minute(venue int, c *market.Candle, now market.Millis) *market.Fault {
	s, b := &m.venues[venue], &c.Bar
	if c.Of != market.TradedPrice {
		return Bar(b)
	}
	slack := stampJump
	if !s.timed {
		slack = market.Minute
	}
	if b.Start%market.Minute != 0 || b.Start > s.time(now)+slack {
		return &oddMinute
	}
	if fault := Bar(b); fault != nil {
		return fault
	}
	if !m.believes(venue, b.Close, now) {
		return &jumped
	}
	s.believe(b.Close, now)
	for _, p := range [...]market.Price{b.Open, b.High, b.Low} {
		if !s.near(p) && !m.believes(venue, p, now) {
			return &jumped
		}
	}
	if worth := market.Value(b.Volume, b.Low); s.volume == 0 && worth > largestMinute || s.volume > 0 && b.Volume > minuteSurge*s.volume && worth > minuteNotable {
		return &surged
	}
	if c.Final {
		s.volume -= s.volume / 256
	}
	s.volume = max(s.volume, b.Volume)
	return nil
}

// OpenInterest judges an open interest, asked for or sent: one that differs from
// the last by a factor of two has to be said again.
func (m *Market) OpenInterest(venue int, oi *market.OpenInterest) *market.Fault {
	if fault := OpenInterest(oi); fault != nil {
		return fault
	}
	s, base := &m.venues[venue], oi.Base
	if base == 0 && oi.USD > 0 { // counted in dollars alone
		if s.at == 0 {
			return nil
		}
		base = market.Base(float64(oi.USD) / float64(s.high))
	}
	if s.at > 0 && market.Value(base, s.high) > largestInterest {
		return &oiJumped
	}
	if last := s.interest; last > 0 && (base > 2*last || base < last/2) && s.other.add(float64(base), float64(base)/2) < witnesses {
		return &oiJumped
	}
	s.interest, s.other.times = base, 0
	return nil
}

// Liquidation judges a liquidation, sent or asked for. Its price may be far from
// the market's, where a position had little leverage; not absurdly far.
func (m *Market) Liquidation(venue int, l *market.Liquidation, now market.Millis) *market.Fault {
	s := &m.venues[venue]
	if s.timed && l.Time > s.time(now)+market.Minute {
		return &mistimed
	}
	if s.at > 0 && now-s.at <= recent && (l.Price > absurd*s.high || l.Price < s.low/absurd) {
		return &jumped
	}
	return Liquidation(l)
}

// book judges the levels of a book or of a change. Orders far from the market are
// usual; prices beyond the grid are not.
func book(b *market.Book) *market.Fault {
	for _, side := range [...][]market.Level{b.Bids, b.Asks} {
		for i := range side {
			if l := &side[i]; !grid.Holds(l.Price) || !l.Base.Valid() || market.Value(l.Base, l.Price) > LargestUSD {
				return &offGrid
			}
		}
	}
	return nil
}
