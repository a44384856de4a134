package gate

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan. Some lists come newest first. Times
// are in seconds, also where a field's name says milliseconds.
func (g codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if label := v.Get("label"); label != nil {
		said := exchange.Text(label) + " " + exchange.Text(v.Get("message"))
		if exchange.Is(label, "TOO_MANY_REQUESTS") {
			r.Limited(call, said)
			return
		}
		r.Refused(call, said, exchange.Is(label, "CONTRACT_NOT_FOUND"))
		return
	}
	switch call {
	case exchange.CallInstruments:
		each(v, func(row *fastjson.Value) { instrument(r, row) })
	case exchange.CallBars:
		candlesticks(r, v, market.TradedPrice)
	case exchange.CallOpenInterestHistory:
		r.Ascending(r.List(v), "time", func(row *fastjson.Value, _ bool) { stats(r, r.SymbolOr(row.Get("contract"), "contract"), row) })
	case exchange.CallTiers:
		tiers(r, r.List(v))
	case exchange.CallBook:
		if v.Get("bids") == nil {
			r.Unknown()
			return
		}
		book(r, r.Asked(), r.Seconds(v.Get("current"), "current"), 0, v, false)
	case exchange.CallLiquidations:
		r.Ascending(r.List(v), "time", func(row *fastjson.Value, _ bool) { liquidation(r, row) })
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallMarkBars:
		candlesticks(r, v, market.MarkPrice)
	case exchange.CallTickers:
		each(v, func(row *fastjson.Value) { ticker(r, row, r.At) })
	case exchange.CallFundingHistory:
		paid(r, r.List(v))
	case exchange.CallTrades:
		r.Ascending(r.List(v), "id", func(row *fastjson.Value, _ bool) {
			at := row.Get("create_time_ms")
			if at == nil {
				at = row.Get("create_time")
			}
			trade(r, r.SymbolOr(row.Get("contract"), "contract"), r.Seconds(at, "create_time_ms"), row)
		})
	}
}

// liquidation reads a row of the history, whose size is the POSITION's: above
// zero it was a long. What the order was filled at is preferred to its limit.
func liquidation(r *exchange.Reader, row *fastjson.Value) {
	c := r.SymbolOr(row.Get("contract"), "contract")
	r.Elsewhere(c)
	t := r.Seconds(row.Get("time"), "time")
	size, sign := signed(r, row.Get("size"), "size")
	closed, kind := market.Long, market.FillPrice
	if sign == market.Sell {
		closed = market.Short
	}
	price, ok := exchange.ParseDecimal(r.Raw(row.Get("fill_price")))
	if !ok || !(price > 0) {
		price, kind = r.Positive(row.Get("order_price"), "order_price"), market.OrderPrice
	}
	r.Liquidation(c, size, market.Liquidation{Time: t, Closed: closed, Price: market.Price(price), PriceKind: kind, Complete: true})
}

// instrument reads a contract. An inverse one has a multiplier of 0 and is of a
// dollar; a quanto one belongs to another market.
func instrument(r *exchange.Reader, row *fastjson.Value) {
	name := row.Get("name")
	if c := r.Symbol(name, "name"); c != nil && !c.Nearby {
		r.Spoil(exchange.OtherMarket, r.Place()+": "+c.Symbol+" is quanto, in dollars and margined in BTC")
	}
	coin, quote, _ := strings.Cut(exchange.Text(name), "_")
	i := market.Instrument{
		Venue: r.Venue(), Symbol: exchange.Text(name), BaseCoin: coin, Quote: quote, Inverse: exchange.Is(row.Get("type"), "inverse"), Contract: 1, Lot: 1,
		Tick: r.Price(row.Get("order_price_round"), "order_price_round"), MaxLeverage: r.Positive(row.Get("leverage_max"), "leverage_max"),
		Live: !row.GetBool("in_delisting"), FundingEvery: market.Millis(r.Amount(row.Get("funding_interval"), "funding_interval")) * market.Second,
	}
	if size := r.Amount(row.Get("quanto_multiplier"), "quanto_multiplier"); !i.Inverse {
		i.Contract = size
	}
	if status := row.Get("status"); status != nil {
		i.Live = i.Live && exchange.Is(status, "trading")
	}
	if least, ok := exchange.ParseDecimal(r.Raw(row.Get("order_size_min"))); ok && least > 0 {
		i.Lot = market.Base(least)
	}
	r.Listed(name, i)
}

func candlesticks(r *exchange.Reader, v *fastjson.Value, of market.CandleOf) {
	c := r.Asked()
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	rows := r.List(v)
	span := r.Query.Span
	if span == 0 {
		span = exchange.Nearest(&r.Fields, rows, "t") * market.Second
	}
	r.Ascending(rows, "t", func(row *fastjson.Value, newest bool) { bar(r, c, row, of, span, !newest) })
}

// stats reads open interest of one side and the shares that are long. Ratios are
// longs for one short.
func stats(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value) {
	r.Elsewhere(c)
	t := r.Seconds(row.Get("time"), "time")
	if r.Spoiled() || c == nil {
		return
	}
	if size := row.Get("open_interest"); r.Has(size) && c.Sized {
		interest(r, c, t, r.Amount(size, "open_interest"), r.Price(row.Get("mark_price"), "mark_price"), market.USD(r.Amount(row.Get("open_interest_usd"), "open_interest_usd")))
	}
	for name, of := range ratios {
		if longs := row.Get(of.field); r.Has(longs) {
			n := r.Amount(longs, of.field)
			r.Ratio(c, t, market.RatioOf(name), n/(1+n))
		}
	}
}

var ratios = [...]struct{ field string }{
	market.Accounts: {"lsr_account"}, market.TopAccounts: {"top_lsr_account"}, market.TopPositions: {"top_lsr_size"}, market.TakerVolume: {"lsr_taker"},
}

func paid(r *exchange.Reader, rows []*fastjson.Value) {
	c := r.Asked()
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	every := exchange.Nearest(&r.Fields, rows, "t") * market.Second
	r.Ascending(rows, "t", func(row *fastjson.Value, _ bool) {
		r.Funding(c, exchange.ToMinute(r.Seconds(row.Get("t"), "t")), row.Get("r"), 0, every)
	})
}

// tiers reads a maintenance table, whose bounds are in dollars.
func tiers(r *exchange.Reader, rows []*fastjson.Value) {
	for _, row := range rows {
		c := r.SymbolOr(row.Get("contract"), "contract")
		r.Elsewhere(c)
		tier := market.Tier{
			Cap: market.USD(r.Positive(row.Get("risk_limit"), "risk_limit")), Maintenance: r.Positive(row.Get("maintenance_rate"), "maintenance_rate"),
			MaxLeverage: r.Positive(row.Get("leverage_max"), "leverage_max"),
		}
		if cut := row.Get("deduction"); r.Has(cut) {
			tier.Deduction = market.USD(r.Amount(cut, "deduction"))
		}
		r.Tier(c, tier)
	}
}
