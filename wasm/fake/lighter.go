package fake

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// lighter speaks as Lighter does: markets go by numbers, liquidations come apart
// from trades and those of before are told again on subscribing, statistics carry
// no time, and bars are answered alone. Whether a page may read its answers is not
// known: here none may.
type lighter struct{}

var lighterProfile = profile{
	host: venues.Lighter, share: .06, basis: .0002, pace: 1,
	grains:   map[string]grain{"BTC": {1, 1, 5, 1, false}, "ETH": {2, 1, 4, 1, false}, "SOL": {3, 1, 3, 1, false}},
	complete: true, filled: true,
	handshakes: handshakes{60, 100, time.Minute}, silence: 2 * time.Minute,
	busy: refusal{body: `{"code":23000,"message":"Too Many Requests!"}`},
}

// lighterNumbers are the numbers of markets.
var lighterNumbers = map[string]int{"ETH": 0, "BTC": 1, "SOL": 2}

func (lighter) profile() *profile             { return &lighterProfile }
func (lighter) routes() []string              { return []string{"/stream"} }
func (lighter) cors(string) map[string]string { return nil }
func (lighter) hello(c *conn, _ *http.Request) {
	c.send([]byte(`{"session_id":"fake","type":"connected"}`))
}

func (lighter) numbered(x *Exchange, number string) *listing {
	for _, l := range x.of(venues.Lighter) {
		if strconv.Itoa(lighterNumbers[l.coin]) == number {
			return l
		}
	}
	return nil
}

func (g lighter) hear(c *conn, message []byte) {
	var said struct {
		Type    string `json:"type"`
		Channel string `json:"channel"`
	}
	if json.Unmarshal(message, &said) != nil {
		c.send([]byte(`{"error":{"code":30004,"message":"Invalid Message"}}`))
		return
	}
	if said.Type == "ping" {
		c.send([]byte(`{"type":"pong"}`))
		return
	}
	kind, number, _ := strings.Cut(said.Channel, "/")
	t := g.topic(c, kind, number)
	switch {
	case t == nil:
		c.send(fmt.Appendf(nil, `{"error":{"code":30005,"message":"Invalid Channel:  (%s)"}}`, said.Channel))
	case said.Type == "subscribe":
		c.x.join(c, said.Channel, said.Channel, func() *topic { return t })
	default:
		c.x.leave(c, said.Channel)
		c.send(fmt.Appendf(nil, `{"channel":"%s:%s","type":"unsubscribed"}`, kind, number))
	}
}

func (g lighter) topic(c *conn, kind, number string) *topic {
	l := g.numbered(c.x, number)
	if l == nil {
		return nil
	}
	channel := kind + ":" + number
	switch kind {
	case "trade":
		trades := func(event, trades, forced string) []byte {
			return fmt.Appendf(nil, `{"channel":"%s","liquidation_trades":[%s],"nonce":1,"trades":[%s],"type":"%s/trade"}`, channel, forced, trades, event)
		}
		return &topic{
			source: also(traded(l, 1, func(list []print) []byte { return trades("update", g.trade(l, &list[0]), "") }), l, func(f *forced) []byte { return trades("update", "", g.forced(l, f)) }),
			first: func(now market.Millis) []byte {
				var rows, before []string
				for _, p := range backwards(l.newest(50, now)) {
					rows = append(rows, g.trade(l, &p))
				}
				for _, f := range l.liquidated(nil, now-5*market.Minute, now) {
					before = append(before, g.forced(l, &f))
				}
				return trades("subscribed", strings.Join(rows, ","), strings.Join(before, ","))
			},
		}
	case "market_stats":
		return &topic{source: l.x.periodic(market.Second, func(at market.Millis) []byte {
			return fmt.Appendf(nil, `{"channel":"%s","market_stats":%s,"type":"update/market_stats"}`, channel, g.stats(l, at))
		})}
	case "order_book":
		book := func(event string, k, before int64, bids, asks []level) []byte {
			return fmt.Appendf(nil, `{"channel":"%s","offset":%d,"order_book":{"code":0,"asks":%s,"bids":%s,"offset":%d,"nonce":%d,"begin_nonce":%d},"timestamp":%d,"type":"%s/order_book"}`,
				channel, k, g.levels(l, asks), g.levels(l, bids), k, l.update(k), before, l.stepTime(k), event)
		}
		return &topic{
			source: booked(l, 1, func(before, k int64) []byte {
				bids, asks := l.changes(before, k)
				return book("update", k, l.update(before), bids, asks)
			}),
			first: func(now market.Millis) []byte {
				k := l.step(now)
				bids, asks := l.book(k)
				return book("subscribed", k, 0, bids, asks)
			},
		}
	}
	return nil
}

