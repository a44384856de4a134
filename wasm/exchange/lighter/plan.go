package lighter

import (
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "lighter-requests"

var row = venue.Of(venue.Lighter)

var bars = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"}, {Length: 30 * market.Minute, Word: "30m"},
	{Length: market.Hour, Word: "1h"}, {Length: 4 * market.Hour, Word: "4h"}, {Length: 12 * market.Hour, Word: "12h"}, {Length: market.Day, Word: "1d"},
}

var ask = exchange.Asking{Host: row.REST, Prefix: "/api/v1/", Budget: weight, Bars: bars, CoinOf: numberOf}

// numberOf is the number of a coin's market, for the coins that are known before
// the venue's list is read.
func numberOf(coin string) string { return numbers[coin] }

var numbers = map[string]string{"ETH": "0", "BTC": "1", "SOL": "2"}

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		ask.Get(exchange.CallTrades, "recentTrades", "market_id=$c&limit=$n", 100),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: append([]exchange.Endpoint{
		ask.Get(exchange.CallInstruments, "orderBookDetails", "", 0),
		ask.Get(exchange.CallBars, "candles", "market_id=$c&resolution=$b&start_timestamp=$f&end_timestamp=$t&count_back=$n", 500),
	}, further()...),
	Budgets: []exchange.Budget{{Name: weight, Units: 30, Per: market.Minute}}, // of 60
	// Something is to be sent within two minutes.
	Heartbeat:  exchange.Heartbeat{Message: `{"type":"ping"}`, Every: 60 * market.Second, Quiet: 30 * market.Second},
	Limits:     exchange.Limits{Topics: 100, TopicsAtOnce: 1, MessagesEvery: 400, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity: exchange.BySequence,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		known := make([]string, 0, len(symbols))
		for _, symbol := range symbols {
			if number := numberOf(symbol); number != "" {
				known = append(known, number)
			}
		}
		if want&exchange.WantTrades != 0 { // liquidations come beside them
			want &^= exchange.WantLiquidations
		}
		return exchange.Carrying(exchange.Socket{Name: "stream", Host: row.Stream, Path: "/stream", Topics: feeds.Topics(known, want)})
	},
	Subscribe:   func(topics []string, _ int) string { return message("subscribe", topics) },
	Unsubscribe: func(topics []string, _ int) string { return message("unsubscribe", topics) },
	Write:       ask.Write,
}

var feeds = exchange.Feeds{Trades: "trade/$s", Mark: "market_stats/$s", Liquidations: "trade/$s", Book: "order_book/$s"}

func message(kind string, topics []string) string {
	return `{"type":"` + kind + `","channel":"` + strings.Join(topics, "") + `"}`
}
