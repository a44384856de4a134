package position

import (
	"math"
	"testing"

	"brink/wasm/margin"
	"brink/wasm/market"
)

// coinTiers are a venue's tiers in coins, for tests.
var coinTiers = &margin.Table{Venue: "bybit-inverse", Symbol: "BTCUSD", Dated: "2026-11-28", Complete: true, Tiers: []market.Tier{
	{CapBase: 150, Maintenance: .005, MaxLeverage: 100}, {CapBase: 300, Maintenance: .01, MaxLeverage: 50},
}}

func inverse(side market.Side, entry market.Price, dollars market.Base, leverage float64) Position {
	return Position{Venue: "bybit-inverse", Symbol: "BTCUSD", Side: side, Entry: entry, Size: dollars, Leverage: leverage}
}

// By the mark a position of N dollars is liquidated at N (m + d) / (W + d N / E),
// by its value at entry at E / (1 + d (1/L - m)). Both are known of the venue, so
// the nearer one is told: by the mark of a long, by entry of a short.
func TestInversePositions(t *testing.T) {
	for _, c := range []struct {
		side     market.Side
		entry    market.Price
		dollars  market.Base
		leverage float64
		want     float64
	}{
		{market.Long, 60_000, 100_000, 10, 60_000 * 1.005 / 1.1},
		{market.Short, 60_000, 100_000, 10, 60_000 / (1 - .1 + .005)},
		{market.Long, 60_000, 100_000, 50, 60_000 * 1.005 / 1.02},
		{market.Short, 60_000, 100_000, 50, 60_000 / (1 - .02 + .005)},
		{market.Long, 50_000, 10_000_000, 20, 50_000 * 1.01 / 1.05}, // 200 coins
		{market.Short, 50_000, 10_000_000, 20, 50_000 / (1 - .05 + .01)},
	} {
		p := inverse(c.side, c.entry, c.dollars, c.leverage)
		v, f := p.Assess(coinTiers)
		if f != nil || math.Abs(float64(v.Liquidation)-c.want) > 1e-6 || v.Notional != market.USD(c.dollars) || math.Abs(v.Leverage-c.leverage) > 1e-9 {
			t.Errorf("%+v: %+v %v, want %v", p, v, f, c.want)
		}
		backed := p
		backed.Leverage, backed.Margin = 0, market.USD(float64(c.dollars)/float64(c.entry)/c.leverage) // coins
		if w, f := backed.Assess(coinTiers); f != nil || math.Abs(float64(w.Liquidation-v.Liquidation)) > 1e-6 {
			t.Errorf("backed by coins: %+v %v, by leverage %v", w, f, v.Liquidation)
		}
	}
	// A short that holds a coin for each that it owes, and their maintenance,
	// cannot be liquidated.
	full := inverse(market.Short, 60_000, 6_000, 0)
	full.Margin = .101
	if v, f := full.Assess(coinTiers); f != nil || !v.Never {
		t.Errorf("%+v %v", v, f)
	}
	// A long always can: the coins that back it fall as well.
	full.Side = market.Long
	if v, f := full.Assess(coinTiers); f != nil || v.Never || !(v.Liquidation > 29_000 && v.Liquidation < 31_000) {
		t.Errorf("%+v %v", v, f)
	}
	for code, p := range map[string]Position{
		"leverage-beyond-venue": inverse(market.Long, 60_000, 1000, 101), "size-beyond-venue": inverse(market.Long, 50_000, 20_000_000, 2),
		"table-missing": inverse(market.Long, 60_000, 1000, 10), "size-beyond-belief": inverse(market.Long, 60_000, 1e13, 10),
	} {
		table := coinTiers
		if code == "table-missing" {
			table = nil
		}
		if v, f := p.Assess(table); f == nil || f.Code != "position-"+code {
			t.Errorf("%s: %+v %v", code, v, f)
		}
	}
	if got := (&Position{Venue: "bybit-inverse", Side: market.Short, Entry: 60_000, Size: 6_000}).Profit(54_000); math.Abs(float64(got)-600) > 1e-9 {
		t.Errorf("a short of .1 coins has gained %v over 6,000 dollars of fall", got)
	}
}

// An inverse account holds a coin: its positions are told alone.
func TestInversePositionsShareNothingHere(t *testing.T) {
	p := inverse(market.Long, 60_000, 1000, 0)
	p.Mode, p.Margin = Cross, .01
	list := []Position{p, p}
	if s := Share(list, 0, func(*Position) *margin.Table { return coinTiers }, func(*Position) market.Price { return 0 }); s != (Shared{Margin: .01}) {
		t.Errorf("%+v", s)
	}
}

// Where the tiers are not known, the nearest price that any could mean is told,
// for a venue whose tiers keep half of the margin at most; the true one is never
// nearer.
func TestTheNearestPriceWithoutATable(t *testing.T) {
	for _, most := range []float64{3, 5, 10, 20, 40} {
		table := &margin.Table{Tiers: []market.Tier{{Cap: 1e12, Maintenance: 1 / (2 * most), MaxLeverage: most}}, Complete: true}
		for leverage := 1.0; leverage <= most; leverage++ {
			for _, side := range []market.Side{market.Long, market.Short} {
				p := Position{Venue: "hyperliquid", Symbol: "HYPE", Side: side, Entry: 40, Size: 100, Leverage: leverage}
				sure, f := p.Assess(table)
				nearest, g := p.Assess(nil)
				if f != nil || g != nil || !nearest.Nearest || sure.Nearest || sure.Never != nearest.Never {
					t.Fatalf("%+v: %+v %v, %+v %v", p, sure, f, nearest, g)
				}
				if away, at := math.Abs(float64(40-nearest.Liquidation)), math.Abs(float64(40-sure.Liquidation)); away > at+1e-9 || away <= 0 {
					t.Errorf("%v %vx of %vx: at %v, told as %v", side, leverage, most, sure.Liquidation, nearest.Liquidation)
				}
			}
		}
	}
	cross := Position{Venue: "hyperliquid", Symbol: "HYPE", Mode: Cross, Entry: 40, Size: 100, Margin: 1000}
	if _, f := cross.Assess(nil); f == nil || f.Code != TableMissing {
		t.Errorf("%v", f)
	}
}
