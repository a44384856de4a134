package engine

import (
	"math/rand/v2"
	"testing"

	"brink/wasm/grid"
)

// Fields added up in one pass give the same bits as one after the other,
// however they overlap and however many they are.
func TestTotalIsTheSumOfItsFields(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 2000 {
		fields := make([]field, r.IntN(7))
		var chosen []*field
		for i := range fields {
			f := &fields[i]
			f.scale = 1
			for range r.IntN(4) {
				from := grid.Bin(r.IntN(80) - 40)
				f.add(from, from+grid.Bin(r.IntN(30)), r.ExpFloat64())
				f.scaleDown(r.Float64())
			}
			chosen = append(chosen, f)
		}
		lo, n := grid.Bin(r.IntN(100)-60), r.IntN(80)
		want, got := make([]float64, n), make([]float64, n)
		for i := range got {
			got[i] = -1
		}
		for _, f := range chosen {
			f.addTo(want, lo)
		}
		total(got, lo, chosen)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("bin %d of %d fields: %v in one pass, %v one after the other", i, len(fields), got[i], want[i])
			}
		}
	}
}
