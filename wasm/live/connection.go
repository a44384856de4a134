package live

import (
	"brink/wasm/exchange"
	"brink/wasm/feed"
	"brink/wasm/market"
)

// connection is one socket of a venue.
type connection struct {
	venue  int
	name   string // of the venue's route
	link   *feed.Link
	forced bool          // carries marks and liquidations
	since  market.Millis // when its connection was opened
	stands bool          // the market has come on it since then
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
		routes = append(routes, feed.Route{Origin: socketOrigin(m.config.Relay) + relayPath(v.id), Relayed: true})
	}
	return routes
}

// wants is what is subscribed to of every venue.
const wants = exchange.WantTrades | exchange.WantBars | exchange.WantMark | exchange.WantLiquidations

// subscribe tells every link what it carries now.
func (m *Market) subscribe(now market.Millis) {
	want := wants
	if m.deep {
		want |= exchange.WantBook
	}
	for i := range m.connections {
		w := &m.connections[i]
		v := m.venues[w.venue]
		if !m.begun || v.off {
			continue
		}
		w.link.Carry(v.sockets(want)[w.name].Topics, now)
		m.act(i)
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
		m.act(i)
	}
	v.history.plans, v.history.back = true, true
	if on {
		m.subscribe(now)
	}
}

// act carries out a link's orders, and takes note of a connection that is
// lost.
func (m *Market) act(i int) {
	if w := &m.connections[i]; w.stands && w.link.State() != feed.Live {
		w.stands = false
		m.lost(w, i)
	}
	for _, o := range m.connections[i].link.Orders() {
		switch o.Kind {
		case feed.Dial:
			m.transport.Dial(i, o.Text)
		case feed.Say:
			m.transport.Send(i, o.Text)
		case feed.Hang:
			m.transport.Close(i)
		}
	}
}

// lost takes note that a connection which carried the market is gone.
func (m *Market) lost(w *connection, i int) {
	v := m.venues[w.venue]
	if w.forced {
		v.tape.Break()
	}
	if v.book != nil && v.bookWire == i {
		v.book.void(v.id)
	}
}
