package fake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// bybit speaks as v5 does, for linear or inverse contracts. Liquidations name
// the side of the position, open interest counts both sides, and changes of
// tickers hold only what changed.
type bybit struct{ inverse bool }

const bybitBusy = `{"retCode":10006,"retMsg":"access too frequent, please try again later","result":{},"retExtInfo":{},"time":0}`

var bybitProfile = profile{
	host: venues.Bybit, spelling: spelling{suffix: "USDT"}, share: .22, basis: .00008, pace: 4,
	grains:     map[string]grain{"BTC": {2, 10, 3, 1, false}, "ETH": {2, 1, 2, 1, false}, "SOL": {3, 10, 1, 1, false}},
	complete:   true,
	handshakes: handshakes{500, 1000, 5 * time.Minute}, silence: 10 * time.Minute,
	busy: refusal{body: bybitBusy, polite: true},
	ban:  10 * time.Minute, banned: http.StatusForbidden,
}

var bybitInverseProfile = profile{
	host: venues.Bybit, spelling: spelling{suffix: "USD"}, share: .03, basis: -.00015, pace: 1,
	grains:     map[string]grain{"BTC": {2, 10, 0, 1, true}, "ETH": {2, 1, 0, 1, true}, "SOL": {3, 10, 0, 1, true}},
	complete:   true,
	handshakes: handshakes{500, 1000, 5 * time.Minute}, silence: 10 * time.Minute,
	busy: refusal{body: bybitBusy, polite: true},
	ban:  10 * time.Minute, banned: http.StatusForbidden,
}

func (b bybit) profile() *profile {
	if b.inverse {
		return &bybitInverseProfile
	}
	return &bybitProfile
}

func (b bybit) category() string {
	if b.inverse {
		return "inverse"
	}
	return "linear"
}

