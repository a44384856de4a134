package bybit

import (
	"strconv"

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
	ask := exchange.Asking{Host: row.REST, Prefix: "/v5/market/", Budget: weight, Bars: bars, Steps: steps}
	of := "category=" + category
	endpoints := []exchange.Endpoint{
		ask.Get(exchange.CallInstruments, "instruments-info", of+"&limit=$n", 1000),
		ask.Get(exchange.CallBars, "kline", of+"&symbol=$s&interval=$b&start=$f&end=$t&limit=$n", 1000),
		ask.Get(exchange.CallOpenInterestHistory, "open-interest", of+"&symbol=$s&intervalTime=$p&startTime=$f&endTime=$t&limit=$n", 200),
		ask.Get(exchange.CallTiers, "risk-limit", of+"&symbol=$s", 0),
		ask.Get(exchange.CallBook, "orderbook", of+"&symbol=$s&limit=$n", 1000),
	}
	if exchange.Whole { // live markets do not ask these
		endpoints = append(endpoints,
			ask.Get(exchange.CallMarkBars, "mark-price-kline", of+"&symbol=$s&interval=$b&start=$f&end=$t&limit=$n", 1000),
			ask.Get(exchange.CallIndexBars, "index-price-kline", of+"&symbol=$s&interval=$b&start=$f&end=$t&limit=$n", 1000),
			ask.Get(exchange.CallTickers, "tickers", of+"&symbol=$s", 0),
			ask.Get(exchange.CallFundingHistory, "funding/history", of+"&symbol=$s&startTime=$f&endTime=$t&limit=$n", 200),
			ask.Get(exchange.CallRatio, "account-ratio", of+"&symbol=$s&period=$p&limit=$n&startTime=$f&endTime=$t", 500),
			ask.Get(exchange.CallTrades, "recent-trade", of+"&symbol=$s&limit=$n", 1000),
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
		Write:       ask.Write,
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
