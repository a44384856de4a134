package binance

import (
	"strconv"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

var row = venue.Of(venue.Binance)

// The allowances of an address (VENUES.md).
const (
	weight  = "binance-weight"
	studies = "binance-futures-data"
	funding = "binance-funding"
)

var spans = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 3 * market.Minute, Word: "3m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"},
	{Length: 30 * market.Minute, Word: "30m"}, {Length: market.Hour, Word: "1h"}, {Length: 2 * market.Hour, Word: "2h"}, {Length: 4 * market.Hour, Word: "4h"},
	{Length: 6 * market.Hour, Word: "6h"}, {Length: 8 * market.Hour, Word: "8h"}, {Length: 12 * market.Hour, Word: "12h"}, {Length: market.Day, Word: "1d"},
	{Length: 3 * market.Day, Word: "3d"}, {Length: 7 * market.Day, Word: "1w"},
}

// call is a call to the futures host.
func call(c exchange.Call, path, keys string, rows, weight int, budget, about string) exchange.Endpoint {
	return exchange.Endpoint{Call: c, Method: "GET", Host: row.REST, Path: path, Keys: strings.Fields(keys), Rows: rows, Weight: weight, Budget: budget, About: about}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: venue.Binance,
	Endpoints: []exchange.Endpoint{
		call(exchange.CallInstruments, "/fapi/v1/exchangeInfo", "", 0, 1, weight, "contracts with tick and lot"),
		call(exchange.CallBars, "/fapi/v1/klines", "symbol interval startTime endTime limit", 1500, 10, weight, "bars of trades, with what takers bought"),
		call(exchange.CallContinuousBars, "/fapi/v1/continuousKlines", "pair contractType interval startTime endTime limit", 1500, 10, weight, "bars of a pair's perpetual"),
		call(exchange.CallMarkBars, "/fapi/v1/markPriceKlines", "symbol interval startTime endTime limit", 1500, 10, weight, "bars of the mark price"),
		call(exchange.CallIndexBars, "/fapi/v1/indexPriceKlines", "pair interval startTime endTime limit", 1500, 10, weight, "bars of the index price"),
		call(exchange.CallOpenInterest, "/fapi/v1/openInterest", "symbol", 0, 1, weight, "open interest now"),
		call(exchange.CallOpenInterestHistory, "/futures/data/openInterestHist", "symbol period limit startTime endTime", 500, 1, studies, "open interest of the last 30 days"),
		call(exchange.CallFundingNow, "/fapi/v1/premiumIndex", "symbol", 0, 10, weight, "mark price and funding now, of one symbol or all"),
		call(exchange.CallFundingHistory, "/fapi/v1/fundingRate", "symbol startTime endTime limit", 1000, 1, funding, "funding paid"),
		call(exchange.CallFundingIntervals, "/fapi/v1/fundingInfo", "", 0, 1, funding, "symbols whose funding interval differs; gives no events"),
		call(exchange.CallRatio, "/futures/data/globalLongShortAccountRatio", "symbol period limit startTime endTime", 500, 1, studies, "share of accounts that are long"),
		call(exchange.CallRatioTopAccounts, "/futures/data/topLongShortAccountRatio", "symbol period limit startTime endTime", 500, 1, studies, "the same of the largest accounts"),
		call(exchange.CallRatioTopPositions, "/futures/data/topLongShortPositionRatio", "symbol period limit startTime endTime", 500, 1, studies, "the same of what the largest accounts hold"),
		call(exchange.CallRatioTaker, "/futures/data/takerlongshortRatio", "symbol period limit startTime endTime", 500, 1, studies, "share of taker volume that bought"),
		call(exchange.CallTrades, "/fapi/v1/aggTrades", "symbol fromId startTime endTime limit", 1000, 20, weight, "trades of the last 24 hours, at most an hour a call"),
		call(exchange.CallRecentTrades, "/fapi/v1/trades", "symbol limit", 1000, 5, weight, "the newest trades, one by one"),
		call(exchange.CallOlderTrades, "/fapi/v1/historicalTrades", "symbol limit fromId", 500, 20, weight, "older trades, one by one"),
		call(exchange.CallBook, "/fapi/v1/depth", "symbol limit", 1000, 20, weight, "the book"),
		call(exchange.CallBest, "/fapi/v1/ticker/bookTicker", "symbol", 0, 5, weight, "best bid and ask"),
	},
	Budgets: []exchange.Budget{
		{Name: weight, Units: 2400, Per: market.Minute}, {Name: studies, Units: 1000, Per: 5 * market.Minute}, {Name: funding, Units: 500, Per: 5 * market.Minute},
	},
	// The server pings every 3 minutes and browsers answer by themselves. Mark
	// prices come every second, books ten times as often.
	Heartbeat:   exchange.Heartbeat{Quiet: 15 * market.Second, Lifetime: market.Day},
	Limits:      exchange.Limits{Topics: 200, TopicsAtOnce: 100, MessagesEvery: 200, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity:  exchange.ByPrevious,
	Sockets:     sockets,
	Subscribe:   func(topics []string, id int) string { return message("SUBSCRIBE", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return message("UNSUBSCRIBE", topics, id) },
	Write:       request,
}

// sockets needs two routes since 2026-04-23: books come on /public and
// all else on /market. A topic on the wrong one is acknowledged and never
// sent, as is any on the former /ws.
func sockets(symbols []string, want exchange.Want) []exchange.Socket {
	book := exchange.Socket{Name: "public", Host: row.Stream, Path: "/public/ws"}
	rest := exchange.Socket{Name: "market", Host: row.Stream, Path: "/market/ws"}
	for _, symbol := range symbols {
		s := strings.ToLower(symbol)
		if want&exchange.WantBook != 0 {
			book.Topics = append(book.Topics, s+"@depth@100ms")
		}
		if want&exchange.WantTrades != 0 {
			rest.Topics = append(rest.Topics, s+"@aggTrade")
		}
		if want&exchange.WantBars != 0 {
			rest.Topics = append(rest.Topics, s+"@kline_1m")
		}
		if want&exchange.WantMark != 0 {
			rest.Topics = append(rest.Topics, s+"@markPrice@1s")
		}
		if want&exchange.WantLiquidations != 0 {
			rest.Topics = append(rest.Topics, s+"@forceOrder")
		}
	}
	return exchange.Carrying(book, rest)
}

func message(method string, topics []string, id int) string {
	return `{"method":"` + method + `","params":` + exchange.Quoted(topics) + `,"id":` + strconv.Itoa(id) + `}`
}

func request(c *exchange.Endpoint, q exchange.Query, r *exchange.Request) {
	span := spans.Word(q.Span)
	pair := false
	switch c.Call {
	case exchange.CallBars, exchange.CallMarkBars:
		r.Query = exchange.Pairs("symbol", q.Symbol, "interval", span, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallIndexBars:
		pair = true
		r.Query = exchange.Pairs("pair", q.Symbol, "interval", span, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallContinuousBars:
		pair = true
		r.Query = exchange.Pairs("pair", q.Symbol, "contractType", "PERPETUAL", "interval", span, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallOpenInterestHistory, exchange.CallRatio, exchange.CallRatioTopAccounts, exchange.CallRatioTopPositions, exchange.CallRatioTaker:
		r.Query = exchange.Pairs("symbol", q.Symbol, "period", span, "limit", exchange.Count(q.Limit), "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To))
	case exchange.CallFundingHistory:
		r.Query = exchange.Pairs("symbol", q.Symbol, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallTrades:
		r.Query = exchange.Pairs("symbol", q.Symbol, "fromId", exchange.Number(q.FromID), "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallRecentTrades:
		r.Query = exchange.Pairs("symbol", q.Symbol, "limit", exchange.Count(q.Limit))
	case exchange.CallOlderTrades:
		r.Query = exchange.Pairs("symbol", q.Symbol, "limit", exchange.Count(q.Limit), "fromId", exchange.Number(q.FromID))
	case exchange.CallBook:
		r.Query = exchange.Pairs("symbol", q.Symbol, "limit", exchange.Count(q.Limit))
	case exchange.CallOpenInterest, exchange.CallFundingNow, exchange.CallBest:
		r.Query = exchange.Pairs("symbol", q.Symbol)
	}
	bars := c.Call == exchange.CallBars || c.Call == exchange.CallMarkBars
	if bars || pair {
		r.Weight = barsWeight(q.Limit)
		if span == "" {
			r.Method = ""
		}
	}
	if c.Budget == studies && (span == "" || q.Span < 5*market.Minute || q.Span > market.Day) {
		r.Method = ""
	}
	if c.Call == exchange.CallFundingNow && q.Symbol != "" {
		r.Weight = 1
	}
}

// barsWeight is what a call for so many bars costs.
func barsWeight(rows int) int {
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
