package exchange

import (
	"strconv"
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

const binanceHost, binanceStream = "fapi.binance.com", "fstream.binance.com"

// Binance's allowances an address (SPEC.md 0.4, 1.1).
const (
	binanceWeight  = "binance-weight"
	binanceStudies = "binance-futures-data"
	binanceFunding = "binance-funding"
)

var binanceSpans = spans{
	{market.Minute, "1m"}, {3 * market.Minute, "3m"}, {5 * market.Minute, "5m"}, {15 * market.Minute, "15m"}, {30 * market.Minute, "30m"},
	{market.Hour, "1h"}, {2 * market.Hour, "2h"}, {4 * market.Hour, "4h"}, {6 * market.Hour, "6h"}, {8 * market.Hour, "8h"},
	{12 * market.Hour, "12h"}, {market.Day, "1d"}, {3 * market.Day, "3d"}, {7 * market.Day, "1w"},
}

// binanceCall is a call to the futures host.
func binanceCall(name, path, keys string, rows, weight int, budget, about string) Call {
	return Call{Name: name, Method: "GET", Host: binanceHost, Path: path, Keys: strings.Fields(keys), Rows: rows, Weight: weight, Budget: budget, About: about}
}

var binancePlan = Plan{
	Venue: venue.Binance,
	Calls: []Call{
		binanceCall("instruments", "/fapi/v1/exchangeInfo", "", 0, 1, binanceWeight, "contracts with tick and lot"),
		binanceCall("bars", "/fapi/v1/klines", "symbol interval startTime endTime limit", 1500, 10, binanceWeight, "bars of trades, with what takers bought"),
		binanceCall("continuous-bars", "/fapi/v1/continuousKlines", "pair contractType interval startTime endTime limit", 1500, 10, binanceWeight, "bars of a pair's perpetual"),
		binanceCall("mark-bars", "/fapi/v1/markPriceKlines", "symbol interval startTime endTime limit", 1500, 10, binanceWeight, "bars of the mark price"),
		binanceCall("index-bars", "/fapi/v1/indexPriceKlines", "pair interval startTime endTime limit", 1500, 10, binanceWeight, "bars of the index price"),
		binanceCall("open-interest", "/fapi/v1/openInterest", "symbol", 0, 1, binanceWeight, "open interest now"),
		binanceCall("open-interest-history", "/futures/data/openInterestHist", "symbol period limit startTime endTime", 500, 1, binanceStudies, "open interest of the last 30 days"),
		binanceCall("funding", "/fapi/v1/premiumIndex", "symbol", 0, 10, binanceWeight, "mark price and funding now, of one symbol or all"),
		binanceCall("funding-history", "/fapi/v1/fundingRate", "symbol startTime endTime limit", 1000, 1, binanceFunding, "funding paid"),
		binanceCall("funding-intervals", "/fapi/v1/fundingInfo", "", 0, 1, binanceFunding, "symbols whose funding interval differs; gives no events"),
		binanceCall("ratio", "/futures/data/globalLongShortAccountRatio", "symbol period limit startTime endTime", 500, 1, binanceStudies, "share of accounts that are long"),
		binanceCall("ratio-top-accounts", "/futures/data/topLongShortAccountRatio", "symbol period limit startTime endTime", 500, 1, binanceStudies, "the same of the largest accounts"),
		binanceCall("ratio-top-positions", "/futures/data/topLongShortPositionRatio", "symbol period limit startTime endTime", 500, 1, binanceStudies, "the same of what the largest accounts hold"),
		binanceCall("ratio-taker", "/futures/data/takerlongshortRatio", "symbol period limit startTime endTime", 500, 1, binanceStudies, "share of taker volume that bought"),
		binanceCall("trades", "/fapi/v1/aggTrades", "symbol fromId startTime endTime limit", 1000, 20, binanceWeight, "trades of the last 24 hours, at most an hour a call"),
		binanceCall("recent-trades", "/fapi/v1/trades", "symbol limit", 1000, 5, binanceWeight, "the newest trades, one by one"),
		binanceCall("older-trades", "/fapi/v1/historicalTrades", "symbol limit fromId", 500, 20, binanceWeight, "older trades, one by one"),
		binanceCall("book", "/fapi/v1/depth", "symbol limit", 1000, 20, binanceWeight, "the book"),
		binanceCall("best", "/fapi/v1/ticker/bookTicker", "symbol", 0, 5, binanceWeight, "best bid and ask"),
	},
	Budgets: []Budget{
		{binanceWeight, 2400, market.Minute}, {binanceStudies, 1000, 5 * market.Minute}, {binanceFunding, 500, 5 * market.Minute},
	},
	// The server pings every 3 minutes and browsers answer by themselves. Mark
	// prices come every second, books ten times as often.
	Heartbeat:   Heartbeat{Quiet: 15 * market.Second, Lifetime: market.Day},
	Limits:      Limits{Topics: 200, TopicsAtOnce: 100, MessagesEvery: 200, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Sockets:     binanceSockets,
	Subscribe:   func(topics []string, id int) string { return binanceMessage("SUBSCRIBE", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return binanceMessage("UNSUBSCRIBE", topics, id) },
	request:     binanceRequest,
}

// binanceSockets needs two routes since 2026-04-23: books come on /public and
// all else on /market. A topic on the wrong one is acknowledged and never
// sent, as is any on the former /ws.
func binanceSockets(symbols []string, want Want) []Socket {
	book := Socket{Name: "public", Host: binanceStream, Path: "/public/ws"}
	rest := Socket{Name: "market", Host: binanceStream, Path: "/market/ws"}
	for _, symbol := range symbols {
		s := strings.ToLower(symbol)
		if want&WantBook != 0 {
			book.Topics = append(book.Topics, s+"@depth@100ms")
		}
		if want&WantTrades != 0 {
			rest.Topics = append(rest.Topics, s+"@aggTrade")
		}
		if want&WantBars != 0 {
			rest.Topics = append(rest.Topics, s+"@kline_1m")
		}
		if want&WantMark != 0 {
			rest.Topics = append(rest.Topics, s+"@markPrice@1s")
		}
		if want&WantLiquidations != 0 {
			rest.Topics = append(rest.Topics, s+"@forceOrder")
		}
	}
	return carrying(book, rest)
}

// carrying is the sockets that have something to carry.
func carrying(sockets ...Socket) []Socket {
	var list []Socket
	for _, s := range sockets {
		if len(s.Topics) > 0 {
			list = append(list, s)
		}
	}
	return list
}

func binanceMessage(method string, topics []string, id int) string {
	return `{"method":"` + method + `","params":` + quoted(topics) + `,"id":` + strconv.Itoa(id) + `}`
}

func binanceRequest(c *Call, q Query, r *Request) {
	span := binanceSpans.word(q.Span)
	pair := false
	switch c.Name {
	case "bars", "mark-bars":
		r.Query = pairs("symbol", q.Symbol, "interval", span, "startTime", stamp(q.From), "endTime", stamp(q.To), "limit", count(q.Limit))
	case "index-bars":
		pair = true
		r.Query = pairs("pair", q.Symbol, "interval", span, "startTime", stamp(q.From), "endTime", stamp(q.To), "limit", count(q.Limit))
	case "continuous-bars":
		pair = true
		r.Query = pairs("pair", q.Symbol, "contractType", "PERPETUAL", "interval", span, "startTime", stamp(q.From), "endTime", stamp(q.To), "limit", count(q.Limit))
	case "open-interest-history", "ratio", "ratio-top-accounts", "ratio-top-positions", "ratio-taker":
		r.Query = pairs("symbol", q.Symbol, "period", span, "limit", count(q.Limit), "startTime", stamp(q.From), "endTime", stamp(q.To))
	case "funding-history":
		r.Query = pairs("symbol", q.Symbol, "startTime", stamp(q.From), "endTime", stamp(q.To), "limit", count(q.Limit))
	case "trades":
		r.Query = pairs("symbol", q.Symbol, "fromId", number(q.FromID), "startTime", stamp(q.From), "endTime", stamp(q.To), "limit", count(q.Limit))
	case "recent-trades":
		r.Query = pairs("symbol", q.Symbol, "limit", count(q.Limit))
	case "older-trades":
		r.Query = pairs("symbol", q.Symbol, "limit", count(q.Limit), "fromId", number(q.FromID))
	case "book":
		r.Query = pairs("symbol", q.Symbol, "limit", count(q.Limit))
	case "open-interest", "funding", "best":
		r.Query = pairs("symbol", q.Symbol)
	}
	bars := c.Name == "bars" || c.Name == "mark-bars"
	if bars || pair {
		r.Weight = binanceBarsWeight(q.Limit)
		if span == "" {
			r.Method = ""
		}
	}
	if c.Budget == binanceStudies && (span == "" || q.Span < 5*market.Minute || q.Span > market.Day) {
		r.Method = ""
	}
	if c.Name == "funding" && q.Symbol != "" {
		r.Weight = 1
	}
}

// binanceBarsWeight is what a call for so many bars costs.
func binanceBarsWeight(rows int) int {
	switch {
	case rows < 100:
		return 1
	case rows < 500:
		return 2
	case rows <= 1000:
		return 5
	}
	return 10
}
