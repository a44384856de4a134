package bybit

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan. Lists come newest first.
func (b codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if code := r.Raw(v.Get("retCode")); len(code) > 0 && string(code) != "0" {
		// The code says that a parameter is wrong; its text says which.
		const wrong = "10001"
		said := exchange.Text(v.Get("retMsg"))
		switch string(code) {
		case "10006", "10018", "10429": // of the account, of the address, of the system
			r.Limited(call, said)
			return
		}
		r.Refused(call, said, string(code) == wrong && strings.Contains(strings.ToLower(said), "symbol"))
		return
	}
	result := v.Get("result")
	if result == nil {
		result = v // without its envelope
	}
	if b.foreign(r, result.Get("category")) {
		return
	}
	switch call {
	case exchange.CallInstruments:
		b.instruments(r, result)
	case exchange.CallBars:
		b.klines(r, result, market.TradedPrice)
	case exchange.CallOpenInterestHistory:
		c := r.SymbolOr(result.Get("symbol"), "symbol")
		if r.Elsewhere(c) {
			return
		}
		r.Ascending(r.List(result.Get("list")), "timestamp", func(row *fastjson.Value, _ bool) {
			b.openInterest(r, c, r.Millis(row.Get("timestamp"), "timestamp"), row)
		})
	case exchange.CallTiers:
		b.tiers(r, result)
	case exchange.CallBook:
		b.book(r, result, r.Millis(result.Get("ts"), "ts"), true)
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallMarkBars:
		b.klines(r, result, market.MarkPrice)
	case exchange.CallIndexBars:
		b.klines(r, result, market.IndexPrice)
	case exchange.CallTickers:
		at := r.TimeOr(v.Get("time"), "time", r.At)
		if r.Spoiled() {
			return
		}
		for _, row := range r.List(result.Get("list")) {
			b.ticker(r, row, at, nil)
		}
	case exchange.CallFundingHistory:
		r.FundingHistory(r.List(result.Get("list")), "symbol", "fundingRateTimestamp", "fundingRate", 0)
	case exchange.CallRatio:
		r.Ascending(r.List(result.Get("list")), "timestamp", func(row *fastjson.Value, _ bool) {
			c := r.Symbol(row.Get("symbol"), "symbol")
			r.Elsewhere(c)
			r.Ratio(c, r.Millis(row.Get("timestamp"), "timestamp"), market.Accounts, r.Amount(row.Get("buyRatio"), "buyRatio"))
		})
	case exchange.CallTrades:
		r.Ascending(r.List(result.Get("list")), "time", func(row *fastjson.Value, _ bool) {
			b.fill(r, r.Symbol(row.Get("symbol"), "symbol"), row.Get("time"), row.Get("side"), row.Get("price"), row.Get("size"), row.Get("execId"))
		})
	}
}

// foreign refuses an answer about another category than the venue's own.
func (b codec) foreign(r *exchange.Reader, category *fastjson.Value) bool {
	own := "linear"
	if b.inverse {
		own = "inverse"
	}
	if !r.Has(category) || exchange.Is(category, own) {
		return false
	}
	r.Refuse(exchange.OtherMarket, r.Place()+": the answer is about the category "+exchange.Text(category))
	return true
}

func (b codec) instruments(r *exchange.Reader, result *fastjson.Value) {
	for _, row := range r.List(result.Get("list")) {
		// The interval is in minutes; values below an hour's are hours.
		every := market.Millis(r.Whole(row.Get("fundingInterval"), "fundingInterval")) * market.Minute
		if every < market.Hour {
			every *= 60
		}
		i := market.Instrument{
			Venue: r.Venue(), Symbol: exchange.Text(row.Get("symbol")), BaseCoin: exchange.Text(row.Get("baseCoin")), Quote: exchange.Text(row.Get("quoteCoin")),
			Inverse: b.inverse, Contract: 1, Live: exchange.Is(row.Get("status"), "Trading"),
			Tick: r.Price(row.Get("priceFilter", "tickSize"), "tickSize"), Lot: market.Base(r.Positive(row.Get("lotSizeFilter", "qtyStep"), "qtyStep")),
			MaxLeverage: r.Positive(row.Get("leverageFilter", "maxLeverage"), "maxLeverage"), FundingEvery: every,
		}
		if exchange.Is(row.Get("contractType"), "LinearFutures") || exchange.Is(row.Get("contractType"), "InverseFutures") {
			i.Expires = r.Millis(row.Get("deliveryTime"), "deliveryTime")
		}
		if inverse := strings.HasPrefix(exchange.Text(row.Get("contractType")), "Inverse"); inverse != b.inverse {
			r.Spoil(exchange.OtherMarket, string(r.Venue())+" instruments: "+i.Symbol+" belongs to another market")
		}
		r.Listed(row.Get("symbol"), i)
	}
}

func (b codec) klines(r *exchange.Reader, result *fastjson.Value, of market.CandleOf) {
	c := r.SymbolOr(result.Get("symbol"), "symbol")
	rows := r.List(result.Get("list"))
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	span := r.BarSpan(rows)
	r.Ascending(rows, "0", func(row *fastjson.Value, newest bool) {
		k := row.GetArray()
		columns := 5
		if of == market.TradedPrice {
			columns = 7
		}
		if len(k) < columns {
			r.Unknown()
			return
		}
		bar := r.BarRow(k)
		if of == market.TradedPrice {
			bar.Volume = b.volume(r, k[5], k[6])
		}
		r.Candle(c, market.Candle{Bar: bar, Of: of, Span: span, Final: !newest})
	})
}

// tiers reads a maintenance table. A linear contract's limits are in dollars,
// an inverse one's in coins. The rate is a fraction; the venue's own sample
// gives it in percent, which no position could have.
func (b codec) tiers(r *exchange.Reader, result *fastjson.Value) {
	rows := r.List(result.Get("list"))
	back := r.Backwards(rows, "riskLimitValue")
	for i := range rows {
		row := rows[i]
		if back {
			row = rows[len(rows)-1-i]
		}
		c := r.Symbol(row.Get("symbol"), "symbol")
		r.Elsewhere(c)
		limit, rate := row.Get("riskLimitValue"), row.Get("maintenanceMargin")
		if limit == nil { // as it was spelt until 2023
			limit, rate = row.Get("limit"), row.Get("maintainMargin")
		}
		tier := market.Tier{Maintenance: r.Positive(rate, "the maintenance rate"), MaxLeverage: r.Positive(row.Get("maxLeverage"), "maxLeverage")}
		if size := r.Positive(limit, "the limit"); b.inverse {
			tier.CapBase = market.Base(size)
		} else {
			tier.Cap = market.USD(size)
			if cut := row.Get("mmDeduction"); r.Has(cut) {
				tier.Deduction = market.USD(r.Amount(cut, "mmDeduction"))
			}
		}
		r.Tier(c, tier)
	}
}
