// Package grid is the price axis and the price x time raster: fixed
// logarithmic bins that never move with price, and the merging of columns and
// rows that keeps sums. It knows dollars in cells, and nothing of how they
// were estimated or how they are coloured.
package grid

import (
	"math"

	"brink/wasm/market"
)

// Step is the height of a native bin in natural-log price: 5 basis points
// (engine/MODEL.md 2).
const Step = 5e-4

// Origin is the lower edge of bin 0.
const Origin market.Price = 10_000

// Lowest and Highest bound the prices the grid holds; a price beyond them is
// refused, so that one absurd message cannot ask for unbounded memory.
const (
	Lowest  market.Price = 1e-9
	Highest market.Price = 1e12
)

// Bin is the index of a native bin: bin k covers the prices
// [Origin*exp(k*Step), Origin*exp((k+1)*Step)).
type Bin int32

// Holds reports whether p is a price that the grid has a bin for.
func Holds(p market.Price) bool { return p >= Lowest && p <= Highest }

// Of returns the bin that p falls into. p must be one that the grid Holds.
func Of(p market.Price) Bin {
	x := Coordinate(p)
	k := Bin(math.Floor(x))
	// The logarithm is rounded, by less than 1e-10 of a bin: near an edge it
	// is the edges that decide.
	if part := x - float64(k); part > nearEdge && part < 1-nearEdge {
		return k
	}
	if p >= (k + 1).Lower() {
		return k + 1
	}
	if p < k.Lower() {
		return k - 1
	}
	return k
}

const nearEdge = 1e-6

// Coordinate is the place of p on the axis in bins, with the fraction:
// ln(p/Origin)/Step.
func Coordinate(p market.Price) float64 { return Log(float64(p/Origin)) / Step }

// Price is the inverse of Coordinate.
func Price(coordinate float64) market.Price {
	return Origin * market.Price(Exp(coordinate*Step))
}

// Lower is the bin's lower edge, inclusive.
func (k Bin) Lower() market.Price { return Price(float64(k)) }

// Middle is the bin's geometric middle, at which its base amounts are
// valued in dollars.
func (k Bin) Middle() market.Price { return Price(float64(k) + .5) }

// Shift is how many bins away from entry a liquidation at distance d lies:
// round(ln(1-d)/Step) for longs, round(ln(1+d)/Step) for shorts. d is
// |entry - liquidation| / entry, in [0, 1).
func Shift(side market.Side, d float64) Bin {
	if side == market.Long {
		return Bin(math.Round(Log(1-d) / Step))
	}
	return Bin(math.Round(Log(1+d) / Step))
}
