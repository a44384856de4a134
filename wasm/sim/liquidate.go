package sim

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// partialFrom is the notional in USD above which the venue closes half of a
// position at a time.
const partialFrom = 400_000

// liquidate force-closes every position whose price has come. Its orders
// move the price, which may bring on more: a cascade runs inside the tick
// until none is left.
func (m *Market) liquidate(e *Events) {
	for again := true; again; {
		again = false
		for side := range market.Side(market.Sides) {
			if m.liquidateSide(e, side) {
				again = true
			}
		}
	}
}

// liquidateSide searches the buckets between the last search's end and the
// present price. It reports whether it liquidated anything.
func (m *Market) liquidateSide(e *Events, side market.Side) bool {
	c := &m.crowd
	now := m.bin()
	any := false
	step := grid.Bin(-1)
	if side == market.Short {
		step = 1
	}
	from := c.swept[side]
	c.swept[side] = now
	if (now-from)*step < 0 {
		return false // price went the other way
	}
	for k := from; ; k += step {
		if refs := c.buckets[side].at(k); len(refs) > 0 {
			if m.liquidateBucket(e, side, k, refs) {
				any = true
			}
		}
		if k == now {
			return any
		}
	}
}

func (m *Market) liquidateBucket(e *Events, side market.Side, k grid.Bin, refs []reference) bool {
	c := &m.crowd
	any := false
	kept := refs[:0]
	b := &c.buckets[side]
	b.set(k, nil) // what is located here meanwhile goes into a new slice
	for _, ref := range refs {
		p := &c.places[ref.place]
		if p.age != ref.age || p.size == 0 || p.bin != k || p.liquidation == 0 {
			continue
		}
		price := float64(m.price.price())
		if side == market.Long && price > p.liquidation || side == market.Short && price < p.liquidation {
			kept = append(kept, ref)
			continue
		}
		any = true
		m.force(e, ref.place)
	}
	b.set(k, append(kept, b.at(k)...))
	return any
}

// force closes a position, or half of a large one, at the market.
func (m *Market) force(e *Events, place int32) {
	c := &m.crowd
	p := &c.places[place]
	price := float64(m.price.price())
	size, part := p.size, 1.0
	if p.size*price > partialFrom {
		part = .5
		size *= part
	}
	e.Liquidations = append(e.Liquidations, market.Liquidation{
		Time: m.now, Closed: p.side, Price: market.Price(price), PriceKind: market.FillPrice,
		Base: market.Base(size), USD: market.USD(size * price), Complete: true,
	})
	taker := market.Sell
	if p.side == market.Short {
		taker = market.Buy
	}
	side := p.side
	c.shrink(place, size)
	if p.size > 0 {
		// The half that stays keeps the margin left after the loss of the
		// half that was closed, so its liquidation is further away.
		loss := size * (p.entry - price)
		if side == market.Short {
			loss = -loss
		}
		p.margin -= above(loss)
		if p.margin < .002*p.size*price {
			p.margin = .002 * p.size * price
			p.entry = price // the insurance fund takes the rest over at the present price
		}
		c.locate(place)
	}
	m.execute(taker, size*price)
}
