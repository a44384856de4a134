// Package live is a market as it goes on at several venues at once: it
// connects, fills history newest first, closes bars in step and tells of
// liquidations. It acts through a Transport, which reports to it; clock, network, store
// and randomness are the caller's, so that days of it run in a test in
// seconds.
package live

import (
	"brink/wasm/exchange"
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/tape"
	venues "brink/wasm/venue"
)

// Interval is the length of the bars that are stepped.
const Interval = 5 * market.Minute

// Request is a REST request for the Transport.
type Request struct {
	Method, URL, Body string
}

// Transport is what a live market acts through. Answers come later, by Opened, Frame,
// Ended and Answered; a link or a job is named by its number.
type Transport interface {
	Dial(link int, url string) // closes the connection of that link before, if there is one
	Send(link int, text string)
	Close(link int)
	Fetch(job int, ask Request)
	Save(key string, chunk []byte)
	Random() float64 // uniform in [0, 1)
}

// Config says which market.
type Config struct {
	Coin   string // BTC
	Days   int    // of history
	Relay  string // origin of the relay: "https://host", "" where there is none
	Venues []market.Venue
	// RelayOnly are venues that are reached through the relay alone.
	RelayOnly []market.Venue
}

// Step is a closed bar as the engine takes it: Venue counts in the order of
// Market.Venues.
type Step struct {
	Venue int
	Bar   market.Bar
}

// VenueLiquidation is a liquidation with its venue.
type VenueLiquidation struct {
	Venue int
	market.Liquidation
}

// Market is one coin at its venues.
type Market struct {
	config          Config
	transport       Transport
	venues          []*venue
	connections     []connection // links by their number
	jobs            map[int]job
	serial          int
	began           market.Millis
	closedThrough   market.Millis // start of the last bar that was handed out by Closed or Build
	built           bool
	stale           bool // a new build would differ from the last
	newLiquidations []VenueLiquidation
	closed          []Step
	events          []market.Event
	flushed         market.Millis
	begun           bool
	loadedFrom      market.Millis // from when on TakeUnloaded has told the days, 0 before
	books           bool          // books are followed
}

type job struct {
	venue, id int // id is the request queue's
}

// New returns a market that has not begun.
func New(config Config, world Transport) *Market {
	m := &Market{config: config, transport: world, jobs: map[int]job{}}
	list := config.Venues
	if list == nil {
		list = venues.IDs()
	}
	for i, id := range list {
		v := newVenue(m, i, id)
		m.venues = append(m.venues, v)
		now := v.sockets(wants)
		forced := v.sockets(exchange.WantMark | exchange.WantLiquidations)
		books := v.sockets(exchange.WantBook)
		for _, socket := range v.plan.Sockets([]string{v.symbol}, exchange.WantAll) {
			w := connection{venue: i, name: socket.Name}
			_, w.marks = forced[w.name]
			if deep, ok := books[w.name]; ok {
				v.bookWire, v.bookTopics = len(m.connections), deep.Topics
			}
			if _, ok := now[w.name]; ok {
				v.links = append(v.links, len(m.connections))
			}
			socket.Topics = now[w.name].Topics
			w.link = feed.NewLink(v.plan, socket, m.routes(v, socket.Host), world.Random)
			m.connections = append(m.connections, w)
		}
	}
	return m
}

// ExtendHistory asks for so many days of history, where that is more than were asked
// for before: the newest of what is missing comes first.
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

// VenueIDs are the venues' ids, in the order that Step counts them.
func (m *Market) VenueIDs() []market.Venue {
	var out []market.Venue
	for _, v := range m.venues {
		out = append(out, v.id)
	}
	return out
}

// Begin connects, and asks for what is missing of each venue's history. What
// was stored is handed over by Stored before.
func (m *Market) Begin(now market.Millis) {
	m.began, m.flushed, m.begun = now, now, true
	for i := range m.connections {
		if !m.venues[m.connections[i].venue].off {
			m.connections[i].link.Start(now)
		}
		m.execute(i)
	}
	m.Tick(now)
}

// End hangs up.
func (m *Market) End() {
	for i := range m.connections {
		m.connections[i].link.Stop()
		m.execute(i)
	}
	m.flush(true)
}

// Opened takes note that a link's connection stands.
func (m *Market) Opened(link int, now market.Millis) {
	w := &m.connections[link]
	w.openedAt = now
	w.link.Opened(now)
	m.execute(link)
}

// Ended takes note that a link's connection has ended or never stood.
func (m *Market) Ended(link int, now market.Millis) {
	m.connections[link].link.Closed(now)
	m.execute(link)
}

// Frame takes one message of a link.
func (m *Market) Frame(link int, frame []byte, now market.Millis) {
	w := &m.connections[link]
	v := m.venues[w.venue]
	events, fault := v.decoder.Frame(m.events[:0], frame, now)
	m.events = events
	if fault != nil && v.refuse(fault, frame) {
		// It may have told of a liquidation, or of a change of the book.
		if w.marks {
			v.tape.FeedDown()
		}
		if v.book != nil && v.bookWire == link {
			v.book.reset(v.plan.Continuity)
		}
	}
	came := false
	for i := range events {
		e := &events[i]
		switch {
		case e.Kind == market.KindNotice:
			v.notice = e.Text
		case e.Symbol == v.symbol && v.symbol != "":
			came = true
			nth := 0
			if e.Kind == market.KindLiquidation {
				nth = v.repeats(events[:i], &e.Liquidation)
			}
			v.apply(m, e, w, nth, now)
		}
	}
	// What is told of other symbols is no sign that this one's still comes.
	if came {
		v.lastEvent, v.unlisted = now, false
		w.link.Received(now)
		w.streaming = w.link.State() == feed.Live
		if _, _, ok := w.link.Outage(); ok {
			v.history.incomplete, v.history.backfill = true, true // what was missed is asked for
		}
		m.execute(link)
	}
}

