package live

import (
	"slices"

	"brink/wasm/feed"
	"brink/wasm/market"
)

// Connect makes these the venues that the market connects to, in this order,
// each once. What is known of those that stay, their connections and what is on
// its way goes on; the others are let go, with what was new of them. Those that
// are new take what was stored of them, and are connected to by BeginConnected.
// The bars of the market are to be built anew.
func (m *Market) Connect(ids []market.Venue, now market.Instant) {
	var list []*venue
	var before []int
	for i, id := range ids {
		at := slices.IndexFunc(m.venues, func(v *venue) bool { return v.id == id })
		before = append(before, at)
		if at >= 0 {
			list = append(list, m.venues[at])
		} else {
			list = append(list, newVenue(&m.config, m.transport, i, id))
		}
	}
	arrange(m, list, before, now)
	for i, v := range list {
		if before[i] >= 0 {
			continue
		}
		connect(m, v)
		resumeFormer(m, v)
		if m.stage == running && m.books {
			v.depth.book = newBook(v.plan.Continuity)
		}
	}
	links := 0
	for i := range m.connections {
		if m.connections[i].venue >= 0 {
			links++
		}
	}
	m.dials.Widen(max(feed.MarketDials, links+spareDials))
}

// spareDials is how many connections a minute there are at least beside one of
// each link.
const spareDials = 5

// arrange puts the venues into another order: the i-th is the one that was at
// before[i], or new where that is below zero. Those that are not among them are
// let go.
func arrange(m *Market, list []*venue, before []int, now market.Instant) {
	place := func(old int) int { return slices.Index(before, old) }
	for old, v := range m.venues {
		if place(old) < 0 {
			save([]*venue{v}, m.transport, true)
			keepFormer(m, v, now)
		}
	}
	for i := range m.connections {
		c := &m.connections[i]
		if c.venue < 0 {
			continue
		}
		if c.venue = place(c.venue); c.venue < 0 {
			c.socket.Stop()
			m.execute(i)
		}
	}
	for id, j := range m.jobs {
		if j.venue = place(j.venue); j.venue < 0 {
			delete(m.jobs, id)
		} else {
			m.jobs[id] = j
		}
	}
	fresh := m.newLiquidations
	m.newLiquidations = nil
	for _, l := range fresh {
		if l.Venue = place(l.Venue); l.Venue >= 0 {
			m.newLiquidations = append(m.newLiquidations, l)
		}
	}
	m.gate.Arrange(before)
	m.venues = list
	for i, v := range list {
		v.number = i
	}
	m.closed, m.sequence.stale = nil, m.sequence.stale || m.built
}

// former is what a venue that was let go had used of what it allows, and when
// that was: who ticks it on and off is not allowed more.
type former struct {
	spent feed.Spent
	at    market.Instant
}

func keepFormer(m *Market, v *venue, now market.Instant) {
	var s feed.Spent
	for i := range m.connections {
		if m.connections[i].venue == v.number {
			s = m.connections[i].socket.AppendSpent(s, now)
		}
	}
	if m.former == nil {
		m.former = map[market.Venue]former{}
	}
	m.former[v.id] = former{v.requests.AppendSpent(s, now), now}
}

func resumeFormer(m *Market, v *venue) {
	f, there := m.former[v.id]
	if !there {
		return
	}
	for i := range m.connections {
		if m.connections[i].venue == v.number {
			m.connections[i].socket.Resume(&f.spent, f.at)
		}
	}
	v.requests.Resume(&f.spent, f.at)
}

// BeginConnected connects to the venues that are not connected to yet, and asks
// for what is missing of their history.
func (m *Market) BeginConnected(now market.Instant) {
	shown := m.transport.DeviceTime()
	for _, v := range m.venues {
		if v.received.begunAt != 0 {
			continue
		}
		v.received.begunAt = now
		v.clock.Guess(now, shown)
		for i := range m.connections {
			if m.connections[i].venue == v.number {
				m.connections[i].socket.Start(now)
				m.execute(i)
			}
		}
	}
	if m.books {
		m.subscribe(now)
	}
}
