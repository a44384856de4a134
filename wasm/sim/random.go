package sim

import (
	"math"
	"math/rand/v2"

	"brink/wasm/grid"
)

// random draws the same numbers on every platform: the generator's bits are
// specified, and the shapes below use only arithmetic and grid's exact
// functions, unlike the standard library's normal and exponential ones.
type random struct{ pcg *rand.PCG }

func newRandom(seed, stream uint64) random { return random{rand.NewPCG(seed, stream)} }

// uniform is in (0, 1).
func (r random) uniform() float64 { return (float64(r.pcg.Uint64()>>11) + .5) / (1 << 53) }

// exponential has mean 1.
func (r random) exponential() float64 { return -grid.Log(r.uniform()) }

// poisson counts arrivals at a small mean rate, by Knuth's product.
func (r random) poisson(mean float64) int {
	n, limit, product := 0, grid.Exp(-mean), r.uniform()
	for product > limit {
		n++
		product *= r.uniform()
	}
	return n
}

// lognormal has the given median and sigma of its logarithm.
func (r random) lognormal(median, sigma float64) float64 {
	return median * grid.Exp(sigma*r.normal())
}

// normal is standard normal, by Acklam's rational approximation of the
// inverse distribution (relative error 1.15e-9).
func (r random) normal() float64 {
	p := r.uniform()
	const low = .02425
	switch {
	case p < low:
		return tail(math.Sqrt(-2 * grid.Log(p)))
	case p > 1-low:
		return -tail(math.Sqrt(-2 * grid.Log(1-p)))
	}
	q := p - .5
	s := q * q
	return (((((-3.969683028665376e+01*s+2.209460984245205e+02)*s-2.759285104469687e+02)*s+1.383577518672690e+02)*s-3.066479806614716e+01)*s + 2.506628277459239) * q /
		(((((-5.447609879822406e+01*s+1.615858368580409e+02)*s-1.556989798598866e+02)*s+6.680131188771972e+01)*s-1.328068155288572e+01)*s + 1)
}

func tail(q float64) float64 {
	return (((((-7.784894002430293e-03*q-3.223964580411365e-01)*q-2.400758277161838)*q-2.549732539343734)*q+4.374664141464968)*q + 2.938163982698783) /
		((((7.784695709041462e-03*q+3.224671290700398e-01)*q+2.445134137142996)*q+3.754408661907416)*q + 1)
}
