// Package kraken reads Kraken's futures. Sizes of linear contracts (PF_ and FF_)
// are in base, of inverse ones (PI_ and FI_) in dollars. Liquidations are trades
// of that type, whose side is the taker's. Bitcoin is XBT.
package kraken

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// codec remembers the number of each contract's newest trade, as a connection
// begins with trades that may have come on the one before.
type codec struct{ seen map[*exchange.Contract]int64 }

// New returns a codec for one decoder.
func New() exchange.Codec { return codec{seen: map[*exchange.Contract]int64{}} }

func (codec) Know(c *exchange.Contract) {
	kind, rest, _ := strings.Cut(c.Symbol, "_")
	pair, _, _ := strings.Cut(rest, "_")
	c.Contract, c.Sized, c.Quote = 1, true, "USD"
	c.BaseCoin = strings.TrimSuffix(pair, "USD")
	if c.BaseCoin == "XBT" {
		c.BaseCoin = "BTC"
	}
	switch kind {
	case "PI", "FI":
		c.Inverse, c.Nearby = true, true
	case "PF", "FF":
		c.Nearby = true
	}
	c.FundingEvery = market.Hour
}

func (k codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	feed := r.Raw(v.Get("feed"))
	if event := v.Get("event"); event != nil {
		switch {
		case exchange.Is(event, "alert"), exchange.Is(event, "error"):
			r.Reply(market.KindNotice, exchange.Text(v.Get("message")))
		case exchange.Is(event, "subscribed"), exchange.Is(event, "unsubscribed"):
			r.Reply(market.KindAck, "")
		}
		return
	}
	r.What(exchange.OneOf(feed, "trade", "trade_snapshot", "ticker", "book_snapshot", "book", "candles_trade_1m", "candles_trade_1m_snapshot"))
	switch string(feed) {
	case "":
		r.Unknown()
	case "heartbeat":
		r.Reply(market.KindPong, "")
	case "trade":
		c := r.Symbol(v.Get("product_id"), "product_id")
		k.trade(r, c, v, r.Millis(v.Get("time"), "time"))
	case "trade_snapshot":
		k.before(r, v)
	case "ticker":
		ticker(r, v)
	case "book_snapshot":
		snapshot(r, v)
	case "book":
		change(r, v)
	default:
		if word, ok := bytes.CutPrefix(feed, []byte("candles_trade_")); ok {
			candle(r, v, bars.Length(string(bytes.TrimSuffix(word, []byte("_snapshot")))))
		}
	}
}

// trade reads an execution. One of a forced order is a liquidation too, of the
// taker; blocks, assignments and terminations are no trades of the market.
func (k codec) trade(r *exchange.Reader, c *exchange.Contract, v *fastjson.Value, t market.Millis) {
	kind := v.Get("type")
	forced := exchange.Is(kind, "liquidation")
	if !forced && !exchange.Is(kind, "fill") {
		r.Spoiled()
		return
	}
	r.Elsewhere(c)
	taker := r.Taker(v.Get("side"), "side", "buy", "sell")
	p := r.Price(v.Get("price"), "price")
	size := v.Get("qty")
	if size == nil {
		size = v.Get("size")
	}
	q := r.Positive(size, "the size")
	number := r.Whole(v.Get("seq"), "seq")
	if r.Spoiled() {
		return
	}
	if number != 0 {
		k.seen[c] = number
	}
	id := v.Get("uid")
	r.Trade(c, t, taker, p, q, id)
	if forced {
		r.Liquidation(c, q, market.Liquidation{Time: t, Closed: exchange.ClosedBy(taker), Price: p, PriceKind: market.FillPrice, Complete: true})
	}
}

