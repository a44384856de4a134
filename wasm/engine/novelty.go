package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Zones is how many parts novelty divides a bar's path into: by how long ago
// price was last there (MODEL.md 7).
const Zones = 5

// zoneSpans are the look-back windows of the extremes that divide the zones.
var zoneSpans = [Zones - 1]market.Millis{market.Hour, 4 * market.Hour, market.Day, 7 * market.Day}

// Novelty measures how much of each bar's path was new: the baseline that
// expects liquidations at new extremes of price. Bars are added in order.
type Novelty struct {
	closed   float64 // ln of the previous close
	seen     bool
	windows  [Zones - 1][market.Sides]extreme
	extremes [Zones - 1][market.Sides]float64  // ln of the windows' extremes
	bins     [market.Sides][Zones - 1]grid.Bin // of the extremes
}

// Path sets dst to the length of each zone's part of the path from the previous
// close to the bar's low (longs) or high (shorts), in per cent (100 times the
// difference of logarithms). The first zone lies within the last hour's range,
// the last beyond that of seven days. The extremes are those of the bars added
// so far: call Path before Add.
func (n *Novelty) Path(dst *[Zones]float64, side market.Side, bar *market.Bar) {
	*dst = [Zones]float64{}
	if !n.seen {
		return
	}
	// Mirrored for shorts, so that both sides go down from closed to end.
	sign, end := 1.0, grid.Log(float64(bar.Low))
	if side == market.Short {
		sign, end = -1, grid.Log(float64(bar.High))
	}
	from, end := sign*n.closed, sign*end
	for zone := range dst {
		to := end
		if zone < len(n.extremes) {
			if m := n.extremes[zone][side]; sign*m > to {
				to = sign * m
			}
		}
		if to < from {
			dst[zone] = 100 * (from - to)
			from = to
		}
	}
}

// Add adds a bar to what is known.
func (n *Novelty) Add(bar *market.Bar) {
	low, high := grid.Log(float64(bar.Low)), grid.Log(float64(bar.High))
	for zone, span := range zoneSpans {
		n.extend(zone, market.Long, n.windows[zone][market.Long].add(bar.Start, low, span, -1))
		n.extend(zone, market.Short, n.windows[zone][market.Short].add(bar.Start, high, span, 1))
	}
	n.Follow(bar)
}

// Follow updates the previous close and leaves the extremes as they were: for
// an exam that froze them.
func (n *Novelty) Follow(bar *market.Bar) {
	n.closed, n.seen = grid.Log(float64(bar.Close)), true
}

// Frozen is a copy of what is known now, for Path and Follow alone.
func (n *Novelty) Frozen() Novelty {
	return Novelty{closed: n.closed, seen: n.seen, extremes: n.extremes, bins: n.bins}
}

// extend sets an extreme, and its bin where it has moved.
func (n *Novelty) extend(zone int, side market.Side, value float64) {
	if n.seen && n.extremes[zone][side] == value {
		return
	}
	n.extremes[zone][side] = value
	n.bins[side][zone] = grid.Of(market.Price(grid.Exp(value)))
}

// limits are the bins of the extremes of a side.
func (n *Novelty) limits(side market.Side) *[Zones - 1]grid.Bin { return &n.bins[side] }

// zoneOf is the zone of a bin: by how long ago price was last there.
func zoneOf(side market.Side, k grid.Bin, limits *[Zones - 1]grid.Bin) int {
	for zone, limit := range limits {
		if side == market.Long && k >= limit || side == market.Short && k <= limit {
			return zone
		}
	}
	return Zones - 1
}

// stretch is the part of the bins [lo, hi) that lies in a zone.
func stretch(side market.Side, zone int, limits *[Zones - 1]grid.Bin, lo, hi grid.Bin) (grid.Bin, grid.Bin) {
	if side == market.Long {
		if zone < len(limits) {
			lo = max(lo, limits[zone])
		}
		if zone > 0 {
			hi = min(hi, limits[zone-1])
		}
		return lo, hi
	}
	if zone < len(limits) {
		hi = min(hi, limits[zone]+1)
	}
	if zone > 0 {
		lo = max(lo, limits[zone-1]+1)
	}
	return lo, hi
}

func (n *Novelty) copyFrom(other *Novelty) {
	n.closed, n.seen, n.extremes, n.bins = other.closed, other.seen, other.extremes, other.bins
	for zone := range n.windows {
		for side := range n.windows[zone] {
			w, from := &n.windows[zone][side], &other.windows[zone][side]
			w.at = append(w.at[:0], from.at[from.first:]...)
			w.values = append(w.values[:0], from.values[from.first:]...)
			w.first = 0
		}
	}
}

// extreme is the lowest or highest value of a sliding window of time: a
// queue of candidates, the extreme first.
type extreme struct {
	at     []market.Millis
	values []float64
	first  int
}

// add adds the value of the bar that starts at t and returns the extreme of
// the bars that start in (t-span, t]. sign is -1 for lows, 1 for highs.
func (e *extreme) add(t market.Millis, v float64, span market.Millis, sign float64) float64 {
	n := len(e.values)
	for n > e.first && sign*e.values[n-1] <= sign*v {
		n--
	}
	if n == cap(e.values) && 2*e.first > n { // rather than growing
		n = copy(e.values, e.values[e.first:n])
		copy(e.at, e.at[e.first:])
		e.first = 0
	}
	e.at, e.values = append(e.at[:n], t), append(e.values[:n], v)
	for e.at[e.first] <= t-span {
		e.first++
	}
	return e.values[e.first]
}
