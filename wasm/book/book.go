// Package book is the order books of a market as a map is read against them: what
// rests in each native bin of price at several venues, how far each of them lets
// see, and what stands between the price and a cluster. Of the two sides of a book
// bids are market.Long's, since they stand between the price and the longs below
// it, and asks are market.Short's.
package book

import (
	"math"
	"slices"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Bin is what rests in one native bin of one side.
type Bin struct {
	At   grid.Bin
	Base market.Base
	USD  market.USD
}

// Flow is what was traded in one native bin: USD by the side of the taker, and what
// of it was forced, by the side of the positions that were closed.
type Flow struct {
	At        grid.Bin
	Buy, Sell market.USD
	Forced    [market.Sides]market.USD
}

// State is how far a venue's book is known.
type State uint8

// The states.
const (
	Unsent  State = iota // the venue sends none
	Awaited              // its snapshot has not come, or a change was missed since
	Known
)

// FrozenAfter is how long a book may stay as it is before it is said to be frozen,
// and counted no more.
const FrozenAfter = 10 * market.Second

// Venue is the order book of one venue.
type Venue struct {
	ID    string
	State State
	Age   market.Millis // since it last changed
	Gaps  int           // how often a change of it was missed, or it could not be
	// Mid is halfway between the best bid and the best ask. Venues' prices differ by
	// their basis: what rests counts by its distance from here.
	Mid market.Price
	// Reach is the furthest price of each side up to which all of it is known.
	Reach [market.Sides]market.Price
	Sides [market.Sides][]Bin // outward from the best price
	Flows []Flow              // since it was told last
	// Interest is the newest open interest and Funding the newest rate; a Time of 0
	// where they are not known.
	Interest market.OpenInterest
	Funding  market.Funding
}

// Frozen reports whether a book is known and has not changed for too long.
func (v *Venue) Frozen() bool { return v.State == Known && v.Age >= FrozenAfter }

// Counts reports whether a book can be added to those of others.
func (v *Venue) Counts() bool { return v.State == Known && v.Age < FrozenAfter }

// MaxBins is how many native bins of a side are told at most: about 30 % of price.
const MaxBins = 600

// AppendBins adds the levels of one side, best first, to dst, a bin where anything
// rests. Levels further from the best one than MaxBins are left out.
func AppendBins(dst []Bin, levels []market.Level) []Bin {
	from := len(dst)
	for _, l := range levels {
		if !grid.Holds(l.Price) {
			continue
		}
		at := grid.Of(l.Price)
		if n := len(dst); n == from || dst[n-1].At != at {
			if n > from && (at-dst[from].At >= MaxBins || dst[from].At-at >= MaxBins) {
				break
			}
			dst = append(dst, Bin{At: at})
		}
		b := &dst[len(dst)-1]
		b.Base += l.Base
		b.USD += market.Value(l.Base, l.Price)
	}
	return dst
}

// maxFlows bounds the bins of flows that nobody takes.
const maxFlows = 200

// FlowOf is the flow of a price in list, which it may lengthen; the last one where
// the list is full.
func FlowOf(list *[]Flow, p market.Price) *Flow {
	at := grid.Of(p)
	for i := len(*list) - 1; i >= 0; i-- {
		if (*list)[i].At == at {
			return &(*list)[i]
		}
	}
	if len(*list) < maxFlows {
		*list = append(*list, Flow{At: at})
	}
	return &(*list)[len(*list)-1]
}

// Depth is what rests at all venues that count, outward from a price. Its zero
// value is of none.
type Depth struct {
	At      market.Millis
	Price   market.Price
	Counted int // of how many venues
	// USD and Base are by native bin, from the price's own outward.
	USD  [market.Sides][]float64
	Base [market.Sides][]float64
	// Most is the price of each side up to which those venues are known that hold
	// four fifths of what rests next to the price, Some up to which one at least is.
	Most, Some [market.Sides]market.Price
	reaches    [market.Sides][]reach // memory
}

// reach is how far a venue is known, and what rests there next to the price.
type reach struct {
	to   market.Price
	held float64
}

const (
	// mostShare is the share of what rests next to the price whose venues must be
	// known up to a level, for that to be known.
	mostShare = .8
	// beginning is how many bins are next to the price.
	beginning = 2
)

// Unknown reports whether d is of no venue.
func (d *Depth) Unknown() bool { return d.Counted == 0 }

// outward is how many bins a bin of a side lies outward from another.
func outward(side market.Side, from, at grid.Bin) int {
	if side == market.Long {
		return int(from - at)
	}
	return int(at - from)
}

// Sum makes d what rests at those of venues that count, around a price: each venue's
// orders by their distance from its own middle. Its memory is used again.
func (d *Depth) Sum(venues []Venue, at market.Millis, price market.Price) {
	d.At, d.Price, d.Counted = at, price, 0
	for side := range d.USD {
		d.USD[side], d.Base[side], d.reaches[side] = d.USD[side][:0], d.Base[side][:0], d.reaches[side][:0]
		d.Most[side], d.Some[side] = 0, 0
	}
	if !grid.Holds(price) {
		return
	}
	here := grid.Of(price)
	for i := range venues {
		v := &venues[i]
		if !v.Counts() || !grid.Holds(v.Mid) {
			continue
		}
		// As many bins as its prices are away: none where the basis is small, so that
		// an order stays in its bin.
		middle := here + grid.Bin(math.Round(grid.Coordinate(v.Mid)-grid.Coordinate(price)))
		for side := range market.Side(market.Sides) {
			held := 0.
			for _, b := range v.Sides[side] {
				k := min(max(outward(side, middle, b.At), 0), MaxBins)
				if n := len(d.USD[side]); k >= n {
					d.USD[side] = append(d.USD[side], make([]float64, k+1-n)...)
					d.Base[side] = append(d.Base[side], make([]float64, k+1-n)...)
				}
				d.USD[side][k] += float64(b.USD)
				d.Base[side][k] += float64(b.Base)
				if k < beginning {
					held += float64(b.USD)
				}
			}
			d.reaches[side] = append(d.reaches[side], reach{v.Reach[side] * (price / v.Mid), held})
		}
		d.Counted++
	}
	for side := range market.Side(market.Sides) {
		d.see(side)
	}
}

// see finds how far a side is known.
func (d *Depth) see(side market.Side) {
	list, total := d.reaches[side], 0.
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b reach) int { // the furthest first
		switch {
		case further(side, a.to, b.to):
			return -1
		case a.to == b.to:
			return 0
		}
		return 1
	})
	for _, r := range list {
		total += r.held
	}
	d.Some[side] = list[0].to
	held := 0.
	for _, r := range list {
		d.Most[side] = r.to
		if held += r.held; held >= mostShare*total && held > 0 {
			return
		}
	}
}

