package session

import (
	"math"
	"strconv"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// Platform is what a live market needs of its device: the network and the store.
// It reports to the Live that it was made for.
type Platform interface {
	live.Transport
	// Load hands over what is stored under keys from the first to the last of
	// each pair, by Stored, and calls Loaded after all of it.
	Load(keys [][2]string)
	// Quarantine keeps a damaged record away from its key.
	Quarantine(key string)
	// Shutdown closes every connection and forgets every question.
	Shutdown()
}

// Live is a market as it goes on. Its Platform tells it of the network and of
// time; what comes after the end changes nothing.
type Live struct {
	session         *Session
	market          *live.Market
	platform        Platform
	column          market.Millis // of the drawn bars, to begin with
	model           string        // that will be looked at first
	begun           market.Millis // the first tick
	loaded          bool          // what was stored has come, or is waited for no more
	connects        bool          // what was stored has come
	historyDays     int           // days that are wanted once older ones have come from the store
	shown           bool          // it is the session's market at hand
	historyComplete bool          // its history was all there, and nothing more was on its way for a while
	idleSince       market.Millis // since when nothing is on its way, 0 while something is
	over            bool
	set             int           // stored records that were set aside
	setTold         int           // of which the page was told
	built           market.Millis // when the map was last built
	bars            int           // of that map
	told            market.Millis // when health was last told
	offered         int           // coins that the page knows of
	received        float64       // oldest message that is not shown yet
	passed          [2]market.Price
}

const (
	// A build walks all of history. While that still comes, the map is built
	// again when it has grown by this much, and else no more often than every
	// so many milliseconds.
	growth     = 1.7
	buildEvery = 3 * market.Second

	healthEvery = market.Second

	// storeMost is how long the device may take over what it has stored; some
	// browsers never answer.
	storeMost = 8 * market.Second

	// idleEnough is how long nothing is on its way when nothing more will be: a
	// venue is asked again some seconds after an answer that held too little.
	idleEnough = 10 * market.Second
)

// goLive begins a live market; of the one at work it asks for a longer past.
// What is at hand stays until the first of its bars are there.
func (s *Session) goLive(message []byte) *market.Fault {
	var m wire.Live
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if s.Platform == nil {
		return &market.Fault{Code: "network-missing", Sentence: "there is no network here"}
	}
	if m.Coin == "" || m.Days < 1 || m.Days > 800 {
		return &market.Fault{Code: "live-impossible", Sentence: "a live market needs a coin and between 1 and 800 days of history"}
	}
	if l := s.live; l != nil && l.market.Coin() == m.Coin {
		l.historyComplete, l.idleSince = false, 0 // what comes was asked for
		if older := l.market.TakeUnloaded(m.Days, m.At); len(older) > 0 {
			l.historyDays = m.Days
			l.platform.Load(older)
			return nil
		}
		l.market.ExtendHistory(m.Days)
		return nil
	}
	s.leave()
	l := &Live{session: s, column: m.Column, model: m.Model}
	l.platform = s.Platform(l)
	config := live.Config{Coin: m.Coin, Days: m.Days, Relay: m.Relay}
	for _, venue := range m.RelayOnly {
		config.RelayOnly = append(config.RelayOnly, market.Venue(venue))
	}
	l.market = live.New(config, l.platform)
	s.live = l
	l.platform.Load(l.market.TakeUnloaded(m.Days, m.At))
	return nil
}

// leave ends the live market, if there is one.
func (s *Session) leave() {
	if l := s.live; l != nil {
		l.market.End()
		l.platform.Shutdown()
		l.over, s.live = true, nil
	}
}

// Stored takes a record that was kept on the device.
func (l *Live) Stored(key string, chunk []byte) {
	if l.over {
		return
	}
	if l.market.Stored(key, chunk) != nil {
		l.platform.Quarantine(key)
		l.set++
	}
}

// Loaded begins, with what was stored; or goes on to ask for what is missing of
// a longer past, of which that has come now.
func (l *Live) Loaded(now market.Millis) {
	if l.over {
		return
	}
	if l.set > l.setTold {
		l.setTold = l.set
		l.session.Emit(wire.AppendFault(nil, &market.Fault{Code: "store-damaged", Sentence: strconv.Itoa(l.set) + " stored days could not be read; they were set aside and are fetched again."}))
	}
	if l.connects {
		l.market.ExtendHistory(l.historyDays)
		l.follow(now)
		return
	}
	l.connects = true
	if l.market.Stale() {
		l.build(now)
	}
	l.come()
	l.market.Begin(now)
	l.follow(now)
	if l.shown {
		l.session.prepare(l.model)
	}
}

// come ends the wait for what was stored: where it made no map, the simulated
// market that was asked for meanwhile is opened.
func (l *Live) come() {
	l.loaded = true
	if m := l.session.instead; m != nil && !l.shown {
		l.session.runSimulation(m)
	}
	l.session.instead = nil
}

// Opened, Ended, Frame and Answered report what became of the market's
// orders.
func (l *Live) Opened(link int, now market.Millis) {
	if !l.over {
		l.market.Opened(link, now)
	}
}

// Ended reports that a connection has ended, or never stood.
func (l *Live) Ended(link int, now market.Millis) {
	if !l.over {
		l.market.Ended(link, now)
	}
}

// Frame takes a message of an exchange. received is the exact time of it, ms
// since 1970; the caller calls Show soon.
func (l *Live) Frame(link int, frame []byte, received float64) {
	if l.over {
		return
	}
	l.market.Frame(link, frame, market.Millis(received))
	if l.received == 0 {
		l.received = received
	}
}

// Answered takes the answer to a question of the market.
func (l *Live) Answered(job, status int, wait market.Millis, body []byte, now market.Millis) {
	if l.over {
		return
	}
	l.market.Answered(job, status, wait, body, now)
	l.follow(now)
}

// Tick lets time pass; it is called some times a second.
func (l *Live) Tick(now market.Millis) {
	if l.over {
		return
	}
	if l.begun == 0 {
		l.begun = now
	}
	if !l.loaded && now-l.begun > storeMost {
		l.come()
	}
	l.market.Tick(now)
	l.follow(now)
	if now-l.told >= healthEvery {
		l.told = now
		l.tellHealth(now)
	}
}

// Wake is the device's coming back from sleep.
func (l *Live) Wake(now market.Millis) {
	if !l.over {
		l.market.Wake(now)
	}
}

// Show tells the page what the messages since the last call have changed.
func (l *Live) Show() {
	if l.over || !l.shown {
		l.received = 0
		return
	}
	l.tellForced()
	forming, ok := l.market.Forming()
	if !ok {
		return
	}
	l.session.forming = &forming
	l.session.tell(wire.Bars{Column: l.session.column, Received: l.received})
	l.received = 0
	if passed := [2]market.Price{forming.Low, forming.High}; passed != l.passed {
		l.passed = passed
		l.session.refresh()
	}
}

// follow builds the map when what is known has changed, and steps it past
// bars that have closed.
func (l *Live) follow(now market.Millis) {
	if _, filling := l.market.HistoryShare(); filling {
		l.idleSince = 0
	} else if l.idleSince == 0 {
		l.idleSince = now
	}
	if l.market.Stale() && l.due(now) {
		l.build(now)
		return
	}
	l.historyComplete = l.historyComplete || l.idleSince > 0 && now-l.idleSince >= idleEnough
	closed := l.market.Closed()
	if !l.shown || len(closed) == 0 {
		return
	}
	for _, step := range closed {
		l.session.close(step)
	}
	l.session.forming = nil
	if forming, ok := l.market.Forming(); ok {
		l.session.forming = &forming
	}
	l.session.tellBars(false)
	l.session.restudy()
	l.session.refresh()
}

// due reports whether the map is to be built from what has come.
func (l *Live) due(now market.Millis) bool {
	if !l.shown {
		return true
	}
	if _, filling := l.market.HistoryShare(); !filling {
		return now-l.built >= buildEvery
	}
	return float64(l.market.Len()) >= growth*float64(l.bars)
}

// build makes the map from all that is known, and says so.
func (l *Live) build(now market.Millis) {
	steps := l.market.Build()
	if len(steps) == 0 {
		return
	}
	s := l.session
	source := wire.Source{Origin: market.Live, Rebuilt: l.shown, Symbol: l.market.Coin(), Symbols: l.coins(), Interval: live.Interval}
	for _, venue := range l.market.VenueIDs() {
		source.Venues = append(source.Venues, string(venue))
	}
	switch {
	case !l.shown && s.simulation != nil:
		source.Notice = "Live data has come; the simulated market was put away."
	case l.historyComplete:
		source.Notice = "The map was built anew: bars that had been missing have come."
	}
	l.built, l.bars = now, len(steps)
	s.simulation, s.forming = nil, nil
	if forming, ok := l.market.Forming(); ok {
		s.forming = &forming
	}
	if !l.shown {
		l.shown = true
		l.tellHealth(now)
		s.open(steps, source, l.column)
	} else {
		s.built(steps, source) // the page asks for its cells anew
	}
	all := wire.Liquidations{Replace: true}
	for _, f := range l.market.Liquidations() {
		all.Rows = append(all.Rows, wire.Liquidation{Venue: uint8(f.Venue), Liquidation: f.Liquidation})
	}
	l.market.NewLiquidations() // they are among all
	s.Emit(all.Append(nil))
}

// tellForced tells of liquidations that are new.
func (l *Live) tellForced() {
	forced := l.market.NewLiquidations()
	if len(forced) == 0 {
		return
	}
	var m wire.Liquidations
	for _, f := range forced {
		m.Rows = append(m.Rows, wire.Liquidation{Venue: uint8(f.Venue), Liquidation: f.Liquidation})
	}
	l.session.Emit(m.Append(nil))
}

// tellHealth tells how the venues are.
func (l *Live) tellHealth(now market.Millis) {
	m := wire.Health{At: now, Quarantined: l.set}
	m.Share, m.Loading = l.market.HistoryShare()
	for _, v := range l.market.Health(now) {
		m.Venues = append(m.Venues, wire.VenueHealth{
			Venue: string(v.Venue), Symbol: v.Symbol, Status: v.Status, Relayed: v.Relayed, Publishes: v.Publishes, Complete: v.Complete,
			LastEvent: v.LastEvent, Skew: v.Skew, Share: v.Share, Events: v.Events, Refused: v.Refused, Reason: v.Reason, Sample: v.Sample,
			Notice: v.Notice, Funding: v.Funding.RatePerHour, NextFunding: v.Funding.Next,
		})
		if v.Funding.Time == 0 {
			m.Venues[len(m.Venues)-1].Funding = math.NaN()
		}
	}
	l.session.Emit(m.Append(nil))
	if names := l.coins(); len(names) != l.offered {
		l.offered = len(names)
		coins := wire.Coins{Names: names}
		l.session.Emit(coins.Append(nil))
	}
}

// coins are the markets that are offered: the large ones until the venues'
// lists are there.
func (l *Live) coins() []string {
	listed := l.market.Coins()
	if len(listed) == 0 {
		return []string{"BTC", "ETH", "SOL"}
	}
	names := make([]string, len(listed))
	for i := range listed {
		names[i] = listed[i].Name
	}
	return names
}
