package session

import (
	"brink/wasm/engine"
	"brink/wasm/margin"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// engineVenues are venues as the engine takes them: their first maintenance
// tier, which share of liquidations their feeds publish, and, of a coin that the
// weights were not fitted on, what they trade of the one that was.
func engineVenues(ids []string, coin string) []engine.Venue {
	out := make([]engine.Venue, len(ids))
	for i, name := range ids {
		id, v := market.Venue(name), &out[i]
		c := venues.CaptureOf(id)
		v.Feed = engine.Link{Capture: c.Share, Saturation: c.Saturation}
		if coin != fittedCoin {
			v.Par = c.Par
		}
		if t := margin.BuiltIn(id, venues.Symbol(id, coin)); t != nil && len(t.Tiers) > 0 {
			v.Maintenance, v.Leverage = t.Tiers[0].Maintenance, t.Tiers[0].MaxLeverage
		}
	}
	return out
}

// fittedCoin is the coin that the shipped weights were fitted on.
const fittedCoin = "BTC"
