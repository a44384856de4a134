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

// gate speaks as Gate's perpetuals in USDT do: sizes in contracts, signed; times
// in seconds over REST; open interest of both sides in tickers alone; no page of
// another origin may read its answers.
type gate struct{}

var gateProfile = profile{
	host: venues.Gate, spelling: spelling{suffix: "_USDT"}, share: .06, basis: .0001, pace: 1,
	grains:     map[string]grain{"BTC": {1, 1, 0, .0001, false}, "ETH": {2, 1, 0, .01, false}, "SOL": {3, 1, 0, 1, false}},
	complete:   true,
	handshakes: handshakes{300, 300, 5 * time.Minute},
	busy:       refusal{body: `{"label":"TOO_MANY_REQUESTS","message":"Request Rate Limit Exceeded"}`},
}

func (gate) profile() *profile             { return &gateProfile }
func (gate) cors(string) map[string]string { return nil }
func (gate) routes() []string              { return []string{"/v4/ws/usdt"} }
func (gate) hello(*conn, *http.Request)    {}
func (gate) stamp(at market.Millis) string { return fmt.Sprint(int64(at / market.Second)) }
func (gate) exact(at market.Millis) string { return decimal(float64(at)/1000, 3) }
func (gate) frame(at market.Millis, channel, event, result string) []byte {
	return fmt.Appendf(nil, `{"time":%d,"time_ms":%d,"channel":"futures.%s","event":"%s","result":%s}`, at/market.Second, at, channel, event, result)
}

func (g gate) hear(c *conn, message []byte) {
	var said struct {
		ID      int      `json:"id"`
		Channel string   `json:"channel"`
		Event   string   `json:"event"`
		Payload []string `json:"payload"`
	}
	now := c.x.now(c.venue)
	if json.Unmarshal(message, &said) != nil {
		return
	}
	channel := strings.TrimPrefix(said.Channel, "futures.")
	if channel == "ping" {
		c.send(g.frame(now, "pong", "", "null"))
		return
	}
	key := channel + " " + strings.Join(said.Payload, " ")
	t := g.topic(c, channel, said.Payload)
	if t == nil {
		c.send(fmt.Appendf(nil, `{"time":%d,"id":%d,"channel":"%s","event":"%s","error":{"code":2,"message":"unknown contract or channel"},"result":null}`, now/market.Second, said.ID, said.Channel, said.Event))
		return
	}
	payload, _ := json.Marshal(said.Payload)
	c.send(fmt.Appendf(nil, `{"time":%d,"time_ms":%d,"id":%d,"conn_id":"fake","trace_id":"fake","channel":"%s","event":"%s","payload":%s,"result":{"status":"success"}}`, now/market.Second, now, said.ID, said.Channel, said.Event, payload))
	if said.Event == "subscribe" {
		c.x.join(c, key, key, func() *topic { return t })
	} else {
		c.x.leave(c, key)
	}
}

func (g gate) topic(c *conn, channel string, payload []string) *topic {
	find := func(i int) *listing {
		if i >= len(payload) {
			return nil
		}
		return c.x.listed(c.venue, payload[i])
	}
	place := 0
	if channel == "candlesticks" {
		place = 1
	}
	l := find(place)
	if l == nil {
		return nil
	}
	switch channel {
	case "trades":
		return &topic{source: traded(l, 4, func(list []print) []byte {
			var rows []string
			for _, p := range list {
				rows = append(rows, fmt.Sprintf(`{"size":%s,"id":%d,"create_time":%s,"create_time_ms":%d,"price":"%s","contract":"%s"}`, g.signed(l, &p), p.id, g.stamp(p.time), p.time, l.price(p.price), l.symbol))
			}
			return g.frame(list[len(list)-1].time, channel, "update", "["+strings.Join(rows, ",")+"]")
		})}
	case "public_liquidates":
		return &topic{source: func(dst []frame, from, to market.Millis) []frame {
			for _, f := range l.liquidated(nil, from, to) {
				sign := "-" // the order's: one that sells closes a long
				if f.closed == market.Short {
					sign = ""
				}
				row := fmt.Sprintf(`[{"price":"%s","size":%s%s,"time":%s,"time_ms":%d,"contract":"%s"}]`, l.price(f.bankruptcy), sign, l.size(f.size), g.stamp(f.time), f.time, l.symbol)
				dst = append(dst, frame{f.time, g.frame(f.time, channel, "update", row), false})
			}
			return dst
		}}
	case "tickers":
		return &topic{source: l.x.periodic(market.Second, func(at market.Millis) []byte {
			return g.frame(at, channel, "update", "["+g.ticker(l, at, fmt.Sprintf(`,"funding_interval":28800,"funding_next_apply":%s,"t":%d`, g.stamp(next(at, settles)), at))+"]")
		})}
	case "candlesticks":
		span := spans[payload[0]]
		if span == 0 {
			return nil
		}
		return &topic{source: candles(l, span, market.Second, func(b *bar, at market.Millis) []byte {
			return g.frame(at, channel, "update", "["+g.candle(l, b, fmt.Sprintf(`,"n":"%s_%s","w":%t`, payload[0], l.symbol, b.final), "a")+"]")
		})}
	case "order_book_update":
		return &topic{source: booked(l, 1, func(before, k int64) []byte {
			bids, asks := l.changes(before, k)
			at := l.stepTime(k)
			return g.frame(at, channel, "update", fmt.Sprintf(`{"t":%d,"s":"%s","U":%d,"u":%d,"b":%s,"a":%s}`, at, l.symbol, l.update(before)+1, l.update(k), g.levels(l, bids), g.levels(l, asks)))
		})}
	}
	return nil
}