// Answered takes the answer to a job: its status, 0 where the network failed,
// and how long the venue asks to wait.
func (m *Market) Answered(id, status int, wait market.Millis, body []byte, now market.Millis) {
	j, ok := m.jobs[id]
	if !ok {
		return
	}
	delete(m.jobs, id)
	v := m.venues[j.venue]
	done, outcome := v.requests.Done(j.id, now, status, wait)
	if done == nil {
		return
	}
	switch outcome {
	case feed.Answered, feed.Refused:
		// A refusal says in its body what it is about.
		var a answer
		a.events, a.fault = v.decoder.Answer(nil, done.Request.Call, done.Query, body, now)
		if outcome == feed.Refused && (a.fault == nil || a.fault.Code != exchange.UnknownSymbol) {
			a = answer{fault: &market.Fault{Code: exchange.VenueRefused, Sentence: "the venue refused a request"}}
		}
		if a.fault != nil {
			v.refuse(a.fault, body)
		}
		v.answered(m, done, &a, now)
	case feed.Failed:
		v.answered(m, done, &answer{lost: true}, now)
	case feed.Blocked:
		v.history.pending, v.history.backfilling = nil, 0
	}
	m.sendRequests(v, now)
}

// sendRequests sends what a venue's request queue allows now.
func (m *Market) sendRequests(v *venue, now market.Millis) {
	for j := v.requests.Next(now); j != nil; j = v.requests.Next(now) {
		m.serial++
		m.jobs[m.serial] = job{v.number, j.ID}
		m.transport.Fetch(m.serial, m.ask(v, j))
	}
}

// Wake is the tab's coming back from sleep.
func (m *Market) Wake(now market.Millis) {
	for i := range m.connections {
		m.connections[i].link.Wake(now)
		m.execute(i)
	}
	for _, v := range m.venues {
		v.history.incomplete = true
	}
	m.Tick(now)
}

// Tick lets time pass; it is called some times a second.
func (m *Market) Tick(now market.Millis) {
	for i := range m.connections {
		m.connections[i].link.Tick(now)
		m.execute(i)
	}
	for _, v := range m.venues {
		v.tick(m, now)
		m.sendRequests(v, now)
	}
	m.close(now)
	if now-m.flushed > flushEvery {
		m.flushed = now
		m.flush(false)
	}
}

// flushEvery is how long changes wait before they are kept on the device.
const flushEvery = 5 * market.Second

// flush keeps the days that have changed. A day whose bars are on their way
// waits, unless all is to be kept.
func (m *Market) flush(all bool) {
	for _, v := range m.venues {
		for day := range v.dirty {
			if !all && v.awaits(day) {
				continue
			}
			if chunk := v.tape.Chunk(day); chunk != nil {
				m.transport.Save(v.key(day), chunk)
			}
			delete(v.dirty, day)
		}
	}
}

// Stored takes a stored day of a venue. What is damaged is refused.
func (m *Market) Stored(key string, chunk []byte) *market.Fault {
	for _, v := range m.venues {
		if key == v.listKey() {
			return v.storedList(m, chunk)
		}
		if v.owns(key) {
			fault := v.tape.Load(chunk)
			if fault == nil && len(v.tape.Bars()) > 0 {
				m.stale = true
			}
			return fault
		}
	}
	return nil
}

// TakeUnloaded returns the keys, from the first to the last of each pair, under which the
// device may have stored what is wanted of so many days up to now, less what
// TakeUnloaded has told before. Older days stay where they are until somebody wants
// them: a map that grew with every visit would come later with each.
func (m *Market) TakeUnloaded(days int, now market.Millis) [][2]string {
	from := max(tape.Day(now)-market.Millis(days)*market.Day, 0)
	var out [][2]string
	for _, v := range m.venues {
		switch {
		case m.loadedFrom == 0:
			out = append(out, [2]string{v.key(from), v.key(-1) + "\uffff"}, [2]string{v.listKey(), v.listKey()})
		case from < m.loadedFrom:
			out = append(out, [2]string{v.key(from), v.key(m.loadedFrom - market.Day)})
		}
	}
	if m.loadedFrom == 0 || from < m.loadedFrom {
		m.loadedFrom = max(from, 1)
	}
	return out
}

// NewLiquidations returns the liquidations that are new since the last call.
func (m *Market) NewLiquidations() []VenueLiquidation {
	out := m.newLiquidations
	m.newLiquidations = nil
	return out
}

// Liquidations are all that are known, venue by venue.
func (m *Market) Liquidations() []VenueLiquidation {
	var out []VenueLiquidation
	for i, v := range m.venues {
		for _, l := range v.tape.Liquidations() {
			out = append(out, VenueLiquidation{i, l})
		}
	}
	return out
}

// Gone are the spans of a venue that nobody has.
func (m *Market) Gone(venue int) []tape.Span { return m.venues[venue].tape.Unavailable() }

// HistoryShare is how much of the history that was asked for is there, 0 to 1, and
// whether anything is still on its way.
func (m *Market) HistoryShare() (part float64, waiting bool) {
	n := 0.
	for _, v := range m.venues {
		if v.requests.Blocked() || v.unlisted || v.off {
			continue
		}
		part += v.history.share
		n++
		waiting = waiting || v.filling()
	}
	if n == 0 {
		return 0, false
	}
	return part / n, waiting
}
