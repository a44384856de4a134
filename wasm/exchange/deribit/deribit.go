// Package deribit reads Deribit's perpetuals and futures. Sizes of inverse
// contracts are in dollars, of linear ones in base. Liquidations are trades with
// a flag that says whose position was closed: the taker's, the maker's or both.
package deribit

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

// Know tells BTC-PERPETUAL, which is inverse, BTC_USDC-PERPETUAL, which is
// linear, and BTC-25DEC26 from options and combinations, which have more parts
// or name two dates.
func (codec) Know(c *exchange.Contract) {
	pair, ends, _ := strings.Cut(c.Symbol, "-")
	coin, quote, linear := strings.Cut(pair, "_")
	c.BaseCoin, c.Quote, c.Inverse = coin, "USD", !linear
	if linear {
		c.Quote = quote
	}
	c.Contract, c.Sized = 1, true
	c.Nearby = ends != "" && !strings.ContainsAny(ends, "-_")
	c.FundingEvery = eightHours
}

// eightHours is what the venue's funding rates are told for; they are paid all
// the time.
const eightHours = 8 * market.Hour

func (d codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	if !exchange.Is(v.Get("method"), "subscription") {
		reply(r, v)
		return
	}
	params := v.Get("params")
	channel, data := r.Raw(params.Get("channel")), params.Get("data")
	if data == nil {
		r.Unknown()
		return
	}
	kind, rest, _ := bytes.Cut(channel, []byte("."))
	name := exchange.OneOf(kind, "trades", "ticker", "book", "quote", "chart")
	r.What(name)
	switch name {
	case "trades":
		for _, row := range r.List(data) {
			trade(r, row, true)
		}
	case "ticker":
		ticker(r, data)
	case "book":
		// book.BTC-PERPETUAL.none.10.100ms is whole each time, of so many levels.
		book(r, data, bytes.Count(rest, []byte(".")) > 1)
	case "quote":
		best(r, data)
	case "chart":
		chart(r, rest, data)
	}
}

// reply is the answer to a message of ours, or the venue's heartbeat.
func reply(r *exchange.Reader, v *fastjson.Value) {
	switch {
	case v.Get("error") != nil:
		r.Reply(market.KindNotice, exchange.Text(v.Get("error", "message")))
	case exchange.Is(v.Get("method"), "heartbeat"):
		r.Reply(market.KindPong, "")
	case v.Get("result") != nil:
		r.Reply(market.KindAck, "")
	default:
		r.Unknown()
	}
}

// trade reads an execution and, where its flag says so, the liquidations in it.
// One whose taker was liquidated by selling closed a long, and so did one whose
// maker was while the taker bought. Answers to a question for liquidations leave
// the execution out.
func trade(r *exchange.Reader, row *fastjson.Value, whole bool) {
	c := r.Symbol(row.Get("instrument_name"), "instrument_name")
	if r.Elsewhere(c) {
		r.Spoiled()
		return
	}
	t := r.Millis(row.Get("timestamp"), "timestamp")
	taker := r.Taker(row.Get("direction"), "direction", "buy", "sell")
	p := r.Price(row.Get("price"), "price")
	size := r.Positive(row.Get("amount"), "amount")
	if r.Spoiled() {
		return
	}
	if whole {
		r.Trade(c, t, taker, p, size, row.Get("trade_id"))
	}
	for _, flag := range r.Raw(row.Get("liquidation")) {
		closed := exchange.ClosedBy(taker)
		if flag == 'M' {
			closed = closed.Other()
		}
		r.Liquidation(c, size, market.Liquidation{Time: t, Closed: closed, Price: p, PriceKind: market.FillPrice, Complete: true})
	}
}

