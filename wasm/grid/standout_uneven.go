package grid

// unevenSums are what the straight line of surroundings with holes is found by:
// running sums over the bins before each, from a bin on.
type unevenSums struct {
	from int
	sums []unevenSum
}

// unevenSum is of the bins that hold mass: how many, their indices and the squares
// of these, and mass times index. Indices count from unevenSums.from, and their
// sums are exact.
type unevenSum struct{ count, index, squares, moment float64 }

// read sums the bins from from to to, which is below from for none.
func (u *unevenSums) read(mass []float64, from, to int) {
	u.from = from
	u.sums = u.sums[:0]
	if from > to {
		return
	}
	var sum unevenSum
	u.sums = append(u.sums, sum)
	for k, m := range mass[from : to+1] {
		if x := float64(k); m > 0 {
			sum.count++
			sum.index += x
			sum.squares += x * x
			sum.moment += x * m
		}
		u.sums = append(u.sums, sum)
	}
}

// isUneven reports whether surroundings of the i-th bin have holes, or are cut on
// both sides.
func (s *Standout) isUneven(i int) bool {
	return i+s.reach >= s.hole && i-s.reach <= s.holeEnd || s.last-s.first+1 < 2*s.reach
}

// unevenAt is the stand-out of such a bin, which holds mass: over the straight line
// by least squares over its surroundings, which is no less than a quarter of their
// mean.
func (s *Standout) unevenAt(i int) float64 {
	u := &s.uneven
	x := float64(i - u.from)
	a, b := max(i-s.blur, s.first), min(i+s.blur, s.last)+1
	c, d := max(i-s.reach, s.first), min(i+s.reach, s.last)+1
	from, to := &u.sums[a-u.from], &u.sums[b-u.from]
	count := to.count - from.count
	here := (s.masses[b] - s.masses[a]) / count
	at := (to.index-from.index)/count - x

	from, to = &u.sums[c-u.from], &u.sums[d-u.from]
	count = to.count - from.count
	mass := s.masses[d] - s.masses[c]
	mean := mass / count
	// Counted from the bin itself.
	index := to.index - from.index
	squares := to.squares - from.squares - 2*x*index + count*x*x
	index -= count * x
	spread := squares - index*index/count
	if !(spread > 0) {
		return here / mean
	}
	slope := (to.moment - from.moment - x*mass - index*mean) / spread
	usual := mean + slope*(at-index/count)
	if least := mean / 4; usual < least {
		usual = least
	}
	return here / usual
}
