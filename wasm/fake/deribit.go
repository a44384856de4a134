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

// deribit speaks JSON-RPC, over REST as over its socket. Amounts are in dollars,
// numbers are no text, and a liquidation is a trade with a flag. It lists a
// perpetual of SOL as well, which the venue has only in USDC.
type deribit struct{}

var deribitProfile = profile{
	host: venues.Deribit, spelling: spelling{suffix: "-PERPETUAL"}, share: .04, basis: -.0002, pace: 1,
	grains:   map[string]grain{"BTC": {1, 5, 0, 1, true}, "ETH": {2, 5, 0, 1, true}, "SOL": {2, 1, 0, 1, true}},
	complete: true, filled: true,
	handshakes: handshakes{300, 32, 5 * time.Minute},
	busy:       refusal{body: `{"jsonrpc":"2.0","error":{"code":10028,"message":"too_many_requests"}}`},
}

func (deribit) profile() *profile          { return &deribitProfile }
func (deribit) routes() []string           { return []string{"/ws/api/v2"} }
func (deribit) hello(*conn, *http.Request) {}
func (deribit) cors(string) map[string]string {
	return map[string]string{"Access-Control-Allow-Origin": "*"}
}

func (deribit) frame(channel, data string) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"%s","data":%s}}`, channel, data)
}

func (d deribit) hear(c *conn, message []byte) {
	var said struct {
		ID     int    `json:"id"`
		Method string `json:"method"`
		Params struct {
			Channels []string `json:"channels"`
		} `json:"params"`
	}
	if json.Unmarshal(message, &said) != nil {
		c.send([]byte(`{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"}}`))
		return
	}
	result := `{"version":"fake"}`
	switch said.Method {
	case "public/subscribe", "public/unsubscribe":
		var taken []string
		for _, channel := range said.Params.Channels {
			t := d.topic(c, channel)
			switch {
			case t == nil:
			case said.Method == "public/subscribe":
				taken = append(taken, channel)
				c.x.join(c, channel, channel, func() *topic { return t })
			default:
				taken = append(taken, channel)
				c.x.leave(c, channel)
			}
		}
		list, _ := json.Marshal(taken)
		result = string(list)
	case "public/test":
	default:
		c.send(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"error":{"code":-32601,"message":"Method not found"}}`, said.ID))
		return
	}
	c.send(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"result":%s,"usIn":1,"usOut":2,"usDiff":1,"testnet":false}`, said.ID, result))
}

func (d deribit) topic(c *conn, channel string) *topic {
	parts := strings.Split(strings.Replace(channel, "chart.trades", "chart", 1), ".")
	if len(parts) != 3 {
		return nil
	}
	l := c.x.listed(c.venue, parts[1])
	if l == nil {
		return nil
	}
	switch parts[0] {
	case "trades":
		return &topic{source: d.trades(l, channel)}
	case "ticker":
		return &topic{source: l.x.periodic(100, func(at market.Millis) []byte { return d.frame(channel, d.ticker(l, at)) })}
	case "chart":
		span := bybitSpans[parts[2]]
		if span == 0 {
			return nil
		}
		return &topic{source: candles(l, span, market.Second, func(b *bar, _ market.Millis) []byte {
			base, usd := l.turnover(b.size, b)
			return d.frame(channel, fmt.Sprintf(`{"tick":%d,"open":%s,"high":%s,"low":%s,"close":%s,"volume":%s,"cost":%s}`, b.start, l.price(b.open), l.price(b.high), l.price(b.low), l.price(b.close), decimal(base, 8), decimal(usd, 1)))
		})}
	case "book":
		return &topic{
			source: booked(l, 1, func(before, k int64) []byte {
				bids, asks := l.changes(before, k)
				return d.frame(channel, fmt.Sprintf(`{"type":"change","instrument_name":"%s","timestamp":%d,"change_id":%d,"prev_change_id":%d,"bids":%s,"asks":%s}`, l.symbol, l.stepTime(k), l.update(k), l.update(before), d.levels(l, bids, "change"), d.levels(l, asks, "change")))
			}),
			first: func(now market.Millis) []byte {
				k := l.step(now)
				bids, asks := l.book(k)
				return d.frame(channel, fmt.Sprintf(`{"type":"snapshot","instrument_name":"%s","timestamp":%d,"change_id":%d,"bids":%s,"asks":%s}`, l.symbol, l.stepTime(k), l.update(k), d.levels(l, bids, "new"), d.levels(l, asks, "new")))
			},
		}
	}
	return nil
}

