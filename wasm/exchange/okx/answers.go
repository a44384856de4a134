package okx

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan. Lists come newest first.
func (o codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if code := r.Raw(v.Get("code")); len(code) > 0 && string(code) != "0" {
		const noInstrument = "51001"
		switch string(code) {
		case "50011", "50040", "50061": // of the endpoint, of operations, of an account
			r.Limited(call, string(code)+" "+exchange.Text(v.Get("msg")))
			return
		}
		r.Refused(call, string(code)+" "+exchange.Text(v.Get("msg")), string(code) == noInstrument)
		return
	}
	data := v.Get("data")
	switch call {
	case exchange.CallInstruments:
		o.instruments(r, data)
	case exchange.CallBars, exchange.CallOlderBars:
		candles(r, r.Asked(), data, market.TradedPrice, r.Query.Span, true)
	case exchange.CallOpenInterest:
		for _, row := range r.List(data) {
			o.openInterest(r, row)
		}
	case exchange.CallOpenInterestHistory:
		o.interestHistory(r, data)
	case exchange.CallTiers:
		o.tiers(r, data)
	case exchange.CallBook:
		c := r.Asked()
		r.Elsewhere(c)
		if r.Spoiled() {
			return
		}
		for _, row := range r.List(data) {
			book(r, c, row, true, false)
		}
	case exchange.CallLiquidations:
		for _, row := range r.List(data) {
			o.liquidations(r, row)
		}
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallMarkBars, exchange.CallOlderMarkBars:
		candles(r, r.Asked(), data, market.MarkPrice, r.Query.Span, true)
	case exchange.CallIndexBars:
		candles(r, r.Asked(), data, market.IndexPrice, r.Query.Span, true)
	case exchange.CallMarkPrice:
		for _, row := range r.List(data) {
			o.mark(r, row)
		}
	case exchange.CallFundingNow:
		for _, row := range r.List(data) {
			o.funding(r, row)
		}
	case exchange.CallFundingHistory:
		o.paid(r, data)
	case exchange.CallRatio:
		o.ratios(r, data, market.Accounts)
	case exchange.CallRatioTopAccounts:
		o.ratios(r, data, market.TopAccounts)
	case exchange.CallRatioTopPositions:
		o.ratios(r, data, market.TopPositions)
	case exchange.CallRatioTaker:
		o.takers(r, data)
	case exchange.CallTrades, exchange.CallOlderTrades:
		r.Ascending(r.List(data), "ts", func(row *fastjson.Value, _ bool) { o.trade(r, row) })
	}
}

// instruments reads swaps and futures. Spot is another market.
func (codec) instruments(r *exchange.Reader, data *fastjson.Value) {
	for _, row := range r.List(data) {
		swap := exchange.Is(row.Get("instType"), "SWAP")
		if !swap && !exchange.Is(row.Get("instType"), "FUTURES") {
			r.Refuse(exchange.OtherMarket, "okx instruments: "+exchange.Text(row.Get("instId"))+" is neither swap nor future")
			continue
		}
		size := r.Positive(row.Get("ctVal"), "ctVal")
		if times := row.Get("ctMult"); r.Has(times) {
			size *= r.Positive(times, "ctMult")
		}
		family := exchange.Text(row.Get("instFamily"))
		if family == "" { // as until 2023
			family = exchange.Text(row.Get("uly"))
		}
		coin, quote, _ := strings.Cut(family, "-")
		i := market.Instrument{
			Venue: r.Venue(), Symbol: exchange.Text(row.Get("instId")), BaseCoin: coin, Quote: quote, Inverse: exchange.Is(row.Get("ctType"), "inverse"), Quanto: exchange.Quanto(row.Get("settleCcy"), coin, quote), Contract: size,
			FundingEvery: 8 * market.Hour, Live: exchange.Is(row.Get("state"), "live"),
			Tick: r.Price(row.Get("tickSz"), "tickSz"), Lot: market.Base(r.Positive(row.Get("lotSz"), "lotSz")),
		}
		if lever := row.Get("lever"); r.Has(lever) {
			i.MaxLeverage = r.Positive(lever, "lever")
		}
		if expires := row.Get("expTime"); !swap && r.Has(expires) {
			i.Expires = r.Millis(expires, "expTime")
		}
		r.Listed(row.Get("instId"), i)
	}
}

