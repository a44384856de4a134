package main

import (
	"io"
	"strconv"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
)

// span is a range of bins [lo, hi).
type span struct{ lo, hi grid.Bin }

// heat sets dst to the heat of a side over the span.
func (s span) heat(dst []float64, e *engine.Engine, side market.Side) []float64 {
	n := int(s.hi - s.lo)
	if cap(dst) < n {
		dst = make([]float64, n)
	}
	dst = dst[:n]
	e.Heat(dst, side, s.lo, engine.Everything)
	return dst
}

// occupied is the span from the lowest to the highest bin with heat in any
// column.
func (c *course) occupied() (span, error) {
	var all span
	var bins []float64
	err := c.walk(func(_ *market.Bar, e *engine.Engine) error {
		for side := range market.Side(market.Sides) {
			lo, hi := e.Extent(side)
			if lo >= all.lo && hi <= all.hi {
				continue
			}
			bins = span{lo, hi}.heat(bins, e, side)
			for i, usd := range bins {
				if k := lo + grid.Bin(i); usd != 0 {
					if all.lo == all.hi {
						all = span{k, k + 1}
					}
					all.lo, all.hi = min(all.lo, k), max(all.hi, k+1)
				}
			}
		}
		return nil
	})
	return all, err
}

// writeJSON writes {"model","version","unit","times","prices","long","short"}:
// times are the bars' starts in ms, prices the lower edges of every native bin
// from the lowest to the highest that is occupied in any column, long[i][k] the
// USD of column i at price k, as known after its bar. The engine walks the bars
// once for the prices and once for each side, so that no more than one column
// is held.
func writeJSON(w io.Writer, c *course, _ *request) error {
	all, err := c.occupied()
	if err != nil {
		return err
	}
	text := append([]byte(nil), `{"model":`...)
	text = strconv.AppendQuote(text, c.model.Name)
	text = strconv.AppendQuote(append(text, `,"version":`...), c.model.Version)
	text = append(text, `,"unit":"USD","times":[`...)
	for i := range c.Bars[c.first:c.last] {
		text = strconv.AppendInt(comma(text, i), int64(c.Bars[c.first+i].Start), 10)
	}
	text = append(text, `],"prices":[`...)
	for k := all.lo; k < all.hi; k++ {
		text = number(comma(text, int(k-all.lo)), float64(k.Lower()))
	}
	text = append(text, ']')
	for side, name := range [market.Sides]string{market.Long: `,"long":[`, market.Short: `,"short":[`} {
		text = append(text, name...)
		column := 0
		var bins []float64
		err := c.walk(func(_ *market.Bar, e *engine.Engine) error {
			bins = all.heat(bins, e, market.Side(side))
			text = append(comma(text, column), '[')
			for k, usd := range bins {
				text = number(comma(text, k), usd)
			}
			text = append(text, ']')
			column++
			_, err := w.Write(text)
			text = text[:0]
			return err
		})
		if err != nil {
			return err
		}
		text = append(text, ']')
	}
	_, err = w.Write(append(text, '}', '\n'))
	return err
}

// writeCSV writes ts_ms,price,long_usd,short_usd: one row for each bar and
// native bin where either is not zero, price being the bin's lower edge.
func writeCSV(w io.Writer, c *course, _ *request) error {
	text := []byte("ts_ms,price,long_usd,short_usd\n")
	var sides [market.Sides][]float64
	err := c.walk(func(bar *market.Bar, e *engine.Engine) error {
		var all span
		for side := range market.Side(market.Sides) {
			if lo, hi := e.Extent(side); lo < hi {
				if all.lo == all.hi {
					all = span{lo, hi}
				}
				all.lo, all.hi = min(all.lo, lo), max(all.hi, hi)
			}
		}
		for side := range market.Side(market.Sides) {
			sides[side] = all.heat(sides[side], e, side)
		}
		for i, long := range sides[market.Long] {
			short := sides[market.Short][i]
			if long == 0 && short == 0 {
				continue
			}
			text = strconv.AppendInt(text, int64(bar.Start), 10)
			text = number(append(text, ','), float64((all.lo + grid.Bin(i)).Lower()))
			text = number(append(text, ','), long)
			text = append(number(append(text, ','), short), '\n')
		}
		_, err := w.Write(text)
		text = text[:0]
		return err
	})
	return err
}

// comma separates the i-th of a list from the one before.
func comma(text []byte, i int) []byte {
	if i == 0 {
		return text
	}
	return append(text, ',')
}

// number is a float64 as the fewest digits that give it back, with an exponent
// only where JavaScript would write one.
func number(text []byte, v float64) []byte {
	if v != 0 && (v < 1e-6 || v >= 1e21) {
		return strconv.AppendFloat(text, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(text, v, 'f', -1, 64)
}
