package score

import (
	"testing"

	"brink/wasm/engine"
	"brink/wasm/market"
)

// quarter is three months of the simulated market: what an exam is timed on
// where no recording is at hand.
func quarter() *simulated { return simulate(900, 90) }

func BenchmarkExam(b *testing.B) {
	s := quarter()
	o := Options{Mode: Nowcast, Weights: Fitted, FitUntil: monday + 60*market.Day, ScoreFrom: monday + 60*market.Day, Warmup: 7 * market.Day}
	for b.Loop() {
		if _, fault := Run(o, Data{Bars: s.bars, Interval: five, Observed: s.rows, Length: market.Hour}); fault != nil {
			b.Fatal(fault)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	s := quarter()
	e, fault := Join(s.bars, five, s.rows, market.Hour, monday+7*market.Day)
	if fault != nil {
		b.Fatal(fault)
	}
	for b.Loop() {
		x, fault := Measure(newTermMeter(&engine.Learned, five), s.bars, e, Nowcast)
		if fault != nil {
			b.Fatal(fault)
		}
		FitLearned(Fitted, x, e, e.Len(), market.Hour, 0)
	}
}
