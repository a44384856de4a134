package okx

import (
	"strconv"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

var row = venue.Of(venue.OKX)

// OKX's allowances an address and endpoint: 20 requests in 2 seconds for
// most, 5 for statistics. Those of which many are asked have their own here.
const (
	requests = "okx-requests"
	newBars  = "okx-candles"
	oldBars  = "okx-history-candles"
	studies  = "okx-rubik"
)

// bars are the venue's words for bars; those of UTC days come last, so
// that the first word for a length is the one to ask for.
var bars = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 3 * market.Minute, Word: "3m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"},
	{Length: 30 * market.Minute, Word: "30m"}, {Length: market.Hour, Word: "1H"}, {Length: 2 * market.Hour, Word: "2H"}, {Length: 4 * market.Hour, Word: "4H"},
	{Length: 6 * market.Hour, Word: "6Hutc"}, {Length: 12 * market.Hour, Word: "12Hutc"}, {Length: market.Day, Word: "1Dutc"}, {Length: 6 * market.Hour, Word: "6H"},
	{Length: 12 * market.Hour, Word: "12H"}, {Length: market.Day, Word: "1D"},
}

// steps are the words of statistics, which know three lengths.
var steps = exchange.Spans{
	{Length: 5 * market.Minute, Word: "5m"}, {Length: market.Hour, Word: "1H"}, {Length: market.Day, Word: "1D"},
}

var ask = exchange.Asking{Host: row.REST, Prefix: "/api/v5/", Bars: bars, Steps: steps, CoinOf: func(symbol string) string { return strings.TrimSuffix(symbol, "-SWAP") }}

// call is a call to the host. Aliases are what existed before there was a
// figure for each swap, by coin.
func call(c exchange.Call, path, template string, rows int, budget string, aliases ...string) exchange.Endpoint {
	e := ask.Get(c, path, template, rows)
	e.Budget, e.Aliases = budget, aliases
	return e
}

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		call(exchange.CallMarkBars, "market/mark-price-candles", "instId=$s&bar=$b&after=$l&before=$e&limit=$n", 100, requests),
		call(exchange.CallOlderMarkBars, "market/history-mark-price-candles", "instId=$s&bar=$b&after=$l&before=$e&limit=$n", 100, requests),
		call(exchange.CallIndexBars, "market/index-candles", "instId=$c&bar=$b&after=$l&before=$e&limit=$n", 100, requests),
		call(exchange.CallMarkPrice, "public/mark-price", "instType=SWAP&instId=$s", 0, requests),
		call(exchange.CallFundingNow, "public/funding-rate", "instId=$s", 0, requests),
		call(exchange.CallFundingHistory, "public/funding-rate-history", "instId=$s&after=$l&before=$e&limit=$n", 400, requests),
		call(exchange.CallRatio, "rubik/stat/contracts/long-short-account-ratio-contract", "instId=$s&period=$p&begin=$f&end=$t&limit=$n", 100, studies,
			"long-short-account-ratio", "/api/v5/rubik/stat/contracts/long-short-account-ratio"),
		call(exchange.CallRatioTopAccounts, "rubik/stat/contracts/long-short-account-ratio-contract-top-trader", "instId=$s&period=$p&begin=$f&end=$t&limit=$n", 100, studies),
		call(exchange.CallRatioTopPositions, "rubik/stat/contracts/long-short-position-ratio-contract-top-trader", "instId=$s&period=$p&begin=$f&end=$t&limit=$n", 100, studies),
		call(exchange.CallRatioTaker, "rubik/stat/taker-volume-contract", "instId=$s&period=$p&begin=$f&end=$t&limit=$n", 100, studies,
			"taker-volume", "/api/v5/rubik/stat/taker-volume"),
		call(exchange.CallTrades, "market/trades", "instId=$s&limit=$n", 500, requests),
		call(exchange.CallOlderTrades, "market/history-trades", "instId=$s&type=1&after=&before=&limit=$n", 100, requests),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: venue.OKX,
	Endpoints: append([]exchange.Endpoint{
		call(exchange.CallInstruments, "public/instruments", "instType=SWAP", 0, requests),
		call(exchange.CallBars, "market/candles", "instId=$s&bar=$b&after=$l&before=$e&limit=$n", 300, newBars),
		call(exchange.CallOlderBars, "market/history-candles", "instId=$s&bar=$b&after=$l&before=$e&limit=$n", 300, oldBars),
		call(exchange.CallOpenInterest, "public/open-interest", "instType=SWAP&instId=$s", 0, requests),
		call(exchange.CallOpenInterestHistory, "rubik/stat/contracts/open-interest-history", "instId=$s&period=$p&begin=$f&end=$t&limit=$n", 100, studies),
		call(exchange.CallTiers, "public/position-tiers", "instType=SWAP&tdMode=cross&instFamily=$c", 0, requests),
		call(exchange.CallBook, "market/books", "instId=$s&sz=$n", 400, requests),
		call(exchange.CallLiquidations, "public/liquidation-orders", "instType=SWAP&uly=$c&state=filled", 100, requests),
	}, further()...),
	Budgets: []exchange.Budget{
		{Name: requests, Units: 18, Per: 2 * market.Second}, {Name: newBars, Units: 18, Per: 2 * market.Second}, {Name: oldBars, Units: 18, Per: 2 * market.Second}, {Name: studies, Units: 4, Per: 2 * market.Second},
	},
	// The server closes what was silent for 30 seconds.
	Heartbeat:   exchange.Heartbeat{Message: "ping", Every: 20 * market.Second, Quiet: 25 * market.Second},
	Limits:      exchange.Limits{Topics: 400, TopicsAtOnce: 20, MessagesEvery: 500, ConnectEvery: 400, SubscribeBytes: 64 << 10},
	Continuity:  exchange.BySequence,
	Sockets:     sockets,
	Subscribe:   func(topics []string, id int) string { return message("subscribe", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return message("unsubscribe", topics, id) },
	Write:       request,
}

