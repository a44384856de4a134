// Package htx reads HTX's linear swaps. Books and open interest are in contracts,
// of a size that differs from swap to swap; trades and liquidations say their size
// in base too. Frames come compressed: they are read once they are unpacked.
package htx

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

// sizes are contract sizes in base: of BTC as trades of 2024 tell, which say
// contracts and base; all others are learnt from the venue's list.
var sizes = map[string]float64{"BTC-USDT": .001}

func (codec) Know(c *exchange.Contract) {
	c.BaseCoin, c.Quote, _ = strings.Cut(c.Symbol, "-")
	c.Contract, c.Sized = sizes[c.Symbol], sizes[c.Symbol] > 0
	c.Nearby = c.Quote == "USDT" // BTC-USDT-261225 has an end, BTC-USD is margined in the coin
	c.FundingEvery = 8 * market.Hour
}

func (h codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	switch {
	case v.Get("ping") != nil:
		r.Reply(market.KindPong, "")
		return
	case exchange.Is(v.Get("status"), "error"):
		r.Reply(market.KindNotice, exchange.Text(v.Get("err-msg")))
		return
	case v.Get("subbed") != nil, exchange.Is(v.Get("op"), "sub"), exchange.Is(v.Get("op"), "ping"):
		if code := r.Raw(v.Get("err-code")); len(code) > 0 && string(code) != "0" {
			r.Reply(market.KindNotice, exchange.Text(v.Get("err-msg")))
			return
		}
		r.Reply(market.KindAck, "")
		return
	case exchange.Is(v.Get("op"), "notify"):
		r.What("notify")
		if bytes.HasSuffix(r.Raw(v.Get("topic")), []byte(".liquidation_orders")) {
			for _, row := range r.List(v.Get("data")) {
				liquidation(r, row)
			}
		}
		return
	}
	channel := r.Raw(v.Get("ch"))
	rest, ok := bytes.CutPrefix(channel, []byte("market."))
	name, kind, _ := bytes.Cut(rest, []byte("."))
	c := r.Contract(name)
	if !ok || c == nil {
		r.Unknown()
		return
	}
	kind, detail, _ := bytes.Cut(kind, []byte("."))
	word := exchange.OneOf(kind, "trade", "depth", "kline", "mark_price", "estimated_rate")
	r.What(word)
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	h.market(r, c, word, detail, v)
}

func (codec) market(r *exchange.Reader, c *exchange.Contract, kind string, detail []byte, v *fastjson.Value) {
	tick := v.Get("tick")
	switch kind {
	case "trade":
		for _, row := range r.List(tick.Get("data")) {
			trade(r, c, row)
		}
	case "depth":
		book(r, c, tick, r.TimeOr(v.Get("ts"), "ts", r.At), bytes.HasPrefix(detail, []byte("step")))
	case "kline":
		bar(r, c, tick, market.TradedPrice, bars.Length(string(detail)), false)
	case "mark_price":
		r.Mark(c, r.TimeOr(v.Get("ts"), "ts", r.At), tick.Get("close"), nil, nil, nil)
	case "estimated_rate":
		rows := r.List(v.Get("data"))
		if len(rows) > 0 {
			r.Funding(c, r.TimeOr(v.Get("ts"), "ts", r.At), rows[len(rows)-1].Get("close"), 0, 0)
		}
	}
}

// trade reads an execution, by its size in base where that is said.
func trade(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value) {
	t := r.Millis(row.Get("ts"), "ts")
	taker := r.Taker(row.Get("direction"), "direction", "buy", "sell")
	p := r.Price(row.Get("price"), "price")
	if base := row.Get("quantity"); r.Has(base) {
		size := r.Positive(base, "quantity")
		if r.Spoiled() {
			return
		}
		e := r.Event(market.KindTrade, c, t)
		e.ID = r.ID(row.Get("id"))
		e.Trade = market.Trade{Time: t, Taker: taker, Price: p, Base: market.Base(size)}
		return
	}
	r.Trade(c, t, taker, p, r.Positive(row.Get("amount"), "amount"), row.Get("id"))
}

// liquidation reads a forced order: one that sells closed a long. Its amount is in
// base, its volume in contracts, its price that of bankruptcy.
func liquidation(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("contract_code"), "contract_code")
	r.Elsewhere(c)
	t := r.Millis(row.Get("created_at"), "created_at")
	order := r.Taker(row.Get("direction"), "direction", "buy", "sell")
	l := market.Liquidation{Time: t, Closed: exchange.ClosedBy(order), Price: r.Price(row.Get("price"), "price"), PriceKind: market.BankruptcyPrice, Complete: true}
	if base := row.Get("amount"); r.Has(base) {
		l.Base = market.Base(r.Positive(base, "amount"))
		l.USD = market.Value(l.Base, l.Price)
		if !r.Spoiled() {
			r.Event(market.KindLiquidation, c, t).Liquidation = l
		}
		return
	}
	r.Liquidation(c, r.Positive(row.Get("volume"), "volume"), l)
}