// ticker reads mark price, funding and open interest, which is in dollars for
// inverse contracts. Futures with an end have no funding.
func ticker(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("instrument_name"), "instrument_name")
	if r.Elsewhere(c) {
		r.Spoiled()
		return
	}
	at := v.Get("timestamp")
	if at == nil {
		at = v.Get("creation_timestamp") // in a summary
	}
	t := r.TimeOr(at, "timestamp", r.At)
	mark := v.Get("mark_price")
	index := v.Get("index_price")
	if index == nil {
		index = v.Get("estimated_delivery_price")
	}
	r.Mark(c, t, mark, index, nil, nil)
	if rate := v.Get("current_funding"); r.Has(rate) {
		r.Funding(c, t, rate, 0, eightHours)
	}
	if size := v.Get("open_interest"); r.Has(size) {
		oi := market.OpenInterest{Time: t, Base: market.Base(r.Amount(size, "open_interest"))}
		if price := r.Price(mark, "mark_price"); !r.Spoiled() && c != nil {
			if c.Inverse {
				oi.Base, oi.USD = oi.Base/market.Base(price), market.USD(oi.Base)
			} else {
				oi.USD = market.Value(oi.Base, price)
			}
			r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
		}
	}
}

// book reads a whole book or a change, whose rows are an action, a price and an
// amount; of a book of few levels they are price and amount.
func book(r *exchange.Reader, v *fastjson.Value, partial bool) {
	c := r.Symbol(v.Get("instrument_name"), "instrument_name")
	if r.Elsewhere(c) {
		r.Spoiled()
		return
	}
	t := r.Millis(v.Get("timestamp"), "timestamp")
	before := v.Get("prev_change_id")
	// Until 2020 a book did not say whether it is whole.
	snapshot := partial || exchange.Is(v.Get("type"), "snapshot") || v.Get("type") == nil && before == nil
	b := market.Book{Partial: partial, Last: r.Sequence(v.Get("change_id"), "change_id")}
	if !snapshot {
		b.Prev = r.Sequence(before, "prev_change_id")
	}
	price := 1
	if partial {
		price = 0
	}
	b.Bids, b.Asks = side(r, c, v.Get("bids"), price, snapshot), side(r, c, v.Get("asks"), price, snapshot)
	r.Book(c, t, snapshot, b)
}

func side(r *exchange.Reader, c *exchange.Contract, rows *fastjson.Value, price int, snapshot bool) []market.Level {
	if rows == nil {
		return nil
	}
	return r.Side(c, rows, price, price+1, snapshot)
}

// best reads the best bid and ask.
func best(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("instrument_name"), "instrument_name")
	if r.Elsewhere(c) {
		r.Spoiled()
		return
	}
	b := market.Book{Partial: true}
	b.Bids = r.Level(c, v.Get("best_bid_price"), v.Get("best_bid_amount"))
	b.Asks = r.Level(c, v.Get("best_ask_price"), v.Get("best_ask_amount"))
	r.Book(c, r.Millis(v.Get("timestamp"), "timestamp"), true, b)
}

// chart reads a bar: its channel is trades.SYMBOL.MINUTES. Its volume is in base
// and its cost in dollars; nothing says that it is final.
func chart(r *exchange.Reader, channel []byte, v *fastjson.Value) {
	name, word := bytes.TrimPrefix(channel, []byte("trades.")), []byte(nil)
	if dot := bytes.LastIndexByte(name, '.'); dot >= 0 {
		name, word = name[:dot], name[dot+1:]
	}
	c := r.Contract(name)
	if c == nil {
		r.Unknown()
		return
	}
	r.Elsewhere(c)
	bar := market.Bar{
		Start: r.Millis(v.Get("tick"), "tick"), Open: r.Price(v.Get("open"), "open"), High: r.Price(v.Get("high"), "high"),
		Low: r.Price(v.Get("low"), "low"), Close: r.Price(v.Get("close"), "close"), Volume: market.Base(r.Amount(v.Get("volume"), "volume")),
	}
	r.Candle(c, market.Candle{Bar: bar, Span: bars.Length(string(word))})
}
