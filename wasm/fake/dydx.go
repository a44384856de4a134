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

// dydx speaks as the indexer of dYdX v4 does: a channel and an id a subscription,
// whose first message tells what was before, times as text, books without
// numbers, and a liquidation as a trade of that type.
type dydx struct{}

var dydxProfile = profile{
	host: venues.DYdX, spelling: spelling{suffix: "-USD"}, share: .01, basis: -.0001, pace: 1,
	grains:   map[string]grain{"BTC": {0, 1, 4, 1, false}, "ETH": {1, 1, 3, 1, false}, "SOL": {2, 1, 1, 1, false}},
	complete: true, filled: true,
	handshakes: handshakes{60, 32, time.Minute},
	busy:       refusal{body: `{"errors":[{"msg":"Too many requests"}]}`},
}

func (dydx) profile() *profile { return &dydxProfile }
func (dydx) routes() []string  { return []string{"/v4/ws"} }
func (dydx) cors(string) map[string]string {
	return map[string]string{"Access-Control-Allow-Origin": "*"}
}
func (dydx) hello(c *conn, _ *http.Request) {
	c.send([]byte(`{"type":"connected","connection_id":"fake","message_id":0}`))
}

func (d dydx) frame(kind, id, channel, contents string) []byte {
	if id != "" { // of all markets there is none
		id = `"id":"` + id + `",`
	}
	version := `"version":"2.1.0",`
	if kind == "subscribed" {
		version = ""
	}
	return fmt.Appendf(nil, `{"type":"%s","connection_id":"fake","message_id":1,%s"channel":"%s",%s"contents":%s}`, kind, id, channel, version, contents)
}

func (d dydx) hear(c *conn, message []byte) {
	var said struct {
		Type    string `json:"type"`
		Channel string `json:"channel"`
		ID      string `json:"id"`
	}
	if json.Unmarshal(message, &said) != nil {
		c.send([]byte(`{"type":"error","message":"Invalid message: could not parse","connection_id":"fake","message_id":1}`))
		return
	}
	key := said.Channel + " " + said.ID
	t := d.topic(c, said.Channel, said.ID)
	switch {
	case t == nil:
		c.send(fmt.Appendf(nil, `{"type":"error","message":"Invalid subscription: %s","connection_id":"fake","message_id":1}`, said.ID))
	case said.Type == "subscribe":
		c.x.join(c, key, key, func() *topic { return t })
	default:
		c.x.leave(c, key)
		c.send(fmt.Appendf(nil, `{"type":"unsubscribed","connection_id":"fake","message_id":1,"channel":"%s","id":"%s"}`, said.Channel, said.ID))
	}
}

func (d dydx) topic(c *conn, channel, id string) *topic {
	if channel == "v4_markets" {
		return d.markets(c.x, c.venue)
	}
	market_, resolution, _ := strings.Cut(id, "/")
	l := c.x.listed(c.venue, market_)
	if l == nil {
		return nil
	}
	switch channel {
	case "v4_trades":
		batch := func(row string) []byte { return d.frame("channel_data", id, channel, `{"trades":[`+row+`]}`) }
		return &topic{
			source: also(traded(l, 1, func(list []print) []byte { return batch(d.trade(l, &list[0])) }), l, func(f *forced) []byte { return batch(d.forced(l, f)) }),
			first: func(now market.Millis) []byte {
				var rows []string
				for _, p := range backwards(l.newest(100, now)) {
					rows = append(rows, d.trade(l, &p))
				}
				return d.frame("subscribed", id, channel, `{"trades":[`+strings.Join(rows, ",")+`]}`)
			},
		}
	case "v4_candles":
		if resolution != "1MIN" {
			return nil
		}
		return &topic{
			source: candles(l, market.Minute, market.Second, func(b *bar, _ market.Millis) []byte {
				return d.frame("channel_data", id, channel, d.candle(l, b, resolution, `"id":"fake"`))
			}),
			first: func(now market.Millis) []byte {
				b, _ := l.bar(now-now%market.Minute, market.Minute, now)
				return d.frame("subscribed", id, channel, `{"candles":[`+d.candle(l, &b, resolution, `"id":"fake"`)+`]}`)
			},
		}
	case "v4_orderbook":
		return &topic{
			source: booked(l, 1, func(before, k int64) []byte {
				bids, asks := l.changes(before, k)
				return d.frame("channel_data", id, channel, fmt.Sprintf(`{"bids":%s,"asks":%s}`, l.levels(bids, ""), l.levels(asks, "")))
			}),
			first: func(now market.Millis) []byte { return d.frame("subscribed", id, channel, d.whole(l, now)) },
		}
	}
	return nil
}

