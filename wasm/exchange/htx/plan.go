package htx

import (
	"strconv"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "htx-requests"

var row = venue.Of(venue.HTX)

var bars = exchange.Spans{
	{Length: market.Minute, Word: "1min"}, {Length: 5 * market.Minute, Word: "5min"}, {Length: 15 * market.Minute, Word: "15min"}, {Length: 30 * market.Minute, Word: "30min"},
	{Length: market.Hour, Word: "60min"}, {Length: 4 * market.Hour, Word: "4hour"}, {Length: market.Day, Word: "1day"},
}

var steps = exchange.Spans{{Length: market.Hour, Word: "60min"}, {Length: 4 * market.Hour, Word: "4hour"}, {Length: 12 * market.Hour, Word: "12hour"}, {Length: market.Day, Word: "1day"}}

var ask = exchange.Asking{Host: row.REST, Prefix: "/", Budget: weight, Bars: bars, Steps: steps, Time: exchange.Seconds}

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		ask.Get(exchange.CallMarkBars, "index/market/history/linear_swap_mark_price_kline", "contract_code=$s&period=$b&size=$n", 2000),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: append([]exchange.Endpoint{
		ask.Get(exchange.CallInstruments, "linear-swap-api/v1/swap_contract_info", "", 0),
		ask.Get(exchange.CallBars, "linear-swap-ex/market/history/kline", "contract_code=$s&period=$b&from=$f&to=$t", 2000),
		ask.Get(exchange.CallOpenInterestHistory, "linear-swap-api/v1/swap_his_open_interest", "contract_code=$s&period=$p&size=$n&amount_type=1", 200),
		ask.Get(exchange.CallBook, "linear-swap-ex/market/depth", "contract_code=$s&type=step6", 0),
		ask.Get(exchange.CallLiquidations, "linear-swap-api/v3/swap_liquidation_orders", "contract=$s&trade_type=0", 50),
	}, further()...),
	Budgets:    []exchange.Budget{{Name: weight, Units: 100, Per: 3 * market.Second}}, // of 240, believed
	Heartbeat:  exchange.Heartbeat{Quiet: 15 * market.Second},
	Limits:     exchange.Limits{Topics: 100, TopicsAtOnce: 1, MessagesEvery: 100, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity: exchange.ByStep,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		public := exchange.Socket{Name: "market", Host: row.Stream, Path: "/linear-swap-ws", Topics: feeds.Topics(symbols, want&^exchange.WantLiquidations)}
		forced := exchange.Socket{Name: "notification", Host: row.Stream, Path: "/linear-swap-notification", Topics: feeds.Topics(symbols, want&exchange.WantLiquidations)}
		index := exchange.Socket{Name: "index", Host: row.Stream, Path: "/ws_index", Topics: marks.Topics(symbols, want)}
		return exchange.Carrying(public, forced, index)
	},
	Subscribe:   func(topics []string, id int) string { return message("sub", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return message("unsub", topics, id) },
	Write:       ask.Write,
}

// feeds name a topic; those of liquidations have another socket, and form.
var feeds = exchange.Feeds{
	Trades: "market.$s.trade.detail", Bars: "market.$s.kline.1min", Mark: "market.$s.estimated_rate.1min", Liquidations: "public.$s.liquidation_orders",
	Book: "market.$s.depth.size_150.high_freq",
}

// marks come on a socket of their own.
var marks = exchange.Feeds{Mark: "market.$s.mark_price.1min"}

func message(op string, topics []string, id int) string {
	if topics[0][0] == 'p' {
		return `{"op":"` + op + `","cid":"` + strconv.Itoa(id) + `","topic":"` + topics[0] + `"}`
	}
	return `{"` + op + `":"` + topics[0] + `","id":"` + strconv.Itoa(id) + `"}`
}
