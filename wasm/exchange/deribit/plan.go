package deribit

import (
	"strconv"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "deribit-credits"

var row = venue.Of(venue.Deribit)

// bars are the venue's words for bars: minutes, and 1D.
var bars = exchange.Spans{
	{Length: market.Minute, Word: "1"}, {Length: 3 * market.Minute, Word: "3"}, {Length: 5 * market.Minute, Word: "5"}, {Length: 10 * market.Minute, Word: "10"},
	{Length: 15 * market.Minute, Word: "15"}, {Length: 30 * market.Minute, Word: "30"}, {Length: market.Hour, Word: "60"}, {Length: 2 * market.Hour, Word: "120"},
	{Length: 3 * market.Hour, Word: "180"}, {Length: 6 * market.Hour, Word: "360"}, {Length: 12 * market.Hour, Word: "720"}, {Length: market.Day, Word: "1D"},
}

var ask = exchange.Asking{Host: row.REST, Prefix: "/api/v2/public/", Budget: weight, Bars: bars}

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		ask.Get(exchange.CallTickers, "ticker", "instrument_name=$s", 0),
		ask.Get(exchange.CallFundingHistory, "get_funding_rate_history", "instrument_name=$s&start_timestamp=$f&end_timestamp=$t", 744),
		ask.Get(exchange.CallTrades, "get_last_trades_by_instrument_and_time", "instrument_name=$s&start_timestamp=$f&end_timestamp=$t&count=$n", 1000),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: append([]exchange.Endpoint{
		alone(ask.Get(exchange.CallInstruments, "get_instruments", "currency=any&kind=future", 0)),
		ask.Get(exchange.CallBars, "get_tradingview_chart_data", "instrument_name=$s&resolution=$b&start_timestamp=$f&end_timestamp=$t", 5000),
		ask.Get(exchange.CallBook, "get_order_book", "instrument_name=$s&depth=$n", 1000),
		ask.Get(exchange.CallLiquidations, "get_last_trades_by_instrument_and_time", "instrument_name=$s&start_timestamp=$f&end_timestamp=$t&count=$n", 1000),
	}, further()...),
	// 500 credits a request, of 50,000, of which 10,000 come back in a second.
	Budgets: []exchange.Budget{{Name: weight, Units: 10, Per: market.Second}},
	// A question that is answered keeps a connection alive, as its heartbeat would.
	Heartbeat:  exchange.Heartbeat{Message: `{"jsonrpc":"2.0","id":9,"method":"public/test","params":{}}`, Every: 20 * market.Second, Quiet: 15 * market.Second},
	Limits:     exchange.Limits{Topics: 100, TopicsAtOnce: 50, MessagesEvery: 200, ConnectEvery: market.Second, SubscribeBytes: 8192},
	Continuity: exchange.BySequence,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		// Liquidations are trades: whoever wants both has them once.
		if want&exchange.WantTrades != 0 {
			want &^= exchange.WantLiquidations
		}
		return exchange.Carrying(exchange.Socket{Name: "v2", Host: row.Stream, Path: "/ws/api/v2", Topics: feeds.Topics(symbols, want)})
	},
	Subscribe:   func(topics []string, id int) string { return message("subscribe", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return message("unsubscribe", topics, id) },
	Write:       ask.Write,
}

// feeds are for who is not signed in; raw ones need it.
var feeds = exchange.Feeds{
	Trades: "trades.$s.100ms", Bars: "chart.trades.$s.1", Mark: "ticker.$s.100ms", Liquidations: "trades.$s.100ms", Book: "book.$s.100ms",
}

// alone gives an endpoint that a second may ask once all of it.
func alone(e exchange.Endpoint) exchange.Endpoint {
	e.Weight = 10
	return e
}

func message(op string, topics []string, id int) string {
	return `{"jsonrpc":"2.0","id":` + strconv.Itoa(id) + `,"method":"public/` + op + `","params":{"channels":` + exchange.Quoted(topics) + `}}`
}
