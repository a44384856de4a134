package page

import (
	"brink/wasm/alert"
	"brink/wasm/market"
	"brink/wasm/position"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// Where positions and alerts are kept on the device; damaged ones are set
// aside under the same name with "aside".
const (
	heldKey  = "brink.positions"
	bellKey  = "brink.alerts"
	asideEnd = ".aside"
)

// setAside keeps what was damaged on the device, and says so.
func (p *Page) setAside(key, text string, fault *market.Fault) {
	p.device.Store(key+asideEnd, text)
	p.state.Notice = fault.Sentence
}

// takeHeld reads what the device keeps of positions and alerts.
func (p *Page) takeHeld() {
	if text, ok := p.device.Stored(heldKey); ok {
		held, fault := position.Parse(text)
		if p.state.Positions.List = held; fault != nil {
			p.setAside(heldKey, text, fault)
		}
	}
	if text, ok := p.device.Stored(bellKey); ok {
		bell, fault := alert.Parse(text)
		if p.state.Alerts.Rules = bell; fault != nil {
			p.setAside(bellKey, text, fault)
		}
	}
}

// full is what is said where the device keeps nothing more.
const full = "The device refuses to keep this; it is gone when the page is closed."

func (p *Page) keepHeld() {
	if !p.device.Store(heldKey, position.Text(p.state.Positions.List)) {
		p.state.Notice = full
	}
	p.mark()
}

// keepBell keeps the alerts. Permission is asked when the first is made.
func (p *Page) keepBell() {
	if !p.device.Store(bellKey, p.state.Alerts.Rules.Text()) {
		p.state.Notice = full
	}
	if len(p.state.Alerts.Rules.All()) > 0 {
		p.askLeave()
	}
}

func (p *Page) askLeave() {
	p.device.AskNotify(func(answer string) {
		p.soon(func() {
			switch answer {
			case "granted":
				p.state.Alerts.Permission = "This device shows them."
			case "denied":
				p.state.Alerts.Permission = "This device does not allow notifications: alerts sound and show here alone."
			}
		})
	})
}

// ring tells of alerts that have gone off: a sound, a notification and a
// notice on the page.
func (p *Page) ring(rings []alert.Fired) {
	for i := range rings {
		p.tellOf(view.FiredText(&rings[i]))
	}
	if len(rings) > 0 {
		p.device.Store(bellKey, p.state.Alerts.Rules.Text()) // with what has gone off
	}
}

func (p *Page) tellOf(text string) {
	p.device.Beep()
	p.device.Notify("Brink", text)
	p.soon(func() { p.state.Notice = text })
}

// see lets the alerts see the newest map, never one that is replayed or still
// incomplete.
func (p *Page) see() {
	s := p.state
	if s.Playhead.Replaying() || s.Clusters.Snapshot.At == 0 || s.Source.Live() && s.Feed.Loading {
		return
	}
	o := s.Outlook()
	p.ring(s.Alerts.Rules.CheckClusters(s.Source.Symbol, o.Price, o.Clusters))
}

// hear lets the alerts hear of forced closings that are new.
func (p *Page) hear(m *wire.Liquidations) {
	s := p.state
	if m.Replace {
		return
	}
	for i := range m.Rows {
		l := &m.Rows[i]
		if int(l.Venue) < len(s.Source.Venues) {
			p.ring(s.Alerts.Rules.CheckLiquidation(s.Source.Symbol, market.Venue(s.Source.Venues[l.Venue]), &l.Liquidation, p.device.Now()))
		}
	}
}
