package insight

import (
	"iter"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Curve is a side's liquidation map on rows of price, the lowest first.
type Curve struct {
	Row []market.USD // standing in the row
	// Through is what is forced out in all if price goes to the row's far
	// edge: its lower one for longs, its upper one for shorts.
	Through []market.USD
}

// Curve is one side's liquidation map on the rows of a view.
func (m *Map) Curve(side market.Side, v *grid.View) Curve {
	p := &m.Planes[side]
	sums, lo := running(p.USD), float64(p.Lo)
	edges := v.Edges(nil)
	all := sums[len(sums)-1]
	c := Curve{make([]market.USD, v.Rows), make([]market.USD, v.Rows)}
	below := sums.upTo(edges[0] - lo)
	for row := range c.Row {
		above := sums.upTo(edges[row+1] - lo)
		if c.Row[row] = market.USD(above - below); c.Row[row] < 0 {
			c.Row[row] = 0 // rounding only: sums never fall
		}
		if c.Through[row] = market.USD(above); side == market.Long {
			c.Through[row] = market.USD(all - below)
		}
		below = above
	}
	return c
}

// Level is a place on the price axis with what is forced out around it.
type Level struct {
	Price market.Price
	USD   market.USD
	Known bool // false where nothing stands
}

// MaxPain is the level at which one side loses the most at once: the middle
// of the quarter of a per cent of price that holds the most dollars, the
// nearest to price of equals, among those whose middle lies within a share of
// the price.
func (m *Map) MaxPain(side market.Side, share float64) Level {
	if !grid.Holds(m.Price) {
		return Level{}
	}
	closed := grid.Of(m.Price)
	usd := m.Planes[side].outward(side, closed)
	sums := running(usd)
	half := Usual.Smooth / grid.Step
	best, most := 0, 0.0
	for i := 0; i < len(usd) && float64(i)*grid.Step <= share; i++ {
		at := float64(i) + .5
		if level := sums.upTo(at+half) - sums.upTo(at-half); level > most*(1+1e-9) {
			best, most = i, level
		}
	}
	if most == 0 {
		return Level{}
	}
	k := closed + grid.Bin(best)
	if side == market.Long {
		k = closed - grid.Bin(best)
	}
	return Level{k.Middle(), market.USD(most), true}
}

// Balance is what stands on each side within a share of the price.
func (m *Map) Balance(share float64) (usd [market.Sides]market.USD) {
	for side := range market.Side(market.Sides) {
		usd[side] = m.Between(side, m.Price, m.Reach(side, share))
	}
	return usd
}

// Nearest is the cluster of a side that price meets first among those of at
// least a size, or nil.
func Nearest(clusters []Cluster, side market.Side, least market.USD, price market.Price) *Cluster {
	var found *Cluster
	for i := range clusters {
		c := &clusters[i]
		if c.Side == side && c.USD >= least && (found == nil || c.Distance(price) < found.Distance(price)) {
			found = c
		}
	}
	return found
}

// Largest is the cluster of a side with the most dollars, or nil.
func Largest(clusters []Cluster, side market.Side) *Cluster {
	var found *Cluster
	for i := range clusters {
		if c := &clusters[i]; c.Side == side && (found == nil || c.USD > found.USD) {
			found = c
		}
	}
	return found
}

// TrueRange is the mean true range of the last spans before now, in quote
// currency: a span's range, stretched to the close before it. Bars come from
// the newest on. Spans are counted back from now; those without a bar and one
// that the bars do not cover whole are left out, and 0 is returned where none
// is left.
func TrueRange(newest iter.Seq[*market.Bar], interval, now, span market.Millis, spans int) market.Price {
	sum, n := market.Price(0), 0
	var low, high market.Price
	var first market.Millis // start of the earliest bar so far
	at := -1                // the span of low and high
	for bar := range newest {
		if bar.Start+interval > now {
			continue
		}
		first = bar.Start
		k := int((now - bar.Start - 1) / span)
		if k != at {
			if at >= 0 {
				sum, n = sum+max(high, bar.Close)-min(low, bar.Close), n+1
			}
			if at = k; k >= spans {
				break
			}
			low, high = bar.Low, bar.High
		}
		low, high = min(low, bar.Low), max(high, bar.High)
	}
	if at >= 0 && at < spans && first <= now-market.Millis(at+1)*span {
		sum, n = sum+high-low, n+1
	}
	if n == 0 {
		return 0
	}
	return sum / market.Price(n)
}
