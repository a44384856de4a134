package exchange

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// bybit is Bybit's v5 interface, for linear contracts or for inverse ones:
// two markets with the same messages, where sizes are in base or in dollars.
// A liquidation names the side of the POSITION, and open interest counts both
// sides of each contract.
type bybit struct {
	venue   market.Venue
	inverse bool
}

func (b bybit) plan() *Plan {
	if b.inverse {
		return &bybitInversePlan
	}
	return &bybitPlan
}

func (b bybit) knows(c *contract) {
	c.Contract, c.sized, c.Inverse = 1, true, b.inverse
	c.nearby = bybitInverse(c.Symbol) == b.inverse
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

// bybitInverse reports whether a symbol is spelt as inverse contracts are:
// BTCUSD, and BTCUSDZ26 for dated ones.
func bybitInverse(symbol string) bool {
	if n := len(symbol); n > 3 && symbol[n-1] >= '0' && symbol[n-1] <= '9' && symbol[n-2] >= '0' && symbol[n-2] <= '9' {
		symbol = symbol[:n-3]
	}
	return strings.HasSuffix(symbol, "USD")
}

func (b bybit) frame(d *Decoder, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		d.unknown()
		return
	}
	topic := d.raw(v.Get("topic"))
	kind, _, _ := bytes.Cut(topic, []byte("."))
	switch string(kind) {
	case "publicTrade", "trade":
		d.what = "publicTrade"
		for _, row := range d.list(v.Get("data")) {
			b.trade(d, row)
		}
	case "allLiquidation":
		d.what = "allLiquidation"
		for _, row := range d.list(v.Get("data")) {
			b.liquidation(d, row, "s", "S", "v", "p", "T", true)
		}
	case "liquidation":
		// Replaced on 2025-02-20; it sent at most one a second.
		d.what = "liquidation"
		b.liquidation(d, v.Get("data"), "symbol", "side", "size", "price", "updatedTime", false)
	case "orderbook":
		d.what = "orderbook"
		// The book with retail orders has three columns and no size of its own.
		if !bytes.HasPrefix(topic, []byte("orderbook.rpi.")) {
			b.book(d, v.Get("data"), d.millis(v.Get("ts"), "ts"), is(v.Get("type"), "snapshot"))
		}
	case "tickers":
		d.what = "tickers"
		b.ticker(d, v.Get("data"), d.timeOr(v.Get("ts"), "ts", d.at), topic)
	case "kline":
		d.what = "kline"
		b.kline(d, v.Get("data"), topic)
	case "":
		b.reply(d, v)
	}
}

// reply is the answer to a message of ours.
func (bybit) reply(d *Decoder, v *fastjson.Value) {
	success := v.Get("success")
	switch {
	case is(v.Get("ret_msg"), "pong") || is(v.Get("op"), "pong"):
		d.event(market.KindPong, nil, d.at)
	case success != nil && success.Type() == fastjson.TypeTrue:
		d.event(market.KindAck, nil, d.at)
	case success != nil && success.Type() == fastjson.TypeFalse:
		d.event(market.KindNotice, nil, d.at).Text = text(v.Get("ret_msg"))
	default:
		d.unknown()
	}
}

func (b bybit) trade(d *Decoder, row *fastjson.Value) {
	b.fill(d, d.symbol(row.Get("s"), "s"), row.Get("T"), row.Get("S"), row.Get("p"), row.Get("v"), row.Get("i"))
}

func (bybit) fill(d *Decoder, c *contract, at, side, price, size, id *fastjson.Value) {
	d.elsewhere(c)
	t := d.millis(at, "the time")
	taker := d.taker(side, "the side", "Buy", "Sell")
	p := d.price(price, "the price")
	base, _ := d.measure(c, d.positive(size, "the size"), p)
	if d.spoiled() {
		return
	}
	e := d.event(market.KindTrade, c, t)
	e.ID = d.id(id)
	e.Trade = market.Trade{Time: t, Taker: taker, Price: p, Base: base}
}

// liquidation reads a position that was closed: Buy was a long. The price is
// that of bankruptcy.
func (bybit) liquidation(d *Decoder, row *fastjson.Value, symbol, side, size, price, at string, complete bool) {
	c := d.symbol(row.Get(symbol), symbol)
	d.elsewhere(c)
	t := d.millis(row.Get(at), at)
	position := d.taker(row.Get(side), side, "Buy", "Sell")
	p := d.price(row.Get(price), price)
	base, usd := d.measure(c, d.positive(row.Get(size), size), p)
	if d.spoiled() {
		return
	}
	closed := market.Long
	if position == market.Sell {
		closed = market.Short
	}
	d.event(market.KindLiquidation, c, t).Liquidation = market.Liquidation{
		Time: t, Closed: closed, Price: p, PriceKind: market.BankruptcyPrice, Base: base, USD: usd, Complete: complete,
	}
}