// trades are executions, and liquidations with a flag: each by its taker.
func (d deribit) trades(l *listing, channel string) func([]frame, market.Millis, market.Millis) []frame {
	usual := traded(l, 4, func(list []print) []byte {
		var rows []string
		for _, p := range list {
			rows = append(rows, d.trade(l, p.time, p.taker, p.price, p.size, fmt.Sprint(p.id), ""))
		}
		return d.frame(channel, "["+strings.Join(rows, ",")+"]")
	})
	return func(dst []frame, from, to market.Millis) []frame {
		dst = usual(dst, from, to)
		for _, f := range l.liquidated(nil, from, to) {
			dst = append(dst, frame{f.time, d.frame(channel, "["+d.forced(l, &f)+"]"), false})
		}
		return dst
	}
}

// forced is a liquidation as a trade, of its taker.
func (d deribit) forced(l *listing, f *forced) string {
	taker := market.Sell
	if f.closed == market.Short {
		taker = market.Buy
	}
	return d.trade(l, f.time, taker, f.fill, f.size, fmt.Sprintf("F%d", f.time), `,"liquidation":"T"`)
}

func (deribit) trade(l *listing, at market.Millis, taker market.Aggressor, price, size int64, id, more string) string {
	return fmt.Sprintf(`{"trade_seq":%d,"trade_id":"%s","timestamp":%d,"tick_direction":2,"price":%s,"mark_price":%s,"instrument_name":"%s","index_price":%s,"direction":"%s","amount":%s,"contracts":%s%s}`,
		at, id, at, l.price(price), l.price(price), l.symbol, l.price(price), taker, l.size(size), l.size(size), more)
}

func (deribit) ticker(l *listing, at market.Millis) string {
	_, usd := l.interest(at)
	k := l.step(at)
	bid, ask := l.best(k)
	return fmt.Sprintf(`{"timestamp":%d,"state":"open","stats":{"high":1,"low":1,"price_change":0,"volume":1,"volume_usd":1,"volume_notional":1},"index_price":%s,"instrument_name":"%s","last_price":%s,"settlement_price":1,"min_price":1,"max_price":1,"open_interest":%s,"mark_price":%s,"best_ask_price":%s,"best_bid_price":%s,"estimated_delivery_price":%s,"best_ask_amount":%s,"best_bid_amount":%s,"current_funding":%s,"funding_8h":0.0001}`,
		at, decimal(l.index(at), l.decimals), l.symbol, l.price(l.last(at).price), decimal(usd, 0), decimal(l.mark(at), 2), l.price(ask.price), l.price(bid.price), decimal(l.index(at), l.decimals), l.size(ask.size), l.size(bid.size), decimal(l.rate(next(at, settles), settles), 8))
}

func (deribit) levels(l *listing, list []level, action string) string {
	var rows []string
	for _, v := range list {
		what := `"` + action + `",`
		switch {
		case action == "":
			what = ""
		case v.size == 0:
			what = `"delete",`
		}
		rows = append(rows, "["+what+l.price(v.price)+","+l.size(v.size)+"]")
	}
	return "[" + strings.Join(rows, ",") + "]"
}

func (deribit) result(q *request, result string) (reply, bool) {
	return good(fmt.Appendf(nil, `{"jsonrpc":"2.0","result":%s,"usIn":%d,"usOut":%d,"usDiff":1,"testnet":false}`, result, q.now*1000, q.now*1000+1))
}

