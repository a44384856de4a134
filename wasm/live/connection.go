package live

import (
	"brink/wasm/exchange"
	"brink/wasm/feed"
	"brink/wasm/market"
)

// connection is one socket of a venue.
type connection struct {
	venue     int
	name      string // of the venue's route
	link      *feed.Link
	marks     bool          // carries marks and liquidations
	openedAt  market.Millis // when its connection was opened
	streaming bool          // the market has come on it since then
}

// sockets are the connections for what is wanted of a venue, by name.
func (v *venue) sockets(want exchange.Want) map[string]exchange.Socket {
	list := map[string]exchange.Socket{}
	for _, s := range v.plan.Sockets([]string{v.symbol}, want) {
		list[s.Name] = s
	}
	return list
}

// routes are the ways to a host of a venue.
func (m *Market) routes(v *venue, host string) []feed.Route {
	var routes []feed.Route
	if !v.relayOnly {
		routes = append(routes, feed.Route{Origin: "wss://" + host})
	}
	if m.config.Relay != "" {
		routes = append(routes, feed.Route{Origin: socketOrigin(m.config.Relay) + v.relayPath(), Relayed: true})
	}
	return routes
}

// wants is what is subscribed to of every venue.
const wants = exchange.WantTrades | exchange.WantBars | exchange.WantMark | exchange.WantLiquidations

// subscribe tells every link what it carries now.
func (m *Market) subscribe(now market.Millis) {
	want := wants
	if m.books {
		want |= exchange.WantBook
	}
	for i := range m.connections {
		w := &m.connections[i]
		v := m.venues[w.venue]
		if !m.begun || v.off {
			continue
		}
		w.link.SetTopics(v.sockets(want)[w.name].Topics, now)
		m.execute(i)
	}
}

// Switch has a venue followed or left alone. What is known of it stays.
func (m *Market) Switch(venue int, on bool, now market.Millis) {
	v := m.venues[venue]
	if v.off == !on {
		return
	}
	v.off = !on
	for i := range m.connections {
		w := &m.connections[i]
		if w.venue != venue || !m.begun {
			continue
		}
		if on {
			w.link.Start(now)
		} else {
			w.link.Stop()
		}
		m.execute(i)
	}
	v.history.incomplete, v.history.backfill = true, true
	if on {
		m.subscribe(now)
	}
}

// execute carries out a link's orders, and takes note of a connection that is
// lost.
func (m *Market) execute(i int) {
	if w := &m.connections[i]; w.streaming && w.link.State() != feed.Live {
		w.streaming = false
		m.disconnected(w, i)
	}
	for _, o := range m.connections[i].link.Orders() {
		switch o.Kind {
		case feed.Dial:
			m.transport.Dial(i, o.Text)
		case feed.Send:
			m.transport.Send(i, o.Text)
		case feed.Close:
			m.transport.Close(i)
		}
	}
}

// disconnected takes note that a connection which carried the market is gone.
func (m *Market) disconnected(w *connection, i int) {
	v := m.venues[w.venue]
	if w.marks {
		v.tape.FeedDown()
	}
	if v.book != nil && v.bookWire == i {
		v.book.reset(v.plan.Continuity)
	}
}
