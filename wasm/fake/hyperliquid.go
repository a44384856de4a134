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

// hyperliquid speaks as /info and /ws do: whole books, hourly funding,
// contexts without a time, and no liquidations.
type hyperliquid struct{}

var hyperliquidProfile = profile{
	host: venues.Hyperliquid, share: .1, basis: .0002, pace: 2,
	grains:     map[string]grain{"BTC": {1, 10, 5, 1, false}, "ETH": {1, 1, 4, 1, false}, "SOL": {2, 1, 2, 1, false}},
	filled:     true,
	handshakes: handshakes{30, 10, time.Minute}, silence: time.Minute,
	busy: refusal{body: `null`},
}

func (hyperliquid) profile() *profile { return &hyperliquidProfile }

func (hyperliquid) cors(string) map[string]string {
	return map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "content-type", "Access-Control-Allow-Methods": "POST, OPTIONS"}
}

func (hyperliquid) routes() []string { return []string{"/ws"} }

func (hyperliquid) hello(*conn, *http.Request) {}

// subscription is what is subscribed to.
type subscription struct {
	Type     string `json:"type"`
	Coin     string `json:"coin,omitempty"`
	Interval string `json:"interval,omitempty"`
}

func (h hyperliquid) hear(c *conn, message []byte) {
	var said struct {
		Method       string       `json:"method"`
		Subscription subscription `json:"subscription"`
	}
	refuse := func(text string) {
		c.send(fmt.Appendf(nil, `{"channel":"error","data":%s}`, quote(text+string(message))))
	}
	if json.Unmarshal(message, &said) != nil {
		refuse("Error parsing JSON into valid websocket request: ")
		return
	}
	if said.Method == "ping" {
		c.send([]byte(`{"channel":"pong"}`))
		return
	}
	echoed, _ := json.Marshal(said.Subscription)
	key := string(echoed)
	t, ok := h.topic(c, said.Subscription)
	const most = 1000
	switch {
	case said.Method == "unsubscribe":
		c.x.leave(c, key)
	case said.Method != "subscribe" || !ok:
		refuse("Invalid subscription ")
		return
	case c.topics[string(c.venue)+" "+key] != nil:
		refuse("Already subscribed: ")
		return
	case said.Subscription.Type == "trades" && c.trades() >= mostTrades:
		c.cut()
		return
	case len(c.topics) >= most:
		refuse("Cannot track more than 1000 total subscriptions: ")
		return
	}
	shown := key
	if said.Subscription.Type == "l2Book" {
		shown = strings.TrimSuffix(key, "}") + `,"nSigFigs":null,"mantissa":null}`
	}
	c.send(fmt.Appendf(nil, `{"channel":"subscriptionResponse","data":{"method":"%s","subscription":%s}}`, said.Method, shown))
	if said.Method == "subscribe" {
		c.x.join(c, key, key, func() *topic { return t })
	}
}

// mostTrades is of how many coins the trades may be subscribed to on one socket before
// it is cut.
const mostTrades = 12

// trades counts the subscriptions to trades.
func (c *conn) trades() int {
	n := 0
	for key := range c.topics {
		if strings.Contains(key, `"type":"trades"`) {
			n++
		}
	}
	return n
}

func (h hyperliquid) topic(c *conn, s subscription) (*topic, bool) {
	l := c.x.listed(c.venue, s.Coin)
	if l == nil {
		return nil, false
	}
	switch s.Type {
	case "trades":
		return &topic{source: traded(l, 8, func(list []print) []byte {
			return fmt.Appendf(nil, `{"channel":"trades","data":%s}`, h.trades(l, list))
		})}, true
	case "l2Book":
		return &topic{
			source: booked(l, 6, func(_, k int64) []byte { return fmt.Appendf(nil, `{"channel":"l2Book","data":%s}`, h.book(l, k)) }),
			first: func(now market.Millis) []byte {
				return fmt.Appendf(nil, `{"channel":"l2Book","data":%s}`, h.book(l, l.step(now)))
			},
		}, true
	case "bbo":
		return &topic{source: booked(l, 3, func(_, k int64) []byte {
			bids, asks := l.book(k)
			return fmt.Appendf(nil, `{"channel":"bbo","data":{"coin":"%s","time":%d,"bbo":[%s,%s]}}`, l.symbol, l.stepTime(k), h.levels(l, bids[:1]), h.levels(l, asks[:1]))
		})}, true
	case "candle":
		span := spans[s.Interval]
		if span == 0 {
			return nil, false
		}
		return &topic{source: candles(l, span, market.Second, func(r *bar, _ market.Millis) []byte {
			return fmt.Appendf(nil, `{"channel":"candle","data":%s}`, h.candle(l, r, s.Interval))
		})}, true
	case "activeAssetCtx":
		context := func(at market.Millis) []byte {
			return fmt.Appendf(nil, `{"channel":"activeAssetCtx","data":{"coin":"%s","ctx":%s}}`, l.symbol, h.context(l, at))
		}
		return &topic{source: c.x.periodic(market.Second, context), first: context}, true
	}
	return nil, false
}

