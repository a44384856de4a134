package exchange

import (
	"github.com/valyala/fastjson"

	"brink/wasm/market"
)

// candle appends a bar that can exist.
func (d *Decoder) candle(c *contract, candle market.Candle) {
	if d.spoiled() || c == nil {
		return
	}
	if fault := candle.Bar.Check(); fault != nil {
		d.refuse(fault.Code, string(d.venue)+" "+d.what+" "+c.Symbol+": "+fault.Sentence)
		return
	}
	d.event(market.KindBar, c, candle.Bar.Start).Candle = candle
}

// tier appends a row of a maintenance table that can exist: the maintenance
// of a position is below its largest leverage's margin. A rate in percent is
// not, and is refused.
func (d *Decoder) tier(c *contract, tier market.Tier) {
	if d.spoiled() || c == nil {
		return
	}
	if tier.Maintenance >= 1 || tier.Maintenance*tier.MaxLeverage >= 1 {
		d.refuse("tier-impossible", string(d.venue)+" "+d.what+" "+c.Symbol+": the maintenance rate is not below the initial margin")
		return
	}
	d.event(market.KindTier, c, d.at).Tier = tier
}

// share appends a ratio given as a share of 0 to 1.
func (d *Decoder) share(c *contract, t market.Millis, of market.RatioOf, long float64) {
	if !(long >= 0 && long <= 1) {
		d.spoil("ratio-impossible", string(d.venue)+" "+d.what+": a share is not between 0 and 1")
	}
	if d.spoiled() || c == nil {
		return
	}
	d.event(market.KindRatio, c, t).Ratio = market.Ratio{Time: t, Of: of, Long: long}
}

// side reads one side of a book: rows whose elements at the two indices are
// price and size. In a snapshot an empty level is left out; in a change it
// deletes.
func (d *Decoder) side(c *contract, rows *fastjson.Value, price, size int, snapshot bool) []market.Level {
	start := len(d.levels)
	if rows == nil || rows.Type() != fastjson.TypeArray {
		d.wrong(rows, "a side of the book", "a list of levels")
		return nil
	}
	for _, row := range rows.GetArray() {
		pair := row.GetArray()
		if len(pair) <= price || len(pair) <= size {
			d.wrong(row, "a level", "a price and a size")
			break
		}
		d.addLevel(c, pair[price], pair[size], snapshot)
	}
	return d.levels[start:len(d.levels):len(d.levels)]
}

// level reads a side of one level; none where the venue has no quote.
func (d *Decoder) level(c *contract, price, size *fastjson.Value) []market.Level {
	start := len(d.levels)
	if d.said(price) && d.said(size) {
		d.addLevel(c, price, size, true)
	}
	return d.levels[start:len(d.levels):len(d.levels)]
}

// addLevel puts a level on d.levels, its size in base.
func (d *Decoder) addLevel(c *contract, price, size *fastjson.Value, snapshot bool) {
	q := d.amount(size, "a size")
	if q == 0 && snapshot {
		return
	}
	p := d.price(price, "a price")
	var base market.Base
	if q > 0 {
		base, _ = d.measure(c, q, p)
	}
	d.levels = append(d.levels, market.Level{Price: p, Base: base})
}
