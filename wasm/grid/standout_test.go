package grid

import (
	"math"
	"math/rand/v2"
	"testing"

	"brink/wasm/market"
)

// ratios are the stand-outs of all bins.
func ratios(mass []float64) []float64 {
	var s Standout
	s.Read(mass)
	out := make([]float64, len(mass))
	for i := range out {
		out[i] = s.At(i)
	}
	return out
}

// Where mass is even, rises evenly or has holes of any shape, nothing stands
// out, the bins at an edge or at a hole no more than others.
func TestEvenMassDoesNotStandOut(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 7, 60, 101, 400} {
		for _, slope := range []float64{0, .001, -.001} {
			mass := make([]float64, n)
			for i := range mass {
				if mass[i] = 1e9 * (1 + slope*float64(i)); random.IntN(9) == 0 || i > 150 && i < 200 {
					mass[i] = 0
				}
			}
			for i, got := range ratios(mass) {
				if want := min(mass[i], 1); math.Abs(got-want) > 1e-6 {
					t.Fatalf("%d bins, slope %v: bin %d stands out %v times, want %v", n, slope, i, got, want)
				}
			}
		}
	}
}

func TestStandoutDoesNotDependOnVolume(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	mass := make([]float64, 500)
	for i := range mass {
		if i < 30 || i > 60 {
			mass[i] = random.ExpFloat64() * 1e5
		}
	}
	want := ratios(mass)
	for _, by := range []float64{1. / 1024, 3, 1e4} {
		scaled := make([]float64, len(mass))
		for i := range mass {
			scaled[i] = mass[i] * by
		}
		for i, got := range ratios(scaled) {
			if math.Abs(got-want[i]) > 1e-9*want[i] {
				t.Fatalf("bin %d of %v times the volume: %v, want %v", i, by, got, want[i])
			}
		}
	}
}

// What stands out is found where it is, and twice the mass of the surroundings
// reads about two.
func TestWhatStandsOut(t *testing.T) {
	mass := make([]float64, 400)
	for i := range mass {
		mass[i] = 4e8
		if i >= 200 && i < 200+2*standoutBlur+1 {
			mass[i] *= 2
		}
	}
	plain := ratios(mass)
	peak := 200 + standoutBlur
	if got := plain[peak]; got < 1.7 || got > 2 {
		t.Errorf("twice the mass stands out %v times", got)
	}
	for i := range plain {
		if i != peak && plain[i] >= plain[peak] {
			t.Fatalf("bin %d stands out %v times, the middle of the heap %v", i, plain[i], plain[peak])
		}
	}
}

func TestStandoutOfNothing(t *testing.T) {
	var s Standout
	for _, bins := range [][]float64{{}, {1}, {}, {1, 1, 1}} { // first of all nothing at all
		s.Read(bins)
		for i := -1; i <= len(bins); i++ {
			want := 0.
			if i >= 0 && i < len(bins) {
				want = 1
			}
			if got := s.At(i); math.Abs(got-want) > 1e-9 {
				t.Errorf("%v: bin %d stands out %v times, want %v", bins, i, got, want)
			}
		}
	}
}

// The levels of many bins are those of each, whatever holes there are.
func TestLevelsOfManyBins(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 9))
	for n := range 400 {
		usd := make([]float64, 20+random.IntN(500))
		for i := range usd {
			if usd[i] = random.ExpFloat64() * 1e5; n%3 == 0 && (i < 30 || random.IntN(60) == 0) || n%3 == 1 && i > len(usd)/2 && i < len(usd)/2+40 {
				usd[i] = 0
			}
		}
		s := Standout{Coarse: n%2 == 0}
		s.Read(usd)
		from := random.IntN(len(usd))
		got := make([]byte, (random.IntN(len(usd)-from+1))*market.Sides)
		s.Levels(got, from, len(got)/market.Sides)
		for k := range len(got) / market.Sides {
			level := got[k*market.Sides]
			if other := got[k*market.Sides+1]; other != 0 {
				t.Fatalf("bin %d of the other side has level %d", from+k, other)
			}
			if want := StandoutLevel(s.At(from + k)); level != want {
				t.Fatalf("bin %d of %d has level %d, among many %d", from+k, len(usd), want, level)
			}
		}
	}
}

