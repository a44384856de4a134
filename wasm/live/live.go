// Package live is a market as it goes on at several venues at once: it
// connects, fills history newest first, closes bars in step and tells of
// liquidations. It acts through a Transport, which reports to it; clock,
// network, store and randomness are the caller's, so that days of it run in a
// test in seconds. All of a market belongs to one goroutine.
package live

import (
	"brink/wasm/exchange"
	"brink/wasm/feed"
	"brink/wasm/gate"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// Interval is the length of the bars that are stepped.
const Interval = 5 * market.Minute

// Config says which market.
type Config struct {
	Coin   string         // BTC
	Days   int            // of history, before today's
	Relay  string         // origin of the relay: "https://host", "" where there is none
	Venues []market.Venue // nil for all that markets connect to
	// RelayOnly are venues that are reached through the relay alone.
	RelayOnly []market.Venue
	// Spent is what a market before this one had used of what venues allow, as
	// Spent said, or nil.
	Spent feed.Spent
	// SpentAgo is how long ago that was.
	SpentAgo market.Millis
}

// Market is one coin at its venues. What the device's clock shows it asks of its
// Transport; every now that it is given is an instant of the process's own.
type Market struct {
	sequence
	config          Config
	transport       Transport
	connections     []connection // by the Transport's link
	jobs            map[int]job  // requests that are on their way
	serial          int
	stage           stage
	device          deviceClock
	dials           *feed.DialLimit // of all connections
	savedAt         market.Instant
	newLiquidations []market.VenueLiquidation // not yet returned
	books           bool                      // order books are followed
	events          []market.Event            // memory for those of one message
	gate            *gate.Market              // what is believed of it
	former          map[market.Venue]former   // venues that were let go
	allLists        allLists
}

// stage is how far a market is: New, then Begin, then End.
type stage uint8

const (
	prepared stage = iota // takes what was stored, and asks for history
	running               // connected
	ended
)

type job struct {
	venue, id int // id is the request queue's
	call      exchange.Call
	query     exchange.Query
}

// New returns a market that has not begun.
func New(config Config, transport Transport) *Market {
	m := &Market{config: config, transport: transport, jobs: map[int]job{}, dials: feed.NewDialLimit(feed.MarketDials), gate: gate.New(0)}
	list := config.Venues
	if list == nil {
		list = venues.Live()
	}
	m.Connect(list, 0)
	return m
}

// ExtendHistory asks for so many days of history, where that is more than were
// asked for before: the newest of what is missing comes first.
func (m *Market) ExtendHistory(days int) {
	if days <= m.config.Days {
		return
	}
	m.config.Days = days
	for _, v := range m.venues {
		v.history.incomplete, v.history.backfill, v.history.notBefore = true, true, 0
	}
}

// Coin is the market's base coin.
func (m *Market) Coin() string { return m.config.Coin }

// VenueIDs are the venues' ids, in the order by which Step and
// market.VenueLiquidation count them.
func (m *Market) VenueIDs() []market.Venue {
	var out []market.Venue
	for _, v := range m.venues {
		out = append(out, v.id)
	}
	return out
}

// Begin connects, and asks for what is missing of each venue's history. What
// was stored is handed over by Stored before.
func (m *Market) Begin(now market.Instant) {
	m.savedAt, m.stage = now, running
	m.device.begin(m, now)
	resume(m, now)
	m.BeginConnected(now)
	m.Tick(now)
}

// End closes every connection and saves what has changed.
func (m *Market) End() {
	m.stage = ended
	for i := range m.connections {
		m.connections[i].socket.Stop()
		m.execute(i)
	}
	save(m.venues, m.transport, true)
}

// Opened tells that a link that was dialled is open.
func (m *Market) Opened(link int, now market.Instant) {
	c := &m.connections[link]
	c.openedAt = now
	c.socket.Opened(now)
	m.execute(link)
}

// Ended tells that a link's connection has ended, or could not be made.
func (m *Market) Ended(link int, now market.Instant) {
	m.connections[link].socket.Closed(now)
	m.execute(link)
}

// Frame takes one message of a link, as the exchange sent it. frame is only
// read, and not kept: the caller may use its memory again. now is when it was
// received. What is malformed is counted in the venue's health; whatever else
// the message told is used.
func (m *Market) Frame(link int, frame []byte, now market.Instant) {
	c := &m.connections[link]
	if c.venue < 0 {
		return
	}
	v, ours := m.venues[c.venue], m.device.time(now)
	events, fault := v.decoder.Frame(m.events[:0], frame, ours)
	m.events = events
	if fault != nil && v.received.refuse(fault, frame) {
		m.missed(link)
	}
	came := false
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind == market.KindNotice:
			v.received.notice = e.Text
		case v.listing.another:
		case e.Symbol == v.symbol && v.symbol != "":
			if fault := m.gate.Event(c.venue, e, ours); fault != nil {
				v.received.refuse(fault, frame)
				m.doubted(link, e.Kind)
				continue
			}
			came = true
			repeat := 0
			if e.Kind == market.KindLiquidation {
				repeat = v.repeats(events[:i], &e.Liquidation)
			}
			v.apply(m, e, c, repeat, now)
		}
	}
	// What is told of other symbols is no sign that this one's still comes.
	if came {
		v.received.lastEvent, v.notListed = now, false
		c.socket.Received(now)
		c.streaming = c.socket.State() == feed.Live
		if _, _, ok := c.socket.Outage(); ok {
			v.history.incomplete, v.history.backfill = true, true // what was missed is asked for
		}
		m.execute(link)
	}
}

