// Package bybit reads Bybit's v5 interface, for linear contracts and for
// inverse ones: two markets with the same messages, where sizes are in base
// or in dollars. A liquidation names the side of the POSITION, and open
// interest counts both sides of each contract.
package bybit

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// codec reads one of the two markets.
type codec struct{ inverse bool }

// New returns a codec for one decoder of linear contracts.
func New() exchange.Codec { return codec{} }

// NewInverse returns one of inverse contracts.
func NewInverse() exchange.Codec { return codec{inverse: true} }

func (b codec) Know(c *exchange.Contract) {
	c.Contract, c.Sized, c.Inverse = 1, true, b.inverse
	c.Nearby = inverse(c.Symbol) == b.inverse
	c.FundingEvery = 8 * market.Hour
	quotes := [...]string{"USDT", "USDC", "PERP", "USD"}
	for _, quote := range quotes {
		if base, ok := strings.CutSuffix(c.Symbol, quote); ok {
			c.BaseCoin, c.Quote = base, quote
			if quote == "PERP" {
				c.Quote = "USDC"
			}
			return
		}
	}
}

// inverse reports whether a symbol is spelt as inverse contracts are:
// BTCUSD, and BTCUSDZ26 for dated ones.
func inverse(symbol string) bool {
	if n := len(symbol); n > 3 && symbol[n-1] >= '0' && symbol[n-1] <= '9' && symbol[n-2] >= '0' && symbol[n-2] <= '9' {
		symbol = symbol[:n-3]
	}
	return strings.HasSuffix(symbol, "USD")
}

func (b codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	topic := r.Raw(v.Get("topic"))
	kind, _, _ := bytes.Cut(topic, []byte("."))
	switch string(kind) {
	case "publicTrade", "trade":
		r.What("publicTrade")
		for _, row := range r.List(v.Get("data")) {
			b.trade(r, row)
		}
	case "allLiquidation":
		r.What("allLiquidation")
		for _, row := range r.List(v.Get("data")) {
			b.liquidation(r, row, "s", "S", "v", "p", "T", true)
		}
	case "liquidation":
		// Replaced on 2025-02-20; it sent at most one a second.
		if r.What("liquidation"); exchange.Whole {
			b.liquidation(r, v.Get("data"), "symbol", "side", "size", "price", "updatedTime", false)
		}
	case "orderbook":
		r.What("orderbook")
		// The book with retail orders has three columns and no size of its own.
		if !bytes.HasPrefix(topic, []byte("orderbook.rpi.")) {
			b.book(r, v.Get("data"), r.Millis(v.Get("ts"), "ts"), exchange.Is(v.Get("type"), "snapshot"))
		}
	case "tickers":
		r.What("tickers")
		b.ticker(r, v.Get("data"), r.TimeOr(v.Get("ts"), "ts", r.At), topic)
	case "kline":
		r.What("kline")
		b.kline(r, v.Get("data"), topic)
	case "":
		b.reply(r, v)
	}
}

// reply is the answer to a message of ours.
func (codec) reply(r *exchange.Reader, v *fastjson.Value) {
	success := v.Get("success")
	switch {
	case exchange.Is(v.Get("ret_msg"), "pong") || exchange.Is(v.Get("op"), "pong"):
		r.Reply(market.KindPong, "")
	case success != nil && success.Type() == fastjson.TypeTrue:
		r.Reply(market.KindAck, "")
	case success != nil && success.Type() == fastjson.TypeFalse:
		r.Reply(market.KindNotice, exchange.Text(v.Get("ret_msg")))
	default:
		r.Unknown()
	}
}

func (b codec) trade(r *exchange.Reader, row *fastjson.Value) {
	b.fill(r, r.Symbol(row.Get("s"), "s"), row.Get("T"), row.Get("S"), row.Get("p"), row.Get("v"), row.Get("i"))
}

func (codec) fill(r *exchange.Reader, c *exchange.Contract, at, side, price, size, id *fastjson.Value) {
	r.Elsewhere(c)
	t := r.Millis(at, "the time")
	taker := r.Taker(side, "the side", "Buy", "Sell")
	p := r.Price(price, "the price")
	r.Trade(c, t, taker, p, r.Positive(size, "the size"), id)
}

// liquidation reads a position that was closed: Buy was a long. The price is
// that of bankruptcy.
func (codec) liquidation(r *exchange.Reader, row *fastjson.Value, symbol, side, size, price, at string, complete bool) {
	c := r.Symbol(row.Get(symbol), symbol)
	r.Elsewhere(c)
	t := r.Millis(row.Get(at), at)
	position := r.Taker(row.Get(side), side, "Buy", "Sell")
	p := r.Price(row.Get(price), price)
	closed := market.Long
	if position == market.Sell {
		closed = market.Short
	}
	r.Liquidation(c, r.Positive(row.Get(size), size), market.Liquidation{Time: t, Closed: closed, Price: p, PriceKind: market.BankruptcyPrice, Complete: complete})
}

