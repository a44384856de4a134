package page

import (
	"brink/wasm/alert"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// alerts tells the visitor of what was asked for: by a sound, a notification
// and a notice on the page.
type alerts struct {
	*shared
	missed []string // what went off while the page was out of sight
	walls  walls
}

// walls are those that were observed last.
type walls struct {
	coin string
	list []insight.Cluster
	at   market.Millis // by the device's clock
}

// wallsLast is how long observed positions are watched after they were read: half of
// them have moved after a day.
const wallsLast = market.Hour

// observed takes the walls that are observed now.
func (a *alerts) observed(message []byte) *market.Fault {
	var m wire.Walls
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	a.walls = walls{coin: m.Coin, at: a.device.Now()}
	for _, w := range m.Rows {
		a.walls.list = append(a.walls.list, insight.Cluster{Side: w.Side, Lo: w.Lo, Hi: w.Hi, USD: w.USD})
	}
	return nil
}

// watched are the walls of the market at hand, where they are not too old.
func (a *alerts) watched() []insight.Cluster {
	age := a.device.Now() - a.walls.at
	if !a.state.Source.Live() || a.walls.coin != market.CoinOf(a.state.Source.Symbol) || age < 0 || age > wallsLast || a.state.Settings.Look.Observed == view.ObserveOff {
		return nil
	}
	return a.walls.list
}

// load reads the alerts that the device keeps.
func (a *alerts) load() {
	if text, ok := a.device.Stored(alertsKey); ok {
		bell, fault := alert.Parse(text)
		if a.state.Alerts.Rules = bell; fault != nil {
			a.setAside(alertsKey, text, fault)
		}
	}
}

// save keeps the alerts. Permission is asked when the first is made.
func (a *alerts) save() {
	a.keep(alertsKey, a.state.Alerts.Rules.Text())
	if len(a.state.Alerts.Rules.All()) > 0 {
		a.askPermission()
	}
}

func (a *alerts) askPermission() {
	a.device.AskNotify(func(answer string) {
		a.soon(func() {
			if text := view.PermissionText(answer); text != "" {
				a.state.Alerts.Permission = text
			}
		})
	})
}

// try lets an alert go off as it would, and tells what came of it.
func (a *alerts) try() {
	text := view.AlertTrialText()
	a.device.AskNotify(func(answer string) {
		a.soon(func() {
			a.state.Notice = text
			if said := view.PermissionText(answer); said != "" {
				a.state.Alerts.Permission = said
			}
		})
		a.device.Notify("Brink", text, func(shown bool) {
			a.device.Beep(func(sounded bool) {
				a.soon(func() { a.state.Notice = text + " " + view.DeliveryText(shown, sounded) })
			})
		})
	})
}

// seen tells what went off while the page was out of sight.
func (a *alerts) seen() {
	if len(a.missed) > 0 {
		text := view.MissedText(a.missed)
		a.missed = nil
		a.soon(func() { a.state.Notice = text })
	}
}

// fire announces alerts that have gone off, and keeps that they have.
func (a *alerts) fire(fired []alert.Fired) {
	for i := range fired {
		a.announce(view.FiredText(&fired[i]))
	}
	if len(fired) > 0 {
		a.device.Store(alertsKey, a.state.Alerts.Rules.Text())
	}
}

func (a *alerts) announce(text string) {
	a.device.Beep(func(bool) {})
	a.device.Notify("Brink", text, func(bool) {})
	if a.device.Hidden() {
		a.missed = append(a.missed, text)
	}
	a.soon(func() { a.state.Notice = text })
}

// tick lets time pass, and lets the alerts see the newest map: never one that
// is replayed or still incomplete.
func (a *alerts) tick() {
	a.see()
	a.fire(a.state.Alerts.Rules.Tick(a.device.Now()))
}

func (a *alerts) see() {
	s := a.state
	if s.Playhead.Replaying() || s.Clusters.Snapshot.At == 0 || s.Source.Live() && s.Feed.Loading {
		return
	}
	o := s.Outlook()
	a.fire(s.Alerts.Rules.CheckClusters(s.Source.Symbol, o.Price, o.Clusters, func(level market.Price) (float64, bool) { return view.Chance(s, level) }))
	a.fire(s.Alerts.Rules.CheckBooks(s.Source.Symbol, o.Clusters, func(c *insight.Cluster) (float64, bool) { return view.Resting(s, c) }))
	a.fire(s.Alerts.Rules.CheckWalls(s.Source.Symbol, o.Price, a.watched()))
}

// liquidations lets the alerts know of liquidations that are new.
func (a *alerts) liquidations(m *wire.Liquidations) {
	s := a.state
	if m.Replace {
		return
	}
	for i := range m.Rows {
		l := &m.Rows[i]
		if l.Venue < len(s.Source.Venues) {
			a.fire(s.Alerts.Rules.CheckLiquidation(s.Source.Symbol, market.Venue(s.Source.Venues[l.Venue]), &l.Liquidation, a.device.Now()))
		}
	}
}
