package engine

import (
	"runtime"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// finished steps 30 days of five-minute bars and draws 1,440 x 600 cells of
// both sides: what a visitor waits for.
func finished(b testing.TB, model *Model, bars []market.Bar, raster *grid.Raster) *Timeline {
	line := NewTimeline(model, five, 1)
	line.Reserve(len(bars)) // as the worker does
	low, high := bars[0].Low, bars[0].High
	for i := range bars {
		if fault := line.Append(0, &bars[i]); fault != nil {
			b.Fatal(fault)
		}
		low, high = min(low, bars[i].Low), max(high, bars[i].High)
	}
	span := bars[len(bars)-1].Start - bars[0].Start + five
	raster.Reset(grid.View{
		From: bars[0].Start, Column: (span + 1439) / 1440, Columns: 1440,
		Bottom: low * .93, Top: high * 1.07, Rows: 600,
	})
	line.Raster(raster, Everything)
	return line
}

func month() []market.Bar { return walk(81, 8640, market.OptionalOI) }

func BenchmarkFinishedMap(b *testing.B) {
	for _, model := range Models() {
		b.Run(model.Name, func(b *testing.B) {
			bars := month()
			var raster grid.Raster
			for b.Loop() {
				finished(b, model, bars, &raster)
			}
		})
	}
}

func BenchmarkAppendedBar(b *testing.B) {
	for _, model := range Models() {
		b.Run(model.Name, func(b *testing.B) {
			bars := month()
			e := New(model, five, 1)
			feed(b, e, bars)
			column := make([]float64, 1000)
			lo := grid.Of(bars[len(bars)-1].Close) - 500
			bar := bars[len(bars)-1]
			b.ReportAllocs()
			for b.Loop() {
				bar.Start += five
				if fault := e.Step(0, &bar); fault != nil {
					b.Fatal(fault)
				}
				e.Heat(column, market.Long, lo, Everything)
				e.Heat(column, market.Short, lo, Everything)
			}
		})
	}
}

// held is the megabytes of thirty days with their picture.
func held(t testing.TB, model *Model) float64 {
	bars := month()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var raster grid.Raster
	line := finished(t, model, bars, &raster)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(line)
	runtime.KeepAlive(bars)
	runtime.KeepAlive(&raster)
	return (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / (1 << 20)
}

// Thirty days with their picture stay within 64 MB.
func TestMonthFitsInMemory(t *testing.T) {
	for _, model := range Models() {
		if mb := held(t, model); mb > 64 {
			t.Errorf("%s: %.1f MB", model.Name, mb)
		} else {
			t.Logf("%s: %.1f MB", model.Name, mb)
		}
	}
}

func BenchmarkMemory(b *testing.B) {
	for _, model := range Models() {
		b.Run(model.Name, func(b *testing.B) {
			most := 0.0
			for b.Loop() {
				most = max(most, held(b, model))
			}
			b.ReportMetric(most, "MB")
		})
	}
}

func BenchmarkSteps(b *testing.B) {
	for _, model := range Models() {
		b.Run(model.Name, func(b *testing.B) {
			bars := month()
			for b.Loop() {
				feed(b, New(model, five, 1), bars)
			}
		})
	}
}
