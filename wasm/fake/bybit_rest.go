package fake

import (
	"fmt"
	"strings"
	"time"

	"brink/wasm/market"
)

// bybitSteps are the venue's words for the steps of histories.
var bybitSteps = map[string]market.Millis{
	"5min": 5 * market.Minute, "15min": 15 * market.Minute, "30min": 30 * market.Minute, "1h": market.Hour, "4h": 4 * market.Hour, "1d": market.Day,
}

// envelope is an answer around its result.
func (b bybit) envelope(q *request, result string) (reply, bool) {
	return good(fmt.Appendf(nil, `{"retCode":0,"retMsg":"OK","result":%s,"retExtInfo":{},"time":%d}`, result, q.now))
}

func (b bybit) refuse(q *request, code int, text string) (reply, bool) {
	return good(fmt.Appendf(nil, `{"retCode":%d,"retMsg":"%s","result":{},"retExtInfo":{},"time":%d}`, code, text, q.now))
}

// rows is an envelope around a list.
func (b bybit) rows(q *request, l *listing, rows []string, more string) (reply, bool) {
	symbol := ""
	if l != nil {
		symbol = `"symbol":"` + l.symbol + `",`
	}
	return b.envelope(q, `{`+symbol+`"category":"`+b.category()+`","list":[`+strings.Join(rows, ",")+`]`+more+`}`)
}

// cursor is what ends an answer that has no further page.
const cursor = `,"nextPageCursor":""`

func (b bybit) answer(x *Exchange, q *request) (reply, bool) {
	q.budget = "bybit"
	name, ok := strings.CutPrefix(q.path, "/v5/market/")
	if !ok {
		return reply{}, false
	}
	if c := q.Get("category"); c != b.category() {
		return b.refuse(q, 10001, "params error: Category is invalid")
	}
	l := x.listed(q.venue, q.Get("symbol"))
	switch {
	case name == "instruments-info":
		return b.instruments(x, q)
	case name == "tickers" && q.Get("symbol") == "":
		return b.tickersAll(q, x.of(q.venue))
	case name == "risk-limit" && q.Get("symbol") == "":
		return b.tiers(q, x.of(q.venue))
	case l == nil:
		return b.refuse(q, 10001, "params error: Symbol Invalid")
	}
	switch name {
	case "kline", "mark-price-kline", "index-price-kline":
		return b.klines(l, q, name)
	case "open-interest", "account-ratio":
		return b.steps(l, q, name)
	case "tickers":
		return b.tickersAll(q, []*listing{l})
	case "funding/history":
		return b.funding(l, q)
	case "risk-limit":
		return b.tiers(q, []*listing{l})
	case "orderbook":
		n := int(min(max(q.whole("limit", 25), 1), 1000))
		k := l.step(q.now)
		bids, asks := l.book(k)
		return b.envelope(q, fmt.Sprintf(`{"s":"%s","b":%s,"a":%s,"ts":%d,"u":%d,"seq":%d,"cts":%d}`,
			l.symbol, l.levels(top(bids, n), " "), l.levels(top(asks, n), " "), l.stepTime(k), k, l.update(k), l.stepTime(k)-4))
	case "recent-trade":
		var rows []string
		for _, p := range backwards(l.newest(int(min(max(q.whole("limit", 500), 1), 1000)), q.now)) {
			rows = append(rows, fmt.Sprintf(`{"execId":"%s","symbol":"%s","price":"%s","size":"%s","side":"%s","time":"%d","isBlockTrade":false}`,
				b.execution(l, p.id), l.symbol, l.price(p.price), l.size(p.size), b.side(p.taker), p.time))
		}
		return b.rows(q, nil, rows, "")
	}
	return reply{}, false
}

// paged are the newest rows before the end, or where only the beginning is
// said, the first ones after it.
func (q *request) paged(from, to string) (market.Millis, market.Millis, bool) {
	return q.millis(from, 0), q.millis(to, always), q.Get(from) == "" || q.Get(to) != ""
}