func (bybit) cors(origin string) map[string]string {
	if origin == "" || origin == "null" {
		return nil
	}
	return map[string]string{"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
}

func (b bybit) routes() []string { return []string{"/v5/public/" + b.category()} }

func (bybit) hello(*conn, *http.Request) {}

func (b bybit) hear(c *conn, message []byte) {
	var said struct {
		Op   string   `json:"op"`
		ID   string   `json:"req_id"`
		Args []string `json:"args"`
	}
	answer := func(success bool, text string) {
		c.send(fmt.Appendf(nil, `{"success":%t,"ret_msg":%s,"conn_id":"fake-%d","req_id":%s,"op":%s}`, success, quote(text), c.serial, quote(said.ID), quote(said.Op)))
	}
	if json.Unmarshal(message, &said) != nil {
		said.Op = "error"
		answer(false, "Request parsing error")
		return
	}
	switch said.Op {
	case "ping":
		answer(true, "pong")
	case "subscribe":
		const longestArgs = 21_000
		if len(strings.Join(said.Args, "")) > longestArgs {
			answer(false, "error:args length exceeds 21000")
			return
		}
		// One topic that is unknown fails them all.
		for _, arg := range said.Args {
			if _, ok := b.topic(c.x, c.venue, arg); !ok {
				answer(false, "error:handler not found,topic:"+arg)
				return
			}
		}
		answer(true, "subscribe")
		for _, arg := range said.Args {
			t, _ := b.topic(c.x, c.venue, arg)
			c.x.join(c, arg, arg, func() *topic { return t })
		}
	case "unsubscribe":
		for _, arg := range said.Args {
			c.x.leave(c, arg)
		}
		answer(true, "")
	default:
		answer(false, "error:unknown op")
	}
}

// bybitSpans are the venue's words for lengths of bars.
var bybitSpans = map[string]market.Millis{
	"1": market.Minute, "3": 3 * market.Minute, "5": 5 * market.Minute, "15": 15 * market.Minute, "30": 30 * market.Minute, "60": market.Hour,
	"120": 2 * market.Hour, "240": 4 * market.Hour, "360": 6 * market.Hour, "720": 12 * market.Hour, "D": market.Day,
}

// topic makes the topic of a name, such as kline.1.BTCUSDT.
func (b bybit) topic(x *Exchange, venue market.Venue, name string) (*topic, bool) {
	kind, rest, _ := strings.Cut(name, ".")
	word, symbol, ok := strings.Cut(rest, ".")
	if !ok {
		word, symbol = "", rest
	}
	l := x.listed(venue, symbol)
	if l == nil {
		return nil, false
	}
	switch kind {
	case "publicTrade":
		return &topic{source: traded(l, 4, func(list []print) []byte { return b.trades(l, list) })}, word == ""
	case "kline":
		span := bybitSpans[word]
		if span == 0 {
			return nil, false
		}
		return &topic{source: candles(l, span, market.Second, func(r *bar, at market.Millis) []byte {
			base, usd := l.turnover(r.size, r)
			return fmt.Appendf(nil, `{"topic":"%s","data":[{"start":%d,"end":%d,"interval":"%s","open":"%s","close":"%s","high":"%s","low":"%s","volume":"%s","turnover":"%s","confirm":%t,"timestamp":%d}],"ts":%d,"type":"snapshot"}`,
				name, r.start, r.start+span-1, word, l.price(r.open), l.price(r.close), l.price(r.high), l.price(r.low), l.size(r.size), b.turned(base, usd), r.final, at, at)
		})}, true
	case "tickers":
		return b.tickers(l, name), word == ""
	case "allLiquidation":
		return &topic{source: b.liquidations(l, name)}, word == ""
	case "orderbook":
		levels, err := strconv.Atoi(word)
		if err != nil || levels != 50 && levels != 200 && levels != 1000 {
			return nil, false
		}
		return b.orderbook(l, name), true
	}
	return nil, false
}

// turned is a turnover as the category counts it.
func (b bybit) turned(base, usd float64) string {
	if b.inverse {
		return decimal(base, 8)
	}
	return decimal(usd, 4)
}

func (b bybit) trades(l *listing, list []print) []byte {
	last := list[len(list)-1].time
	out := fmt.Appendf(nil, `{"topic":"publicTrade.%s","type":"snapshot","ts":%d,"data":[`, l.symbol, last+2)
	for i, p := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, `{"T":%d,"s":"%s","S":"%s","v":"%s","p":"%s","L":"ZeroMinusTick","i":"%s","BT":false,"RPI":false,"seq":%d}`,
			p.time, l.symbol, b.side(p.taker), l.size(p.size), l.price(p.price), b.execution(l, p.id), p.id)
	}
	return append(out, "]}"...)
}

func (bybit) side(taker market.Aggressor) string {
	if taker == market.Buy {
		return "Buy"
	}
	return "Sell"
}

