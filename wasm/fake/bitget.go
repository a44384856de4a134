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

// bitget speaks as Bitget's second interface does for contracts in USDT, and on a
// socket of its third for liquidations: those of all symbols, sampled, with the
// position's side and dollars for an amount.
type bitget struct{}

var bitgetProfile = profile{
	host: venues.Bitget, spelling: spelling{suffix: "USDT"}, share: .07, basis: .0002, pace: 1,
	grains:     map[string]grain{"BTC": {1, 1, 4, 1, false}, "ETH": {2, 1, 2, 1, false}, "SOL": {3, 1, 1, 1, false}},
	sampled:    true,
	handshakes: handshakes{300, 100, 5 * time.Minute}, silence: 2 * time.Minute,
	busy: refusal{body: `{"code":"429","msg":"Too Many Requests","requestTime":0,"data":null}`},
}

func (bitget) profile() *profile          { return &bitgetProfile }
func (bitget) routes() []string           { return []string{"/v2/ws/public", "/v3/ws/public"} }
func (bitget) hello(*conn, *http.Request) {}
func (bitget) cors(string) map[string]string {
	return map[string]string{"Access-Control-Allow-Origin": "*"}
}

// argument is what is subscribed to, by either interface.
type argument struct {
	Type    string `json:"instType"`
	Channel string `json:"channel,omitempty"`
	ID      string `json:"instId,omitempty"`
	Topic   string `json:"topic,omitempty"`
	Symbol  string `json:"symbol,omitempty"`
}

func (b bitget) hear(c *conn, message []byte) {
	if string(message) == "ping" {
		c.send([]byte("pong"))
		return
	}
	var said struct {
		Op   string     `json:"op"`
		Args []argument `json:"args"`
	}
	if json.Unmarshal(message, &said) != nil {
		c.send([]byte(`{"event":"error","code":30003,"msg":"Invalid op","op":""}`))
		return
	}
	for _, arg := range said.Args {
		text, _ := json.Marshal(arg)
		t := b.topic(c, arg, string(text))
		if t == nil {
			c.send(fmt.Appendf(nil, `{"event":"error","arg":%s,"code":30016,"msg":"Param error","op":"%s"}`, text, said.Op))
			continue
		}
		c.send(fmt.Appendf(nil, `{"event":"%s","arg":%s}`, said.Op, text))
		if said.Op == "subscribe" {
			c.x.join(c, string(text), string(text), func() *topic { return t })
		} else {
			c.x.leave(c, string(text))
		}
	}
}

func (bitget) frame(at market.Millis, action, arg, data string) []byte {
	return fmt.Appendf(nil, `{"action":"%s","arg":%s,"data":[%s],"ts":%d}`, action, arg, data, at+2)
}

func (b bitget) topic(c *conn, arg argument, text string) *topic {
	if arg.Topic == "liquidation" && c.route == "/v3/ws/public" && arg.Type == "usdt-futures" {
		return &topic{source: b.forced(c.x, text)}
	}
	if l := c.x.listed(c.venue, arg.Symbol); l != nil && arg.Topic == "ticker" && c.route == "/v3/ws/public" {
		return &topic{source: l.x.periodic(300, func(at market.Millis) []byte { return b.frame(at-2, "snapshot", text, b.shown(l, at)) })}
	}
	l := c.x.listed(c.venue, arg.ID)
	if l == nil || arg.Type != "USDT-FUTURES" || c.route != "/v2/ws/public" {
		return nil
	}
	switch arg.Channel {
	case "trade":
		return &topic{source: traded(l, 4, func(list []print) []byte {
			var rows []string
			for _, p := range backwards(append([]print(nil), list...)) {
				rows = append(rows, b.trade(l, &p, ""))
			}
			return b.frame(list[len(list)-1].time, "update", text, strings.Join(rows, ","))
		})}
	case "ticker":
		return &topic{source: l.x.periodic(300, func(at market.Millis) []byte {
			return b.frame(at, "snapshot", text, b.ticker(l, at, fmt.Sprintf(`"instId":"%s","nextFundingTime":"%d","symbolType":"1",`, l.symbol, next(at, settles))))
		})}
	case "candle1m":
		return &topic{source: candles(l, market.Minute, market.Second, func(r *bar, at market.Millis) []byte {
			_, usd := l.turnover(r.size, r)
			return b.frame(at, "update", text, b.candle(l, r, `,"`+decimal(usd, 4)+`"`))
		})}
	case "books":
		data := func(k, before int64, bids, asks []level) string {
			return fmt.Sprintf(`{"asks":%s,"bids":%s,"checksum":0,"seq":%d,"pseq":%d,"ts":"%d"}`, l.levels(asks, " "), l.levels(bids, " "), l.update(k), before, l.stepTime(k))
		}
		return &topic{
			source: booked(l, 1, func(before, k int64) []byte {
				bids, asks := l.changes(before, k)
				return b.frame(l.stepTime(k), "update", text, data(k, l.update(before), bids, asks))
			}),
			first: func(now market.Millis) []byte {
				k := l.step(now)
				bids, asks := l.book(k)
				return b.frame(l.stepTime(k), "snapshot", text, data(k, 0, bids, asks))
			},
		}
	}
	return nil
}

