// Package gate reads Gate's perpetuals margined in USDT. Sizes are in contracts,
// of a size that differs from contract to contract. The sign of a liquidation is
// that of the ORDER on the socket and that of the POSITION over REST. Open
// interest counts both sides in tickers and one everywhere else.
package gate

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

type codec struct{}

// New returns a codec for one decoder.
func New() exchange.Codec { return codec{} }

// sizes are contract sizes: of BTC as listed on 2026-09-25, of the others in
// 2023. All other symbols are learnt from the venue's list.
var sizes = map[string]market.Instrument{
	"BTC_USDT": {Contract: .0001, Tick: .1, Lot: 1},
	"ETH_USDT": {Contract: .01, Tick: .01, Lot: 1},
	"SOL_USDT": {Contract: 1, Tick: .001, Lot: 1},
	"BTC_USD":  {Contract: 1, Inverse: true, Tick: .1, Lot: 1},
}

// Know takes BTC_USD, which is counted in dollars and margined in BTC, for a
// neighbour; others in USD are quanto: in dollars and margined in BTC.
func (codec) Know(c *exchange.Contract) {
	known, sized := sizes[c.Symbol]
	known.Venue, known.Symbol = c.Venue, c.Symbol
	known.BaseCoin, known.Quote, _ = strings.Cut(c.Symbol, "_")
	c.Instrument, c.Sized = known, sized
	c.Nearby = known.Quote == "USDT" || sized
	c.FundingEvery = 8 * market.Hour
}

func (g codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	channel, result := r.Raw(v.Get("channel")), v.Get("result")
	switch {
	case string(channel) == "futures.pong":
		r.Reply(market.KindPong, "")
		return
	case len(channel) == 0:
		if v.Get("s") != nil && v.Get("u") != nil { // one change of a book, as its recorder kept it
			r.What("futures.obu")
			g.numbered(r, v)
			return
		}
		r.Unknown()
		return
	}
	if fault := v.Get("error"); fault != nil && fault.Type() == fastjson.TypeObject {
		r.Reply(market.KindNotice, string(r.Raw(fault.Get("code")))+" "+exchange.Text(fault.Get("message")))
		return
	}
	if exchange.Is(v.Get("event"), "subscribe") || exchange.Is(v.Get("event"), "unsubscribe") {
		r.Reply(market.KindAck, "")
		return
	}
	name := exchange.OneOf(bytes.TrimPrefix(channel, []byte("futures.")), "trades", "public_liquidates", "tickers", "candlesticks", "book_ticker", "order_book", "order_book_update", "obu", "contract_stats")
	r.What(name)
	at := r.At
	if now := v.Get("time_ms"); r.Has(now) {
		at = r.Millis(now, "time_ms")
	} else if now = v.Get("time"); r.Has(now) {
		at = r.Seconds(now, "time")
	}
	if r.Spoiled() {
		return
	}
	g.channel(r, name, v, result, at)
}

// each calls visit for the rows of a result: one, a list, or a list of lists.
func each(result *fastjson.Value, visit func(row *fastjson.Value)) {
	if result == nil {
		return
	}
	if result.Type() == fastjson.TypeArray {
		for _, row := range result.GetArray() {
			each(row, visit)
		}
		return
	}
	visit(result)
}

func (g codec) channel(r *exchange.Reader, name string, v, result *fastjson.Value, at market.Millis) {
	switch name {
	case "trades":
		for _, row := range r.List(result) {
			t := market.Millis(0)
			if exact := row.Get("create_time_ms"); exact != nil {
				t = r.Millis(exact, "create_time_ms")
			} else {
				t = r.Seconds(row.Get("create_time"), "create_time")
			}
			trade(r, r.Symbol(row.Get("contract"), "contract"), t, row)
		}
	case "public_liquidates":
		for _, row := range r.List(result) {
			liquidated(r, row)
		}
	case "tickers":
		each(result, func(row *fastjson.Value) { ticker(r, row, r.TimeOr(row.Get("t"), "t", at)) })
	case "candlesticks":
		each(result, func(row *fastjson.Value) { candlestick(r, row) })
	case "book_ticker":
		if exchange.Whole {
			best(r, result, at)
		}
	case "order_book":
		// Once all levels of a fixed depth, and until 2022 then single ones.
		if exchange.Is(v.Get("event"), "all") {
			book(r, r.Symbol(result.Get("contract"), "contract"), r.Next(result.Get("t"), "t"), at, result, true)
		}
	case "order_book_update", "obu":
		g.numbered(r, result)
	case "contract_stats":
		each(result, func(row *fastjson.Value) { stats(r, r.Symbol(row.Get("contract"), "contract"), row) })
	}
}

