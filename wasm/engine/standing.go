package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Standing sets dst to the mass that stands in the bins from lo on, of all leverage
// classes and of the venues whose bits are set, in base currency: what USD go with,
// and in the learned model the square root of it with distance and extremes. It is
// zero where Heat is.
func (e *Engine) Standing(dst []float64, side market.Side, lo grid.Bin, venues uint32) {
	filled := false
	clear(dst)
	for i, v := range e.venues {
		if venues>>uint(i)&1 == 0 {
			continue
		}
		a, b := e.shown(i, side, lo, len(dst))
		if a >= b {
			continue
		}
		if !filled {
			v.standing(dst[a-lo:b-lo], side, a)
			filled = true
			continue
		}
		sized(&e.mass, int(b-a))
		v.standing(e.mass, side, a)
		for k, m := range e.mass {
			dst[int(a-lo)+k] += m
		}
	}
}