// execution is the id of a trade, which no other has.
func (bybit) execution(l *listing, id int64) string {
	h := fmt.Sprintf("%016x%016x", hash(l.key, uint64(id)), uint64(id))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// liquidations are all published, in batches of half a second.
func (bybit) liquidations(l *listing, name string) func([]frame, market.Millis, market.Millis) []frame {
	const batch = 500
	return func(dst []frame, from, to market.Millis) []frame {
		all := l.liquidated(nil, from-from%batch-1, to-to%batch-1)
		for i := 0; i < len(all); {
			end := (all[i].time/batch + 1) * batch
			out := fmt.Appendf(nil, `{"topic":"%s","type":"snapshot","ts":%d,"data":[`, name, end)
			for first := i; i < len(all) && all[i].time < end; i++ {
				f := all[i]
				if i > first {
					out = append(out, ',')
				}
				side := "Buy"
				if f.closed == market.Short {
					side = "Sell"
				}
				out = fmt.Appendf(out, `{"T":%d,"s":"%s","S":"%s","v":"%s","p":"%s"}`, f.time, l.symbol, side, l.size(f.size), l.price(f.bankruptcy))
			}
			dst = append(dst, frame{end, append(out, "]}"...), false})
		}
		return dst
	}
}

func (b bybit) orderbook(l *listing, name string) *topic {
	data := func(kind string, k int64, bids, asks []level) []byte {
		at := l.stepTime(k)
		return fmt.Appendf(nil, `{"topic":"%s","type":"%s","ts":%d,"data":{"s":"%s","b":%s,"a":%s,"u":%d,"seq":%d},"cts":%d}`,
			name, kind, at, l.symbol, l.levels(bids, " "), l.levels(asks, " "), k, l.update(k), at-4)
	}
	return &topic{
		source: booked(l, 1, func(before, k int64) []byte {
			bids, asks := l.changes(before, k)
			return data("delta", k, bids, asks)
		}),
		first: func(now market.Millis) []byte {
			k := l.step(now)
			bids, asks := l.book(k)
			return data("snapshot", k, bids, asks)
		},
	}
}

// fields are a ticker's names and values in order.
func (b bybit) fields(l *listing, now market.Millis) [][2]string {
	last := l.price(l.last(now).price)
	base, usd := l.interest(now)
	oi, oiValue := decimal(2*base, l.places), decimal(2*usd, 2)
	one, oneValue := decimal(base, l.places), decimal(usd, 2)
	if b.inverse {
		oi, oiValue, one, oneValue = decimal(2*usd, 0), decimal(2*base, 2), decimal(usd, 0), decimal(base, 2)
	}
	bid, ask := l.best(l.step(now))
	// The figures of a day are nobody's concern here; they change by the hour.
	ago := l.price(l.before(now - now%market.Hour))
	return [][2]string{
		{"symbol", l.symbol}, {"tickDirection", "ZeroMinusTick"}, {"price24hPcnt", "-0.00506"}, {"lastPrice", last}, {"prevPrice24h", ago},
		{"highPrice24h", ago}, {"lowPrice24h", ago}, {"prevPrice1h", ago}, {"markPrice", decimal(l.mark(now), l.decimals)}, {"indexPrice", decimal(l.index(now), l.decimals)},
		{"openInterest", oi}, {"openInterestValue", oiValue}, {"turnover24h", "3947254153.7179"}, {"volume24h", "61874.6390"}, {"fundingIntervalHour", "8"},
		{"fundingCap", "0.005"}, {"singleOpenInterest", one}, {"singleOpenInterestValue", oneValue}, {"nextFundingTime", strconv.FormatInt(int64(next(now, settles)), 10)},
		{"fundingRate", decimal(l.rate(next(now, settles), settles), 8)}, {"bid1Price", l.price(bid.price)}, {"bid1Size", l.size(bid.size)},
		{"ask1Price", l.price(ask.price)}, {"ask1Size", l.size(ask.size)}, {"preOpenPrice", ""}, {"preQty", ""}, {"curPreListingPhase", ""},
	}
}

// object writes names and values as an object of texts.
func object(fields [][2]string) []byte {
	var b bytes.Buffer
	for i, f := range fields {
		sep := ","
		if i == 0 {
			sep = "{"
		}
		fmt.Fprintf(&b, `%s"%s":"%s"`, sep, f[0], f[1])
	}
	b.WriteByte('}')
	return b.Bytes()
}

// tickers come ten times a second: a snapshot for who subscribes, then what
// changed.
func (b bybit) tickers(l *listing, name string) *topic {
	message := func(kind string, at market.Millis, fields [][2]string) []byte {
		return fmt.Appendf(nil, `{"topic":"%s","type":"%s","data":%s,"cs":%d,"ts":%d}`, name, kind, object(fields), l.update(l.step(at)), at)
	}
	period := l.x.slower(100)
	return &topic{
		source: l.x.periodic(100, func(at market.Millis) []byte {
			now, before := b.fields(l, at), b.fields(l, at-period)
			changed := now[:1:1]
			for i := range now[1:] {
				if now[i+1] != before[i+1] {
					changed = append(changed, now[i+1])
				}
			}
			if len(changed) == 1 {
				return nil
			}
			return message("delta", at, changed)
		}),
		first: func(now market.Millis) []byte {
			now -= now % period // where changes begin
			return message("snapshot", now, b.fields(l, now))
		},
	}
}
