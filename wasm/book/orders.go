package book

import (
	"math"
	"slices"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Tally counts large orders and their dollars.
type Tally struct {
	N   int
	USD market.USD
}

// Orders follows large resting orders, a bin each: whether they were pulled as price
// came near, or traded. Its zero value has seen none.
type Orders struct {
	Pulled, Filled [market.Sides]Tally
	walls          [market.Sides][]wall
	sizes          []float64 // memory
}

// wall is a bin that holds much more than those about it.
type wall struct {
	at     grid.Bin
	peak   float64 // USD
	first  float64 // bins from the price when it was first seen
	since  market.Millis
	traded float64 // USD, since it was first seen
}

const (
	// largeBy is by how many times a bin must hold what its side's bins usually do.
	largeBy = 4
	// within is how many bins from the price large orders are looked for.
	within = 100
	// beside is how many bins from the price one counts as near.
	beside = 5
	// neared is how many bins price must have come nearer.
	neared = .3
	// stood is how long one must have stood to count.
	stood = 5 * market.Second
	// gone is the share of its peak below which one is gone.
	gone = .55
	// moved is the share of its peak that the bin beside it must hold for it to be there.
	moved = .75
)

// Standing is a large order that rests now: its bin, and USD.
type Standing struct {
	Side market.Side
	At   grid.Bin
	USD  market.USD
}

// AppendStanding adds the large orders that have stood for a while to dst, the
// nearest of each side first.
func (o *Orders) AppendStanding(dst []Standing, now market.Millis) []Standing {
	for side := range o.walls {
		from := len(dst)
		for _, w := range o.walls[side] {
			if now-w.since >= stood {
				dst = append(dst, Standing{market.Side(side), w.at, market.USD(w.peak)})
			}
		}
		slices.SortFunc(dst[from:], func(a, b Standing) int {
			if side == int(market.Long) {
				a, b = b, a
			}
			return int(a.At - b.At)
		})
	}
	return dst
}

// see takes a further look.
func (o *Orders) see(d *Depth, flows []Flow) {
	here := grid.Of(d.Price)
	for side := range market.Side(market.Sides) {
		usd := d.USD[side]
		// The last bin that every venue knows whole.
		end := min(outward(side, here, grid.Of(d.Most[side])), len(usd), within)
		kept := o.walls[side][:0]
		for _, w := range o.walls[side] {
			if o.judge(&w, side, here, end, d, flows) {
				kept = append(kept, w)
			}
		}
		o.walls[side] = kept
		if end < 3 {
			continue
		}
		o.sizes = append(o.sizes[:0], usd[1:end]...)
		slices.Sort(o.sizes)
		large := largeBy * o.sizes[len(o.sizes)/2]
		for i := 1; i < end; i++ {
			at := here + grid.Bin(i)*wayOf(side)
			if usd[i] >= large && large > 0 && !slices.ContainsFunc(kept, func(w wall) bool { return w.at == at }) {
				o.walls[side] = append(o.walls[side], wall{at: at, peak: usd[i], first: distance(d.Price, at), since: d.At})
			}
		}
	}
}

// distance is how many bins the middle of a bin is from a price.
func distance(price market.Price, at grid.Bin) float64 {
	return math.Abs(grid.Coordinate(price) - float64(at) - .5)
}

// wayOf is the way outward from the price in bins.
func wayOf(side market.Side) grid.Bin {
	if side == market.Long {
		return -1
	}
	return 1
}

// judge takes a further look at a large order, and reports whether it is still one.
func (o *Orders) judge(w *wall, side market.Side, here grid.Bin, end int, d *Depth, flows []Flow) bool {
	for i := range flows {
		if flows[i].At == w.at {
			if side == market.Long {
				w.traded += float64(flows[i].Sell)
			} else {
				w.traded += float64(flows[i].Buy)
			}
		}
	}
	away := outward(side, here, w.at)
	if away >= end {
		return false // what becomes of it is not seen any more
	}
	now, resting := 0., d.USD[side]
	if away >= 0 && away < len(resting) {
		now = resting[away]
	}
	// A venue's basis may carry it into the bin beside.
	for _, beside := range [...]int{away - 1, away + 1} {
		if now < gone*w.peak && beside > 0 && beside < end && beside < len(resting) && resting[beside] >= moved*w.peak {
			w.at += grid.Bin(beside-away) * wayOf(side)
			return true
		}
	}
	if w.peak = max(w.peak, now); away > 0 && now >= gone*w.peak {
		return true
	}
	if d.At-w.since < stood {
		return away > 0 && now > 0
	}
	tally := &o.Pulled[side]
	switch {
	case away <= 0 || w.traded >= (w.peak-now)/2: // price went through it, or takers took it
		tally = &o.Filled[side]
	case away > beside || distance(d.Price, w.at) > w.first-neared: // price was not on its way to it
		return false
	}
	tally.N++
	tally.USD += market.USD(w.peak - now)
	return false
}
