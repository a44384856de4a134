package exchange

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// okx is OKX's v5 interface for swaps, and futures. Sizes are in contracts, of a size that
// differs from instrument to instrument (BTC-USDT-SWAP 0.01 BTC, BTC-USD-SWAP
// 100 dollars): the exact symbol decides, never its beginning.
type okx struct{}

func (okx) plan() *Plan { return &okxPlan }

func (okx) knows(c *contract) {
	if known, ok := sizes[c.Symbol]; ok {
		known.Venue, known.Symbol = c.Venue, c.Symbol
		c.Instrument, c.sized = known, true
	}
	c.nearby = okxDerivative(c.Symbol)
	c.FundingEvery = 8 * market.Hour
}

// okxDerivative tells BTC-USDT-SWAP and BTC-USDT-261225 from BTC-USDT, which
// is spot, and from options, which have five parts.
func okxDerivative(symbol string) bool {
	parts := strings.Split(symbol, "-")
	if len(parts) != 3 {
		return false
	}
	_, dated := parseWhole([]byte(parts[2]))
	return dated || parts[2] == "SWAP"
}

func (o okx) frame(d *Decoder, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		d.unknown()
		return
	}
	if v.Get("event") != nil {
		o.reply(d, v)
		return
	}
	arg, data := v.Get("arg"), v.Get("data")
	if arg == nil || data == nil {
		d.unknown()
		return
	}
	channel := d.raw(arg.Get("channel"))
	switch string(channel) {
	case "trades", "trades-all":
		d.what = "trades"
		for _, row := range d.list(data) {
			o.trade(d, row)
		}
	case "liquidation-orders":
		d.what = "liquidation-orders"
		for _, row := range d.list(data) {
			o.liquidations(d, row)
		}
	case "books", "books-l2-tbt", "books50-l2-tbt":
		d.what = "books"
		o.books(d, arg, data, is(v.Get("action"), "snapshot") || v.Get("action") == nil, false)
	case "books5", "bbo-tbt":
		d.what = "books5"
		o.books(d, arg, data, true, true)
	case "open-interest":
		d.what = "open-interest"
		for _, row := range d.list(data) {
			o.openInterest(d, row)
		}
	case "funding-rate":
		d.what = "funding-rate"
		for _, row := range d.list(data) {
			o.funding(d, row)
		}
	case "mark-price":
		d.what = "mark-price"
		for _, row := range d.list(data) {
			o.mark(d, row)
		}
	case "instruments":
		d.what = "instruments"
		o.instruments(d, data)
	default:
		o.candleChannel(d, channel, arg, data)
	}
}

// reply is the answer to a message of ours, or a notice: 64008 announces that
// the connection will be closed for an upgrade.
func (okx) reply(d *Decoder, v *fastjson.Value) {
	switch event := d.raw(v.Get("event")); string(event) {
	case "subscribe", "unsubscribe":
		d.event(market.KindAck, nil, d.at)
	case "error", "notice":
		d.event(market.KindNotice, nil, d.at).Text = text(v.Get("code")) + " " + text(v.Get("msg"))
	}
}

func (okx) candleChannel(d *Decoder, channel []byte, arg, data *fastjson.Value) {
	of, word := market.TradedPrice, channel
	switch {
	case bytes.HasPrefix(channel, []byte("mark-price-candle")):
		of, word = market.MarkPrice, channel[len("mark-price-candle"):]
	case bytes.HasPrefix(channel, []byte("index-candle")):
		of, word = market.IndexPrice, channel[len("index-candle"):]
	case bytes.HasPrefix(channel, []byte("candle")):
		word = channel[len("candle"):]
	default:
		return
	}
	d.what = "candle"
	span := okxBars.length(string(word))
	d.okxCandles(d.symbol(arg.Get("instId"), "instId"), data, of, span, false)
}

func (okx) trade(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("instId"), "instId")
	if d.elsewhere(c) {
		d.spoiled()
		return
	}
	t := d.millis(row.Get("ts"), "ts")
	taker := d.taker(row.Get("side"), "side", "buy", "sell")
	p := d.price(row.Get("px"), "px")
	base, _ := d.measure(c, d.positive(row.Get("sz"), "sz"), p)
	if d.spoiled() {
		return
	}
	e := d.event(market.KindTrade, c, t)
	e.ID = d.id(row.Get("tradeId"))
	e.Trade = market.Trade{Time: t, Taker: taker, Price: p, Base: base}
}

