package exchange

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// binance is Binance USD-M futures. Sizes are in base, sides of liquidations
// are those of the ORDER, open interest is one-sided.
//
// Since the middle of 2026 the streams of all markets push USD-M (st 1) and
// COIN-M (st 2) together; a message without st is of the market of the route.
type binance struct{}

func (binance) plan() *Plan { return &binancePlan }

func (binance) knows(c *contract) {
	c.Contract, c.sized, c.nearby = 1, true, true
	c.FundingEvery = 8 * market.Hour
	for _, quote := range [...]string{"USDT", "USDC", "BUSD"} {
		if base, ok := strings.CutSuffix(c.Symbol, quote); ok {
			c.BaseCoin, c.Quote = base, quote
		}
	}
}

func (b binance) frame(d *Decoder, v *fastjson.Value) {
	stream := d.raw(v.Get("stream"))
	if data := v.Get("data"); data != nil && len(stream) > 0 {
		v = data
	}
	switch v.Type() {
	case fastjson.TypeArray:
		for _, one := range v.GetArray() {
			b.message(d, one, stream)
		}
	case fastjson.TypeObject:
		b.message(d, v, stream)
	default:
		d.unknown()
	}
}

// coinMargined is the value of st on the messages of COIN-M.
const coinMargined = "2"

func (b binance) message(d *Decoder, v *fastjson.Value, stream []byte) {
	if string(d.raw(v.Get("st"))) == coinMargined {
		return
	}
	switch event := d.raw(v.Get("e")); string(event) {
	case "aggTrade":
		d.what = "aggTrade"
		b.trade(d, v, "a")
	case "trade":
		d.what = "trade"
		b.trade(d, v, "t")
	case "depthUpdate":
		d.what = "depthUpdate"
		b.depth(d, v, bytes.Contains(stream, []byte("@depth5")) || bytes.Contains(stream, []byte("@depth10")) || bytes.Contains(stream, []byte("@depth20")))
	case "bookTicker":
		d.what = "bookTicker"
		b.best(d, v)
	case "kline", "continuous_kline":
		d.what = "kline"
		b.kline(d, v)
	case "markPriceUpdate":
		d.what = "markPriceUpdate"
		b.mark(d, v)
	case "forceOrder":
		d.what = "forceOrder"
		b.liquidation(d, v.Get("o"))
	case "contractInfo":
		d.what = "contractInfo"
		b.tiers(d, v)
	case "":
		b.reply(d, v)
	case "serverShutdown":
		d.event(market.KindNotice, nil, d.at).Text = "the venue will close the connection"
	}
}

// reply is the answer to a message of ours.
func (binance) reply(d *Decoder, v *fastjson.Value) {
	switch {
	case v.Get("error") != nil:
		d.event(market.KindNotice, nil, d.at).Text = text(v.Get("error", "msg"))
	case d.said(v.Get("code")) && v.Get("msg") != nil:
		d.event(market.KindNotice, nil, d.at).Text = text(v.Get("msg"))
	case v.Get("result") != nil && v.Get("result").Type() == fastjson.TypeNull && v.Get("id") != nil:
		d.event(market.KindAck, nil, d.at)
	default:
		d.unknown()
	}
}

// trade reads an execution; m says that the buyer was the maker, so that the
// taker sold. q counts all of it, also what met retail orders (nq leaves
// those out). Transfers to the insurance fund and deleveraging (X) are no
// trades of the market.
func (b binance) trade(d *Decoder, v *fastjson.Value, id string) {
	if kind := v.Get("X"); kind != nil && !is(kind, "MARKET") {
		return
	}
	c := d.symbol(v.Get("s"), "s")
	b.fill(d, c, v.Get("T"), v.Get("p"), v.Get("q"), v.Get("m"), v.Get(id))
}

func (binance) fill(d *Decoder, c *contract, at, price, size, buyerMade, id *fastjson.Value) {
	t := d.millis(at, "time")
	p := d.price(price, "price")
	q := d.positive(size, "quantity")
	taker := market.Buy
	switch {
	case buyerMade == nil || buyerMade.Type() != fastjson.TypeTrue && buyerMade.Type() != fastjson.TypeFalse:
		d.wrong(buyerMade, "the maker flag", "true or false")
	case buyerMade.Type() == fastjson.TypeTrue:
		taker = market.Sell
	}
	base, _ := d.measure(c, q, p)
	if d.spoiled() {
		return
	}
	e := d.event(market.KindTrade, c, t)
	e.ID = d.id(id)
	e.Trade = market.Trade{Time: t, Taker: taker, Price: p, Base: base}
}

// liquidation reads a forced order: one that sells closes a long. What was
// filled so far (z) at the average price (ap) is what happened; an order
// without a fill yet has only its limit. The feed is sampled: at most one
// order a symbol a second.
func (binance) liquidation(d *Decoder, o *fastjson.Value) {
	if o == nil || o.Type() != fastjson.TypeObject {
		d.unknown()
		return
	}
	if string(d.raw(o.Get("st"))) == coinMargined {
		return
	}
	c := d.symbol(o.Get("s"), "s")
	t := d.millis(o.Get("T"), "T")
	side := d.taker(o.Get("S"), "S", "BUY", "SELL")
	kind := market.FillPrice
	price, ok := parseDecimal(d.raw(o.Get("ap")))
	size, also := parseDecimal(d.raw(o.Get("z")))
	if !ok || !also || !(price > 0) || !(size > 0) {
		kind = market.OrderPrice
		price, size = d.positive(o.Get("p"), "p"), d.positive(o.Get("q"), "q")
	}
	base, usd := d.measure(c, size, market.Price(price))
	if d.spoiled() {
		return
	}
	closed := market.Short
	if side == market.Sell {
		closed = market.Long
	}
	d.event(market.KindLiquidation, c, t).Liquidation = market.Liquidation{
		Time: t, Closed: closed, Price: market.Price(price), PriceKind: kind, Base: base, USD: usd,
	}
}

