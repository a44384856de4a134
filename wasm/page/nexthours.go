package page

import (
	"slices"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// nextHours is the page's side of the second module, which says what may come in the
// next hours. It is fetched when that is first switched on, or, where it was on
// at the last visit, once the first map stands.
type nextHours struct {
	*shared
	parts      Parts
	clusters   *clusters
	crosshair  *crosshair
	alerts     *alerts
	settings   *settings
	module     Worker // nil while it is not open
	opened     int    // how often; what an earlier one says is not heard
	fresh      bool   // it has no bars yet
	stands     bool   // a map has been drawn
	observed   wire.Observe
	told       bool       // both workers were told of
	proved     wire.Prove // whose forecasts are to be sealed
	engine     Worker     // that was told so
	compares   bool       // somebody has compared two models
	comparison uint32     // how often
	explains   bool       // somebody has asked why something stands where it does
	explained  wire.Why   // what was asked about last
	reached    bool       // the map is to be shaded by chances
	proves     bool       // forecasts are sealed for as long as the page is open
}

// sealedKey marks a device that has sealed forecasts before.
const sealedKey = "brink.sealed"

// unhurried is how long after the first map what is not asked for at once is
// fetched.
const unhurried = 2 * market.Second

// mapCame takes note that a map stands.
func (a *nextHours) mapCame() {
	a.stands = true
	if text, ok := a.device.Stored(sealedKey); ok && text != "" && a.state.Source.Live() {
		a.proves = true
	}
	if a.module != nil && a.state.Dock.Ahead.Door == view.DoorOpen {
		a.observe()
		a.prove()
	}
	if a.wants() && a.state.Dock.Ahead.Door == view.DoorShut {
		a.state.Dock.Ahead.Door = view.DoorOpening
		a.device.After(unhurried, a.follow)
	}
}

// wants reports whether anything of the second module is switched on.
func (a *nextHours) wants() bool {
	return a.state.Settings.Ahead || a.state.Settings.Look.Observed != view.ObserveOff || a.proves || view.WaitsForChances(a.state) || a.state.Settings.Shading == view.Reached || a.explains || a.compares || a.clusters.watchlist.wanted || a.clusters.books.wanted()
}

// barsEnd takes note of the end of the newest bar: at an hour's start forecasts are
// sealed of a live market, once its map stands. Where nothing is kept, as in a frame
// of somebody else's page, that begins with a visitor who looks at them.
func (a *nextHours) barsEnd(at market.Millis) {
	if a.stands && !a.proves && at%market.Hour == 0 && a.state.Source.Live() && !a.state.Feed.Loading {
		a.device.Store(sealedKey, "1")
		if _, kept := a.device.Stored(sealedKey); kept {
			a.beginProofs()
		}
	}
}

// beginProofs has forecasts sealed from now on, at this visit and the next ones.
func (a *nextHours) beginProofs() {
	if a.proves {
		return
	}
	a.proves = true
	a.follow()
}

// prove says whose forecasts are to be sealed, to the engine's worker and to the
// second module, where that has changed or the engine is another one.
func (a *nextHours) prove() {
	if a.module == nil || !a.stands || !a.proves {
		return
	}
	var m wire.Prove
	if a.state.Source.Live() {
		m.Coin = market.CoinOf(a.state.Source.Symbol)
		a.device.Store(sealedKey, "1")
	}
	if a.told && m == a.proved && a.engine == a.worker {
		return
	}
	if !a.told || m != a.proved {
		a.module.Send(m.Append(nil))
	}
	a.told, a.proved, a.engine = true, m, a.worker
	if a.worker != nil {
		a.send(m.Append(nil))
	}
}

// observe says what of public positions is to be read, where that has changed:
// nothing before a map stands, and none of a market that is not live.
func (a *nextHours) observe() {
	a.clusters.books.follow()
	a.clusters.watchlist.follow()
	if a.module == nil || !a.stands {
		return
	}
	var m wire.Observe
	if setting := a.state.Settings.Look.Observed; setting != view.ObserveOff {
		m.Coin, m.Why = view.Observes(a.state)
		m.Resting = setting == view.ObserveSeen && a.device.Hidden()
	}
	if m != a.observed {
		a.observed = m
		a.module.Send(m.Append(nil))
	}
}

// follow opens the second module where it is wanted, and ends it where it is not.
func (a *nextHours) follow() {
	if d := &a.state.Dock; d.Tab == view.TabObserved && a.state.Settings.Look.Observed == view.ObserveOff {
		d.Tab = view.TabClusters
	}
	if !a.wants() {
		a.end()
		a.state.Dock.Ahead = view.Ahead{}
		a.clusters.ask()
		return
	}
	if a.module != nil {
		a.observe()
		a.prove()
		return
	}
	if a.worker == nil {
		return
	}
	a.opened++
	this := a.opened
	a.state.Dock.Ahead = view.Ahead{Door: view.DoorOpening}
	a.parts.OpenExtra(
		func(module Worker) {
			if this != a.opened {
				module.End()
				return
			}
			a.module = module
			if a.state.Dock.Ahead.Door == view.DoorOpen {
				a.observe()
				a.prove()
			}
		},
		func(message []byte) {
			if this == a.opened {
				a.receive(message)
			}
		},
		func(fault market.Fault) {
			if this == a.opened {
				a.fail(fault)
			}
		})
}

// end lets the second module go.
func (a *nextHours) end() {
	a.opened++
	if a.module != nil {
		a.module.End()
		a.module = nil
	}
	a.clusters.books.follow()
}

// fail says why the second module cannot be had; the map goes on.
func (a *nextHours) fail(fault market.Fault) {
	a.end()
	a.soon(func() { a.state.Dock.Ahead = view.Ahead{Door: view.DoorFailed, Fault: fault} })
	a.clusters.ask()
}

// wanted is what of the worker's material a request asks for.
func (a *nextHours) wanted() wire.Ahead {
	if a.state.Dock.Ahead.Door == view.DoorOpen {
		return wire.MoreMaterial
	}
	return wire.NoMaterial
}

// hand hands on what the worker has sent for the second module.
func (a *nextHours) hand(message []byte) {
	if a.module != nil {
		a.module.Send(message)
	}
}

// probe asks for the chances that price reaches a level.
func (a *nextHours) probe(level market.Price) {
	if a.module != nil && len(a.state.Dock.Ahead.Lines) > 0 {
		m := wire.TouchProbe{Level: level}
		a.module.Send(m.Append(nil))
	}
}

// receive takes a message of the second module.
func (a *nextHours) receive(message []byte) {
	kind, fault := wire.KindOf(message)
	if fault == nil {
		switch kind {
		case wire.KindHello:
			fault = a.hello(message)
		case wire.KindAhead:
			fault = a.said(message)
		case wire.KindWalls:
			fault = a.alerts.observed(message)
		case wire.KindTouch:
			fault = a.touched(message)
		case wire.KindWatchChosen:
			fault = a.clusters.watchlist.chosen(message)
		case wire.KindDepth:
			fault = a.clusters.books.depth(message)
		case wire.KindFault:
			if fault, _ = wire.ParseFault(message); fault != nil && fault.Code == wire.EngineCrashed {
				a.fail(*fault)
				return
			}
		}
	}
	if fault != nil {
		a.say(fault.Sentence)
	}
}

// hello takes the second module's first message: it must be of this build.
func (a *nextHours) hello(message []byte) *market.Fault {
	var m wire.Hello
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if m.Build != a.parts.Build() {
		a.fail(market.Fault{Code: "extra-build", Sentence: view.ExtraBuildText()})
		return nil
	}
	a.fresh, a.observed, a.told, a.clusters.watchlist.told = true, wire.Observe{}, false, ""
	a.soon(func() { a.state.Dock.Ahead.Door = view.DoorOpen })
	a.clusters.ask()
	a.observe()
	a.prove()
	a.why(true)
	a.compare()
	return nil
}

// said takes what is said of the next hours, if it is of the map that is shown.
func (a *nextHours) said(message []byte) *market.Fault {
	var m wire.AheadText
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if m.Serial != a.clusters.asked.Serial {
		return nil
	}
	a.soon(func() {
		at := &a.state.Dock.Ahead
		at.At, at.Note, at.Lines, at.Touches, at.Own = m.At, m.Note, m.Lines, nil, nil
		at.Weights, at.Price = m.Weights, m.Price
		for _, t := range m.Touches {
			at.Touches = append(at.Touches, view.Touched(t))
		}
	})
	a.probeOwn()
	a.alerts.see()
	a.shade()
	return nil
}

// shaded opens the second module where the shading that was chosen needs it.
func (a *nextHours) shaded() {
	if reached := a.state.Settings.Shading == view.Reached; reached != a.reached {
		a.reached = reached
		a.follow()
	}
}

// shade colours the map anew where its colours depend on chances.
func (a *nextHours) shade() {
	if a.chart != nil && a.state.Settings.Shading == view.Reached {
		a.settings.style()
	}
}

// why asks, where that is news or asked for again, why what is pinned stands where
// it does, and opens the second module, which says it.
func (a *nextHours) why(again bool) {
	side, lo, hi, ok := a.state.Clusters.Explained()
	if !ok {
		a.explained = wire.Why{}
		return
	}
	m := wire.Why{Side: side, Lo: lo, Hi: hi}
	// A cell of the past is explained as it was then.
	if c := &a.state.Clusters; c.Pinned == nil && c.LevelAt != 0 {
		m.Lo = grid.Of(c.Level)
		m.Hi, m.At = m.Lo+1, c.LevelAt
	}
	if m == a.explained && !again {
		return
	}
	first := !a.explains
	if a.explained, a.explains = m, true; first && a.module == nil {
		a.follow() // which asks once it is there
	} else if a.module != nil {
		a.send(m.Append(nil))
	}
}

// rivalOf is the model that another one is held against.
func rivalOf(model string) string {
	if model == "classic" {
		return "learned"
	}
	return "classic"
}

// How many cells a comparison has at most: it is drawn small.
const (
	comparedColumns = 120
	comparedRows    = 90
)

// compare asks, while that is looked at, for the map at hand and another model's over
// what the chart shows, and opens the second module, which says where they differ.
func (a *nextHours) compare() {
	area := a.clusters.viewport.asked.Visible
	if a.state.Dock.Tab != view.TabCompare || a.state.Source.Interval == 0 || area.To <= area.From {
		return
	}
	if first := !a.compares; first {
		if a.compares = true; a.module == nil {
			a.follow() // which asks once it is there
			return
		}
	}
	if a.module == nil {
		return
	}
	column := max((area.To-area.From)/comparedColumns/a.state.Source.Interval+1, 1) * a.state.Source.Interval
	from := area.From - area.From%column
	model := a.state.Settings.Model
	a.comparison++
	m := wire.Compare{Serial: a.comparison, Models: [2]string{model, rivalOf(model)}, View: grid.View{
		From: from, Column: column, Columns: min(int((area.To-from+column-1)/column), comparedColumns+1), Bottom: area.Bottom, Top: area.Top, Rows: comparedRows,
	}}
	a.send(m.Append(nil))
}

// probeOwn asks for the chances that price reaches where the visitor's positions
// are liquidated.
func (a *nextHours) probeOwn() {
	for _, level := range view.OwnLevels(a.state) {
		a.probe(level)
	}
}

// touched takes the chances of a level: of a position, or of the one under the
// crosshair.
func (a *nextHours) touched(message []byte) *market.Fault {
	var m wire.Touch
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if slices.Contains(view.OwnLevels(a.state), m.Level) {
		a.soon(func() {
			at := &a.state.Dock.Ahead
			at.Own = append(slices.DeleteFunc(at.Own, func(t view.Touched) bool { return t.Level == m.Level }), view.Touched(m.Touched))
		})
		return nil
	}
	a.crosshair.touch(&m)
	return nil
}
