package grid

import "brink/wasm/market"

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

// lowLevels writes the levels of the bins of [from, end) that lie less than reach
// above the first, to dst as from lies at its begin.
func (s *Standout) lowLevels(dst []byte, from, end int) {
	end = min(s.first+s.reach, s.hole-s.reach, end) // there are holes in reach from here on
	if end <= max(from, s.first) {
		return
	}
	n := end - s.first
	mass, masses := s.mass[s.first:][:n+s.reach], s.masses[s.first:][:n+s.reach+1]
	moment := 0.0
	for t, m := range mass[:s.reach] {
		moment += m * float64(t)
	}
	ahead, around, here, edges := mass[s.reach:][:n], masses[s.reach+1:][:n], masses[s.blur+1:][:n], s.edges()[:n]
	first := s.first - from
	for d := range edges {
		moment += ahead[d] * float64(d+s.reach)
		if first+d < 0 {
			continue
		}
		near := here[d]
		if d >= s.blur {
			near -= masses[d-s.blur]
		}
		dst[(first+d)*market.Sides] = levelOf(edges[d].over(near, around[d], moment))
	}
}

// highLevels writes those of the bins that lie less than reach below the last.
func (s *Standout) highLevels(dst []byte, from, end int) {
	begin := max(s.last-s.reach, s.holeEnd+s.reach, from-1) + 1
	if begin >= min(end, s.last+1) {
		return
	}
	n := s.last + 1 - begin
	moment := 0.0
	for t := range s.reach {
		moment += s.mass[s.last-t] * float64(t)
	}
	all := s.masses[s.last+1]
	edges := s.edges()[:n]
	for d := range edges {
		i := s.last - d
		moment += s.mass[i-s.reach] * float64(d+s.reach)
		if i >= end {
			continue
		}
		near := s.masses[min(i+s.blur, s.last)+1] - s.masses[i-s.blur]
		dst[(i-from)*market.Sides] = levelOf(edges[d].over(near, all-s.masses[i-s.reach], moment))
	}
}
