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
	for i, h := range w.m.Health(now()) {
		if h.Venue != venues.Offered()[i] || h.Status != market.VenueLive || h.Missing != 0 || h.Refused > 0 && !venues.Of(h.Venue).Live || h.Share != 1 {
			t.Errorf("%s: %v, %.2f of its history, missing %v, %d unreadable: %s %s", h.Venue, h.Status, h.Share, h.Missing, h.Refused, h.Reason, h.Sample)
		}
	}
}