func TestStandoutOutside(t *testing.T) {
	var s Standout
	for range 2 {
		s.Read([]float64{1, 2, 3})
		for _, i := range []int{-1, 3, 1 << 30} {
			if got := s.At(i); got != 0 {
				t.Errorf("bin %d, which was not read, stands out %v times", i, got)
			}
		}
		s.Read(nil)
		if got := s.At(0); got != 0 {
			t.Errorf("a bin of none stands out %v times", got)
		}
	}
}

func TestStandoutLevels(t *testing.T) {
	if got := StandoutLevel(1); got != 97 {
		t.Errorf("1 is level %d", got)
	}
	for _, ratio := range []float64{0, -1, math.NaN()} {
		if got := StandoutLevel(ratio); got != 0 {
			t.Errorf("%v is level %d", ratio, got)
		}
	}
	if got := StandoutLevel(math.Inf(1)); got != 255 {
		t.Errorf("infinity is level %d", got)
	}
	for level := 1; level < 256; level++ {
		ratio := StandoutOf(byte(level))
		if StandoutLevel(ratio) != byte(level) {
			t.Fatalf("level %d is %v, which is level %d", level, ratio, StandoutLevel(ratio))
		}
		if level > 1 && !(ratio > StandoutOf(byte(level-1))) {
			t.Fatalf("level %d is not above the one before", level)
		}
	}
}

// A column's stand-out allocates nothing once it has memory.
func TestStandoutDoesNotAllocate(t *testing.T) {
	var s Standout
	bins := make([]float64, 900)
	s.Read(bins)
	if n := testing.AllocsPerRun(10, func() { s.Read(bins); s.At(400) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkStandout(b *testing.B) {
	mass := make([]float64, 700)
	for i := range mass {
		mass[i] = float64(1000 + i)
	}
	var s Standout
	levels := make([]byte, 600*market.Sides)
	for b.Loop() {
		s.Read(mass)
		s.Levels(levels, 0, 600)
	}
}

// Beside a plain mean what rises evenly stands out at its high end and less at its
// low one; where surroundings lie alike on both sides it is At.
func TestStandoutOverThePlainMean(t *testing.T) {
	var s Standout
	mass := make([]float64, 300)
	for i := range mass {
		mass[i] = 100 + float64(i)
	}
	s.Read(mass)
	if low, high := s.OverMean(0), s.OverMean(299); low >= 1 || high <= 1 || s.OverMean(-1) != 0 || s.OverMean(300) != 0 {
		t.Errorf("%v at the low end, %v at the high one", low, high)
	}
	if a, b := s.OverMean(150), s.At(150); math.Abs(a-b) > 1e-12 {
		t.Errorf("%v, At %v", a, b)
	}
}

// Where columns are long the surroundings are wider: fine structure gives way to
// broad, what is even stays so, and volume makes no difference.
func TestCoarseStandout(t *testing.T) {
	if Coarse(30*market.Minute) || !Coarse(4*market.Hour) {
		t.Error("the wrong columns are coarse")
	}
	heap := func(wide int, by float64) []float64 {
		mass := make([]float64, 900)
		for i := range mass {
			if mass[i] = by * (100 + float64(i)/10); i >= 450-wide/2 && i <= 450+wide/2 {
				mass[i] *= 2
			}
		}
		return mass
	}
	at := func(coarse bool, mass []float64, i int) float64 {
		s := Standout{Coarse: coarse}
		s.Read(mass)
		return s.At(i)
	}
	if fine, coarse := at(false, heap(7, 1), 450), at(true, heap(7, 1), 450); !(coarse < fine) {
		t.Errorf("a line stands out %v times, coarse %v", fine, coarse)
	}
	if fine, coarse := at(false, heap(61, 1), 450), at(true, heap(61, 1), 450); !(coarse > fine) {
		t.Errorf("a broad heap stands out %v times, coarse %v", fine, coarse)
	}
	for _, i := range []int{0, 100, 899} {
		if got := at(true, heap(0, 1), i); i != 450 && math.Abs(got-1) > .02 {
			t.Errorf("bin %d of what rises evenly stands out %v times", i, got)
		}
	}
	if a, b := at(true, heap(61, 1), 440), at(true, heap(61, 1024), 440); a != b {
		t.Errorf("of 1024 times the volume %v, not %v", b, a)
	}
}
