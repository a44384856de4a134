package deribit

import (
	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Answer decodes one of the calls of Plan.
func (d codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if fault := v.Get("error"); fault != nil {
		code := string(r.Raw(fault.Get("code")))
		const tooMany, noInstrument = "10028", "13020"
		said := code + " " + exchange.Text(fault.Get("message"))
		if code == tooMany || code == "10047" || code == "10066" {
			r.Limited(call, said)
			return
		}
		r.Refused(call, said, code == noInstrument || exchange.Is(fault.Get("data", "param"), "instrument_name"))
		return
	}
	result := v.Get("result")
	if result == nil {
		r.Unknown()
		return
	}
	switch call {
	case exchange.CallInstruments:
		for _, row := range list(result) {
			instrument(r, row)
		}
	case exchange.CallBars:
		charted(r, result)
	case exchange.CallBook:
		c := r.SymbolOr(result.Get("instrument_name"), "instrument_name")
		r.Elsewhere(c)
		b := market.Book{Last: r.Sequence(result.Get("change_id"), "change_id")}
		b.Bids, b.Asks = r.Side(c, result.Get("bids"), 0, 1, true), r.Side(c, result.Get("asks"), 0, 1, true)
		r.Book(c, r.Millis(result.Get("timestamp"), "timestamp"), true, b)
	case exchange.CallLiquidations:
		r.Ascending(r.List(result.Get("trades")), "timestamp", func(row *fastjson.Value, _ bool) { trade(r, row, call == exchange.CallTrades) })
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallTickers:
		for _, row := range list(result) {
			ticker(r, row)
		}
	case exchange.CallFundingHistory:
		paid(r, r.List(result))
	case exchange.CallTrades:
		r.Ascending(r.List(result.Get("trades")), "timestamp", func(row *fastjson.Value, _ bool) { trade(r, row, call == exchange.CallTrades) })
	}
}

// list is the elements of a result, or itself where it is one alone.
func list(result *fastjson.Value) []*fastjson.Value {
	if result.Type() == fastjson.TypeArray {
		return result.GetArray()
	}
	return []*fastjson.Value{result}
}

// instrument reads a perpetual or a future; options are another market. The size
// of a contract is of no concern: amounts are in dollars or base.
func instrument(r *exchange.Reader, row *fastjson.Value) {
	name := row.Get("instrument_name")
	if r.Elsewhere(r.Symbol(name, "instrument_name")) {
		r.Spoiled()
		return
	}
	i := market.Instrument{
		Venue: r.Venue(), Symbol: exchange.Text(name), BaseCoin: exchange.Text(row.Get("base_currency")), Quote: exchange.Text(row.Get("quote_currency")), Contract: 1,
		Inverse: exchange.Is(row.Get("instrument_type"), "reversed"), Live: row.GetBool("is_active"), FundingEvery: eightHours,
		Tick: r.Price(row.Get("tick_size"), "tick_size"), Lot: market.Base(r.Positive(row.Get("min_trade_amount"), "min_trade_amount")),
	}
	if row.Get("instrument_type") == nil { // until 2022
		c := r.Contract([]byte(i.Symbol))
		i.Inverse, i.Quote = c != nil && c.Inverse, exchange.Text(row.Get("quote_currency"))
	}
	if most := row.Get("max_leverage"); r.Has(most) {
		i.MaxLeverage = r.Positive(most, "max_leverage")
	}
	if !exchange.Is(row.Get("settlement_period"), "perpetual") {
		i.Expires = r.Millis(row.Get("expiration_timestamp"), "expiration_timestamp")
	}
	r.Listed(name, i)
}

// charted reads bars as a list a column: starts, opens, highs, lows, closes,
// volumes in base. The newest may still form.
func charted(r *exchange.Reader, v *fastjson.Value) {
	c := r.Asked()
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	starts := r.List(v.Get("ticks"))
	span := r.Query.Span
	if n := len(starts); span == 0 && n > 1 {
		span = r.Millis(starts[1], "ticks") - r.Millis(starts[0], "ticks")
	}
	columns := [...]string{"open", "high", "low", "close", "volume"}
	for i, start := range starts {
		var at [len(columns)]*fastjson.Value
		for k, name := range columns {
			if rows := v.GetArray(name); i < len(rows) {
				at[k] = rows[i]
			}
		}
		bar := market.Bar{
			Start: r.Millis(start, "ticks"), Open: r.Price(at[0], "open"), High: r.Price(at[1], "high"), Low: r.Price(at[2], "low"), Close: r.Price(at[3], "close"),
			Volume: market.Base(r.Amount(at[4], "volume")),
		}
		r.Candle(c, market.Candle{Bar: bar, Span: span, Final: i < len(starts)-1})
	}
}

// paid reads what was charged by the hour.
func paid(r *exchange.Reader, rows []*fastjson.Value) {
	c := r.Asked()
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	r.Ascending(rows, "timestamp", func(row *fastjson.Value, _ bool) {
		r.Funding(c, exchange.ToMinute(r.Millis(row.Get("timestamp"), "timestamp")), row.Get("interest_1h"), 0, market.Hour)
	})
}
