package fake

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// spans are Binance's and Hyperliquid's words for lengths of bars.
var spans = map[string]market.Millis{
	"1m": market.Minute, "3m": 3 * market.Minute, "5m": 5 * market.Minute, "15m": 15 * market.Minute, "30m": 30 * market.Minute,
	"1h": market.Hour, "2h": 2 * market.Hour, "4h": 4 * market.Hour, "6h": 6 * market.Hour, "8h": 8 * market.Hour, "12h": 12 * market.Hour, "1d": market.Day,
}

func (b binance) answer(x *Exchange, q *request) (reply, bool) {
	q.budget = "weight"
	api := "/fapi/v1/"
	if b.coin {
		api = "/dapi/v1/"
	}
	name, ok := strings.CutPrefix(q.path, api)
	if !ok {
		name = strings.TrimPrefix(q.path, "/futures/data/")
		q.budget = "data"
	}
	switch name {
	case "exchangeInfo":
		return good(b.instruments(x, q.now))
	case "fundingInfo":
		q.budget = "funding"
		return good([]byte(`[{"symbol":"BLZUSDT","adjustedFundingRateCap":"0.02500000","adjustedFundingRateFloor":"-0.02500000","fundingIntervalHours":4,"disclaimer":false}]`))
	case "premiumIndex":
		return b.premium(x, q)
	}
	symbol := q.Get("symbol")
	if pair := q.Get("pair"); name == "continuousKlines" || name == "indexPriceKlines" || b.coin && q.budget == "data" {
		if symbol = pair; b.coin && pair != "" {
			symbol += "_PERP"
		}
	}
	if symbol == "" {
		return bad(http.StatusBadRequest, `{"code":-1102,"msg":"Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."}`)
	}
	l := x.listed(q.venue, symbol)
	if l == nil {
		return bad(http.StatusBadRequest, `{"code":-1121,"msg":"Invalid symbol."}`)
	}
	switch name {
	case "klines", "continuousKlines", "markPriceKlines", "indexPriceKlines":
		return b.klines(l, q, name)
	case "openInterest":
		at := q.now - q.now%(3*market.Second)
		base, usd := l.interest(at)
		if b.coin {
			return good(fmt.Appendf(nil, `{"symbol":"%s","pair":"%s","openInterest":"%s","contractType":"PERPETUAL","time":%d}`, l.symbol, b.pair(l), decimal(usd/l.contract, 0), at))
		}
		return good(fmt.Appendf(nil, `{"openInterest":"%s","symbol":"%s","time":%d}`, decimal(base, l.places), l.symbol, at))
	case "openInterestHist", "globalLongShortAccountRatio", "topLongShortAccountRatio", "topLongShortPositionRatio", "takerlongshortRatio", "takerBuySellVol":
		return b.study(l, q, name)
	case "fundingRate":
		return b.funding(l, q)
	case "aggTrades", "trades", "historicalTrades":
		return b.trades(l, q, name)
	case "depth":
		return b.book(l, q)
	case "ticker/bookTicker":
		k := l.step(q.now)
		bids, asks := l.book(k)
		return good(fmt.Appendf(nil, `{"symbol":"%s","bidPrice":"%s","bidQty":"%s","askPrice":"%s","askQty":"%s","time":%d,"lastUpdateId":%d}`,
			l.symbol, l.price(bids[0].price), l.size(bids[0].size), l.price(asks[0].price), l.size(asks[0].size), l.stepTime(k), l.update(k)))
	}
	return reply{}, false
}

// limited reads how many rows are wanted; false where it is too many.
func (q *request) limited(usual, most int) (int, bool) {
	n := int(q.whole("limit", int64(usual)))
	return n, n > 0 && n <= most
}

func tooMany(name string) (reply, bool) {
	return bad(http.StatusBadRequest, `{"code":-1130,"msg":"Data sent for parameter '`+name+`' is not valid."}`)
}

// always is later than any clock here.
const always = market.Millis(1) << 50

