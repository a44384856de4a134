// Package hyperliquid reads Hyperliquid's perpetuals. Sizes are in base, open
// interest is one-sided, books come whole, and no public feed tells of
// liquidations.
package hyperliquid

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// codec remembers the venue's list of assets: contexts name them by their
// place in it.
type codec struct{ universe []*exchange.Contract }

// New returns a codec for one decoder.
func New() exchange.Codec { return &codec{} }

func (*codec) Know(c *exchange.Contract) {
	c.Contract, c.Sized = 1, true
	c.BaseCoin, c.Quote = c.Symbol, "USDC"
	c.FundingEvery = market.Hour
	// @142 and PURR/USDC are spot.
	c.Nearby = c.Symbol[0] != '@' && !strings.Contains(c.Symbol, "/")
}

func (h *codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	data := v.Get("data")
	switch channel := r.Raw(v.Get("channel")); string(channel) {
	case "trades":
		r.What("trades")
		for _, row := range r.List(data) {
			h.trade(r, row)
		}
	case "l2Book":
		r.What("l2Book")
		h.book(r, data)
	case "bbo":
		if r.What("bbo"); exchange.Whole {
			h.best(r, data)
		}
	case "candle":
		r.What("candle")
		if data != nil && data.Type() == fastjson.TypeArray {
			h.candles(r, data)
		} else {
			h.candle(r, data, false)
		}
	case "activeAssetCtx":
		r.What("activeAssetCtx")
		c := r.Symbol(data.Get("coin"), "coin")
		if r.Elsewhere(c) {
			return
		}
		h.context(r, c, data.Get("ctx"))
	case "allDexsAssetCtxs":
		if r.What("allDexsAssetCtxs"); exchange.Whole {
			h.allContexts(r, data.Get("ctxs"))
		}
	case "subscriptionResponse":
		r.Reply(market.KindAck, "")
	case "pong":
		r.Reply(market.KindPong, "")
	case "error":
		r.Reply(market.KindNotice, exchange.Text(data))
	case "":
		// Recorders drop the envelope of books.
		if v.Get("levels") != nil && v.Get("coin") != nil {
			r.What("l2Book")
			h.book(r, v)
			return
		}
		r.Unknown()
	}
}

// trade reads an execution: A hit the ask side of the account that sold, so
// the taker sold; B bought.
func (*codec) trade(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("coin"), "coin")
	r.Elsewhere(c)
	t := r.Millis(row.Get("time"), "time")
	taker := r.Taker(row.Get("side"), "side", "B", "A")
	p := r.Price(row.Get("px"), "px")
	r.Trade(c, t, taker, p, r.Positive(row.Get("sz"), "sz"), row.Get("tid"))
}

// book reads the whole book of 20 levels a side.
func (*codec) book(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("coin"), "coin")
	r.Elsewhere(c)
	t := r.Millis(v.Get("time"), "time")
	sides := v.GetArray("levels")
	if len(sides) != 2 {
		r.Unknown()
		r.Spoiled()
		return
	}
	if r.Spoiled() {
		return
	}
	var book market.Book
	book.Bids = named(r, c, sides[0])
	book.Asks = named(r, c, sides[1])
	r.Book(c, t, true, book)
}

// named reads one side of a book whose levels are objects.
func named(r *exchange.Reader, c *exchange.Contract, rows *fastjson.Value) []market.Level {
	return r.Levels(c, r.List(rows), "px", "sz", true)
}

// best reads the best bid and ask, of which either may be missing.
func (*codec) best(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("coin"), "coin")
	r.Elsewhere(c)
	t := r.Millis(v.Get("time"), "time")
	if r.Spoiled() {
		return
	}
	book := market.Book{Partial: true}
	book.Bids = r.Level(c, v.Get("bbo", "0", "px"), v.Get("bbo", "0", "sz"))
	book.Asks = r.Level(c, v.Get("bbo", "1", "px"), v.Get("bbo", "1", "sz"))
	r.Book(c, t, true, book)
}

func (h *codec) candles(r *exchange.Reader, v *fastjson.Value) {
	r.Ascending(r.List(v), "t", func(row *fastjson.Value, newest bool) { h.candle(r, row, !newest) })
}

// candle reads a bar. T is its last millisecond; there is no taker volume.
func (*codec) candle(r *exchange.Reader, k *fastjson.Value, final bool) {
	c := r.Symbol(k.Get("s"), "s")
	r.Elsewhere(c)
	bar, span := r.Bar(k.Get("t"), k.Get("T"), k.Get("o"), k.Get("h"), k.Get("l"), k.Get("c"))
	bar.Volume = market.Base(r.Amount(k.Get("v"), "v"))
	r.Candle(c, market.Candle{Bar: bar, Span: span, Final: final})
}

// context reads mark price, funding an hour and open interest of an asset. It
// carries no time. Delisted assets keep their place with nothing in it.
func (*codec) context(r *exchange.Reader, c *exchange.Contract, ctx *fastjson.Value) {
	if ctx == nil || ctx.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	if !r.Has(ctx.Get("markPx")) {
		return
	}
	before := len(r.Events())
	r.Mark(c, r.At, ctx.Get("markPx"), ctx.Get("oraclePx"), ctx.Get("funding"), nil)
	if !r.Has(ctx.Get("openInterest")) {
		return
	}
	oi := market.OpenInterest{Time: r.At, Base: market.Base(r.Amount(ctx.Get("openInterest"), "openInterest"))}
	if r.Spoiled() || len(r.Events()) == before {
		return
	}
	oi.USD = market.Value(oi.Base, r.Events()[before].Mark.Mark)
	r.Event(market.KindOpenInterest, c, r.At).OpenInterest = oi
}

// contexts reads contexts by the place of their asset in the venue's list.
func (h *codec) contexts(r *exchange.Reader, rows []*fastjson.Value) {
	if len(h.universe) == 0 {
		r.Refuse("instruments-missing", r.Place()+": contexts name no asset; the venue's list of instruments says their order")
		return
	}
	if len(rows) > len(h.universe) {
		r.Refuse("instruments-old", r.Place()+": there are more contexts than assets in the venue's list of instruments")
		rows = rows[:len(h.universe)]
	}
	for i, row := range rows {
		h.context(r, h.universe[i], row)
	}
}

// allContexts reads the contexts of the venue's own exchange, which has no
// name; those that others built on it follow.
func (h *codec) allContexts(r *exchange.Reader, exchanges *fastjson.Value) {
	for _, pair := range r.List(exchanges) {
		if exchange.Is(pair.Get("0"), "") {
			h.contexts(r, r.List(pair.Get("1")))
		}
	}
}
