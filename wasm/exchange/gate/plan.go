package gate

import (
	"strconv"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "gate-requests"

var row = venue.Of(venue.Gate)

var bars = exchange.Spans{
	{Length: market.Minute, Word: "1m"}, {Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"}, {Length: 30 * market.Minute, Word: "30m"},
	{Length: market.Hour, Word: "1h"}, {Length: 4 * market.Hour, Word: "4h"}, {Length: 8 * market.Hour, Word: "8h"}, {Length: market.Day, Word: "1d"}, {Length: 7 * market.Day, Word: "7d"},
	{Length: 10 * market.Second, Word: "10s"},
}

var steps = exchange.Spans{
	{Length: 5 * market.Minute, Word: "5m"}, {Length: 15 * market.Minute, Word: "15m"}, {Length: 30 * market.Minute, Word: "30m"}, {Length: market.Hour, Word: "1h"},
	{Length: 4 * market.Hour, Word: "4h"}, {Length: market.Day, Word: "1d"},
}

var ask = exchange.Asking{Host: row.REST, Prefix: "/api/v4/futures/usdt/", Budget: weight, Bars: bars, Steps: steps, Time: exchange.Seconds}

// listed is the list of contracts; one of them alone has an address behind it.
var listed = func() exchange.Endpoint {
	e := ask.Get(exchange.CallInstruments, "contracts", "", 0)
	e.Aliases = []string{"/api/v4/futures/usdt/contracts/$s"}
	return e
}()

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		ask.Get(exchange.CallMarkBars, "candlesticks", "contract=mark_$s&interval=$b&from=$f&to=$t", 2000),
		ask.Get(exchange.CallTickers, "tickers", "contract=$s", 0),
		ask.Get(exchange.CallFundingHistory, "funding_rate", "contract=$s&from=$f&to=$t&limit=$n", 1000),
		ask.Get(exchange.CallTrades, "trades", "contract=$s&from=$f&to=$t&limit=$n", 1000),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: append([]exchange.Endpoint{
		listed,
		// A span and a limit exclude each other: at most 2,000 bars.
		ask.Get(exchange.CallBars, "candlesticks", "contract=$s&interval=$b&from=$f&to=$t", 2000),
		ask.Get(exchange.CallOpenInterestHistory, "contract_stats", "contract=$s&interval=$p&from=$f&limit=$n", 100),
		ask.Get(exchange.CallTiers, "risk_limit_tiers", "contract=$s", 0),
		ask.Get(exchange.CallBook, "order_book", "contract=$s&limit=$n&with_id=true", 100),
		ask.Get(exchange.CallLiquidations, "liq_orders", "contract=$s&from=$f&to=$t&limit=$n", 1000),
	}, further()...),
	Budgets:    []exchange.Budget{{Name: weight, Units: 100, Per: 10 * market.Second}}, // 200 of an endpoint
	Heartbeat:  exchange.Heartbeat{Message: `{"time":1,"channel":"futures.ping"}`, Every: 15 * market.Second, Quiet: 20 * market.Second},
	Limits:     exchange.Limits{Topics: 100, TopicsAtOnce: 1, MessagesEvery: 50, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity: exchange.ByPrevious,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		return exchange.Carrying(exchange.Socket{Name: "usdt", Host: row.Stream, Path: "/v4/ws/usdt", Topics: feeds.Topics(symbols, want)})
	},
	Subscribe:   func(topics []string, id int) string { return message("subscribe", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return message("unsubscribe", topics, id) },
	Write:       ask.Write,
}

// feeds are the JSON of a channel and what of it: a message of ours has one.
var feeds = exchange.Feeds{
	Trades: `"channel":"futures.trades","payload":["$s"]`, Bars: `"channel":"futures.candlesticks","payload":["1m","$s"]`,
	Mark: `"channel":"futures.tickers","payload":["$s"]`, Liquidations: `"channel":"futures.public_liquidates","payload":["$s"]`,
	Book: `"channel":"futures.order_book_update","payload":["$s","100ms"]`,
}

func message(event string, topics []string, id int) string {
	return `{"time":1,"id":` + strconv.Itoa(id) + `,"event":"` + event + `",` + topics[0] + `}`
}
