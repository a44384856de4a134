package kraken

import (
	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "kraken-requests"

var row = venue.Of(venue.Kraken)

var bars = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"}, {Length: 30 * market.Minute, Word: "30m"},
	{Length: market.Hour, Word: "1h"}, {Length: 4 * market.Hour, Word: "4h"}, {Length: 12 * market.Hour, Word: "12h"}, {Length: market.Day, Word: "1d"}, {Length: 7 * market.Day, Word: "1w"},
}

var (
	ask    = exchange.Asking{Host: row.REST, Prefix: "/derivatives/api/", Budget: weight, Bars: bars}
	charts = exchange.Asking{Host: row.REST, Prefix: "/api/charts/v1/", Budget: weight, Bars: bars, Time: exchange.Seconds}
)

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		ask.Get(exchange.CallTickers, "v3/tickers", "", 0),
		charts.Get(exchange.CallMarkBars, "mark/$s/$b", "from=$f&to=$t", 2000),
		ask.Get(exchange.CallFundingHistory, "v4/historicalfundingrates", "symbol=$s", 0),
		ask.Get(exchange.CallTrades, "v3/history", "symbol=$s", 100),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: append([]exchange.Endpoint{
		ask.Get(exchange.CallInstruments, "v3/instruments", "", 0),
		charts.Get(exchange.CallBars, "trade/$s/$b", "from=$f&to=$t", 2000),
		ask.Get(exchange.CallBook, "v3/orderbook", "symbol=$s", 0),
	}, further()...),
	Budgets:    []exchange.Budget{{Name: weight, Units: 20, Per: 10 * market.Second}}, // no limit is known
	Heartbeat:  exchange.Heartbeat{Quiet: 20 * market.Second},
	Limits:     exchange.Limits{Topics: 100, TopicsAtOnce: 1, MessagesEvery: 100, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity: exchange.ByStep,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		// Liquidations are trades: whoever wants both has them once.
		if want&exchange.WantTrades != 0 {
			want &^= exchange.WantLiquidations
		}
		return exchange.Carrying(exchange.Socket{Name: "v1", Host: row.Stream, Path: "/ws/v1", Topics: feeds.Topics(symbols, want)})
	},
	Subscribe:   func(topics []string, _ int) string { return message("subscribe", topics) },
	Unsubscribe: func(topics []string, _ int) string { return message("unsubscribe", topics) },
	// The charts are asked in seconds.
	Write: func(e *exchange.Endpoint, q exchange.Query, r *exchange.Request) { charts.Write(e, q, r) },
}

// feeds are the JSON of a feed and its product: a message of ours has one.
var feeds = exchange.Feeds{
	Trades: `"feed":"trade","product_ids":["$s"]`, Bars: `"feed":"candles_trade_1m","product_ids":["$s"]`, Mark: `"feed":"ticker","product_ids":["$s"]`,
	Liquidations: `"feed":"trade","product_ids":["$s"]`, Book: `"feed":"book","product_ids":["$s"]`,
}

func message(event string, topics []string) string {
	return `{"event":"` + event + `",` + topics[0] + `}`
}
