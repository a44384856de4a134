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

// binance speaks as USD-M futures do since the split of April 2026: books
// come on /public, all else on /market, and what is asked for on the wrong
// one, or on the former routes, is acknowledged and never comes.
//
// COIN-M has one route, contracts of so many dollars, and statistics by pair.
type binance struct{ coin bool }

var binanceProfile = profile{
	host: venues.Binance, spelling: spelling{suffix: "USDT"}, share: .45, pace: 6,
	grains:  map[string]grain{"BTC": {2, 10, 3, 1, false}, "ETH": {2, 1, 3, 1, false}, "SOL": {4, 100, 2, 1, false}},
	sampled: true, filled: true,
	handshakes: handshakes{300, 0, 5 * time.Minute}, messages: 10, pings: true,
	busy:     refusal{body: `{"code":-1003,"msg":"Too many requests; current limit is 2400 requests per minute."}`, banned: `{"code":-1003,"msg":"Way too many requests; IP(127.0.0.1) banned until UNTIL. Please use the websocket for live updates to avoid bans."}`},
	warnings: 5, ban: 2 * time.Minute, banned: http.StatusTeapot, used: "X-MBX-USED-WEIGHT-1M",
}

var binanceCoinProfile = profile{
	host: venues.BinanceCoinM, spelling: spelling{suffix: "USD_PERP"}, share: .05, basis: -.0001, pace: 1,
	grains:  map[string]grain{"BTC": {1, 1, 0, 100, true}, "ETH": {2, 1, 0, 10, true}, "SOL": {4, 100, 0, 10, true}},
	sampled: true, filled: true,
	handshakes: handshakes{300, 0, 5 * time.Minute}, messages: 10, pings: true,
	busy: binanceProfile.busy, warnings: 5, ban: 2 * time.Minute, banned: http.StatusTeapot, used: "X-MBX-USED-WEIGHT-1M",
}

func (b binance) profile() *profile {
	if b.coin {
		return &binanceCoinProfile
	}
	return &binanceProfile
}

// market is what marks a message: 1 for USD-M, 2 for COIN-M.
func (b binance) market() int {
	if b.coin {
		return 2
	}
	return 1
}

// pair is a symbol's pair.
func (binance) pair(l *listing) string { return strings.TrimSuffix(l.symbol, "_PERP") }

// sizes are a bar's volume and turnover, and what takers bought of both: base and
// dollars, or of COIN-M contracts and base.
func (b binance) sizes(l *listing, r *bar) (size, turnover, buy, bought string) {
	base, quote := l.turnover(r.size, r)
	boughtBase, boughtQuote := l.turnover(r.buy, r)
	if b.coin {
		return l.size(r.size), decimal(base, 8), l.size(r.buy), decimal(boughtBase, 8)
	}
	return l.size(r.size), decimal(quote, 5), l.size(r.buy), decimal(boughtQuote, 5)
}

func (binance) cors(string) map[string]string {
	return map[string]string{"Access-Control-Allow-Origin": "*"}
}

func (b binance) routes() []string {
	if b.coin {
		return []string{"/ws", "/stream"}
	}
	return []string{"/public/ws", "/public/stream", "/market/ws", "/market/stream", "/private/ws", "/ws", "/stream"}
}

// hello subscribes to what the address names.
func (b binance) hello(c *conn, q *http.Request) {
	c.combined = strings.HasSuffix(c.route, "/stream")
	for _, stream := range strings.Split(q.URL.Query().Get("streams"), "/") {
		b.subscribe(c, stream)
	}
	if _, streams, ok := strings.Cut(c.route, "/ws/"); ok {
		for _, stream := range strings.Split(streams, "/") {
			b.subscribe(c, stream)
		}
	}
}

func (b binance) hear(c *conn, message []byte) {
	var said struct {
		Method string          `json:"method"`
		Params []string        `json:"params"`
		ID     json.RawMessage `json:"id"`
	}
	if json.Unmarshal(message, &said) != nil {
		c.send([]byte(`{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}`))
		return
	}
	switch said.Method {
	case "SUBSCRIBE":
		for _, stream := range said.Params {
			b.subscribe(c, stream)
		}
	case "UNSUBSCRIBE":
		for _, stream := range said.Params {
			c.x.leave(c, stream)
		}
	default:
		c.send(fmt.Appendf(nil, `{"error":{"code":2,"msg":"Invalid request: unknown variant %s"},"id":%s}`, quote(said.Method), said.ID))
		return
	}
	c.send(fmt.Appendf(nil, `{"result":null,"id":%s}`, said.ID))
}

