package grid

import (
	"math"

	"brink/wasm/market"
)

// StandoutReach is how far the surroundings of a bin reach to each side, in
// bins: 2.5 % of price. standoutBlur is half the width over which the mass at a
// bin is taken: finer structure is not in real positions.
const (
	StandoutReach = 50
	standoutBlur  = 6
)

// The same where a column is so long that tens of per cent of price are in sight:
// there finer structure is many lines of which none can be named.
const (
	coarseReach  = 150
	coarseBlur   = 15
	coarseColumn = 2 * market.Hour
)

// Coarse reports whether columns of a length are shaded by wider surroundings.
func Coarse(column market.Millis) bool { return column >= coarseColumn }

// Standout tells how much more mass stands at a bin of one side than in its
// surroundings. It keeps memory between columns; the zero value is ready.
type Standout struct {
	Coarse bool // wider surroundings, from the next Read on

	reach, blur int
	even        float64 // widths of both, the former over the latter
	mass        []float64
	sums        []standoutSums
	first, last int // the bins that hold mass lie from first to last
}

// standoutSums are of all bins before one: how many hold mass, their mass, and
// the sum of mass times index.
type standoutSums struct {
	count        int
	mass, moment float64
}

// Read takes the dollars of one side's bins in order of price, by class, each
// slice of the same length. rooted says that dollars are the square root of the
// mass that stands there, as in the learned model. It keeps nothing of classes.
func (s *Standout) Read(classes [][]float64, rooted bool) {
	s.reach, s.blur = s.Reach(), standoutBlur
	if s.Coarse {
		s.blur = coarseBlur
	}
	s.even = float64(2*s.reach+1) / float64(2*s.blur+1)
	n := len(classes[0])
	if cap(s.sums) < n+1 {
		s.mass, s.sums = make([]float64, n, 2*n), make([]standoutSums, n+1, 2*n+1)
	}
	s.mass, s.sums = s.mass[:n], s.sums[:n+1]
	clear(s.mass)
	for _, usd := range classes {
		usd = usd[:len(s.mass)]
		if rooted {
			for i, x := range usd {
				s.mass[i] += x * x
			}
			continue
		}
		for i, x := range usd {
			s.mass[i] += x
		}
	}
	s.first, s.last = n, -1
	var sum standoutSums
	sums := s.sums[1 : n+1]
	for i, m := range s.mass {
		if m > 0 {
			if sum.count == 0 {
				s.first = i
			}
			s.last = i
			sum.count++
			sum.mass += m
			sum.moment += m * float64(i)
		}
		sums[i] = sum
	}
}

// Reach is how far surroundings reach to each side, in bins.
func (s *Standout) Reach() int {
	if s.Coarse {
		return coarseReach
	}
	return StandoutReach
}

// At is the mean mass about the i-th bin over that of its surroundings: 1 where
// mass is even or rises evenly; 0 of a bin without mass and of one outside of
// what was read. Surroundings are the bins within Reach that hold mass.
// Where they do not lie alike on both sides, as at the last price, the straight
// line that fits them best is compared with, so that an edge does not stand out
// for being one.
func (s *Standout) At(i int) float64 {
	if i < 0 || i >= len(s.mass) || !(s.mass[i] > 0) {
		return 0
	}
	around := s.within(i, s.reach)
	here := s.within(i, s.blur)
	if around.count == 2*s.reach+1 {
		// Neither has a hole: one division for both means.
		return here.mass / around.mass * s.even
	}
	index, _ := s.indices(i, s.blur, here.count)
	usual := s.line(i, around, index/float64(here.count))
	return here.mass / float64(here.count) / usual
}

// Surroundings is the mass that At compares the i-th bin's with; 0 of a bin without
// mass and of one outside of what was read.
func (s *Standout) Surroundings(i int) float64 {
	ratio := s.At(i)
	if ratio == 0 {
		return 0
	}
	here := s.within(i, s.blur)
	return here.mass / float64(here.count) / ratio
}

// OverMean is At with the plain mean of the surroundings, wherever they lie: less
// than At where the straight line falls below it.
func (s *Standout) OverMean(i int) float64 {
	if i < 0 || i >= len(s.mass) || !(s.mass[i] > 0) {
		return 0
	}
	around, here := s.within(i, s.reach), s.within(i, s.blur)
	return here.mass / float64(here.count) / (around.mass / float64(around.count))
}

// within is the sums over the bins at most reach from the i-th.
func (s *Standout) within(i, reach int) standoutSums {
	a, b := &s.sums[max(i-reach, 0)], &s.sums[min(i+reach+1, len(s.mass))]
	return standoutSums{b.count - a.count, b.mass - a.mass, b.moment - a.moment}
}

// indices are the sums of the distances to the i-th bin, with their sign, and of
// their squares, over the count bins that hold mass at most reach from it.
func (s *Standout) indices(i, reach, count int) (sum, squares float64) {
	a, b := max(i-reach, s.first), min(i+reach, s.last)
	if b-a+1 == count { // no hole: the sums of whole numbers from a to b
		from, to := float64(a-i), float64(b-i)
		n := to - from + 1
		return (from + to) * n / 2, (to*(to+1)*(2*to+1) - (from-1)*from*(2*from-1)) / 6
	}
	for k := a; k <= b; k++ {
		if s.mass[k] > 0 {
			x := float64(k - i)
			sum += x
			squares += x * x
		}
	}
	return sum, squares
}

// line is the mass at a distance from the i-th bin, by least squares over its
// surroundings, but no less than a quarter of their mean.
func (s *Standout) line(i int, around standoutSums, at float64) float64 {
	count := float64(around.count)
	mean := around.mass / count
	index, squares := s.indices(i, s.reach, around.count)
	spread := squares - index*index/count
	if !(spread > 0) {
		return mean
	}
	moment := around.moment - float64(i)*around.mass
	slope := (moment - index*mean) / spread
	return max(mean+slope*(at-index/count), mean/4)
}

// Stand-outs as bytes: 0 is nothing; level 1 begins at an eighth, with 32 steps
// an octave that are equal within it.
const (
	standoutBase = 0x3e000000 // bits of 1/8
	standoutStep = 18         // bits that a step leaves out
)

// StandoutLevel is the level of a stand-out.
func StandoutLevel(ratio float64) byte {
	if !(ratio > 0) {
		return 0
	}
	bits := int32(math.Float32bits(float32(min(ratio, 1024))))
	return byte(min(max((bits-standoutBase)>>standoutStep+1, 1), 255))
}

// StandoutOf is the stand-out in the middle of a level; 0 of level 0.
func StandoutOf(level byte) float64 {
	if level == 0 {
		return 0
	}
	return float64(math.Float32frombits(standoutBase + (uint32(level)-1)<<standoutStep + 1<<(standoutStep-1)))
}
