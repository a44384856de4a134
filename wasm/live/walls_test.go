//go:build !js

package live_test

import (
	"math"
	"slices"
	"testing"

	books "brink/wasm/book"
	"brink/wasm/fake"
	"brink/wasm/grid"
	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// The fake exchange knows its walls, and what becomes of each: a watch of its books
// from outside finds the same.
func TestWallsOfTheFakeExchangeAreSeenAsTheyAre(t *testing.T) {
	s := settled(t, 8, live.Config{Coin: "BTC", Days: 1, Venues: []market.Venue{venues.Binance}})
	s.m.Depth(true, s.now())
	s.run(3 * market.Second)
	var told []books.Venue
	var d books.Depth
	var w books.Watch
	type seen struct {
		wall        fake.Wall
		found       bool
		first, last float64 // how far price was from it, in bins
	}
	known := map[market.Price]*seen{}
	for range 60 * 60 * 2 {
		s.run(500)
		told = live.AppendBooks(told[:0], s.m, s.now())
		forming, _ := s.m.Forming()
		d.Sum(told, s.clock, forming.Close)
		w.See(&d, 1, told[0].Flows, nil)
		standing := w.AppendStanding(nil, s.clock)
		for _, wall := range fake.Walls(s.x, venues.Binance, "BTC") {
			k := known[wall.Price]
			if k == nil {
				k = &seen{}
				known[wall.Price] = k
			}
			if away := math.Abs(grid.Coordinate(wall.Price) - grid.Coordinate(forming.Close)); s.clock <= wall.Until {
				if k.last = away; k.first == 0 {
					k.first = away
				}
			}
			k.wall = wall
			if i := slices.IndexFunc(standing, func(o books.Standing) bool {
				return math.Abs(float64(o.At-grid.Of(wall.Price))) <= 1 && (o.Side == market.Long) == wall.Bid
			}); i >= 0 {
				k.found = true
				if float64(standing[i].USD) < .9*float64(wall.USD) || float64(standing[i].USD) > 2.5*float64(wall.USD) {
					t.Errorf("a wall of %.0f looks like %.0f", wall.USD, standing[i].USD)
				}
			}
		}
	}
	all, found, pulled, filled, lasted := 0, 0, 0, 0, 0
	for _, k := range known {
		if k.wall.Until-k.wall.Since < 10*market.Second {
			continue // nobody could have seen it stand
		}
		all++
		if k.found {
			found++
		}
		switch {
		case !k.found, math.Abs(k.first-k.last-.3) < .3:
			// It is hard to say whether price was on its way to it.
		case !k.wall.Pulled && k.wall.Until < k.wall.Since+10*market.Minute:
			filled++ // price went through it
		case k.wall.Until <= s.clock && k.last < 5 && k.last < k.first:
			pulled++ // as price came near, or had come: its time may be over as well
		default:
			lasted++
		}
	}
	counted := w.Pulled[0].N + w.Pulled[1].N
	t.Logf("%d walls, %d seen; of those %d were pulled as price came near, %d were traded, %d stood; counted as pulled %d, as traded %d", all, found, pulled, filled, lasted, counted, w.Filled[0].N+w.Filled[1].N)
	if all < 10 || found < all*9/10 {
		t.Errorf("%d of %d walls are seen", found, all)
	}
	if pulled < 3 || counted < pulled*3/4 || counted > pulled*5/4+1 {
		t.Errorf("%d walls were pulled, %d are counted", pulled, counted)
	}
}
