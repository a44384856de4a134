package lighter

import (
	"strings"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

const weight = "lighter-requests"

var row = venue.Of(venue.Lighter)

var ask = exchange.Asking{Host: row.REST, Prefix: "/api/v1/", Budget: weight, CoinOf: numberOf}

// numberOf is the number of a coin's market, for the coins that are known before
// the venue's list is read.
func numberOf(coin string) string { return numbers[coin] }

var numbers = map[string]string{"ETH": "0", "BTC": "1", "SOL": "2"}

// Plan is what to ask of it.
var Plan = exchange.Plan{
	Venue: row.ID,
	Endpoints: []exchange.Endpoint{
		ask.Get(exchange.CallInstruments, "orderBookDetails", "", 0, "markets with their numbers, tick and lot"),
		ask.Get(exchange.CallTrades, "recentTrades", "market_id=$c&limit=$n", 100, "the newest trades"),
	},
	Budgets: []exchange.Budget{{Name: weight, Units: 30, Per: market.Minute}}, // of 60
	// Something is to be sent within two minutes.
	Heartbeat:  exchange.Heartbeat{Message: `{"type":"ping"}`, Every: 60 * market.Second, Quiet: 30 * market.Second},
	Limits:     exchange.Limits{Topics: 100, TopicsAtOnce: 1, MessagesEvery: 400, ConnectEvery: market.Second, SubscribeBytes: 4096},
	Continuity: exchange.BySequence,
	Sockets: func(symbols []string, want exchange.Want) []exchange.Socket {
		known := make([]string, 0, len(symbols))
		for _, symbol := range symbols {
			if number := numberOf(symbol); number != "" {
				known = append(known, number)
			}
		}
		if want&exchange.WantTrades != 0 { // liquidations come beside them
			want &^= exchange.WantLiquidations
		}
		return exchange.Carrying(exchange.Socket{Name: "stream", Host: row.Stream, Path: "/stream", Topics: feeds.Topics(known, want)})
	},
	Subscribe:   func(topics []string, _ int) string { return message("subscribe", topics) },
	Unsubscribe: func(topics []string, _ int) string { return message("unsubscribe", topics) },
	Write:       ask.Write,
}

var feeds = exchange.Feeds{Trades: "trade/$s", Mark: "market_stats/$s", Liquidations: "trade/$s", Book: "order_book/$s"}

func message(kind string, topics []string) string {
	return `{"type":"` + kind + `","channel":"` + strings.Join(topics, "") + `"}`
}
