// Package insight reads a standing map as a trader does: where the dollars
// cluster, how those places came about, what lies between two prices, what
// has changed since the last look. It knows dollars per bin at moments, and
// nothing of how they were estimated, of a screen or of a clock.
package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Classes is the number of leverage classes, as the engine has them.
const Classes = 4

// Standing is what an engine says of its map after its last bar; the lengths
// and units are those of engine.Extent and engine.Parts.
type Standing interface {
	Extent(side market.Side) (lo, hi grid.Bin)
	Parts(dst *[Classes][]float64, side market.Side, lo grid.Bin, venues uint32)
}

// Selection is what of a map is switched on: bit i stands for side, class or
// venue i.
type Selection struct {
	Sides   uint8
	Classes uint8
	Venues  uint32
}

// Plane is one side's standing dollars: USD[i] would be forced out in bin
// Lo+i if price went there.
type Plane struct {
	Lo  grid.Bin
	USD []float64
	// Class and Venue are the same dollars by leverage class and by venue,
	// each as long as USD; empty where nobody told them apart.
	Class [Classes][]float64
	Venue [][]float64
}

// Map is the standing dollars of what is switched on, as known at one moment.
type Map struct {
	At     market.Millis // end of the last bar
	Price  market.Price  // longs stand below it, shorts above
	Planes [market.Sides]Plane

	parts [Classes][]float64
}

// Read sets m to what an engine says at a moment and price. It reuses m's
// memory; venues is how many there are.
func (m *Map) Read(from Standing, at market.Millis, price market.Price, sel Selection, venues int) {
	m.At, m.Price = at, price
	for side := range market.Side(market.Sides) {
		p := &m.Planes[side]
		lo, hi := from.Extent(side)
		if sel.Sides>>side&1 == 0 {
			lo, hi = 0, 0
		}
		p.reset(lo, int(hi-lo), venues)
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
	p.Lo, p.USD = lo, blank(p.USD, n)
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

// Pass takes out what a bar that has not closed yet has gone through, and
// moves the price: longs at and above low, shorts at and below high.
func (m *Map) Pass(low, high, price market.Price) {
	m.Price = price
	for side := range m.Planes {
		p := &m.Planes[side]
		from, to := p.index(grid.Of(low)), len(p.USD)
		if market.Side(side) == market.Short {
			from, to = 0, p.index(grid.Of(high)+1)
		}
		clear(p.USD[from:to])
		for _, part := range p.Class {
			passed(part, from, to)
		}
		for _, part := range p.Venue {
			passed(part, from, to)
		}
	}
}

func passed(part []float64, from, to int) {
	if len(part) >= to {
		clear(part[from:to])
	}
}

// index is the place of a bin in the plane, held within it.
func (p *Plane) index(k grid.Bin) int {
	return min(max(int(k-p.Lo), 0), len(p.USD))
}

// Sum is the dollars of the bins [lo, hi).
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

// Between is the dollars of a side that stand between two prices, in either
// order; a bin that one of them cuts counts by its part.
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

// Reach is the price at a share of the price away on the side where a side's
// dollars stand: .1 for longs is 10 % below.
func (m *Map) Reach(side market.Side, share float64) market.Price {
	if side == market.Long {
		share = -share
	}
	return m.Price * market.Price(1+share)
}