// signed is a size in contracts and whether its sign is that of a buyer.
func signed(r *exchange.Reader, v *fastjson.Value, name string) (float64, market.Aggressor) {
	size := r.Number(v, name)
	if size < 0 {
		return -size, market.Sell
	}
	if size == 0 {
		r.Wrong(v, name, "a size other than zero")
	}
	return size, market.Buy
}

func trade(r *exchange.Reader, c *exchange.Contract, t market.Millis, row *fastjson.Value) {
	r.Elsewhere(c)
	size, taker := signed(r, row.Get("size"), "size")
	p := r.Price(row.Get("price"), "price")
	r.Trade(c, t, taker, p, size, row.Get("id"))
}

// liquidated reads a forced order of the socket: one below zero sells, which
// closes a long. Its price is the order's limit, no fill.
func liquidated(r *exchange.Reader, row *fastjson.Value) {
	c := r.Symbol(row.Get("contract"), "contract")
	r.Elsewhere(c)
	t := market.Millis(0)
	if exact := row.Get("time_ms"); exact != nil {
		t = r.Millis(exact, "time_ms")
	} else {
		t = r.Seconds(row.Get("time"), "time")
	}
	size, order := signed(r, row.Get("size"), "size")
	p := r.Price(row.Get("price"), "price")
	r.Liquidation(c, size, market.Liquidation{Time: t, Closed: exchange.ClosedBy(order), Price: p, PriceKind: market.OrderPrice, Complete: true})
}

// sides is how often a contract counts in the open interest of a ticker.
var sides = float64(venue.Of(venue.Gate).Interest.Sides)

// ticker reads mark price, funding and open interest of both sides, in
// contracts.
func ticker(r *exchange.Reader, row *fastjson.Value, t market.Millis) {
	c := r.Symbol(row.Get("contract"), "contract")
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	if every := row.Get("funding_interval"); r.Has(every) {
		if span := market.Millis(r.Amount(every, "funding_interval")) * market.Second; exchange.FundingEvery(span) {
			c.FundingEvery = span
		}
	}
	mark := row.Get("mark_price")
	r.Mark(c, t, mark, row.Get("index_price"), nil, nil)
	if rate := row.Get("funding_rate"); r.Has(rate) {
		next := market.Millis(0)
		if pays := row.Get("funding_next_apply"); r.Has(pays) {
			next = r.Seconds(pays, "funding_next_apply")
		}
		r.Funding(c, t, rate, next, 0)
	}
	if size := row.Get("total_size"); r.Has(size) && c.Sized {
		interest(r, c, t, r.Amount(size, "total_size")/sides, r.Price(mark, "mark_price"), 0)
	}
}

// interest appends one side's open interest of so many contracts, worth what the
// venue says or else what it is worth at a price.
func interest(r *exchange.Reader, c *exchange.Contract, t market.Millis, contracts float64, at market.Price, usd market.USD) {
	if r.Spoiled() || c == nil {
		return
	}
	oi := market.OpenInterest{Time: t, Base: market.Base(c.Units(contracts)), USD: usd}
	switch {
	case c.Inverse:
		oi.USD, oi.Base = market.USD(oi.Base), oi.Base/market.Base(at)
	case usd == 0:
		oi.USD = market.Value(oi.Base, at)
	}
	r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
}

