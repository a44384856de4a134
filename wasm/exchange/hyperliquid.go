package exchange

import (
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// hyperliquid is Hyperliquid's perpetuals. Sizes are in base, open interest
// is one-sided, books come whole, and no public feed tells of liquidations.
type hyperliquid struct{}

func (hyperliquid) plan() *Plan { return &hyperliquidPlan }

func (hyperliquid) knows(c *contract) {
	c.Contract, c.sized = 1, true
	c.BaseCoin, c.Quote = c.Symbol, "USDC"
	c.FundingEvery = market.Hour
	// @142 and PURR/USDC are spot.
	c.nearby = c.Symbol[0] != '@' && !strings.Contains(c.Symbol, "/")
}

func (h hyperliquid) frame(d *Decoder, v *fastjson.Value) {
	data := v.Get("data")
	switch channel := d.raw(v.Get("channel")); string(channel) {
	case "trades":
		d.what = "trades"
		for _, row := range d.list(data) {
			h.trade(d, row)
		}
	case "l2Book":
		d.what = "l2Book"
		h.book(d, data)
	case "bbo":
		d.what = "bbo"
		h.best(d, data)
	case "candle":
		d.what = "candle"
		if data != nil && data.Type() == fastjson.TypeArray {
			h.candles(d, data)
		} else {
			h.candle(d, data, false)
		}
	case "activeAssetCtx":
		d.what = "activeAssetCtx"
		c := d.symbol(data.Get("coin"), "coin")
		if d.elsewhere(c) {
			return
		}
		h.context(d, c, data.Get("ctx"))
	case "allDexsAssetCtxs":
		d.what = "allDexsAssetCtxs"
		h.allContexts(d, data.Get("ctxs"))
	case "subscriptionResponse":
		d.event(market.KindAck, nil, d.at)
	case "pong":
		d.event(market.KindPong, nil, d.at)
	case "error":
		d.event(market.KindNotice, nil, d.at).Text = text(data)
	case "":
		// Recorders drop the envelope of books.
		if v.Get("levels") != nil && v.Get("coin") != nil {
			d.what = "l2Book"
			h.book(d, v)
			return
		}
		d.unknown()
	}
}

// trade reads an execution: A hit the ask side of the account that sold, so
// the taker sold; B bought.
func (hyperliquid) trade(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("coin"), "coin")
	d.elsewhere(c)
	t := d.millis(row.Get("time"), "time")
	taker := d.taker(row.Get("side"), "side", "B", "A")
	p := d.price(row.Get("px"), "px")
	base, _ := d.measure(c, d.positive(row.Get("sz"), "sz"), p)
	if d.spoiled() {
		return
	}
	e := d.event(market.KindTrade, c, t)
	e.ID = d.id(row.Get("tid"))
	e.Trade = market.Trade{Time: t, Taker: taker, Price: p, Base: base}
}

// book reads the whole book of 20 levels a side.
func (hyperliquid) book(d *Decoder, v *fastjson.Value) {
	c := d.symbol(v.Get("coin"), "coin")
	d.elsewhere(c)
	t := d.millis(v.Get("time"), "time")
	sides := v.GetArray("levels")
	if len(sides) != 2 {
		d.unknown()
		d.bad = true
	}
	if d.bad {
		d.spoiled()
		return
	}
	var book market.Book
	book.Bids = d.named(c, sides[0])
	book.Asks = d.named(c, sides[1])
	if !d.spoiled() {
		d.event(market.KindBookSnapshot, c, t).Book = book
	}
}

// named reads one side of a book whose levels are objects.
func (d *Decoder) named(c *contract, rows *fastjson.Value) []market.Level {
	start := len(d.levels)
	for _, row := range d.list(rows) {
		d.addLevel(c, row.Get("px"), row.Get("sz"), true)
	}
	return d.levels[start:len(d.levels):len(d.levels)]
}

// best reads the best bid and ask, of which either may be missing.
func (hyperliquid) best(d *Decoder, v *fastjson.Value) {
	c := d.symbol(v.Get("coin"), "coin")
	d.elsewhere(c)
	t := d.millis(v.Get("time"), "time")
	if d.bad {
		d.spoiled()
		return
	}
	book := market.Book{Partial: true}
	book.Bids = d.level(c, v.Get("bbo", "0", "px"), v.Get("bbo", "0", "sz"))
	book.Asks = d.level(c, v.Get("bbo", "1", "px"), v.Get("bbo", "1", "sz"))
	if !d.spoiled() {
		d.event(market.KindBookSnapshot, c, t).Book = book
	}
}

func (h hyperliquid) candles(d *Decoder, v *fastjson.Value) {
	d.ascending(d.list(v), "t", func(row *fastjson.Value, newest bool) { h.candle(d, row, !newest) })
}

// candle reads a bar. T is its last millisecond; there is no taker volume.
func (hyperliquid) candle(d *Decoder, k *fastjson.Value, final bool) {
	c := d.symbol(k.Get("s"), "s")
	d.elsewhere(c)
	bar, span := d.binanceBar(k.Get("t"), k.Get("T"), k.Get("o"), k.Get("h"), k.Get("l"), k.Get("c"))
	bar.Volume = market.Base(d.amount(k.Get("v"), "v"))
	d.candle(c, market.Candle{Bar: bar, Span: span, Final: final})
}

// context reads mark price, funding an hour and open interest of an asset. It
// carries no time. Delisted assets keep their place with nothing in it.
func (hyperliquid) context(d *Decoder, c *contract, ctx *fastjson.Value) {
	if ctx == nil || ctx.Type() != fastjson.TypeObject {
		d.unknown()
		return
	}
	if !d.said(ctx.Get("markPx")) {
		return
	}
	before := len(d.dst)
	d.markAndFunding(c, d.at, ctx.Get("markPx"), ctx.Get("oraclePx"), ctx.Get("funding"), nil)
	oi := market.OpenInterest{Time: d.at, Base: market.Base(d.amount(ctx.Get("openInterest"), "openInterest"))}
	if d.spoiled() || len(d.dst) == before {
		return
	}
	oi.USD = market.Value(oi.Base, d.dst[before].Mark.Mark)
	d.event(market.KindOpenInterest, c, d.at).OpenInterest = oi
}

// contexts reads contexts by the place of their asset in the venue's list.
func (h hyperliquid) contexts(d *Decoder, rows []*fastjson.Value) {
	if len(d.universe) == 0 {
		d.refuse("instruments-missing", "hyperliquid "+d.what+": contexts name no asset; the venue's list of instruments says their order")
		return
	}
	if len(rows) > len(d.universe) {
		d.refuse("instruments-old", "hyperliquid "+d.what+": there are more contexts than assets in the venue's list of instruments")
		rows = rows[:len(d.universe)]
	}
	for i, row := range rows {
		h.context(d, d.universe[i], row)
	}
}

// allContexts reads the contexts of the venue's own exchange, which has no
// name; those that others built on it follow.
func (h hyperliquid) allContexts(d *Decoder, exchanges *fastjson.Value) {
	for _, pair := range d.list(exchanges) {
		if is(pair.Get("0"), "") {
			h.contexts(d, d.list(pair.Get("1")))
		}
	}
}
