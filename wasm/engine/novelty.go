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
	closed   market.Price // of the previous bar
	seen     bool
	windows  [market.Sides]extremes
	extremes [Zones - 1][market.Sides]float64  // ln of the windows' extremes
	bins     [market.Sides][Zones - 1]grid.Bin // of the extremes
	moved    [market.Sides]located             // the extreme that moved last
}

// located is a price, as its logarithm, with its bin.
type located struct {
	value float64
	bin   grid.Bin
	is    bool
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
	from, end := sign*grid.Log(float64(n.closed)), sign*end
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
	n.windows[market.Long].add(bar.Start, low, -1)
	n.windows[market.Short].add(bar.Start, high, 1)
	for zone := range zoneSpans {
		n.extend(zone, market.Long, n.windows[market.Long].of(zone))
		n.extend(zone, market.Short, n.windows[market.Short].of(zone))
	}
	n.Follow(bar)
}

// Follow updates the previous close and leaves the extremes as they were: for
// an exam that froze them.
func (n *Novelty) Follow(bar *market.Bar) {
	n.closed, n.seen = bar.Close, true
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
	// A new extreme is mostly that of several windows.
	if m := &n.moved[side]; !m.is || m.value != value {
		*m = located{value, grid.Of(market.Price(grid.Exp(value))), true}
	}
	n.bins[side][zone] = n.moved[side].bin
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
	for side := range n.windows {
		w, from := &n.windows[side], &other.windows[side]
		first := from.first[Zones-2]
		w.at = append(w.at[:0], from.at[first:]...)
		w.values = append(w.values[:0], from.values[first:]...)
		for zone := range w.first {
			w.first[zone] = from.first[zone] - first
		}
	}
}

// extremes are the lowest or highest values of the windows zoneSpans, which slide
// with time: a queue of candidates for the longest, of which those for a shorter
// one are the end. A window's extreme is its first candidate.
type extremes struct {
	at     []market.Millis
	values []float64
	first  [Zones - 1]int // by window
}

// add adds the value of the bar that starts at t; each window then holds the bars
// that start in (t-span, t]. sign is -1 for lows, 1 for highs.
func (e *extremes) add(t market.Millis, v, sign float64) {
	n, first := len(e.values), e.first[Zones-2]
	for n > first && sign*e.values[n-1] <= sign*v {
		n--
	}
	if n == cap(e.values) && 2*first > n { // rather than growing
		n = copy(e.values, e.values[first:n])
		copy(e.at, e.at[first:])
		for zone := range e.first {
			e.first[zone] -= first
		}
	}
	e.at, e.values = e.at[:n], e.values[:n]
	e.at = append(e.at, t)
	e.values = append(e.values, v)
	for zone, span := range zoneSpans {
		first := min(e.first[zone], n)
		for e.at[first] <= t-span {
			first++
		}
		e.first[zone] = first
	}
}

// of is the extreme of a window, after the first add.
func (e *extremes) of(zone int) float64 { return e.values[e.first[zone]] }