// book reads a whole book, or a change whose version is the next.
func book(r *exchange.Reader, c *exchange.Contract, tick *fastjson.Value, at market.Millis, partial bool) {
	t := r.TimeOr(tick.Get("ts"), "ts", at)
	whole := !exchange.Is(tick.Get("event"), "update")
	b := market.Book{Partial: partial, Last: r.Sequence(tick.Get("version"), "version")}
	b.Bids, b.Asks = side(r, c, tick.Get("bids"), whole), side(r, c, tick.Get("asks"), whole)
	r.Book(c, t, whole, b)
}

func side(r *exchange.Reader, c *exchange.Contract, rows *fastjson.Value, whole bool) []market.Level {
	if rows == nil {
		return nil
	}
	return r.Side(c, rows, 0, 1, whole)
}

// bar reads prices and a volume in base; its id is its start in seconds.
func bar(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value, of market.CandleOf, span market.Millis, final bool) {
	b := market.Bar{
		Start: r.Seconds(row.Get("id"), "id"), Open: r.Price(row.Get("open"), "open"), High: r.Price(row.Get("high"), "high"), Low: r.Price(row.Get("low"), "low"),
		Close: r.Price(row.Get("close"), "close"),
	}
	if of == market.TradedPrice {
		b.Volume = market.Base(r.Amount(row.Get("amount"), "amount"))
	}
	r.Candle(c, market.Candle{Bar: b, Of: of, Span: span, Final: final})
}

// Answer decodes one of the calls of Plan.
func (h codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if exchange.Is(v.Get("status"), "error") {
		code := string(r.Raw(v.Get("err_code")))
		said := code + " " + exchange.Text(v.Get("err_msg"))
		if code == "1003" || code == "1032" {
			r.Limited(call, said)
			return
		}
		r.Refused(call, said, code == "1013" || code == "1332")
		return
	}
	switch call {
	case exchange.CallInstruments:
		for _, row := range r.List(v.Get("data")) {
			instrument(r, row)
		}
	case exchange.CallBars:
		answered(r, v, market.TradedPrice)
	case exchange.CallOpenInterestHistory:
		interest(r, v.Get("data"))
	case exchange.CallBook:
		c := r.Asked()
		r.Elsewhere(c)
		if v.Get("tick") == nil {
			r.Unknown()
			return
		}
		book(r, c, v.Get("tick"), r.At, false)
	case exchange.CallLiquidations:
		r.Ascending(r.List(v.Get("data")), "created_at", func(row *fastjson.Value, _ bool) { liquidation(r, row) })
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallMarkBars:
		answered(r, v, market.MarkPrice)
	}
}

func answered(r *exchange.Reader, v *fastjson.Value, of market.CandleOf) {
	c := r.Asked()
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	rows := r.List(v.Get("data"))
	span := r.Query.Span
	if span == 0 {
		span = exchange.Nearest(&r.Fields, rows, "id") * market.Second
	}
	r.Ascending(rows, "id", func(row *fastjson.Value, newest bool) { bar(r, c, row, of, span, !newest) })
}

// interest reads rows of contracts (amount type 1) or base (2), with their value.
// The venue counts each contract once.
func interest(r *exchange.Reader, data *fastjson.Value) {
	c := r.Asked()
	if name := data.Get("contract_code"); r.Has(name) {
		c = r.Symbol(name, "contract_code")
	}
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	r.Ascending(r.List(data.Get("tick")), "ts", func(row *fastjson.Value, _ bool) {
		t := r.Millis(row.Get("ts"), "ts")
		size := r.Amount(row.Get("volume"), "volume")
		if string(r.Raw(row.Get("amount_type"))) == "1" {
			if !c.Sized {
				r.Spoil(exchange.UnknownSize, r.Place()+": the contract size of "+c.Symbol+" is unknown; the venue's list of instruments says it")
			}
			size = c.Units(size)
		}
		oi := market.OpenInterest{Time: t, Base: market.Base(size), USD: market.USD(r.Amount(row.Get("value"), "value"))}
		if !r.Spoiled() {
			r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
		}
	})
}

func instrument(r *exchange.Reader, row *fastjson.Value) {
	name := row.Get("contract_code")
	r.Elsewhere(r.Symbol(name, "contract_code"))
	coin, quote, _ := strings.Cut(exchange.Text(name), "-")
	quote, dated, _ := strings.Cut(quote, "-")
	i := market.Instrument{
		Venue: r.Venue(), Symbol: exchange.Text(name), BaseCoin: coin, Quote: quote, Contract: r.Positive(row.Get("contract_size"), "contract_size"), Lot: 1,
		Tick: r.Price(row.Get("price_tick"), "price_tick"), FundingEvery: 8 * market.Hour, Live: string(r.Raw(row.Get("contract_status"))) == "1",
	}
	if ends := row.Get("delivery_time"); dated != "" && r.Has(ends) {
		i.Expires = r.Millis(ends, "delivery_time")
	}
	r.Listed(name, i)
}
