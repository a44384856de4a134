package page

import (
	"brink/wasm/alert"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// alerts tells the visitor of what was asked for: by a sound, a notification
// and a notice on the page.
type alerts struct{ *shared }

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
			switch answer {
			case "granted":
				a.state.Alerts.Permission = "This device shows them."
			case "denied":
				a.state.Alerts.Permission = "This device does not allow notifications: alerts sound and show here alone."
			}
		})
	})
}

// try lets an alert go off as it would.
func (a *alerts) try() {
	a.askPermission()
	a.device.After(0, func() { a.announce("This is how an alert goes off.") })
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
	a.device.Beep()
	a.device.Notify("Brink", text)
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
	a.fire(s.Alerts.Rules.CheckClusters(s.Source.Symbol, o.Price, o.Clusters))
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
