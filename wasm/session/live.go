package session

import (
	"strconv"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// Live is a live market of a session: it builds the map from what comes, and
// tells the page of it. Its Platform calls it for everything that happens on the
// network, in the store and in time, from the session's goroutine.
type Live struct {
	session  *Session
	market   *live.Market
	platform Platform
	column   market.Millis // of the drawn bars, to begin with
	model    string        // whose viewport will be asked for first
	stage    stage
	progress progress
	ticks
	historyDays int            // wanted once older ones have come from the store
	idleSince   market.Instant // since when no history is on its way, 0 while some is
	built
	received float64 // when the oldest message that is not shown yet was received, ms since 1970
	shown    shown   // of the bar that forms now

	quarantined     int            // stored records that were damaged
	quarantinedTold int            // of which the page was told
	healthAt        market.Instant // when health was last told
	coinsTold       int            // how many coins the page knows of
	follows         bool           // order books are followed
}

// shown is what a chart draws of a bar.
type shown struct {
	start                  market.Millis
	open, high, low, close market.Price
	volume                 market.Base
}

// ticks are instants of a live market.
type ticks struct {
	startedAt   market.Instant // the first tick
	tickedAt    market.Instant // the last one
	connectedAt market.Instant // when other venues were last chosen, 0 once they are connected to
}

// built is what is known of the last build of a map.
type built struct {
	builtAt   market.Instant // when that was
	builtBars int            // of that map
	corrected int            // bars that had been replaced by then
	stateOf   market.Instant // which build's state was kept last
}

// stage is how far a live market is with its store and its connections. An
// event that is not listed for a stage leaves it as it is:
//
//	stage         event                                   next
//	readingStore  Loaded                                  connected
//	readingStore  Tick, storeTimeout after the first      storeLate
//	storeLate     Loaded                                  connected
//	any           end: another market or file is opened   ended
//
// While the store is read the simulated market is put off, and no venue is asked
// for anything; in storeLate the market is connected without what is stored, which
// may still come. Loaded in connected
// tells that older days have come which the page has asked for since. After the
// end nothing that happens has any effect.
type stage uint8

const (
	readingStore stage = iota
	storeLate
	connected
	ended
)

// progress is how far the map of a live market is:
//
//	progress   event                                          next
//	noMap      a build from the first bars                    filling
//	filling    no history was on its way for settledAfter     complete
//	complete   the page asks for more days                    filling
//
// It does not depend on the stage: bars may come before the store has answered.
type progress uint8

const (
	noMap    progress = iota // what was at hand before is still shown
	filling                  // shown; more history is on its way or was until a moment ago
	complete                 // shown; what comes now had been missing
)

const (
	// A build walks all of history. While that still comes, the map is built
	// again when it has grown by this factor, and else no more often than every
	// so many milliseconds.
	rebuildGrowth = 1.7
	rebuildEvery  = 3 * market.Second

	healthEvery = market.Second

	// storeTimeout is how long the device may take over what it has stored;
	// some browsers never answer.
	storeTimeout = 8 * market.Second

	// settledAfter is how long no history is on its way when none will be: a
	// venue is asked again some seconds after an answer that held too little.
	settledAfter = 10 * market.Second
)

// Stored takes a record that was kept on the device. One that is damaged is set
// aside there.
func (l *Live) Stored(key string, chunk []byte) {
	if l.stage == ended {
		return
	}
	if key == stateKey(l.market.Coin()) {
		l.session.market.kept = chunk
		return
	}
	if l.market.Stored(key, chunk) != nil {
		l.platform.Quarantine(key)
		l.quarantined++
	}
}

// Loaded tells that the store has handed over all that was asked of it.
func (l *Live) Loaded(now market.Instant) {
	if l.stage == ended {
		return
	}
	if l.quarantined > l.quarantinedTold {
		l.quarantinedTold = l.quarantined
		l.session.report(&market.Fault{Code: "store-damaged", Sentence: strconv.Itoa(l.quarantined) + " stored days could not be read; they were set aside and are fetched again."})
	}
	if l.stage == connected {
		l.connectChosen(now)
		l.market.ExtendHistory(l.historyDays)
		l.follow(now)
		return
	}
	late := l.stage == storeLate
	l.stage = connected
	if l.market.Stale() {
		l.build(now)
	}
	l.session.runPostponed(l.progress == noMap)
	if !late {
		l.market.Begin(now)
	}
	l.follow(now)
	if l.progress != noMap {
		l.session.prepare(l.model)
	}
}

// Opened tells that a connection that was dialled is open.
func (l *Live) Opened(link int, now market.Instant) {
	if l.stage != ended {
		l.market.Opened(link, now)
	}
}

// Ended tells that a connection has ended, or could not be made.
func (l *Live) Ended(link int, now market.Instant) {
	if l.stage != ended {
		l.market.Ended(link, now)
	}
}

// Frame takes a message of an exchange; frame is only read, and not kept.
// received is the exact time of its receipt at now, ms since 1970 with fractions,
// for the page to measure its latency by. The caller calls Show soon, once for one
// or more messages.
func (l *Live) Frame(link int, frame []byte, received float64, now market.Instant) {
	if l.stage == ended {
		return
	}
	l.market.Frame(link, frame, now)
	if l.received == 0 {
		l.received = received
	}
}

// Answered takes the answer to a request: its HTTP status, 0 where the network
// failed, and how long the venue asks to wait.
func (l *Live) Answered(job, status int, wait market.Millis, body []byte, now market.Instant) {
	if l.stage == ended {
		return
	}
	l.market.Answered(job, status, wait, body, now)
	l.follow(now)
}

// Tick lets time pass; it is called some times a second.
func (l *Live) Tick(now market.Instant) {
	if l.stage == ended {
		return
	}
	if l.startedAt == 0 {
		l.startedAt = now
	}
	if l.stage == readingStore && now.Since(l.startedAt) > storeTimeout {
		l.stage = storeLate
		l.session.runPostponed(l.progress == noMap)
		l.market.Begin(now)
	}
	l.tickedAt = now
	if l.connectedAt != 0 && now.Since(l.connectedAt) > storeTimeout {
		l.connectChosen(now)
	}
	l.market.Tick(now)
	l.follow(now)
	l.tellBooks(now)
	if l.progress == complete {
		l.session.tellHourly(l.market.Coin(), now)
	}
	l.keepState(now)
	if now.Since(l.healthAt) >= healthEvery {
		l.healthAt = now
		l.tellHealth(now)
	}
}

// connectChosen connects to the venues that were chosen last.
func (l *Live) connectChosen(now market.Instant) {
	if l.connectedAt != 0 {
		l.connectedAt = 0
		l.market.BeginConnected(now)
	}
}

// Wake tells that the network is there again.
func (l *Live) Wake(now market.Instant) {
	if l.stage != ended {
		l.market.Wake(now)
	}
}

// Show tells the page what the messages since the last call have changed. Most of
// them change nothing that is drawn: a mark price, a second venue's trade at the
// first one's price. A chart that is drawn anew for those keeps a core busy.
func (l *Live) Show() {
	if l.stage == ended || l.progress == noMap {
		l.received = 0
		return
	}
	l.tellLiquidations()
	forming, ok := l.market.Forming()
	if !ok {
		return
	}
	s := l.session
	s.market.forming = &forming
	received, before := l.received, l.shown
	l.received = 0
	l.shown = shown{forming.Start, forming.Open, forming.High, forming.Low, forming.Close, forming.Volume}
	if l.shown == before {
		return
	}
	s.emitBars(wire.Bars{Received: received})
	if forming.Low != before.low || forming.High != before.high {
		s.refreshFrame()
	}
}

// follow builds the map when what is known has changed, and steps it past bars
// that have closed.
func (l *Live) follow(now market.Instant) {
	if _, loading := l.market.HistoryShare(); loading {
		l.idleSince = 0
	} else if l.idleSince == 0 {
		l.idleSince = now
	}
	if l.market.Stale() && l.due(now) {
		l.build(now)
		return
	}
	if l.progress == filling && l.idleSince > 0 && now.Since(l.idleSince) >= settledAfter {
		l.progress = complete
	}
	closed := l.market.Closed()
	if l.progress == noMap || len(closed) == 0 {
		return
	}
	for _, step := range closed {
		l.session.market.append(step)
	}
	l.takeForming()
	l.session.advanced()
}

// takeForming makes the bar that forms now the session's.
func (l *Live) takeForming() {
	l.session.market.forming = nil
	if forming, ok := l.market.Forming(); ok {
		l.session.market.forming = &forming
	}
}

// due reports whether the map is to be built from what has come.
func (l *Live) due(now market.Instant) bool {
	if l.progress == noMap {
		return true
	}
	if _, loading := l.market.HistoryShare(); !loading {
		return now.Since(l.builtAt) >= rebuildEvery
	}
	return float64(l.market.Len()) >= rebuildGrowth*float64(l.builtBars)
}

// build makes the map from all that is known, and says so. Without a bar it
// does nothing.
func (l *Live) build(now market.Instant) {
	steps := l.market.Build()
	if len(steps) == 0 {
		return
	}
	s, first := l.session, l.progress == noMap
	source := wire.Source{Origin: market.Live, Rebuilt: !first, Symbol: l.market.Coin(), Symbols: l.coins(), Interval: live.Interval}
	for _, venue := range l.market.VenueIDs() {
		source.Venues = append(source.Venues, string(venue))
	}
	switch {
	case first && s.simulation.running():
		source.Notice = "Live data has come; the simulated market was put away."
	case l.market.Corrected() > l.corrected:
		source.Notice = "The map was built anew: bars were replaced by what their exchange says of them."
	case l.progress == complete:
		source.Notice = "The map was built anew: bars that had been missing have come."
	}
	l.builtAt, l.builtBars, l.corrected = now, len(steps), l.market.Corrected()
	s.simulation.stop()
	l.takeForming()
	if first {
		l.progress = filling
		l.tellHealth(now)
		s.open(steps, source, l.column)
	} else {
		s.rebuild(steps, source) // the page asks for its cells anew
	}
	l.market.NewLiquidations() // they are among all
	all := wire.Liquidations{Replace: true, Rows: l.market.Liquidations()}
	s.Emit(all.Append(nil))
}
