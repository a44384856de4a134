// Package binance reads Binance's futures, USD-M and COIN-M: two venues with the
// same messages. Sizes are in base, or of COIN-M in contracts of 100 dollars for
// BTC and of 10 for all others. Sides of liquidations are those of the ORDER,
// open interest is one-sided.
//
// Since the middle of 2026 the streams of all markets push USD-M (st 1) and
// COIN-M (st 2) together; a message without st is of the market of its symbol,
// which of COIN-M is spelt as BTCUSD_PERP.
package binance

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// codec reads one of the two markets.
type codec struct{ coin bool }

// New returns a codec for one decoder of USD-M.
func New() exchange.Codec { return codec{} }

// NewCoin returns one of COIN-M.
func NewCoin() exchange.Codec { return codec{coin: true} }

func (b codec) Know(c *exchange.Contract) {
	c.Contract, c.Sized = 1, true
	c.Nearby = coinSpelt([]byte(c.Symbol)) == b.coin
	c.FundingEvery = 8 * market.Hour
	if b.coin {
		// A contract is of so many dollars, whatever the coin costs.
		const bitcoins, others = 100, 10
		base, _, _ := strings.Cut(c.Symbol, "USD_")
		c.BaseCoin, c.Quote, c.Inverse, c.Contract = base, "USD", true, others
		if base == "BTC" {
			c.Contract = bitcoins
		}
		return
	}
	for _, quote := range [...]string{"USDT", "USDC", "BUSD"} {
		if base, ok := strings.CutSuffix(c.Symbol, quote); ok {
			c.BaseCoin, c.Quote = base, quote
		}
	}
}

func (b codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	stream := r.Raw(v.Get("stream"))
	if data := v.Get("data"); data != nil && len(stream) > 0 {
		v = data
	}
	switch v.Type() {
	case fastjson.TypeArray:
		for _, one := range v.GetArray() {
			b.message(r, one, stream)
		}
	case fastjson.TypeObject:
		b.message(r, v, stream)
	default:
		r.Unknown()
	}
}

// coinSpelt reports whether a symbol is spelt as those of COIN-M are: with an
// underscore behind USD. Dated contracts of USD-M have one behind USDT.
func coinSpelt(symbol []byte) bool { return bytes.Contains(symbol, []byte("USD_")) }

// elsewhere reports whether a message is of the other market, by st or, where
// that is absent, by its symbol.
func (b codec) elsewhere(r *exchange.Reader, v *fastjson.Value) bool {
	const coinMargined = "2"
	if market := v.Get("st"); r.Has(market) {
		return (string(r.Raw(market)) == coinMargined) != b.coin
	}
	symbol := r.Raw(v.Get("s"))
	return len(symbol) > 0 && coinSpelt(symbol) != b.coin
}

func (b codec) message(r *exchange.Reader, v *fastjson.Value, stream []byte) {
	if b.elsewhere(r, v) {
		return
	}
	switch event := r.Raw(v.Get("e")); string(event) {
	case "aggTrade":
		r.What("aggTrade")
		b.trade(r, v, "a")
	case "trade":
		r.What("trade")
		b.trade(r, v, "t")
	case "depthUpdate":
		r.What("depthUpdate")
		b.depth(r, v, bytes.Contains(stream, []byte("@depth5")) || bytes.Contains(stream, []byte("@depth10")) || bytes.Contains(stream, []byte("@depth20")))
	case "bookTicker":
		if r.What("bookTicker"); exchange.Whole {
			b.best(r, v)
		}
	case "kline", "continuous_kline":
		r.What("kline")
		b.kline(r, v)
	case "markPriceUpdate":
		r.What("markPriceUpdate")
		b.mark(r, v)
	case "forceOrder":
		r.What("forceOrder")
		b.liquidation(r, v.Get("o"))
	case "contractInfo":
		if r.What("contractInfo"); exchange.Whole {
			b.tiers(r, v)
		}
	case "":
		b.reply(r, v)
	case "serverShutdown":
		r.Reply(market.KindNotice, "the venue will close the connection")
	}
}

// reply is the answer to a message of ours.
func (codec) reply(r *exchange.Reader, v *fastjson.Value) {
	switch {
	case v.Get("error") != nil:
		r.Reply(market.KindNotice, exchange.Text(v.Get("error", "msg")))
	case r.Has(v.Get("code")) && v.Get("msg") != nil:
		r.Reply(market.KindNotice, exchange.Text(v.Get("msg")))
	case v.Get("result") != nil && v.Get("result").Type() == fastjson.TypeNull && v.Get("id") != nil:
		r.Reply(market.KindAck, "")
	default:
		r.Unknown()
	}
}

// trade reads an execution; m says that the buyer was the maker, so that the
// taker sold. q counts all of it, also what met retail orders (nq leaves
// those out). Transfers to the insurance fund and deleveraging (X) are no
// trades of the market.
func (b codec) trade(r *exchange.Reader, v *fastjson.Value, id string) {
	if kind := v.Get("X"); kind != nil && !exchange.Is(kind, "MARKET") {
		return
	}
	c := r.Symbol(v.Get("s"), "s")
	b.fill(r, c, v.Get("T"), v.Get("p"), v.Get("q"), v.Get("m"), v.Get(id))
}

