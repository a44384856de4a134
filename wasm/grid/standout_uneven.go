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
	if from > to {
		return
	}
	mass = mass[from : to+1]
	if cap(u.sums) <= len(mass) {
		u.sums = make([]unevenSum, 2*len(mass)+1)
	}
	sums := u.sums[1:][:len(mass)] // the first is of none
	var sum unevenSum
	for k, m := range mass {
		if x := float64(k); m > 0 {
			sum.count++
			sum.index += x
			sum.squares += x * x
			sum.moment += x * m
		}
		sums[k] = sum
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
	near := to.count - from.count
	here := s.masses[b] - s.masses[a]
	at := to.index - from.index - near*x // near times the place that is compared, counted from the bin itself

	from, to = &u.sums[c-u.from], &u.sums[d-u.from]
	count := to.count - from.count
	mass := s.masses[d] - s.masses[c]
	index := to.index - from.index
	squares := to.squares - from.squares - 2*x*index + count*x*x
	index -= count * x
	moment := to.moment - from.moment - x*mass
	// The line is mass/count + slope*(at/near - index/count), with the slope
	// (count*moment - index*mass)/spread: all is multiplied by count*near*spread, so
	// that one division is left.
	spread := count*squares - index*index
	if !(spread > 0) {
		return here * count / (near * mass)
	}
	mean := near * mass * spread
	usual := max(mean+(count*moment-index*mass)*(count*at-near*index), mean/4)
	return here * count * spread / usual
}
