package exchange

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// answer decodes one of the calls of okxPlan. Lists come newest first.
func (o okx) answer(d *Decoder, call string, v *fastjson.Value) {
	if code := d.raw(v.Get("code")); len(code) > 0 && string(code) != "0" {
		const noInstrument = "51001"
		d.refusedBy(call, string(code)+" "+text(v.Get("msg")), string(code) == noInstrument)
		return
	}
	data := v.Get("data")
	switch call {
	case "instruments":
		o.instruments(d, data)
	case "bars", "older-bars":
		d.okxCandles(d.asked(), data, market.TradedPrice, d.query.Span, true)
	case "mark-bars", "older-mark-bars":
		d.okxCandles(d.asked(), data, market.MarkPrice, d.query.Span, true)
	case "index-bars":
		d.okxCandles(d.asked(), data, market.IndexPrice, d.query.Span, true)
	case "open-interest":
		for _, row := range d.list(data) {
			o.openInterest(d, row)
		}
	case "open-interest-history":
		o.interestHistory(d, data)
	case "mark":
		for _, row := range d.list(data) {
			o.mark(d, row)
		}
	case "funding":
		for _, row := range d.list(data) {
			o.funding(d, row)
		}
	case "funding-history":
		o.paid(d, data)
	case "ratio":
		o.ratios(d, data, market.Accounts)
	case "ratio-top-accounts":
		o.ratios(d, data, market.TopAccounts)
	case "ratio-top-positions":
		o.ratios(d, data, market.TopPositions)
	case "ratio-taker":
		o.takers(d, data)
	case "tiers":
		o.tiers(d, data)
	case "book":
		c := d.asked()
		d.elsewhere(c)
		if d.spoiled() {
			return
		}
		for _, row := range d.list(data) {
			d.okxBook(c, row, true, false)
		}
	case "trades", "older-trades":
		d.ascending(d.list(data), "ts", func(row *fastjson.Value, _ bool) { o.trade(d, row) })
	case "liquidations":
		for _, row := range d.list(data) {
			o.liquidations(d, row)
		}
	}
}

// instruments reads swaps and futures. Spot is another market.
func (okx) instruments(d *Decoder, data *fastjson.Value) {
	for _, row := range d.list(data) {
		swap := is(row.Get("instType"), "SWAP")
		if !swap && !is(row.Get("instType"), "FUTURES") {
			d.refuse(OtherMarket, "okx instruments: "+text(row.Get("instId"))+" is neither swap nor future")
			continue
		}
		size := d.positive(row.Get("ctVal"), "ctVal")
		if times := row.Get("ctMult"); d.said(times) {
			size *= d.positive(times, "ctMult")
		}
		family := text(row.Get("instFamily"))
		if family == "" { // as until 2023
			family = text(row.Get("uly"))
		}
		coin, quote, _ := strings.Cut(family, "-")
		i := market.Instrument{
			Venue: d.venue, Symbol: text(row.Get("instId")), BaseCoin: coin, Quote: quote, Inverse: is(row.Get("ctType"), "inverse"), Contract: size,
			FundingEvery: 8 * market.Hour, Live: is(row.Get("state"), "live"),
			Tick: d.price(row.Get("tickSz"), "tickSz"), Lot: market.Base(d.positive(row.Get("lotSz"), "lotSz")),
		}
		if lever := row.Get("lever"); d.said(lever) {
			i.MaxLeverage = d.positive(lever, "lever")
		}
		if expires := row.Get("expTime"); !swap && d.said(expires) {
			i.Expires = d.millis(expires, "expTime")
		}
		d.listed(row.Get("instId"), i)
	}
}

// interestHistory reads rows of time, contracts, base and dollars.
func (okx) interestHistory(d *Decoder, data *fastjson.Value) {
	c := d.asked()
	d.elsewhere(c)
	if d.spoiled() {
		return
	}
	d.ascending(d.list(data), "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		if len(k) < 4 {
			d.unknown()
			return
		}
		t := d.millis(k[0], "ts")
		oi := market.OpenInterest{Time: t, Base: market.Base(d.amount(k[2], "oiCcy")), USD: market.USD(d.amount(k[3], "oiUsd"))}
		if !d.spoiled() {
			d.event(market.KindOpenInterest, c, t).OpenInterest = oi
		}
	})
}

// paid reads what was charged, which is the realised rate.
func (okx) paid(d *Decoder, data *fastjson.Value) {
	rows := d.list(data)
	every := d.spacing(rows, "instId", "fundingTime")
	d.ascending(rows, "fundingTime", func(row *fastjson.Value, _ bool) {
		c := d.symbol(row.Get("instId"), "instId")
		d.elsewhere(c)
		rate := row.Get("realizedRate")
		if !d.said(rate) {
			rate = row.Get("fundingRate")
		}
		d.funding(c, settled(d.millis(row.Get("fundingTime"), "fundingTime")), rate, 0, every)
	})
}

// ratios reads rows of time and longs for one short.
func (okx) ratios(d *Decoder, data *fastjson.Value, of market.RatioOf) {
	c := d.asked()
	if d.spoiled() {
		return
	}
	d.ascending(d.list(data), "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		if len(k) < 2 {
			d.unknown()
			return
		}
		r := d.amount(k[1], "the ratio")
		d.share(c, d.millis(k[0], "ts"), of, r/(1+r))
	})
}

// takers reads rows of time, volume sold and volume bought, in that order.
func (okx) takers(d *Decoder, data *fastjson.Value) {
	c := d.asked()
	if d.spoiled() {
		return
	}
	d.ascending(d.list(data), "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		if len(k) < 3 {
			d.unknown()
			return
		}
		d.bought(c, d.millis(k[0], "ts"), k[2], k[1])
	})
}

// tiers reads a maintenance table, whose sizes are in contracts: coins for a
// linear family, dollars for an inverse one. There is no deduction: a tier's
// rate holds for the whole position. Rows that name a pair but no family are
// of margin trading.
func (okx) tiers(d *Decoder, data *fastjson.Value) {
	for _, row := range d.list(data) {
		family := text(row.Get("instFamily"))
		if family == "" {
			family = text(row.Get("uly"))
		}
		if family == "" {
			d.refuse(OtherMarket, "okx tiers: "+text(row.Get("instId"))+" is of margin trading")
			continue
		}
		c := d.contract([]byte(family + "-SWAP"))
		if c == nil || !c.sized {
			d.refuse(UnknownSize, "okx tiers: the contract size of "+family+"-SWAP is unknown; the venue's list of instruments says it")
			continue
		}
		tier := market.Tier{Maintenance: d.positive(row.Get("mmr"), "mmr"), MaxLeverage: d.positive(row.Get("maxLever"), "maxLever")}
		if units := c.units(d.positive(row.Get("maxSz"), "maxSz")); c.Inverse {
			tier.Cap = market.USD(units)
		} else {
			tier.CapBase = market.Base(units)
		}
		d.tier(c, tier)
	}
}