func (hyperliquid) trades(l *listing, list []print) []byte {
	out := []byte{'['}
	for i, p := range list {
		if i > 0 {
			out = append(out, ',')
		}
		side := "A"
		if p.taker == market.Buy {
			side = "B"
		}
		h := hash(l.key, uint64(p.id))
		buyer, seller := tradersOf(l, &p)
		out = fmt.Appendf(out, `{"coin":"%s","side":"%s","px":"%s","sz":"%s","time":%d,"hash":"0x%016x%016x%016x%016x","tid":%d,"users":["%s","%s"]}`,
			l.symbol, side, l.price(p.price), l.size(p.size), p.time, h, hash(h, 1), hash(h, 2), hash(h, 3), p.id, traderAddress(l, buyer), traderAddress(l, seller))
	}
	return append(out, ']')
}

func (hyperliquid) levels(l *listing, list []level) []byte {
	var out []byte
	for i, v := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, `{"px":"%s","sz":"%s","n":%d}`, l.price(v.price), l.size(v.size), 1+hash(uint64(v.size))%9)
	}
	return out
}

func (h hyperliquid) book(l *listing, k int64) []byte {
	bids, asks := l.book(k)
	return fmt.Appendf(nil, `{"coin":"%s","time":%d,"levels":[[%s],[%s]]}`, l.symbol, l.stepTime(k), h.levels(l, top(bids, 20)), h.levels(l, top(asks, 20)))
}

func (hyperliquid) candle(l *listing, r *bar, word string) []byte {
	return fmt.Appendf(nil, `{"t":%d,"T":%d,"s":"%s","i":"%s","o":"%s","c":"%s","h":"%s","l":"%s","v":"%s","n":%d}`,
		r.start, r.start+r.span-1, l.symbol, word, l.price(r.open), l.price(r.close), l.price(r.high), l.price(r.low), l.size(r.size), r.trades)
}

func (hyperliquid) context(l *listing, at market.Millis) []byte {
	base, _ := l.interest(at)
	last := l.price(l.last(at).price)
	return fmt.Appendf(nil, `{"funding":"%s","openInterest":"%s","prevDayPx":"%s","dayNtlVlm":"3096053627.5618200302","premium":"-0.0001348801","oraclePx":"%s","markPx":"%s","midPx":"%s","impactPxs":["%s","%s"],"dayBaseVlm":"36757.56691"}`,
		decimal(l.rate(next(at, market.Hour), market.Hour), 10), decimal(base, l.places), last, decimal(l.index(at), l.decimals), decimal(l.mark(at), l.decimals), last, last, last)
}

