package dydx

import (
	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "dydx-requests"

var row = venue.Of(venue.DYdX)

var bars = exchange.Spans{
	{Length: market.Minute, Word: "1MIN"}, {Length: 5 * market.Minute, Word: "5MINS"}, {Length: 15 * market.Minute, Word: "15MINS"}, {Length: 30 * market.Minute, Word: "30MINS"},
	{Length: market.Hour, Word: "1HOUR"}, {Length: 4 * market.Hour, Word: "4HOURS"}, {Length: market.Day, Word: "1DAY"},
}

var ask = exchange.Asking{Host: row.REST, Prefix: "/v4/", Budget: weight, Bars: bars, Time: exchange.FormatISO}

// further are the calls that live markets do not ask.
func further() []exchange.Endpoint {
	if !exchange.Whole {
		return nil
	}
	return []exchange.Endpoint{
		ask.Get(exchange.CallTickers, "perpetualMarkets", "", 0),
		ask.Get(exchange.CallFundingHistory, "historicalFunding/$s", "effectiveBeforeOrAt=$t&limit=$n", 1000),
		ask.Get(exchange.CallTrades, "trades/perpetualMarket/$s", "limit=$n", 1000),
	}
}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: append([]exchange.Endpoint{
		ask.Get(exchange.CallInstruments, "perpetualMarkets", "", 0),
		ask.Get(exchange.CallBars, "candles/perpetualMarkets/$s", "fromISO=$f&limit=$n&resolution=$b&toISO=$t", 1000),
		ask.Get(exchange.CallOpenInterestHistory, "candles/perpetualMarkets/$s", "fromISO=$f&limit=$n&resolution=$b&toISO=$t", 1000),
		ask.Get(exchange.CallBook, "orderbooks/perpetualMarket/$s", "", 0),
	}, further()...),
	Budgets:    []exchange.Budget{{Name: weight, Units: 50, Per: 10 * market.Second}}, // of 100
	Heartbeat:  exchange.Heartbeat{Quiet: 30 * market.Second},
	Limits:     exchange.Limits{Topics: 32, TopicsAtOnce: 1, MessagesEvery: 600, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity: exchange.Unnumbered,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		if want&exchange.WantTrades != 0 { // liquidations are among them
			want &^= exchange.WantLiquidations
		}
		s := exchange.Socket{Name: "v4", Host: row.Stream, Path: "/v4/ws", Topics: feeds.Topics(symbols, want)}
		if want&exchange.WantMark != 0 && len(symbols) > 0 {
			s.Topics = append(s.Topics, `"channel":"v4_markets"`) // of all markets
		}
		return exchange.Carrying(s)
	},
	Subscribe:   func(topics []string, _ int) string { return message("subscribe", topics) },
	Unsubscribe: func(topics []string, _ int) string { return message("unsubscribe", topics) },
	Write:       ask.Write,
}

// feeds are the JSON of a channel and what of it: a message of ours has one.
var feeds = exchange.Feeds{
	Trades: `"channel":"v4_trades","id":"$s"`, Bars: `"channel":"v4_candles","id":"$s/1MIN"`, Liquidations: `"channel":"v4_trades","id":"$s"`,
	Book: `"channel":"v4_orderbook","id":"$s"`,
}

func message(kind string, topics []string) string { return `{"type":"` + kind + `",` + topics[0] + `}` }
