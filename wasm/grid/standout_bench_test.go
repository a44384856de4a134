package grid

import (
	"math"
	"testing"

	"brink/wasm/market"
)

// One side of one column, as 15 % of price hold it: cut at the price, where it has
// holes, and out of sight at the other end.
func BenchmarkStandoutAtThePrice(b *testing.B) {
	mass := make([]float64, 380)
	for i := range mass {
		if mass[i] = 1 + float64(i)/100 + math.Sin(float64(i)/7)/2; i < 30 && i%9 == 0 {
			mass[i] = 0
		}
	}
	levels := make([]byte, 330*market.Sides)
	var s Standout
	for b.Loop() {
		s.Read(mass)
		s.Levels(levels, 0, 330)
	}
}