// before reads the trades with which a connection begins, newest first: those
// that came on the one before are left out.
func (k codec) before(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("product_id"), "product_id")
	if r.Spoiled() {
		return
	}
	newest := k.seen[c]
	r.Ascending(r.List(v.Get("trades")), "seq", func(row *fastjson.Value, _ bool) {
		if r.Whole(row.Get("seq"), "seq") > newest {
			k.trade(r, c, row, r.Millis(row.Get("time"), "time"))
		}
	})
}

// ticker reads mark price, funding and open interest. The rate is the relative
// one, of an hour: the other is in money for a contract.
func ticker(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("product_id"), "product_id")
	t := r.Millis(v.Get("time"), "time")
	if r.Elsewhere(c) {
		r.Spoiled()
		return
	}
	r.Mark(c, t, v.Get("markPrice"), v.Get("index"), v.Get("relative_funding_rate"), v.Get("next_funding_rate_time"))
	interest(r, c, t, v.Get("openInterest"), v.Get("markPrice"))
}

// interest reads open interest in base, or in dollars where a contract is
// inverse.
func interest(r *exchange.Reader, c *exchange.Contract, t market.Millis, size, mark *fastjson.Value) {
	oi := market.OpenInterest{Time: t, Base: market.Base(r.Amount(size, "openInterest"))}
	price := r.Price(mark, "markPrice")
	if r.Spoiled() || c == nil {
		return
	}
	if c.Inverse {
		oi.Base, oi.USD = oi.Base/market.Base(price), market.USD(oi.Base)
	} else {
		oi.USD = market.Value(oi.Base, price)
	}
	r.Event(market.KindOpenInterest, c, t).OpenInterest = oi
}

func snapshot(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("product_id"), "product_id")
	r.Elsewhere(c)
	t := r.TimeOr(v.Get("timestamp"), "timestamp", r.At)
	b := market.Book{Last: r.Sequence(v.Get("seq"), "seq")}
	b.Bids, b.Asks = r.Levels(c, v.GetArray("bids"), "price", "qty", true), r.Levels(c, v.GetArray("asks"), "price", "qty", true)
	r.Book(c, t, true, b)
}

// change reads one level of one side.
func change(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("product_id"), "product_id")
	r.Elsewhere(c)
	t := r.TimeOr(v.Get("timestamp"), "timestamp", r.At)
	b := market.Book{Last: r.Sequence(v.Get("seq"), "seq")}
	level := r.Levels(c, []*fastjson.Value{v}, "price", "qty", false)
	if r.Taker(v.Get("side"), "side", "buy", "sell") == market.Buy {
		b.Bids = level
	} else {
		b.Asks = level
	}
	r.Book(c, t, false, b)
}

// candle reads a bar, of which nothing says that it is final.
func candle(r *exchange.Reader, v *fastjson.Value, span market.Millis) {
	c := r.Symbol(v.Get("product_id"), "product_id")
	r.Elsewhere(c)
	rows := v.GetArray("candles") // of a snapshot, where there are several
	if one := v.Get("candle"); one != nil {
		rows = append(rows, one)
	}
	if r.Bad() {
		r.Spoiled()
		return
	}
	for _, row := range rows {
		bar(r, c, row, market.TradedPrice, span, false)
	}
}

// bar reads prices and a volume in base, or in dollars where the contract is
// inverse, which is then taken at the close.
func bar(r *exchange.Reader, c *exchange.Contract, row *fastjson.Value, of market.CandleOf, span market.Millis, final bool) {
	b := market.Bar{
		Start: r.Millis(row.Get("time"), "time"), Open: r.Price(row.Get("open"), "open"), High: r.Price(row.Get("high"), "high"),
		Low: r.Price(row.Get("low"), "low"), Close: r.Price(row.Get("close"), "close"),
	}
	if of == market.TradedPrice {
		if size := r.Amount(row.Get("volume"), "volume"); size > 0 {
			b.Volume, _ = r.Measure(c, size, b.Close)
		}
	}
	r.Candle(c, market.Candle{Bar: b, Of: of, Span: span, Final: final})
}
