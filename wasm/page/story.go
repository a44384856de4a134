package page

import (
	"bytes"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// story shows canned figures, for looking at the page without a market.
type story struct {
	*shared
	bars     *drawn
	clusters *clusters
}

// open shows the story of a name, if there is one. Of the visitor's choices it
// leaves the theme.
func (t *story) open(name string) {
	story, ok := view.Story(name)
	if !ok {
		return
	}
	story.Settings.Theme = t.state.Settings.Theme
	t.state = story
}

// draw draws a story's chart, as it has no engine that could.
func (t *story) draw() {
	s, d := t.state, t.bars
	d.column = 30 * market.Minute
	d.rows = view.StoryBars(s, d.column)
	t.chart.Bars(&wire.Bars{Replace: true, Column: d.column, Until: s.Source.Until, Rows: d.rows}, true)
	t.chart.Window(s.Settings.Window.Span())
	v := grid.View{From: d.rows[0].Start, Column: d.column, Columns: len(d.rows), Bottom: s.Last * .86, Top: s.Last * 1.16, Rows: 300}
	f := wire.Frame{View: v, Filled: bytes.Repeat([]byte{wire.ColumnComplete}, v.Columns)}
	for side := range f.Planes {
		f.Planes[side] = make([]byte, v.Columns*v.Rows*wire.Channels)
	}
	f.Standouts = make([]byte, v.Columns*v.Rows*market.Sides)
	view.StoryHeat(s, d.rows, &v, func(side market.Side, column, row, class int, usd market.USD) {
		f.Planes[side][(column*v.Rows+row)*wire.Channels+class] = wire.Level(float32(usd))
	})
	storyStandouts(&f)
	t.chart.Frame(&f)
	happened := wire.Liquidations{Replace: true}
	for _, l := range s.Feed.Liquidations {
		happened.Rows = append(happened.Rows, market.VenueLiquidation{Liquidation: market.Liquidation{Time: l.Time, Price: l.Price, USD: l.USD, Closed: l.Closed}})
	}
	t.chart.Liquidations(&happened)
	t.clusters.mark()
	if s.Playhead.Replaying() {
		t.chart.Replay(s.Playhead.At())
	}
}

// storyStandouts compares each row of a story's cells with the rows around it.
func storyStandouts(f *wire.Frame) {
	rows := f.View.Rows
	mass := make([]float64, rows)
	var s grid.Standout
	for side, plane := range f.Planes {
		for c := range f.View.Columns {
			for row := range mass {
				mass[row] = 0
				for _, level := range plane[(c*rows+row)*wire.Channels:][:wire.Channels] {
					mass[row] += wire.Dollars(level)
				}
			}
			s.Read(mass)
			for row := range mass {
				f.Standouts[(c*rows+row)*market.Sides+side] = grid.StandoutLevel(s.At(row))
			}
		}
	}
}