// quote is a text as a JSON string.
func quote(s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		return []byte(`""`)
	}
	return text
}

// carries reports whether a stream comes on a route at all.
func (b binance) carries(route, kind string) bool {
	if b.coin {
		return true
	}
	kind, _, _ = strings.Cut(kind, "_")
	public := strings.HasPrefix(kind, "depth") || kind == "bookTicker" || kind == "trade"
	if public {
		return strings.HasPrefix(route, "/public/")
	}
	return strings.HasPrefix(route, "/market/")
}

// subscribe joins a stream: symbol@kind, symbol@kind@speed or !kind@arr.
func (b binance) subscribe(c *conn, stream string) {
	symbol, kind, _ := strings.Cut(stream, "@")
	kind, _, _ = strings.Cut(kind, "@")
	if stream == "!forceOrder@arr" {
		if b.carries(c.route, "forceOrder") {
			c.x.join(c, stream, stream, func() *topic { return &topic{source: b.allForced(c.x)} })
		}
		return
	}
	l := c.x.listed(c.venue, strings.ToUpper(symbol))
	if l == nil || !b.carries(c.route, kind) {
		return // acknowledged all the same
	}
	if source := b.source(l, kind); source != nil {
		c.x.join(c, stream, stream, func() *topic { return &topic{source: source} })
	}
}

func (b binance) source(l *listing, kind string) func([]frame, market.Millis, market.Millis) []frame {
	x := l.x
	switch kind {
	case "aggTrade":
		return traded(l, 1, func(list []print) []byte { return b.aggTrade(l, &list[0]) })
	case "trade":
		return traded(l, 1, func(list []print) []byte {
			p := &list[0]
			return fmt.Appendf(nil, `{"e":"trade","E":%d,"T":%d,"s":"%s","t":%d,"p":"%s","q":"%s","X":"MARKET","m":%t,"st":%d}`,
				p.time+60, p.time, l.symbol, p.id, l.price(p.price), l.size(p.size), p.taker == market.Sell, b.market())
		})
	case "markPrice":
		return x.periodic(market.Second, func(at market.Millis) []byte {
			mark := l.mark(at)
			return fmt.Appendf(nil, `{"e":"markPriceUpdate","E":%d,"s":"%s","p":"%s","ap":"%s","P":"%s","i":"%s","r":"%s","T":%d,"st":%d}`,
				at, l.symbol, decimal(mark, 8), decimal(mark, 8), decimal(mark*1.0001, 8), decimal(l.index(at), 8), decimal(l.rate(next(at, settles), settles), 8), next(at, settles), b.market())
		})
	case "forceOrder":
		return b.forceOrders(l)
	case "bookTicker":
		return x.periodic(bookStep, func(at market.Millis) []byte {
			k := l.step(at)
			bids, asks := l.book(k)
			return fmt.Appendf(nil, `{"e":"bookTicker","u":%d,"s":"%s","ps":"%s","b":"%s","B":"%s","a":"%s","A":"%s","T":%d,"E":%d,"st":%d}`,
				l.update(k), l.symbol, b.pair(l), l.price(bids[0].price), l.size(bids[0].size), l.price(asks[0].price), l.size(asks[0].size), at, at, b.market())
		})
	case "depth":
		return booked(l, 1, func(before, k int64) []byte {
			bids, asks := l.changes(before, k)
			at := l.stepTime(k)
			return fmt.Appendf(nil, `{"e":"depthUpdate","E":%d,"T":%d,"s":"%s","ps":"%s","U":%d,"u":%d,"pu":%d,"b":%s,"a":%s,"st":%d}`,
				at+1, at, l.symbol, b.pair(l), l.update(before)+1+int64(hash(uint64(k))%90), l.update(k), l.update(before), l.levels(bids, ""), l.levels(asks, ""), b.market())
		})
	}
	if word, ok := strings.CutPrefix(kind, "kline_"); ok && spans[word] != 0 {
		return candles(l, spans[word], 250, func(r *bar, at market.Millis) []byte { return b.kline(l, r, word, at) })
	}
	if levels, ok := map[string]int{"depth5": 5, "depth10": 10, "depth20": 20}[kind]; ok {
		return booked(l, 1, func(before, k int64) []byte {
			bids, asks := l.book(k)
			at := l.stepTime(k)
			return fmt.Appendf(nil, `{"e":"depthUpdate","E":%d,"T":%d,"s":"%s","ps":"%s","U":%d,"u":%d,"pu":%d,"b":%s,"a":%s,"st":%d}`,
				at+1, at, l.symbol, b.pair(l), l.update(before)+1, l.update(k), l.update(before), l.levels(top(bids, levels), ""), l.levels(top(asks, levels), ""), b.market())
		})
	}
	return nil
}

