package exchange

import (
	"strconv"
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// bybitWeight is Bybit's allowance an address, counted in requests.
const bybitWeight = "bybit-requests"

var bybitBars = spans{
	{market.Minute, "1"}, {3 * market.Minute, "3"}, {5 * market.Minute, "5"}, {15 * market.Minute, "15"}, {30 * market.Minute, "30"},
	{market.Hour, "60"}, {2 * market.Hour, "120"}, {4 * market.Hour, "240"}, {6 * market.Hour, "360"}, {12 * market.Hour, "720"},
	{market.Day, "D"}, {7 * market.Day, "W"},
}

var bybitSteps = spans{
	{5 * market.Minute, "5min"}, {15 * market.Minute, "15min"}, {30 * market.Minute, "30min"},
	{market.Hour, "1h"}, {4 * market.Hour, "4h"}, {market.Day, "1d"},
}

var (
	bybitPlan        = bybitPlanOf(venue.Bybit, "linear")
	bybitInversePlan = bybitPlanOf(venue.BybitInverse, "inverse")
)

func bybitPlanOf(id market.Venue, category string) Plan {
	call := func(name, path, keys string, rows int, about string) Call {
		return Call{
			Name: name, Method: "GET", Host: "api.bybit.com", Path: "/v5/market/" + path, Keys: strings.Fields("category " + keys),
			Rows: rows, Weight: 1, Budget: bybitWeight, About: about,
		}
	}
	return Plan{
		Venue: id,
		Calls: []Call{
			call("instruments", "instruments-info", "limit", 1000, "contracts with tick and lot"),
			call("bars", "kline", "symbol interval start end limit", 1000, "bars of trades"),
			call("mark-bars", "mark-price-kline", "symbol interval start end limit", 1000, "bars of the mark price"),
			call("index-bars", "index-price-kline", "symbol interval start end limit", 1000, "bars of the index price"),
			call("open-interest-history", "open-interest", "symbol intervalTime startTime endTime limit", 200, "open interest back to the launch"),
			call("tickers", "tickers", "symbol", 0, "mark price, funding and open interest now"),
			call("funding-history", "funding/history", "symbol startTime endTime limit", 200, "funding paid"),
			call("ratio", "account-ratio", "symbol period limit startTime endTime", 500, "share of accounts that are long"),
			call("tiers", "risk-limit", "symbol", 0, "maintenance tiers"),
			call("book", "orderbook", "symbol limit", 1000, "the book"),
			call("trades", "recent-trade", "symbol limit", 1000, "the newest trades"),
		},
		// 600 requests in 5 seconds, then 403 for ten minutes or more: half of
		// it leaves room for another page of the same address.
		Budgets: []Budget{{bybitWeight, 300, 5 * market.Second}},
		// Tickers come every 100 ms where anything moves at all.
		Heartbeat: Heartbeat{Message: `{"op":"ping"}`, Every: 20 * market.Second, Quiet: 15 * market.Second},
		Limits:    Limits{Topics: 200, TopicsAtOnce: 10, MessagesEvery: 100, ConnectEvery: market.Second, SubscribeBytes: 21000},
		Sockets: func(symbols []string, want Want) []Socket {
			return carrying(bybitSocket(category, symbols, want))
		},
		Subscribe:   func(topics []string, id int) string { return bybitMessage("subscribe", topics, id) },
		Unsubscribe: func(topics []string, id int) string { return bybitMessage("unsubscribe", topics, id) },
		request:     func(c *Call, q Query, r *Request) { bybitRequest(category, c, q, r) },
	}
}

// bybitSocket carries everything. Liquidations have no wildcard: one topic a
// symbol.
func bybitSocket(category string, symbols []string, want Want) Socket {
	s := Socket{Name: category, Host: "stream.bybit.com", Path: "/v5/public/" + category}
	for _, symbol := range symbols {
		if want&WantTrades != 0 {
			s.Topics = append(s.Topics, "publicTrade."+symbol)
		}
		if want&WantBars != 0 {
			s.Topics = append(s.Topics, "kline.1."+symbol)
		}
		if want&WantMark != 0 {
			s.Topics = append(s.Topics, "tickers."+symbol)
		}
		if want&WantLiquidations != 0 {
			s.Topics = append(s.Topics, "allLiquidation."+symbol)
		}
		if want&WantBook != 0 {
			s.Topics = append(s.Topics, "orderbook.200."+symbol)
		}
	}
	return s
}

func bybitMessage(op string, topics []string, id int) string {
	return `{"op":"` + op + `","req_id":"` + strconv.Itoa(id) + `","args":` + quoted(topics) + `}`
}

func bybitRequest(category string, c *Call, q Query, r *Request) {
	switch c.Name {
	case "instruments":
		r.Query = pairs("category", category, "limit", count(q.Limit))
	case "bars", "mark-bars", "index-bars":
		word := bybitBars.word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = pairs("category", category, "symbol", q.Symbol, "interval", word, "start", stamp(q.From), "end", stamp(q.To), "limit", count(q.Limit))
	case "open-interest-history":
		word := bybitSteps.word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = pairs("category", category, "symbol", q.Symbol, "intervalTime", word, "startTime", stamp(q.From), "endTime", stamp(q.To), "limit", count(q.Limit))
	case "ratio":
		word := bybitSteps.word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = pairs("category", category, "symbol", q.Symbol, "period", word, "limit", count(q.Limit), "startTime", stamp(q.From), "endTime", stamp(q.To))
	case "funding-history":
		r.Query = pairs("category", category, "symbol", q.Symbol, "startTime", stamp(q.From), "endTime", stamp(q.To), "limit", count(q.Limit))
	case "tickers":
		r.Query = pairs("category", category, "symbol", q.Symbol)
	case "tiers":
		r.Query = pairs("category", category, "symbol", q.Symbol)
	case "book", "trades":
		r.Query = pairs("category", category, "symbol", q.Symbol, "limit", count(q.Limit))
	}
}
