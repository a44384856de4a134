package grid

import "brink/wasm/market"

// fit is what the straight line is found by that fits the mass about a bin best,
// where surroundings have holes or are cut on both sides: sums over the bins that
// hold mass, by their distances from that bin.
type fit struct {
	count, index, squares, moment float64 // of the surroundings; moment: of mass times distance
	near, nearIndex               float64 // of the bins that its own mass is taken of
}

// enter adds a bin of the surroundings, at a distance, where it holds mass.
func (f *fit) enter(mass, distance float64) {
	if mass > 0 {
		f.count++
		f.index += distance
		f.squares += distance * distance
		f.moment += distance * mass
	}
}

// leave takes one away.
func (f *fit) leave(mass, distance float64) {
	if mass > 0 {
		f.count--
		f.index -= distance
		f.squares -= distance * distance
		f.moment -= distance * mass
	}
}

// isUneven reports whether surroundings of the i-th bin have holes, or are cut on
// both sides.
func (s *Standout) isUneven(i int) bool {
	return i+s.reach >= s.hole && i-s.reach <= s.holeEnd || s.last-s.first+1 < 2*s.reach
}

// fitAt sums about the i-th bin.
func (s *Standout) fitAt(i int) (f fit) {
	for k := max(i-s.reach, s.first); k <= min(i+s.reach, s.last); k++ {
		f.enter(s.mass[k], float64(k-i))
		if s.mass[k] > 0 && k >= i-s.blur && k <= i+s.blur {
			f.near++
			f.nearIndex += float64(k - i)
		}
	}
	return f
}

// step goes on from the i-th bin to the next.
func (s *Standout) step(f *fit, i int) {
	low, high := max(i-s.reach, s.first), min(i+s.reach, s.last)
	f.squares += f.count - 2*f.index
	f.index -= f.count
	f.moment -= s.masses[high+1] - s.masses[low]
	f.nearIndex -= f.near
	if k := i - s.reach; k >= s.first {
		f.leave(s.mass[k], float64(-s.reach-1))
	}
	if k := i + 1 + s.reach; k <= s.last {
		f.enter(s.mass[k], float64(s.reach))
	}
	if k := i - s.blur; k >= s.first && s.mass[k] > 0 {
		f.near--
		f.nearIndex += float64(s.blur + 1)
	}
	if k := i + 1 + s.blur; k <= s.last && s.mass[k] > 0 {
		f.near++
		f.nearIndex += float64(s.blur)
	}
}

// over is the stand-out of the i-th bin, which holds mass: over the straight line by
// least squares over its surroundings, which is no less than a quarter of their mean.
func (s *Standout) over(f *fit, i int) float64 {
	here := s.masses[min(i+s.blur, s.last)+1] - s.masses[max(i-s.blur, s.first)]
	mass := s.masses[min(i+s.reach, s.last)+1] - s.masses[max(i-s.reach, s.first)]
	// The line is mass/count + slope*(nearIndex/near - index/count), with the slope
	// (count*moment - index*mass)/spread: all is multiplied by count*near*spread, so
	// that one division is left.
	spread := f.count*f.squares - f.index*f.index
	if !(spread > 0) {
		return here * f.count / (f.near * mass)
	}
	mean := f.near * mass * spread
	usual := max(mean+(f.count*f.moment-f.index*mass)*(f.count*f.nearIndex-f.near*f.index), mean/4)
	return here * f.count * spread / usual
}

// unevenLevels writes the levels of the bins from first to last, of which those of
// [from, end) lie in dst.
func (s *Standout) unevenLevels(dst []byte, from, end, first, last int) {
	first, last = max(first, from), min(last, end-1)
	if first > last {
		return
	}
	f := s.fitAt(first)
	for i := first; ; i++ {
		level := byte(0)
		if s.mass[i] > 0 {
			level = levelOf(s.over(&f, i))
		}
		dst[(i-from)*market.Sides] = level
		if i == last {
			return
		}
		s.step(&f, i)
	}
}