func (b binance) aggTrade(l *listing, p *print) []byte {
	size := l.size(p.size)
	return fmt.Appendf(nil, `{"e":"aggTrade","E":%d,"a":%d,"s":"%s","p":"%s","q":"%s","nq":"%s","f":%d,"l":%d,"T":%d,"m":%t,"st":%d}`,
		p.time+60, p.id, l.symbol, l.price(p.price), size, size, p.id, p.id, p.time, p.taker == market.Sell, b.market())
}

func (b binance) kline(l *listing, r *bar, word string, at market.Millis) []byte {
	size, turnover, buy, bought := b.sizes(l, r)
	first := int64(r.start/market.Minute)*int64(l.prints) + 1
	return fmt.Appendf(nil, `{"e":"kline","E":%d,"s":"%s","k":{"t":%d,"T":%d,"s":"%s","i":"%s","f":%d,"L":%d,"o":"%s","c":"%s","h":"%s","l":"%s","v":"%s","n":%d,"x":%t,"q":"%s","V":"%s","Q":"%s","B":"0"},"st":%d}`,
		at, l.symbol, r.start, r.start+r.span-1, l.symbol, word, first, first+r.trades-1, l.price(r.open), l.price(r.close), l.price(r.high), l.price(r.low),
		size, r.trades, r.final, turnover, buy, bought, b.market())
}

// forceOrders publishes the largest liquidation of each second, about a second
// later. The order's side is the opposite of the position's.
func (b binance) forceOrders(l *listing) func([]frame, market.Millis, market.Millis) []frame {
	return func(dst []frame, from, to market.Millis) []frame {
		for _, f := range l.sampled(nil, from, to) {
			at := f.time - f.time%market.Second + market.Second
			side, limit := "SELL", f.bankruptcy
			if f.closed == market.Short {
				side = "BUY"
			}
			size := l.size(f.size)
			dst = append(dst, frame{at, fmt.Appendf(nil, `{"e":"forceOrder","E":%d,"o":{"s":"%s","S":"%s","o":"LIMIT","f":"IOC","q":"%s","p":"%s","ap":"%s","X":"FILLED","l":"%s","z":"%s","T":%d,"ps":"%s","st":%d}}`,
				at, l.symbol, side, size, l.price(limit), l.price(f.fill), size, size, f.time, b.pair(l), b.market()), false})
		}
		return dst
	}
}

// allForced is the stream of the whole market, which carries the liquidations
// of coin-margined contracts too.
func (b binance) allForced(x *Exchange) func([]frame, market.Millis, market.Millis) []frame {
	var sources []func([]frame, market.Millis, market.Millis) []frame
	for _, l := range x.of(b.profile().host) {
		sources = append(sources, b.forceOrders(l))
	}
	return func(dst []frame, from, to market.Millis) []frame {
		for _, source := range sources {
			dst = source(dst, from, to)
		}
		if n := len(dst); n > 0 && hash(uint64(dst[0].at))%4 == 0 {
			at := dst[0].at
			dst = append(dst, frame{at, fmt.Appendf(nil, `{"e":"forceOrder","E":%d,"o":{"s":"BTCUSD_PERP","S":"SELL","o":"LIMIT","f":"IOC","q":"9","p":"60000.0","ap":"60010.0","X":"FILLED","l":"9","z":"9","T":%d,"ps":"BTCUSD","st":2}}`,
				at, at-900), false})
		}
		return dst
	}
}
