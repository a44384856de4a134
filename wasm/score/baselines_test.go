package score

import (
	"math"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/market"
	"brink/wasm/skill"
)

// What the page holds sealed forecasts against is novelty with the weights of the
// exam an hour ahead, fitted on December 2025 and January 2026.
func TestBaselinesOfSealedForecasts(t *testing.T) {
	bars, rows := recorded(t)
	e, fault := Join(bars, five, rows, market.Hour, bars[0].Start+7*market.Day)
	if fault != nil {
		t.Fatal(fault)
	}
	_, n := e.Cut(0, date(t, "2026-02-01"))
	x, fault := Measure(&noveltyMeter{}, bars, e, Ahead)
	if fault != nil {
		t.Fatal(fault)
	}
	w := start(x, e.Y, n)
	fitLinked(w, head(x, n), e.Y[:n], floor, steps, nil, engine.Link{Capture: 1})
	for zone, fitted := range w {
		if math.Abs(skill.NoveltyWeights[zone]/fitted-1) > .01 {
			t.Errorf("zone %d: %.0f, fitted %.0f", zone, skill.NoveltyWeights[zone], fitted)
		}
	}
}
