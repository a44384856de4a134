package exchange

import (
	"strconv"
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

const okxHost, okxStream = "www.okx.com", "ws.okx.com"

// OKX's allowances an address and endpoint: 20 requests in 2 seconds for
// most, 5 for statistics. Those of which many are asked have their own here.
const (
	okxRequests = "okx-requests"
	okxNewBars  = "okx-candles"
	okxOldBars  = "okx-history-candles"
	okxStudies  = "okx-rubik"
)

// okxBars are the venue's words for bars; those of UTC days come last, so
// that the first word for a length is the one to ask for.
var okxBars = spans{
	{market.Minute, "1m"}, {3 * market.Minute, "3m"}, {5 * market.Minute, "5m"}, {15 * market.Minute, "15m"}, {30 * market.Minute, "30m"},
	{market.Hour, "1H"}, {2 * market.Hour, "2H"}, {4 * market.Hour, "4H"}, {6 * market.Hour, "6Hutc"}, {12 * market.Hour, "12Hutc"}, {market.Day, "1Dutc"},
	{6 * market.Hour, "6H"}, {12 * market.Hour, "12H"}, {market.Day, "1D"},
}

// okxSteps are the words of statistics, which know three lengths.
var okxSteps = spans{{5 * market.Minute, "5m"}, {market.Hour, "1H"}, {market.Day, "1D"}}

func okxCall(name, path, keys string, rows int, budget, about string) Call {
	return Call{Name: name, Method: "GET", Host: okxHost, Path: "/api/v5/" + path, Keys: strings.Fields(keys), Rows: rows, Weight: 1, Budget: budget, About: about}
}

var okxPlan = Plan{
	Venue: venue.OKX,
	Calls: []Call{
		okxCall("instruments", "public/instruments", "instType", 0, okxRequests, "swaps with contract size, tick and lot"),
		okxCall("bars", "market/candles", "instId bar after before limit", 300, okxNewBars, "the newest bars of trades"),
		okxCall("older-bars", "market/history-candles", "instId bar after before limit", 300, okxOldBars, "bars of trades back to the launch"),
		okxCall("mark-bars", "market/mark-price-candles", "instId bar after before limit", 100, okxRequests, "the newest bars of the mark price"),
		okxCall("older-mark-bars", "market/history-mark-price-candles", "instId bar after before limit", 100, okxRequests, "older bars of the mark price"),
		okxCall("index-bars", "market/index-candles", "instId bar after before limit", 100, okxRequests, "bars of the index price, by its pair"),
		okxCall("open-interest", "public/open-interest", "instType instId", 0, okxRequests, "open interest now, of one swap or all"),
		okxCall("open-interest-history", "rubik/stat/contracts/open-interest-history", "instId period begin end limit", 100, okxStudies, "open interest of the last 1,440 steps"),
		okxCall("mark", "public/mark-price", "instType instId", 0, okxRequests, "mark price now"),
		okxCall("funding", "public/funding-rate", "instId", 0, okxRequests, "the next funding"),
		okxCall("funding-history", "public/funding-rate-history", "instId after before limit", 400, okxRequests, "funding paid in the last three months"),
		okxCall("ratio", "rubik/stat/contracts/long-short-account-ratio-contract", "instId period begin end limit", 100, okxStudies, "share of accounts that are long"),
		okxCall("ratio-top-accounts", "rubik/stat/contracts/long-short-account-ratio-contract-top-trader", "instId period begin end limit", 100, okxStudies, "the same of the largest accounts"),
		okxCall("ratio-top-positions", "rubik/stat/contracts/long-short-position-ratio-contract-top-trader", "instId period begin end limit", 100, okxStudies, "the same of what the largest accounts hold"),
		okxCall("ratio-taker", "rubik/stat/taker-volume-contract", "instId period begin end limit", 100, okxStudies, "share of taker volume that bought"),
		okxCall("tiers", "public/position-tiers", "instType tdMode instFamily", 0, okxRequests, "maintenance tiers of a family"),
		okxCall("book", "market/books", "instId sz", 400, okxRequests, "the book"),
		okxCall("trades", "market/trades", "instId limit", 500, okxRequests, "the newest trades"),
		okxCall("older-trades", "market/history-trades", "instId type after before limit", 100, okxRequests, "older trades, by their number"),
		okxCall("liquidations", "public/liquidation-orders", "instType uly state", 100, okxRequests, "recent liquidations, sampled; no longer documented"),
	},
	Budgets: []Budget{
		{okxRequests, 18, 2 * market.Second}, {okxNewBars, 18, 2 * market.Second}, {okxOldBars, 18, 2 * market.Second}, {okxStudies, 4, 2 * market.Second},
	},
	// The server closes what was silent for 30 seconds.
	Heartbeat:   Heartbeat{Message: "ping", Every: 20 * market.Second, Quiet: 25 * market.Second},
	Limits:      Limits{Topics: 400, TopicsAtOnce: 20, MessagesEvery: 500, ConnectEvery: 400, SubscribeBytes: 64 << 10},
	Sockets:     okxSockets,
	Subscribe:   func(topics []string, id int) string { return okxMessage("subscribe", topics, id) },
	Unsubscribe: func(topics []string, id int) string { return okxMessage("unsubscribe", topics, id) },
	request:     okxRequest,
}

func init() {
	// What existed before there was a figure for each swap, by coin.
	for i := range okxPlan.Calls {
		switch c := &okxPlan.Calls[i]; c.Name {
		case "ratio":
			c.Aliases = []string{"long-short-account-ratio", "/api/v5/rubik/stat/contracts/long-short-account-ratio"}
		case "ratio-taker":
			c.Aliases = []string{"taker-volume", "/api/v5/rubik/stat/taker-volume"}
		}
	}
}

// okxSockets needs two routes: bars come on /business. Liquidations are one
// channel for the whole market, and the rows of other swaps are dropped by
// the caller. Topics are the JSON of their argument. The port 8443 that most
// libraries name was closed on 2026-10-31.
func okxSockets(symbols []string, want Want) []Socket {
	public := Socket{Name: "public", Host: okxStream, Path: "/ws/v5/public"}
	business := Socket{Name: "business", Host: okxStream, Path: "/ws/v5/business"}
	topic := func(channel, symbol string) string { return `{"channel":"` + channel + `","instId":"` + symbol + `"}` }
	for _, s := range symbols {
		if want&WantTrades != 0 {
			public.Topics = append(public.Topics, topic("trades", s))
		}
		if want&WantBars != 0 {
			business.Topics = append(business.Topics, topic("candle1m", s))
		}
		if want&WantMark != 0 {
			public.Topics = append(public.Topics, topic("mark-price", s), topic("funding-rate", s), topic("open-interest", s))
		}
		if want&WantBook != 0 {
			public.Topics = append(public.Topics, topic("books", s))
		}
	}
	if want&WantLiquidations != 0 && len(symbols) > 0 {
		public.Topics = append(public.Topics, `{"channel":"liquidation-orders","instType":"SWAP"}`)
	}
	return carrying(public, business)
}

func okxMessage(op string, topics []string, id int) string {
	return `{"id":"` + strconv.Itoa(id) + `","op":"` + op + `","args":[` + strings.Join(topics, ",") + `]}`
}

func okxRequest(c *Call, q Query, r *Request) {
	// Pages are open intervals in the venue's words: rows older than after
	// and newer than before.
	older, newer := q.To, q.From
	if older != 0 {
		older++
	}
	if newer != 0 {
		newer--
	}
	switch c.Name {
	case "instruments":
		r.Query = pairs("instType", "SWAP")
	case "bars", "older-bars", "mark-bars", "older-mark-bars", "index-bars":
		word := okxBars.word(q.Span)
		if word == "" {
			r.Method = ""
		}
		symbol := q.Symbol
		if c.Name == "index-bars" {
			symbol = strings.TrimSuffix(symbol, "-SWAP")
		}
		r.Query = pairs("instId", symbol, "bar", word, "after", stamp(older), "before", stamp(newer), "limit", count(q.Limit))
	case "open-interest-history", "ratio", "ratio-top-accounts", "ratio-top-positions", "ratio-taker":
		word := okxSteps.word(q.Span)
		if word == "" {
			r.Method = ""
		}
		r.Query = pairs("instId", q.Symbol, "period", word, "begin", stamp(q.From), "end", stamp(q.To), "limit", count(q.Limit))
	case "open-interest", "mark":
		r.Query = pairs("instType", "SWAP", "instId", q.Symbol)
	case "funding":
		r.Query = pairs("instId", q.Symbol)
	case "funding-history":
		r.Query = pairs("instId", q.Symbol, "after", stamp(older), "before", stamp(newer), "limit", count(q.Limit))
	case "tiers":
		r.Query = pairs("instType", "SWAP", "tdMode", "cross", "instFamily", strings.TrimSuffix(q.Symbol, "-SWAP"))
	case "book":
		r.Query = pairs("instId", q.Symbol, "sz", count(q.Limit))
	case "trades":
		r.Query = pairs("instId", q.Symbol, "limit", count(q.Limit))
	case "older-trades":
		// Type 1 pages by trade number: those before and at FromID.
		before := q.FromID
		if before != 0 {
			before++
		}
		r.Query = pairs("instId", q.Symbol, "type", "1", "after", number(before), "limit", count(q.Limit))
	case "liquidations":
		r.Query = pairs("instType", "SWAP", "uly", strings.TrimSuffix(q.Symbol, "-SWAP"), "state", "filled")
	}
}