// liquidations reads the forced orders of one contract. The side of the
// position decides; in an account of net positions the order's does, and one
// that sells closes a long. The price is that of bankruptcy, and the feed is
// sampled: at most one a contract a second.
func (okx) liquidations(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("instId"), "instId")
	if d.elsewhere(c) {
		d.spoiled()
		return
	}
	for _, one := range d.list(row.Get("details")) {
		t := d.millis(one.Get("ts"), "ts")
		closed := market.Long
		switch position := one.Get("posSide"); {
		case is(position, "long"):
		case is(position, "short"):
			closed = market.Short
		default:
			if d.taker(one.Get("side"), "side", "buy", "sell") == market.Buy {
				closed = market.Short
			}
		}
		p := d.price(one.Get("bkPx"), "bkPx")
		base, usd := d.measure(c, d.positive(one.Get("sz"), "sz"), p)
		if d.spoiled() {
			continue
		}
		d.event(market.KindLiquidation, c, t).Liquidation = market.Liquidation{
			Time: t, Closed: closed, Price: p, PriceKind: market.BankruptcyPrice, Base: base, USD: usd,
		}
	}
}

// books reads snapshots or changes. A change that repeats its number with no
// level is a heartbeat.
func (okx) books(d *Decoder, arg, data *fastjson.Value, snapshot, partial bool) {
	c := d.symbol(arg.Get("instId"), "instId")
	d.elsewhere(c)
	if d.spoiled() {
		return
	}
	for _, row := range d.list(data) {
		d.okxBook(c, row, snapshot, partial)
	}
}

func (d *Decoder) okxBook(c *contract, row *fastjson.Value, snapshot, partial bool) {
	t := d.millis(row.Get("ts"), "ts")
	book := market.Book{Partial: partial, Last: d.whole(row.Get("seqId"), "seqId"), Prev: d.whole(row.Get("prevSeqId"), "prevSeqId")}
	book.Bids = d.side(c, row.Get("bids"), 0, 1, snapshot)
	book.Asks = d.side(c, row.Get("asks"), 0, 1, snapshot)
	if d.spoiled() {
		return
	}
	kind := market.KindBookDelta
	if snapshot {
		kind = market.KindBookSnapshot
	}
	d.event(kind, c, t).Book = book
}

// openInterest reads what counts each contract once: oi in contracts, oiCcy
// in base, and since 2024 oiUsd.
func (okx) openInterest(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("instId"), "instId")
	d.elsewhere(c)
	t := d.millis(row.Get("ts"), "ts")
	oi := market.OpenInterest{Time: t, Base: market.Base(d.amount(row.Get("oiCcy"), "oiCcy"))}
	if usd := row.Get("oiUsd"); d.said(usd) {
		oi.USD = market.USD(d.amount(usd, "oiUsd"))
	} else if c != nil && c.sized && c.Inverse {
		oi.USD = market.USD(c.units(d.amount(row.Get("oi"), "oi")))
	}
	if !d.spoiled() {
		d.event(market.KindOpenInterest, c, t).OpenInterest = oi
	}
}

// funding reads the rate of the payment at fundingTime. Until 2023 messages
// had no time of their own.
func (okx) funding(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("instId"), "instId")
	d.elsewhere(c)
	next := d.millis(row.Get("fundingTime"), "fundingTime")
	t := d.timeOr(row.Get("ts"), "ts", next)
	var every market.Millis
	switch after, before := row.Get("nextFundingTime"), row.Get("prevFundingTime"); {
	case d.said(after) && string(d.raw(after)) != "0":
		every = d.millis(after, "nextFundingTime") - next
	case d.said(before) && string(d.raw(before)) != "0":
		every = next - d.millis(before, "prevFundingTime")
	}
	d.funding(c, t, row.Get("fundingRate"), next, every)
}

func (okx) mark(d *Decoder, row *fastjson.Value) {
	c := d.symbol(row.Get("instId"), "instId")
	d.elsewhere(c)
	t := d.millis(row.Get("ts"), "ts")
	d.markAndFunding(c, t, row.Get("markPx"), nil, nil, nil)
}

// okxCandles reads rows of start, open, high, low, close and, for trades,
// contracts, base and dollars; the last column says whether the bar is final.
func (d *Decoder) okxCandles(c *contract, data *fastjson.Value, of market.CandleOf, span market.Millis, stepping bool) {
	if of != market.IndexPrice {
		d.elsewhere(c)
	}
	if d.spoiled() {
		return
	}
	rows := d.list(data)
	if stepping && span == 0 {
		span = d.step(rows)
	}
	d.ascending(rows, "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		columns, confirm := 5, 5
		if of == market.TradedPrice {
			columns, confirm = 7, 8
		}
		if len(k) < columns {
			d.unknown()
			return
		}
		bar := d.priceRow(k)
		if of == market.TradedPrice {
			bar.Volume = market.Base(d.amount(k[6], "volCcy"))
		}
		final := len(k) > confirm && string(d.raw(k[confirm])) == "1"
		d.candle(c, market.Candle{Bar: bar, Of: of, Span: span, Final: final})
	})
}
