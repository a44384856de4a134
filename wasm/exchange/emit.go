package exchange

import (
	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// Candle appends a bar that can exist.
func (r *Reader) Candle(c *Contract, candle market.Candle) {
	if r.Spoiled() || c == nil {
		return
	}
	if fault := candle.Bar.Check(); fault != nil {
		r.Refuse(fault.Code, string(r.venue)+" "+r.what+" "+c.Symbol+": "+fault.Sentence)
		return
	}
	r.Event(market.KindBar, c, candle.Bar.Start).Candle = candle
}

// Tier appends a row of a maintenance table that can exist: the maintenance
// of a position is below its largest leverage's margin. A rate in percent is
// not, and is refused.
func (r *Reader) Tier(c *Contract, tier market.Tier) {
	if r.Spoiled() || c == nil {
		return
	}
	if tier.Maintenance >= 1 || tier.Maintenance*tier.MaxLeverage >= 1 {
		r.Refuse("tier-impossible", string(r.venue)+" "+r.what+" "+c.Symbol+": the maintenance rate is not below the initial margin")
		return
	}
	r.Event(market.KindTier, c, r.At).Tier = tier
}

// Ratio appends a ratio given as a share of 0 to 1.
func (r *Reader) Ratio(c *Contract, t market.Millis, of market.RatioOf, long float64) {
	if !(long >= 0 && long <= 1) {
		r.Spoil("ratio-impossible", string(r.venue)+" "+r.what+": a share is not between 0 and 1")
	}
	if r.Spoiled() || c == nil {
		return
	}
	r.Event(market.KindRatio, c, t).Ratio = market.Ratio{Time: t, Of: of, Long: long}
}

// Side reads one side of a book: rows whose elements at the two indices are
// price and size. In a snapshot an empty level is left out; in a change it
// deletes.
func (r *Reader) Side(c *Contract, rows *fastjson.Value, price, size int, snapshot bool) []market.Level {
	start := len(r.levels)
	if rows == nil || rows.Type() != fastjson.TypeArray {
		r.Wrong(rows, "a side of the book", "a list of levels")
		return nil
	}
	for _, row := range rows.GetArray() {
		pair := row.GetArray()
		if len(pair) <= price || len(pair) <= size {
			r.Wrong(row, "a level", "a price and a size")
			break
		}
		r.addLevel(c, pair[price], pair[size], snapshot)
	}
	return r.levels[start:len(r.levels):len(r.levels)]
}

// Level reads a side of one level; none where the venue has no quote.
func (r *Reader) Level(c *Contract, price, size *fastjson.Value) []market.Level {
	start := len(r.levels)
	if r.Has(price) && r.Has(size) {
		r.addLevel(c, price, size, true)
	}
	return r.levels[start:len(r.levels):len(r.levels)]
}

// Levels reads a side of a snapshot or of a change whose levels are objects.
func (r *Reader) Levels(c *Contract, rows []*fastjson.Value, price, size string, snapshot bool) []market.Level {
	start := len(r.levels)
	for _, row := range rows {
		r.addLevel(c, row.Get(price), row.Get(size), snapshot)
	}
	return r.levels[start:len(r.levels):len(r.levels)]
}

// addLevel puts a level on r.levels, its size in base.
func (r *Reader) addLevel(c *Contract, price, size *fastjson.Value, snapshot bool) {
	q := r.Amount(size, "a size")
	if q == 0 && snapshot {
		return
	}
	p := r.Price(price, "a price")
	var base market.Base
	if q > 0 {
		base, _ = r.Measure(c, q, p)
	}
	r.levels = append(r.levels, market.Level{Price: p, Base: base})
}

// Trade appends an execution, of a size in the venue's own unit.
func (r *Reader) Trade(c *Contract, t market.Millis, taker market.Aggressor, at market.Price, size float64, id *fastjson.Value) {
	base, _ := r.Measure(c, size, at)
	if r.Spoiled() {
		return
	}
	e := r.Event(market.KindTrade, c, t)
	e.ID = r.ID(id)
	e.Trade = market.Trade{Time: t, Taker: taker, Price: at, Base: base}
}

// Liquidation appends a position that was closed by force, of a size in the
// venue's own unit.
func (r *Reader) Liquidation(c *Contract, size float64, l market.Liquidation) {
	l.Base, l.USD = r.Measure(c, size, l.Price)
	if !r.Spoiled() {
		r.Event(market.KindLiquidation, c, l.Time).Liquidation = l
	}
}

// Book appends a snapshot or a change of a book.
func (r *Reader) Book(c *Contract, t market.Millis, snapshot bool, book market.Book) {
	if r.Spoiled() {
		return
	}
	kind := market.KindBookDelta
	if snapshot {
		kind = market.KindBookSnapshot
	}
	r.Event(kind, c, t).Book = book
}