// sockets needs two routes: bars come on /business. Liquidations are one
// channel for the whole market, and the rows of other swaps are dropped by
// the caller. Topics are the JSON of their argument. The port 8443 that most
// libraries name was closed on 2026-10-31.
func sockets(symbols []string, want exchange.Want) []exchange.Socket {
	public := exchange.Socket{Name: "public", Host: row.Stream, Path: "/ws/v5/public"}
	business := exchange.Socket{Name: "business", Host: row.Stream, Path: "/ws/v5/business"}
	topic := func(channel, symbol string) string { return `{"channel":"` + channel + `","instId":"` + symbol + `"}` }
	for _, s := range symbols {
		if want&exchange.WantTrades != 0 {
			public.Topics = append(public.Topics, topic("trades", s))
		}
		if want&exchange.WantBars != 0 {
			business.Topics = append(business.Topics, topic("candle1m", s))
		}
		if want&exchange.WantMark != 0 {
			public.Topics = append(public.Topics, topic("mark-price", s), topic("funding-rate", s), topic("open-interest", s))
		}
		if want&exchange.WantBook != 0 {
			public.Topics = append(public.Topics, topic("books", s))
		}
	}
	if want&exchange.WantLiquidations != 0 && len(symbols) > 0 {
		public.Topics = append(public.Topics, `{"channel":"liquidation-orders","instType":"SWAP"}`)
	}
	return exchange.Carrying(public, business)
}

func message(op string, topics []string, id int) string {
	return `{"id":"` + strconv.Itoa(id) + `","op":"` + op + `","args":[` + strings.Join(topics, ",") + `]}`
}

func request(c *exchange.Endpoint, q exchange.Query, r *exchange.Request) {
	ask.Write(c, q, r)
	if exchange.Whole && c.Call == exchange.CallOlderTrades && q.FromID != 0 {
		// Type 1 pages by trade number: those before and at FromID.
		r.Query = exchange.Pairs("instId", q.Symbol, "type", "1", "after", exchange.Number(q.FromID+1), "limit", exchange.Count(q.Limit))
	}
}