// Answered takes the answer to a job: its HTTP status, 0 where the network
// failed, how long the venue asks to wait, 0 where it does not, and the body,
// which is only read. A job that is not on its way is ignored.
func (m *Market) Answered(id, status int, wait market.Millis, body []byte, now market.Instant) {
	if id == m.allLists.job {
		m.allLists.answered(m, status, body, now)
		return
	}
	j, ok := m.jobs[id]
	if !ok {
		return
	}
	delete(m.jobs, id)
	v := m.venues[j.venue]
	a := j.read(v.decoder, status, body, m.device.time(now))
	reply := feed.Reply{Status: status, Wait: wait, Limited: a.limited(), Unusable: a.unusable()}
	v.received.bannedUntil = max(v.received.bannedUntil, bannedUntil(status, body))
	reply.Until, _ = banEnds(v, now)
	done, outcome := v.requests.Done(j.id, now, reply)
	if done == nil {
		return
	}
	v.history.note(done.Request.Call, outcome == feed.Answered && (a.fault == nil || len(a.events) > 0), now)
	if a.fault != nil {
		v.received.refuse(a.fault, body)
	}
	switch outcome {
	case feed.Answered, feed.Refused:
		v.answered(m, done, &a, now)
	case feed.Failed:
		v.answered(m, done, &answer{lost: true}, now)
	case feed.Blocked:
		v.history.pending, v.history.backfillsPending = nil, 0
	}
	shareBan(m.venues, v)
	m.sendRequests(v, now)
}

// sendRequests sends what a venue's request queue allows now.
func (m *Market) sendRequests(v *venue, now market.Instant) {
	for j := v.requests.Next(now); j != nil; j = v.requests.Next(now) {
		m.serial++
		m.jobs[m.serial] = job{v.number, j.ID, j.Request.Call, j.Query}
		m.transport.Fetch(m.serial, m.config.request(v, j))
	}
}

// Wake tells that the network is there again: connections that are silent for
// too long are given up at once.
func (m *Market) Wake(now market.Instant) {
	for i := range m.connections {
		m.connections[i].socket.Wake(now)
		m.execute(i)
	}
	for _, v := range m.venues {
		v.history.incomplete = true
	}
	m.Tick(now)
}

// Tick lets time pass; it is called some times a second.
func (m *Market) Tick(now market.Instant) {
	if m.stage == prepared {
		return // what was stored is not asked for
	}
	m.device.watch(m, now)
	for i := range m.connections {
		m.connections[i].socket.Tick(now)
		m.execute(i)
	}
	for _, v := range m.venues {
		obey(m.venues, v, now)
		v.tick(m, now)
		m.sendRequests(v, now)
	}
	compareQuotes(m.venues, now)
	compareBars(m, now)
	m.advance(m, now)
	if now.Since(m.savedAt) > saveEvery {
		m.savedAt = now
		save(m.venues, m.transport, false)
	}
}

// NewLiquidations returns the liquidations that are new since the last call, in
// the order in which they came; the caller owns them.
func (m *Market) NewLiquidations() []market.VenueLiquidation {
	out := m.newLiquidations
	m.newLiquidations = nil
	return out
}

// Liquidations are all that are known, venue by venue, oldest first; the caller
// owns them.
func (m *Market) Liquidations() []market.VenueLiquidation {
	var out []market.VenueLiquidation
	for i, v := range m.venues {
		for _, l := range v.tape.Liquidations() {
			out = append(out, market.VenueLiquidation{Venue: i, Liquidation: l})
		}
	}
	return out
}

// HistoryShare is how much of the history that was asked for is there, 0 to 1,
// and whether any of it is on its way. Venues that cannot be asked do not count.
func (m *Market) HistoryShare() (share float64, loading bool) {
	n := 0.
	for _, v := range m.venues {
		if v.requests.Blocked() || v.notListed {
			continue
		}
		share += v.history.loaded
		n++
		loading = loading || v.history.loading()
	}
	if n == 0 {
		return 0, false
	}
	return share / n, loading
}
