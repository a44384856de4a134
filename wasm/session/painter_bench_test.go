package session

import (
	"testing"
	"time"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// What stands out, of all that a finished map of 30 days costs: the engine's steps
// and 1,440 columns of 600 rows, two sides. "standout-%" is what it adds to a map
// without it.
func BenchmarkFrameOfAMonth(b *testing.B) {
	bars := timelineOf(b, &engine.Learned, 1, 8640)
	_, first := bars.Bar(0)
	_, last := bars.Bar(bars.Len() - 1)
	view := grid.View{From: first.Start, Column: 30 * market.Minute, Columns: 1440, Bottom: last.Close * .85, Top: last.Close * 1.15, Rows: 600}
	var all, standout time.Duration
	for b.Loop() {
		begin := time.Now()
		line := engine.NewTimeline(&engine.Learned, step, 1)
		for i := range bars.Len() {
			_, bar := bars.Bar(i)
			line.Append(0, bar)
		}
		p := painter{}
		p.frame(line, wire.Frame{View: view}, &wire.Viewport{Venues: 1, View: view}, nil)
		all += time.Since(begin)

		// The same columns again, for what stands out alone.
		_, standouts := wire.PlanesOf(p.frame(line, wire.Frame{View: view}, &wire.Viewport{Venues: 1, View: view}, nil), &view)
		lo, hi := p.raster.Span()
		line.Columns(&view, func(c int, e *engine.Engine) {
			for side := range market.Side(market.Sides) {
				begin := time.Now()
				p.readStanding(e, side, lo, hi, 1)
				p.standout(standouts, side, c, &view)
				standout += time.Since(begin)
			}
		})
	}
	b.ReportMetric(100*float64(standout)/float64(all-standout), "standout-%")
	b.ReportMetric(float64(standout)/float64(b.N)/1e6, "standout-ms")
}
