package grid

import "math"

// Exp is e**x by the same instructions on every platform: math.Exp is
// assembly on amd64 and Go on wasm, and the two differ in the last bit, which
// would give a visitor other numbers than the native tool. math.Exp2 is Go
// on both.
func Exp(x float64) float64 {
	x *= math.Log2E
	if !(x > -1000 && x < 1000) {
		return math.Exp2(x)
	}
	// math.Exp2, without what it asks of its argument first, and with the power
	// of two put into the exponent's bits.
	k := math.Floor(x + .5)
	hi, lo := float64((x-k)*ln2Hi), float64((k-x)*ln2Lo)
	r := hi - lo
	t := r * r
	c := r - float64(t*(1.66666666666666657415e-01+float64(t*(-2.77777777770155933842e-03+float64(t*(6.61375632143793436117e-05+float64(t*(-1.65339022054652515390e-06+float64(t*4.13813679705723846039e-08)))))))))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return y * math.Float64frombits(uint64(1023+int64(k))<<52)
}

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Log is the natural logarithm of x > 0, alike on every platform for the
// same reason: math.Log1p is Go everywhere, and x = f * 2**e with f in
// [1/2, 1) makes f-1 exact.
func Log(x float64) float64 {
	const mantissa = 1<<52 - 1
	bits := math.Float64bits(x)
	e := int(bits>>52) - 1023
	if bits&mantissa >= rootOfTwo&mantissa {
		e++
	}
	// f is x without its power of two, between the roots of 1/2 and 2.
	f := math.Float64frombits(bits-uint64(e)<<52) - 1
	if e <= -1022 || e >= 1023 || !(math.Abs(f) > 1./(1<<29)) || !(f > math.Sqrt2/2-1) {
		return log(x)
	}
	// math.Log1p, without what it asks of its argument first.
	s := f / (2 + f)
	z := s * s
	r := float64(z * (6.666666666666735130e-01 + float64(z*(3.999999999940941908e-01+float64(z*(2.857142874366239149e-01+float64(z*(2.222219843214978396e-01+float64(z*(1.818357216161805012e-01+float64(z*(1.531383769920937332e-01+float64(z*1.479819860511658591e-01)))))))))))))
	half := float64(.5 * f * f)
	return float64(float64(e)*math.Ln2) + (f - (half - float64(s*(half+r))))
}

// rootOfTwo is the square root of 2 as bits.
const rootOfTwo = 0x3ff6a09e667f3bcd

// log is Log of whatever number.
func log(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, e = 2*f, e-1
	}
	return float64(float64(e)*math.Ln2) + math.Log1p(f-1)
}
