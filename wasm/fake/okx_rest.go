package fake

import (
	"fmt"
	"net/http"
	"strings"

	"brink/wasm/market"
)

func (o okx) data(rows []string) (reply, bool) {
	return good([]byte(`{"code":"0","msg":"","data":[` + strings.Join(rows, ",") + `]}`))
}

func (okx) refuse(code, text string) (reply, bool) {
	return bad(http.StatusBadRequest, `{"code":"`+code+`","data":[],"msg":"`+text+`"}`)
}

// recentBars is how many of the newest bars market/candles knows.
const recentBars = 1440

func (o okx) answer(x *Exchange, q *request) (reply, bool) {
	name, ok := strings.CutPrefix(q.path, "/api/v5/")
	if !ok {
		return reply{}, false
	}
	q.budget = "okx/" + name
	if strings.HasPrefix(name, "rubik/") {
		q.budget = "rubik/" + name
	}
	symbol := q.Get("instId")
	if name == "market/index-candles" {
		symbol += "-SWAP"
	}
	l := x.listed(q.venue, symbol)
	list := x.of(q.venue)
	if l != nil {
		list = []*listing{l}
	}
	var rows []string
	switch name {
	case "public/instruments":
		if q.Get("instType") != "SWAP" {
			return o.refuse("51000", "Parameter instType error")
		}
		return o.data(o.instruments(x, q.now))
	case "public/position-tiers":
		l = x.listed(q.venue, q.Get("instFamily")+"-SWAP")
		if l == nil || q.Get("tdMode") == "" {
			return o.refuse("51000", "Parameter instFamily error")
		}
		return o.data(o.tiers(l))
	case "public/liquidation-orders":
		l = x.listed(q.venue, q.Get("uly")+"-SWAP")
		if l == nil {
			return o.refuse("51000", "Parameter uly error")
		}
		return o.archive(l, q)
	case "public/open-interest":
		for _, l := range list {
			rows = append(rows, string(o.interest(l, q.now)))
		}
		return o.data(rows)
	case "public/mark-price":
		for _, l := range list {
			rows = append(rows, string(o.mark(l, q.now)))
		}
		return o.data(rows)
	}
	if l == nil {
		return o.refuse("51001", "Instrument ID, Instrument ID code, or Spread ID doesn't exist.")
	}
	switch name {
	case "market/candles", "market/history-candles", "market/mark-price-candles", "market/history-mark-price-candles", "market/index-candles":
		return o.candles(l, q, strings.TrimPrefix(name, "market/"))
	case "public/funding-rate":
		return o.data([]string{string(o.funding(l, q.now, ""))})
	case "public/funding-rate-history":
		after, before := q.millis("after", always), q.millis("before", 0)
		for _, at := range backwards(l.stamps(settles, before+1, after-1, q.now, 90*market.Day, int(min(max(q.whole("limit", 400), 1), 400)), true)) {
			rate := decimal(l.rate(at, settles), 16)
			rows = append(rows, fmt.Sprintf(`{"fundingRate":"%s","fundingTime":"%d","instId":"%s","instType":"SWAP","method":"current_period","realizedRate":"%s"}`, rate, at, l.symbol, rate))
		}
		return o.data(rows)
	case "market/books":
		n := int(min(max(q.whole("sz", 1), 1), 400))
		k := l.step(q.now)
		bids, asks := l.book(k)
		return o.data([]string{fmt.Sprintf(`{"asks":%s,"bids":%s,"ts":"%d"}`, l.levels(top(asks, n), `,"0","1"`), l.levels(top(bids, n), `,"0","1"`), l.stepTime(k))})
	case "market/trades", "market/history-trades":
		return o.trades(l, q, name)
	}
	if study, ok := strings.CutPrefix(name, "rubik/stat/"); ok {
		return o.study(l, q, study)
	}
	return reply{}, false
}

// candles are newest first, older than after and newer than before.
func (o okx) candles(l *listing, q *request, name string) (reply, bool) {
	word := q.Get("bar")
	if word == "" {
		word = "1m"
	}
	span := okxSpans[word]
	if span == 0 {
		return o.refuse("51000", "Parameter bar error")
	}
	most := int64(100)
	if name == "candles" || name == "history-candles" {
		most = 300
	}
	after, before, now := q.millis("after", always), q.millis("before", 0), q.now
	if strings.HasPrefix(name, "history-") {
		after = min(after, now-now%span) // what has closed
	} else {
		before = max(before, now-recentBars*span)
	}
	var rows []string
	for _, r := range backwards(l.bars(span, before+1, after-1, now, int(min(max(q.whole("limit", 100), 1), most)), true)) {
		if strings.HasSuffix(name, "history-candles") || name == "candles" {
			rows = append(rows, string(o.candle(l, &r)))
			continue
		}
		r = l.marked(r)
		final := 0
		if r.final {
			final = 1
		}
		rows = append(rows, fmt.Sprintf(`["%d","%s","%s","%s","%s","%d"]`, r.start, l.price(r.open), l.price(r.high), l.price(r.low), l.price(r.close), final))
	}
	return o.data(rows)
}

// okxSteps are the steps of statistics, of which there are 1,440.
var okxSteps = map[string]market.Millis{"": 5 * market.Minute, "5m": 5 * market.Minute, "1H": market.Hour, "1D": market.Day}

