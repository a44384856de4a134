package bitget

import (
	"strconv"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "bitget-requests"

var row = venue.Of(venue.Bitget)

// bars are the venue's words for bars; of six hours and more those of UTC days
// are asked for, as they come first.
var bars = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 3 * market.Minute, Word: "3m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"},
	{Length: 30 * market.Minute, Word: "30m"}, {Length: market.Hour, Word: "1H"}, {Length: 4 * market.Hour, Word: "4H"}, {Length: 6 * market.Hour, Word: "6Hutc"},
	{Length: 12 * market.Hour, Word: "12Hutc"}, {Length: market.Day, Word: "1Dutc"}, {Length: 6 * market.Hour, Word: "6H"}, {Length: 12 * market.Hour, Word: "12H"},
	{Length: market.Day, Word: "1D"},
}

var ask = exchange.Asking{Host: row.REST, Prefix: "/api/v2/mix/market/", Budget: weight, Bars: bars}

const (
	product = "productType=USDT-FUTURES"
	span    = "symbol=$s&" + product + "&granularity=$b&startTime=$f&endTime=$t&limit=$n"
)

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		ask.Get(exchange.CallMarkBars, "history-mark-candles", span, 200),
		ask.Get(exchange.CallIndexBars, "history-index-candles", span, 200),
		also(ask.Get(exchange.CallTickers, "ticker", "symbol=$s&"+product, 0), "tickers", "/api/v2/mix/market/tickers", "/api/v3/market/tickers"),
		ask.Get(exchange.CallMarkPrice, "symbol-price", "symbol=$s&"+product, 0),
		ask.Get(exchange.CallFundingNow, "current-fund-rate", "symbol=$s&"+product, 0),
		ask.Get(exchange.CallFundingHistory, "history-fund-rate", "symbol=$s&"+product+"&pageSize=$n", 100),
		ask.Get(exchange.CallTrades, "fills", "symbol=$s&"+product+"&limit=$n", 100),
		ask.Get(exchange.CallOlderTrades, "fills-history", "symbol=$s&"+product+"&startTime=$f&endTime=$t&limit=$n", 1000),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: append([]exchange.Endpoint{
		also(ask.Get(exchange.CallInstruments, "contracts", product, 0), "/api/v3/market/instruments"),
		ask.Get(exchange.CallBars, "candles", span, 1000),
		ask.Get(exchange.CallOlderBars, "history-candles", span, 200),
		ask.Get(exchange.CallOpenInterest, "open-interest", "symbol=$s&"+product, 0),
		also(ask.Get(exchange.CallTiers, "query-position-lever", "symbol=$s&"+product, 0), "position_tiers"),
		ask.Get(exchange.CallBook, "merge-depth", "symbol=$s&"+product+"&limit=max", 0),
		third.Get(exchange.CallLiquidations, "liquidations", "category=USDT-FUTURES&symbol=$s&limit=$n", 100),
	}, further()...),
	// 20 requests a second of most, 5 of liquidations.
	Budgets: []exchange.Budget{{Name: weight, Units: 10, Per: market.Second}},
	// Cut after two minutes without; the venue asks for one every 30 seconds.
	Heartbeat:  exchange.Heartbeat{Message: "ping", Every: 25 * market.Second, Quiet: 15 * market.Second, Lifetime: market.Day},
	Limits:     exchange.Limits{Topics: 200, TopicsAtOnce: 20, MessagesEvery: 200, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity: exchange.BySequence,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		second := exchange.Socket{Name: "v2", Host: row.Stream, Path: "/v2/ws/public", Topics: feeds.Topics(symbols, want)}
		// Tickers keep a socket from being silent on which liquidations alone are rare.
		thirds := exchange.Socket{Name: "v3", Host: row.Stream, Path: "/v3/ws/public", Topics: marks.Topics(symbols, want)}
		if want&exchange.WantLiquidations != 0 && len(symbols) > 0 { // of all symbols, and no fewer
			thirds.Topics = append(thirds.Topics, `{"instType":"usdt-futures","topic":"liquidation"}`)
		}
		return exchange.Carrying(second, thirds)
	},
	Subscribe:   func(topics []string, id int) string { return message("subscribe", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return message("unsubscribe", topics, id) },
	Write:       ask.Write,
}

var third = exchange.Asking{Host: row.REST, Prefix: "/api/v3/market/", Budget: weight}

// feeds are the JSON of a topic's argument.
var feeds = exchange.Feeds{
	Trades: `{"instType":"USDT-FUTURES","channel":"trade","instId":"$s"}`, Bars: `{"instType":"USDT-FUTURES","channel":"candle1m","instId":"$s"}`,
	Book: `{"instType":"USDT-FUTURES","channel":"books","instId":"$s"}`,
}

// marks are those of the third interface.
var marks = exchange.Feeds{Mark: `{"instType":"usdt-futures","topic":"ticker","symbol":"$s"}`}

func also(e exchange.Endpoint, names ...string) exchange.Endpoint {
	e.Aliases = names
	return e
}

func message(op string, topics []string, id int) string {
	return `{"op":"` + op + `","id":"` + strconv.Itoa(id) + `","args":[` + strings.Join(topics, ",") + `]}`
}