func (b bybit) klines(l *listing, q *request, name string) (reply, bool) {
	span := bybitSpans[q.Get("interval")]
	if span == 0 {
		return b.refuse(q, 10001, "params error: Invalid period!")
	}
	from, to, newest := q.paged("start", "end")
	var rows []string
	for _, r := range backwards(l.bars(span, from, to, q.now, int(min(max(q.whole("limit", 200), 1), 1000)), newest)) {
		if name != "kline" {
			r = l.marked(r)
			rows = append(rows, fmt.Sprintf(`["%d","%s","%s","%s","%s"]`, r.start, l.price(r.open), l.price(r.high), l.price(r.low), l.price(r.close)))
			continue
		}
		base, usd := l.turnover(r.size, &r)
		rows = append(rows, fmt.Sprintf(`["%d","%s","%s","%s","%s","%s","%s"]`, r.start, l.price(r.open), l.price(r.high), l.price(r.low), l.price(r.close), l.size(r.size), b.turned(base, usd)))
	}
	return b.rows(q, l, rows, "")
}

func (b bybit) steps(l *listing, q *request, name string) (reply, bool) {
	word, most := q.Get("intervalTime"), int64(200)
	if name == "account-ratio" {
		word, most = q.Get("period"), 500
	}
	span := bybitSteps[word]
	if span == 0 {
		return b.refuse(q, 10001, "params error: interval invalid")
	}
	from, to, newest := q.paged("startTime", "endTime")
	var rows []string
	for _, at := range backwards(l.stamps(span, from, to, q.now, always, int(min(max(q.whole("limit", 50), 1), most)), newest)) {
		if name == "account-ratio" {
			long := decimal(l.long(at, allAccounts), 4)
			rows = append(rows, fmt.Sprintf(`{"symbol":"%s","buyRatio":"%s","sellRatio":"%s","timestamp":"%d"}`, l.symbol, long, decimal(1-l.long(at, allAccounts), 4), at))
			continue
		}
		base, usd := l.interest(at)
		both, one := decimal(2*base, 8), decimal(base, l.places)
		if b.inverse {
			both, one = decimal(2*usd, 8), decimal(usd, 0)
		}
		rows = append(rows, fmt.Sprintf(`{"openInterest":"%s","singleOpenInterest":"%s","timestamp":"%d"}`, both, one, at))
	}
	if name == "account-ratio" {
		return b.envelope(q, `{"list":[`+strings.Join(rows, ",")+`]`+cursor+`}`)
	}
	return b.rows(q, l, rows, cursor)
}

func (b bybit) tickersAll(q *request, list []*listing) (reply, bool) {
	var rows []string
	for _, l := range list {
		var fields [][2]string
		for _, f := range b.fields(l, q.now) {
			// What only sockets tell.
			if f[0] != "tickDirection" && f[0] != "preOpenPrice" && f[0] != "preQty" && f[0] != "curPreListingPhase" {
				fields = append(fields, f)
			}
		}
		for _, name := range []string{"predictedDeliveryPrice", "basisRate", "deliveryFeeRate", "basis"} {
			fields = append(fields, [2]string{name, ""})
		}
		rows = append(rows, string(object(append(fields, [2]string{"deliveryTime", "0"}))))
	}
	return b.rows(q, nil, rows, "")
}

func (b bybit) funding(l *listing, q *request) (reply, bool) {
	if q.Get("startTime") != "" && q.Get("endTime") == "" {
		return b.refuse(q, 10001, "params error: endTime is required with startTime")
	}
	from, to, newest := q.paged("startTime", "endTime")
	var rows []string
	for _, at := range backwards(l.stamps(settles, from, to, q.now, always, int(min(max(q.whole("limit", 200), 1), 200)), newest)) {
		rows = append(rows, fmt.Sprintf(`{"symbol":"%s","fundingRate":"%s","fundingRateTimestamp":"%d"}`, l.symbol, decimal(l.rate(at, settles), 8), at))
	}
	return b.rows(q, nil, rows, "")
}