func (lighter) levels(l *listing, list []level) string {
	var rows []string
	for _, v := range list {
		rows = append(rows, fmt.Sprintf(`{"price":"%s","size":"%s"}`, l.price(v.price), l.size(v.size)))
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// row is an execution; ids lie beyond what a floating number holds.
func (lighter) row(l *listing, kind string, id int64, at market.Millis, taker market.Aggressor, price, size int64) string {
	usd := value(size, l.places) * float64(l.worth(price))
	return fmt.Sprintf(`{"trade_id":%d,"tx_hash":"00","type":"%s","market_id":%d,"size":"%s","price":"%s","usd_amount":"%s","ask_id":1,"bid_id":2,"ask_account_id":415333,"bid_account_id":281474976513961,"is_maker_ask":%t,"block_height":1,"timestamp":%d,"taker_fee":0,"maker_fee":0}`,
		1<<53+id, kind, lighterNumbers[l.coin], l.size(size), l.price(price), decimal(usd, 6), taker == market.Buy, at)
}

func (g lighter) trade(l *listing, p *print) string {
	return g.row(l, "trade", p.id, p.time, p.taker, p.price, p.size)
}

func (g lighter) forced(l *listing, f *forced) string {
	return g.row(l, "liquidation", int64(f.time), f.time, f.taker(), f.fill, f.size)
}

func (lighter) stats(l *listing, at market.Millis) string {
	_, usd := l.interest(at)
	rate := decimal(100*l.rate(next(at, settles), market.Hour), 8)
	return fmt.Sprintf(`{"symbol":"%s","market_id":%d,"index_price":"%s","mark_price":"%s","open_interest":"%s","last_trade_price":"%s","current_funding_rate":"%s","funding_rate":"%s","funding_timestamp":%d,"daily_base_token_volume":1,"daily_quote_token_volume":1,"daily_price_low":1,"daily_price_high":1,"daily_price_change":0}`,
		l.coin, lighterNumbers[l.coin], decimal(l.index(at), 2), decimal(l.mark(at), l.decimals), decimal(usd, 6), l.price(l.last(at).price), rate, rate, next(at, market.Hour))
}

func (g lighter) answer(x *Exchange, q *request) (reply, bool) {
	q.budget = "lighter"
	name, ok := strings.CutPrefix(q.path, "/api/v1/")
	if !ok {
		return reply{}, false
	}
	var rows []string
	if name == "orderBookDetails" {
		for _, l := range x.of(q.venue) {
			rows = append(rows, fmt.Sprintf(`{"symbol":"%s","market_id":%d,"market_type":"perp","status":"active","taker_fee":"0","maker_fee":"0","min_base_amount":"%s","min_quote_amount":"10","supported_size_decimals":%d,"supported_price_decimals":%d,"supported_quote_decimals":6,"min_initial_margin_fraction":200,"maintenance_margin_fraction":120,"last_trade_price":%s,"open_interest":1}`,
				l.symbol, lighterNumbers[l.coin], l.size(1), l.places, l.decimals, l.price(l.last(q.now).price)))
		}
		return good([]byte(`{"code":200,"order_book_details":[` + strings.Join(rows, ",") + `]}`))
	}
	l := g.numbered(x, q.Get("market_id"))
	if l == nil {
		return bad(http.StatusBadRequest, `{"code":20001,"message":"invalid param : market_id"}`)
	}
	switch name {
	case "candles":
		span := spans[q.Get("resolution")]
		if span == 0 {
			return bad(http.StatusBadRequest, `{"code":20001,"message":"invalid param : resolution"}`)
		}
		for _, b := range l.bars(span, q.millis("start_timestamp", 0), q.millis("end_timestamp", always), q.now, int(min(max(q.whole("count_back", 1), 1), 500)), true) {
			base, usd := l.turnover(b.size, &b)
			rows = append(rows, fmt.Sprintf(`{"t":%d,"o":%s,"h":%s,"l":%s,"c":%s,"v":%s,"V":%s,"i":%d}`, b.start, l.price(b.open), l.price(b.high), l.price(b.low), l.price(b.close), decimal(base, l.places), decimal(usd, 4), b.trades))
		}
		return good([]byte(`{"code":200,"r":"` + q.Get("resolution") + `","c":[` + strings.Join(rows, ",") + `]}`))
	case "recentTrades":
		for _, p := range backwards(l.newest(int(min(max(q.whole("limit", 1), 1), 100)), q.now)) {
			rows = append(rows, g.trade(l, &p))
		}
		return good([]byte(`{"code":200,"trades":[` + strings.Join(rows, ",") + `]}`))
	}
	return reply{}, false
}
