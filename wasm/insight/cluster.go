package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Cluster is a stretch of price where more stands than around it: the bins about
// a peak of what stands out, up to the valleys that part it from others, as far
// as they stand out. A map without relief has none.
type Cluster struct {
	Side     market.Side
	Lo, Hi   grid.Bin   // the bins [Lo, Hi)
	USD      market.USD // exactly the map's own sum of those bins
	Core     market.USD // of these, what stands in the half of its width about the peak
	Peak     grid.Bin   // the bin that stands out most, the nearest to price of equals
	Standout float64    // how many times its surroundings stand at the peak
	Classes  [Classes]market.USD
	Venues   []market.USD

	// What follows is filled in by Past, which compares the same bins and side
	// with earlier maps.
	Age    market.Millis // how long they have held at least half of USD in every sample
	Older  bool          // Age is only as far back as samples go
	Hour   Change
	Day    Change
	Rising bool // Hour is a rise of more than a hundredth of USD
	Fading bool // Hour is a fall of more than a hundredth of USD
}

// Change is by how many dollars an hour something has changed; nothing where
// it is not known.
type Change struct {
	PerHour market.USD
	Known   bool
}

// Band is the cluster's prices in quote currency, lower edge and upper edge.
func (c *Cluster) Band() (low, high market.Price) { return c.Lo.Lower(), c.Hi.Lower() }

// Near is the edge that price meets first, in quote currency.
func (c *Cluster) Near() market.Price {
	if c.Side == market.Long {
		return c.Hi.Lower()
	}
	return c.Lo.Lower()
}

// Far is the edge that price meets last, in quote currency.
func (c *Cluster) Far() market.Price {
	if c.Side == market.Long {
		return c.Lo.Lower()
	}
	return c.Hi.Lower()
}

// Distance is the share of the price that lies between it and the near edge;
// 0 once price has reached the cluster.
func (c *Cluster) Distance(price market.Price) float64 {
	distance := float64(c.Near()-price) / float64(price)
	if c.Side == market.Long {
		distance = -distance
	}
	if !(distance > 0) {
		return 0
	}
	return distance
}

// Clusters appends the clusters of both sides to dst: longs, then shorts,
// each from price outward.
func (m *Map) Clusters(dst []Cluster, cut Cut) []Cluster {
	if !grid.Holds(m.Price) {
		return dst
	}
	closed := grid.Of(m.Price)
	for side := range market.Side(market.Sides) {
		p := &m.Planes[side]
		usd := p.outward(side, closed)
		if len(usd) == 0 {
			continue
		}
		m.readStandout(side)
		// Index i outward from price is bin closed-i below, closed+i above.
		at := func(i int) grid.Bin {
			if side == market.Long {
				return closed - grid.Bin(i)
			}
			return closed + grid.Bin(i)
		}
		relief := make([]float64, min(len(usd), cut.reach(grid.Step)))
		for i := range relief {
			// Beside the price a line through a far heap falls below what is even:
			// what stands out has to exceed the mean as well.
			bin := int(at(i) - p.Lo)
			relief[i] = min(m.mass.At(bin), m.mass.OverMean(bin))
		}
		for _, s := range peaks(relief, usd, grid.Step, &cut) {
			c := Cluster{Side: side, Lo: at(s.from), Hi: at(s.to), Peak: at(s.at), Standout: m.mass.At(int(at(s.at) - p.Lo))}
			if side == market.Long {
				c.Lo, c.Hi = at(s.to-1), at(s.from)+1
			}
			p.measure(&c)
			dst = append(dst, c)
		}
	}
	return dst
}

// measure fills in the dollars of a cluster's bins.
func (p *Plane) measure(c *Cluster) {
	c.USD = p.Sum(c.Lo, c.Hi)
	half := (c.Hi - c.Lo + 1) / 2
	lo := min(max(c.Peak-half/2, c.Lo), c.Hi-half)
	c.Core = p.Sum(lo, lo+half)
	for class := range c.Classes {
		c.Classes[class] = p.sum(p.Class[class], c.Lo, c.Hi)
	}
	for _, venue := range p.Venue {
		c.Venues = append(c.Venues, p.sum(venue, c.Lo, c.Hi))
	}
}

// readStandout takes what stands at a side's bins, so that mass tells how far each
// stands out, by its index in the plane.
func (m *Map) readStandout(side market.Side) {
	p := &m.Planes[side]
	standing := p.Standing
	if len(standing) != len(p.USD) {
		standing = p.USD
	}
	m.mass.Read(standing)
}

// Standouts writes how far each bin of a side stands out to dst, as levels
// (grid.StandoutLevel), and returns it; dst is reused where it is large enough.
func (m *Map) Standouts(dst []byte, side market.Side) []byte {
	n := len(m.Planes[side].USD)
	if dst = dst[:0]; n == 0 {
		return dst
	}
	m.readStandout(side)
	for i := range n {
		dst = append(dst, grid.StandoutLevel(m.mass.At(i)))
	}
	return dst
}

// outward is the plane's dollars in the order in which price would meet them,
// from its own bin on.
func (p *Plane) outward(side market.Side, closed grid.Bin) []float64 {
	if len(p.USD) == 0 {
		return nil
	}
	far := p.Lo + grid.Bin(len(p.USD)) - 1
	step := grid.Bin(1)
	if side == market.Long {
		far, step = p.Lo, -1
	}
	n := int((far-closed)*step) + 1
	if n < 1 {
		return nil
	}
	out := make([]float64, n)
	for i := range out {
		if at := int(closed+step*grid.Bin(i)) - int(p.Lo); at >= 0 && at < len(p.USD) {
			out[i] = p.USD[at]
		}
	}
	return out
}
