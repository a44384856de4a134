package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// feed shows how the venues of a live market are, and what was liquidated
// there.
type feed struct {
	*shared
	bars     *drawn
	frames   *frames
	clockOff bool // it was said that the device's clock is off, and it still is
}

// health takes how the venues are.
func (f *feed) health(message []byte) *market.Fault {
	var m wire.Health
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	next := view.Feed{
		At: m.At, Share: m.Share, Loading: m.Loading, Venues: m.Venues, Liquidations: f.state.Feed.Liquidations, Smaller: f.state.Feed.Smaller, Latency: f.frames.latency.Percentile99(m.At),
	}
	if f.state.Feed.OnlyCountersDiffer(&next, f.state.Source.Until) {
		// As for the newest price: a render would cost a frame each second.
		f.renderer.Change(func() { f.state.Feed = next })
		f.writeCounters()
	} else {
		f.later(func() { f.state.Feed = next })
	}
	off := view.ClockOffText(m.Venues)
	if off != "" && !f.clockOff {
		f.say(off)
	}
	f.clockOff = off != ""
	return nil
}

// writeCounters writes what changes every second of the venues, past Vugu.
func (f *feed) writeCounters() {
	var ages, counters []string
	for i := range f.state.Feed.Venues {
		v := &f.state.Feed.Venues[i]
		ages, counters = append(ages, view.HealthText(v, f.state.Feed.At)), append(counters, view.CountersText(v))
	}
	f.device.Each(".venue .says", "textContent", ages)
	f.device.Each(".venue", "title", counters)
	f.device.Text("[data-part=latency]", f.state.Feed.LatencyText())
}

// liquidations draws and lists liquidations that happened. One of a venue that
// the market at hand does not have is not listed.
func (f *feed) liquidations(m *wire.Liquidations) {
	rows := make([]view.Liquidation, 0, len(m.Rows))
	for i := range m.Rows {
		l := &m.Rows[i]
		if l.Venue < len(f.state.Source.Venues) {
			rows = append(rows, view.Liquidation{Venue: f.state.Source.Venues[l.Venue], Liquidation: l.Liquidation})
		}
	}
	if f.chart != nil {
		f.chart.Liquidations(m)
	} else if m.Replace {
		f.bars.earlyLiquidations = *m
	}
	f.later(func() { f.state.Feed.AddLiquidations(m.Replace, rows, f.state.Clusters.ListedFrom()) })
}

// coins takes note of what can be asked for.
func (f *feed) coins(message []byte) *market.Fault {
	var m wire.Coins
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	f.later(func() {
		if f.state.Source.Live() {
			f.state.Source.Symbols = m.Names
		}
	})
	return nil
}
