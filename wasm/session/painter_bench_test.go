package session

import (
	"math"
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
	finished := func(draw func(p *painter, line *engine.Timeline)) float64 {
		begin := time.Now()
		line := engine.NewTimeline(&engine.Learned, step, 1)
		for i := range bars.Len() {
			_, bar := bars.Bar(i)
			line.Append(0, bar)
		}
		draw(&painter{}, line)
		return float64(time.Since(begin))
	}
	with, without := math.Inf(1), math.Inf(1) // the least of all: a machine at work adds to the others
	for b.Loop() {
		with = min(with, finished(func(p *painter, line *engine.Timeline) {
			p.frame(line, wire.Frame{View: view}, &wire.Viewport{Venues: 1, View: view}, nil)
		}))
		without = min(without, finished(func(p *painter, line *engine.Timeline) {
			p.begin(&view, wire.Area{})
			planes := make([]byte, market.Sides*view.Columns*view.Rows*wire.Channels)
			half := len(planes) / market.Sides
			lo, hi := p.raster.Span()
			line.Columns(&view, func(c int, e *engine.Engine) {
				for side := range market.Side(market.Sides) {
					from, to := e.Within(side, lo, hi)
					p.from = from
					for class := range p.bins {
						p.bins[class] = resized(p.bins[class], int(to-from))
					}
					e.Parts(&p.bins, side, from, 1)
					p.column(planes[int(side)*half:][:half], c, &view)
				}
			})
		}))
	}
	b.ReportMetric(100*(with-without)/without, "standout-%")
	b.ReportMetric((with-without)/1e6, "standout-ms")
}
