package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// clusters is the page's side of the question what stands out on the map at
// the moment that is looked at. One question is under way at a time, and the
// newest one waits.
type clusters struct {
	*shared
	viewport  *viewport
	visits    *visits
	ahead     *nextHours
	books     *books
	watchlist *watchlist
	asked     wire.SnapshotRequest // the newest question
	answer    answer
	shown     uint32                   // whose answer was shown last
	truth     [market.Sides]wire.Plane // of a simulated market, at that moment
}

// selection is what of the map is switched on, and the moment looked at.
func (c *clusters) selection() wire.SnapshotRequest { return selected(c.state) }

// selected is the same, for whoever else asks.
func selected(state *view.State) wire.SnapshotRequest {
	s := &state.Settings
	m := wire.SnapshotRequest{Model: s.Model, Venues: uint64(state.VenueBits())}
	for i, on := range s.Classes {
		if on {
			m.Classes |= 1 << i
		}
	}
	if s.Longs {
		m.Sides |= 1 << market.Long
	}
	if s.Shorts {
		m.Sides |= 1 << market.Short
	}
	if state.Playhead.Replaying() {
		m.At = state.Playhead.At()
	}
	return m
}

// ask asks for the clusters of what is switched on, unless they are at hand or
// the map itself is still awaited.
func (c *clusters) ask() {
	if c.state.Phase != view.Ready || c.viewport.asked.Serial == 0 {
		return
	}
	next := c.selection()
	next.Serial, next.Ahead = c.asked.Serial, c.ahead.wanted()
	if next == c.asked && !c.ahead.fresh {
		return
	}
	if c.answer != answered {
		c.answer = superseded
		return
	}
	next.Serial++
	c.asked, c.answer = next, awaited
	if c.ahead.fresh {
		c.ahead.fresh, next.Ahead = false, wire.WholeMaterial
	}
	c.send(next.Append(nil))
}

// end takes note that the answer that is awaited has come, or will not come,
// and asks what has come up meanwhile.
func (c *clusters) end() {
	again := c.answer == superseded
	if c.answer = answered; again {
		c.ask()
	}
}

// snapshot takes the clusters of a moment: an answer, or the newest map's after
// another bar.
func (c *clusters) snapshot(message []byte) *market.Fault {
	var m wire.Snapshot
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	defer c.end()
	if m.Serial == c.asked.Serial {
		c.soon(func() {
			s := c.state
			s.Clusters.Price, s.Clusters.List, s.Clusters.TrueRange = m.Price, m.Clusters, m.TrueRange
			s.Clusters.UsualDay = m.UsualDay
			s.Clusters.Snapshot = m.Map()
			s.Clusters.Settle(s.Clusters.Significant(s.Settings.Significant), s.Price(), m.Serial == c.shown && !s.Playhead.Replaying())
			c.shown, c.truth = m.Serial, m.Truth
			if !s.Playhead.Replaying() {
				c.remember()
			}
		})
		c.mark()
		c.books.zones()
		c.ahead.why(true)
		c.ahead.compare()
		c.watchlist.follow()
	}
	return nil
}

// remember compares the map at hand with that of the last visit.
func (c *clusters) remember() { c.visits.remember(c.selection()) }

// forget asks anew of a market that was opened. Of the one at hand, built
// anew, it shows what was known until it is answered; of another one it
// forgets that.
func (c *clusters) forget(another bool) {
	c.answer, c.asked.Model = answered, ""
	c.state.Dock.Ahead.Forget()
	if !another {
		return
	}
	c.state.Clusters.Forget()
}

// mark draws what the chart points out.
func (c *clusters) mark() {
	if c.chart != nil {
		c.chart.Marks(c.state.Marks())
		shown := [market.Sides]wire.Plane{}
		if c.state.Chart.TruePositions && c.state.Source.Simulated() && !c.state.Playhead.Replaying() {
			shown = c.truth
		}
		c.chart.Truth(&shown)
	}
}

// pinned takes note of a level that was pinned on the chart.
func (c *clusters) pinned(level market.Price) {
	at := market.Millis(0)
	if p := c.ahead.crosshair.at; p != nil && p.Time+c.viewport.asked.View.Column <= c.state.Clusters.Snapshot.At {
		at = p.Time
	}
	c.later(func() { c.state.Apply(c.state.Clusters.PinLevel(level, at)) })
}
