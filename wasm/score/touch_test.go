package score

import (
	"testing"

	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/replay"
)

// year are the bars that chances of a touch are fitted and judged on.
func year(t testing.TB) []market.Bar {
	t.Helper()
	r, fault := replay.ReadBars(file(t, "bars_5m_bybit_2025.csv.gz"))
	if fault != nil {
		t.Fatal(fault)
	}
	return r.Bars
}

// Fitted to June 2025 and judged on July to January: 5,160 hours of 14 levels.
func TestTouchIsJudgedOnUnseenMonths(t *testing.T) {
	bars := year(t)
	for h, most := range [forecast.Horizons]float64{.0532, .0956, .1575} {
		r, fault := JudgeTouch(bars, five, forecast.Horizon(h), date(t, "2025-07-01"), date(t, "2026-02-01"))
		if fault != nil {
			t.Fatal(fault)
		}
		t.Logf("%d: Brier %.4f, climatology %.4f, driftless %.4f, calibration error %.4f, over climatology %.4f, over driftless %.4f", h, r.Brier, r.Climatology, r.Driftless, r.Error, r.OverClimate, r.OverBarrier)
		if r.N != 5160*14 || r.Brier > most || r.Error > .008 {
			t.Errorf("horizon %d: %d hours and levels, Brier %v, calibration error %v", h, r.N, r.Brier, r.Error)
		}
		if r.OverClimate.Low <= 0 || r.OverBarrier.Low <= 0 {
			t.Errorf("horizon %d: gains %+v over climatology and %+v over the barrier", h, r.OverClimate, r.OverBarrier)
		}
	}
}

// Hours before a gap within their horizon are not judged, nor is a period
// without any.
func TestTouchAcrossGaps(t *testing.T) {
	bars := year(t)[:20*288]
	hole := append(append([]market.Bar(nil), bars[:15*288]...), bars[15*288+12:]...) // an hour is missing
	at := bars[15*288].Start
	for h := range forecast.Horizon(forecast.Horizons) {
		judged := map[market.Millis]bool{}
		for _, hour := range touchHours(hole, five, h) {
			judged[hour.at] = true
		}
		for back := market.Millis(0); back < h.Span(); back += market.Hour {
			if judged[at-back] {
				t.Errorf("the hour %d hours before a gap is judged over %d hours", back/market.Hour, h.Span()/market.Hour)
			}
		}
		if !judged[at-h.Span()] {
			t.Errorf("an hour whose horizon of %d hours ends where the gap begins is not judged", h.Span()/market.Hour)
		}
	}
	if _, fault := JudgeTouch(bars, five, forecast.OneHour, date(t, "2027-01-01"), date(t, "2027-02-01")); fault == nil || fault.Code != "touch-period-empty" {
		t.Errorf("a period without bars: %v", fault)
	}
}
