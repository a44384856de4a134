package exchange

import (
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

const hyperliquidHost = "api.hyperliquid.xyz"

// hyperliquidWeight is Hyperliquid's allowance an address.
const hyperliquidWeight = "hyperliquid-weight"

var hyperliquidBars = spans{
	{market.Minute, "1m"}, {3 * market.Minute, "3m"}, {5 * market.Minute, "5m"}, {15 * market.Minute, "15m"}, {30 * market.Minute, "30m"},
	{market.Hour, "1h"}, {2 * market.Hour, "2h"}, {4 * market.Hour, "4h"}, {8 * market.Hour, "8h"}, {12 * market.Hour, "12h"},
	{market.Day, "1d"}, {3 * market.Day, "3d"}, {7 * market.Day, "1w"},
}

// hyperliquidCall is a question to /info, named there by its type.
func hyperliquidCall(name, kind string, rows, weight int, about string, aliases ...string) Call {
	return Call{
		Name: name, Method: "POST", Host: hyperliquidHost, Path: "/info", Rows: rows, Weight: weight, Budget: hyperliquidWeight,
		About: about + " (type " + kind + ")", Aliases: append([]string{kind}, aliases...),
	}
}

var hyperliquidPlan = Plan{
	Venue: venue.Hyperliquid,
	Calls: []Call{
		hyperliquidCall("instruments", "meta", 0, 20, "assets with their maintenance tiers", "allPerpMetas"),
		hyperliquidCall("contexts", "metaAndAssetCtxs", 0, 20, "mark price, funding and open interest of all assets"),
		hyperliquidCall("bars", "candleSnapshot", 5000, 104, "bars of trades, about the last 5,000"),
		hyperliquidCall("funding-history", "fundingHistory", 500, 20, "funding paid, hourly"),
		hyperliquidCall("book", "l2Book", 0, 2, "20 levels a side"),
		hyperliquidCall("trades", "recentTrades", 10, 20, "the ten newest trades"),
	},
	Budgets:     []Budget{{hyperliquidWeight, 1200, market.Minute}},
	Heartbeat:   Heartbeat{Message: `{"method":"ping"}`, Every: 20 * market.Second, Quiet: 15 * market.Second},
	Limits:      Limits{Topics: 900, TopicsAtOnce: 1, MessagesEvery: 40, ConnectEvery: 2 * market.Second, SubscribeBytes: 4096},
	Sockets:     hyperliquidSockets,
	Subscribe:   func(topics []string, _ int) string { return hyperliquidMessage("subscribe", topics) },
	Unsubscribe: func(topics []string, _ int) string { return hyperliquidMessage("unsubscribe", topics) },
	request:     hyperliquidRequest,
}

// hyperliquidSockets carries everything on one connection. Topics are the
// JSON of their subscription. Liquidations are not published.
func hyperliquidSockets(symbols []string, want Want) []Socket {
	s := Socket{Name: "all", Host: hyperliquidHost, Path: "/ws"}
	topic := func(kind, coin string) string { return `{"type":"` + kind + `","coin":"` + coin + `"}` }
	for _, coin := range symbols {
		if want&WantTrades != 0 {
			s.Topics = append(s.Topics, topic("trades", coin))
		}
		if want&WantBars != 0 {
			s.Topics = append(s.Topics, `{"type":"candle","coin":"`+coin+`","interval":"1m"}`)
		}
		if want&WantMark != 0 {
			s.Topics = append(s.Topics, topic("activeAssetCtx", coin))
		}
		if want&WantBook != 0 {
			s.Topics = append(s.Topics, topic("l2Book", coin))
		}
	}
	return carrying(s)
}

// hyperliquidMessage takes one topic: the venue knows no lists.
func hyperliquidMessage(method string, topics []string) string {
	return `{"method":"` + method + `","subscription":` + strings.Join(topics, "") + `}`
}

func hyperliquidRequest(c *Call, q Query, r *Request) {
	switch c.Name {
	case "instruments":
		r.Body = `{"type":"meta"}`
	case "contexts":
		r.Body = `{"type":"metaAndAssetCtxs"}`
	case "bars":
		word := hyperliquidBars.word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Body = `{"type":"candleSnapshot","req":{"coin":"` + q.Symbol + `","interval":"` + word + `","startTime":` + zero(stamp(q.From)) + until(q.To) + `}}`
		// The weight grows by one for each 60 bars.
		r.Weight = 20 + hyperliquidRows(q)/60
	case "funding-history":
		r.Body = `{"type":"fundingHistory","coin":"` + q.Symbol + `","startTime":` + zero(stamp(q.From)) + until(q.To) + `}`
	case "book":
		r.Body = `{"type":"l2Book","coin":"` + q.Symbol + `"}`
	case "trades":
		r.Body = `{"type":"recentTrades","coin":"` + q.Symbol + `"}`
	}
}

// hyperliquidRows is how many bars a question asks for.
func hyperliquidRows(q Query) int {
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
	return `,"endTime":` + stamp(t)
}
