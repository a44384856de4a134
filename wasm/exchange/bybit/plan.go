package bybit

import (
	"strconv"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// weight is Bybit's allowance an address, counted in requests.
const weight = "bybit-requests"

var bars = exchange.Spans{
	{Length: market.Minute, Word: "1"}, {Length: 3 * market.Minute, Word: "3"}, {Length: 5 * market.Minute, Word: "5"}, {Length: 15 * market.Minute, Word: "15"},
	{Length: 30 * market.Minute, Word: "30"}, {Length: market.Hour, Word: "60"}, {Length: 2 * market.Hour, Word: "120"}, {Length: 4 * market.Hour, Word: "240"},
	{Length: 6 * market.Hour, Word: "360"}, {Length: 12 * market.Hour, Word: "720"}, {Length: market.Day, Word: "D"}, {Length: 7 * market.Day, Word: "W"},
}

var steps = exchange.Spans{
	{Length: 5 * market.Minute, Word: "5min"}, {Length: 15 * market.Minute, Word: "15min"}, {Length: 30 * market.Minute, Word: "30min"}, {Length: market.Hour, Word: "1h"},
	{Length: 4 * market.Hour, Word: "4h"}, {Length: market.Day, Word: "1d"},
}

// What to ask of linear contracts, and of inverse ones.
var (
	Plan        = planOf(venue.Of(venue.Bybit), "linear")
	InversePlan = planOf(venue.Of(venue.BybitInverse), "inverse")
)

func planOf(row *venue.Row, category string) exchange.Plan {
	call := func(c exchange.Call, path, keys string, rows int, about string) exchange.Endpoint {
		return exchange.Endpoint{
			Call: c, Method: "GET", Host: row.REST, Path: "/v5/market/" + path, Keys: strings.Fields("category " + keys),
			Rows: rows, Weight: 1, Budget: weight, About: about,
		}
	}
	endpoints := []exchange.Endpoint{
		call(exchange.CallInstruments, "instruments-info", "limit", 1000, "contracts with tick and lot"),
		call(exchange.CallBars, "kline", "symbol interval start end limit", 1000, "bars of trades"),
		call(exchange.CallOpenInterestHistory, "open-interest", "symbol intervalTime startTime endTime limit", 200, "open interest back to the launch"),
		call(exchange.CallTiers, "risk-limit", "symbol", 0, "maintenance tiers"),
		call(exchange.CallBook, "orderbook", "symbol limit", 1000, "the book"),
	}
	if exchange.Whole { // live markets do not ask these
		endpoints = append(endpoints,
			call(exchange.CallMarkBars, "mark-price-kline", "symbol interval start end limit", 1000, "bars of the mark price"),
			call(exchange.CallIndexBars, "index-price-kline", "symbol interval start end limit", 1000, "bars of the index price"),
			call(exchange.CallTickers, "tickers", "symbol", 0, "mark price, funding and open interest now"),
			call(exchange.CallFundingHistory, "funding/history", "symbol startTime endTime limit", 200, "funding paid"),
			call(exchange.CallRatio, "account-ratio", "symbol period limit startTime endTime", 500, "share of accounts that are long"),
			call(exchange.CallTrades, "recent-trade", "symbol limit", 1000, "the newest trades"),
		)
	}
	return exchange.Plan{
		Venue:     row.ID,
		Endpoints: endpoints,
		// 600 requests in 5 seconds, then 403 for ten minutes or more: half of
		// it leaves room for another page of the same address.
		Budgets: []exchange.Budget{{Name: weight, Units: 300, Per: 5 * market.Second}},
		// Tickers come every 100 ms where anything moves at all.
		Heartbeat:  exchange.Heartbeat{Message: `{"op":"ping"}`, Every: 20 * market.Second, Quiet: 15 * market.Second},
		Limits:     exchange.Limits{Topics: 200, TopicsAtOnce: 10, MessagesEvery: 100, ConnectEvery: market.Second, SubscribeBytes: 21000},
		Continuity: exchange.ByStep,
		Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
			return exchange.Carrying(socket(row, category, symbols, want))
		},
		Subscribe:   func(topics []string, id int) string { return message("subscribe", topics, id) },
		Unsubscribe: func(topics []string, id int) string { return message("unsubscribe", topics, id) },
		Write:       func(c *exchange.Endpoint, q exchange.Query, r *exchange.Request) { request(category, c, q, r) },
	}
}

// socket carries everything. Liquidations have no wildcard: one topic a
// symbol.
func socket(row *venue.Row, category string, symbols []string, want exchange.Want) exchange.Socket {
	s := exchange.Socket{Name: category, Host: row.Stream, Path: "/v5/public/" + category}
	for _, symbol := range symbols {
		if want&exchange.WantTrades != 0 {
			s.Topics = append(s.Topics, "publicTrade."+symbol)
		}
		if want&exchange.WantBars != 0 {
			s.Topics = append(s.Topics, "kline.1."+symbol)
		}
		if want&exchange.WantMark != 0 {
			s.Topics = append(s.Topics, "tickers."+symbol)
		}
		if want&exchange.WantLiquidations != 0 {
			s.Topics = append(s.Topics, "allLiquidation."+symbol)
		}
		if want&exchange.WantBook != 0 {
			s.Topics = append(s.Topics, "orderbook.1000."+symbol)
		}
	}
	return s
}

func message(op string, topics []string, id int) string {
	return `{"op":"` + op + `","req_id":"` + strconv.Itoa(id) + `","args":` + exchange.Quoted(topics) + `}`
}

func request(category string, c *exchange.Endpoint, q exchange.Query, r *exchange.Request) {
	switch c.Call {
	case exchange.CallInstruments:
		r.Query = exchange.Pairs("category", category, "limit", exchange.Count(q.Limit))
	case exchange.CallBars, exchange.CallMarkBars, exchange.CallIndexBars:
		word := bars.Word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = exchange.Pairs("category", category, "symbol", q.Symbol, "interval", word, "start", exchange.Stamp(q.From), "end", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallOpenInterestHistory:
		word := steps.Word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = exchange.Pairs("category", category, "symbol", q.Symbol, "intervalTime", word, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallRatio:
		word := steps.Word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = exchange.Pairs("category", category, "symbol", q.Symbol, "period", word, "limit", exchange.Count(q.Limit), "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To))
	case exchange.CallFundingHistory:
		r.Query = exchange.Pairs("category", category, "symbol", q.Symbol, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallTickers:
		r.Query = exchange.Pairs("category", category, "symbol", q.Symbol)
	case exchange.CallTiers:
		r.Query = exchange.Pairs("category", category, "symbol", q.Symbol)
	case exchange.CallBook, exchange.CallTrades:
		r.Query = exchange.Pairs("category", category, "symbol", q.Symbol, "limit", exchange.Count(q.Limit))
	}
}
