package census

import (
	"slices"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Largest is how many of the largest positions are listed.
const Largest = 20

// Reach is how far from the price bins are told, as a factor.
const reach = 2

// Plane is the observed dollars of one side by bin, from Lo on; empty where
// there are none.
type Plane struct {
	Lo  grid.Bin
	USD []float64
}

// Side is what is observed of the positions of one side.
type Side struct {
	Accounts int
	Base     market.Base
	// Share is Base over the venue's open interest; not known where that is not.
	Share float64
	Known bool
	// Unstated are positions of which the venue names no liquidation price: they
	// are counted here and stand in no bin.
	Unstated     int
	UnstatedBase market.Base
	// Far are positions that would be liquidated further away than bins reach.
	Far   int
	Plane Plane
}

// Observed is what a census knows at a moment.
type Observed struct {
	At             market.Millis
	Price          market.Price
	Known, Read    int // accounts heard of, and read at least once
	Holding        int // accounts that hold the coin
	Oldest, Newest market.Millis
	// Oldest and Newest are the ages of the readings of those that hold it.
	Sides   [market.Sides]Side
	Largest []Held // by size, the largest first
	// Farther and Nearer are positions of an unchanged size whose liquidation
	// price has moved since they were first read: margin was added, or taken.
	Farther, Nearer int
	Gone            []Gone // inferred liquidations, the newest last
}

// Observed is what is known now. Its slices are the caller's.
func (c *Census) Observed(now market.Millis) *Observed {
	o := &Observed{At: now, Price: c.price, Known: len(c.accounts), Gone: slices.Clone(c.gone)}
	var held []Held
	for i := range c.accounts {
		a := &c.accounts[i]
		if a.read == 0 {
			continue
		}
		o.Read++
		if a.position.Size == 0 {
			continue
		}
		age := max(now-a.read, 0)
		if o.Holding++; o.Holding == 1 {
			o.Oldest, o.Newest = age, age
		}
		o.Oldest, o.Newest = max(o.Oldest, age), min(o.Newest, age)
		held = append(held, Held{a.address, a.position, a.read})
		o.moved(a)
	}
	for side := range market.Side(market.Sides) {
		o.Sides[side] = c.side(held, side)
	}
	slices.SortStableFunc(held, func(a, b Held) int {
		switch {
		case a.Size > b.Size:
			return -1
		case a.Size < b.Size:
			return 1
		}
		return slices.Compare(a.Account[:], b.Account[:])
	})
	o.Largest = held[:min(len(held), Largest)]
	return o
}

// moved counts a position whose liquidation price has moved.
func (o *Observed) moved(a *account) {
	const still = .0005
	was, is := float64(a.first), float64(a.position.Liquidation)
	if was == 0 || is == 0 || is > was*(1-still) && is < was*(1+still) {
		return
	}
	if (is < was) == (a.position.Side == market.Long) {
		o.Farther++
	} else {
		o.Nearer++
	}
}

// side sums the positions of one side.
func (c *Census) side(held []Held, side market.Side) (s Side) {
	var bins []grid.Bin
	var usd []float64
	for i := range held {
		p := &held[i].Position
		if p.Side != side {
			continue
		}
		s.Accounts++
		s.Base += p.Size
		switch {
		case p.Liquidation == 0:
			s.Unstated++
			s.UnstatedBase += p.Size
		case p.Liquidation > c.price*reach || p.Liquidation < c.price/reach:
			s.Far++
		default:
			bins, usd = append(bins, grid.Of(p.Liquidation)), append(usd, float64(p.Forced()))
		}
	}
	if c.interest > 0 {
		s.Share, s.Known = float64(s.Base/c.interest), true
	}
	if len(bins) > 0 {
		s.Plane.Lo = slices.Min(bins)
		s.Plane.USD = make([]float64, slices.Max(bins)-s.Plane.Lo+1)
		for i, k := range bins {
			s.Plane.USD[k-s.Plane.Lo] += usd[i]
		}
	}
	return s
}