func (o okx) study(l *listing, q *request, name string) (reply, bool) {
	span := okxSteps[q.Get("period")]
	if span == 0 {
		return o.refuse("51000", "Parameter period error")
	}
	of := uint64(allAccounts)
	switch name {
	case "contracts/open-interest-history", "contracts/long-short-account-ratio-contract", "taker-volume-contract":
	case "contracts/long-short-account-ratio-contract-top-trader":
		of = topAccounts
	case "contracts/long-short-position-ratio-contract-top-trader":
		of = topPositions
	default:
		return reply{}, false
	}
	var rows []string
	for _, at := range backwards(l.stamps(span, q.millis("begin", 0), q.millis("end", always), q.now, 1440*span, int(min(max(q.whole("limit", 100), 1), 100)), true)) {
		switch name {
		case "contracts/open-interest-history":
			base, usd := l.interest(at)
			rows = append(rows, fmt.Sprintf(`["%d","%s","%s","%s"]`, at, decimal(base/l.contract, 2), decimal(base, 4), decimal(usd, 2)))
		case "taker-volume-contract":
			r, _ := l.bar(at-span, span, q.now)
			buy, _ := l.turnover(r.buy, &r)
			sell, _ := l.turnover(r.size-r.buy, &r)
			rows = append(rows, fmt.Sprintf(`["%d","%s","%s"]`, at, decimal(sell, 4), decimal(buy, 4)))
		default:
			long := l.long(at, of)
			rows = append(rows, fmt.Sprintf(`["%d","%s"]`, at, decimal(long/(1-long), 4)))
		}
	}
	return o.data(rows)
}

func (o okx) trades(l *listing, q *request, name string) (reply, bool) {
	n := int(min(max(q.whole("limit", 100), 1), 500))
	list := l.newest(n, q.now)
	if name == "market/history-trades" {
		n = min(n, 100)
		if after := q.whole("after", 0); after > 0 && q.Get("type") != "2" {
			list = l.numbered(max(after-int64(n), 1), n, q.now)
		}
		list = list[max(len(list)-n, 0):]
	}
	var rows []string
	for _, p := range backwards(append([]print(nil), list...)) {
		rows = append(rows, string(o.trade(l, &p, "")))
	}
	return o.data(rows)
}

func (o okx) archive(l *listing, q *request) (reply, bool) {
	list := l.sampled(nil, q.now-market.Day, q.now)
	var details []string
	for _, f := range backwards(list[max(len(list)-100, 0):]) {
		details = append(details, o.forcedDetail(l, &f))
	}
	return o.data([]string{string(o.forcedRow(l, strings.Join(details, ",")))})
}

func (okx) tiers(l *listing) []string {
	family := strings.TrimSuffix(l.symbol, "-SWAP")
	price := value(l.last(l.x.now("okx")).price, l.decimals)
	var rows []string
	floor := 0.0
	for i, t := range tierRows {
		// What the table says in dollars, in whole hundreds of contracts.
		size := float64(int(t.limit*smaller[l.coin]/price/l.contract/100)+1) * 100
		rows = append(rows, fmt.Sprintf(`{"baseMaxLoan":"","imr":"%s","instFamily":"%s","instId":"","maxLever":"%d","maxSz":"%s","minSz":"%s","mmr":"%s","optMgnFactor":"0","quoteMaxLoan":"","tier":"%d","uly":"%s"}`,
			decimal(1/float64(t.leverage), 4), family, t.leverage, decimal(size, 0), decimal(floor, 0), decimal(t.maintenance, 4), i+1, family))
		floor = size + 1
	}
	return rows
}

func (o okx) instruments(x *Exchange, now market.Millis) []string {
	var rows []string
	row := func(symbol, kind, size, coin, settle, tick, lot, state string, code int) {
		family := strings.TrimSuffix(symbol, "-SWAP")
		rows = append(rows, fmt.Sprintf(`{"alias":"","auctionEndTime":"","baseCcy":"","category":"1","contTdSwTime":"","ctMult":"1","ctType":"%s","ctVal":"%s","ctValCcy":"%s","expTime":"","futureSettlement":false,"groupId":"4","instCategory":"1","instFamily":"%s","instId":"%s","instIdCode":%d,"instType":"SWAP","lever":"100","listTime":"1573557408000","lotSz":"%s","maxIcebergSz":"100000000.0000000000000000","maxLmtAmt":"20000000","maxLmtSz":"100000000","maxMktAmt":"","maxMktSz":"35000","maxPlatOILmt":"","maxStopSz":"35000","maxTriggerSz":"100000000.0000000000000000","maxTwapSz":"100000000.0000000000000000","minSz":"%s","openType":"","optType":"","posLmtAmt":"250000","posLmtPct":"30","preMktSwTime":"","quoteCcy":"","ruleType":"normal","settleCcy":"%s","state":"%s","stk":"","tickSz":"%s","tradeQuoteCcyList":[],"uly":"%s"}`,
			kind, size, coin, family, symbol, code, lot, lot, settle, state, tick, family))
	}
	for i, l := range x.of("okx") {
		row(l.symbol, "linear", decimal(l.contract, 2), l.coin, "USDT", l.price(l.tick), l.size(1), "live", 10459+i)
	}
	row("BTC-USD-SWAP", "inverse", "100", "USD", "BTC", "0.1", "1", "live", 10458)
	row("LUNA-USDT-SWAP", "linear", "1", "LUNA", "USDT", "0.0001", "1", "suspend", 10999)
	return rows
}