// tierRows are a maintenance table against BTC's dollars.
var tierRows = []struct {
	limit       float64 // dollars
	maintenance float64
	leverage    int
}{{300_000, .0033, 150}, {2_000_000, .005, 100}, {10_000_000, .01, 50}, {40_000_000, .02, 25}, {100_000_000, .04, 12}, {400_000_000, .1, 5}, {1_200_000_000, .25, 2}}

// smaller is a coin's market against that of BTC.
var smaller = map[string]float64{"BTC": 1, "ETH": .5, "SOL": .1}

func (b bybit) tiers(q *request, list []*listing) (reply, bool) {
	var rows []string
	for _, l := range list {
		cut, before := 0.0, tierRows[0].maintenance
		floor := 0.0
		for i, t := range tierRows {
			cut += floor * (t.maintenance - before)
			before = t.maintenance
			limit := t.limit * smaller[l.coin]
			floor = limit
			text, deduction := decimal(limit, 0), decimal(cut, 2)
			if b.inverse {
				text, deduction = decimal(limit/60_000, 0), ""
				if l.coin != "BTC" {
					text = decimal(limit/2_000, 0)
				}
			}
			lowest := 0
			if i == 0 {
				lowest = 1
			}
			rows = append(rows, fmt.Sprintf(`{"id":%d,"symbol":"%s","riskLimitValue":"%s","maintenanceMargin":"%s","initialMargin":"%s","isLowestRisk":%d,"maxLeverage":"%d.00","mmDeduction":"%s"}`,
				i+1, l.symbol, text, decimal(t.maintenance, 4), decimal(1/float64(t.leverage), 4), lowest, t.leverage, deduction))
		}
	}
	return b.rows(q, nil, rows, cursor)
}

func (b bybit) instruments(x *Exchange, q *request) (reply, bool) {
	var rows []string
	row := func(symbol, kind, coin, quote, settle, tick, lot, delivery string) {
		rows = append(rows, fmt.Sprintf(`{"symbol":"%s","contractType":"%s","status":"Trading","baseCoin":"%s","quoteCoin":"%s","launchTime":"1584230400000","deliveryTime":"%s","deliveryFeeRate":"","priceScale":"2","leverageFilter":{"minLeverage":"1","maxLeverage":"100.00","leverageStep":"0.01"},"priceFilter":{"minPrice":"%s","maxPrice":"1999999.80","tickSize":"%s"},"lotSizeFilter":{"maxOrderQty":"1190.000","minOrderQty":"%s","qtyStep":"%s","postOnlyMaxOrderQty":"1190.000","maxMktOrderQty":"500.000","minNotionalValue":"5"},"unifiedMarginTrade":true,"fundingInterval":480,"settleCoin":"%s"}`,
			symbol, kind, coin, quote, delivery, tick, tick, lot, lot, settle))
	}
	delivery := q.now - q.now%market.Day + 60*market.Day + 8*market.Hour
	kind, quote := "Linear", "USDT"
	if b.inverse {
		kind, quote = "Inverse", "USD"
	}
	for _, l := range x.of(q.venue) {
		settle := quote
		if b.inverse {
			settle = l.coin
		}
		row(l.symbol, kind+"Perpetual", l.coin, quote, settle, l.price(l.tick), l.size(1), "0")
	}
	date := strings.ToUpper(time.UnixMilli(int64(delivery)).UTC().Format("02Jan06"))
	if b.inverse {
		row("BTCUSDZ26", kind+"Futures", "BTC", quote, "BTC", "0.50", "1", fmt.Sprint(int64(delivery)))
	} else {
		row("BTCUSDT-"+date, kind+"Futures", "BTC", quote, quote, "0.50", "0.001", fmt.Sprint(int64(delivery)))
	}
	return b.rows(q, nil, rows, cursor)
}
