package grid

import "math"

// Exp is e**x by the same instructions on every platform: math.Exp is
// assembly on amd64 and Go on wasm, and the two differ in the last bit, which
// would give a visitor other numbers than the native tool. math.Exp2 is Go
// on both.
func Exp(x float64) float64 { return math.Exp2(x * math.Log2E) }

// Log is the natural logarithm of x > 0, alike on every platform for the
// same reason: math.Log1p is Go everywhere, and x = f * 2**e with f in
// [1/2, 1) makes f-1 exact.
func Log(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, e = 2*f, e-1
	}
	return float64(float64(e)*math.Ln2) + math.Log1p(f-1)
}
