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
	var none [Classes][]float64
	e.PartsAndStanding(&none, side, lo, dst, lo, venues)
}

// Parts sets dst[class] to Heat of each leverage class apart, of the venues whose
// bits are set; all are equally long.
func (e *Engine) Parts(dst *[Classes][]float64, side market.Side, lo grid.Bin, venues uint32) {
	e.PartsAndStanding(dst, side, lo, sized(&e.sum, len(dst[0])), lo, venues)
}

// PartsAndStanding sets dst as Parts does and standing as Standing, from around on,
// at the cost of little more than one: dollars are computed from what stands. The
// bins of standing hold those of dst.
func (e *Engine) PartsAndStanding(dst *[Classes][]float64, side market.Side, lo grid.Bin, standing []float64, around grid.Bin, venues uint32) {
	for class := range dst {
		clear(dst[class])
	}
	clear(standing)
	filled := false
	for i, v := range e.venues {
		if venues>>uint(i)&1 == 0 {
			continue
		}
		a, b := e.shown(i, side, around, len(standing))
		if a >= b {
			continue
		}
		mass := standing[a-around : b-around]
		if filled {
			mass = sized(&e.mass, int(b-a))
		}
		v.standing(mass, side, a)
		if from, to := max(a, lo), min(b, lo+grid.Bin(len(dst[0]))); from < to {
			part := *dst
			for class := range part {
				part[class] = part[class][from-lo : to-lo]
			}
			v.parts(&part, mass[from-a:to-a], side, from, &e.prices)
		}
		if filled {
			for k, m := range mass {
				standing[int(a-around)+k] += m
			}
		}
		filled = true
	}
}
