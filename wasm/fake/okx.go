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

// okx speaks as v5 does for swaps: sizes in contracts, numbers as texts, bars
// on a route of their own, and liquidations of the whole market on one
// channel.
type okx struct{}

var okxProfile = profile{
	host: venues.OKX, spelling: spelling{suffix: "-USDT-SWAP"}, share: .2, basis: -.00006, pace: 4,
	grains:     map[string]grain{"BTC": {1, 1, 2, .01, false}, "ETH": {2, 1, 2, .1, false}, "SOL": {2, 1, 2, 1, false}},
	sampled:    true,
	handshakes: handshakes{3, 0, time.Second}, silence: 30 * time.Second, talked: true,
	busy: refusal{body: `{"msg":"Too Many Requests","code":"50011"}`, polite: true},
}

func (okx) profile() *profile { return &okxProfile }

// cors is empty: what the venue allows is reported either way, and a page has
// to live with the worse.
func (okx) cors(string) map[string]string { return nil }

func (okx) routes() []string { return []string{"/ws/v5/public", "/ws/v5/business"} }

func (okx) hello(*conn, *http.Request) {}

// okxArg is what is subscribed to.
type okxArg struct {
	Channel  string `json:"channel"`
	InstID   string `json:"instId,omitempty"`
	InstType string `json:"instType,omitempty"`
}

func (o okx) hear(c *conn, message []byte) {
	if string(message) == "ping" {
		c.send([]byte("pong"))
		return
	}
	var said struct {
		ID   string   `json:"id"`
		Op   string   `json:"op"`
		Args []okxArg `json:"args"`
	}
	id := func() string {
		if said.ID == "" {
			return ""
		}
		return `"id":` + string(quote(said.ID)) + `,`
	}
	refuse := func(code, text string) {
		c.send(fmt.Appendf(nil, `{%s"event":"error","code":"%s","msg":%s,"connId":"%08x"}`, id(), code, quote(text), c.serial))
	}
	if json.Unmarshal(message, &said) != nil || said.Op != "subscribe" && said.Op != "unsubscribe" {
		refuse("60012", "Invalid request: "+string(message))
		return
	}
	if !c.operations() {
		refuse("60014", "Requests too frequent")
		return
	}
	for _, arg := range said.Args {
		echoed, _ := json.Marshal(arg)
		t, ok := o.topic(c, arg, string(echoed))
		if !ok {
			refuse("60018", "Subscribe failed, wrong URL or channel:"+arg.Channel+",instId:"+arg.InstID+" doesn't exist. Please use the correct URL, channel and parameters referring to API document.")
			continue
		}
		c.send(fmt.Appendf(nil, `{%s"event":"%s","arg":%s,"connId":"%08x"}`, id(), said.Op, echoed, c.serial))
		if said.Op == "subscribe" {
			c.x.join(c, string(echoed), string(echoed), func() *topic { return t })
		} else {
			c.x.leave(c, string(echoed))
		}
	}
}

// okxSpans are the venue's words for lengths of bars. Those of six hours and
// more without utc begin by the clock of Hong Kong and are not offered.
var okxSpans = map[string]market.Millis{
	"1m": market.Minute, "3m": 3 * market.Minute, "5m": 5 * market.Minute, "15m": 15 * market.Minute, "30m": 30 * market.Minute,
	"1H": market.Hour, "2H": 2 * market.Hour, "4H": 4 * market.Hour, "6Hutc": 6 * market.Hour, "12Hutc": 12 * market.Hour, "1Dutc": market.Day,
}

// topic makes the topic of an argument, false where it does not exist or
// comes on the other route.
func (o okx) topic(c *conn, arg okxArg, echoed string) (*topic, bool) {
	business := strings.HasSuffix(c.route, "/business")
	if arg.Channel == "liquidation-orders" {
		return o.liquidations(c.x, echoed), !business && arg.InstType == "SWAP" && arg.InstID == ""
	}
	l := c.x.listed(c.venue, arg.InstID)
	if l == nil {
		return nil, false
	}
	pushed := func(row []byte) []byte { return fmt.Appendf(nil, `{"arg":%s,"data":[%s]}`, echoed, row) }
	// again is a channel that begins with what stands.
	again := func(period market.Millis, row func(at market.Millis) []byte) *topic {
		return &topic{
			source: c.x.periodic(period, func(at market.Millis) []byte { return pushed(row(at)) }),
			first:  func(now market.Millis) []byte { return pushed(row(now)) },
		}
	}
	if word, ok := strings.CutPrefix(arg.Channel, "candle"); ok {
		return &topic{source: candles(l, okxSpans[word], 500, func(r *bar, _ market.Millis) []byte { return pushed(o.candle(l, r)) })}, business && okxSpans[word] != 0
	}
	switch arg.Channel {
	case "trades":
		return &topic{source: traded(l, 1, func(list []print) []byte {
			return pushed(o.trade(l, &list[0], fmt.Sprintf(`,"count":"1","source":"0","seqId":%d`, list[0].id)))
		})}, !business
	case "books":
		return o.books(l, echoed), !business
	case "mark-price":
		return again(200, func(at market.Millis) []byte { return o.mark(l, at) }), !business
	case "open-interest":
		return again(3*market.Second, func(at market.Millis) []byte { return o.interest(l, at) }), !business
	case "funding-rate":
		return again(30*market.Second, func(at market.Millis) []byte { return o.funding(l, at, `,"nextFundingRate":""`) }), !business
	}
	return nil, false
}

