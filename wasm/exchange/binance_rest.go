package exchange

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// answer decodes one of the calls of binancePlan.
func (b binance) answer(d *Decoder, call string, v *fastjson.Value) {
	if code := v.Get("code"); d.said(code) && v.Get("msg") != nil {
		const invalidSymbol = "-1121"
		d.refusedBy(call, text(v.Get("msg")), string(d.raw(code)) == invalidSymbol)
		return
	}
	switch call {
	case "instruments":
		b.instruments(d, v)
	case "bars", "continuous-bars":
		b.klines(d, v, market.TradedPrice)
	case "mark-bars":
		b.klines(d, v, market.MarkPrice)
	case "index-bars":
		b.klines(d, v, market.IndexPrice)
	case "open-interest":
		b.openInterest(d, v, "openInterest", "", "time")
	case "open-interest-history":
		d.ascending(d.list(v), "timestamp", func(row *fastjson.Value, _ bool) {
			b.openInterest(d, row, "sumOpenInterest", "sumOpenInterestValue", "timestamp")
		})
	case "funding":
		for _, row := range oneOrMany(v) {
			b.premium(d, row)
		}
	case "funding-history":
		d.fundingHistory(d.list(v), "symbol", "fundingTime", "fundingRate", 0)
	case "funding-intervals":
		b.intervals(d, v)
	case "ratio":
		b.ratios(d, v, market.Accounts)
	case "ratio-top-accounts":
		b.ratios(d, v, market.TopAccounts)
	case "ratio-top-positions":
		b.ratios(d, v, market.TopPositions)
	case "ratio-taker":
		b.takers(d, v)
	case "trades", "recent-trades", "older-trades":
		b.trades(d, v)
	case "book":
		b.book(d, v)
	case "best":
		for _, row := range oneOrMany(v) {
			b.bestAnswer(d, row)
		}
	}
}

// oneOrMany is the elements of an array, or the object alone: without a
// symbol the venue answers for all of them.
func oneOrMany(v *fastjson.Value) []*fastjson.Value {
	if v.Type() == fastjson.TypeArray {
		return v.GetArray()
	}
	return []*fastjson.Value{v}
}

func (binance) instruments(d *Decoder, v *fastjson.Value) {
	for _, row := range d.list(v.Get("symbols")) {
		i := market.Instrument{
			Venue: d.venue, Symbol: text(row.Get("symbol")), BaseCoin: text(row.Get("baseAsset")), Quote: text(row.Get("quoteAsset")),
			Contract: 1, FundingEvery: 8 * market.Hour, Live: is(row.Get("status"), "TRADING"),
		}
		// Stocks and metals are listed as TRADIFI_PERPETUAL.
		if kind := text(row.Get("contractType")); kind != "" && !strings.HasSuffix(kind, "PERPETUAL") {
			i.Expires = d.millis(row.Get("deliveryDate"), "deliveryDate")
		}
		for _, filter := range row.GetArray("filters") {
			switch {
			case is(filter.Get("filterType"), "PRICE_FILTER"):
				i.Tick = d.price(filter.Get("tickSize"), "tickSize")
			case is(filter.Get("filterType"), "LOT_SIZE"):
				i.Lot = market.Base(d.positive(filter.Get("stepSize"), "stepSize"))
			}
		}
		d.listed(row.Get("symbol"), i)
	}
}

// listed learns an instrument and appends its event.
func (d *Decoder) listed(name *fastjson.Value, i market.Instrument) {
	if d.spoiled() {
		return
	}
	if c := d.learn(i); c != nil {
		d.instrument(c)
		return
	}
	d.wrong(name, "a listed symbol", "a symbol")
	d.spoiled()
}

// klines reads bars: start, open, high, low, close, volume, end, and at 9
// what takers bought. The newest may still be forming.
func (binance) klines(d *Decoder, v *fastjson.Value, of market.CandleOf) {
	c := d.asked()
	if d.spoiled() {
		return
	}
	d.ascending(d.list(v), "0", func(row *fastjson.Value, newest bool) {
		const columns = 10
		k := row.GetArray()
		if len(k) < columns {
			d.unknown()
			return
		}
		bar, span := d.binanceBar(k[0], k[6], k[1], k[2], k[3], k[4])
		if of == market.TradedPrice {
			bar.Volume = market.Base(d.amount(k[5], "the volume"))
			bar.TakerBuy, bar.Optional = market.Base(d.amount(k[9], "the taker volume")), market.OptionalTaker
		}
		d.candle(c, market.Candle{Bar: bar, Of: of, Span: span, Final: !newest})
	})
}

func (binance) openInterest(d *Decoder, row *fastjson.Value, base, usd, at string) {
	c := d.symbolOr(row.Get("symbol"), "symbol")
	t := d.millis(row.Get(at), at)
	oi := market.OpenInterest{Time: t, Base: market.Base(d.amount(row.Get(base), base))}
	if usd != "" {
		oi.USD = market.USD(d.amount(row.Get(usd), usd))
	}
	if !d.spoiled() {
		d.event(market.KindOpenInterest, c, t).OpenInterest = oi
	}
}

