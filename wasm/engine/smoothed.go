package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Smoothed is the learned model with the mass at each bin replaced by that of its
// surroundings, the bins of its side within 2.5 %. Exams compare the two to measure
// what the fine structure of the map is worth, which is what stands out.
var Smoothed = Model{
	Name:    "smoothed",
	Version: Learned.Version,
	Title:   "Learned, without its fine structure",
	Note:    "For exams alone.",
	make: func(v *Venue) estimator {
		l := newLearned(&Shipped, v, false)
		l.surroundings = new(surroundings)
		return l
	},
}

// surroundings is what stood around each bin of a side when a bar began.
type surroundings struct {
	mass [market.Sides][]float64
	lo   grid.Bin
	read grid.Standout
	all  []float64
}

// begin takes the surroundings of the bins [lo, hi) of both sides.
func (s *surroundings) begin(l *learned, lo, hi grid.Bin) {
	s.lo = lo
	from := lo - grid.StandoutReach
	sized(&s.all, int(hi-from)+grid.StandoutReach)
	for side := range s.mass {
		clear(s.all)
		for class := range l.fields[side] {
			l.fields[side][class].addTo(s.all, from)
		}
		s.read.Read(s.all)
		sized(&s.mass[side], int(hi-lo))
		for i := range s.mass[side] {
			s.mass[side][i] = s.read.Surroundings(i + grid.StandoutReach)
		}
	}
}

// replace sets the mass of the bins from lo on to that of their surroundings, but
// where there is none.
func (s *surroundings) replace(side market.Side, mass []float64, lo grid.Bin) {
	for i := range mass {
		if mass[i] > 0 {
			mass[i] = s.mass[side][int(lo-s.lo)+i]
		}
	}
}