func (okx) trade(l *listing, p *print, more string) []byte {
	side := "sell"
	if p.taker == market.Buy {
		side = "buy"
	}
	return fmt.Appendf(nil, `{"instId":"%s","tradeId":"%d","px":"%s","sz":"%s","side":"%s","ts":"%d"%s}`,
		l.symbol, p.id, l.price(p.price), l.size(p.size), side, p.time, more)
}

func (okx) candle(l *listing, r *bar) []byte {
	base, usd := l.turnover(r.size, r)
	final := 0
	if r.final {
		final = 1
	}
	return fmt.Appendf(nil, `["%d","%s","%s","%s","%s","%s","%s","%s","%d"]`, r.start, l.price(r.open), l.price(r.high), l.price(r.low), l.price(r.close), l.size(r.size), decimal(base, 6), decimal(usd, 4), final)
}

func (okx) mark(l *listing, at market.Millis) []byte {
	return fmt.Appendf(nil, `{"instType":"SWAP","instId":"%s","markPx":"%s","ts":"%d"}`, l.symbol, decimal(l.mark(at), l.decimals), at)
}

func (okx) interest(l *listing, at market.Millis) []byte {
	base, usd := l.interest(at)
	return fmt.Appendf(nil, `{"instId":"%s","instType":"SWAP","oi":"%s","oiCcy":"%s","oiUsd":"%s","ts":"%d"}`, l.symbol, decimal(base/l.contract, 2), decimal(base, 4), decimal(usd, 2), at)
}

func (okx) funding(l *listing, at market.Millis, more string) []byte {
	due := next(at, settles)
	return fmt.Appendf(nil, `{"fundingRate":"%s","fundingTime":"%d","instId":"%s","instType":"SWAP","maxFundingRate":"0.00375","method":"current_period","minFundingRate":"-0.00375"%s,"nextFundingTime":"%d","premium":"0.0001233824646391","settFundingRate":"%s","settState":"settled","ts":"%d"}`,
		decimal(l.rate(due, settles), 16), due, l.symbol, more, due+settles, decimal(l.rate(due-settles, settles), 16), at)
}

// books are a snapshot, then changes that name the number before them. Every
// now and then one is a heartbeat, which repeats its number and holds nothing.
func (o okx) books(l *listing, echoed string) *topic {
	message := func(action string, k, before int64, bids, asks []level) []byte {
		return fmt.Appendf(nil, `{"arg":%s,"action":"%s","data":[{"asks":%s,"bids":%s,"ts":"%d","checksum":0,"seqId":%d,"prevSeqId":%d}]}`,
			echoed, action, l.levels(asks, `,"0","1"`), l.levels(bids, `,"0","1"`), l.stepTime(k), l.update(k), before)
	}
	change := booked(l, 1, func(before, k int64) []byte {
		bids, asks := l.changes(before, k)
		return message("update", k, l.update(before), bids, asks)
	})
	return &topic{
		source: func(dst []frame, from, to market.Millis) []frame {
			n := len(dst)
			dst = change(dst, from, to)
			if len(dst) > n {
				if k := l.step(dst[len(dst)-1].at); k%100 == 0 {
					dst = append(dst, frame{l.stepTime(k), message("update", k, l.update(k), nil, nil), false})
				}
			}
			return dst
		},
		first: func(now market.Millis) []byte {
			k := l.step(now)
			bids, asks := l.book(k)
			return message("snapshot", k, -1, bids, asks)
		},
	}
}

// forcedRow is one liquidation as the channel and the archive write it.
func (okx) forcedRow(l *listing, details string) []byte {
	family := strings.TrimSuffix(l.symbol, "-SWAP")
	return fmt.Appendf(nil, `{"details":[%s],"instFamily":"%s","instId":"%s","instType":"SWAP","uly":"%s"}`, details, family, l.symbol, family)
}

func (okx) forcedDetail(l *listing, f *forced) string {
	position, side := "long", "sell"
	if f.closed == market.Short {
		position, side = "short", "buy"
	}
	return fmt.Sprintf(`{"bkLoss":"0","bkPx":"%s","ccy":"","posSide":"%s","side":"%s","sz":"%s","ts":"%d"}`, l.price(f.bankruptcy), position, side, l.size(f.size), f.time)
}

// liquidations publish the largest of each contract and second. Who subscribes
// gets an old one first.
func (o okx) liquidations(x *Exchange, echoed string) *topic {
	row := func(l *listing, f *forced) []byte {
		return fmt.Appendf(nil, `{"arg":%s,"data":[%s]}`, echoed, o.forcedRow(l, o.forcedDetail(l, f)))
	}
	list := x.of("okx")
	return &topic{
		source: func(dst []frame, from, to market.Millis) []frame {
			for _, l := range list {
				for _, f := range l.sampled(nil, from, to) {
					dst = append(dst, frame{(f.time/market.Second + 1) * market.Second, row(l, &f), false})
				}
			}
			return dst
		},
		first: func(now market.Millis) []byte {
			if old := list[0].liquidated(nil, now-2*market.Hour, now-market.Minute); len(old) > 0 {
				return row(list[0], &old[len(old)-1])
			}
			return nil
		},
	}
}
