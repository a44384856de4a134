package hyperliquid

import (
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

var row = venue.Of(venue.Hyperliquid)

// budget is the allowance of an address.
const budget = "hyperliquid-weight"

var bars = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 3 * market.Minute, Word: "3m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"},
	{Length: 30 * market.Minute, Word: "30m"}, {Length: market.Hour, Word: "1h"}, {Length: 2 * market.Hour, Word: "2h"}, {Length: 4 * market.Hour, Word: "4h"},
	{Length: 8 * market.Hour, Word: "8h"}, {Length: 12 * market.Hour, Word: "12h"}, {Length: market.Day, Word: "1d"}, {Length: 3 * market.Day, Word: "3d"},
	{Length: 7 * market.Day, Word: "1w"},
}

// call is a question to /info, named there by its type.
func call(c exchange.Call, kind string, rows, weight int, aliases ...string) exchange.Endpoint {
	return exchange.Endpoint{
		Call: c, Method: "POST", Host: row.REST, Path: "/info", Rows: rows, Weight: weight, Budget: budget,
		Aliases: append([]string{kind}, aliases...),
	}
}

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		call(exchange.CallContexts, "metaAndAssetCtxs", 0, 20),
		call(exchange.CallFundingHistory, "fundingHistory", 500, 20),
		call(exchange.CallTrades, "recentTrades", 10, 20),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: venue.Hyperliquid,
	Endpoints: append([]exchange.Endpoint{
		call(exchange.CallInstruments, "meta", 0, 20, "allPerpMetas"),
		call(exchange.CallBars, "candleSnapshot", 5000, 104),
		call(exchange.CallBook, "l2Book", 0, 2),
	}, further()...),
	Budgets:     []exchange.Budget{{Name: budget, Units: 1200, Per: market.Minute}},
	Heartbeat:   exchange.Heartbeat{Message: `{"method":"ping"}`, Every: 20 * market.Second, Quiet: 15 * market.Second},
	Limits:      exchange.Limits{Topics: 900, TopicsAtOnce: 1, MessagesEvery: 40, ConnectEvery: 2 * market.Second, SubscribeBytes: 4096},
	Continuity:  exchange.WholeOnly,
	Sockets:     sockets,
	Subscribe:   func(topics []string, _ int) string { return message("subscribe", topics) },
	Unsubscribe: func(topics []string, _ int) string { return message("unsubscribe", topics) },
	Write:       request,
}

// sockets carries everything on one connection. Topics are the
// JSON of their subscription. Liquidations are not published.
func sockets(symbols []string, want exchange.Want) []exchange.Socket {
	s := exchange.Socket{Name: "all", Host: row.Stream, Path: "/ws"}
	topic := func(kind, coin string) string { return `{"type":"` + kind + `","coin":"` + coin + `"}` }
	for _, coin := range symbols {
		if want&exchange.WantTrades != 0 {
			s.Topics = append(s.Topics, topic("trades", coin))
		}
		if want&exchange.WantBars != 0 {
			s.Topics = append(s.Topics, `{"type":"candle","coin":"`+coin+`","interval":"1m"}`)
		}
		if want&exchange.WantMark != 0 {
			s.Topics = append(s.Topics, topic("activeAssetCtx", coin))
		}
		if want&exchange.WantBook != 0 {
			s.Topics = append(s.Topics, topic("l2Book", coin))
		}
	}
	return exchange.Carrying(s)
}

// message takes one topic: the venue knows no lists.
func message(method string, topics []string) string {
	return `{"method":"` + method + `","subscription":` + strings.Join(topics, "") + `}`
}

func request(c *exchange.Endpoint, q exchange.Query, r *exchange.Request) {
	switch c.Call {
	case exchange.CallInstruments:
		r.Body = `{"type":"meta"}`
	case exchange.CallBars:
		word := bars.Word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Body = `{"type":"candleSnapshot","req":{"coin":"` + q.Symbol + `","interval":"` + word + `","startTime":` + zero(exchange.Stamp(q.From)) + until(q.To) + `}}`
		// The weight grows by one for each 60 bars.
		r.Weight = 20 + rows(q)/60
	case exchange.CallBook:
		r.Body = `{"type":"l2Book","coin":"` + q.Symbol + `"}`
	}
	if exchange.Whole {
		switch c.Call {
		case exchange.CallContexts:
			r.Body = `{"type":"metaAndAssetCtxs"}`
		case exchange.CallFundingHistory:
			r.Body = `{"type":"fundingHistory","coin":"` + q.Symbol + `","startTime":` + zero(exchange.Stamp(q.From)) + until(q.To) + `}`
		case exchange.CallTrades:
			r.Body = `{"type":"recentTrades","coin":"` + q.Symbol + `"}`
		}
	}
}

// rows is how many bars a question asks for.
func rows(q exchange.Query) int {
	const most = 5000
	if q.From == 0 || q.To <= q.From || q.Span <= 0 {
		return most
	}
	if rows := int((q.To-q.From)/q.Span) + 1; rows < most {
		return rows
	}
	return most
}

// zero is a number that must be there.
func zero(number string) string {
	if number == "" {
		return "0"
	}
	return number
}

// until is the end of a span in a question, nothing for now.
func until(t market.Millis) string {
	if t == 0 {
		return ""
	}
	return `,"endTime":` + exchange.Stamp(t)
}
