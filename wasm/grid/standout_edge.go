package grid

// edge is what the stand-out of a bin needs near an end of the mass, beyond which
// its surroundings are cut, while none of them is empty. It depends on how far the
// bin is from the end alone. Distances count from the end inwards.
type edge struct {
	here float64 // one over the bins that its own mass is taken of
	// The straight line of its surroundings at the middle of these is mass times
	// own plus moment times slope, and at least mass times least.
	own, slope, least float64
}

// edges are those of each distance below reach from the end.
func edges(reach, blur int) []edge {
	out := make([]edge, reach)
	for d := range out {
		from, to := float64(-d), float64(reach)
		count := to - from + 1
		index := (from + to) * count / 2
		squares := (to*(to+1)*(2*to+1) - (from-1)*from*(2*from-1)) / 6
		at := float64(blur-min(d, blur)) / 2
		slope := (at - index/count) / (squares - index*index/count)
		out[d] = edge{1 / float64(min(d, blur)+blur+1), (1-index*slope)/count - float64(d)*slope, slope, 1 / count / 4}
	}
	return out
}

var (
	fineEdges   = edges(StandoutReach, standoutBlur)
	coarseEdges = edges(coarseReach, coarseBlur)
)

// edges are those of the reach in use.
func (s *Standout) edges() []edge {
	if s.reach == coarseReach {
		return coarseEdges
	}
	return fineEdges
}

// lowEdge is the stand-out of the bin at a distance from the first, where mass is
// plain, moment that of its surroundings.
func (s *Standout) lowEdge(d int, moment float64) float64 {
	i := s.first + d
	return s.edges()[d].over(s.masses[i+s.blur+1]-s.masses[max(i-s.blur, s.first)], s.masses[i+s.reach+1], moment)
}

// highEdge is that of the bin at a distance from the last.
func (s *Standout) highEdge(d int, moment float64) float64 {
	i := s.last - d
	return s.edges()[d].over(s.masses[min(i+s.blur, s.last)+1]-s.masses[i-s.blur], s.masses[s.last+1]-s.masses[i-s.reach], moment)
}

// moment is the mass of the surroundings of the bin at a distance from an end, each
// times its distance from there. step leads from the end inwards.
func (s *Standout) moment(d, step int) float64 {
	end := s.first
	if step < 0 {
		end = s.last
	}
	sum := 0.0
	for t := 0; t <= d+s.reach; t++ {
		sum += s.mass[end+step*t] * float64(t)
	}
	return sum
}

// over is the mean of the mass here over the line of the mass around.
func (e *edge) over(here, around, moment float64) float64 {
	usual := around*e.own + moment*e.slope
	if least := around * e.least; usual < least {
		usual = least
	}
	return here * e.here / usual
}

// lowLevels writes the levels of the bins less than reach from the first.
func (s *Standout) lowLevels(dst []byte, from int) {
	end := min(s.first+s.reach, s.hole-s.reach, from+len(dst)) // there are holes in reach from here on
	if end <= from {
		return // what was read is cut out of sight
	}
	moment := 0.0
	for d, t := 0, 0; s.first+d < end; d++ {
		for ; t <= d+s.reach; t++ {
			moment += s.mass[s.first+t] * float64(t)
		}
		if k := s.first + d - from; k >= 0 {
			dst[k] = levelOf(s.lowEdge(d, moment))
		}
	}
}

// highLevels writes those of the bins less than reach from the last.
func (s *Standout) highLevels(dst []byte, from int) {
	end := max(s.last-s.reach, s.holeEnd+s.reach, from-1)
	moment := 0.0
	if from+len(dst) <= end+1 {
		return
	}
	for d, t := 0, 0; s.last-d > end; d++ {
		for ; t <= d+s.reach; t++ {
			moment += s.mass[s.last-t] * float64(t)
		}
		if k := s.last - d - from; k < len(dst) {
			dst[k] = levelOf(s.highEdge(d, moment))
		}
	}
}
