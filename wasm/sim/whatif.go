package sim

import (
	"slices"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Cascade is what forced orders bring about within one tick.
type Cascade struct {
	Forced market.USD   // at once
	SetOff market.USD   // by them, further on
	Stop   market.Price // the furthest price
}

// WhatIf tells what would follow if price came to the near edge of the bins [lo, hi)
// of a side now and all positions that are liquidated there were forced at once. What
// would be forced on the way to them counts as forced before. The market itself goes
// on as if nobody had asked.
func (m *Market) WhatIf(side market.Side, lo, hi grid.Bin) Cascade {
	w := m.copyForOneTick()
	level := lo.Lower()
	if side == market.Long {
		level = hi.Lower()
	}
	w.price.value += grid.Log(float64(level / w.price.price()))
	w.price.update()
	c := &w.crowd
	// Whose liquidation price comes before the edge is closed already, and counts for
	// nothing.
	var within []int32
	for i := range c.places {
		p := &c.places[i]
		switch {
		case p.size == 0 || p.side != side || p.liquidation == 0:
		case p.bin >= lo && p.bin < hi:
			within = append(within, int32(i))
		case side == market.Long && p.bin >= hi, side == market.Short && p.bin < lo:
			c.shrink(int32(i), p.size)
		}
	}
	c.swept[side] = w.bin()
	var e Events
	for _, place := range within {
		w.force(&e, place)
	}
	out := Cascade{Forced: sum(e.Liquidations)}
	e.Liquidations = e.Liquidations[:0]
	w.liquidate(&e)
	out.SetOff, out.Stop = sum(e.Liquidations), w.price.price()
	return out
}

func sum(list []market.Liquidation) (usd market.USD) {
	for i := range list {
		usd += list[i].USD
	}
	return usd
}

// copyForOneTick is a copy that shares nothing with m that liquidations change. It
// has no schedule and no random numbers, so that it cannot go on.
func (m *Market) copyForOneTick() *Market {
	w := *m
	w.random, w.crowd.schedule = random{}, schedule{}
	c := &w.crowd
	c.places, c.free = slices.Clone(c.places), slices.Clone(c.free)
	for side := range c.buckets {
		c.buckets[side] = newBuckets(m.bin())
	}
	c.refile()
	return &w
}