func (codec) book(r *exchange.Reader, v *fastjson.Value, t market.Millis, snapshot bool) {
	c := r.Symbol(v.Get("s"), "s")
	r.Elsewhere(c)
	book := market.Book{Last: r.Sequence(v.Get("u"), "u")}
	book.Bids = r.Side(c, v.Get("b"), 0, 1, snapshot)
	book.Asks = r.Side(c, v.Get("a"), 0, 1, snapshot)
	r.Book(c, t, snapshot, book)
}

// ticker reads a snapshot or a change. A change carries only what changed, so
// each part gives its event only when it is there. Spot has neither a mark
// price nor open interest and gives nothing.
func (b codec) ticker(r *exchange.Reader, v *fastjson.Value, t market.Millis, topic []byte) {
	name := v.Get("symbol")
	var c *exchange.Contract
	if r.Has(name) {
		c = r.Symbol(name, "symbol")
	} else {
		c = r.Contract(bytes.TrimPrefix(topic, []byte("tickers.")))
	}
	if c == nil || bytes.Count([]byte(c.Symbol), []byte("-")) == 3 {
		return // an option
	}
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	if every := v.Get("fundingIntervalHour"); r.Has(every) {
		if hours := r.FundingHours(every, "fundingIntervalHour"); hours > 0 {
			c.FundingEvery = hours
		}
	}
	if r.Has(v.Get("markPrice")) {
		r.Mark(c, t, v.Get("markPrice"), v.Get("indexPrice"), v.Get("fundingRate"), v.Get("nextFundingTime"))
	} else if rate := v.Get("fundingRate"); r.Has(rate) {
		r.Funding(c, t, rate, r.Next(v.Get("nextFundingTime"), "nextFundingTime"), 0)
	}
	if r.Has(v.Get("openInterest")) {
		b.openInterest(r, c, t, v)
	}
}

// openInterest reads what counts both sides, or the one side that is named
// since 2026-06-11. Its value is in dollars for linear contracts and in base
// for inverse ones.
func (b codec) openInterest(r *exchange.Reader, c *exchange.Contract, t market.Millis, v *fastjson.Value) {
	size := oneSide(r, v.Get("singleOpenInterest"), v.Get("openInterest"))
	value := oneSide(r, v.Get("singleOpenInterestValue"), v.Get("openInterestValue"))
	if r.Spoiled() {
		return
	}
	oi := market.OpenInterest{Time: t, Base: market.Base(size), USD: market.USD(value)}
	if b.inverse {
		oi.Base, oi.USD = market.Base(value), market.USD(size)
	}
	r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
}

// sides is how often a contract counts in open interest.
var sides = float64(venue.Of(venue.Bybit).Interest.Sides)

// oneSide is one side of an amount: itself where it is there, else half of
// both, 0 where neither is.
func oneSide(r *exchange.Reader, single, both *fastjson.Value) float64 {
	if r.Has(single) {
		return r.Amount(single, "the open interest of one side")
	}
	if r.Has(both) {
		return r.Amount(both, "the open interest") / sides
	}
	return 0
}

// kline reads bars; the topic says their symbol. There is no taker volume.
func (b codec) kline(r *exchange.Reader, v *fastjson.Value, topic []byte) {
	c := r.Contract(topic[bytes.LastIndexByte(topic, '.')+1:])
	if c == nil {
		r.Unknown()
		return
	}
	r.Elsewhere(c)
	if r.Spoiled() {
		return
	}
	for _, k := range r.List(v) {
		bar := market.Bar{Start: r.Millis(k.Get("start"), "start")}
		bar.Open, bar.High = r.Price(k.Get("open"), "open"), r.Price(k.Get("high"), "high")
		bar.Low, bar.Close = r.Price(k.Get("low"), "low"), r.Price(k.Get("close"), "close")
		bar.Volume = b.volume(r, k.Get("volume"), k.Get("turnover"))
		span := r.Millis(k.Get("end"), "end") + 1 - bar.Start
		r.Candle(c, market.Candle{Bar: bar, Span: span, Final: k.GetBool("confirm")})
	}
}

// volume is a bar's volume in base: for inverse contracts that is the
// turnover, and the volume counts dollars.
func (b codec) volume(r *exchange.Reader, volume, turnover *fastjson.Value) market.Base {
	if b.inverse {
		return market.Base(r.Amount(turnover, "the turnover"))
	}
	return market.Base(r.Amount(volume, "the volume"))
}
