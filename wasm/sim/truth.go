package sim

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Position is one trader's true position.
type Position struct {
	Side        market.Side
	Cross       bool
	Entry       market.Price
	Size        market.Base
	Margin      market.USD
	Liquidation market.Price // 0 where no price liquidates it
}

// Leverage is the notional at entry over the margin.
func (p *Position) Leverage() float64 {
	return float64(market.Value(p.Size, p.Entry)) / float64(p.Margin)
}

// Positions appends every open position to dst, in an arbitrary order.
func (m *Market) Positions(dst []Position) []Position {
	for i := range m.crowd.places {
		if p, open := m.At(i); open {
			dst = append(dst, p)
		}
	}
	return dst
}

// Places is how many places for positions there are, taken or free.
func (m *Market) Places() int { return len(m.crowd.places) }

// At is the position at a place; false where that is free. A position keeps its
// place for as long as it is open, and a free place is taken by another one.
func (m *Market) At(place int) (Position, bool) {
	if place < 0 || place >= len(m.crowd.places) || m.crowd.places[place].size == 0 {
		return Position{}, false
	}
	p := &m.crowd.places[place]
	return Position{p.side, p.cross, market.Price(p.entry), market.Base(p.size), market.USD(p.margin), market.Price(p.liquidation)}, true
}

// Density sets dst[i] to the USD that would be force-closed in bin lo+i of
// one side, from the true positions: what a map estimates.
func (m *Market) Density(dst []float64, side market.Side, lo grid.Bin) {
	clear(dst)
	for i := range m.crowd.places {
		p := &m.crowd.places[i]
		if p.size == 0 || p.side != side || p.liquidation == 0 {
			continue
		}
		if at := int(p.bin - lo); at >= 0 && at < len(dst) {
			dst[at] += p.size * p.liquidation
		}
	}
}

// Book appends n levels of one side of the book to dst, best first: bids
// below the price, offers above it. Depth falls with what orders have just
// taken, and grows away from the price.
func (m *Market) Book(dst []market.Level, bids bool, n int) []market.Level {
	p := float64(m.price.price())
	total := m.price.depth * m.price.thin
	for i := range n {
		away := .0001 * (float64(i) + .5)
		price := p * (1 + away)
		if bids {
			price = p * (1 - away)
		}
		// The depth within 1 % is spread so that it grows linearly outwards;
		// a level's own share wavers with its price, not with the call.
		wave := .6 + .8*fraction(grid.Of(market.Price(price)))
		usd := total / 100 * (.5 + away/.01) * wave
		dst = append(dst, market.Level{Price: market.Price(price), Base: market.Base(usd / price)})
	}
	return dst
}

// fraction is a number in [0, 1) that belongs to a bin.
func fraction(k grid.Bin) float64 {
	x := uint64(uint32(k)) * 0x9e3779b97f4a7c15
	x ^= x >> 29
	return float64(x%4096) / 4096
}
