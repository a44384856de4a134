package grid

import "brink/wasm/market"

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
	masses      []float64 // running sums of mass: of the bins before each
	first, last int       // the bins that hold mass lie from first to last
	// The holes between them lie from hole to holeEnd; where there is none, hole is
	// behind last and holeEnd before first.
	hole, holeEnd int
}

// Read takes the mass that stands at one side's bins, in order of price. It keeps
// the slice, which must stay as it is until the next Read.
func (s *Standout) Read(mass []float64) {
	s.reach, s.blur = s.Reach(), standoutBlur
	if s.Coarse {
		s.blur = coarseBlur
	}
	s.even = float64(2*s.reach+1) / float64(2*s.blur+1)
	n := len(mass)
	s.mass = mass
	if cap(s.masses) < n+1 {
		s.masses = make([]float64, n+1, 2*n+1)
	}
	s.masses = s.masses[:n+1]
	first, last := 0, n-1
	for first < n && !(mass[first] > 0) {
		first++
	}
	for last >= first && !(mass[last] > 0) {
		last--
	}
	s.first, s.last = first, last
	hole, holeEnd := last+1, first-1
	clear(s.masses[:first+1])
	masses, sum := s.masses[1:][:n], 0.0
	for i := first; i <= last; {
		if i+4 <= n { // in WebAssembly each iteration costs as much as its body
			if m, out := mass[i:i+4:i+4], masses[i:i+4:i+4]; m[0] > 0 && m[1] > 0 && m[2] > 0 && m[3] > 0 {
				out[0] = sum + m[0]
				out[1] = out[0] + m[1]
				out[2] = out[1] + m[2]
				sum = out[2] + m[3]
				out[3] = sum
				i += 4
				continue
			}
		}
		if mass[i] > 0 {
			sum += mass[i]
		} else {
			hole, holeEnd = min(hole, i), i
		}
		masses[i] = sum
		i++
	}
	for i := last + 1; i < n; i++ {
		masses[i] = sum
	}
	s.hole, s.holeEnd = hole, holeEnd
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
	low, high := i-s.first, s.last-i
	switch {
	case s.isUneven(i):
		f := s.fitAt(i)
		return s.over(&f, i)
	case low < s.reach:
		return s.lowEdge(low, s.moment(low, 1))
	case high < s.reach:
		return s.highEdge(high, s.moment(high, -1))
	}
	// Neither is cut: one division for both means.
	return (s.masses[i+s.blur+1] - s.masses[i-s.blur]) / (s.masses[i+s.reach+1] - s.masses[i-s.reach]) * s.even
}

// Levels writes the levels of what stands out at the bins [from, from+n), which lie
// within what was read, of one side: that of the k-th to dst[k*market.Sides]. What
// holds no mass is not written to.
func (s *Standout) Levels(dst []byte, from, n int) {
	if len(s.mass) == 0 || n == 0 {
		return
	}
	end := from + n
	s.plainLevels(dst, from, max(s.first+s.reach, from), min(s.last-s.reach+1, end))
	first, last := s.first, s.last
	if last-first+1 >= 2*s.reach {
		s.lowLevels(dst, from, end)
		s.highLevels(dst, from, end)
		first, last = max(first, s.hole-s.reach), min(last, s.holeEnd+s.reach)
	}
	s.unevenLevels(dst, from, end, first, last)
}

// plainLevels writes those of the bins [first, end), about which nothing is cut, and
// which lie at dst as from lies at its begin. Four at a time, and no call for each:
// in WebAssembly either costs as much as the rest.
func (s *Standout) plainLevels(dst []byte, from, first, end int) {
	n := end - first
	if n <= 0 {
		return
	}
	a, b := s.masses[first-s.blur:][:n], s.masses[first+s.blur+1:][:n]
	c, d := s.masses[first-s.reach:][:n], s.masses[first+s.reach+1:][:n]
	even, out := s.even, dst[(first-from)*market.Sides:]
	k := 0
	for ; k+4 <= n; k += 4 {
		o, a, b, c, d := out[k*market.Sides:][:3*market.Sides+1], a[k:k+4:k+4], b[k:k+4:k+4], c[k:k+4:k+4], d[k:k+4:k+4]
		o[0] = plainLevel((b[0] - a[0]) / (d[0] - c[0]) * even)
		o[market.Sides] = plainLevel((b[1] - a[1]) / (d[1] - c[1]) * even)
		o[2*market.Sides] = plainLevel((b[2] - a[2]) / (d[2] - c[2]) * even)
		o[3*market.Sides] = plainLevel((b[3] - a[3]) / (d[3] - c[3]) * even)
	}
	for ; k < n; k++ {
		out[k*market.Sides] = plainLevel((b[k] - a[k]) / (d[k] - c[k]) * even)
	}
}

// Surroundings is the mass that At compares the i-th bin's with; 0 of a bin without
// mass and of one outside of what was read.
func (s *Standout) Surroundings(i int) float64 {
	ratio := s.At(i)
	if ratio == 0 {
		return 0
	}
	count, mass := s.within(i, s.blur)
	return mass / count / ratio
}

// OverMean is At with the plain mean of the surroundings, wherever they lie: less
// than At where the straight line falls below it.
func (s *Standout) OverMean(i int) float64 {
	if i < 0 || i >= len(s.mass) || !(s.mass[i] > 0) {
		return 0
	}
	count, mass := s.within(i, s.blur)
	around, all := s.within(i, s.reach)
	return mass / count / (all / around)
}

// within is how many bins at most reach from the i-th hold mass, and their mass.
func (s *Standout) within(i, reach int) (count, mass float64) {
	from, to := max(i-reach, s.first), min(i+reach, s.last)
	for _, m := range s.mass[from : to+1] {
		if m > 0 {
			count++
		}
	}
	return count, s.masses[to+1] - s.masses[from]
}
