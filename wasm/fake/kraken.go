package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// kraken speaks as Kraken's futures do, of linear perpetuals: a feed and products
// a subscription, trades one by one, a book's levels one by one with numbers that
// grow by one, and a liquidation as a trade of that type. No page of another
// origin may read its answers.
type kraken struct{}

var krakenProfile = profile{
	host: venues.Kraken, spelling: spelling{prefix: "PF_", bitcoin: "XBT", suffix: "USD"}, share: .02, basis: .0001, pace: 1,
	grains:   map[string]grain{"BTC": {0, 1, 4, 1, false}, "ETH": {1, 1, 3, 1, false}, "SOL": {2, 1, 2, 1, false}},
	complete: true, filled: true,
	handshakes: handshakes{60, 100, time.Minute},
	busy:       refusal{body: `{"result":"error","error":"apiLimitExceeded"}`},
}

func (kraken) profile() *profile             { return &krakenProfile }
func (kraken) routes() []string              { return []string{"/ws/v1"} }
func (kraken) cors(string) map[string]string { return nil }
func (kraken) hello(c *conn, _ *http.Request) {
	c.send([]byte(`{"event":"info","version":1}`))
}

func (k kraken) hear(c *conn, message []byte) {
	var said struct {
		Event    string   `json:"event"`
		Feed     string   `json:"feed"`
		Products []string `json:"product_ids"`
	}
	if json.Unmarshal(message, &said) != nil {
		c.send([]byte(`{"event":"alert","message":"Json Parse Error"}`))
		return
	}
	for _, product := range said.Products {
		key := said.Feed + " " + product
		t := k.topic(c, said.Feed, product)
		switch {
		case t == nil:
			c.send([]byte(`{"event":"alert","message":"Couldn't subscribe to invalid feed or product"}`))
			continue
		case said.Event == "subscribe":
			c.send(fmt.Appendf(nil, `{"event":"subscribed","feed":"%s","product_ids":["%s"]}`, said.Feed, product))
			c.x.join(c, key, key, func() *topic { return t })
		default:
			c.send(fmt.Appendf(nil, `{"event":"unsubscribed","feed":"%s","product_ids":["%s"]}`, said.Feed, product))
			c.x.leave(c, key)
		}
	}
}

func (k kraken) topic(c *conn, feed, product string) *topic {
	l := c.x.listed(c.venue, product)
	if l == nil {
		return nil
	}
	switch feed {
	case "trade":
		return &topic{
			source: also(traded(l, 1, func(list []print) []byte { return k.trade(l, &list[0]) }), l, func(f *forced) []byte { return k.forced(l, f, 0) }),
			first: func(now market.Millis) []byte {
				var rows []string
				for _, p := range backwards(l.newest(5, now)) {
					rows = append(rows, string(k.trade(l, &p)))
				}
				return fmt.Appendf(nil, `{"feed":"trade_snapshot","product_id":"%s","trades":[%s]}`, l.symbol, strings.Join(rows, ","))
			},
		}
	case "ticker":
		return &topic{source: l.x.periodic(market.Second, func(at market.Millis) []byte { return k.ticker(l, at) })}
	case "candles_trade_1m":
		return &topic{source: candles(l, market.Minute, market.Second, func(b *bar, _ market.Millis) []byte {
			return fmt.Appendf(nil, `{"feed":"candles_trade_1m","candle":%s,"product_id":"%s"}`, k.candle(l, b, true), l.symbol)
		})}
	case "book":
		return k.book(l)
	}
	return nil
}

// book is a whole book, and then a message a level; the numbers are those of the
// topic.
func (k kraken) book(l *listing) *topic {
	seq := int64(0)
	side := func(dst []frame, at market.Millis, side string, list []level) []frame {
		for _, v := range list {
			seq++
			dst = append(dst, frame{at, fmt.Appendf(nil, `{"feed":"book","product_id":"%s","side":"%s","seq":%d,"price":%s,"qty":%s,"timestamp":%d}`, l.symbol, side, seq, l.price(v.price), l.size(v.size), at), true})
		}
		return dst
	}
	levels := func(list []level) string {
		var rows []string
		for _, v := range list {
			rows = append(rows, fmt.Sprintf(`{"price":%s,"qty":%s}`, l.price(v.price), l.size(v.size)))
		}
		return "[" + strings.Join(rows, ",") + "]"
	}
	return &topic{
		source: func(dst []frame, from, to market.Millis) []frame {
			for step, last := l.step(from), l.step(to); step < last; step++ {
				bids, asks := l.changes(step, step+1)
				dst = side(side(dst, l.stepTime(step+1), "buy", bids), l.stepTime(step+1), "sell", asks)
			}
			return dst
		},
		first: func(now market.Millis) []byte {
			bids, asks := l.book(l.step(now))
			return fmt.Appendf(nil, `{"feed":"book_snapshot","product_id":"%s","timestamp":%d,"seq":%d,"tickSize":null,"bids":%s,"asks":%s}`, l.symbol, l.stepTime(l.step(now)), seq, levels(bids), levels(asks))
		},
	}
}