// candlestick reads a bar of the socket, whose name holds its length and
// contract (1m_BTC_USDT). Volumes are in contracts; w says that it is final.
func candlestick(r *exchange.Reader, row *fastjson.Value) {
	word, name, _ := bytes.Cut(r.Raw(row.Get("n")), []byte("_"))
	span := bars.Length(string(word))
	c := r.Contract(name)
	if c == nil {
		r.Unknown()
		return
	}
	r.Elsewhere(c)
	bar(r, c, row, market.TradedPrice, span, row.GetBool("w"))
}

func bar(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value, of market.CandleOf, span market.Millis, final bool) {
	b := market.Bar{Start: r.Seconds(row.Get("t"), "t"), Open: r.Price(row.Get("o"), "o"), High: r.Price(row.Get("h"), "h"), Low: r.Price(row.Get("l"), "l"), Close: r.Price(row.Get("c"), "c")}
	if of == market.TradedPrice {
		if size := r.Amount(row.Get("v"), "v"); size > 0 { // bars in which nobody traded are listed too
			b.Volume, _ = r.Measure(c, size, b.Close)
		}
	}
	r.Candle(c, market.Candle{Bar: b, Of: of, Span: span, Final: final})
}

// best reads the best bid and ask; of a contract without a book they are empty.
func best(r *exchange.Reader, row *fastjson.Value, at market.Millis) {
	c := r.Symbol(row.Get("s"), "s")
	r.Elsewhere(c)
	t := r.Next(row.Get("t"), "t")
	if t == 0 {
		t = at
	}
	book := market.Book{Last: r.Sequence(row.Get("u"), "u"), Partial: true}
	book.Bids = level(r, c, row.Get("b"), row.Get("B"))
	book.Asks = level(r, c, row.Get("a"), row.Get("A"))
	r.Book(c, t, true, book)
}

func level(r *exchange.Reader, c *exchange.Contract, price, size *fastjson.Value) []market.Level {
	if !r.Has(price) {
		return nil
	}
	return r.Level(c, price, size)
}

// numbered reads a change or a whole book, whose first and last numbers are U
// and u: the first joins to the last before it.
func (codec) numbered(r *exchange.Reader, v *fastjson.Value) {
	symbol := r.Raw(v.Get("s"))
	if name, ok := bytes.CutPrefix(symbol, []byte("ob.")); ok { // ob.BTC_USDT.50
		symbol = name
		if dot := bytes.LastIndexByte(name, '.'); dot >= 0 {
			symbol = name[:dot]
		}
	}
	c := r.Contract(symbol)
	if c == nil {
		r.Unknown()
		return
	}
	r.Elsewhere(c)
	t := r.Millis(v.Get("t"), "t")
	whole := v.GetBool("full")
	b := market.Book{First: r.Sequence(v.Get("U"), "U"), Last: r.Sequence(v.Get("u"), "u")}
	if b.First != 0 {
		b.Prev = b.First - 1
	}
	b.Bids, b.Asks = side(r, c, v.Get("b"), whole), side(r, c, v.Get("a"), whole)
	r.Book(c, t, whole, b)
}

// side reads levels that are pairs or objects of p and s.
func side(r *exchange.Reader, c *exchange.Contract, rows *fastjson.Value, snapshot bool) []market.Level {
	if rows == nil {
		return nil
	}
	if first := rows.Get("0"); first == nil || first.Type() == fastjson.TypeArray {
		return r.Side(c, rows, 0, 1, snapshot)
	}
	return r.Levels(c, rows.GetArray(), "p", "s", snapshot)
}

func book(r *exchange.Reader, c *exchange.Contract, t, at market.Millis, v *fastjson.Value, partial bool) {
	r.Elsewhere(c)
	if t == 0 {
		t = at
	}
	b := market.Book{Partial: partial, Last: r.Sequence(v.Get("id"), "id")}
	b.Bids, b.Asks = r.Levels(c, v.GetArray("bids"), "p", "s", true), r.Levels(c, v.GetArray("asks"), "p", "s", true)
	r.Book(c, t, true, b)
}
