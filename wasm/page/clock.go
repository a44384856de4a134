package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// clock is what the page knows of time beyond the market's.
type clock struct {
	watch  view.ClockWatch
	places view.SessionZones
	told   string // the zone that the chart writes times in
}

// setZone takes the chosen time zone into use.
func (p *Page) setZone() {
	s := p.state
	s.Clock.Chosen = nil
	if zone, ok := p.device.ZoneOf(s.Settings.Zone); ok {
		s.Clock.Chosen = zone
	}
	if p.chart != nil && p.clock.told != s.Settings.Zone {
		p.clock.told = s.Settings.Zone
		p.chart.Zone(s.Clock.Zone().Name())
	}
}

// tick lets a second pass: the countdown to the close of the drawn bar, a look
// at whether the device's clock was moved, and what the alerts see.
func (p *Page) tick() {
	p.device.After(market.Second, func() {
		if moved := view.ClockMovedText(p.clock.watch.Check(p.device.Now(), p.device.Steady())); moved != "" {
			p.later(func() { p.state.Notice = moved })
		}
		p.countdown()
		p.see()
		p.ring(p.state.Alerts.Rules.Tick(p.device.Now()))
		p.tick()
	})
}

func (p *Page) countdown() {
	text := ""
	if s := p.state; p.worker != nil && s.Phase == view.Ready && !s.Playhead.Replaying() && p.column > 0 {
		switch s.Source.Origin {
		case market.Live:
			text = "closes in " + view.Countdown(p.device.Now(), p.column)
		case market.Simulated:
			text = "closes in " + view.Countdown(s.Source.Until, p.column)
		}
	}
	p.device.Text("[data-part=countdown]", text)
}

// hours gives the chart the trading hours in sight, where they are wanted.
func (p *Page) hours() {
	if p.chart == nil {
		return
	}
	if !p.state.Settings.TradingHours {
		p.chart.Sessions(nil)
		return
	}
	c := &p.clock.places
	for name, zone := range map[string]*view.Zone{"Asia/Tokyo": &c.Tokyo, "Europe/London": &c.London, "America/New_York": &c.NewYork} {
		if *zone != nil {
			continue
		}
		known, ok := p.device.ZoneOf(name)
		if !ok {
			p.state.Notice = "This browser does not know the time zone " + name + ", so trading hours cannot be told."
			return
		}
		*zone = known
	}
	span := p.sight.To - p.sight.From
	p.chart.Sessions(view.Sessions(nil, p.sight.From-span, p.sight.To+span, *c))
}
