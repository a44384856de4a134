package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// watchlist has the second module keep a list of coins, with the map of each, while
// somebody looks at it.
type watchlist struct {
	*shared
	ahead  *nextHours
	live   *live
	source *source
	wanted bool   // somebody has looked at it
	told   string // the newest message, "" where another module is to have it
}

// follow tells the second module what somebody looks at, where that has changed, and
// opens it for the first look.
func (w *watchlist) follow() {
	var m wire.Watch
	if source := &w.state.Source; w.state.Dock.Tab == view.TabWatch && !w.device.Hidden() && source.Interval > 0 {
		ask := selected(w.state)
		ask.At, ask.Venues = 0, 0
		m = wire.Watch{On: true, Symbol: source.Symbol, Symbols: source.Symbols, Significant: w.state.Settings.Significant, Ask: ask.Append(nil)}
		if source.Live() {
			m.Open = w.live.asked.Append(nil)
		} else if source.Simulated() {
			m.Open = w.source.simulate.Append(nil)
			m.Until = source.Until - source.Until%source.Interval
		}
	}
	if m.On && !w.wanted {
		w.wanted = true
		w.ahead.follow()
	}
	if w.ahead.module == nil || w.state.Dock.Ahead.Door != view.DoorOpen || !w.wanted {
		w.told = ""
		return
	}
	if message := string(m.Append(nil)); message != w.told {
		w.told = message
		w.ahead.module.Send([]byte(message))
	}
}

// chosen opens the market that somebody chose of the list.
func (w *watchlist) chosen(message []byte) *market.Fault {
	var m wire.WatchChosen
	fault := m.Parse(message)
	if fault == nil {
		w.soon(func() { view.GoTo(w.state, m.Symbol) })
	}
	return fault
}