func (b binance) klines(l *listing, q *request, name string) (reply, bool) {
	span := spans[q.Get("interval")]
	if span == 0 {
		return bad(http.StatusBadRequest, `{"code":-1120,"msg":"Invalid interval."}`)
	}
	n, ok := q.limited(500, 1500)
	if !ok {
		return tooMany("limit")
	}
	switch {
	case n < 100:
		q.weight = 1
	case n < 500:
		q.weight = 2
	case n <= 1000:
		q.weight = 5
	default:
		q.weight = 10
	}
	out := []byte{'['}
	for i, r := range l.bars(span, q.millis("startTime", 0), q.millis("endTime", always), q.now, n, q.Get("startTime") == "") {
		if i > 0 {
			out = append(out, ',')
		}
		if name == "klines" || name == "continuousKlines" {
			size, turnover, buy, bought := b.sizes(l, &r)
			out = fmt.Appendf(out, `[%d,"%s","%s","%s","%s","%s",%d,"%s",%d,"%s","%s","0"]`, r.start, l.price(r.open), l.price(r.high), l.price(r.low), l.price(r.close),
				size, r.start+span-1, turnover, r.trades, buy, bought)
			continue
		}
		r = l.marked(r)
		out = fmt.Appendf(out, `[%d,"%s","%s","%s","%s","0",%d,"0",%d,"0","0","0"]`, r.start, l.price(r.open), l.price(r.high), l.price(r.low), l.price(r.close), r.start+span-1, span/market.Second)
	}
	return good(append(out, ']'))
}

// month is how far back studies reach.
const month = 30 * market.Day

func (b binance) study(l *listing, q *request, name string) (reply, bool) {
	span := spans[q.Get("period")]
	if span < 5*market.Minute {
		return bad(http.StatusBadRequest, `{"code":-1130,"msg":"parameter 'period' is invalid."}`)
	}
	n, ok := q.limited(30, 500)
	if !ok {
		return tooMany("limit")
	}
	from := q.millis("startTime", 0)
	if q.Get("startTime") != "" && from < q.now-month {
		return bad(http.StatusBadRequest, `{"code":-1130,"msg":"parameter 'startTime' is invalid."}`)
	}
	out := []byte{'['}
	for i, at := range l.stamps(span, from, q.millis("endTime", always), q.now, month, n, q.Get("startTime") == "") {
		if i > 0 {
			out = append(out, ',')
		}
		if b.coin {
			out = append(out, b.studied(l, q, name, span, at)...)
			continue
		}
		switch name {
		case "openInterestHist":
			base, usd := l.interest(at)
			out = fmt.Appendf(out, `{"symbol":"%s","sumOpenInterest":"%s","sumOpenInterestValue":"%s","timestamp":%d}`, l.symbol, decimal(base, 8), decimal(usd, 8), at)
		case "takerlongshortRatio":
			r, _ := l.bar(at-span, span, q.now)
			buy, sell := l.size(r.buy), l.size(r.size-r.buy)
			out = fmt.Appendf(out, `{"buySellRatio":"%s","buyVol":"%s","sellVol":"%s","timestamp":%d}`, decimal(float64(r.buy)/float64(max(r.size-r.buy, 1)), 4), buy, sell, at)
		default:
			of := map[string]uint64{"topLongShortAccountRatio": topAccounts, "topLongShortPositionRatio": topPositions}[name]
			long := l.long(at, of)
			out = fmt.Appendf(out, `{"symbol":"%s","longAccount":"%s","longShortRatio":"%s","shortAccount":"%s","timestamp":%d}`, l.symbol, decimal(long, 4), decimal(long/(1-long), 4), decimal(1-long, 4), at)
		}
	}
	return good(append(out, ']'))
}

// studied is a row of COIN-M's statistics, which name a pair.
func (b binance) studied(l *listing, q *request, name string, span, at market.Millis) string {
	switch name {
	case "openInterestHist":
		base, usd := l.interest(at)
		return fmt.Sprintf(`{"pair":"%s","contractType":"PERPETUAL","sumOpenInterest":"%s","sumOpenInterestValue":"%s","timestamp":%d}`, b.pair(l), decimal(usd/l.contract, 0), decimal(base, 8), at)
	case "takerBuySellVol":
		r, _ := l.bar(at-span, span, q.now)
		_, turnover, buy, bought := b.sizes(l, &r)
		return fmt.Sprintf(`{"pair":"%s","contractType":"PERPETUAL","takerBuyVol":"%s","takerSellVol":"%s","takerBuyVolValue":"%s","takerSellVolValue":"%s","timestamp":%d}`, b.pair(l), buy, l.size(r.size-r.buy), bought, turnover, at)
	}
	of, who := map[string]uint64{"topLongShortAccountRatio": topAccounts, "topLongShortPositionRatio": topPositions}[name], "Account"
	if name == "topLongShortPositionRatio" {
		who = "Position"
	}
	long := l.long(at, of)
	return fmt.Sprintf(`{"long%s":"%s","longShortRatio":"%s","short%s":"%s","pair":"%s","timestamp":%d}`, who, decimal(long, 4), decimal(long/(1-long), 4), who, decimal(1-long, 4), b.pair(l), at)
}

