package census

import (
	"cmp"
	"slices"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Wall is a band of prices, the bins [Lo, Hi), at which many observed dollars of one side
// would be forced.
type Wall struct {
	Side   market.Side
	Lo, Hi grid.Bin
	USD    market.USD
}

// How walls are found: the dollars within so many bins (.5 % of the price), as far from
// the price as agreement is judged, the largest ones of each side.
const (
	wallWidth = .005
	mostWalls = 12
)

// Walls are the bands of observed dollars within 15 % of the price, the largest first.
// No two of one side share a bin.
func (o *Observed) Walls() []Wall {
	var walls []Wall
	if !grid.Holds(o.Price) {
		return nil
	}
	width := max(int(grid.Of(o.Price*(1+wallWidth))-grid.Of(o.Price)), 1)
	for side := range market.Side(market.Sides) {
		lo, hi := grid.Of(o.Price), grid.Of(o.Price*(1+within))
		if side == market.Long {
			lo, hi = grid.Of(o.Price*(1-within)), grid.Of(o.Price)+1
		}
		left := make([]float64, hi-lo)
		for i, usd := range o.Sides[side].Plane.USD {
			if k := o.Sides[side].Plane.Lo + grid.Bin(i); k >= lo && k < hi {
				left[k-lo] = usd
			}
		}
		for range mostWalls {
			from, to, usd := heaviest(left, width)
			if !(usd > 0) {
				break
			}
			clear(left[from:to])
			walls = append(walls, Wall{side, lo + grid.Bin(from), lo + grid.Bin(to), market.USD(usd)})
		}
	}
	slices.SortStableFunc(walls, func(a, b Wall) int { return cmp.Compare(b.USD, a.USD) })
	return walls
}

// heaviest are the bins [from, to), at most so many, that hold most: the first and the
// last of them hold something.
func heaviest(usd []float64, width int) (from, to int, most float64) {
	for i, first := range usd {
		if first == 0 {
			continue
		}
		sum, end := 0.0, i
		for k := i; k < min(i+width, len(usd)); k++ {
			if usd[k] > 0 {
				sum, end = sum+usd[k], k+1
			}
		}
		if sum > most {
			from, to, most = i, end, sum
		}
	}
	return from, to, most
}
