package binance

import (
	"strconv"
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// The allowances of an address (VENUES.md), which each market counts for itself.
const (
	weight  = "-weight"
	studies = "-futures-data"
	funding = "-funding"
)

var spans = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 3 * market.Minute, Word: "3m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"},
	{Length: 30 * market.Minute, Word: "30m"}, {Length: market.Hour, Word: "1h"}, {Length: 2 * market.Hour, Word: "2h"}, {Length: 4 * market.Hour, Word: "4h"},
	{Length: 6 * market.Hour, Word: "6h"}, {Length: 8 * market.Hour, Word: "8h"}, {Length: 12 * market.Hour, Word: "12h"}, {Length: market.Day, Word: "1d"},
	{Length: 3 * market.Day, Word: "3d"}, {Length: 7 * market.Day, Word: "1w"},
}

// What to ask of USD-M, and of COIN-M.
var (
	Plan     = planOf(venue.Of(venue.Binance), false)
	CoinPlan = planOf(venue.Of(venue.BinanceCoinM), true)
)

func planOf(row *venue.Row, coin bool) exchange.Plan {
	// Statistics of COIN-M are asked by pair and type.
	api, symbol, kind, takers := "/fapi/v1/", "symbol", "", "takerlongshortRatio"
	if coin {
		api, symbol, kind, takers = "/dapi/v1/", "pair", "contractType ", "takerBuySellVol"
	}
	studied := symbol + " period limit startTime endTime"
	call := func(c exchange.Call, path, keys string, rows, weight int, budget string) exchange.Endpoint {
		if path[0] != '/' {
			path = api + path
		}
		return exchange.Endpoint{Call: c, Method: "GET", Host: row.REST, Path: path, Keys: strings.Fields(keys), Rows: rows, Weight: weight, Budget: string(row.ID) + budget}
	}
	endpoints := []exchange.Endpoint{
		call(exchange.CallInstruments, "exchangeInfo", "", 0, 1, weight),
		call(exchange.CallBars, "klines", "symbol interval startTime endTime limit", 1500, 10, weight),
		call(exchange.CallOpenInterest, "openInterest", "symbol", 0, 1, weight),
		call(exchange.CallOpenInterestHistory, "/futures/data/openInterestHist", kind+studied, 500, 1, studies),
		call(exchange.CallBook, "depth", "symbol limit", 1000, 20, weight),
	}
	if exchange.Whole { // live markets do not ask these
		endpoints = append(endpoints,
			call(exchange.CallContinuousBars, "continuousKlines", "pair contractType interval startTime endTime limit", 1500, 10, weight),
			call(exchange.CallMarkBars, "markPriceKlines", "symbol interval startTime endTime limit", 1500, 10, weight),
			call(exchange.CallIndexBars, "indexPriceKlines", "pair interval startTime endTime limit", 1500, 10, weight),
			call(exchange.CallFundingNow, "premiumIndex", "symbol", 0, 10, weight),
			call(exchange.CallFundingHistory, "fundingRate", "symbol startTime endTime limit", 1000, 1, funding),
			call(exchange.CallFundingIntervals, "fundingInfo", "", 0, 1, funding),
			call(exchange.CallRatio, "/futures/data/globalLongShortAccountRatio", studied, 500, 1, studies),
			call(exchange.CallRatioTopAccounts, "/futures/data/topLongShortAccountRatio", studied, 500, 1, studies),
			call(exchange.CallRatioTopPositions, "/futures/data/topLongShortPositionRatio", studied, 500, 1, studies),
			call(exchange.CallRatioTaker, "/futures/data/"+takers, kind+studied, 500, 1, studies),
			call(exchange.CallTrades, "aggTrades", "symbol fromId startTime endTime limit", 1000, 20, weight),
			call(exchange.CallRecentTrades, "trades", "symbol limit", 1000, 5, weight),
			call(exchange.CallOlderTrades, "historicalTrades", "symbol limit fromId", 500, 20, weight),
			call(exchange.CallBest, "ticker/bookTicker", "symbol", 0, 5, weight),
		)
	}
	return exchange.Plan{
		Venue:     row.ID,
		Endpoints: endpoints,
		Budgets: []exchange.Budget{
			{Name: string(row.ID) + weight, Units: 2400, Per: market.Minute}, {Name: string(row.ID) + studies, Units: 1000, Per: 5 * market.Minute}, {Name: string(row.ID) + funding, Units: 500, Per: 5 * market.Minute},
		},
		// The server pings every 3 minutes and browsers answer by themselves. Mark
		// prices come every second, books ten times as often.
		Heartbeat:   exchange.Heartbeat{Quiet: 15 * market.Second, Lifetime: market.Day},
		Limits:      exchange.Limits{Topics: 200, TopicsAtOnce: 100, MessagesEvery: 200, ConnectEvery: market.Second, SubscribeBytes: 4096},
		Continuity:  exchange.ByPrevious,
		Sockets:     func(symbols []string, want exchange.Want) []exchange.Socket { return sockets(row, coin, symbols, want) },
		Subscribe:   func(topics []string, id int) string { return message("SUBSCRIBE", topics, id) },
		Unsubscribe: func(topics []string, id int) string { return message("UNSUBSCRIBE", topics, id) },
		Write:       func(c *exchange.Endpoint, q exchange.Query, r *exchange.Request) { request(coin, c, q, r) },
	}
}

