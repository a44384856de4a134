package extra

import (
	"slices"

	"brink/wasm/census"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/venue"
	"brink/wasm/wire"
)

// watching keeps the watchlist: in rounds, five minutes apart, a worker of its own
// opens the market of one coin after the other and reads its map; that worker is
// ended after each round. Between rounds prices come from the marks of the venue
// that tells all of them in one answer.
type watching struct {
	device Device
	source *census.Source
	emit   func(message []byte)

	page  wire.Watch
	ask   wire.SnapshotRequest
	coins []string
	rows  map[string]*watched // of coins that are or were on the list

	due      market.Millis // when the next round begins
	left     []string      // whose turn is still to come in this one
	current  *coinReading  // the coin that is being read, nil between two
	working  bool          // the worker has been started
	serial   uint32
	marks    map[string]census.Mark
	marksAt  market.Millis // when they came; 0 for never
	marksDue market.Millis
	asking   bool          // for marks
	stepped  market.Millis // when that was last
	told     market.Millis // when the list was
	dirty    bool          // something has changed that was not told
}

// watched is what is known of one coin.
type watched struct {
	at       market.Millis // of the map, 0 while none is known
	price    market.Price  // its last close
	before   market.Price  // the close of a day before, 0 where that is not known
	clusters []insight.Cluster
	usual    market.USD // USD of a usual day, 0 where that is not known
	balance  [market.Sides]market.USD
	share    float64 // of the history that the map is of
	reason   string  // why there is no newer map; "" where nothing is wrong
}

const (
	// mostWatched is how many coins the list has at most.
	mostWatched = 8
	// roundEvery is how often maps are read anew, and roundAfter how long after the
	// end of a bar: venues need a moment to close it.
	roundEvery = 5 * market.Minute
	roundAfter = 15 * market.Second
	// watchedDays is how much history a map is of: what a window of a day wants.
	watchedDays = 31
	everyVenue  = 1<<32 - 1
	// readWithin is how long the market of a coin may take: what came by then is kept
	// on the device, and the next round goes on from there.
	readWithin = market.Minute
	// notListedAfter is how long venues may take to say whether they list a coin.
	notListedAfter = 5 * market.Second
	// settledWithin is how long no history is on its way when none will be.
	settledWithin = 2 * market.Second
	marksEvery    = 15 * market.Second
	// listEvery is the least time between two messages of the list.
	listEvery = market.Second
)

// begin takes what the page says of the market at hand.
func (w *watching) begin(message []byte) ([]byte, *market.Fault) {
	var m wire.Watch
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	var ask wire.SnapshotRequest
	if len(m.Ask) > 0 {
		if fault := ask.Parse(m.Ask); fault != nil {
			return nil, fault
		}
	}
	if !m.On {
		if w.current != nil || len(w.left) > 0 {
			w.due = 0 // the round begins anew
		}
		w.page.On = false
		w.stop()
		return nil, nil
	}
	if ask != w.ask || !w.alike(&m) {
		w.rows, w.due = nil, 0 // they are of another market, or of another part of the map
	}
	if w.due == 0 || m.Until != w.page.Until {
		w.due = 0
		w.stop()
	}
	w.page, w.ask = m, ask
	return w.text(), nil
}

// alike reports whether a coin's market would be opened as before. Which of them is at
// hand, and how much of its history, changes nothing.
func (w *watching) alike(m *wire.Watch) bool {
	other := watching{page: *m, ask: w.ask}
	other.page.Until = w.page.Until
	return string(other.opening("", 0)) == string(w.opening("", 0))
}

// list takes the coins of the list.
func (w *watching) list(message []byte) ([]byte, *market.Fault) {
	var m wire.WatchCoins
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	var coins []string
	for _, name := range m.Coins {
		if coin := venue.Coin(market.CoinOf(name)); coin != "" && len(coins) < mostWatched && !slices.Contains(coins, coin) {
			coins = append(coins, coin)
		}
	}
	for _, coin := range coins {
		if w.due > w.device.Now() && !slices.Contains(w.coins, coin) && w.row(coin).at == 0 && !slices.Contains(w.left, coin) {
			w.left = append(w.left, coin)
		}
	}
	w.coins = coins
	w.left = slices.DeleteFunc(w.left, func(coin string) bool { return !slices.Contains(coins, coin) })
	if c := w.current; c != nil && !slices.Contains(coins, c.coin) {
		w.current = nil
	}
	if !w.page.On {
		return nil, nil
	}
	return w.text(), nil
}