// forced is the largest liquidation of each symbol and second, a second later.
func (b bitget) forced(x *Exchange, arg string) func([]frame, market.Millis, market.Millis) []frame {
	return func(dst []frame, from, to market.Millis) []frame {
		for _, l := range x.of(venues.Bitget) {
			for _, f := range l.sampled(nil, from, to) {
				at := f.time - f.time%market.Second + market.Second
				dst = append(dst, frame{at, b.frame(at, "update", arg, b.liquidation(l, &f)), false})
			}
		}
		return dst
	}
}

func (bitget) liquidation(l *listing, f *forced) string {
	side := "buy" // the position's
	if f.closed == market.Short {
		side = "sell"
	}
	amount := value(f.size, l.places) * float64(l.worth(f.bankruptcy))
	return fmt.Sprintf(`{"symbol":"%s","side":"%s","price":"%s","amount":"%s","ts":"%d"}`, l.symbol, side, l.price(f.bankruptcy), decimal(amount, 8), f.time)
}

func (bitget) trade(l *listing, p *print, more string) string {
	return fmt.Sprintf(`{"ts":"%d","price":"%s","size":"%s","side":"%s","tradeId":"%d"%s}`, p.time, l.price(p.price), l.size(p.size), p.taker, p.id, more)
}

func (bitget) ticker(l *listing, at market.Millis, more string) string {
	base, _ := l.interest(at)
	bid, ask := l.best(l.step(at))
	last := l.price(l.last(at).price)
	return fmt.Sprintf(`{%s"lastPr":"%s","bidPr":"%s","askPr":"%s","bidSz":"%s","askSz":"%s","open24h":"%s","high24h":"%s","low24h":"%s","change24h":"0","fundingRate":"%s","markPrice":"%s","indexPrice":"%s","holdingAmount":"%s","baseVolume":"1","quoteVolume":"1","openUtc":"%s","symbol":"%s","ts":"%d"}`,
		more, last, l.price(bid.price), l.price(ask.price), l.size(bid.size), l.size(ask.size), last, last, last, decimal(l.rate(next(at, settles), settles), 8), decimal(l.mark(at), l.decimals), decimal(l.index(at), 4), decimal(base, 13), last, l.symbol, at)
}

// shown is a ticker of the third interface, which carries no time of its own.
func (bitget) shown(l *listing, at market.Millis) string {
	base, _ := l.interest(at)
	bid, ask := l.best(l.step(at))
	last := l.price(l.last(at).price)
	return fmt.Sprintf(`{"highPrice24h":"%s","lowPrice24h":"%s","openPrice24h":"%s","lastPrice":"%s","turnover24h":"1","volume24h":"1","bid1Price":"%s","ask1Price":"%s","bid1Size":"%s","ask1Size":"%s","price24hPcnt":"0","indexPrice":"%s","markPrice":"%s","fundingRate":"%s","openInterest":"%s","deliveryTime":"","deliveryStartTime":"","deliveryStatus":"","nextFundingTime":"%d"}`,
		last, last, last, last, l.price(bid.price), l.price(ask.price), l.size(bid.size), l.size(ask.size), decimal(l.index(at), 4), decimal(l.mark(at), l.decimals), decimal(l.rate(next(at, settles), settles), 8), decimal(base, 4), next(at, settles))
}

func (bitget) candle(l *listing, r *bar, more string) string {
	base, usd := l.turnover(r.size, r)
	return fmt.Sprintf(`["%d","%s","%s","%s","%s","%s","%s"%s]`, r.start, l.price(r.open), l.price(r.high), l.price(r.low), l.price(r.close), decimal(base, l.places), decimal(usd, 4), more)
}

func (bitget) good(q *request, data string) (reply, bool) {
	return good(fmt.Appendf(nil, `{"code":"00000","msg":"success","requestTime":%d,"data":%s}`, q.now, data))
}

// bitgetSpans are the venue's words for bars.
var bitgetSpans = map[string]market.Millis{
	"1m": market.Minute, "3m": 3 * market.Minute, "5m": 5 * market.Minute, "15m": 15 * market.Minute, "30m": 30 * market.Minute, "1H": market.Hour, "4H": 4 * market.Hour,
	"6Hutc": 6 * market.Hour, "12Hutc": 12 * market.Hour, "1Dutc": market.Day,
}

