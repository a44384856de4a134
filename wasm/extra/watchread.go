package extra

import (
	"slices"

	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// coinReading is one coin whose market is open.
type coinReading struct {
	coin, symbol string
	begun        market.Millis
	opened       bool          // its market is there
	until        market.Millis // how far its bars go
	idle         market.Millis // since when no history is on its way, 0 while some is
	got          *watched
}

// heard takes a message of the worker.
func (w *watching) heard(wrapped []byte) ([]byte, *market.Fault) {
	message := wire.Watched(wrapped)
	c := w.current
	if len(message) == 0 {
		w.working = false
		if c != nil {
			w.failed("what reads it has stopped")
		}
		return nil, nil
	}
	kind, fault := wire.KindOf(message)
	if c == nil || fault != nil {
		return nil, fault
	}
	now := w.device.Now()
	switch kind {
	case wire.KindSource:
		fault = w.opened(message)
	case wire.KindBars:
		fault = c.bars(message)
	case wire.KindHealth:
		fault = w.health(message, now)
	case wire.KindSnapshot:
		fault = w.snapshot(message, now)
	case wire.KindFault:
		if said, damaged := wire.ParseFault(message); damaged == nil && said.Code == wire.EngineCrashed {
			w.close()
			w.failed("what reads it has stopped")
		}
	}
	return nil, fault
}

// failed says why the coin at hand has no newer map.
func (w *watching) failed(reason string) {
	w.row(w.current.coin).reason = reason
	w.current, w.dirty = nil, true
}

// opened takes that a market has been opened or built anew, and asks for its map.
func (w *watching) opened(message []byte) *market.Fault {
	var m wire.Source
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	c := w.current
	if c.opened = venue.Coin(market.CoinOf(m.Symbol)) == c.coin; !c.opened {
		return nil // of the one before
	}
	w.serial++
	ask := w.ask
	ask.Serial, ask.At, ask.Ahead, ask.Venues = w.serial, 0, wire.NoMaterial, everyVenue
	w.emit(wire.AppendWatchAsk(nil, ask.Append(nil)))
	return nil
}

// bars takes drawn bars of the coin at hand: how far they go, and the close of a day
// before.
func (c *coinReading) bars(message []byte) *market.Fault {
	var m wire.Bars
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if !c.opened || len(m.Rows) == 0 {
		return nil
	}
	if last := m.Rows[len(m.Rows)-1].Close; last.Valid() {
		c.got.price = last
	}
	if !m.Replace {
		return nil
	}
	c.until, c.got.before = m.Until, 0
	for i := range m.Rows {
		// The bar that ends a day before now, or a little earlier where some lack.
		if end := m.Rows[i].Start + m.Column; end <= m.Until-market.Day && end > m.Until-market.Day-4*m.Column {
			c.got.before = m.Rows[i].Close
		}
	}
	return nil
}

// health takes how the venues of the coin at hand are.
func (w *watching) health(message []byte, now market.Millis) *market.Fault {
	var m wire.Health
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	c := w.current
	if now-c.begun >= notListedAfter && !c.opened && len(m.Venues) > 0 && !slices.ContainsFunc(m.Venues, func(v market.VenueHealth) bool { return v.Status != market.VenueNotListed }) {
		w.failed("no connected venue lists it")
		return nil
	}
	if !c.opened {
		return nil
	}
	c.got.share = m.Share
	if m.Loading {
		c.idle = 0
	} else if c.idle == 0 {
		c.idle = now
	}
	return nil
}

// snapshot takes the map of the coin at hand.
func (w *watching) snapshot(message []byte, now market.Millis) *market.Fault {
	var m wire.Snapshot
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	c := w.current
	if m.Serial != w.serial || !c.opened {
		return nil
	}
	whole := m.Map()
	c.got.at, c.got.clusters, c.got.usual, c.got.balance = m.At, m.Clusters, m.UsualDay, whole.Balance(view.BalanceReach)
	if !(c.got.price > 0) {
		c.got.price = m.Price
	}
	if w.simulates() {
		c.got.share = 1
		w.end(now)
	}
	return nil
}
