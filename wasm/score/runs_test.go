package score

import (
	"math"
	"testing"

	"brink/wasm/insight/forecast"
	"brink/wasm/market"
)

// Fitted to June 2025 and judged on July to January: each quantile holds what it
// says, and runs into the emptiest fifth are the shorter ones.
func TestRunsAreCoveredOnUnseenMonths(t *testing.T) {
	r, fault := JudgeRuns(year(t), five, 10*market.Day, date(t, "2025-07-01"), date(t, "2026-02-01"))
	if fault != nil {
		t.Fatal(fault)
	}
	t.Logf("n %d, medians by fifth %v, emptiest over others %v", r.N, r.Fifths, r.Shorter)
	if r.N < 1000 {
		t.Errorf("%d runs", r.N)
	}
	for name, levels := range r.Coverage {
		for _, c := range levels {
			if math.Abs(c.Observed-c.Quantile) > .03 {
				t.Errorf("%s: %v of runs lie within the quantile %v", name, c.Observed, c.Quantile)
			}
		}
	}
	for _, name := range []string{"15m", "1h"} {
		if s := r.Shorter[name]; s.High >= 1 {
			t.Errorf("%s: runs into the emptiest fifth are %+v times as long", name, s)
		}
	}
}

// One run by hand: a market that swings about 100 falls through its low of four
// hours and 3 % on.
func TestRunByHand(t *testing.T) {
	var bars []market.Bar
	for i := range market.Millis(12 * 288) {
		bars = append(bars, market.Bar{Start: i * five, Open: 100, High: 100.1, Low: 99.9, Close: 100, Volume: 5})
	}
	at := 11 * 288
	for i := at; i < at+12; i++ {
		low := market.Price(99.8)
		if i >= at+4 {
			low = 97
		}
		bars[i].Low = low
	}
	all, fault := runs(bars, five, 10*market.Day)
	if fault != nil || len(all) != 1 {
		t.Fatalf("%d runs, %v", len(all), fault)
	}
	r := all[0]
	hourly := math.Log(100.1/99.9) / math.Sqrt(4*math.Ln2) * math.Sqrt(12)
	for h, want := range []float64{math.Log(99.9/99.8) / hourly, math.Log(99.9/97) / hourly, math.Log(99.9/97) / hourly} {
		if math.Abs(r.far[h]/want-1) > 1e-6 {
			t.Errorf("horizon %d: %v hourly standard deviations, want %v", h, r.far[h], want)
		}
	}
	if r.side != market.Long || r.at != bars[at].Start+five || !(r.ahead > 0) {
		t.Errorf("%+v", r)
	}
	if got := forecast.ShippedRuns.Quantile(0, 1, 0); got != forecast.ShippedRuns.Far[1][0][1] {
		t.Errorf("into emptiness the median run is %v", got)
	}
}

// A gap within the four hours before a break or in its horizon leaves it out, and
// too few breaks are a fault.
func TestRunsAcrossGaps(t *testing.T) {
	bars := year(t)[:40*288]
	whole, fault := runs(bars, five, 10*market.Day)
	if fault != nil || len(whole) == 0 {
		t.Fatalf("%d runs, %v", len(whole), fault)
	}
	at := whole[len(whole)/2].at
	for _, shift := range []market.Millis{-2 * market.Hour, 2 * market.Hour} {
		var holed []market.Bar
		for _, b := range bars {
			if b.Start < at+shift || b.Start >= at+shift+4*five {
				holed = append(holed, b)
			}
		}
		rest, fault := runs(holed, five, 10*market.Day)
		if fault != nil {
			t.Fatal(fault)
		}
		for _, r := range rest {
			if r.at == at {
				t.Errorf("a break %v minutes from a gap is judged", -shift/market.Minute)
			}
		}
	}
	if _, fault := JudgeRuns(bars, five, 10*market.Day, date(t, "2027-01-01"), date(t, "2027-02-01")); fault == nil || fault.Code != "runs-too-few" {
		t.Errorf("a period without breaks: %v", fault)
	}
	if _, fault := FitRuns(bars[:11*288], five, 10*market.Day, date(t, "2027-01-01")); fault == nil || fault.Code != "runs-too-few" {
		t.Errorf("a day of breaks: %v", fault)
	}
}