func (d deribit) answer(x *Exchange, q *request) (reply, bool) {
	q.budget = "deribit"
	name, ok := strings.CutPrefix(q.path, "/api/v2/public/")
	if !ok {
		return reply{}, false
	}
	var rows []string
	if name == "get_instruments" {
		for _, l := range x.of(q.venue) {
			rows = append(rows, fmt.Sprintf(`{"kind":"future","instrument_name":"%s","max_leverage":50,"instrument_type":"reversed","expiration_timestamp":32503708800000,"creation_timestamp":1534167754000,"is_active":true,"tick_size":%s,"contract_size":10,"min_trade_amount":10,"settlement_currency":"%s","settlement_period":"perpetual","base_currency":"%s","counter_currency":"USD","quote_currency":"USD"}`,
				l.symbol, l.price(l.tick), l.coin, l.coin))
		}
		return d.result(q, "["+strings.Join(rows, ",")+"]")
	}
	l := x.listed(q.venue, q.Get("instrument_name"))
	if l == nil {
		return bad(http.StatusBadRequest, `{"jsonrpc":"2.0","error":{"message":"Invalid params","data":{"reason":"wrong format","param":"instrument_name"},"code":-32602},"usIn":1,"usOut":2,"usDiff":1}`)
	}
	from, to := q.millis("start_timestamp", 0), q.millis("end_timestamp", always)
	count := int(min(max(q.whole("count", 10), 1), 1000))
	switch name {
	case "ticker":
		return d.result(q, d.ticker(l, q.now))
	case "get_tradingview_chart_data":
		return d.chart(l, q, from, to)
	case "get_funding_rate_history":
		for _, at := range l.stamps(market.Hour, from, to, q.now, always, 744, true) {
			rate := l.rate(next(at-1, settles), settles)
			rows = append(rows, fmt.Sprintf(`{"timestamp":%d,"index_price":1,"prev_index_price":1,"interest_8h":%s,"interest_1h":%s}`, at, decimal(rate, 8), decimal(rate/8, 10)))
		}
		return d.result(q, "["+strings.Join(rows, ",")+"]")
	case "get_order_book":
		k := l.step(q.now)
		bids, asks := l.book(k)
		n := int(q.whole("depth", 20))
		return d.result(q, fmt.Sprintf(`{"asks":%s,"bids":%s,"change_id":%d,"instrument_name":"%s","timestamp":%d}`, d.levels(l, top(asks, n), ""), d.levels(l, top(bids, n), ""), l.update(k), l.symbol, l.stepTime(k)))
	case "get_last_trades_by_instrument_and_time":
		for _, p := range l.newest(count/2+1, min(q.now, to)) {
			rows = append(rows, d.trade(l, p.time, p.taker, p.price, p.size, fmt.Sprint(p.id), ""))
		}
		for _, f := range l.liquidated(nil, max(from, min(to, q.now)-6*market.Hour)-1, min(to, q.now)) {
			rows = append(rows, d.forced(l, &f))
		}
		return d.result(q, `{"has_more":false,"trades":[`+strings.Join(rows, ",")+`]}`)
	}
	return reply{}, false
}

func (d deribit) chart(l *listing, q *request, from, to market.Millis) (reply, bool) {
	span := bybitSpans[strings.TrimPrefix(q.Get("resolution"), "1D")]
	if q.Get("resolution") == "1D" {
		span = market.Day
	}
	if span == 0 {
		return bad(http.StatusBadRequest, `{"jsonrpc":"2.0","error":{"message":"Invalid params","data":{"param":"resolution"},"code":-32602}}`)
	}
	var columns [7][]string
	for _, b := range l.bars(span, from, to, q.now, 5000, false) {
		base, usd := l.turnover(b.size, &b)
		for i, text := range [...]string{fmt.Sprint(int64(b.start)), l.price(b.open), l.price(b.high), l.price(b.low), l.price(b.close), decimal(base, 8), decimal(usd, 1)} {
			columns[i] = append(columns[i], text)
		}
	}
	out := `{"status":"ok"`
	for i, name := range [...]string{"ticks", "open", "high", "low", "close", "volume", "cost"} {
		out += `,"` + name + `":[` + strings.Join(columns[i], ",") + "]"
	}
	return d.result(q, out+"}")
}
