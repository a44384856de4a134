// Package okx reads OKX's v5 interface for swaps, and futures. Sizes are in
// contracts, of a size that differs from instrument to instrument
// (BTC-USDT-SWAP 0.01 BTC, BTC-USD-SWAP 100 dollars): the exact symbol
// decides, never its beginning.
package okx

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

type codec struct{}

// New returns a codec for one decoder.
func New() exchange.Codec { return codec{} }

// sizes are the contract sizes of OKX's swaps in BTC, ETH and SOL. BTC-USDT,
// BTC-USD and ETH-USDT as listed on 2026-09-25, the others on 2022-05-13. All
// other symbols are learnt from the venue's list; the other venues count in
// base or in dollars.
var sizes = map[string]market.Instrument{
	"BTC-USDT-SWAP": {BaseCoin: "BTC", Quote: "USDT", Contract: .01, Tick: .1, Lot: .01},
	"ETH-USDT-SWAP": {BaseCoin: "ETH", Quote: "USDT", Contract: .1, Tick: .01, Lot: .01},
	"SOL-USDT-SWAP": {BaseCoin: "SOL", Quote: "USDT", Contract: 1, Tick: .001, Lot: 1},
	"BTC-USD-SWAP":  {BaseCoin: "BTC", Quote: "USD", Contract: 100, Inverse: true, Tick: .1, Lot: .1},
	"ETH-USD-SWAP":  {BaseCoin: "ETH", Quote: "USD", Contract: 10, Inverse: true, Tick: .01, Lot: 1},
	"SOL-USD-SWAP":  {BaseCoin: "SOL", Quote: "USD", Contract: 10, Inverse: true, Tick: .001, Lot: 1},
}

func (codec) Know(c *exchange.Contract) {
	if known, ok := sizes[c.Symbol]; ok {
		known.Venue, known.Symbol = c.Venue, c.Symbol
		c.Instrument, c.Sized = known, true
	}
	c.Nearby = derivative(c.Symbol)
	c.FundingEvery = 8 * market.Hour
}

// derivative tells BTC-USDT-SWAP and BTC-USDT-261225 from BTC-USDT, which
// is spot, and from options, which have five parts.
func derivative(symbol string) bool {
	parts := strings.Split(symbol, "-")
	if len(parts) != 3 {
		return false
	}
	_, dated := exchange.ParseWhole([]byte(parts[2]))
	return dated || parts[2] == "SWAP"
}

func (o codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	if v.Get("event") != nil {
		o.reply(r, v)
		return
	}
	arg, data := v.Get("arg"), v.Get("data")
	if arg == nil || data == nil {
		r.Unknown()
		return
	}
	channel := r.Raw(arg.Get("channel"))
	switch string(channel) {
	case "trades", "trades-all":
		r.What("trades")
		for _, row := range r.List(data) {
			o.trade(r, row)
		}
	case "liquidation-orders":
		r.What("liquidation-orders")
		for _, row := range r.List(data) {
			o.liquidations(r, row)
		}
	case "books", "books-l2-tbt", "books50-l2-tbt":
		r.What("books")
		o.books(r, arg, data, exchange.Is(v.Get("action"), "snapshot") || v.Get("action") == nil, false)
	case "books5", "bbo-tbt":
		r.What("books5")
		o.books(r, arg, data, true, true)
	case "open-interest":
		r.What("open-interest")
		for _, row := range r.List(data) {
			o.openInterest(r, row)
		}
	case "funding-rate":
		r.What("funding-rate")
		for _, row := range r.List(data) {
			o.funding(r, row)
		}
	case "mark-price":
		r.What("mark-price")
		for _, row := range r.List(data) {
			o.mark(r, row)
		}
	case "instruments":
		r.What("instruments")
		o.instruments(r, data)
	default:
		o.candleChannel(r, channel, arg, data)
	}
}

// reply is the answer to a message of ours, or a notice: 64008 announces that
// the connection will be closed for an upgrade.
func (codec) reply(r *exchange.Reader, v *fastjson.Value) {
	switch event := r.Raw(v.Get("event")); string(event) {
	case "subscribe", "unsubscribe":
		r.Reply(market.KindAck, "")
	case "error", "notice":
		r.Reply(market.KindNotice, exchange.Text(v.Get("code"))+" "+exchange.Text(v.Get("msg")))
	}
}

func (codec) candleChannel(r *exchange.Reader, channel []byte, arg, data *fastjson.Value) {
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
	r.What("candle")
	span := bars.Length(string(word))
	candles(r, r.Symbol(arg.Get("instId"), "instId"), data, of, span, false)
}

func (codec) trade(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("instId"), "instId")
	if r.Elsewhere(c) {
		r.Spoiled()
		return
	}
	t := r.Millis(row.Get("ts"), "ts")
	taker := r.Taker(row.Get("side"), "side", "buy", "sell")
	p := r.Price(row.Get("px"), "px")
	r.Trade(c, t, taker, p, r.Positive(row.Get("sz"), "sz"), row.Get("tradeId"))
}

