package bitget

import (
	"math"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan. Some lists come newest first.
func (b codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if code := r.Raw(v.Get("code")); len(code) > 0 && string(code) != "00000" {
		const noSymbol, tooMany = "40034", "429"
		said := string(code) + " " + exchange.Text(v.Get("msg"))
		if string(code) == tooMany || string(code) == "30007" {
			r.Limited(call, said)
			return
		}
		r.Refused(call, said, string(code) == noSymbol || string(code) == "40309")
		return
	}
	data := v.Get("data")
	switch call {
	case exchange.CallInstruments:
		b.instruments(r, data)
	case exchange.CallBars, exchange.CallOlderBars:
		candles(r, r.Asked(), r.List(data), market.TradedPrice, r.Query.Span)
	case exchange.CallOpenInterest:
		t := r.Millis(data.Get("ts"), "ts")
		for _, row := range r.List(data.Get("openInterestList")) {
			interest(r, r.Symbol(row.Get("symbol"), "symbol"), t, row.Get("size"))
		}
	case exchange.CallTiers:
		tiers(r, r.List(data))
	case exchange.CallBook:
		book(r, r.Asked(), data, true, false)
	case exchange.CallLiquidations:
		if list := data.Get("list"); list != nil {
			data = list
		}
		liquidations(r, r.List(data))
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallMarkBars:
		candles(r, r.Asked(), r.List(data), market.MarkPrice, r.Query.Span)
	case exchange.CallIndexBars:
		candles(r, r.Asked(), r.List(data), market.IndexPrice, r.Query.Span)
	case exchange.CallTickers, exchange.CallMarkPrice:
		for _, row := range r.List(data) {
			ticker(r, r.Symbol(row.Get("symbol"), "symbol"), row, r.TimeOr(row.Get("ts"), "ts", r.At))
		}
	case exchange.CallFundingNow:
		for _, row := range r.List(data) {
			every := market.Millis(0)
			if hours := row.Get("fundingRateInterval"); r.Has(hours) {
				every = r.FundingHours(hours, "fundingRateInterval")
			}
			r.Funding(r.Symbol(row.Get("symbol"), "symbol"), r.At, row.Get("fundingRate"), r.Next(row.Get("nextUpdate"), "nextUpdate"), every)
		}
	case exchange.CallFundingHistory:
		r.FundingHistory(r.List(data), "symbol", "fundingTime", "fundingRate", 0)
	case exchange.CallTrades, exchange.CallOlderTrades:
		r.Ascending(r.List(data), "ts", func(row *fastjson.Value, _ bool) { b.trade(r, r.SymbolOr(row.Get("symbol"), "symbol"), row) })
	}
}

// instruments reads contracts as either interface lists them.
func (codec) instruments(r *exchange.Reader, data *fastjson.Value) {
	for _, row := range r.List(data) {
		i := market.Instrument{
			Venue: r.Venue(), Symbol: exchange.Text(row.Get("symbol")), BaseCoin: exchange.Text(row.Get("baseCoin")), Quote: exchange.Text(row.Get("quoteCoin")), Contract: 1,
			Live: exchange.Is(row.Get("symbolStatus"), "normal") || exchange.Is(row.Get("status"), "online"),
		}
		if places := row.Get("pricePlace"); places != nil {
			i.Tick = market.Price(r.Positive(row.Get("priceEndStep"), "priceEndStep") / math.Pow10(int(min(r.Amount(places, "pricePlace"), 18))))
			i.Lot = market.Base(r.Positive(row.Get("sizeMultiplier"), "sizeMultiplier"))
		} else {
			i.Tick, i.Lot = r.Price(row.Get("priceMultiplier"), "priceMultiplier"), market.Base(r.Positive(row.Get("quantityMultiplier"), "quantityMultiplier"))
		}
		if most := row.Get("maxLever"); r.Has(most) {
			i.MaxLeverage = r.Positive(most, "maxLever")
		}
		if hours := row.Get("fundInterval"); r.Has(hours) {
			i.FundingEvery = r.FundingHours(hours, "fundInterval")
		}
		if ends := row.Get("deliveryTime"); r.Has(ends) {
			i.Expires = r.Millis(ends, "deliveryTime")
		}
		r.Elsewhere(r.Symbol(row.Get("symbol"), "symbol"))
		r.Listed(row.Get("symbol"), i)
	}
}

// tiers reads a maintenance table, whose bounds are in dollars. There is no
// deduction: a tier's rate holds for the whole position.
func tiers(r *exchange.Reader, rows []*fastjson.Value) {
	for _, row := range rows {
		c := r.Symbol(row.Get("symbol"), "symbol")
		r.Elsewhere(c)
		r.Tier(c, market.Tier{
			Cap: market.USD(r.Positive(row.Get("endUnit"), "endUnit")), Maintenance: r.Positive(row.Get("keepMarginRate"), "keepMarginRate"),
			MaxLeverage: r.Positive(row.Get("leverage"), "leverage"),
		})
	}
}
