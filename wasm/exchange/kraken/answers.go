package kraken

import (
	"bytes"
	"math"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan.
func (k codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if exchange.Is(v.Get("result"), "error") {
		said := exchange.Text(v.Get("error"))
		if said == "apiLimitExceeded" {
			r.Limited(call, said)
			return
		}
		r.Refused(call, said, said == "invalidArgument: symbol" || said == "notFound")
		return
	}
	switch call {
	case exchange.CallInstruments:
		for _, row := range r.List(v.Get("instruments")) {
			instrument(r, row)
		}
	case exchange.CallBars:
		candles(r, v, market.TradedPrice)
	case exchange.CallBook:
		k.book(r, v)
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallTickers:
		t := r.At
		if now := v.Get("serverTime"); now != nil {
			t = r.Millis(now, "serverTime")
		}
		for _, row := range r.List(v.Get("tickers")) {
			tickerRow(r, row, t)
		}
	case exchange.CallMarkBars:
		candles(r, v, market.MarkPrice)
	case exchange.CallFundingHistory:
		c := r.Asked()
		r.Elsewhere(c)
		r.Ascending(r.List(v.Get("rates")), "timestamp", func(row *fastjson.Value, _ bool) {
			r.Funding(c, exchange.ToMinute(r.Millis(row.Get("timestamp"), "timestamp")), row.Get("relativeFundingRate"), 0, market.Hour)
		})
	case exchange.CallTrades:
		c := r.Asked()
		r.Ascending(r.List(v.Get("history")), "time", func(row *fastjson.Value, _ bool) { k.trade(r, c, row, r.Millis(row.Get("time"), "time")) })
	}
}

// upper is the contract that a field names; until 2022 names were small.
func upper(r *exchange.Reader, v *fastjson.Value) *exchange.Contract {
	return r.Contract(bytes.ToUpper(r.Raw(v)))
}

// instrument reads a contract and its maintenance tiers, whose bounds are in
// dollars and given by where each begins. There is no deduction. Indices are
// listed too, and are no contracts.
func instrument(r *exchange.Reader, row *fastjson.Value) {
	c := upper(r, row.Get("symbol"))
	if c == nil || !c.Nearby {
		return
	}
	i := c.Instrument
	i.Live = row.GetBool("tradeable") && !row.GetBool("isExpired")
	i.Contract = r.Positive(row.Get("contractSize"), "contractSize")
	i.Tick, i.Lot = r.Price(row.Get("tickSize"), "tickSize"), market.Base(1)
	if places, ok := exchange.ParseWhole(r.Raw(row.Get("contractValueTradePrecision"))); ok {
		i.Lot = market.Base(math.Pow10(-int(max(min(places, 18), -18))))
	}
	if ends := row.Get("lastTradingTime"); r.Has(ends) && strings.HasPrefix(c.Symbol, "F") {
		i.Expires = r.Millis(ends, "lastTradingTime")
	}
	levels := row.GetArray("marginLevels")
	for n, level := range levels {
		rate := r.Positive(level.Get("initialMargin"), "initialMargin")
		if n == 0 && rate > 0 {
			i.MaxLeverage = 1 / rate
		}
	}
	r.Listed(row.Get("symbol"), i)
	for n, level := range levels {
		tier := market.Tier{Cap: market.USD(math.Inf(1)), Maintenance: r.Positive(level.Get("maintenanceMargin"), "maintenanceMargin"), MaxLeverage: 1 / r.Positive(level.Get("initialMargin"), "initialMargin")}
		if n+1 < len(levels) {
			tier.Cap = market.USD(r.Positive(begins(levels[n+1]), "the next level"))
		}
		r.Tier(c, tier)
	}
}

// begins is from where on a margin level holds, in dollars.
func begins(level *fastjson.Value) *fastjson.Value {
	if at := level.Get("numNonContractUnits"); at != nil {
		return at
	}
	return level.Get("contracts")
}

// tickerRow reads mark price and open interest. The funding rate of this list is
// in money for a contract, and is left out.
func tickerRow(r *exchange.Reader, row *fastjson.Value, t market.Millis) {
	c := upper(r, row.Get("symbol"))
	if c == nil || !c.Nearby || !r.Has(row.Get("markPrice")) {
		return
	}
	r.Mark(c, t, row.Get("markPrice"), row.Get("indexPrice"), nil, nil)
	interest(r, c, t, row.Get("openInterest"), row.Get("markPrice"))
}

func candles(r *exchange.Reader, v *fastjson.Value, of market.CandleOf) {
	c := r.Asked()
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	rows := r.List(v.Get("candles"))
	span := r.Query.Span
	if span == 0 {
		span = exchange.Nearest(&r.Fields, rows, "time")
	}
	r.Ascending(rows, "time", func(row *fastjson.Value, newest bool) { bar(r, c, row, of, span, !newest) })
}

func (codec) book(r *exchange.Reader, v *fastjson.Value) {
	book := v.Get("orderBook")
	if book == nil {
		r.Unknown()
		return
	}
	c, t := r.Asked(), r.At
	if now := v.Get("serverTime"); now != nil {
		t = r.Millis(now, "serverTime")
	}
	r.Elsewhere(c)
	b := market.Book{}
	b.Bids, b.Asks = r.Side(c, book.Get("bids"), 0, 1, true), r.Side(c, book.Get("asks"), 0, 1, true)
	r.Book(c, t, true, b)
}