// markets tells the state of all markets, then prices and what else has changed.
func (d dydx) markets(x *Exchange, venue market.Venue) *topic {
	states := func(state func(*listing, market.Millis) string, at market.Millis) string {
		var rows []string
		for _, l := range x.of(venue) {
			rows = append(rows, fmt.Sprintf(`"%s":%s`, l.symbol, state(l, at)))
		}
		return "{" + strings.Join(rows, ",") + "}"
	}
	prices := x.periodic(market.Second, func(at market.Millis) []byte {
		var rows []string
		for _, l := range x.of(venue) {
			rows = append(rows, fmt.Sprintf(`"%s":{"oraclePrice":"%s","effectiveAt":"%s","effectiveAtHeight":"1","marketId":0}`, l.symbol, decimal(l.mark(at), 4), iso(at)))
		}
		return d.frame("channel_data", "", "v4_markets", `{"oraclePrices":{`+strings.Join(rows, ",")+`}}`)
	})
	trading := x.periodic(10*market.Second, func(at market.Millis) []byte {
		return d.frame("channel_data", "", "v4_markets", `{"trading":`+states(d.changed, at)+`}`)
	})
	return &topic{
		source: func(dst []frame, from, to market.Millis) []frame { return trading(prices(dst, from, to), from, to) },
		first: func(now market.Millis) []byte {
			return d.frame("subscribed", "", "v4_markets", `{"markets":`+states(d.state, now)+`}`)
		},
	}
}

func (dydx) state(l *listing, at market.Millis) string {
	base, _ := l.interest(at)
	return fmt.Sprintf(`{"clobPairId":"0","ticker":"%s","status":"ACTIVE","oraclePrice":"%s","priceChange24H":"0","volume24H":"1","trades24H":1,"nextFundingRate":"%s","initialMarginFraction":"0.02","maintenanceMarginFraction":"0.012","openInterest":"%s","atomicResolution":-10,"quantumConversionExponent":-9,"tickSize":"%s","stepSize":"%s","stepBaseQuantums":1000000,"subticksPerTick":100000,"marketType":"CROSS","openInterestLowerCap":"0","openInterestUpperCap":"0","baseOpenInterest":"%s"}`,
		l.symbol, decimal(l.mark(at), 4), decimal(l.rate(next(at, settles), market.Hour), 12), decimal(base, 4), l.price(l.tick), l.size(1), decimal(base, 4))
}

// changed is what of a market's state goes on changing.
func (dydx) changed(l *listing, at market.Millis) string {
	base, _ := l.interest(at)
	return fmt.Sprintf(`{"nextFundingRate":"%s","openInterest":"%s"}`, decimal(l.rate(next(at, settles), market.Hour), 12), decimal(base, 4))
}

func (dydx) trade(l *listing, p *print) string {
	return fmt.Sprintf(`{"id":"%032x","side":"%s","size":"%s","price":"%s","type":"LIMIT","createdAt":"%s","createdAtHeight":"1"}`, p.id, strings.ToUpper(p.taker.String()), l.size(p.size), l.price(p.price), iso(p.time))
}

func (dydx) forced(l *listing, f *forced) string {
	return fmt.Sprintf(`{"id":"%032x","side":"%s","size":"%s","price":"%s","type":"LIQUIDATED","createdAt":"%s","createdAtHeight":"1"}`, int64(f.time), strings.ToUpper(f.taker().String()), l.size(f.size), l.price(f.fill), iso(f.time))
}