// answer answers the questions of /info.
func (h hyperliquid) answer(x *Exchange, q *request) (reply, bool) {
	if q.path != "/info" {
		return reply{}, false
	}
	q.budget, q.weight = "hyperliquid", 20
	var said struct {
		Type      string        `json:"type"`
		Coin      string        `json:"coin"`
		User      string        `json:"user"`
		Users     []string      `json:"users"`
		StartTime market.Millis `json:"startTime"`
		EndTime   market.Millis `json:"endTime"`
		Req       struct {
			Coin      string        `json:"coin"`
			Interval  string        `json:"interval"`
			StartTime market.Millis `json:"startTime"`
			EndTime   market.Millis `json:"endTime"`
		} `json:"req"`
	}
	const puzzled = "Failed to deserialize the JSON body into the target type"
	if json.Unmarshal(q.body, &said) != nil {
		return bad(http.StatusUnprocessableEntity, puzzled)
	}
	l := x.listed(q.venue, said.Coin+said.Req.Coin)
	switch said.Type {
	case "meta":
		return good(h.meta(x))
	case "metaAndAssetCtxs":
		return good(h.contexts(x, q.now))
	case "clearinghouseState":
		q.weight = 2
		return h.state(x, q, said.User)
	case "batchClearinghouseStates":
		return h.states(x, q, said.Users)
	}
	if l == nil {
		return bad(http.StatusInternalServerError, "null")
	}
	switch said.Type {
	case "candleSnapshot":
		span := spans[said.Req.Interval]
		if span == 0 {
			return bad(http.StatusUnprocessableEntity, puzzled)
		}
		const most = 5000
		if said.Req.EndTime == 0 {
			said.Req.EndTime = always
		}
		list := l.bars(span, max(said.Req.StartTime, q.now-most*span), said.Req.EndTime, q.now, most, true)
		q.weight += len(list) / 60
		var rows []string
		for _, r := range list {
			rows = append(rows, string(h.candle(l, &r, said.Req.Interval)))
		}
		return good([]byte("[" + strings.Join(rows, ",") + "]"))
	case "fundingHistory":
		return good(h.funding(l, said.StartTime, said.EndTime, q.now))
	case "l2Book":
		q.weight = 2
		return good(h.book(l, l.step(q.now)))
	case "recentTrades":
		return good(h.trades(l, backwards(l.newest(10, q.now))))
	}
	return bad(http.StatusUnprocessableEntity, puzzled)
}

func (hyperliquid) funding(l *listing, from, to, now market.Millis) []byte {
	if to == 0 {
		to = always
	}
	var rows []string
	for _, at := range l.stamps(market.Hour, from, to, now, always, 500, false) {
		late := market.Millis(15 + hash(uint64(at))%32)
		rows = append(rows, fmt.Sprintf(`{"coin":"%s","fundingRate":"%s","premium":"-0.0001875303","time":%d}`, l.symbol, decimal(l.rate(at, market.Hour), 10), at+late))
	}
	return []byte("[" + strings.Join(rows, ",") + "]")
}

// tables are the tiers of hyperliquid's assets.
var tables = map[string]struct {
	id, digits, first, second int
	above                     string
}{"BTC": {56, 5, 40, 20, "150000000.0"}, "ETH": {55, 4, 25, 15, "100000000.0"}, "SOL": {54, 2, 20, 10, "70000000.0"}}

// meta lists the assets. One is delisted and keeps its place.
func (hyperliquid) meta(x *Exchange) []byte {
	universe := []string{`{"szDecimals":1,"name":"MATIC","maxLeverage":20,"marginTableId":20,"onlyIsolated":true,"isDelisted":true}`}
	var margins []string
	for _, l := range x.of("hyperliquid") {
		t := tables[l.coin]
		universe = append(universe, fmt.Sprintf(`{"szDecimals":%d,"name":"%s","maxLeverage":%d,"marginTableId":%d}`, t.digits, l.coin, t.first, t.id))
		margins = append(margins, fmt.Sprintf(`[%d,{"description":"tiered %dx","marginTiers":[{"lowerBound":"0.0","maxLeverage":%d},{"lowerBound":"%s","maxLeverage":%d}]}]`, t.id, t.first, t.first, t.above, t.second))
	}
	return fmt.Appendf(nil, `{"universe":[%s],"marginTables":[%s],"collateralToken":0}`, strings.Join(universe, ","), strings.Join(margins, ","))
}

func (h hyperliquid) contexts(x *Exchange, now market.Millis) []byte {
	rows := []string{`{"funding":"0.0","openInterest":"0.0","prevDayPx":"0.3","dayNtlVlm":"0.0","premium":null,"oraclePx":"0.3","markPx":"0.3","midPx":null,"impactPxs":null,"dayBaseVlm":"0.0"}`}
	for _, l := range x.of("hyperliquid") {
		rows = append(rows, string(h.context(l, now)))
	}
	return fmt.Appendf(nil, `[%s,[%s]]`, h.meta(x), strings.Join(rows, ","))
}
