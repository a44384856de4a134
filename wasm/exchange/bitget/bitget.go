// Package bitget reads Bitget's futures margined in USDT and USDC, by its
// second interface and, for liquidations alone, its third. Sizes are in base. A
// liquidation names the side of the POSITION, and its amount is in dollars.
package bitget

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
	c.Contract, c.Sized = 1, true
	c.FundingEvery = 8 * market.Hour
	for ending, quote := range map[string]string{"USDT": "USDT", "PERP": "USDC"} {
		if base, ok := strings.CutSuffix(c.Symbol, ending); ok {
			c.BaseCoin, c.Quote, c.Nearby = base, quote, true
		}
	}
}

// other reports whether a message is about spot or coin margin, whose symbols
// may be the same.
func other(r *exchange.Reader, arg *fastjson.Value) bool {
	kind := r.Raw(arg.Get("instType"))
	for _, own := range [...]string{"USDT-FUTURES", "USDC-FUTURES", "mc"} { // mc until 2023
		if bytes.EqualFold(kind, []byte(own)) {
			return false
		}
	}
	r.Refuse(exchange.OtherMarket, r.Place()+": "+string(kind)+" is another market than "+string(r.Venue()))
	return true
}

func (b codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	if event := v.Get("event"); event != nil {
		if exchange.Is(event, "error") {
			r.Reply(market.KindNotice, string(r.Raw(v.Get("code")))+" "+exchange.Text(v.Get("msg")))
			return
		}
		r.Reply(market.KindAck, "")
		return
	}
	arg, data := v.Get("arg"), v.Get("data")
	if arg == nil || data == nil {
		r.Unknown()
		return
	}
	// The third interface has topics of symbols where the second has channels of
	// instruments, and short names of fields.
	channel, name := r.Raw(arg.Get("channel")), arg.Get("instId")
	if len(channel) == 0 {
		channel, name = r.Raw(arg.Get("topic")), arg.Get("symbol")
	}
	r.What(exchange.OneOf(channel, "trade", "publicTrade", "ticker", "books", "liquidation"))
	if other(r, arg) {
		return
	}
	snapshot := exchange.Is(v.Get("action"), "snapshot")
	switch {
	case string(channel) == "liquidation":
		r.What("liquidation")
		liquidations(r, r.List(data))
		return
	case string(channel) == "trade", string(channel) == "publicTrade":
		r.What("trade")
		c := r.Symbol(name, "the instrument")
		r.Ascending(r.List(data), "ts", func(row *fastjson.Value, _ bool) { b.trade(r, c, row) })
	case string(channel) == "ticker":
		r.What("ticker")
		for _, row := range r.List(data) {
			ticker(r, r.Symbol(name, "the instrument"), row, r.TimeOr(row.Get("ts"), "ts", r.TimeOr(v.Get("ts"), "ts", r.At)))
		}
	case bytes.HasPrefix(channel, []byte("books")):
		r.What("books")
		// Those of a fixed depth are whole each time.
		partial := len(channel) > len("books")
		for _, row := range r.List(data) {
			book(r, r.Symbol(name, "the instrument"), row, snapshot || partial, partial)
		}
	case bytes.HasPrefix(channel, []byte("candle")):
		r.What("candle")
		candles(r, r.Symbol(name, "the instrument"), r.List(data), market.TradedPrice, bars.Length(string(channel[len("candle"):])))
	}
}

// trade reads an execution of either interface. Until 2023 it was a row of time,
// price, size and side.
func (codec) trade(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value) {
	at, price, size, side, id := row.Get("ts"), row.Get("price"), row.Get("size"), row.Get("side"), row.Get("tradeId")
	switch {
	case row.Type() == fastjson.TypeArray:
		at, price, size, side, id = row.Get("0"), row.Get("1"), row.Get("2"), row.Get("3"), nil
	case at == nil:
		at, price, size, side, id = row.Get("T"), row.Get("p"), row.Get("v"), row.Get("S"), row.Get("i")
	}
	r.Elsewhere(c)
	t := r.Millis(at, "the time")
	taker := market.Buy
	switch text := r.Raw(side); { // histories write it with a capital
	case bytes.EqualFold(text, []byte("sell")):
		taker = market.Sell
	case !bytes.EqualFold(text, []byte("buy")):
		r.Wrong(side, "the side", "buy or sell")
	}
	p := r.Price(price, "the price")
	r.Trade(c, t, taker, p, r.Positive(size, "the size"), id)
}

