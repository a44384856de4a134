package live_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// A venue's tiers are asked for once the history is there, are told once, and
// are asked for again some time after an answer that had none.
func TestTiersAreAskedForBehindTheHistoryAndToldOnce(t *testing.T) {
	w := newScriptedVenues(t, 1, 2, venues.Binance, venues.Bybit)
	asked, refuse := 0, true
	w.status = func(r *request) int {
		if strings.Contains(r.ask.URL, "risk-limit") {
			if asked++; refuse {
				return 503
			}
		}
		return 200
	}
	w.m.Begin(w.ours())
	w.run(30 * market.Second)
	if list := w.m.NewTiers(); asked == 0 || len(list) != 0 {
		t.Fatalf("asked %d times, told %+v", asked, list)
	}
	refuse = false
	w.run(12 * market.Minute)
	list := w.m.NewTiers()
	if len(list) != 1 || list[0].Venue != venues.Bybit || list[0].Symbol != "BTCUSDT" || len(list[0].Rows) != 2 || list[0].Rows[1] != (market.Tier{Cap: 10e6, Maintenance: .01, MaxLeverage: 50, Deduction: 10_000}) {
		t.Fatalf("%+v", list)
	}
	before := asked
	w.run(12 * market.Minute)
	if asked != before || len(w.m.NewTiers()) != 0 {
		t.Errorf("asked %d times more, or told twice", asked-before)
	}
	w.run(market.Day)
	if asked != before+1 || len(w.m.NewTiers()) != 1 {
		t.Errorf("a day later asked %d times more", asked-before)
	}
}
