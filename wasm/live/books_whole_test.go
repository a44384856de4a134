//go:build !js

package live_test

import (
	"math"
	"testing"

	books "brink/wasm/book"
	"brink/wasm/live"
	"brink/wasm/market"
)

// Of an exchange without faults every book is known after a moment, reaches both
// ways, is never missed a change of, and tells what takers did.
func TestBooksInBins(t *testing.T) {
	s := settled(t, 21, live.Config{Coin: "BTC", Days: 1})
	s.m.Depth(true, s.now())
	s.run(5 * market.Second)
	var told []books.Venue
	traded := map[string]market.USD{}
	for range 80 {
		s.run(500)
		told = live.AppendBooks(told[:0], s.m, s.now())
		forming, _ := s.m.Forming()
		for i := range told {
			v := &told[i]
			for _, f := range v.Flows {
				traded[v.ID] += f.Buy + f.Sell
			}
			if v.State != books.Known || v.Gaps != 0 || v.Age > 3*market.Second {
				t.Fatalf("%s: state %d, %d gaps, %d ms old", v.ID, v.State, v.Gaps, v.Age)
			}
			if v.Reach[market.Long] >= v.Mid || v.Reach[market.Short] <= v.Mid || math.Abs(float64(v.Mid/forming.Close)-1) > .01 || len(v.Sides[0]) == 0 || len(v.Sides[1]) == 0 {
				t.Fatalf("%s reaches %v about %v at %v", v.ID, v.Reach, v.Mid, forming.Close)
			}
		}
	}
	for i := range told {
		if traded[told[i].ID] <= 0 {
			t.Errorf("%s: nothing was traded in 40 s", told[i].ID)
		}
	}
	// What falls silent is frozen, and comes back.
	s.set("silence=20s@bybit")
	s.run(15 * market.Second)
	for _, v := range live.AppendBooks(nil, s.m, s.now()) {
		if frozen := v.Frozen() || v.State == books.Awaited; frozen != (v.ID == "bybit" || v.ID == "bybit-inverse") {
			t.Errorf("%s: %v, %d ms old", v.ID, v.State, v.Age)
		}
	}
	s.set("")
	s.run(40 * market.Second)
	for _, v := range live.AppendBooks(nil, s.m, s.now()) {
		if !v.Counts() {
			t.Errorf("%s does not come back: %v, %d ms old", v.ID, v.State, v.Age)
		}
	}
}
