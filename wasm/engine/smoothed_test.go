package engine

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Mass that is even stays as it is, and what stands out gives way to what stands
// around it; where nothing stands nothing comes.
func TestSurroundingsReplaceMass(t *testing.T) {
	l := newLearned(&Shipped, &Venue{}, false)
	l.surroundings = new(surroundings)
	for class := range l.fields[market.Long] {
		f := &l.fields[market.Long][class]
		f.add(900, 1000, 25)
		f.add(1040, 1100, 25)
	}
	l.fields[market.Long][2].add(950, 951, 900)
	l.surroundings.begin(l, 900, 1100)
	mass := make([]float64, 200)
	for class := range l.fields[market.Long] {
		l.fields[market.Long][class].addTo(mass, 900)
	}
	l.surroundings.replace(market.Long, mass, 900)
	for i, m := range mass {
		switch {
		case i >= 100 && i < 140:
			if m != 0 {
				t.Fatalf("%v in bin %d, where nothing stands", m, i)
			}
		case i > 160 || i == 50:
			// A hundred bins share what stands out, along a line that leans by a hair.
			if want := map[bool]float64{true: 109, false: 100}[i == 50]; math.Abs(m-want) > 1e-4*want {
				t.Fatalf("%v in bin %d, want %v", m, i, want)
			}
		}
	}
}

// Without its fine structure the map holds, voids and sweeps the same mass: its
// forecast of a path alone is another, and over a usual day of about the same size.
func TestSmoothedSweepsTheSame(t *testing.T) {
	plain, smoothed := New(&Learned, five, 1), New(&Smoothed, five, 1)
	bars := walk(17, 3000, 0)
	feed(t, plain, bars)
	feed(t, smoothed, bars)
	for side := range market.Side(market.Sides) {
		a, b := plain.venues[0].(*learned), smoothed.venues[0].(*learned)
		for class := range a.fields[side] {
			if x, y := a.fields[side][class].swept, b.fields[side][class].swept; x != y {
				t.Errorf("%v class %d: %v swept, smoothed %v", side, class, x, y)
			}
		}
		lo, hi := plain.Extent(side)
		heat, again := make([]float64, hi-lo), make([]float64, hi-lo)
		plain.Heat(heat, side, lo, Everything)
		smoothed.Heat(again, side, lo, Everything)
		for i := range heat {
			if heat[i] != again[i] {
				t.Fatalf("%v bin %v holds %v, smoothed %v", side, lo+grid.Bin(i), heat[i], again[i])
			}
		}
	}
	if x, y := float64(plain.UsualDay()), float64(smoothed.UsualDay()); x == y || math.Abs(y/x-1) > .2 {
		t.Errorf("a usual day of %v, smoothed %v", x, y)
	}
}