// liquidations reads positions that were closed: buy was a long. The feed is
// sampled, the largest of a symbol and side in a second.
func liquidations(r *exchange.Reader, rows []*fastjson.Value) {
	for _, row := range rows {
		c := r.Symbol(row.Get("symbol"), "symbol")
		r.Elsewhere(c)
		t := r.Millis(row.Get("ts"), "ts")
		closed := market.Long
		if r.Taker(row.Get("side"), "side", "buy", "sell") == market.Sell {
			closed = market.Short
		}
		p := r.Price(row.Get("price"), "price")
		size := r.Positive(row.Get("amount"), "amount")
		if !r.Bad() {
			size = base(c, size, float64(p))
		}
		r.Liquidation(c, size, market.Liquidation{Time: t, Closed: closed, Price: p, PriceKind: market.BankruptcyPrice})
	}
}

// base is the size behind an amount: dollars by two recorded messages, in which
// the quotient was a multiple of the contract's step. Where only the amount
// itself is one, it is taken for base, as one author reports of the third
// interface's answers.
func base(c *exchange.Contract, amount, price float64) float64 {
	step, size := float64(c.Lot), amount/price
	switch {
	case step <= 0:
	case multiple(size, step):
		if whole := math.Round(1 / step); whole > 1 {
			return math.Round(size*whole) / whole // as the venue counts it
		}
		return math.Round(size/step) * step
	case multiple(amount, step):
		return amount
	}
	return size
}

// multiple reports whether a size is a whole number of steps, as nearly as the
// digits of a message tell.
func multiple(size, step float64) bool {
	n := size / step
	return math.Abs(n-math.Round(n)) < 1e-6*math.Max(1, n)
}

// ticker reads mark price, funding and open interest, which either interface
// names in its own way. A contract with an end pays no funding.
func ticker(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value, t market.Millis) {
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	rate := row.Get("fundingRate")
	if next := row.Get("nextFundingTime"); next != nil && string(r.Raw(next)) == "0" {
		rate = nil
	}
	if mark := row.Get("markPrice"); r.Has(mark) {
		r.Mark(c, t, mark, row.Get("indexPrice"), rate, row.Get("nextFundingTime"))
	}
	size := row.Get("holdingAmount")
	if size == nil {
		size = row.Get("openInterest")
	}
	if r.Has(size) {
		interest(r, c, t, size)
	}
}

// interest reads open interest in base. Its text has noise of floating numbers:
// 31911.3455999999605 is 31911.3456.
func interest(r *exchange.Reader, c *exchange.Contract, t market.Millis, size *fastjson.Value) {
	const digits = 1e8
	base := r.Amount(size, "the open interest")
	if base < 1e7 {
		base = math.Round(base*digits) / digits
	}
	if !r.Spoiled() && c != nil {
		r.Event(market.KindOpenInterest, c, t).OpenInterest = market.OpenInterest{Time: t, Base: market.Base(base)}
	}
}

func book(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value, snapshot, partial bool) {
	r.Elsewhere(c)
	t := r.Millis(row.Get("ts"), "ts")
	bids, asks := row.Get("bids"), row.Get("asks")
	if bids == nil {
		bids, asks = row.Get("b"), row.Get("a")
	}
	book := market.Book{Partial: partial, Last: r.Sequence(row.Get("seq"), "seq"), Prev: r.Sequence(row.Get("pseq"), "pseq")}
	book.Bids = r.Side(c, bids, 0, 1, snapshot)
	book.Asks = r.Side(c, asks, 0, 1, snapshot)
	r.Book(c, t, snapshot, book)
}

// candles reads rows of start, open, high, low, close, base and quote. Nothing
// says whether a bar is final: of an answer all but the newest are.
func candles(r *exchange.Reader, c *exchange.Contract, rows []*fastjson.Value, of market.CandleOf, span market.Millis) {
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	if span == 0 {
		span = r.BarSpan(rows)
	}
	r.Ascending(rows, "0", func(row *fastjson.Value, newest bool) {
		k := row.GetArray()
		if len(k) < 6 {
			r.Unknown()
			return
		}
		bar := r.BarRow(k)
		if of == market.TradedPrice {
			bar.Volume = market.Base(r.Amount(k[5], "the volume"))
		}
		r.Candle(c, market.Candle{Bar: bar, Of: of, Span: span, Final: !newest})
	})
}