func (binance) premium(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("symbol"), "symbol")
	t := d.millis(row.Get("time"), "time")
	next := row.Get("nextFundingTime")
	rate := row.Get("lastFundingRate")
	if string(d.raw(next)) == "0" {
		next, rate = nil, nil // a contract that expires pays no funding
	}
	d.markAndFunding(c, t, row.Get("markPrice"), row.Get("indexPrice"), rate, next)
}

// fundingHistory reads payments, which are stamped some milliseconds late.
// The span of a rate is every, or where that is 0 the time between two
// payments of the answer, or that of the contract.
func (d *Decoder) fundingHistory(rows []*fastjson.Value, symbol, at, rate string, every market.Millis) {
	if every == 0 {
		every = d.spacing(rows, symbol, at)
	}
	d.ascending(rows, at, func(row *fastjson.Value, _ bool) {
		c := d.symbol(row.Get(symbol), symbol)
		d.funding(c, settled(d.millis(row.Get(at), at)), row.Get(rate), 0, every)
	})
}

// spacing is the shortest time between neighbours of one symbol, 0 where that
// is not a whole number of hours from 1 to 24.
func (d *Decoder) spacing(rows []*fastjson.Value, symbol, at string) market.Millis {
	var shortest market.Millis
	for i := 1; i < len(rows); i++ {
		a, _ := parseWhole(d.raw(rows[i-1].Get(at)))
		b, _ := parseWhole(d.raw(rows[i].Get(at)))
		if text(rows[i-1].Get(symbol)) != text(rows[i].Get(symbol)) {
			return 0
		}
		step := settled(market.Millis(b)) - settled(market.Millis(a))
		if step < 0 {
			step = -step
		}
		if step > 0 && (shortest == 0 || step < shortest) {
			shortest = step
		}
	}
	if shortest%market.Hour != 0 || shortest > market.Day {
		return 0
	}
	return shortest
}

// intervals learns how often contracts that differ from the rest pay.
func (binance) intervals(d *Decoder, v *fastjson.Value) {
	for _, row := range d.list(v) {
		c := d.symbol(row.Get("symbol"), "symbol")
		hours := d.positive(row.Get("fundingIntervalHours"), "fundingIntervalHours")
		if !d.spoiled() {
			c.FundingEvery = market.Millis(hours) * market.Hour
		}
	}
}

func (binance) ratios(d *Decoder, v *fastjson.Value, of market.RatioOf) {
	d.ascending(d.list(v), "timestamp", func(row *fastjson.Value, _ bool) {
		c := d.symbolOr(row.Get("symbol"), "symbol")
		d.share(c, d.millis(row.Get("timestamp"), "timestamp"), of, d.amount(row.Get("longAccount"), "longAccount"))
	})
}

func (binance) takers(d *Decoder, v *fastjson.Value) {
	c := d.asked()
	if d.spoiled() {
		return
	}
	d.ascending(d.list(v), "timestamp", func(row *fastjson.Value, _ bool) {
		d.bought(c, d.millis(row.Get("timestamp"), "timestamp"), row.Get("buyVol"), row.Get("sellVol"))
	})
}

// bought appends the share that takers bought; nothing where nobody traded.
func (d *Decoder) bought(c *contract, t market.Millis, buy, sell *fastjson.Value) {
	b, s := d.amount(buy, "the volume bought"), d.amount(sell, "the volume sold")
	if b+s == 0 {
		d.spoiled()
		return
	}
	d.share(c, t, market.TakerVolume, b/(b+s))
}

// trades reads merged trades or single ones, which differ in their names.
func (b binance) trades(d *Decoder, v *fastjson.Value) {
	c := d.asked()
	if d.spoiled() {
		return
	}
	for _, row := range d.list(v) {
		if row.Get("qty") != nil {
			b.fill(d, c, row.Get("time"), row.Get("price"), row.Get("qty"), row.Get("isBuyerMaker"), row.Get("id"))
			continue
		}
		b.fill(d, c, row.Get("T"), row.Get("p"), row.Get("q"), row.Get("m"), row.Get("a"))
	}
}

func (binance) book(d *Decoder, v *fastjson.Value) {
	if v.Get("lastUpdateId") == nil {
		d.unknown()
		return
	}
	c := d.symbolOr(v.Get("symbol"), "symbol")
	t := d.timeOr(v.Get("T"), "T", d.at)
	book := market.Book{Last: d.whole(v.Get("lastUpdateId"), "lastUpdateId")}
	book.Bids = d.side(c, v.Get("bids"), 0, 1, true)
	book.Asks = d.side(c, v.Get("asks"), 0, 1, true)
	if !d.spoiled() {
		d.event(market.KindBookSnapshot, c, t).Book = book
	}
}

func (binance) bestAnswer(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("symbol"), "symbol")
	t := d.timeOr(row.Get("time"), "time", d.at)
	book := market.Book{Last: d.whole(row.Get("lastUpdateId"), "lastUpdateId"), Partial: true}
	book.Bids = d.level(c, row.Get("bidPrice"), row.Get("bidQty"))
	book.Asks = d.level(c, row.Get("askPrice"), row.Get("askQty"))
	if !d.spoiled() {
		d.event(market.KindBookSnapshot, c, t).Book = book
	}
}
