package session

import (
	"brink/wasm/book"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// books is how order books of the market at hand are told, while somebody looks.
type books struct {
	on   bool
	told []book.Venue // memory
}

// followBooks begins to tell of order books, or ends it. A live market follows them
// from its next tick on, and so does one that takes its place.
func followBooks(s *Session, m *wire.FollowBooks) *market.Fault {
	s.books = books{on: m.On}
	return nil
}

// tellBooks follows the order books while somebody looks at them, and tells of them:
// at every tick, so four times a second.
func (l *Live) tellBooks(now market.Instant) {
	s := l.session
	if l.stage != connected {
		return
	}
	if l.follows != s.books.on {
		l.follows = s.books.on
		l.market.Depth(l.follows, now)
	}
	if !s.books.on || s.simulation.running() {
		return
	}
	forming, _ := l.market.Forming()
	s.books.told = live.AppendBooks(s.books.told[:0], l.market, now)
	s.Emit((&wire.Books{At: l.platform.DeviceTime(), Price: forming.Close, Venues: s.books.told}).Append(nil))
}

// simulatedLevels is how many levels of the simulated book are told, of a hundredth
// of a per cent each.
const simulatedLevels = 250

// tellSimulatedBook tells of the order book of the simulated market after a step.
func tellSimulatedBook(s *Session) {
	if !s.books.on {
		return
	}
	x := s.simulation.market
	price := x.Price()
	v := book.Venue{ID: s.market.source.Venues[0], State: book.Known, Mid: price}
	for side := range market.Side(market.Sides) {
		levels := x.Book(nil, side == market.Long, simulatedLevels)
		v.Sides[side], v.Reach[side] = book.AppendBins(nil, levels), levels[simulatedLevels-1].Price
	}
	bought, sold := x.Flow()
	flow := book.FlowOf(&v.Flows, price)
	flow.Buy, flow.Sell = bought, sold
	for i := range s.simulation.events.Liquidations {
		happened := &s.simulation.events.Liquidations[i]
		book.FlowOf(&v.Flows, happened.Price).Forced[happened.Closed] += happened.USD
	}
	oi := x.OpenInterest()
	v.Interest = market.OpenInterest{Time: x.Now(), Base: oi, USD: market.Value(oi, price)}
	s.Emit((&wire.Books{At: x.Now(), Price: price, Venues: []book.Venue{v}}).Append(nil))
}
