package grid

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Exp is math.Exp2 of its argument in powers of two, bit for bit.
func TestExpIsExp2(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2_000_000 {
		x := (r.Float64() - .5) * math.Pow(10, 6*r.Float64()-3)
		if got, want := Exp(x), math.Exp2(x*math.Log2E); got != want {
			t.Fatalf("%v: %v, math.Exp2 %v", x, got, want)
		}
	}
	for _, x := range []float64{0, math.Copysign(0, -1), 1, -1, 692.9, -692.9, 694, -745, 710, math.Inf(1), math.Inf(-1), math.NaN(), .5 / math.Log2E} {
		if got, want := Exp(x), math.Exp2(x*math.Log2E); got != want && !math.IsNaN(want) {
			t.Errorf("%v: %v, math.Exp2 %v", x, got, want)
		}
	}
}

func BenchmarkExp(b *testing.B) {
	sum := 0.
	for i := 0; b.Loop(); i++ {
		sum += Exp(float64(i%100) * .01)
	}
}
