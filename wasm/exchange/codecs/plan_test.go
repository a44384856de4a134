package codecs_test

import (
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// What a venue allows an address is never planned to be exceeded, and what it
// wants to hear is said in time (VENUES.md).
func TestPlansKeepTheVenuesLimits(t *testing.T) {
	allowed := map[string]struct {
		units int
		per   market.Millis
	}{
		"binance-weight": {2400, market.Minute}, "binance-futures-data": {1000, 5 * market.Minute}, "binance-funding": {500, 5 * market.Minute},
		"bybit-requests":       {300, 5 * market.Second}, // 600 of an address, which linear and inverse share
		"okx-requests":         {20, 2 * market.Second},
		"okx-candles":          {20, 2 * market.Second},
		"okx-history-candles":  {20, 2 * market.Second},
		"okx-rubik":            {5, 2 * market.Second},
		"hyperliquid-weight":   {1200, market.Minute},
		"binance-coinm-weight": {2400, market.Minute}, "binance-coinm-futures-data": {1000, 5 * market.Minute}, "binance-coinm-funding": {500, 5 * market.Minute},
		"bitget-requests":  {20, market.Second},
		"gate-requests":    {200, 10 * market.Second},
		"deribit-credits":  {20, market.Second},
		"kraken-requests":  {50, 10 * market.Second}, // a guess: no limit is told
		"lighter-requests": {60, market.Minute},
		"dydx-requests":    {100, 10 * market.Second},
		"htx-requests":     {240, 3 * market.Second},
	}
	for _, venue := range venues.IDs() {
		plan := codecs.PlanOf(venue)
		names := map[string]bool{}
		for _, b := range plan.Budgets {
			a, ok := allowed[b.Name]
			if !ok || b.Per != a.per || b.Units > a.units || b.Units <= 0 {
				t.Errorf("%s plans %+v", venue, b)
			}
			names[b.Name] = true
		}
		for _, c := range plan.Endpoints {
			if !names[c.Budget] || c.Weight <= 0 {
				t.Errorf("%s %s counts against no allowance: %+v", venue, c.Call, c)
			}
		}
	}
	for venue, want := range map[market.Venue]struct {
		every, lifetime market.Millis // at most
		topics          int
		apart           market.Millis // at least, between two messages of ours
	}{
		venues.Binance:      {0, market.Day, 1024, 100},
		venues.Bybit:        {20 * market.Second, 0, 1000, 0},
		venues.BybitInverse: {20 * market.Second, 0, 1000, 0},
		venues.OKX:          {30 * market.Second, 0, 480, 0},
		venues.Hyperliquid:  {60 * market.Second, 0, 1000, 30},
		venues.BinanceCoinM: {0, market.Day, 1024, 100},
		venues.Bitget:       {30 * market.Second, market.Day, 1000, 100},
		venues.Gate:         {20 * market.Second, 0, 1000, 0},
		venues.Deribit:      {30 * market.Second, 0, 500, 0},
		venues.Kraken:       {0, 0, 1000, 0},
		venues.Lighter:      {120 * market.Second, 0, 100, 300},
		venues.DYdX:         {0, 0, 32, 0},
		venues.HTX:          {0, 0, 1000, 0},
	} {
		plan := codecs.PlanOf(venue)
		h, l := plan.Heartbeat, plan.Limits
		if h.Every > want.every || (want.every > 0) != (h.Message != "") || h.Lifetime > want.lifetime || (h.Lifetime > 0) != (want.lifetime > 0) ||
			l.Topics > want.topics || l.MessagesEvery < want.apart || h.Quiet <= 0 || l.TopicsAtOnce <= 0 {
			t.Errorf("%s: %+v %+v", venue, h, l)
		}
	}
}

// Every bar call weighs what the venue says, by its rows.
func TestWeights(t *testing.T) {
	for rows, want := range map[int]int{99: 1, 100: 2, 499: 2, 500: 5, 1000: 5, 1001: 10, 1500: 10} {
		r, ok := codecs.PlanOf(venues.Binance).Request(exchange.CallBars, exchange.Query{Symbol: "BTCUSDT", Span: market.Minute, Limit: rows})
		if !ok || r.Weight != want {
			t.Errorf("%d rows weigh %d, want %d", rows, r.Weight, want)
		}
	}
	r, _ := codecs.PlanOf(venues.Hyperliquid).Request(exchange.CallBars, exchange.Query{Symbol: "BTC", Span: market.Minute, From: market.Day, To: market.Day + 599*market.Minute})
	if r.Weight != 20+10 {
		t.Errorf("600 bars of Hyperliquid weigh %d", r.Weight)
	}
}
