package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

const (
	// patience is how long the page waits for data or for a stored map before
	// it shows the simulated market.
	patience = market.Second * 3 / 2
	// warmUpDays is what a map needs of history beyond its window, so that two
	// visitors see the same dollars.
	warmUpDays = 30
	// returnsWithin is how long exchanges may take to answer before it is said
	// that none does.
	returnsWithin = 8 * market.Second
	// relayPath is where a server that relays says what.
	relayPath = "/relay/"
	// mostDays is how many days of history are asked for at most, and moreDays
	// how many more when somebody scrolls beyond what is there.
	mostDays = 730
	moreDays = 30
)

// live asks for the live market of a coin, and for more of its past.
type live struct {
	*shared
	viewport *viewport
	asked    wire.Live // the newest request; no coin where none is wanted
	spent    []int64   // of the newest beat
	spentAt  market.Millis
}

// beat takes note of what the worker's market has used of what venues allow: one
// that takes its place goes on from there.
func (l *live) beat(message []byte) *market.Fault {
	var m wire.Beat
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	l.spent, l.spentAt = m.Spent, l.device.Steady()
	return nil
}

// findRelay asks whether the page's own server relays, and goes live. late is
// called where nothing is shown when the visitor has waited for long enough.
func (l *live) findRelay(late func()) {
	asked := l.device.Now()
	l.asked.Coin = l.coin()
	l.device.Fetch("GET", relayPath, "", func(status int, _ market.Millis, body []byte) {
		if status == 200 {
			l.asked.Relay = l.device.Origin()
			l.asked.RelayOnly = view.RelayOnly(string(body))
		}
		l.open()
	})
	l.device.After(patience-(l.device.Now()-asked), func() {
		if l.state.Source.Interval == 0 { // not even one that the engine, stopped since, had shown
			late()
		}
	})
}

// open asks for the live market of the coin.
func (l *live) open() {
	s := &l.state.Settings
	l.asked.Days = max(l.days(), l.asked.Days)
	l.asked.Column = s.Window.Bar(5*market.Minute, l.state.Dock.Narrow)
	l.asked.Model, l.asked.At, l.asked.Venues = s.Model, l.device.Now(), s.Connected()
	l.send(l.asked.Append(nil))
}

// reopen asks again after the engine has stopped. What was not asked for yet
// is still to come.
func (l *live) reopen() {
	if l.asked.Coin != "" && l.asked.Days > 0 {
		again := l.asked
		again.Spent, again.SpentAgo = l.spent, l.device.Steady()-l.spentAt
		l.send(again.Append(nil))
	}
}

// coin is the chosen one, by the name that everybody calls it.
func (l *live) coin() string { return view.CoinOf(l.state.Settings.Symbol) }

// another opens the live market of the chosen symbol.
func (l *live) another() {
	l.asked.Coin, l.asked.Days = l.coin(), 0
	l.open()
}

// leave wants no live market any more. What is known of the relay stays known.
func (l *live) leave() { l.asked = wire.Live{Relay: l.asked.Relay, RelayOnly: l.asked.RelayOnly} }

// again goes live from what is shown, which stays until live bars are there. A
// relay that does not say what it relays is not waited for. It is called in an
// act of the visitor.
func (l *live) again() {
	l.findRelay(func() {})
	l.device.After(patience, func() {
		if l.asked.Days == 0 && l.asked.Coin != "" {
			l.open()
		}
	})
	l.state.Notice = view.ReturningText(false)
	l.device.After(returnsWithin, func() {
		if l.asked.Coin != "" && !l.state.Source.Live() && l.state.Notice == view.ReturningText(false) {
			l.say(view.ReturningText(true))
		}
	})
}

// days is how much history the chosen window wants.
func (l *live) days() int { return int(l.state.Settings.Window.Span()/market.Day) + warmUpDays }

// reach asks for a longer past where the chosen window wants one.
func (l *live) reach() {
	if l.state.Source.Live() && l.days() > l.asked.Days {
		l.open()
	}
}

// older asks for more of the past once somebody looks beyond what was asked
// for. What was asked for and is not there yet is on its way.
func (l *live) older() {
	s, sight := l.state, &l.viewport.sight
	asked := market.Millis(l.asked.Days) * market.Day
	if s.Source.Live() && !s.Feed.Loading && sight.Width > 0 && sight.From < s.Feed.At-asked && l.asked.Days < mostDays {
		l.asked.Days = min(l.asked.Days+moreDays, mostDays)
		s.Feed.Loading = true // until the worker says how it is
		l.open()
	}
}