func (bybit) book(d *Decoder, v *fastjson.Value, t market.Millis, snapshot bool) {
	c := d.symbol(v.Get("s"), "s")
	d.elsewhere(c)
	book := market.Book{Last: d.whole(v.Get("u"), "u")}
	book.Bids = d.side(c, v.Get("b"), 0, 1, snapshot)
	book.Asks = d.side(c, v.Get("a"), 0, 1, snapshot)
	if d.spoiled() {
		return
	}
	kind := market.KindBookDelta
	if snapshot {
		kind = market.KindBookSnapshot
	}
	d.event(kind, c, t).Book = book
}

// ticker reads a snapshot or a change. A change carries only what changed, so
// each part gives its event only when it is there. Spot has neither a mark
// price nor open interest and gives nothing.
func (b bybit) ticker(d *Decoder, v *fastjson.Value, t market.Millis, topic []byte) {
	name := v.Get("symbol")
	var c *contract
	if d.said(name) {
		c = d.symbol(name, "symbol")
	} else {
		c = d.contract(bytes.TrimPrefix(topic, []byte("tickers.")))
	}
	if c == nil || bytes.Count([]byte(c.Symbol), []byte("-")) == 3 {
		return // an option
	}
	d.elsewhere(c)
	if d.spoiled() {
		return
	}
	if every := v.Get("fundingIntervalHour"); d.said(every) {
		if hours := d.positive(every, "fundingIntervalHour"); !d.spoiled() {
			c.FundingEvery = market.Millis(hours) * market.Hour
		}
	}
	if d.said(v.Get("markPrice")) {
		d.markAndFunding(c, t, v.Get("markPrice"), v.Get("indexPrice"), v.Get("fundingRate"), v.Get("nextFundingTime"))
	} else if rate := v.Get("fundingRate"); d.said(rate) {
		d.funding(c, t, rate, d.timeOr(v.Get("nextFundingTime"), "nextFundingTime", 0), 0)
	}
	if d.said(v.Get("openInterest")) {
		b.openInterest(d, c, t, v)
	}
}

// openInterest reads what counts both sides, or the one side that is named
// since 2026-06-11. Its value is in dollars for linear contracts and in base
// for inverse ones.
func (b bybit) openInterest(d *Decoder, c *contract, t market.Millis, v *fastjson.Value) {
	size := d.oneSide(v.Get("singleOpenInterest"), v.Get("openInterest"))
	value := d.oneSide(v.Get("singleOpenInterestValue"), v.Get("openInterestValue"))
	if d.spoiled() {
		return
	}
	oi := market.OpenInterest{Time: t, Base: market.Base(size), USD: market.USD(value)}
	if b.inverse {
		oi.Base, oi.USD = market.Base(value), market.USD(size)
	}
	d.event(market.KindOpenInterest, c, t).OpenInterest = oi
}

// oneSide is one side of an amount: itself where it is there, else half of
// both, 0 where neither is.
func (d *Decoder) oneSide(single, both *fastjson.Value) float64 {
	if d.said(single) {
		return d.amount(single, "the open interest of one side")
	}
	if d.said(both) {
		return d.amount(both, "the open interest") / 2
	}
	return 0
}

// kline reads bars; the topic says their symbol. There is no taker volume.
func (b bybit) kline(d *Decoder, v *fastjson.Value, topic []byte) {
	c := d.contract(topic[bytes.LastIndexByte(topic, '.')+1:])
	if c == nil {
		d.unknown()
		return
	}
	d.elsewhere(c)
	if d.spoiled() {
		return
	}
	for _, k := range d.list(v) {
		bar := market.Bar{Start: d.millis(k.Get("start"), "start")}
		bar.Open, bar.High = d.price(k.Get("open"), "open"), d.price(k.Get("high"), "high")
		bar.Low, bar.Close = d.price(k.Get("low"), "low"), d.price(k.Get("close"), "close")
		bar.Volume = b.volume(d, k.Get("volume"), k.Get("turnover"))
		span := d.millis(k.Get("end"), "end") + 1 - bar.Start
		d.candle(c, market.Candle{Bar: bar, Span: span, Final: k.GetBool("confirm")})
	}
}

// volume is a bar's volume in base: for inverse contracts that is the
// turnover, and the volume counts dollars.
func (b bybit) volume(d *Decoder, volume, turnover *fastjson.Value) market.Base {
	if b.inverse {
		return market.Base(d.amount(turnover, "the turnover"))
	}
	return market.Base(d.amount(volume, "the volume"))
}
