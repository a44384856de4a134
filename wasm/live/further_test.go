//go:build !js

package live_test

import (
	"testing"
	"time"

	"brink/wasm/fake"
	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// Every venue that is offered gives its history and its feed over real sockets,
// each in its place in the order that was asked for.
func TestOfferedVenuesComeOverRealSockets(t *testing.T) {
	w, _ := newWires(t, fake.Config{Seed: 7, Speed: 1, Days: 4, Further: true}, live.Config{Coin: "BTC", Days: 3, Venues: venues.Offered()})
	begun := market.Millis(time.Now().UnixMilli())
	w.m.Begin(now())
	w.run(90*time.Second, func() bool {
		part, waiting := w.m.HistoryShare()
		for _, h := range w.m.Health(now()) {
			if h.Status != market.VenueLive {
				return false
			}
		}
		return part == 1 && !waiting
	})
	// What venues tell of liquidations of before is there at the first visit, once
	// each.
	w.run(20*time.Second, func() bool { return false })
	before := map[market.Venue]int{}
	seen := map[market.VenueLiquidation]bool{}
	for _, l := range w.m.Liquidations() {
		id := w.m.VenueIDs()[l.Venue]
		if l.Liquidation.Time < begun-20*market.Minute {
			before[id]++
		}
		if l.Liquidation.Time -= l.Liquidation.Time % market.Second; venues.Of(id).Told.Coarse {
			l.Liquidation.Price, l.Liquidation.USD, l.Liquidation.PriceKind = 0, 0, 0
			if seen[l] {
				t.Errorf("%s tells twice of %+v", id, l.Liquidation)
			}
			seen[l] = true
		}
	}
	for _, id := range []market.Venue{venues.Gate, venues.Deribit} {
		if before[id] == 0 {
			t.Errorf("%s tells of no liquidation of before: %v", id, before)
		}
	}
	for i, h := range w.m.Health(now()) {
		if h.Venue != venues.Offered()[i] || h.Status != market.VenueLive || h.Missing != 0 || h.Refused > 0 && !venues.Of(h.Venue).Live || h.Share != 1 {
			t.Errorf("%s: %v, %.2f of its history, missing %v, %d unreadable: %s %s", h.Venue, h.Status, h.Share, h.Missing, h.Refused, h.Reason, h.Sample)
		}
	}
}
