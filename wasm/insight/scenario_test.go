package insight

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

func TestRunStopsWhereTheBookHasTakenAll(t *testing.T) {
	for name, c := range map[string]struct {
		forced      market.USD
		heat, depth []float64
		want        Course
	}{
		"nothing is forced":    {0, []float64{5}, []float64{1}, Course{Stopped: true}},
		"half of the first":    {5, nil, []float64{10, 10}, Course{Bins: .5, Taken: 5, Stopped: true}},
		"heat on the way":      {10, []float64{5, 5}, []float64{10, 10}, Course{Bins: 2, SetOff: 10, Taken: 20, Stopped: true}},
		"as hot as it is deep": {5, []float64{10, 10}, []float64{10, 10}, Course{Bins: 2, SetOff: 20, Taken: 20, Left: 5}},
		"no book":              {5, []float64{10}, nil, Course{Left: 5}},
		"an empty bin":         {5, nil, []float64{0, 10}, Course{Bins: 1.5, Taken: 5, Stopped: true}},
	} {
		got := Run(c.forced, c.heat, c.depth)
		if math.Abs(got.Bins-c.want.Bins) > 1e-12 || math.Abs(float64(got.SetOff-c.want.SetOff)) > 1e-9 || math.Abs(float64(got.Taken-c.want.Taken)) > 1e-9 || got.Stopped != c.want.Stopped || got.Left != c.want.Left {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// farther reports whether a course goes as far as another, or farther, and sets off
// as much.
func farther(a, b Course) bool {
	const rounding = 1e-9
	return a.Bins >= b.Bins-rounding && float64(a.SetOff) >= float64(b.SetOff)*(1-rounding)-rounding && (!a.Stopped || b.Stopped)
}

// More forced, more heat and less depth never end sooner or set off less; and what
// the book took is what was forced, but for what is left.
func TestRunIsMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	random := func(n int, scale float64) []float64 {
		list := make([]float64, n)
		for i := range list {
			if r.IntN(4) > 0 {
				list[i] = scale * math.Exp(2*r.NormFloat64())
			}
		}
		return list
	}
	stopped := 0
	for range 3000 {
		n := r.IntN(60)
		heat, depth := random(r.IntN(60), .5), random(n, 1)
		forced := 20 * math.Exp(2*r.NormFloat64())
		base := Run(market.USD(forced), heat, depth)
		if base.Stopped {
			stopped++
		}
		if total := forced + float64(base.SetOff); math.Abs(total-float64(base.Taken+base.Left)) > 1e-9*total || base.Bins > float64(n) {
			t.Fatalf("%v forced, %+v", forced, base)
		}
		if more := Run(market.USD(forced*(1+r.Float64())), heat, depth); !farther(more, base) {
			t.Fatalf("more forced ends sooner: %+v, %+v", more, base)
		}
		hotter, deeper := append([]float64{}, heat...), append([]float64{}, depth...)
		for i := range hotter {
			hotter[i] += r.Float64()
		}
		for i := range deeper {
			deeper[i] *= 1 + r.Float64()
		}
		if more := Run(market.USD(forced), hotter, depth); !farther(more, base) {
			t.Fatalf("a hotter map ends sooner: %+v, %+v", more, base)
		}
		if less := Run(market.USD(forced), heat, deeper); !farther(base, less) {
			t.Fatalf("a deeper book ends later: %+v, %+v", less, base)
		}
	}
	if stopped < 500 || stopped > 2900 {
		t.Errorf("%d of 3000 stopped", stopped)
	}
}

// A band is forced once, from its near edge outward, and both sides are mirrors.
func TestForceOfABand(t *testing.T) {
	m := Map{Price: grid.Bin(1000).Middle()}
	m.Planes[market.Long] = Plane{Lo: 980, USD: make([]float64, 20)}
	m.Planes[market.Short] = Plane{Lo: 1001, USD: make([]float64, 20)}
	for i := range 20 {
		m.Planes[market.Long].USD[19-i] = float64(i % 7)
		m.Planes[market.Short].USD[i] = float64(i % 7)
	}
	depth := []float64{1, 1, 1, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4}
	long := m.Force(market.Long, 990, 995, 1, depth)
	short := m.Force(market.Short, 1006, 1011, 1, depth)
	if long.Middle != short.Middle || long.Least != short.Least || long.Most != short.Most || long.Forced != short.Forced {
		t.Errorf("%+v is no mirror of %+v", long, short)
	}
	// Bins 5 to 9 from the price hold 5, 6, 0, 1, 2: those are forced at the edge. The
	// next ones hold 3, 4, 5, 6, ...
	if long.Forced != 14 || long.Level != grid.Bin(995).Lower() || short.Level != grid.Bin(1006).Lower() {
		t.Errorf("%+v", long)
	}
	// The first five bins' book takes 11 of 14; three are left, and then 3 come for 4.
	if want := (Course{Bins: 15, SetOff: 3 + 4 + 5 + 6 + 0 + 1 + 2 + 3 + 4 + 5, Taken: 3 + 12*4}); long.Middle.Bins > want.Bins || !long.Middle.Stopped && long.Middle.Left == 0 {
		t.Errorf("%+v", long.Middle)
	}
	if !farther(long.Most, long.Middle) || !farther(long.Middle, long.Least) || long.Stop(&long.Most) > long.Stop(&long.Least) || short.Stop(&short.Most) < short.Stop(&short.Least) {
		t.Errorf("%+v", long)
	}
	if at := long.Stop(&Course{Bins: 2.5}); math.Abs(float64(at/grid.Price(992.5))-1) > 1e-12 {
		t.Errorf("it stops at %v", at)
	}
	none := m.Force(market.Long, 990, 995, 1, nil)
	if none.Middle.Stopped || none.Middle.Left != 14 {
		t.Errorf("without a book: %+v", none)
	}
}
