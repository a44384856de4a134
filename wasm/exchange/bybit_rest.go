package exchange

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// answer decodes one of the calls of bybitPlan. Lists come newest first.
func (b bybit) answer(d *Decoder, call string, v *fastjson.Value) {
	if code := d.raw(v.Get("retCode")); len(code) > 0 && string(code) != "0" {
		// The code says that a parameter is wrong; its text says which.
		const wrong = "10001"
		said := text(v.Get("retMsg"))
		d.refusedBy(call, said, string(code) == wrong && strings.Contains(strings.ToLower(said), "symbol"))
		return
	}
	result := v.Get("result")
	if result == nil {
		result = v // without its envelope
	}
	if b.foreign(d, result.Get("category")) {
		return
	}
	switch call {
	case "instruments":
		b.instruments(d, result)
	case "bars":
		b.klines(d, result, market.TradedPrice)
	case "mark-bars":
		b.klines(d, result, market.MarkPrice)
	case "index-bars":
		b.klines(d, result, market.IndexPrice)
	case "open-interest-history":
		c := d.symbolOr(result.Get("symbol"), "symbol")
		if d.elsewhere(c) {
			return
		}
		d.ascending(d.list(result.Get("list")), "timestamp", func(row *fastjson.Value, _ bool) {
			b.openInterest(d, c, d.millis(row.Get("timestamp"), "timestamp"), row)
		})
	case "tickers":
		at := d.timeOr(v.Get("time"), "time", d.at)
		if d.spoiled() {
			return
		}
		for _, row := range d.list(result.Get("list")) {
			b.ticker(d, row, at, nil)
		}
	case "funding-history":
		d.fundingHistory(d.list(result.Get("list")), "symbol", "fundingRateTimestamp", "fundingRate", 0)
	case "ratio":
		d.ascending(d.list(result.Get("list")), "timestamp", func(row *fastjson.Value, _ bool) {
			c := d.symbol(row.Get("symbol"), "symbol")
			d.elsewhere(c)
			d.share(c, d.millis(row.Get("timestamp"), "timestamp"), market.Accounts, d.amount(row.Get("buyRatio"), "buyRatio"))
		})
	case "tiers":
		b.tiers(d, result)
	case "book":
		b.book(d, result, d.millis(result.Get("ts"), "ts"), true)
	case "trades":
		d.ascending(d.list(result.Get("list")), "time", func(row *fastjson.Value, _ bool) {
			b.fill(d, d.symbol(row.Get("symbol"), "symbol"), row.Get("time"), row.Get("side"), row.Get("price"), row.Get("size"), row.Get("execId"))
		})
	}
}

// foreign refuses an answer about another category than the venue's own.
func (b bybit) foreign(d *Decoder, category *fastjson.Value) bool {
	own := "linear"
	if b.inverse {
		own = "inverse"
	}
	if !d.said(category) || is(category, own) {
		return false
	}
	d.refuse(OtherMarket, string(b.venue)+" "+d.what+": the answer is about the category "+text(category))
	return true
}

func (b bybit) instruments(d *Decoder, result *fastjson.Value) {
	for _, row := range d.list(result.Get("list")) {
		// The interval is in minutes; values below an hour's are hours.
		every := market.Millis(d.whole(row.Get("fundingInterval"), "fundingInterval")) * market.Minute
		if every < market.Hour {
			every *= 60
		}
		i := market.Instrument{
			Venue: d.venue, Symbol: text(row.Get("symbol")), BaseCoin: text(row.Get("baseCoin")), Quote: text(row.Get("quoteCoin")),
			Inverse: b.inverse, Contract: 1, Live: is(row.Get("status"), "Trading"),
			Tick: d.price(row.Get("priceFilter", "tickSize"), "tickSize"), Lot: market.Base(d.positive(row.Get("lotSizeFilter", "qtyStep"), "qtyStep")),
			MaxLeverage: d.positive(row.Get("leverageFilter", "maxLeverage"), "maxLeverage"), FundingEvery: every,
		}
		if is(row.Get("contractType"), "LinearFutures") || is(row.Get("contractType"), "InverseFutures") {
			i.Expires = d.millis(row.Get("deliveryTime"), "deliveryTime")
		}
		if inverse := strings.HasPrefix(text(row.Get("contractType")), "Inverse"); inverse != b.inverse {
			d.spoil(OtherMarket, string(b.venue)+" instruments: "+i.Symbol+" belongs to another market")
		}
		d.listed(row.Get("symbol"), i)
	}
}

func (b bybit) klines(d *Decoder, result *fastjson.Value, of market.CandleOf) {
	c := d.symbolOr(result.Get("symbol"), "symbol")
	rows := d.list(result.Get("list"))
	d.elsewhere(c)
	if d.spoiled() {
		return
	}
	span := d.step(rows)
	d.ascending(rows, "0", func(row *fastjson.Value, newest bool) {
		k := row.GetArray()
		columns := 5
		if of == market.TradedPrice {
			columns = 7
		}
		if len(k) < columns {
			d.unknown()
			return
		}
		bar := d.priceRow(k)
		if of == market.TradedPrice {
			bar.Volume = b.volume(d, k[5], k[6])
		}
		d.candle(c, market.Candle{Bar: bar, Of: of, Span: span, Final: !newest})
	})
}

// priceRow reads start, open, high, low and close of a row.
func (d *Decoder) priceRow(k []*fastjson.Value) market.Bar {
	bar := market.Bar{Start: d.millis(k[0], "the start")}
	bar.Open, bar.High = d.price(k[1], "open"), d.price(k[2], "high")
	bar.Low, bar.Close = d.price(k[3], "low"), d.price(k[4], "close")
	return bar
}

// step is the length of the bars of an answer that does not say it: what was
// asked for, else the shortest time between two neighbours.
func (d *Decoder) step(rows []*fastjson.Value) market.Millis {
	shortest := d.query.Span
	if shortest != 0 {
		return shortest
	}
	for i := 1; i < len(rows); i++ {
		a, _ := parseWhole(d.raw(rows[i-1].Get("0")))
		b, _ := parseWhole(d.raw(rows[i].Get("0")))
		step := market.Millis(b - a)
		if step < 0 {
			step = -step
		}
		if step > 0 && (shortest == 0 || step < shortest) {
			shortest = step
		}
	}
	return shortest
}

// tiers reads a maintenance table. A linear contract's limits are in dollars,
// an inverse one's in coins. The rate is a fraction; the venue's own sample
// gives it in percent, which no position could have.
func (b bybit) tiers(d *Decoder, result *fastjson.Value) {
	rows := d.list(result.Get("list"))
	back := d.backwards(rows, "riskLimitValue")
	for i := range rows {
		row := rows[i]
		if back {
			row = rows[len(rows)-1-i]
		}
		c := d.symbol(row.Get("symbol"), "symbol")
		d.elsewhere(c)
		limit, rate := row.Get("riskLimitValue"), row.Get("maintenanceMargin")
		if limit == nil { // as it was spelt until 2023
			limit, rate = row.Get("limit"), row.Get("maintainMargin")
		}
		tier := market.Tier{Maintenance: d.positive(rate, "the maintenance rate"), MaxLeverage: d.positive(row.Get("maxLeverage"), "maxLeverage")}
		if size := d.positive(limit, "the limit"); b.inverse {
			tier.CapBase = market.Base(size)
		} else {
			tier.Cap = market.USD(size)
			if cut := row.Get("mmDeduction"); d.said(cut) {
				tier.Deduction = market.USD(d.amount(cut, "mmDeduction"))
			}
		}
		d.tier(c, tier)
	}
}