// Sight is how far what rests on the way to a level can be seen.
type Sight uint8

// How far.
const (
	Unseen  Sight = iota // no book counts, or price is there already
	Beyond               // the level is beyond every book
	AtLeast              // many books end before it: there is as much, or more
	Whole                // all of it
)

// Before is what rests between the price and a level of a side, USD, as far as that
// is seen.
func (d *Depth) Before(side market.Side, level market.Price) (market.USD, Sight) {
	if d.Counted == 0 || !grid.Holds(level) || (level < d.Price) != (side == market.Long) || level == d.Price {
		return 0, Unseen
	}
	edge, here := grid.Coordinate(level), grid.Of(d.Price)
	sum := 0.
	for k, usd := range d.USD[side] {
		// The bin's end that the way meets first, and how much of it the way takes.
		part := float64(here) + float64(k) // its lower edge
		if side == market.Long {
			part = float64(here) - float64(k) + 1 - edge
		} else {
			part = edge - part
		}
		if part <= 0 {
			break
		}
		sum += usd * min(part, 1)
	}
	sight := Whole
	switch {
	case further(side, level, d.Some[side]):
		sight = Beyond
	case further(side, level, d.Most[side]):
		sight = AtLeast
	}
	return market.USD(sum), sight
}

// further reports whether a level of a side lies further out than another.
func further(side market.Side, level, than market.Price) bool {
	return (level < than) == (side == market.Long) && level != than
}

// Resistance is what rests before a cluster over the cluster's own dollars.
type Resistance struct {
	Sight Sight
	Ratio float64 // at least, where Sight is AtLeast; as far as is seen, where it is Beyond
}

// From the field's rule of thumb: below Hollow a path is hollow, from Defended on
// it is defended.
const (
	Hollow   = 1
	Defended = 2
)

// Resist is the resistance before a cluster of a side that begins at near and holds
// usd.
func (d *Depth) Resist(side market.Side, near market.Price, usd market.USD) Resistance {
	resting, sight := d.Before(side, near)
	if sight == Unseen || !(usd > 0) {
		return Resistance{}
	}
	return Resistance{sight, float64(resting / usd)}
}

// IsHollow reports whether it is known that less rests before a cluster than the
// cluster holds.
func (r Resistance) IsHollow() bool { return r.Sight == Whole && r.Ratio < Hollow }

// IsDefended reports whether it is known that at least twice as much does, however
// far the books are seen.
func (r Resistance) IsDefended() bool { return r.Sight != Unseen && r.Ratio >= Defended }

// Near is what rests on a side within a distance of the price, given as a
// difference of logarithms, USD.
func (d *Depth) Near(side market.Side, distance float64) market.USD {
	level := grid.Price(grid.Coordinate(d.Price) + distance/grid.Step)
	if side == market.Long {
		level = grid.Price(grid.Coordinate(d.Price) - distance/grid.Step)
	}
	usd, _ := d.Before(side, level)
	return usd
}

// Ladder appends to dst what rests on a side in each native bin's height outward from
// the price, USD, as far as most of it is seen (Most): nothing where no book counts.
func (d *Depth) Ladder(dst []float64, side market.Side) []float64 {
	if d.Counted == 0 || !further(side, d.Most[side], d.Price) {
		return dst
	}
	here, way := grid.Coordinate(d.Price), 1.
	if side == market.Long {
		way = -1
	}
	before := 0.
	for i := 1; i <= MaxBins; i++ {
		level := grid.Price(here + way*float64(i))
		usd, sight := d.Before(side, level)
		if sight != Whole {
			break
		}
		dst = append(dst, float64(usd)-before)
		before = float64(usd)
	}
	return dst
}

// Clone is a copy of d with memory of its own.
func (d *Depth) Clone() Depth {
	out := *d
	for side := range out.USD {
		out.USD[side], out.Base[side], out.reaches[side] = slices.Clone(d.USD[side]), slices.Clone(d.Base[side]), nil
	}
	return out
}
