package live_test

import (
	"slices"
	"testing"

	"brink/wasm/feed"
	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// Other venues of the same market are connected to and let go without touching
// those that stay: their connections stand, and nothing of them is asked again.
func TestVenuesComeAndGo(t *testing.T) {
	w := newScriptedVenues(t, 3, 1, venues.Bybit)
	w.m.Begin(w.ours())
	w.run(market.Minute)
	w.whole(1, begin-3*market.Hour-market.Day)
	dialled := w.dials
	for range 2 {
		w.m.Connect([]market.Venue{venues.Binance, venues.Bybit}, w.ours())
		w.m.BeginConnected(w.ours())
		if w.dials != dialled+1 {
			t.Fatalf("%d connections were made for one venue more", w.dials-dialled)
		}
		dialled = w.dials
		for i, h := range w.m.Health(w.ours()) {
			if live := h.Status == market.VenueLive; live != (i == 1) {
				t.Errorf("at once %s is %v", h.Venue, h.Status)
			}
		}
		w.run(2 * market.Minute)
		w.whole(2, begin-3*market.Hour-market.Day)
		if got := w.m.VenueIDs(); !slices.Equal(got, []market.Venue{venues.Binance, venues.Bybit}) || w.dials != dialled {
			t.Errorf("%v after %d connections more", got, w.dials-dialled)
		}
		for _, h := range w.m.Health(w.ours()) {
			if h.Status != market.VenueLive || h.Refused > 0 {
				t.Errorf("%s is %v: %s", h.Venue, h.Status, h.Reason)
			}
		}
		if list := w.m.NewLiquidations(); len(list) == 0 || list[0].Venue != 0 {
			t.Errorf("the liquidations of the first venue: %+v", list)
		}
		w.run(market.Minute) // whose liquidations nobody fetches before their venue is let go
		w.m.Connect([]market.Venue{venues.Bybit}, w.ours())
		w.m.BeginConnected(w.ours())
		if len(w.m.NewLiquidations()) > 0 || len(w.m.Liquidations()) > 0 || len(w.links) != 1 {
			t.Errorf("%d connections stand, and a venue that was let go tells of liquidations", len(w.links))
		}
		w.run(10 * market.Minute)
		w.whole(1, begin-3*market.Hour-market.Day)
	}
	if len(w.m.Build()) == 0 || w.m.Stale() {
		t.Error("nothing is built")
	}
}

// Who ticks a venue off and on is held to what it had used, and to a ban.
func TestAVenueThatBannedUsStaysBanned(t *testing.T) {
	w := newScriptedVenues(t, 3, 1, venues.Bybit, venues.Binance)
	asked := 0
	w.status = func(r *request) int {
		if venue := r.ask.URL; len(venue) > 12 && venue[8:12] == "fapi" {
			asked++
			return 418
		}
		return 200
	}
	w.m.Begin(w.ours())
	w.run(20 * market.Second)
	before := asked
	if before == 0 || w.m.Health(w.ours())[1].LimitedUntil == 0 {
		t.Fatalf("%d requests, and the ban is not known", before)
	}
	for range 3 {
		for _, list := range [][]market.Venue{{venues.Bybit}, {venues.Bybit, venues.Binance}} {
			w.m.Connect(list, w.ours())
			w.m.BeginConnected(w.ours())
			w.run(2 * market.Second)
		}
	}
	if asked != before || w.m.Health(w.ours())[1].LimitedUntil == 0 {
		t.Errorf("%d requests more than before the venue was let go", asked-before)
	}
	if spent := live.Spent(w.m, true, w.ours()); len(spent) == 0 || spent[0] > feed.MarketDials {
		t.Errorf("what was spent: %v", spent)
	}
}
