package insight

import (
	"iter"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Level is a price with the USD of forced closings expected around it.
type Level struct {
	Price market.Price
	USD   market.USD
	Known bool // false where the map is empty
}

// MaxPain is the level at which the most of one side is forced out at once: the
// middle of the stretch a quarter of a per cent wide that holds the most USD,
// of equals the nearest to price, among those whose middle lies within a share
// of the price.
func (m *Map) MaxPain(side market.Side, share float64) Level {
	if !grid.Holds(m.Price) {
		return Level{}
	}
	closed := grid.Of(m.Price)
	usd := m.Planes[side].outward(side, closed)
	sums := running(usd)
	const half = .00125 / grid.Step
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

// Balance is the USD of each side within a share of the price.
func (m *Map) Balance(share float64) (usd [market.Sides]market.USD) {
	for side := range market.Side(market.Sides) {
		usd[side] = m.Between(side, m.Price, m.PriceAt(side, share))
	}
	return usd
}

// Nearest is the cluster of a side that price meets first among those of at
// least minimum USD, or nil. It points into clusters.
func Nearest(clusters []Cluster, side market.Side, minimum market.USD, price market.Price) *Cluster {
	var found *Cluster
	for i := range clusters {
		c := &clusters[i]
		if c.Side == side && c.USD >= minimum && (found == nil || c.Distance(price) < found.Distance(price)) {
			found = c
		}
	}
	return found
}

// Largest is the cluster of a side with the most USD, or nil. It points into
// clusters.
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
