// Package lighter reads Lighter's perpetuals. Markets are numbered; the venue's
// list says which coin each is. Sizes are in base. Liquidations come apart from
// the other trades, and the taker is who was liquidated.
package lighter

import (
	"bytes"

	"github.com/valyala/fastjson"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// codec remembers the coins of the venue's markets by their number.
type codec struct{ coins map[int64]string }

// New returns a codec for one decoder, which knows the first three markets.
func New() exchange.Codec {
	return codec{coins: map[int64]string{0: "ETH", 1: "BTC", 2: "SOL"}}
}

func (codec) Know(c *exchange.Contract) {
	c.BaseCoin, c.Quote = c.Symbol, "USDC"
	c.Contract, c.Sized, c.Nearby = 1, true, true
	c.FundingEvery = market.Hour
}

// market is the contract of a market's number: of one that no list has named, the
// symbol that is assumed.
func (l codec) market(r *exchange.Reader, number int64) *exchange.Contract {
	name := l.coins[number]
	if name == "" {
		name = r.Query.Symbol
	}
	c := r.Contract([]byte(name))
	if c == nil {
		r.Spoil("market-unknown", r.Place()+": the coin of a market is unknown; the venue's list says it")
	}
	return c
}

// of is the contract that a channel ends with the number of (trade:1), or that a
// row names.
func (l codec) of(r *exchange.Reader, channel []byte, row *fastjson.Value) *exchange.Contract {
	if number := row.Get("market_id"); r.Has(number) {
		return l.market(r, r.Whole(number, "market_id"))
	}
	_, digits, _ := bytes.Cut(channel, []byte(":"))
	number, ok := exchange.ParseWhole(digits)
	if !ok {
		r.Unknown()
		return nil
	}
	return l.market(r, number)
}

func (l codec) Frame(r *exchange.Reader, v *fastjson.Value) {
	if v.Type() != fastjson.TypeObject {
		r.Unknown()
		return
	}
	kind := r.Raw(v.Get("type"))
	if fault := v.Get("error"); fault != nil {
		r.Reply(market.KindNotice, exchange.Text(fault.Get("message")))
		return
	}
	switch string(kind) {
	case "connected":
		r.Reply(market.KindAck, "")
		return
	case "ping", "pong":
		r.Reply(market.KindPong, "")
		return
	}
	channel := r.Raw(v.Get("channel"))
	name, _, _ := bytes.Cut(channel, []byte(":"))
	r.What(exchange.OneOf(name, "trade", "order_book", "market_stats"))
	subscribed := bytes.HasPrefix(kind, []byte("subscribed/"))
	switch {
	case v.Get("trades") != nil || v.Get("liquidation_trades") != nil:
		if subscribed {
			r.Reply(market.KindAck, "")
			return // what happened before
		}
		for _, row := range v.GetArray("trades") {
			l.trade(r, channel, row)
		}
		for _, row := range v.GetArray("liquidation_trades") {
			l.trade(r, channel, row)
		}
	case v.Get("trade_id") != nil: // one row, as its recorder kept it
		l.trade(r, channel, v)
	case v.Get("order_book") != nil:
		l.book(r, channel, v, subscribed)
	case v.Get("market_stats") != nil:
		l.stats(r, channel, v.Get("market_stats"))
	default:
		r.Unknown()
	}
}

// trade reads an execution, or one that liquidated its taker. What is leveraged
// down by the venue itself is no trade of the market.
func (l codec) trade(r *exchange.Reader, channel []byte, row *fastjson.Value) {
	kind := row.Get("type")
	forced := exchange.Is(kind, "liquidation")
	if !forced && r.Has(kind) && !exchange.Is(kind, "trade") {
		return
	}
	c := l.of(r, channel, row)
	t := r.Millis(row.Get("timestamp"), "timestamp")
	taker := market.Sell
	switch asked := row.Get("is_maker_ask"); {
	case asked == nil || asked.Type() != fastjson.TypeTrue && asked.Type() != fastjson.TypeFalse:
		r.Wrong(asked, "is_maker_ask", "true or false")
	case asked.Type() == fastjson.TypeTrue:
		taker = market.Buy
	}
	p := r.Price(row.Get("price"), "price")
	size := r.Positive(row.Get("size"), "size")
	if forced {
		r.Liquidation(c, size, market.Liquidation{Time: t, Closed: exchange.ClosedBy(taker), Price: p, PriceKind: market.FillPrice, Complete: true})
		return
	}
	r.Trade(c, t, taker, p, size, row.Get("trade_id"))
}

// book reads a whole book or a change, whose number follows the one before it
// within its connection.
func (l codec) book(r *exchange.Reader, channel []byte, v *fastjson.Value, whole bool) {
	c := l.of(r, channel, v)
	rows := v.Get("order_book")
	b := market.Book{Last: r.Sequence(rows.Get("nonce"), "nonce"), Prev: r.Sequence(rows.Get("begin_nonce"), "begin_nonce")}
	b.Bids, b.Asks = r.Levels(c, rows.GetArray("bids"), "price", "size", whole), r.Levels(c, rows.GetArray("asks"), "price", "size", whole)
	r.Book(c, r.TimeOr(v.Get("timestamp"), "timestamp", r.At), whole, b)
}

// stats reads mark price, funding and open interest, which is in dollars. The
// rate is of an hour, in percent.
func (l codec) stats(r *exchange.Reader, channel []byte, v *fastjson.Value) {
	if v.Type() == fastjson.TypeObject && v.Get("market_id") == nil { // of all markets, by number
		rows, _ := v.Object()
		rows.Visit(func(_ []byte, row *fastjson.Value) { l.stat(r, channel, row) })
		return
	}
	l.stat(r, channel, v)
}

func (l codec) stat(r *exchange.Reader, channel []byte, v *fastjson.Value) {
	c := l.of(r, channel, v)
	mark := v.Get("mark_price")
	r.Mark(c, r.At, mark, v.Get("index_price"), nil, nil)
	if rate := v.Get("current_funding_rate"); r.Has(rate) && c != nil {
		paid := r.Number(rate, "current_funding_rate")
		if !r.Spoiled() {
			r.Event(market.KindFunding, c, r.At).Funding = market.Funding{Time: r.At, RatePerHour: paid / 100, Next: r.Next(v.Get("funding_timestamp"), "funding_timestamp"), Every: market.Hour}
		}
	}
	if size := v.Get("open_interest"); r.Has(size) {
		usd, price := r.Amount(size, "open_interest"), r.Price(mark, "mark_price")
		if !r.Spoiled() && c != nil {
			r.Event(market.KindOpenInterest, c, r.At).OpenInterest = market.OpenInterest{Time: r.At, Base: market.Base(usd / float64(price)), USD: market.USD(usd)}
		}
	}
}

// Answer decodes one of the calls of Plan.
func (l codec) Answer(r *exchange.Reader, call exchange.Call, v *fastjson.Value) {
	if code := r.Raw(v.Get("code")); len(code) > 0 && string(code) != "200" {
		said := string(code) + " " + exchange.Text(v.Get("message"))
		if string(code) == "429" || string(code) == "23000" {
			r.Limited(call, said)
			return
		}
		r.Refused(call, said, false)
		return
	}
	switch call {
	case exchange.CallInstruments:
		for _, row := range r.List(v.Get("order_book_details")) {
			l.instrument(r, row)
		}
	case exchange.CallBars:
		candles(r, r.List(v.Get("c")))
	}
	if !exchange.Whole {
		return
	}
	switch call {
	case exchange.CallTrades:
		r.Ascending(r.List(v.Get("trades")), "timestamp", func(row *fastjson.Value, _ bool) { l.trade(r, nil, row) })
	}
}

// instrument reads a market, and learns its number.
func (l codec) instrument(r *exchange.Reader, row *fastjson.Value) {
	number := r.Whole(row.Get("market_id"), "market_id")
	name := row.Get("symbol")
	i := market.Instrument{
		Venue: r.Venue(), Symbol: exchange.Text(name), BaseCoin: exchange.Text(name), Quote: "USDC", Contract: 1, FundingEvery: market.Hour, Live: exchange.Is(row.Get("status"), "active"),
		Tick: market.Price(step(r, row.Get("supported_price_decimals"))), Lot: market.Base(step(r, row.Get("supported_size_decimals"))),
	}
	if rate, ok := exchange.ParseDecimal(r.Raw(row.Get("min_initial_margin_fraction"))); ok && rate > 0 {
		i.MaxLeverage = 10_000 / rate // told in hundredths of a percent
	}
	if !r.Bad() && r.Contract([]byte(i.Symbol)) != nil {
		l.coins[number] = i.Symbol
	}
	r.Listed(name, i)
}

// candles reads bars, of which the newest may still form; a figure that is zero is
// left out.
func candles(r *exchange.Reader, rows []*fastjson.Value) {
	c := r.Asked()
	if r.Spoiled() {
		return
	}
	span := r.Query.Span
	if span == 0 {
		span = exchange.Nearest(&r.Fields, rows, "t")
	}
	r.Ascending(rows, "t", func(row *fastjson.Value, newest bool) {
		bar := market.Bar{
			Start: r.Millis(row.Get("t"), "t"), Open: r.Price(row.Get("o"), "o"), High: r.Price(row.Get("h"), "h"), Low: r.Price(row.Get("l"), "l"), Close: r.Price(row.Get("c"), "c"),
		}
		if volume := row.Get("v"); volume != nil {
			bar.Volume = market.Base(r.Amount(volume, "v"))
		}
		r.Candle(c, market.Candle{Bar: bar, Span: span, Final: !newest})
	})
}

// step is the smallest step of so many decimals.
func step(r *exchange.Reader, decimals *fastjson.Value) float64 {
	size := 1.0
	for range min(r.Whole(decimals, "the decimals"), 18) {
		size *= 10
	}
	return 1 / size
}
