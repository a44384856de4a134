package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// clock is what the page knows of time beyond the market's: zones, trading
// hours, the countdown to the close of a bar, and whether the device's clock
// was moved.
type clock struct {
	*shared
	bars     *drawn
	viewport *viewport
	watch    view.ClockWatch
	places   view.SessionZones
	zone     string // that the chart writes times in
}

// setZone takes the chosen time zone into use.
func (c *clock) setZone() {
	s := c.state
	s.Clock.Chosen = nil
	if zone, ok := c.device.ZoneOf(s.Settings.Zone); ok {
		s.Clock.Chosen = zone
	}
	if c.chart != nil && c.zone != s.Settings.Zone {
		c.zone = s.Settings.Zone
		c.chart.Zone(s.Clock.Zone().Name())
	}
}

// tick lets a second pass.
func (c *clock) tick() {
	if moved := view.ClockMovedText(c.watch.Check(c.device.Now(), c.device.Steady())); moved != "" {
		c.say(moved)
	}
	countdown, said := c.countdown(), ""
	if countdown != "" {
		said = view.ClosesIn(countdown)
	}
	c.device.Text("[data-part=countdown]", said)
	if c.chart != nil {
		c.chart.Countdown(countdown)
	}
}

// countdown is how long it is to the close of the drawn bar, of a market that
// goes on.
func (c *clock) countdown() string {
	s := c.state
	if c.worker == nil || s.Phase != view.Ready || s.Playhead.Replaying() || c.bars.column <= 0 {
		return ""
	}
	switch s.Source.Origin {
	case market.Live:
		return view.Countdown(c.device.Now(), c.bars.column)
	case market.Simulated:
		return view.Countdown(s.Source.Until, c.bars.column)
	}
	return ""
}

// tradingHours gives the chart the trading hours in sight, where they are
// wanted.
func (c *clock) tradingHours() {
	if c.chart == nil {
		return
	}
	if !c.state.Settings.TradingHours {
		c.chart.Sessions(nil)
		return
	}
	places := &c.places
	for _, place := range [...]struct {
		name string
		zone *view.Zone
	}{{"Asia/Tokyo", &places.Tokyo}, {"Europe/London", &places.London}, {"America/New_York", &places.NewYork}} {
		if *place.zone != nil {
			continue
		}
		known, ok := c.device.ZoneOf(place.name)
		if !ok {
			c.state.Notice = view.ZoneUnknownText(place.name)
			return
		}
		*place.zone = known
	}
	sight := &c.viewport.sight
	span := sight.To - sight.From
	c.chart.Sessions(view.Sessions(nil, sight.From-span, sight.To+span, *places))
}
