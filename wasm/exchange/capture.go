package exchange

import "brink/wasm/market"

// Capture says how much of its forced closings a venue's public feed tells.
type Capture struct {
	Venue    market.Venue
	Dated    string  // YYYY-MM-DD of the figures
	Share    float64 // of the forced dollars that the feed tells, 0 where there is no feed
	Complete bool    // by the venue's word; else the feed is sampled and Share is an estimate
	// Par is what the venue trades of BTC in five minutes, in USD, beside the
	// bars that the learned weights were fitted on; 0 where nothing at hand
	// tells.
	Par market.USD
}

// captures are dated: Bybit's feed is complete by its own documentation (SPEC
// 0.1), so is that of its inverse contracts. Of 2026-02-24 to 03-02 Binance's
// forced orders were 23.2 % of the dollars that the three venues published,
// while it traded 2.30 times what Bybit did; with OKX sampled alike that makes
// about .15 of its forced closings (decisions/014). Hyperliquid tells none.
var captures = []Capture{
	{Binance, "2026-03-02", .15, false, 50e6},
	{Bybit, "2026-03-02", 1, true, 21.7e6},
	{BybitInverse, "2026-03-02", 1, true, 0},
	{OKX, "2026-03-02", .15, false, 0},
	{Hyperliquid, "2026-03-02", 0, false, 0},
}

// CaptureOf is the row of a venue, or false for one that is not spoken with.
func CaptureOf(venue market.Venue) (Capture, bool) {
	for _, c := range captures {
		if c.Venue == venue {
			return c, true
		}
	}
	return Capture{}, false
}