// signed is a size, below zero where the taker sold.
func (gate) signed(l *listing, p *print) string {
	if p.taker == market.Sell {
		return "-" + l.size(p.size)
	}
	return l.size(p.size)
}

func (gate) levels(l *listing, list []level) string {
	var rows []string
	for _, v := range list {
		rows = append(rows, fmt.Sprintf(`{"p":"%s","s":%s}`, l.price(v.price), l.size(v.size)))
	}
	return "[" + strings.Join(rows, ",") + "]"
}

func (gate) ticker(l *listing, at market.Millis, more string) string {
	base, _ := l.interest(at)
	rate := decimal(l.rate(next(at, settles), settles), 8)
	return fmt.Sprintf(`{"contract":"%s","last":"%s","change_percentage":"0.5","total_size":"%s","volume_24h":"1","volume_24h_base":"1","volume_24h_quote":"1","volume_24h_settle":"1","mark_price":"%s","funding_rate":"%s","funding_rate_indicative":"%s","index_price":"%s","quanto_base_rate":"","low_24h":"%s","high_24h":"%s"%s}`,
		l.symbol, l.price(l.last(at).price), decimal(2*base/l.contract, 0), decimal(l.mark(at), l.decimals), rate, rate, decimal(l.index(at), l.decimals), l.price(l.last(at).price), l.price(l.last(at).price), more)
}

func (g gate) candle(l *listing, b *bar, more, quote string) string {
	_, usd := l.turnover(b.size, b)
	return fmt.Sprintf(`{"t":%s,"o":"%s","h":"%s","l":"%s","c":"%s","v":%s,"%s":"%s"%s}`, g.stamp(b.start), l.price(b.open), l.price(b.high), l.price(b.low), l.price(b.close), l.size(b.size), quote, decimal(usd, 4), more)
}

// seconds reads a time that is told in seconds.
func (q *request) seconds(key string, otherwise market.Millis) market.Millis {
	if q.Get(key) == "" {
		return otherwise
	}
	return market.Millis(q.whole(key, 0)) * market.Second
}

