// Package insight answers a trader's questions about a map: where the dollars
// cluster, how old the clusters are, what lies between two prices, what has
// changed since the last visit. It knows USD per price bin at moments, and
// nothing of how they were estimated, of a screen or of a clock.
package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Classes is the number of leverage classes, as the engine has them.
const Classes = 4

// MapSource is an engine's map after its last bar: the bins [lo, hi) outside of
// which it is zero, and the USD per bin by leverage class of the venues whose
// bits are set, as engine.Extent, engine.Parts and engine.Standing have them.
type MapSource interface {
	Extent(side market.Side) (lo, hi grid.Bin)
	Parts(dst *[Classes][]float64, side market.Side, lo grid.Bin, venues uint32)
	// Standing sets dst to the mass that stands in the bins from lo on.
	Standing(dst []float64, side market.Side, lo grid.Bin, venues uint32)
}

// Selection is what of a map is switched on: bit i stands for side, class or
// venue i.
type Selection struct {
	Sides   uint8
	Classes uint8
	Venues  uint32
}

// Plane is one side's map: USD[i] is the USD of forced closings expected in bin
// Lo+i if price goes there.
type Plane struct {
	Lo  grid.Bin
	USD []float64
	// Class and Venue are the same dollars by leverage class and by venue,
	// each as long as USD; empty where they are not known apart.
	Class [Classes][]float64
	Venue [][]float64
	// Standing is the mass that stands at each bin, of every class of the venues that
	// are switched on; where it is not known USD are taken for it.
	Standing []float64
	// Standout says how far each bin stands out, as levels (grid.StandoutOf); empty
	// before it is known.
	Standout []byte
}

// Map is the expected forced closings of what is switched on, as known at one
// moment. The zero value is an empty map.
type Map struct {
	At     market.Millis // end of the last bar
	Price  market.Price  // longs are liquidated below it, shorts above
	Planes [market.Sides]Plane

	parts [Classes][]float64
	mass  grid.Standout // of one side
}

// Read sets m to an engine's map. at is the end of its last bar, price that
// bar's close in quote currency, venues how many there are. It reuses m's
// memory and keeps nothing of from.
func (m *Map) Read(from MapSource, at market.Millis, price market.Price, sel Selection, venues int) {
	m.At, m.Price = at, price
	for side := range market.Side(market.Sides) {
		p := &m.Planes[side]
		lo, hi := from.Extent(side)
		if sel.Sides>>side&1 == 0 {
			lo, hi = 0, 0
		}
		p.reset(lo, int(hi-lo), venues)
		if lo != hi {
			from.Standing(p.Standing, side, lo, sel.Venues)
		}
		for class := range m.parts {
			m.parts[class] = blank(m.parts[class], len(p.USD))
		}
		for venue := range p.Venue {
			if sel.Venues>>venue&1 == 0 || lo == hi {
				continue
			}
			from.Parts(&m.parts, side, lo, 1<<venue)
			for class, part := range m.parts {
				if sel.Classes>>class&1 == 0 {
					continue
				}
				ofVenue, ofClass := p.Venue[venue], p.Class[class]
				for i, usd := range part {
					p.USD[i] += usd
					ofVenue[i] += usd
					ofClass[i] += usd
				}
			}
		}
	}
}

// reset empties the plane to n bins from lo.
func (p *Plane) reset(lo grid.Bin, n, venues int) {
	p.Lo, p.USD, p.Standing = lo, blank(p.USD, n), blank(p.Standing, n)
	for class := range p.Class {
		p.Class[class] = blank(p.Class[class], n)
	}
	for len(p.Venue) < venues {
		p.Venue = append(p.Venue, nil)
	}
	p.Venue = p.Venue[:venues]
	for venue := range p.Venue {
		p.Venue[venue] = blank(p.Venue[venue], n)
	}
}

// blank is n zeroes in an array's memory, grown where it is too small.
func blank(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	x = x[:n]
	clear(x)
	return x
}

// index is the place of a bin in the plane, held within it.
func (p *Plane) index(k grid.Bin) int {
	return min(max(int(k-p.Lo), 0), len(p.USD))
}

// Sum is the USD of the bins [lo, hi).
func (p *Plane) Sum(lo, hi grid.Bin) market.USD { return p.sum(p.USD, lo, hi) }

func (p *Plane) sum(part []float64, lo, hi grid.Bin) market.USD {
	if len(part) != len(p.USD) {
		return 0
	}
	total := 0.0
	if a, b := p.index(lo), p.index(hi); a < b {
		for _, usd := range part[a:b] {
			total += usd
		}
	}
	return market.USD(total)
}

// Between is the USD of a side between two prices, given in either order; a bin
// that one of them cuts counts in proportion.
func (m *Map) Between(side market.Side, a, b market.Price) market.USD {
	if a > b {
		a, b = b, a
	}
	if !grid.Holds(a) || !grid.Holds(b) {
		return 0
	}
	p := &m.Planes[side]
	sums, lo := running(p.USD), float64(p.Lo)
	return market.USD(sums.upTo(grid.Coordinate(b)-lo) - sums.upTo(grid.Coordinate(a)-lo))
}

// runs are running sums: of the bins before each, and of all.
type runs []float64

func running(usd []float64) runs {
	sums := make(runs, len(usd)+1)
	for i, x := range usd {
		sums[i+1] = sums[i] + x
	}
	return sums
}

// upTo is the running sum at a fractional index, held within the bins.
func (sums runs) upTo(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	if x >= float64(len(sums)-1) {
		return sums[len(sums)-1]
	}
	i := int(x)
	return sums[i] + (x-float64(i))*(sums[i+1]-sums[i])
}

// PriceAt is the price that lies a share of the present one away in the
// direction that liquidates a side: .1 for longs is 10 % below.
func (m *Map) PriceAt(side market.Side, share float64) market.Price {
	if side == market.Long {
		share = -share
	}
	return m.Price * market.Price(1+share)
}
