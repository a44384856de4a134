// Package dydx reads the indexer of dYdX v4. Sizes are in base, times are text.
// Liquidations are trades of that type, whose side is the taker's. The first
// message of a subscription tells what was before it: of trades it is left out.
package dydx

import (
	"bytes"
	"math"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

type codec struct{}

// New returns a codec for one decoder.
func New() exchange.Codec { return codec{} }

func (codec) Know(c *exchange.Contract) {
	c.BaseCoin, c.Quote, _ = strings.Cut(c.Symbol, "-")
	c.Contract, c.Sized, c.Nearby = 1, true, true
	c.FundingEvery = market.Hour
}

func (d codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	kind := r.Raw(v.Get("type"))
	whole := false
	switch string(kind) {
	case "error":
		r.Reply(market.KindNotice, exchange.Text(v.Get("message")))
		return
	case "connected", "unsubscribed":
		r.Reply(market.KindAck, "")
		return
	case "subscribed":
		whole = true
		r.Reply(market.KindAck, "")
	case "channel_data", "channel_batch_data":
	default:
		r.Unknown()
		return
	}
	contents := v.Get("contents")
	if contents == nil {
		r.Unknown()
		return
	}
	// A batch is a list of what else comes alone.
	if contents.Type() == fastjson.TypeArray {
		for _, one := range contents.GetArray() {
			d.content(r, v, one, whole)
		}
		return
	}
	d.content(r, v, contents, whole)
}

func (d codec) content(r *exchange.Reader, v, contents *fastjson.Value, whole bool) {
	channel := r.Raw(v.Get("channel"))
	channel = channel[bytes.IndexByte(channel, '_')+1:] // v4_trades
	r.What(exchange.OneOf(channel, "trades", "orderbook", "candles", "markets"))
	switch string(channel) {
	case "trades":
		if whole {
			return
		}
		c := r.Symbol(v.Get("id"), "id")
		for _, row := range r.List(contents.Get("trades")) {
			trade(r, c, row)
		}
	case "orderbook":
		c := r.Symbol(v.Get("id"), "id")
		var b market.Book
		if whole {
			b.Bids, b.Asks = r.Levels(c, contents.GetArray("bids"), "price", "size", true), r.Levels(c, contents.GetArray("asks"), "price", "size", true)
		} else { // pairs, of either side or both
			b.Bids, b.Asks = changed(r, c, contents.Get("bids")), changed(r, c, contents.Get("asks"))
		}
		r.Book(c, r.At, whole, b)
	case "candles":
		for _, row := range contents.GetArray("candles") {
			candle(r, row, false)
		}
		if contents.Get("startedAt") != nil {
			candle(r, contents, false)
		}
	case "markets":
		d.markets(r, contents)
	}
}

func changed(r *exchange.Reader, c *exchange.Contract, rows *fastjson.Value) []market.Level {
	if rows == nil {
		return nil
	}
	return r.Side(c, rows, 0, 1, false)
}

// trade reads an execution, and the liquidation of its taker where it is one.
// What the venue leverages down by itself is no trade of the market.
func trade(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value) {
	kind := row.Get("type")
	if exchange.Is(kind, "DELEVERAGED") {
		return
	}
	t := r.Millis(row.Get("createdAt"), "createdAt")
	taker := r.Taker(row.Get("side"), "side", "BUY", "SELL")
	p := r.Price(row.Get("price"), "price")
	size := r.Positive(row.Get("size"), "size")
	if r.Spoiled() {
		return
	}
	r.Trade(c, t, taker, p, size, row.Get("id"))
	if exchange.Is(kind, "LIQUIDATED") {
		r.Liquidation(c, size, market.Liquidation{Time: t, Closed: exchange.ClosedBy(taker), Price: p, PriceKind: market.FillPrice, Complete: true})
	}
}

// markets reads the state of all markets, or what of it changed: the price of
// the oracle, which is what triggers liquidations, the funding of the next hour
// and open interest in base.
func (codec) markets(r *exchange.Reader, contents *fastjson.Value) {
	for _, name := range [...]string{"markets", "trading", "oraclePrices"} {
		rows := contents.GetObject(name)
		if rows == nil {
			continue
		}
		rows.Visit(func(symbol []byte, row *fastjson.Value) {
			c := r.Contract(symbol)
			if c == nil {
				r.Unknown()
				return
			}
			state(r, c, row)
		})
	}
}

func state(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value) {
	t, price := r.At, row.Get("oraclePrice")
	if at := row.Get("effectiveAt"); at != nil {
		t = r.Millis(at, "effectiveAt")
	}
	if r.Has(price) {
		r.Mark(c, t, price, nil, nil, nil)
	}
	if rate := row.Get("nextFundingRate"); r.Has(rate) {
		r.Funding(c, t, rate, 0, market.Hour)
	}
	if size := row.Get("openInterest"); r.Has(size) {
		oi := market.OpenInterest{Time: t, Base: market.Base(r.Amount(size, "openInterest"))}
		if at, ok := exchange.ParseDecimal(r.Raw(price)); ok && at > 0 {
			oi.USD = market.Value(oi.Base, market.Price(at))
		}
		if !r.Spoiled() {
			r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
		}
	}
}

// candle reads a bar; of one that comes over the socket nothing says that it is
// final.
func candle(r *exchange.Reader, row *fastjson.Value, final bool) {
	c := r.Symbol(row.Get("ticker"), "ticker")
	bar := market.Bar{
		Start: r.Millis(row.Get("startedAt"), "startedAt"), Open: r.Price(row.Get("open"), "open"), High: r.Price(row.Get("high"), "high"), Low: r.Price(row.Get("low"), "low"),
		Close: r.Price(row.Get("close"), "close"), Volume: market.Base(r.Amount(row.Get("baseTokenVolume"), "baseTokenVolume")),
	}
	r.Candle(c, market.Candle{Bar: bar, Span: bars.Length(exchange.Text(row.Get("resolution"))), Final: final})
}

// Answer decodes one of the calls of Plan. Lists come newest first.
func (d codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if list := v.GetArray("errors"); list != nil {
		said := ""
		if len(list) > 0 {
			said = exchange.Text(list[0].Get("msg"))
		}
		r.Refused(call, said, strings.Contains(said, "ticker") || strings.Contains(said, "market"))
		return
	}
	if result := v.Get("result"); result != nil {
		v = result // within an envelope
	}
	switch call {
	case exchange.CallInstruments:
		d.instruments(r, v)
	case exchange.CallBars:
		r.Ascending(r.List(v.Get("candles")), "startedAt", func(row *fastjson.Value, newest bool) { candle(r, row, !newest) })
	case exchange.CallOpenInterestHistory:
		r.Ascending(r.List(v.Get("candles")), "startedAt", func(row *fastjson.Value, _ bool) {
			c, t := r.Symbol(row.Get("ticker"), "ticker"), r.Millis(row.Get("startedAt"), "startedAt")
			oi := market.OpenInterest{Time: t, Base: market.Base(r.Amount(row.Get("startingOpenInterest"), "startingOpenInterest"))}
			oi.USD = market.Value(oi.Base, r.Price(row.Get("open"), "open"))
			if !r.Spoiled() {
				r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
			}
		})
	case exchange.CallBook:
		if v.Get("bids") == nil {
			r.Unknown()
			return
		}
		c := r.Asked()
		var b market.Book
		b.Bids, b.Asks = r.Levels(c, v.GetArray("bids"), "price", "size", true), r.Levels(c, v.GetArray("asks"), "price", "size", true)
		r.Book(c, r.At, true, b)
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallTickers:
		if v.Get("markets") == nil {
			r.Unknown()
			return
		}
		d.markets(r, v)
	case exchange.CallFundingHistory:
		r.Ascending(r.List(v.Get("historicalFunding")), "effectiveAt", func(row *fastjson.Value, _ bool) {
			r.Funding(r.Symbol(row.Get("ticker"), "ticker"), exchange.ToMinute(r.Millis(row.Get("effectiveAt"), "effectiveAt")), row.Get("rate"), 0, market.Hour)
		})
	case exchange.CallTrades:
		c := r.Asked()
		r.Ascending(r.List(v.Get("trades")), "createdAt", func(row *fastjson.Value, _ bool) { trade(r, c, row) })
	}
}

// instruments reads markets, each with the one rate of maintenance of its
// positions.
func (codec) instruments(r *exchange.Reader, v *fastjson.Value) {
	rows := v.GetObject("markets")
	if rows == nil {
		r.Unknown()
		return
	}
	rows.Visit(func(_ []byte, row *fastjson.Value) {
		name := row.Get("ticker")
		coin, quote, _ := strings.Cut(exchange.Text(name), "-")
		most := 1 / r.Positive(row.Get("initialMarginFraction"), "initialMarginFraction")
		i := market.Instrument{
			Venue: r.Venue(), Symbol: exchange.Text(name), BaseCoin: coin, Quote: quote, Contract: 1, MaxLeverage: most, FundingEvery: market.Hour, Live: exchange.Is(row.Get("status"), "ACTIVE"),
			Tick: r.Price(row.Get("tickSize"), "tickSize"), Lot: market.Base(r.Positive(row.Get("stepSize"), "stepSize")),
		}
		r.Listed(name, i)
		r.Tier(r.Symbol(name, "ticker"), market.Tier{Cap: market.USD(math.Inf(1)), Maintenance: r.Positive(row.Get("maintenanceMarginFraction"), "maintenanceMarginFraction"), MaxLeverage: most})
	})
}