// liquidations reads the forced orders of one contract. The side of the
// position decides; in an account of net positions the order's does, and one
// that sells closes a long. The price is that of bankruptcy, and the feed is
// sampled: at most one a contract a second.
func (codec) liquidations(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("instId"), "instId")
	if r.Elsewhere(c) {
		r.Spoiled()
		return
	}
	for _, one := range r.List(row.Get("details")) {
		t := r.Millis(one.Get("ts"), "ts")
		closed := market.Long
		switch position := one.Get("posSide"); {
		case exchange.Is(position, "long"):
		case exchange.Is(position, "short"):
			closed = market.Short
		default:
			if r.Taker(one.Get("side"), "side", "buy", "sell") == market.Buy {
				closed = market.Short
			}
		}
		p := r.Price(one.Get("bkPx"), "bkPx")
		r.Liquidation(c, r.Positive(one.Get("sz"), "sz"), market.Liquidation{Time: t, Closed: closed, Price: p, PriceKind: market.BankruptcyPrice})
	}
}

// books reads snapshots or changes. A change that repeats its number with no
// level is a heartbeat.
func (codec) books(r *exchange.Reader, arg, data *fastjson.Value, snapshot, partial bool) {
	c := r.Symbol(arg.Get("instId"), "instId")
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	for _, row := range r.List(data) {
		book(r, c, row, snapshot, partial)
	}
}

func book(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value, snapshot, partial bool) {
	t := r.Millis(row.Get("ts"), "ts")
	book := market.Book{Partial: partial, Last: r.Sequence(row.Get("seqId"), "seqId"), Prev: r.Sequence(row.Get("prevSeqId"), "prevSeqId")}
	book.Bids = r.Side(c, row.Get("bids"), 0, 1, snapshot)
	book.Asks = r.Side(c, row.Get("asks"), 0, 1, snapshot)
	r.Book(c, t, snapshot, book)
}

// openInterest reads what counts each contract once: oi in contracts, oiCcy
// in base, and since 2024 oiUsd.
func (codec) openInterest(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("instId"), "instId")
	r.Elsewhere(c)
	t := r.Millis(row.Get("ts"), "ts")
	oi := market.OpenInterest{Time: t, Base: market.Base(r.Amount(row.Get("oiCcy"), "oiCcy"))}
	if usd := row.Get("oiUsd"); r.Has(usd) {
		oi.USD = market.USD(r.Amount(usd, "oiUsd"))
	} else if c != nil && c.Sized && c.Inverse {
		oi.USD = market.USD(c.Units(r.Amount(row.Get("oi"), "oi")))
	}
	if !r.Spoiled() {
		r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
	}
}

// funding reads the rate of the payment at fundingTime. Until 2023 messages
// had no time of their own.
func (codec) funding(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("instId"), "instId")
	r.Elsewhere(c)
	next := r.Millis(row.Get("fundingTime"), "fundingTime")
	t := r.TimeOr(row.Get("ts"), "ts", next)
	var every market.Millis
	switch after, before := row.Get("nextFundingTime"), row.Get("prevFundingTime"); {
	case r.Has(after) && string(r.Raw(after)) != "0":
		every = r.Next(after, "nextFundingTime") - next
	case r.Has(before) && string(r.Raw(before)) != "0":
		every = next - r.Next(before, "prevFundingTime")
	}
	r.Funding(c, t, row.Get("fundingRate"), next, every)
}

func (codec) mark(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("instId"), "instId")
	r.Elsewhere(c)
	t := r.Millis(row.Get("ts"), "ts")
	r.Mark(c, t, row.Get("markPx"), nil, nil, nil)
}

// candles reads rows of start, open, high, low, close and, for trades,
// contracts, base and dollars; the last column says whether the bar is final.
func candles(r *exchange.Reader, c *exchange.Contract, data *fastjson.Value, of market.CandleOf, span market.Millis, stepping bool) {
	if of != market.IndexPrice {
		r.Elsewhere(c)
	}
	if r.Spoiled() {
		return
	}
	rows := r.List(data)
	if stepping && span == 0 {
		span = r.BarSpan(rows)
	}
	r.Ascending(rows, "0", func(row *fastjson.Value, _ bool) {
		k := row.GetArray()
		columns, confirm := 5, 5
		if of == market.TradedPrice {
			columns, confirm = 7, 8
		}
		if len(k) < columns {
			r.Unknown()
			return
		}
		bar := r.BarRow(k)
		if of == market.TradedPrice {
			bar.Volume = market.Base(r.Amount(k[6], "volCcy"))
		}
		final := len(k) > confirm && string(r.Raw(k[confirm])) == "1"
		r.Candle(c, market.Candle{Bar: bar, Of: of, Span: span, Final: final})
	})
}