// interestHistory reads rows of time, contracts, base and dollars.
func (codec) interestHistory(r *exchange.Reader, data *fastjson.Value) {
	c := r.Asked()
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	r.Ascending(r.List(data), "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		if len(k) < 4 {
			r.Unknown()
			return
		}
		t := r.Millis(k[0], "ts")
		oi := market.OpenInterest{Time: t, Base: market.Base(r.Amount(k[2], "oiCcy")), USD: market.USD(r.Amount(k[3], "oiUsd"))}
		if !r.Spoiled() {
			r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
		}
	})
}

// paid reads what was charged, which is the realised rate.
func (codec) paid(r *exchange.Reader, data *fastjson.Value) {
	rows := r.List(data)
	every := r.Spacing(rows, "instId", "fundingTime")
	r.Ascending(rows, "fundingTime", func(row *fastjson.Value, _ bool) {
		c := r.Symbol(row.Get("instId"), "instId")
		r.Elsewhere(c)
		rate := row.Get("realizedRate")
		if !r.Has(rate) {
			rate = row.Get("fundingRate")
		}
		r.Funding(c, exchange.ToMinute(r.Millis(row.Get("fundingTime"), "fundingTime")), rate, 0, every)
	})
}

// ratios reads rows of time and longs for one short.
func (codec) ratios(r *exchange.Reader, data *fastjson.Value, of market.RatioOf) {
	c := r.Asked()
	if r.Spoiled() {
		return
	}
	r.Ascending(r.List(data), "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		if len(k) < 2 {
			r.Unknown()
			return
		}
		longs := r.Amount(k[1], "the ratio")
		r.Ratio(c, r.Millis(k[0], "ts"), of, longs/(1+longs))
	})
}

// takers reads rows of time, volume sold and volume bought, in that order.
func (codec) takers(r *exchange.Reader, data *fastjson.Value) {
	c := r.Asked()
	if r.Spoiled() {
		return
	}
	r.Ascending(r.List(data), "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		if len(k) < 3 {
			r.Unknown()
			return
		}
		r.TakerRatio(c, r.Millis(k[0], "ts"), k[2], k[1])
	})
}

// tiers reads a maintenance table, whose sizes are in contracts: coins for a
// linear family, dollars for an inverse one. There is no deduction: a tier's
// rate holds for the whole position. Rows that name a pair but no family are
// of margin trading.
func (codec) tiers(r *exchange.Reader, data *fastjson.Value) {
	for _, row := range r.List(data) {
		family := exchange.Text(row.Get("instFamily"))
		if family == "" {
			family = exchange.Text(row.Get("uly"))
		}
		if family == "" {
			r.Refuse(exchange.OtherMarket, "okx tiers: "+exchange.Text(row.Get("instId"))+" is of margin trading")
			continue
		}
		c := r.Contract([]byte(family + "-SWAP"))
		if c == nil || !c.Sized {
			r.Refuse(exchange.UnknownSize, "okx tiers: the contract size of "+family+"-SWAP is unknown; the venue's list of instruments says it")
			continue
		}
		tier := market.Tier{Maintenance: r.Positive(row.Get("mmr"), "mmr"), MaxLeverage: r.Positive(row.Get("maxLever"), "maxLever")}
		if units := c.Units(r.Positive(row.Get("maxSz"), "maxSz")); c.Inverse {
			tier.Cap = market.USD(units)
		} else {
			tier.CapBase = market.Base(units)
		}
		r.Tier(c, tier)
	}
}