func (codec) fill(r *exchange.Reader, c *exchange.Contract, at, price, size, buyerMade, id *fastjson.Value) {
	t := r.Millis(at, "time")
	p := r.Price(price, "price")
	q := r.Positive(size, "quantity")
	taker := market.Buy
	switch {
	case buyerMade == nil || buyerMade.Type() != fastjson.TypeTrue && buyerMade.Type() != fastjson.TypeFalse:
		r.Wrong(buyerMade, "the maker flag", "true or false")
	case buyerMade.Type() == fastjson.TypeTrue:
		taker = market.Sell
	}
	r.Trade(c, t, taker, p, q, id)
}

// liquidation reads a forced order: one that sells closes a long. What was
// filled so far (z) at the average price (ap) is what happened; an order
// without a fill yet has only its limit. The feed is sampled: at most one
// order a symbol a second.
func (b codec) liquidation(r *exchange.Reader, o *fastjson.Value) {
	if o == nil || o.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	if b.elsewhere(r, o) {
		return
	}
	c := r.Symbol(o.Get("s"), "s")
	t := r.Millis(o.Get("T"), "T")
	side := r.Taker(o.Get("S"), "S", "BUY", "SELL")
	kind := market.FillPrice
	price, ok := exchange.ParseDecimal(r.Raw(o.Get("ap")))
	size, also := exchange.ParseDecimal(r.Raw(o.Get("z")))
	if !ok || !also || !(price > 0) || !(size > 0) {
		kind = market.OrderPrice
		price, size = r.Positive(o.Get("p"), "p"), r.Positive(o.Get("q"), "q")
	}
	r.Liquidation(c, size, market.Liquidation{Time: t, Closed: exchange.ClosedBy(side), Price: market.Price(price), PriceKind: kind})
}

// depth reads a change of the book, or on the streams of a fixed depth the
// best levels. A change without pu is the spot market's.
func (codec) depth(r *exchange.Reader, v *fastjson.Value, partial bool) {
	c := r.Symbol(v.Get("s"), "s")
	t := r.Millis(v.Get("T"), "T")
	if v.Get("pu") == nil {
		r.Spoil(exchange.OtherMarket, r.Place()+": without pu it is the spot market's")
	}
	book := market.Book{First: r.Sequence(v.Get("U"), "U"), Last: r.Sequence(v.Get("u"), "u"), Prev: r.Sequence(v.Get("pu"), "pu"), Partial: partial}
	book.Bids = r.Side(c, v.Get("b"), 0, 1, partial)
	book.Asks = r.Side(c, v.Get("a"), 0, 1, partial)
	r.Book(c, t, partial, book)
}

// best reads the best bid and ask.
func (codec) best(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("s"), "s")
	t := r.TimeOr(v.Get("T"), "T", r.At)
	book := market.Book{Last: r.Sequence(v.Get("u"), "u"), Partial: true}
	book.Bids = r.Level(c, v.Get("b"), v.Get("B"))
	book.Asks = r.Level(c, v.Get("a"), v.Get("A"))
	r.Book(c, t, true, book)
}

// kline reads a bar that may still form. V is what takers bought.
func (b codec) kline(r *exchange.Reader, v *fastjson.Value) {
	k := v.Get("k")
	if k == nil {
		r.Unknown()
		return
	}
	var c *exchange.Contract
	switch {
	case exchange.Is(v.Get("e"), "kline"):
		c = r.Symbol(k.Get("s"), "s")
	case exchange.Is(v.Get("ct"), "PERPETUAL"):
		c = r.Symbol(v.Get("ps"), "ps")
	default:
		return // a bar of quarterly contracts
	}
	bar, span := r.Bar(k.Get("t"), k.Get("T"), k.Get("o"), k.Get("h"), k.Get("l"), k.Get("c"))
	volume, bought := "v", "V"
	if b.coin {
		volume, bought = "q", "Q" // v and V are contracts
	}
	bar.Volume = market.Base(r.Amount(k.Get(volume), volume))
	bar.TakerBuy, bar.Optional = market.Base(r.Amount(k.Get(bought), bought)), market.OptionalTaker
	r.Candle(c, market.Candle{Bar: bar, Span: span, Final: k.GetBool("x")})
}

// mark reads mark and index price, and with them the funding to come.
func (codec) mark(r *exchange.Reader, v *fastjson.Value) {
	c := r.Symbol(v.Get("s"), "s")
	t := r.Millis(v.Get("E"), "E")
	r.Mark(c, t, v.Get("p"), v.Get("i"), v.Get("r"), v.Get("T"))
}

// tiers reads the maintenance table that is pushed when a contract changes.
func (b codec) tiers(r *exchange.Reader, v *fastjson.Value) {
	if v.Get("bks") == nil {
		return
	}
	c := r.Symbol(v.Get("s"), "s")
	for _, row := range r.List(v.Get("bks")) {
		r.Tier(c, market.Tier{
			Cap: market.USD(r.Positive(row.Get("bnc"), "bnc")), Maintenance: r.Positive(row.Get("mmr"), "mmr"),
			MaxLeverage: r.Positive(row.Get("ma"), "ma"), Deduction: market.USD(r.Amount(row.Get("cf"), "cf")),
		})
	}
}
