package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// draw shows what was drawn on the market at hand, and the tools while they are
// asked for; that they cannot be fetched is said.
func (s *settings) draw() {
	s.chart.Draw(view.DrawnOn(s.state), s.state.Dock.Draw, func() {
		s.later(func() { s.state.Notice, s.state.Dock.Draw = view.DrawMissingText(), false })
	})
}

// putToolsAway ends drawing.
func (s *settings) putToolsAway() {
	s.later(func() {
		s.state.Dock.Draw = false
		s.draw()
	})
}

// between is what the map has between two prices, in words.
func (c *clusters) between(from, to market.Price) string {
	return c.state.Clusters.DollarsOnPath(from, to)
}