func (g gate) answer(x *Exchange, q *request) (reply, bool) {
	name, ok := strings.CutPrefix(q.path, "/api/v4/futures/usdt/")
	if !ok {
		return reply{}, false
	}
	q.budget = "gate/" + name
	symbol := q.Get("contract")
	symbol, mark := strings.TrimPrefix(symbol, "mark_"), strings.HasPrefix(symbol, "mark_")
	l := x.listed(q.venue, symbol)
	from, to := q.seconds("from", 0), q.seconds("to", always)
	var rows []string
	switch {
	case name == "contracts":
		for _, l := range x.of(q.venue) {
			rows = append(rows, fmt.Sprintf(`{"name":"%s","type":"direct","quanto_multiplier":"%s","order_price_round":"%s","order_size_min":1,"leverage_max":"100","maintenance_rate":"0.005","funding_interval":28800,"in_delisting":false,"status":"trading","mark_price":"%s"}`,
				l.symbol, decimal(l.contract, 4), l.price(l.tick), decimal(l.mark(q.now), l.decimals)))
		}
		return good([]byte("[" + strings.Join(rows, ",") + "]"))
	case l == nil:
		return bad(http.StatusBadRequest, `{"label":"CONTRACT_NOT_FOUND","message":"contract not found"}`)
	}
	limit := int(min(max(q.whole("limit", 100), 1), 2000))
	switch name {
	case "candlesticks":
		span := spans[q.Get("interval")]
		if span == 0 {
			return bad(http.StatusBadRequest, `{"label":"INVALID_PARAM_VALUE","message":"interval"}`)
		}
		if q.Get("from") != "" {
			limit = 2000
		}
		for _, b := range l.bars(span, from, to, q.now, limit, q.Get("from") == "") {
			if mark {
				b = l.marked(b)
				rows = append(rows, fmt.Sprintf(`{"t":%s,"o":"%s","h":"%s","l":"%s","c":"%s"}`, g.stamp(b.start), l.price(b.open), l.price(b.high), l.price(b.low), l.price(b.close)))
				continue
			}
			rows = append(rows, g.candle(l, &b, "", "sum"))
		}
	case "contract_stats":
		span := spans[q.Get("interval")]
		for _, at := range l.stamps(max(span, 5*market.Minute), from, to, q.now, always, limit, q.Get("from") == "") {
			base, usd := l.interest(at)
			long := l.long(at, allAccounts)
			rows = append(rows, fmt.Sprintf(`{"time":%s,"lsr_taker":1,"lsr_account":%s,"long_liq_size":0,"short_liq_size":0,"long_liq_usd":0,"short_liq_usd":0,"long_liq_amount":0,"short_liq_amount":0,"open_interest":%s,"mark_price":"%s","top_lsr_size":1,"open_interest_usd":%s,"top_lsr_account":1}`,
				g.stamp(at), decimal(long/(1-long), 6), decimal(base/l.contract, 0), decimal(l.mark(at), l.decimals), decimal(usd, 2)))
		}
	case "tickers":
		rows = append(rows, g.ticker(l, q.now, ""))
	case "funding_rate":
		for _, at := range backwards(l.stamps(settles, from, to, q.now, always, limit, true)) {
			rows = append(rows, fmt.Sprintf(`{"r":"%s","t":%s}`, decimal(l.rate(at, settles), 8), g.stamp(at)))
		}
	case "risk_limit_tiers":
		cut, floor, before := 0., 0., tierRows[0].maintenance
		for i, t := range tierRows {
			cut += floor * (t.maintenance - before)
			before, floor = t.maintenance, t.limit*smaller[l.coin]
			rows = append(rows, fmt.Sprintf(`{"maintenance_rate":"%s","tier":%d,"initial_rate":"%s","leverage_max":"%d","risk_limit":"%s","deduction":"%s"}`, decimal(t.maintenance, 4), i+1, decimal(1/float64(t.leverage), 6), t.leverage, decimal(floor, 0), decimal(cut, 2)))
		}
	case "order_book":
		k := l.step(q.now)
		bids, asks := l.book(k)
		return good(fmt.Appendf(nil, `{"id":%d,"current":%s,"update":%s,"asks":%s,"bids":%s}`, l.update(k), g.exact(q.now), g.exact(l.stepTime(k)), g.levels(l, top(asks, limit)), g.levels(l, top(bids, limit))))
	case "trades":
		for _, p := range backwards(l.newest(limit, min(q.now, to))) {
			rows = append(rows, fmt.Sprintf(`{"id":%d,"contract":"%s","create_time":%s,"create_time_ms":%s,"size":%s,"price":"%s"}`, p.id, l.symbol, g.exact(p.time), g.exact(p.time), g.signed(l, &p), l.price(p.price)))
		}
	case "liq_orders":
		if q.Get("from") != "" && to-from > market.Hour {
			return bad(http.StatusBadRequest, `{"label":"INVALID_PARAM_VALUE","message":"range from/to must in 1 hour"}`)
		}
		for _, f := range backwards(l.liquidated(nil, max(from, min(to, q.now)-market.Hour)-1, min(to, q.now))) {
			sign := "" // the position's
			if f.closed == market.Short {
				sign = "-"
			}
			rows = append(rows, fmt.Sprintf(`{"time":%s,"contract":"%s","size":%s%s,"order_price":"%s","fill_price":"%s","left":0}`, g.stamp(f.time), l.symbol, sign, l.size(f.size), l.price(f.bankruptcy), l.price(f.fill)))
		}
	default:
		return reply{}, false
	}
	return good([]byte("[" + strings.Join(rows, ",") + "]"))
}
