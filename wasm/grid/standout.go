package grid

import "math"

// StandoutReach is how far the surroundings of a bin reach to each side, in
// bins: 2.5 % of price. standoutBlur is half the width over which the mass at a
// bin is taken: finer structure is not in real positions.
const (
	StandoutReach = 50
	standoutBlur  = 6
)

// Standout tells how much more mass stands at a bin of one side than in its
// surroundings. It keeps memory between columns; the zero value is ready.
type Standout struct {
	mass []float64
	sums []standoutSums
}

// standoutSums are of all bins before one that hold mass: how many they are,
// their indices and the squares of those, their mass, and mass times index.
type standoutSums struct{ count, index, square, mass, moment float64 }

// Read takes the dollars of one side's bins in order of price, by class, each
// slice of the same length. rooted says that dollars are the square root of the
// mass that stands there, as in the learned model. It keeps nothing of classes.
func (s *Standout) Read(classes [][]float64, rooted bool) {
	n := len(classes[0])
	if cap(s.mass) < n {
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
	var sum standoutSums
	for i, m := range s.mass {
		if m > 0 {
			x := float64(i)
			sum.count++
			sum.index += x
			sum.square += x * x
			sum.mass += m
			sum.moment += m * x
		}
		s.sums[i+1] = sum
	}
}

// At is the mean mass about the i-th bin over that of its surroundings: 1 where
// mass is even or rises evenly; 0 of a bin without mass and of one outside of
// what was read. Surroundings are the bins within StandoutReach that hold mass.
// Where they do not lie alike on both sides, as at the last price, the straight
// line that fits them best is compared with, so that an edge does not stand out
// for being one.
func (s *Standout) At(i int) float64 {
	if i < 0 || i >= len(s.mass) || !(s.mass[i] > 0) {
		return 0
	}
	here, around := s.within(i, standoutBlur), s.within(i, StandoutReach)
	usual := around.mass / around.count
	if around.count < 2*StandoutReach+1 {
		usual = around.line(float64(i), here.index/here.count)
	}
	return here.mass / here.count / usual
}

// within is the sums over the bins at most reach from the i-th.
func (s *Standout) within(i, reach int) standoutSums {
	a, b := &s.sums[max(i-reach, 0)], &s.sums[min(i+reach+1, len(s.mass))]
	return standoutSums{b.count - a.count, b.index - a.index, b.square - a.square, b.mass - a.mass, b.moment - a.moment}
}

// line is the mass at index at, by least squares around an index near the
// sums' bins, but no less than a quarter of their mean.
func (w *standoutSums) line(near, at float64) float64 {
	mean := w.mass / w.count
	index := w.index - near*w.count
	square := w.square - 2*near*w.index + near*near*w.count
	moment := w.moment - near*w.mass
	spread := square - index*index/w.count
	if !(spread > 0) {
		return mean
	}
	slope := (moment - index*mean) / spread
	return max(mean+slope*(at-near-index/w.count), mean/4)
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