// pick asks the page for the market of a coin of the list.
func (w *watching) pick(message []byte) ([]byte, *market.Fault) {
	var m wire.WatchPick
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	symbol := w.symbolOf(m.Coin)
	if symbol == "" {
		return nil, &market.Fault{Code: "coin-unknown", Sentence: "There is no market of " + m.Coin + " here."}
	}
	return (&wire.WatchChosen{Symbol: symbol}).Append(nil), nil
}

// symbolOf is how the market at hand spells a coin; "" where it has none of it.
func (w *watching) symbolOf(coin string) string {
	for _, symbol := range w.page.Symbols {
		if venue.Coin(market.CoinOf(symbol)) == coin {
			return symbol
		}
	}
	return ""
}

// row is what is known of a coin.
func (w *watching) row(coin string) *watched {
	if w.rows == nil {
		w.rows = map[string]*watched{}
	}
	if w.rows[coin] == nil {
		w.rows[coin] = &watched{}
	}
	return w.rows[coin]
}

// step does what is due, and returns what is to be told.
func (w *watching) step() []byte {
	if !w.page.On || len(w.page.Open) == 0 {
		return nil
	}
	now := w.device.Now()
	if now < w.stepped { // the clock was put back
		w.due, w.marksDue, w.told = min(w.due, now+roundEvery), now, 0
		if w.current != nil {
			w.current.begun, w.current.idle = now, 0
		}
	}
	w.stepped = now
	w.askMarks(now)
	w.turn(now)
	if w.dirty && now-w.told >= listEvery {
		return w.text()
	}
	return nil
}

// turn goes on to the next coin, where one is due.
func (w *watching) turn(now market.Millis) {
	if c := w.current; c != nil {
		if c.opened && c.idle > 0 && now-c.idle >= settledWithin || now-c.begun >= readWithin {
			w.end(now)
		}
		return
	}
	if len(w.left) == 0 && now >= w.due && len(w.coins) > 0 {
		w.left = slices.Clone(w.coins)
		w.due = now - now%roundEvery + roundEvery + roundAfter
	}
	if len(w.left) == 0 {
		w.stop()
		return
	}
	coin := w.left[0]
	w.left = w.left[1:]
	if len(w.page.Symbols) > 0 && w.symbolOf(coin) == "" && w.simulates() {
		w.row(coin).reason = "not simulated"
		w.dirty = true
		return
	}
	message := w.opening(coin, now)
	if message == nil {
		return
	}
	w.current, w.working, w.dirty = &coinReading{coin: coin, begun: now, got: &watched{}}, true, true
	w.emit(wire.AppendWatchAsk(nil, message))
}

// simulates reports whether the market at hand is a simulated one.
func (w *watching) simulates() bool {
	kind, _ := wire.KindOf(w.page.Open)
	return kind == wire.KindSimulate
}

// opening is the message that opens a coin's market.
func (w *watching) opening(coin string, now market.Millis) []byte {
	if w.simulates() {
		var m wire.Simulate
		if m.Parse(w.page.Open) != nil {
			return nil
		}
		m.Symbol, m.Until, m.Column, m.Model = w.symbolOf(coin), w.page.Until, market.Hour, w.ask.Model
		return m.Append(nil)
	}
	var m wire.Live
	if m.Parse(w.page.Open) != nil {
		return nil
	}
	m.Coin, m.At, m.Days, m.Column, m.Model, m.Spent, m.SpentAgo = coin, now, watchedDays, market.Hour, w.ask.Model, nil, 0
	return m.Append(nil)
}

// end takes over what has been read of the coin at hand.
func (w *watching) end(now market.Millis) {
	c := w.current
	w.current, w.dirty = nil, true
	row := w.row(c.coin)
	if c.got.at == 0 {
		if row.reason == "" {
			row.reason = "no answer within a minute"
		}
		if now-c.begun >= readWithin {
			w.close() // it may hang
		}
		return
	}
	*row = *c.got
}

// stop ends a round.
func (w *watching) stop() {
	w.left = nil
	w.current = nil
	w.close()
}

// close ends the worker.
func (w *watching) close() {
	if w.working {
		w.working = false
		w.emit(wire.AppendWatchAsk(nil, nil))
	}
}

// askMarks asks for all coins' mark prices, where a live market is at hand.
func (w *watching) askMarks(now market.Millis) {
	if w.simulates() || w.asking || now < w.marksDue || len(w.coins) == 0 {
		return
	}
	w.asking = true
	w.device.Post(w.source.Ask, w.source.Coins, func(status int, wait market.Millis, body []byte) {
		now := w.device.Now()
		w.asking, w.marksDue = false, now+max(marksEvery, min(wait, roundEvery))
		if status != 200 {
			return
		}
		if marks := w.source.Marks(body); len(marks) > 0 {
			w.marks, w.marksAt, w.dirty = marks, now, true
		}
	})
}
