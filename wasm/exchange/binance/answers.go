package binance

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan.
func (b codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if code := v.Get("code"); r.Has(code) && v.Get("msg") != nil {
		const invalidSymbol, tooMany, tooManyOrders = "-1121", "-1003", "-1015"
		if said := string(r.Raw(code)); said == tooMany || said == tooManyOrders {
			r.Limited(call, exchange.Text(v.Get("msg")))
			return
		}
		r.Refused(call, exchange.Text(v.Get("msg")), string(r.Raw(code)) == invalidSymbol)
		return
	}
	switch call {
	case exchange.CallInstruments:
		b.instruments(r, v)
	case exchange.CallBars:
		b.klines(r, v, market.TradedPrice)
	case exchange.CallOpenInterest:
		b.openInterest(r, v, "openInterest", "", "time")
	case exchange.CallOpenInterestHistory:
		r.Ascending(r.List(v), "timestamp", func(row *fastjson.Value, _ bool) {
			b.openInterest(r, row, "sumOpenInterest", "sumOpenInterestValue", "timestamp")
		})
	case exchange.CallBook:
		b.book(r, v)
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallContinuousBars:
		b.klines(r, v, market.TradedPrice)
	case exchange.CallMarkBars:
		b.klines(r, v, market.MarkPrice)
	case exchange.CallIndexBars:
		b.klines(r, v, market.IndexPrice)
	case exchange.CallFundingNow:
		for _, row := range oneOrMany(v) {
			b.premium(r, row)
		}
	case exchange.CallFundingHistory:
		r.FundingHistory(r.List(v), "symbol", "fundingTime", "fundingRate", 0)
	case exchange.CallFundingIntervals:
		b.intervals(r, v)
	case exchange.CallRatio:
		b.ratios(r, v, market.Accounts)
	case exchange.CallRatioTopAccounts:
		b.ratios(r, v, market.TopAccounts)
	case exchange.CallRatioTopPositions:
		b.ratios(r, v, market.TopPositions)
	case exchange.CallRatioTaker:
		b.takers(r, v)
	case exchange.CallTrades, exchange.CallRecentTrades, exchange.CallOlderTrades:
		b.trades(r, v)
	case exchange.CallBest:
		for _, row := range oneOrMany(v) {
			b.bestAnswer(r, row)
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

func (b codec) instruments(r *exchange.Reader, v *fastjson.Value) {
	for _, row := range r.List(v.Get("symbols")) {
		i := market.Instrument{
			Venue: r.Venue(), Symbol: exchange.Text(row.Get("symbol")), BaseCoin: exchange.Text(row.Get("baseAsset")), Quote: exchange.Text(row.Get("quoteAsset")),
			Contract: 1, FundingEvery: 8 * market.Hour, Live: exchange.Is(row.Get("status"), "TRADING"),
		}
		if b.coin {
			i.Inverse, i.Contract = true, r.Positive(row.Get("contractSize"), "contractSize")
			i.Live = exchange.Is(row.Get("contractStatus"), "TRADING")
		}
		// Stocks and metals are listed as TRADIFI_PERPETUAL.
		if kind := exchange.Text(row.Get("contractType")); kind != "" && !strings.HasSuffix(kind, "PERPETUAL") {
			i.Expires = r.Millis(row.Get("deliveryDate"), "deliveryDate")
		}
		for _, filter := range row.GetArray("filters") {
			switch {
			case exchange.Is(filter.Get("filterType"), "PRICE_FILTER"):
				i.Tick = r.Price(filter.Get("tickSize"), "tickSize")
			case exchange.Is(filter.Get("filterType"), "LOT_SIZE"):
				i.Lot = market.Base(r.Positive(filter.Get("stepSize"), "stepSize"))
			}
		}
		r.Listed(row.Get("symbol"), i)
	}
}

// klines reads bars: start, open, high, low, close, volume, end, at 7 the
// turnover, and at 9 and 10 what takers bought of both. The volume of COIN-M is
// in contracts and its turnover in base. The newest may still be forming.
func (b codec) klines(r *exchange.Reader, v *fastjson.Value, of market.CandleOf) {
	c := r.Asked()
	if r.Spoiled() {
		return
	}
	r.Ascending(r.List(v), "0", func(row *fastjson.Value, newest bool) {
		const columns = 11
		k := row.GetArray()
		if len(k) < columns {
			r.Unknown()
			return
		}
		bar, span := r.Bar(k[0], k[6], k[1], k[2], k[3], k[4])
		if of == market.TradedPrice {
			volume, bought := k[5], k[9]
			if b.coin {
				volume, bought = k[7], k[10]
			}
			bar.Volume = market.Base(r.Amount(volume, "the volume"))
			bar.TakerBuy, bar.Optional = market.Base(r.Amount(bought, "the taker volume")), market.OptionalTaker
		}
		r.Candle(c, market.Candle{Bar: bar, Of: of, Span: span, Final: !newest})
	})
}

// openInterest reads a size, and of the history its value: base and dollars, or
// of COIN-M contracts and base.
func (b codec) openInterest(r *exchange.Reader, row *fastjson.Value, size, value, at string) {
	c := b.pairOr(r, row)
	t := r.Millis(row.Get(at), at)
	oi := market.OpenInterest{Time: t, Base: market.Base(r.Amount(row.Get(size), size))}
	if value != "" {
		oi.USD = market.USD(r.Amount(row.Get(value), value))
	}
	if b.coin && c != nil {
		oi.Base, oi.USD = market.Base(oi.USD), market.USD(c.Units(float64(oi.Base)))
	}
	if !r.Spoiled() {
		r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
	}
}

// pairOr is the contract that a row names: by its symbol, of statistics of
// COIN-M by a pair and a type, or else the query's.
func (b codec) pairOr(r *exchange.Reader, row *fastjson.Value) *exchange.Contract {
	kind := exchange.Text(row.Get("contractType"))
	if !b.coin || kind == "" || r.Has(row.Get("symbol")) {
		return r.SymbolOr(row.Get("symbol"), "symbol")
	}
	if kind == "PERPETUAL" {
		kind = "PERP"
	}
	return r.Contract([]byte(exchange.Text(row.Get("pair")) + "_" + kind))
}

func (codec) premium(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("symbol"), "symbol")
	t := r.Millis(row.Get("time"), "time")
	next := row.Get("nextFundingTime")
	rate := row.Get("lastFundingRate")
	if string(r.Raw(next)) == "0" {
		next, rate = nil, nil // a contract that expires pays no funding
	}
	r.Mark(c, t, row.Get("markPrice"), row.Get("indexPrice"), rate, next)
}

// intervals learns how often contracts that differ from the rest pay.
func (codec) intervals(r *exchange.Reader, v *fastjson.Value) {
	for _, row := range r.List(v) {
		c := r.Symbol(row.Get("symbol"), "symbol")
		if every := r.FundingHours(row.Get("fundingIntervalHours"), "fundingIntervalHours"); !r.Spoiled() && every > 0 {
			c.FundingEvery = every
		}
	}
}

func (codec) ratios(r *exchange.Reader, v *fastjson.Value, of market.RatioOf) {
	r.Ascending(r.List(v), "timestamp", func(row *fastjson.Value, _ bool) {
		c := r.SymbolOr(row.Get("symbol"), "symbol")
		long := row.Get("longAccount")
		if long == nil {
			long = row.Get("longPosition")
		}
		r.Ratio(c, r.Millis(row.Get("timestamp"), "timestamp"), of, r.Amount(long, "longAccount"))
	})
}

func (codec) takers(r *exchange.Reader, v *fastjson.Value) {
	c := r.Asked()
	if r.Spoiled() {
		return
	}
	r.Ascending(r.List(v), "timestamp", func(row *fastjson.Value, _ bool) {
		bought, sold := row.Get("buyVol"), row.Get("sellVol")
		if bought == nil {
			bought, sold = row.Get("takerBuyVol"), row.Get("takerSellVol")
		}
		r.TakerRatio(c, r.Millis(row.Get("timestamp"), "timestamp"), bought, sold)
	})
}

// trades reads merged trades or single ones, which differ in their names.
func (b codec) trades(r *exchange.Reader, v *fastjson.Value) {
	c := r.Asked()
	if r.Spoiled() {
		return
	}
	for _, row := range r.List(v) {
		if row.Get("qty") != nil {
			b.fill(r, c, row.Get("time"), row.Get("price"), row.Get("qty"), row.Get("isBuyerMaker"), row.Get("id"))
			continue
		}
		b.fill(r, c, row.Get("T"), row.Get("p"), row.Get("q"), row.Get("m"), row.Get("a"))
	}
}

func (codec) book(r *exchange.Reader, v *fastjson.Value) {
	if v.Get("lastUpdateId") == nil {
		r.Unknown()
		return
	}
	c := r.SymbolOr(v.Get("symbol"), "symbol")
	t := r.TimeOr(v.Get("T"), "T", r.At)
	book := market.Book{Last: r.Sequence(v.Get("lastUpdateId"), "lastUpdateId")}
	book.Bids = r.Side(c, v.Get("bids"), 0, 1, true)
	book.Asks = r.Side(c, v.Get("asks"), 0, 1, true)
	r.Book(c, t, true, book)
}

func (codec) bestAnswer(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("symbol"), "symbol")
	t := r.TimeOr(row.Get("time"), "time", r.At)
	book := market.Book{Last: r.Sequence(row.Get("lastUpdateId"), "lastUpdateId"), Partial: true}
	book.Bids = r.Level(c, row.Get("bidPrice"), row.Get("bidQty"))
	book.Asks = r.Level(c, row.Get("askPrice"), row.Get("askQty"))
	r.Book(c, t, true, book)
}
