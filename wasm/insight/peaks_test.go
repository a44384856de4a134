package insight

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// handMade is a map of one side alone, whose bins are given from price on.
func handMade(side market.Side, usd []float64) *Map {
	m := &Map{Price: 60_000}
	closed := grid.Of(m.Price)
	p := &m.Planes[side]
	p.USD = make([]float64, len(usd))
	p.Lo = closed + 1
	if side == market.Long {
		p.Lo = closed - grid.Bin(len(usd))
	}
	for i, x := range usd {
		if side == market.Long {
			i = len(usd) - 1 - i
		}
		p.USD[i] = x
	}
	return m
}

// away is how many bins lie between price and a bin of handMade.
func away(m *Map, side market.Side, k grid.Bin) int {
	if closed := grid.Of(m.Price); side == market.Short {
		return int(k-closed) - 1
	} else {
		return int(closed-k) - 1
	}
}

// even is bins that all hold the same.
func even(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1e6
	}
	return out
}

// hill adds a triangle of a height and half width.
func hill(usd []float64, at, half int, height float64) []float64 {
	for i := max(at-half, 0); i <= min(at+half, len(usd)-1); i++ {
		usd[i] += height * (1 - math.Abs(float64(i-at))/float64(half+1))
	}
	return usd
}

func TestClustersOfHandMadeMaps(t *testing.T) {
	ramp := even(380)
	for i := range ramp {
		ramp[i] *= 1 + .01*float64(i)
	}
	hole := even(380)
	clear(hole[90:130])
	plateau := even(380)
	for i := 100; i < 140; i++ {
		plateau[i] *= 3
	}
	lump := hill(even(380), 120, 10, 2e6)
	clear(lump[60:90])
	for name, c := range map[string]struct {
		usd   []float64
		peaks []int // where they must be, give or take two bins
	}{
		"two peaks with a valley":    {hill(hill(even(380), 60, 10, 2e6), 92, 10, 1.5e6), []int{60, 92}},
		"two peaks without one":      {hill(hill(even(380), 60, 10, 2e6), 66, 10, 1.9e6), []int{63}},
		"a plateau":                  {plateau, []int{119}},
		"a ramp":                     {ramp, nil},
		"a hole":                     {hole, nil},
		"a peak beyond a hole":       {lump, []int{120}},
		"a peak at the price":        {hill(even(380), 4, 12, 3e6), []int{4}},
		"a peak at the end":          {hill(even(240), 236, 12, 3e6), []int{236}},
		"a peak beyond the farthest": {hill(even(600), 450, 12, 3e6), nil},
		"an island":                  {hill(make([]float64, 380), 200, 9, 1e6), []int{200}},
	} {
		for side := range market.Side(market.Sides) {
			m := handMade(side, c.usd)
			got := m.Clusters(nil, DefaultCut)
			if len(got) != len(c.peaks) {
				t.Errorf("%s, %vs: %d clusters: %+v", name, side, len(got), got)
				continue
			}
			for i, want := range c.peaks {
				peak := away(m, side, got[i].Peak)
				slack := 2
				if name == "a plateau" {
					slack = 20
				} else if name == "a peak at the end" {
					slack = 3
				}
				if peak < want-slack || peak > want+slack {
					t.Errorf("%s, %vs: a peak %d bins away, want %d", name, side, peak, want)
				}
			}
		}
	}
}

// A valley parts two clusters where it is lowest.
func TestClustersPartAtTheValley(t *testing.T) {
	m := handMade(market.Short, hill(hill(even(380), 60, 14, 2e6), 92, 14, 2e6))
	c := m.Clusters(nil, DefaultCut)
	if len(c) != 2 {
		t.Fatalf("%+v", c)
	}
	if end, begin := away(m, market.Short, c[0].Hi-1), away(m, market.Short, c[1].Lo); end > 76 || begin < 76 {
		t.Errorf("the first ends %d bins away, the second begins %d away; the valley is 76 away", end, begin)
	}
	if c[0].Core < c[0].USD/2 || c[0].Core > c[0].USD || !(c[0].Standout > 1.3) {
		t.Errorf("half of its width holds %v of %v, its peak stands out %v times", c[0].Core, c[0].USD, c[0].Standout)
	}
}

// However broad a heap, a cluster stays tradeable: 1.5 % of price, 3 % far away.
func TestClustersAreNarrow(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 400 {
		m := landscape(r)
		for _, c := range m.Clusters(nil, DefaultCut) {
			away := math.Abs(float64(c.Peak-grid.Of(m.Price))) * grid.Step
			if wide := float64(c.Hi-c.Lo) * grid.Step; wide > DefaultCut.widest(away)+1e-9 || wide > .03+1e-9 || away < .05 && wide > .015+1e-9 {
				t.Fatalf("%v away a cluster is %v wide", away, wide)
			}
		}
	}
}

// The volume of all the market, and the unit that it is counted in, make no
// difference to where clusters are.
func TestClustersDoNotDependOnVolume(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		m := landscape(r)
		a := m.Clusters(nil, DefaultCut)
		for _, by := range []float64{1. / 1024, 3, 1e5} {
			scaled := &Map{Price: m.Price, Planes: m.Planes}
			for side := range scaled.Planes {
				usd := make([]float64, len(m.Planes[side].USD))
				for i, x := range m.Planes[side].USD {
					usd[i] = x * by
				}
				scaled.Planes[side].USD = usd
			}
			b := scaled.Clusters(nil, DefaultCut)
			if len(a) != len(b) {
				t.Fatalf("%v times the volume has %d clusters, not %d", by, len(b), len(a))
			}
			for i := range a {
				if a[i].Lo != b[i].Lo || a[i].Hi != b[i].Hi || a[i].Peak != b[i].Peak || math.Abs(b[i].Standout/a[i].Standout-1) > 1e-9 {
					t.Fatalf("%v times the volume: %+v became %+v", by, a[i], b[i])
				}
			}
		}
	}
}

// The stand-outs that leave the worker are those that clusters are found by.
func TestStandoutsAreThoseOfTheClusters(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 50 {
		m := landscape(r)
		clusters := m.Clusters(nil, DefaultCut)
		for side := range market.Side(market.Sides) {
			levels := m.Standouts(nil, side)
			if len(levels) != len(m.Planes[side].USD) {
				t.Fatalf("%d levels of %d bins", len(levels), len(m.Planes[side].USD))
			}
			for _, c := range clusters {
				if c.Side == side && levels[c.Peak-m.Planes[side].Lo] != grid.StandoutLevel(c.Standout) {
					t.Fatalf("the bin of %+v has level %d", c, levels[c.Peak-m.Planes[side].Lo])
				}
			}
		}
	}
}
