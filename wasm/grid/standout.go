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
	// Running sums of mass and of mass times index over the bins before each.
	masses, moments []float64
	counts          []int // of bins that hold mass before each; not kept where all are whole
	whole           bool  // there is no hole between first and last
	first, last     int   // the bins that hold mass lie from first to last
}

// standoutSums are of some bins: how many hold mass, their mass, and the sum of
// mass times index.
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
	if cap(s.masses) < n+1 {
		s.mass, s.masses, s.moments = make([]float64, n, 2*n), make([]float64, n+1, 2*n+1), make([]float64, n+1, 2*n+1)
	}
	s.mass, s.masses, s.moments = s.mass[:n], s.masses[:n+1], s.moments[:n+1]
	s.add(classes, rooted)
	s.first, s.last = n, -1
	held, sum, moment := 0, 0.0, 0.0
	masses, moments := s.masses[1:n+1], s.moments[1:n+1]
	for i, m := range s.mass {
		if m > 0 {
			if held == 0 {
				s.first = i
			}
			s.last = i
			held++
			sum += m
			moment += m * float64(i)
		}
		masses[i], moments[i] = sum, moment
	}
	if s.whole = held == s.last-s.first+1; !s.whole {
		s.counts = append(s.counts[:0], 0)
		for i, m := range s.mass {
			more := 0
			if m > 0 {
				more = 1
			}
			s.counts = append(s.counts, s.counts[i]+more)
		}
	}
}

// add sets the mass of each bin to the sum over the classes.
func (s *Standout) add(classes [][]float64, rooted bool) {
	mass := s.mass
	if len(classes) == 4 && rooted { // as the page has them: one pass
		a, b, c, d := classes[0][:len(mass)], classes[1][:len(mass)], classes[2][:len(mass)], classes[3][:len(mass)]
		for i := range mass {
			mass[i] = a[i]*a[i] + b[i]*b[i] + c[i]*c[i] + d[i]*d[i]
		}
		return
	}
	clear(mass)
	for _, usd := range classes {
		usd = usd[:len(mass)]
		if rooted {
			for i, x := range usd {
				mass[i] += x * x
			}
			continue
		}
		for i, x := range usd {
			mass[i] += x
		}
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
	if s.whole && i-s.reach >= s.first && i+s.reach <= s.last {
		// Neither has a hole: one division for both means.
		return (s.masses[i+s.blur+1] - s.masses[i-s.blur]) / (s.masses[i+s.reach+1] - s.masses[i-s.reach]) * s.even
	}
	around := s.within(i, s.reach)
	here := s.within(i, s.blur)
	index, _ := s.indices(i, s.blur, here.count)
	usual := s.line(i, around, index/float64(here.count))
	return here.mass / float64(here.count) / usual
}

// Levels writes the levels of what stands out at the bins [from, from+len(dst)),
// which lie within what was read.
func (s *Standout) Levels(dst []byte, from int) {
	// Those without a hole in reach, all at once: a call for each costs most of it.
	first, end := max(s.first+s.reach-from, 0), min(s.last-s.reach+1-from, len(dst))
	if !s.whole || first >= end {
		first, end = len(dst), len(dst)
	}
	for k := range dst[:first] {
		dst[k] = StandoutLevel(s.At(from + k))
	}
	if first < end {
		at := from + first
		n := end - first
		a, b := s.masses[at-s.blur:][:n], s.masses[at+s.blur+1:][:n]
		c, d := s.masses[at-s.reach:][:n], s.masses[at+s.reach+1:][:n]
		out := dst[first:end]
		for k := range out {
			bits := int32(math.Float32bits(float32(min((b[k]-a[k])/(d[k]-c[k])*s.even, most))))
			out[k] = byte(min(max((bits-standoutBase)>>standoutStep+1, 1), 255))
		}
	}
	for k := end; k < len(dst); k++ {
		dst[k] = StandoutLevel(s.At(from + k))
	}
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
	from, to := max(i-reach, 0), min(i+reach+1, len(s.mass))
	count := min(to, s.last+1) - max(from, s.first)
	if !s.whole {
		count = s.counts[to] - s.counts[from]
	}
	return standoutSums{count, s.masses[to] - s.masses[from], s.moments[to] - s.moments[from]}
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
	most         = 1024       // more is the last level
)

// StandoutLevel is the level of a stand-out.
func StandoutLevel(ratio float64) byte {
	if !(ratio > 0) {
		return 0
	}
	bits := int32(math.Float32bits(float32(min(ratio, most))))
	return byte(min(max((bits-standoutBase)>>standoutStep+1, 1), 255))
}

// StandoutOf is the stand-out in the middle of a level; 0 of level 0.
func StandoutOf(level byte) float64 {
	if level == 0 {
		return 0
	}
	return float64(math.Float32frombits(standoutBase + (uint32(level)-1)<<standoutStep + 1<<(standoutStep-1)))
}