// also is a source of liquidations that are told beside trades.
func also(trades func([]frame, market.Millis, market.Millis) []frame, l *listing, make func(f *forced) []byte) func([]frame, market.Millis, market.Millis) []frame {
	return func(dst []frame, from, to market.Millis) []frame {
		dst = trades(dst, from, to)
		for _, f := range l.liquidated(nil, from, to) {
			dst = append(dst, frame{f.time, make(&f), false})
		}
		return dst
	}
}

func (kraken) trade(l *listing, p *print) []byte {
	return fmt.Appendf(nil, `{"feed":"trade","product_id":"%s","uid":"%d","side":"%s","type":"fill","seq":%d,"time":%d,"qty":%s,"price":%s}`, l.symbol, p.id, p.taker, p.id, p.time, l.size(p.size), l.price(p.price))
}

// forced is a liquidation as a trade of its taker.
func (kraken) forced(l *listing, f *forced, seq int64) []byte {
	return fmt.Appendf(nil, `{"feed":"trade","product_id":"%s","uid":"F%d","side":"%s","type":"liquidation","seq":%d,"time":%d,"qty":%s,"price":%s}`, l.symbol, f.time, f.taker(), seq, f.time, l.size(f.size), l.price(f.fill))
}

func (kraken) ticker(l *listing, at market.Millis) []byte {
	base, _ := l.interest(at)
	bid, ask := l.best(l.step(at))
	rate, mark := l.rate(next(at, settles), market.Hour), l.mark(at)
	return fmt.Appendf(nil, `{"time":%d,"product_id":"%s","funding_rate":%s,"relative_funding_rate":%s,"funding_rate_prediction":%s,"relative_funding_rate_prediction":%s,"next_funding_rate_time":%d,"feed":"ticker","bid":%s,"ask":%s,"bid_size":%s,"ask_size":%s,"volume":1,"dtm":0,"leverage":"50x","index":%s,"premium":0.0,"last":%s,"change":0,"suspended":false,"tag":"perpetual","pair":"%s:USD","openInterest":%s,"markPrice":%s,"maturityTime":0,"post_only":false,"volumeQuote":1}`,
		at, l.symbol, decimal(rate*mark, 8), decimal(rate, 12), decimal(rate*mark, 8), decimal(rate, 12), next(at, market.Hour), l.price(bid.price), l.price(ask.price), l.size(bid.size), l.size(ask.size), decimal(l.index(at), 2), l.price(l.last(at).price), strings.TrimSuffix(l.symbol[3:], "USD"), decimal(base, 4), decimal(mark, l.decimals))
}

func (kraken) candle(l *listing, b *bar, volume bool) string {
	size := "0"
	if volume {
		size = l.size(b.size)
	}
	return fmt.Sprintf(`{"time":%d,"open":"%s","high":"%s","low":"%s","close":"%s","volume":"%s"}`, b.start, l.price(b.open), l.price(b.high), l.price(b.low), l.price(b.close), size)
}

func (k kraken) good(q *request, name, data string) (reply, bool) {
	return good(fmt.Appendf(nil, `{"result":"success","%s":%s,"serverTime":"%s"}`, name, data, iso(q.now)))
}