// candle is a bar; more is what differs between the socket and answers.
func (dydx) candle(l *listing, b *bar, resolution, more string) string {
	base, usd := l.turnover(b.size, b)
	held, _ := l.interest(b.start)
	return fmt.Sprintf(`{%s,"startedAt":"%s","ticker":"%s","resolution":"%s","low":"%s","high":"%s","open":"%s","close":"%s","baseTokenVolume":"%s","usdVolume":"%s","trades":%d,"startingOpenInterest":"%s"}`,
		more, iso(b.start), l.symbol, resolution, l.price(b.low), l.price(b.high), l.price(b.open), l.price(b.close), decimal(base, l.places), decimal(usd, 4), b.trades, decimal(held, 4))
}

func (dydx) whole(l *listing, now market.Millis) string {
	side := func(list []level) string {
		var rows []string
		for _, v := range list {
			rows = append(rows, fmt.Sprintf(`{"price":"%s","size":"%s"}`, l.price(v.price), l.size(v.size)))
		}
		return "[" + strings.Join(rows, ",") + "]"
	}
	bids, asks := l.book(l.step(now))
	return `{"bids":` + side(bids) + `,"asks":` + side(asks) + `}`
}

// dydxSpans are the venue's words for bars.
var dydxSpans = map[string]market.Millis{
	"1MIN": market.Minute, "5MINS": 5 * market.Minute, "15MINS": 15 * market.Minute, "30MINS": 30 * market.Minute, "1HOUR": market.Hour, "4HOURS": 4 * market.Hour, "1DAY": market.Day,
}

// stamped reads a time that is told as text.
func (q *request) stamped(key string, otherwise market.Millis) market.Millis {
	if t, err := time.Parse(time.RFC3339Nano, q.Get(key)); err == nil {
		return market.Millis(t.UnixMilli())
	}
	return otherwise
}

func (d dydx) answer(x *Exchange, q *request) (reply, bool) {
	q.budget = "dydx"
	name, ok := strings.CutPrefix(q.path, "/v4/")
	if !ok {
		return reply{}, false
	}
	var rows []string
	if name == "perpetualMarkets" {
		for _, l := range x.of(q.venue) {
			rows = append(rows, fmt.Sprintf(`"%s":{"defaultFundingRate1H":"0",%s`, l.symbol, d.state(l, q.now)[1:]))
		}
		return good([]byte(`{"markets":{` + strings.Join(rows, ",") + `}}`))
	}
	l := x.listed(q.venue, name[strings.LastIndexByte(name, '/')+1:])
	if l == nil {
		return bad(http.StatusBadRequest, `{"errors":[{"value":"","msg":"ticker must be a valid ticker (BTC-USD, etc)","param":"ticker","location":"params"}]}`)
	}
	limit := int(min(max(q.whole("limit", 100), 1), 1000))
	list := func(key string) (reply, bool) {
		return good([]byte(`{"` + key + `":[` + strings.Join(rows, ",") + `]}`))
	}
	switch strings.TrimSuffix(name, "/"+l.symbol) {
	case "candles/perpetualMarkets":
		span := dydxSpans[q.Get("resolution")]
		if span == 0 {
			return bad(http.StatusBadRequest, `{"errors":[{"msg":"resolution must be a valid Candle Resolution","param":"resolution"}]}`)
		}
		for _, b := range backwards(l.bars(span, q.stamped("fromISO", 0), q.stamped("toISO", always), q.now, limit, true)) {
			rows = append(rows, d.candle(l, &b, q.Get("resolution"), `"orderbookMidPriceOpen":"1","orderbookMidPriceClose":"1"`))
		}
		return list("candles")
	case "historicalFunding":
		for _, at := range backwards(l.stamps(market.Hour, 0, q.stamped("effectiveBeforeOrAt", always), q.now, always, limit, true)) {
			rows = append(rows, fmt.Sprintf(`{"ticker":"%s","rate":"%s","price":"%s","effectiveAt":"%s","effectiveAtHeight":"1"}`, l.symbol, decimal(l.rate(next(at-1, settles), market.Hour), 12), decimal(l.mark(at), 4), iso(at)))
		}
		return list("historicalFunding")
	case "orderbooks/perpetualMarket":
		return good([]byte(d.whole(l, q.now)))
	case "trades/perpetualMarket":
		for _, p := range backwards(l.newest(limit, q.now)) {
			rows = append(rows, d.trade(l, &p))
		}
		return list("trades")
	}
	return reply{}, false
}
