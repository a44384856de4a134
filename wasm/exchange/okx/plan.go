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

// call is a call to the host. Aliases are what existed before there was a
// figure for each swap, by coin.
func call(c exchange.Call, path, keys string, rows int, budget, about string, aliases ...string) exchange.Endpoint {
	return exchange.Endpoint{
		Call: c, Method: "GET", Host: row.REST, Path: "/api/v5/" + path, Keys: strings.Fields(keys), Rows: rows, Weight: 1, Budget: budget,
		About: about, Aliases: aliases,
	}
}

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		call(exchange.CallMarkBars, "market/mark-price-candles", "instId bar after before limit", 100, requests, "the newest bars of the mark price"),
		call(exchange.CallOlderMarkBars, "market/history-mark-price-candles", "instId bar after before limit", 100, requests, "older bars of the mark price"),
		call(exchange.CallIndexBars, "market/index-candles", "instId bar after before limit", 100, requests, "bars of the index price, by its pair"),
		call(exchange.CallMarkPrice, "public/mark-price", "instType instId", 0, requests, "mark price now"),
		call(exchange.CallFundingNow, "public/funding-rate", "instId", 0, requests, "the next funding"),
		call(exchange.CallFundingHistory, "public/funding-rate-history", "instId after before limit", 400, requests, "funding paid in the last three months"),
		call(exchange.CallRatio, "rubik/stat/contracts/long-short-account-ratio-contract", "instId period begin end limit", 100, studies, "share of accounts that are long",
			"long-short-account-ratio", "/api/v5/rubik/stat/contracts/long-short-account-ratio"),
		call(exchange.CallRatioTopAccounts, "rubik/stat/contracts/long-short-account-ratio-contract-top-trader", "instId period begin end limit", 100, studies, "the same of the largest accounts"),
		call(exchange.CallRatioTopPositions, "rubik/stat/contracts/long-short-position-ratio-contract-top-trader", "instId period begin end limit", 100, studies, "the same of what the largest accounts hold"),
		call(exchange.CallRatioTaker, "rubik/stat/taker-volume-contract", "instId period begin end limit", 100, studies, "share of taker volume that bought",
			"taker-volume", "/api/v5/rubik/stat/taker-volume"),
		call(exchange.CallTrades, "market/trades", "instId limit", 500, requests, "the newest trades"),
		call(exchange.CallOlderTrades, "market/history-trades", "instId type after before limit", 100, requests, "older trades, by their number"),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: venue.OKX,
	Endpoints: append([]exchange.Endpoint{
		call(exchange.CallInstruments, "public/instruments", "instType", 0, requests, "swaps with contract size, tick and lot"),
		call(exchange.CallBars, "market/candles", "instId bar after before limit", 300, newBars, "the newest bars of trades"),
		call(exchange.CallOlderBars, "market/history-candles", "instId bar after before limit", 300, oldBars, "bars of trades back to the launch"),
		call(exchange.CallOpenInterest, "public/open-interest", "instType instId", 0, requests, "open interest now, of one swap or all"),
		call(exchange.CallOpenInterestHistory, "rubik/stat/contracts/open-interest-history", "instId period begin end limit", 100, studies, "open interest of the last 1,440 steps"),
		call(exchange.CallTiers, "public/position-tiers", "instType tdMode instFamily", 0, requests, "maintenance tiers of a family"),
		call(exchange.CallBook, "market/books", "instId sz", 400, requests, "the book"),
		call(exchange.CallLiquidations, "public/liquidation-orders", "instType uly state", 100, requests, "recent liquidations, sampled; no longer documented"),
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
	// Pages are open intervals in the venue's words: rows older than after
	// and newer than before.
	older, newer := q.To, q.From
	if older != 0 {
		older++
	}
	if newer != 0 {
		newer--
	}
	switch c.Call {
	case exchange.CallInstruments:
		r.Query = exchange.Pairs("instType", "SWAP")
	case exchange.CallBars, exchange.CallOlderBars, exchange.CallMarkBars, exchange.CallOlderMarkBars, exchange.CallIndexBars:
		word := bars.Word(q.Span)
		if word == "" {
			r.Method = ""
		}
		symbol := q.Symbol
		if c.Call == exchange.CallIndexBars {
			symbol = strings.TrimSuffix(symbol, "-SWAP")
		}
		r.Query = exchange.Pairs("instId", symbol, "bar", word, "after", exchange.Stamp(older), "before", exchange.Stamp(newer), "limit", exchange.Count(q.Limit))
	case exchange.CallOpenInterestHistory, exchange.CallRatio, exchange.CallRatioTopAccounts, exchange.CallRatioTopPositions, exchange.CallRatioTaker:
		word := steps.Word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = exchange.Pairs("instId", q.Symbol, "period", word, "begin", exchange.Stamp(q.From), "end", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallOpenInterest, exchange.CallMarkPrice:
		r.Query = exchange.Pairs("instType", "SWAP", "instId", q.Symbol)
	case exchange.CallFundingNow:
		r.Query = exchange.Pairs("instId", q.Symbol)
	case exchange.CallFundingHistory:
		r.Query = exchange.Pairs("instId", q.Symbol, "after", exchange.Stamp(older), "before", exchange.Stamp(newer), "limit", exchange.Count(q.Limit))
	case exchange.CallTiers:
		r.Query = exchange.Pairs("instType", "SWAP", "tdMode", "cross", "instFamily", strings.TrimSuffix(q.Symbol, "-SWAP"))
	case exchange.CallBook:
		r.Query = exchange.Pairs("instId", q.Symbol, "sz", exchange.Count(q.Limit))
	case exchange.CallTrades:
		r.Query = exchange.Pairs("instId", q.Symbol, "limit", exchange.Count(q.Limit))
	case exchange.CallOlderTrades:
		// Type 1 pages by trade number: those before and at FromID.
		before := q.FromID
		if before != 0 {
			before++
		}
		r.Query = exchange.Pairs("instId", q.Symbol, "type", "1", "after", exchange.Number(before), "limit", exchange.Count(q.Limit))
	case exchange.CallLiquidations:
		r.Query = exchange.Pairs("instType", "SWAP", "uly", strings.TrimSuffix(q.Symbol, "-SWAP"), "state", "filled")
	}
}
