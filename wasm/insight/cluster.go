package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Cut is what counts as a cluster. Widths are differences of the natural
// logarithm of price, about a share of it.
type Cut struct {
	Smooth   float64 // half the width of one level
	Around   float64 // half the width of a level's surroundings
	Over     float64 // by what share a cluster's densest level exceeds its surroundings
	Dip      float64 // by what share it may fall short of them within a cluster, over twice the width of a level
	Farthest float64 // clusters that begin farther from price are left out
}

// DefaultCut is what the page uses.
var DefaultCut = Cut{Smooth: .00125, Around: .02, Over: .1, Dip: .1, Farthest: .2}

// Cluster is a stretch of price where the map is denser than its
// surroundings: contiguous bins whose level exceeds the mean level around
// them, but for shallow dips, and by Cut.Over where it is densest. A map
// without relief has none.
type Cluster struct {
	Side    market.Side
	Lo, Hi  grid.Bin   // the bins [Lo, Hi)
	USD     market.USD // exactly the map's own sum of those bins
	Peak    grid.Bin   // the middle of the densest level, the nearest to price of equals
	Classes [Classes]market.USD
	Venues  []market.USD

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
		for _, s := range stretches(p.outward(side, closed), grid.Step, cut) {
			// Index i outward from price is bin closed-i below, closed+i above.
			c := Cluster{Side: side, Lo: closed + grid.Bin(s.from), Hi: closed + grid.Bin(s.to), Peak: closed + grid.Bin(s.peak)}
			if side == market.Long {
				c.Lo, c.Hi, c.Peak = closed+1-grid.Bin(s.to), closed+1-grid.Bin(s.from), closed-grid.Bin(s.peak)
			}
			c.USD = p.Sum(c.Lo, c.Hi)
			for class := range c.Classes {
				c.Classes[class] = p.sum(p.Class[class], c.Lo, c.Hi)
			}
			for _, venue := range p.Venue {
				c.Venues = append(c.Venues, p.sum(venue, c.Lo, c.Hi))
			}
			dst = append(dst, c)
		}
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

// stretch is a cluster by index outward from price: [from, to).
type stretch struct{ from, to, peak int }

// stretches finds the clusters among bins of a width of step. Levels and
// surroundings are means of the running sum over fixed widths of price, not
// over numbers of bins, so that bins of another width find the same places.
func stretches(usd []float64, step float64, cut Cut) []stretch {
	sums := running(usd)
	smooth, around := cut.Smooth/step, cut.Around/step
	if smooth < .5 {
		smooth = .5
	}
	var out []stretch
	for i := 0; i < len(usd) && float64(i)*step <= cut.Farthest; i++ {
		s := stretch{from: i, to: i, peak: i}
		ratio, densest := 0.0, 0.0
		for ; i < len(usd); i++ {
			level, surroundings := mean(sums, float64(i)+.5, smooth), mean(sums, float64(i)+.5, around)
			if !(level > surroundings*(1+1e-9)) {
				if s.to == s.from || level < surroundings*(1-cut.Dip) || float64(i-s.to) > 4*smooth {
					break
				}
				continue
			}
			s.to = i + 1
			if level > ratio*surroundings {
				ratio = level / surroundings
			}
			if level > densest*(1+1e-9) {
				densest, s.peak = level, i
			}
		}
		if ratio < 1+cut.Over {
			continue
		}
		for s.from < s.to && usd[s.from] == 0 {
			s.from++
		}
		for s.from < s.to && usd[s.to-1] == 0 {
			s.to--
		}
		if s.from == s.to {
			continue
		}
		s.peak = min(max(s.peak, s.from), s.to-1)
		out = append(out, s)
	}
	return out
}

// mean is the mean of the bins within half a width of a place. What lies
// before the first bin is not counted, what lies beyond the last is empty.
func mean(sums runs, at, half float64) float64 {
	from := at - half
	if from < 0 {
		from = 0
	}
	return (sums.upTo(at+half) - sums.upTo(from)) / (at + half - from)
}