func (b binance) funding(l *listing, q *request) (reply, bool) {
	q.budget = "funding"
	n, ok := q.limited(100, 1000)
	if !ok {
		return tooMany("limit")
	}
	out := []byte{'['}
	for i, at := range l.stamps(settles, q.millis("startTime", 0), q.millis("endTime", always), q.now, always, n, q.Get("startTime") == "") {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, `{"symbol":"%s","fundingTime":%d,"fundingRate":"%s","markPrice":"%s","rateType":"Regular"}`, l.symbol, at+2, decimal(l.rate(at, settles), 8), decimal(l.mark(at), 8))
	}
	return good(append(out, ']'))
}

func (b binance) premium(x *Exchange, q *request) (reply, bool) {
	q.weight = 1
	row := func(l *listing) []byte {
		mark := decimal(l.mark(q.now), 8)
		return fmt.Appendf(nil, `{"symbol":"%s","markPrice":"%s","indexPrice":"%s","estimatedSettlePrice":"%s","lastFundingRate":"%s","nextFundingTime":%d,"interestRate":"0.00010000","time":%d}`,
			l.symbol, mark, decimal(l.index(q.now), 8), mark, decimal(l.rate(next(q.now, settles), settles), 8), next(q.now, settles), q.now)
	}
	if symbol := q.Get("symbol"); symbol != "" {
		if l := x.listed(q.venue, symbol); l != nil {
			return good(row(l))
		}
		return bad(http.StatusBadRequest, `{"code":-1121,"msg":"Invalid symbol."}`)
	}
	q.weight = 10
	var rows []string
	for _, l := range x.of(q.venue) {
		rows = append(rows, string(row(l)))
	}
	return good([]byte("[" + strings.Join(rows, ",") + "]"))
}

func (b binance) trades(l *listing, q *request, name string) (reply, bool) {
	n, ok := q.limited(500, 1000)
	if !ok {
		return tooMany("limit")
	}
	q.weight = 20
	var list []print
	switch {
	case q.Get("fromId") != "":
		list = l.numbered(q.whole("fromId", 0), n, q.now)
	case name == "aggTrades" && q.Get("startTime") != "":
		from, to := q.millis("startTime", 0), min(q.millis("endTime", always), q.now)
		if q.Get("endTime") != "" && to-from > market.Hour {
			return bad(http.StatusBadRequest, `{"code":-4188,"msg":"Timestamp for this request is more than 1 hour."}`)
		}
		from = max(from, q.now-market.Day)
		for at := from - 1; at < to && len(list) < n; at += market.Minute {
			list = l.between(list, at, min(at+market.Minute, to))
		}
		list = list[:min(n, len(list))]
	default:
		list = l.newest(n, q.now)
	}
	if name == "trades" {
		q.weight = 5
	}
	out := []byte{'['}
	for i, p := range list {
		if i > 0 {
			out = append(out, ',')
		}
		if name == "aggTrades" {
			out = fmt.Appendf(out, `{"a":%d,"p":"%s","q":"%s","f":%d,"l":%d,"T":%d,"m":%t}`, p.id, l.price(p.price), l.size(p.size), p.id, p.id, p.time, p.taker == market.Sell)
			continue
		}
		out = fmt.Appendf(out, `{"id":%d,"price":"%s","qty":"%s","quoteQty":"%s","time":%d,"isBuyerMaker":%t}`,
			p.id, l.price(p.price), l.size(p.size), decimal(float64(l.worth(p.price))*value(p.size, l.places), 2), p.time, p.taker == market.Sell)
	}
	return good(append(out, ']'))
}

func (b binance) book(l *listing, q *request) (reply, bool) {
	n, ok := q.limited(500, 1000)
	if !ok {
		return tooMany("limit")
	}
	switch {
	case n <= 50:
		q.weight = 2
	case n <= 100:
		q.weight = 5
	case n <= 500:
		q.weight = 10
	default:
		q.weight = 20
	}
	k := l.step(q.now)
	bids, asks := l.book(k)
	return good(fmt.Appendf(nil, `{"lastUpdateId":%d,"E":%d,"T":%d,"bids":%s,"asks":%s}`, l.update(k), q.now, l.stepTime(k), l.levels(top(bids, n), ""), l.levels(top(asks, n), "")))
}

