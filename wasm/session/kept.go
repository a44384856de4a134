package session

import (
	"brink/wasm/engine"
	"brink/wasm/market"
	"brink/wasm/tape"
)

// keepAfter is how long no history is on its way before the state of the map is
// kept: until then it would be another one soon.
const keepAfter = market.Second

// stateKey names the state of a coin's map on the device: that of the learned
// model at the beginning of the day with which the map that was looked at last
// began. The next visit steps what came since alone, where the bars before are
// still the same (engine.Timeline.Resume).
func stateKey(coin string) string { return "state/" + coin }

// keepState keeps the state of the map at hand once after each build, when all
// that was asked for has come and the page is not waiting for anything.
func (l *Live) keepState(now market.Instant) {
	s := l.session
	v := s.frames.viewport
	if l.progress == noMap || l.stateOf == l.builtAt || l.idleSince == 0 || now.Since(l.idleSince) < keepAfter || l.market.Stale() ||
		v == nil || v.Model != engine.Learned.Name || s.frames.unacknowledged {
		return
	}
	timeline := s.market.timelines[v.Model]
	if timeline == nil {
		return
	}
	l.stateOf = l.builtAt
	n := timeline.Search(tape.Day(v.View.From))
	if n == timeline.Resumed() {
		return // it is there already
	}
	if state := timeline.State(n); state != nil {
		l.platform.Save(stateKey(l.market.Coin()), state)
	}
}
