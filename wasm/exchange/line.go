package exchange

import (
	"math"
	"strconv"

	"brink/wasm/market"
)

// AppendLine appends an event as one JSON object, without a line break:
// kind, venue, symbol and ts_ms, then what the kind holds. Numbers are the
// shortest that read back the same; what is unknown is left out.
func AppendLine(dst []byte, e *market.Event) []byte {
	w := writer{append(dst, '{')}
	w.text("kind", e.Kind.String())
	w.text("venue", string(e.Venue))
	if e.Symbol != "" {
		w.text("symbol", e.Symbol)
	}
	w.whole("ts_ms", int64(e.Time))
	switch e.Kind {
	case market.KindTrade:
		w.text("taker", e.Trade.Taker.String())
		w.number("price", float64(e.Trade.Price))
		w.number("base", float64(e.Trade.Base))
		w.known("id", e.ID)
	case market.KindBar:
		w.candle(&e.Candle)
	case market.KindMark:
		w.number("price", float64(e.Mark.Mark))
		w.some("index", float64(e.Mark.Index))
	case market.KindOpenInterest:
		if e.OpenInterest.Base > 0 || e.OpenInterest.USD == 0 {
			w.number("base", float64(e.OpenInterest.Base))
		}
		w.some("usd", float64(e.OpenInterest.USD))
	case market.KindFunding:
		f := &e.Funding
		w.number("rate_per_hour", f.RatePerHour)
		w.known("interval_ms", int64(f.Every))
		w.known("next_ms", int64(f.Next))
	case market.KindLiquidation:
		l := &e.Liquidation
		w.text("closed", l.Closed.String())
		w.number("price", float64(l.Price))
		w.text("price_kind", l.PriceKind.String())
		w.number("base", float64(l.Base))
		w.number("usd", float64(l.USD))
		w.yes("complete", l.Complete)
	case market.KindBookSnapshot, market.KindBookDelta:
		w.book(&e.Book)
	case market.KindInstrument:
		w.instrument(e.Instrument)
	case market.KindTier:
		w.some("cap_usd", float64(e.Tier.Cap))
		w.some("cap_base", float64(e.Tier.CapBase))
		w.number("maintenance", e.Tier.Maintenance)
		w.number("max_leverage", e.Tier.MaxLeverage)
		w.number("deduction_usd", float64(e.Tier.Deduction))
	case market.KindRatio:
		w.text("of", e.Ratio.Of.String())
		w.number("long", e.Ratio.Long)
	case market.KindNotice:
		w.text("text", e.Text)
	}
	return append(w.b, '}')
}

type writer struct{ b []byte }

func (w *writer) key(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
}

func (w *writer) text(name, value string) {
	w.key(name)
	w.b = append(w.b, '"')
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '"' || c == '\\':
			w.b = append(w.b, '\\', c)
		case c < ' ':
			const hex = "0123456789abcdef"
			w.b = append(w.b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			w.b = append(w.b, c)
		}
	}
	w.b = append(w.b, '"')
}

func (w *writer) whole(name string, value int64) {
	w.key(name)
	w.b = strconv.AppendInt(w.b, value, 10)
}

// known writes a number that is 0 where it is unknown.
func (w *writer) known(name string, value int64) {
	if value != 0 {
		w.whole(name, value)
	}
}

func (w *writer) number(name string, value float64) {
	w.key(name)
	w.b = appendNumber(w.b, value)
}

// some writes a number that is 0 where it is unknown, and infinite where
// there is no limit.
func (w *writer) some(name string, value float64) {
	if value != 0 && !math.IsInf(value, 0) {
		w.number(name, value)
	}
}

func (w *writer) yes(name string, value bool) {
	w.key(name)
	w.b = strconv.AppendBool(w.b, value)
}

func (w *writer) candle(c *market.Candle) {
	b := &c.Bar
	w.text("of", c.Of.String())
	w.known("interval_ms", int64(c.Span))
	w.number("open", float64(b.Open))
	w.number("high", float64(b.High))
	w.number("low", float64(b.Low))
	w.number("close", float64(b.Close))
	if c.Of == market.TradedPrice {
		w.number("volume", float64(b.Volume))
	}
	if b.Optional.Has(market.OptionalTaker) {
		w.number("taker_buy_volume", float64(b.TakerBuy))
	}
	w.yes("final", c.Final)
}

func (w *writer) book(b *market.Book) {
	w.levels("bids", b.Bids)
	w.levels("asks", b.Asks)
	w.known("first", b.First)
	w.known("last", b.Last)
	w.known("previous", b.Prev)
	if b.Partial {
		w.yes("partial", true)
	}
}

// levels are pairs of price and base.
func (w *writer) levels(name string, levels []market.Level) {
	w.key(name)
	w.b = append(w.b, '[')
	for i, l := range levels {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = appendNumber(append(w.b, '['), float64(l.Price))
		w.b = append(appendNumber(append(w.b, ','), float64(l.Base)), ']')
	}
	w.b = append(w.b, ']')
}

func (w *writer) instrument(i *market.Instrument) {
	w.text("base_coin", i.BaseCoin)
	w.text("quote", i.Quote)
	w.yes("inverse", i.Inverse)
	if i.Quanto {
		w.yes("quanto", true)
	}
	w.number("contract", i.Contract)
	w.some("tick", float64(i.Tick))
	w.some("lot", float64(i.Lot))
	w.some("max_leverage", i.MaxLeverage)
	w.known("funding_every_ms", int64(i.FundingEvery))
	w.known("expires_ms", int64(i.Expires))
	w.yes("live", i.Live)
}

// appendNumber writes a number without an exponent where that is not long.
func appendNumber(dst []byte, value float64) []byte {
	if a := math.Abs(value); a != 0 && (a < 1e-9 || a >= 1e15) {
		return strconv.AppendFloat(dst, value, 'e', -1, 64)
	}
	return strconv.AppendFloat(dst, value, 'f', -1, 64)
}
