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

// Log gives the bits of its general way, which is made of math's functions.
func TestLogIsLog1p(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	check := func(x float64) {
		if got, want := Log(x), log(x); math.Float64bits(got) != math.Float64bits(want) && !math.IsNaN(want) {
			t.Fatalf("%v: %v, by math %v", x, got, want)
		}
	}
	for range 2_000_000 {
		check(math.Pow(10, 30*r.Float64()-15))
		check(1 + (r.Float64()-.5)*math.Pow(10, -16*r.Float64()))
	}
	for _, x := range []float64{1, math.Sqrt2, math.Sqrt2 / 2, .5, 2, 4, 0, math.MaxFloat64, math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p-1021, 0x1p1023, math.Inf(1), math.NaN()} {
		check(x)
		check(math.Nextafter(x, 0))
		check(math.Nextafter(x, math.Inf(1)))
	}
}

func BenchmarkLog(b *testing.B) {
	sum := 0.
	for i := 0; b.Loop(); i++ {
		sum += Log(1 + float64(i%100)*.01)
	}
}

func BenchmarkExp(b *testing.B) {
	sum := 0.
	for i := 0; b.Loop(); i++ {
		sum += Exp(float64(i%100) * .01)
	}
}
