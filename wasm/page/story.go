package page

import (
	"bytes"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// takeStory shows canned figures, where the address names a story. Of the
// visitor's choices it leaves the theme.
func (p *Page) takeStory(name string) {
	story, ok := view.Story(name)
	if !ok {
		return
	}
	story.Settings.Theme = p.state.Settings.Theme
	p.state = story
}

// tell draws a story's chart, as it has no engine that could.
func (p *Page) tell() {
	s := p.state
	p.column = 30 * market.Minute
	p.rows = view.StoryBars(s, p.column)
	p.chart.Bars(&wire.Bars{Replace: true, Column: p.column, Until: s.Source.Until, Rows: p.rows}, true)
	p.chart.Window(s.Settings.Window.Span())
	v := grid.View{From: p.rows[0].Start, Column: p.column, Columns: len(p.rows), Bottom: s.Last * .86, Top: s.Last * 1.16, Rows: 300}
	f := wire.Frame{View: v, Filled: bytes.Repeat([]byte{wire.ColumnComplete}, v.Columns)}
	for side := range f.Planes {
		f.Planes[side] = make([]byte, v.Columns*v.Rows*wire.Channels)
	}
	view.StoryHeat(s, p.rows, &v, func(side market.Side, column, row, class int, usd market.USD) {
		f.Planes[side][(column*v.Rows+row)*wire.Channels+class] = wire.Level(float32(usd))
	})
	p.chart.Frame(&f)
	happened := wire.Liquidations{Replace: true}
	for _, l := range s.Feed.Liquidations {
		happened.Rows = append(happened.Rows, wire.Liquidation{Liquidation: market.Liquidation{Time: l.Time, Price: l.Price, USD: l.USD, Closed: l.Closed}})
	}
	p.chart.Forced(&happened)
	p.mark()
	if s.Playhead.Replaying() {
		p.chart.Replay(s.Playhead.At())
	}
}