// depth reads a change of the book, or on the streams of a fixed depth the
// best levels. A change without pu is the spot market's.
func (binance) depth(d *Decoder, v *fastjson.Value, partial bool) {
	c := d.symbol(v.Get("s"), "s")
	t := d.millis(v.Get("T"), "T")
	if v.Get("pu") == nil {
		d.spoil(OtherMarket, "binance depthUpdate: without pu it is the spot market's")
	}
	book := market.Book{First: d.whole(v.Get("U"), "U"), Last: d.whole(v.Get("u"), "u"), Prev: d.whole(v.Get("pu"), "pu"), Partial: partial}
	book.Bids = d.side(c, v.Get("b"), 0, 1, partial)
	book.Asks = d.side(c, v.Get("a"), 0, 1, partial)
	if d.spoiled() {
		return
	}
	kind := market.KindBookDelta
	if partial {
		kind = market.KindBookSnapshot
	}
	d.event(kind, c, t).Book = book
}

// best reads the best bid and ask.
func (binance) best(d *Decoder, v *fastjson.Value) {
	c := d.symbol(v.Get("s"), "s")
	t := d.timeOr(v.Get("T"), "T", d.at)
	book := market.Book{Last: d.whole(v.Get("u"), "u"), Partial: true}
	book.Bids = d.level(c, v.Get("b"), v.Get("B"))
	book.Asks = d.level(c, v.Get("a"), v.Get("A"))
	if !d.spoiled() {
		d.event(market.KindBookSnapshot, c, t).Book = book
	}
}

// kline reads a bar that may still form. V is what takers bought.
func (binance) kline(d *Decoder, v *fastjson.Value) {
	k := v.Get("k")
	if k == nil {
		d.unknown()
		return
	}
	var c *contract
	switch {
	case is(v.Get("e"), "kline"):
		c = d.symbol(k.Get("s"), "s")
	case is(v.Get("ct"), "PERPETUAL"):
		c = d.symbol(v.Get("ps"), "ps")
	default:
		return // a bar of quarterly contracts
	}
	bar, span := d.binanceBar(k.Get("t"), k.Get("T"), k.Get("o"), k.Get("h"), k.Get("l"), k.Get("c"))
	bar.Volume = market.Base(d.amount(k.Get("v"), "v"))
	bar.TakerBuy, bar.Optional = market.Base(d.amount(k.Get("V"), "V")), market.OptionalTaker
	d.candle(c, market.Candle{Bar: bar, Span: span, Final: k.GetBool("x")})
}

// binanceBar reads the prices of a bar and its first and last millisecond.
func (d *Decoder) binanceBar(start, last, open, high, low, end *fastjson.Value) (market.Bar, market.Millis) {
	bar := market.Bar{Start: d.millis(start, "the start")}
	bar.Open, bar.High = d.price(open, "open"), d.price(high, "high")
	bar.Low, bar.Close = d.price(low, "low"), d.price(end, "close")
	span := d.millis(last, "the end") + 1 - bar.Start
	if span < 0 {
		d.wrong(last, "the end", "after the start")
	}
	return bar, span
}

// mark reads mark and index price, and with them the funding to come.
func (binance) mark(d *Decoder, v *fastjson.Value) {
	c := d.symbol(v.Get("s"), "s")
	t := d.millis(v.Get("E"), "E")
	d.markAndFunding(c, t, v.Get("p"), v.Get("i"), v.Get("r"), v.Get("T"))
}

// markAndFunding reads a mark price, with the index, the funding rate and the
// time of its payment where those are there.
func (d *Decoder) markAndFunding(c *contract, t market.Millis, price, index, rate, next *fastjson.Value) {
	m := market.Mark{Time: t, Mark: d.price(price, "the mark price")}
	if i, ok := parseDecimal(d.raw(index)); ok && i > 0 {
		m.Index = market.Price(i)
	}
	if d.spoiled() {
		return
	}
	d.event(market.KindMark, c, t).Mark = m
	if d.said(rate) {
		d.funding(c, t, rate, d.timeOr(next, "the next payment", 0), 0)
	}
}

// funding reads a rate for a span of time, by default the contract's own.
func (d *Decoder) funding(c *contract, t market.Millis, rate *fastjson.Value, next, every market.Millis) {
	r := d.number(rate, "the funding rate")
	if d.spoiled() || c == nil {
		return
	}
	if every <= 0 {
		every = c.FundingEvery
	}
	d.event(market.KindFunding, c, t).Funding = market.Funding{
		Time: t, RatePerHour: r * float64(market.Hour) / float64(every), Next: next, Every: every,
	}
}

// tiers reads the maintenance table that is pushed when a contract changes.
func (b binance) tiers(d *Decoder, v *fastjson.Value) {
	if v.Get("bks") == nil {
		return
	}
	c := d.symbol(v.Get("s"), "s")
	for _, row := range d.list(v.Get("bks")) {
		d.tier(c, market.Tier{
			Cap: market.USD(d.positive(row.Get("bnc"), "bnc")), Maintenance: d.positive(row.Get("mmr"), "mmr"),
			MaxLeverage: d.positive(row.Get("ma"), "ma"), Deduction: market.USD(d.amount(row.Get("cf"), "cf")),
		})
	}
}