// sockets of USD-M needs two routes since 2026-04-23: books come on /public and
// all else on /market. A topic on the wrong one is acknowledged and never
// sent, as is any on the former /ws.
// COIN-M has one route.
func sockets(row *venue.Row, coin bool, symbols []string, want exchange.Want) []exchange.Socket {
	lower := make([]string, len(symbols))
	for i, symbol := range symbols {
		lower[i] = strings.ToLower(symbol)
	}
	book := exchange.Socket{Name: "public", Host: row.Stream, Path: "/public/ws", Topics: feeds.Topics(lower, want&exchange.WantBook)}
	rest := exchange.Socket{Name: "market", Host: row.Stream, Path: "/market/ws", Topics: feeds.Topics(lower, want&^exchange.WantBook)}
	if coin {
		return exchange.Carrying(exchange.Socket{Name: "market", Host: row.Stream, Path: "/ws", Topics: append(book.Topics, rest.Topics...)})
	}
	return exchange.Carrying(book, rest)
}

var feeds = exchange.Feeds{Trades: "$s@aggTrade", Bars: "$s@kline_1m", Mark: "$s@markPrice@1s", Liquidations: "$s@forceOrder", Book: "$s@depth@100ms"}

func message(method string, topics []string, id int) string {
	return `{"method":"` + method + `","params":` + exchange.Quoted(topics) + `,"id":` + strconv.Itoa(id) + `}`
}

func request(coin bool, c *exchange.Endpoint, q exchange.Query, r *exchange.Request) {
	span := spans.Word(q.Span)
	pair := false
	symbol, kind, pairOf := "symbol", "", q.Symbol
	if coin {
		symbol, pairOf = "pair", strings.TrimSuffix(q.Symbol, "_PERP")
	}
	if coin && (c.Call == exchange.CallOpenInterestHistory || c.Call == exchange.CallRatioTaker) {
		kind = "PERPETUAL"
	}
	switch c.Call {
	case exchange.CallBars, exchange.CallMarkBars:
		r.Query = exchange.Pairs("symbol", q.Symbol, "interval", span, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
	case exchange.CallOpenInterestHistory, exchange.CallRatio, exchange.CallRatioTopAccounts, exchange.CallRatioTopPositions, exchange.CallRatioTaker:
		r.Query = exchange.Pairs("contractType", kind, symbol, pairOf, "period", span, "limit", exchange.Count(q.Limit), "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To))
	case exchange.CallBook:
		r.Query = exchange.Pairs("symbol", q.Symbol, "limit", exchange.Count(q.Limit))
	case exchange.CallOpenInterest, exchange.CallFundingNow, exchange.CallBest:
		r.Query = exchange.Pairs("symbol", q.Symbol)
	}
	if exchange.Whole {
		switch c.Call {
		case exchange.CallIndexBars:
			pair = true
			r.Query = exchange.Pairs("pair", pairOf, "interval", span, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
		case exchange.CallContinuousBars:
			pair = true
			r.Query = exchange.Pairs("pair", pairOf, "contractType", "PERPETUAL", "interval", span, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
		case exchange.CallFundingHistory:
			r.Query = exchange.Pairs("symbol", q.Symbol, "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
		case exchange.CallTrades:
			r.Query = exchange.Pairs("symbol", q.Symbol, "fromId", exchange.Number(q.FromID), "startTime", exchange.Stamp(q.From), "endTime", exchange.Stamp(q.To), "limit", exchange.Count(q.Limit))
		case exchange.CallRecentTrades:
			r.Query = exchange.Pairs("symbol", q.Symbol, "limit", exchange.Count(q.Limit))
		case exchange.CallOlderTrades:
			r.Query = exchange.Pairs("symbol", q.Symbol, "limit", exchange.Count(q.Limit), "fromId", exchange.Number(q.FromID))
		}
	}
	bars := c.Call == exchange.CallBars || c.Call == exchange.CallMarkBars
	if bars || pair {
		r.Weight = barsWeight(q.Limit)
		if span == "" {
			r.Method = ""
		}
	}
	if strings.HasSuffix(c.Budget, studies) && (span == "" || q.Span < 5*market.Minute || q.Span > market.Day) {
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