func (b bitget) answer(x *Exchange, q *request) (reply, bool) {
	q.budget = "bitget"
	name, ok := strings.CutPrefix(q.path, "/api/v2/mix/market/")
	if q.path == "/api/v3/market/liquidations" {
		name, ok = "liquidations", true
	}
	if !ok {
		return reply{}, false
	}
	var rows []string
	list := func() (reply, bool) { return b.good(q, "["+strings.Join(rows, ",")+"]") }
	if name == "contracts" {
		for _, l := range x.of(q.venue) {
			rows = append(rows, fmt.Sprintf(`{"symbol":"%s","baseCoin":"%s","quoteCoin":"USDT","pricePlace":"%d","priceEndStep":"%d","volumePlace":"%d","sizeMultiplier":"%s","symbolType":"perpetual","symbolStatus":"normal","deliveryTime":"","fundInterval":"8","minLever":"1","maxLever":"125"}`,
				l.symbol, l.coin, l.decimals, l.tick, l.places, l.size(1)))
		}
		return list()
	}
	l := x.listed(q.venue, q.Get("symbol"))
	if l == nil {
		return bad(http.StatusBadRequest, `{"code":"40034","msg":"Parameter does not exist","requestTime":0,"data":null}`)
	}
	limit := int(min(max(q.whole("limit", 100), 1), 1000))
	from, to := q.millis("startTime", 0), q.millis("endTime", always)
	switch name {
	case "candles", "history-candles", "history-mark-candles", "history-index-candles":
		span := bitgetSpans[q.Get("granularity")]
		if span == 0 {
			return bad(http.StatusBadRequest, `{"code":"400171","msg":"Parameter verification failed","data":null}`)
		}
		for _, r := range l.bars(span, from, to, q.now, limit, true) {
			if strings.Contains(name, "mark") || strings.Contains(name, "index") {
				r = l.marked(r)
			}
			rows = append(rows, b.candle(l, &r, ""))
		}
	case "open-interest":
		base, _ := l.interest(q.now)
		return b.good(q, fmt.Sprintf(`{"openInterestList":[{"symbol":"%s","size":"%s"}],"ts":"%d"}`, l.symbol, decimal(base, 8), q.now))
	case "ticker":
		rows = append(rows, b.ticker(l, q.now, ""))
	case "symbol-price":
		rows = append(rows, fmt.Sprintf(`{"symbol":"%s","price":"%s","indexPrice":"%s","markPrice":"%s","ts":"%d"}`, l.symbol, l.price(l.last(q.now).price), decimal(l.index(q.now), 4), decimal(l.mark(q.now), l.decimals), q.now))
	case "current-fund-rate":
		rows = append(rows, fmt.Sprintf(`{"symbol":"%s","fundingRate":"%s","fundingRateInterval":"8","nextUpdate":"%d"}`, l.symbol, decimal(l.rate(next(q.now, settles), settles), 8), next(q.now, settles)))
	case "history-fund-rate":
		for _, at := range backwards(l.stamps(settles, 0, always, q.now, always, int(min(max(q.whole("pageSize", 20), 1), 100)), true)) {
			rows = append(rows, fmt.Sprintf(`{"symbol":"%s","fundingRate":"%s","fundingTime":"%d"}`, l.symbol, decimal(l.rate(at, settles), 8), at))
		}
	case "query-position-lever":
		floor := 0.
		for i, t := range tierRows {
			limit := t.limit * smaller[l.coin]
			rows = append(rows, fmt.Sprintf(`{"symbol":"%s","level":"%d","startUnit":"%s","endUnit":"%s","leverage":"%d","keepMarginRate":"%s"}`, l.symbol, i+1, decimal(floor, 0), decimal(limit, 0), t.leverage, decimal(t.maintenance, 4)))
			floor = limit
		}
	case "merge-depth":
		k := l.step(q.now)
		bids, asks := l.book(k)
		return b.good(q, fmt.Sprintf(`{"asks":%s,"bids":%s,"ts":"%d","scale":"0.1","precision":"scale0","isMaxPrecision":"YES"}`, bare(l.levels(asks, "")), bare(l.levels(bids, "")), l.stepTime(k)))
	case "fills", "fills-history":
		for _, p := range backwards(l.newest(limit, min(q.now, to))) {
			rows = append(rows, b.trade(l, &p, `,"symbol":"`+l.symbol+`"`))
		}
	case "liquidations":
		for _, f := range l.sampled(nil, q.now-6*market.Hour, q.now) {
			rows = append(rows, b.liquidation(l, &f))
		}
	default:
		return reply{}, false
	}
	return list()
}