// coins are the contracts of COIN-M.
func (b binance) coins(x *Exchange, now market.Millis) []byte {
	out := fmt.Appendf(nil, `{"timezone":"UTC","serverTime":%d,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400}],"exchangeFilters":[],"symbols":[`, now)
	row := func(l *listing, symbol, kind string, delivery int64) {
		out = fmt.Appendf(out, `{"symbol":"%s","pair":"%s","contractType":"%s","deliveryDate":%d,"onboardDate":1597042800000,"contractStatus":"TRADING","contractSize":%s,"marginAsset":"%s","maintMarginPercent":"2.5000","requiredMarginPercent":"5.0000","baseAsset":"%s","quoteAsset":"USD","pricePrecision":%d,"quantityPrecision":0,"baseAssetPrecision":8,"quotePrecision":8,"equalQtyPrecision":4,"maxMoveOrderLimit":10000,"triggerProtect":"0.0500","underlyingType":"COIN","underlyingSubType":[],"filters":[{"minPrice":"1","maxPrice":"4520958","filterType":"PRICE_FILTER","tickSize":"%s"},{"stepSize":"1","filterType":"LOT_SIZE","maxQty":"1000000","minQty":"1"}],"orderTypes":["LIMIT","MARKET"],"timeInForce":["GTC","IOC"]}`,
			symbol, b.pair(l), kind, delivery, decimal(l.contract, 0), l.coin, l.coin, l.decimals, l.price(l.tick))
	}
	quarter := now - now%market.Day + 60*market.Day + 8*market.Hour
	for i, l := range x.of(venues.BinanceCoinM) {
		if i > 0 {
			out = append(out, ',')
		}
		row(l, l.symbol, "PERPETUAL", 4133404800000)
		out = append(out, ',')
		row(l, b.pair(l)+"_"+time.UnixMilli(int64(quarter)).UTC().Format("060102"), "CURRENT_QUARTER", int64(quarter))
	}
	return append(out, "]}"...)
}

func (b binance) instruments(x *Exchange, now market.Millis) []byte {
	if b.coin {
		return b.coins(x, now)
	}
	out := fmt.Appendf(nil, `{"timezone":"UTC","serverTime":%d,"futuresType":"U_MARGINED","rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}],"exchangeFilters":[],"assets":[{"asset":"USDT","marginAvailable":true,"autoAssetExchange":"-10000"}],"symbols":[`, now)
	row := func(symbol, pair, kind, status, base, tick, lot string, delivery int64) {
		out = fmt.Appendf(out, `{"symbol":"%s","pair":"%s","contractType":"%s","deliveryDate":%d,"onboardDate":1569398400000,"status":"%s","maintMarginPercent":"2.5000","requiredMarginPercent":"5.0000","baseAsset":"%s","quoteAsset":"USDT","marginAsset":"USDT","pricePrecision":2,"quantityPrecision":3,"baseAssetPrecision":8,"quotePrecision":8,"underlyingType":"COIN","underlyingSubType":[],"settlePlan":0,"triggerProtect":"0.0500","liquidationFee":"0.012500","marketTakeBound":"0.05","filters":[{"minPrice":"%s","maxPrice":"4529764","filterType":"PRICE_FILTER","tickSize":"%s"},{"maxQty":"1000","filterType":"LOT_SIZE","minQty":"%s","stepSize":"%s"},{"limit":200,"filterType":"MAX_NUM_ORDERS"},{"notional":"50","filterType":"MIN_NOTIONAL"},{"multiplierDown":"0.9500","multiplierUp":"1.0500","multiplierDecimal":"4","filterType":"PERCENT_PRICE"}],"orderTypes":["LIMIT","MARKET","STOP","STOP_MARKET","TAKE_PROFIT","TAKE_PROFIT_MARKET","TRAILING_STOP_MARKET"],"timeInForce":["GTC","IOC","FOK","GTX"]}`,
			symbol, pair, kind, delivery, status, base, tick, tick, lot, lot)
	}
	for _, l := range x.of("binance") {
		row(l.symbol, l.symbol, "PERPETUAL", "TRADING", l.coin, l.price(l.tick), l.size(1), 4133404800000)
		out = append(out, ',')
	}
	quarter := now - now%market.Day + 60*market.Day + 8*market.Hour
	row("BTCUSDT_"+time.UnixMilli(int64(quarter)).UTC().Format("060102"), "BTCUSDT", "CURRENT_QUARTER", "TRADING", "BTC", "0.10", "0.001", int64(quarter))
	out = append(out, ',')
	row("BLZUSDT", "BLZUSDT", "PERPETUAL", "SETTLING", "BLZ", "0.00001", "1", 4133404800000)
	return append(out, "]}"...)
}
