package live

import (
	"brink/wasm/exchange"
	"brink/wasm/feed"
	"brink/wasm/market"
)

// connection is one socket of a venue.
type connection struct {
	venue     int    // in the order of Market.VenueIDs; below zero once nobody connects to it
	name      string // of the socket in the venue's plan
	socket    *feed.Link
	marks     bool           // carries marks and liquidations
	openedAt  market.Instant // when it was opened last
	streaming bool           // the market has come on it since then
}

// wants is what is subscribed to of every venue.
const wants = exchange.WantTrades | exchange.WantBars | exchange.WantMark | exchange.WantLiquidations

// topics are what is subscribed to of a venue's market, by the name of the
// socket that carries it.
func (v *venue) topics(want exchange.Want) map[string][]string {
	list := map[string][]string{}
	for _, s := range v.plan.Sockets([]string{v.symbol}, want) {
		list[s.Name] = s.Topics
	}
	return list
}

// connect adds the connections that a venue may need; none is opened yet.
func connect(m *Market, v *venue) {
	topics, marks, books := v.topics(wants), v.topics(exchange.WantMark|exchange.WantLiquidations), v.topics(exchange.WantBook)
	for _, socket := range v.plan.Sockets([]string{v.symbol}, exchange.WantAll) {
		c, link := connection{venue: v.number, name: socket.Name}, len(m.connections)
		_, c.marks = marks[c.name]
		if list, ok := books[c.name]; ok {
			v.depth.link, v.depth.topics = link, list
		}
		if _, ok := topics[c.name]; ok {
			v.links = append(v.links, link)
		}
		socket.Topics = topics[c.name]
		c.socket = feed.NewLink(v.plan, socket, m.config.routes(v, socket.Host), m.dials, m.transport.Random)
		m.connections = append(m.connections, c)
	}
}

// Spent is what a market has used of what venues allow, for one that takes its
// place. dials tells whether its connections count for that one too: they do where
// it starts again after a fault.
func Spent(m *Market, dials bool, now market.Instant) feed.Spent {
	var dst feed.Spent
	if dials {
		dst = m.dials.AppendSpent(dst, now)
	} else {
		dst = append(dst, 0)
	}
	// In the order in which a market of these venues would be made.
	for _, v := range m.venues {
		for i := range m.connections {
			switch {
			case m.connections[i].venue != v.number:
			case dials:
				dst = m.connections[i].socket.AppendSpent(dst, now)
			default:
				dst = append(dst, 0)
			}
		}
	}
	for _, v := range m.venues {
		dst = v.requests.AppendSpent(dst, now)
	}
	return dst
}

// resume takes over what the market before this one had used.
func resume(m *Market, now market.Instant) {
	if len(m.config.Spent) == 0 {
		return
	}
	s, then := m.config.Spent, now.Add(-m.config.SpentAgo)
	m.dials.Resume(&s, then)
	for i := range m.connections {
		m.connections[i].socket.Resume(&s, then)
	}
	for _, v := range m.venues {
		v.requests.Resume(&s, then)
	}
}

// subscribe tells every socket what it carries now.
func (m *Market) subscribe(now market.Instant) {
	if m.stage != running {
		return
	}
	want := wants
	if m.books {
		want |= exchange.WantBook
	}
	for i := range m.connections {
		if c := &m.connections[i]; c.venue >= 0 {
			c.socket.SetTopics(m.venues[c.venue].topics(want)[c.name], now)
			m.execute(i)
		}
	}
}

// execute carries out a socket's orders, and takes note of a connection that is
// lost.
func (m *Market) execute(link int) {
	c := &m.connections[link]
	if c.streaming && c.venue >= 0 && c.socket.State() != feed.Live {
		c.streaming = false
		m.missed(link)
	}
	for _, o := range c.socket.Orders() {
		switch o.Kind {
		case feed.Dial:
			m.transport.Dial(link, o.Text)
		case feed.Send:
			m.transport.Send(link, o.Text)
		case feed.Close:
			m.transport.Close(link)
		}
	}
}

// doubted takes note that an event was not believed: what it was about is then
// not known whole.
func (m *Market) doubted(link int, kind market.Kind) {
	switch kind {
	case market.KindMark, market.KindLiquidation, market.KindBookSnapshot, market.KindBookDelta:
		m.missed(link)
	}
}

// missed takes note that something of what a connection carries may have been
// missed: a liquidation, a mark, or a change of the book.
func (m *Market) missed(link int) {
	c := &m.connections[link]
	v := m.venues[c.venue]
	if c.marks {
		v.tape.FeedDown()
	}
	if v.depth.book != nil && v.depth.link == link {
		v.depth.book.reset(v.plan.Continuity)
	}
}