func (k kraken) answer(x *Exchange, q *request) (reply, bool) {
	q.budget = "kraken"
	if name, ok := strings.CutPrefix(q.path, "/api/charts/v1/"); ok {
		return k.chart(x, q, strings.Split(name, "/"))
	}
	var rows []string
	switch q.path {
	case "/derivatives/api/v3/instruments":
		for _, l := range x.of(q.venue) {
			var levels []string
			floor := 0.
			for _, t := range tierRows {
				levels = append(levels, fmt.Sprintf(`{"numNonContractUnits":%s,"initialMargin":%s,"maintenanceMargin":%s}`, decimal(floor, 1), decimal(1/float64(t.leverage), 6), decimal(t.maintenance, 4)))
				floor = t.limit * smaller[l.coin]
			}
			rows = append(rows, fmt.Sprintf(`{"symbol":"%s","type":"flexible_futures","tickSize":%s,"contractSize":1,"tradeable":true,"impactMidSize":1,"maxPositionSize":1000000,"openingDate":"2022-01-01T00:00:00.000Z","marginLevels":[%s],"fundingRateCoefficient":8,"maxRelativeFundingRate":0.0025,"contractValueTradePrecision":%d,"postOnly":false,"base":"%s","quote":"USD","pair":"%s:USD","isExpired":false}`,
				l.symbol, l.price(l.tick), strings.Join(levels, ","), l.places, l.coin, l.coin))
		}
		return k.good(q, "instruments", "["+strings.Join(rows, ",")+"]")
	case "/derivatives/api/v3/tickers":
		for _, l := range x.of(q.venue) {
			base, _ := l.interest(q.now)
			rows = append(rows, fmt.Sprintf(`{"symbol":"%s","last":%s,"lastTime":"2026-10-01T00:00:00.000Z","lastSize":1,"open24h":1,"high24h":1,"low24h":1,"change24h":0,"volumeQuote":1,"bidSize":1,"askSize":1,"postOnly":false,"fundingRatePrediction":1,"tag":"perpetual","pair":"%s:USD","markPrice":%s,"bid":1,"ask":1,"vol24h":1,"openInterest":%s,"fundingRate":1,"suspended":false,"indexPrice":%s}`,
				l.symbol, l.price(l.last(q.now).price), l.coin, decimal(l.mark(q.now), l.decimals), decimal(base, 4), decimal(l.index(q.now), 2)))
		}
		return k.good(q, "tickers", "["+strings.Join(rows, ",")+"]")
	}
	l := x.listed(q.venue, q.Get("symbol"))
	if l == nil {
		return bad(http.StatusBadRequest, `{"result":"error","error":"invalidArgument: symbol"}`)
	}
	switch q.path {
	case "/derivatives/api/v4/historicalfundingrates":
		for _, at := range l.stamps(market.Hour, 0, always, q.now, always, 1000, true) {
			rate := l.rate(next(at-1, settles), market.Hour)
			rows = append(rows, fmt.Sprintf(`{"timestamp":"%s","fundingRate":%s,"relativeFundingRate":%s}`, iso(at), decimal(rate*60_000, 8), decimal(rate, 12)))
		}
		return k.good(q, "rates", "["+strings.Join(rows, ",")+"]")
	case "/derivatives/api/v3/orderbook":
		bids, asks := l.book(l.step(q.now))
		return k.good(q, "orderBook", `{"bids":`+bare(l.levels(bids, ""))+`,"asks":`+bare(l.levels(asks, ""))+`}`)
	case "/derivatives/api/v3/history":
		for _, p := range backwards(l.newest(100, q.now)) {
			rows = append(rows, fmt.Sprintf(`{"time":"%s","trade_id":%d,"price":%s,"size":%s,"side":"%s","type":"fill","uid":"%d"}`, iso(p.time), p.id, l.price(p.price), l.size(p.size), p.taker, p.id))
		}
		return good([]byte(`{"result":"success","history":[` + strings.Join(rows, ",") + `]}`))
	}
	return reply{}, false
}

// chart answers trade/SYMBOL/1m; times are asked in seconds and told in
// milliseconds.
func (k kraken) chart(x *Exchange, q *request, parts []string) (reply, bool) {
	if len(parts) != 3 {
		return reply{}, false
	}
	l, span := x.listed(q.venue, parts[1]), spans[parts[2]]
	if l == nil || span == 0 {
		return bad(http.StatusNotFound, `{"result":"error","error":"notFound"}`)
	}
	var rows []string
	for _, b := range l.bars(span, q.seconds("from", 0), q.seconds("to", always), q.now, 2000, false) {
		if parts[0] == "mark" {
			b = l.marked(b)
		}
		rows = append(rows, k.candle(l, &b, parts[0] == "trade"))
	}
	return good([]byte(`{"candles":[` + strings.Join(rows, ",") + `],"more_candles":false}`))
}

// bare is levels as numbers.
func bare(levels []byte) string { return strings.ReplaceAll(string(levels), `"`, "") }

// taker is the order that closed the position.
func (f *forced) taker() market.Aggressor {
	if f.closed == market.Short {
		return market.Buy
	}
	return market.Sell
}

// iso is a time as text, in UTC.
func iso(at market.Millis) string {
	return time.UnixMilli(int64(at)).UTC().Format("2006-01-02T15:04:05.000Z")
}
