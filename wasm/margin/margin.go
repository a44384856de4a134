// Package margin computes where positions are liquidated: maintenance tiers
// per venue, and liquidation prices by them. It knows formulas and dated tables, and nothing of maps, feeds or
// accounts.
package margin

import (
	"math"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// Table is a venue's maintenance tiers for one contract, with what follows
// from them for a position.
type Table venue.Tiers

// BuiltIn returns the dated table of a venue's contract, or nil where none
// is known. The caller does not write to it.
func BuiltIn(id market.Venue, symbol string) *Table { return (*Table)(venue.TiersOf(id, symbol)) }

// Tier returns the row that a position of this size falls into at a price, or
// false where the table does not reach so far.
func (t *Table) Tier(size market.Base, price market.Price) (market.Tier, bool) {
	if i := t.index(size, price); i < len(t.Tiers) {
		return t.Tiers[i], true
	}
	return market.Tier{}, false
}

// index is the row's number, beyond the last where the table does not reach.
func (t *Table) index(size market.Base, price market.Price) int {
	for i := range t.Tiers {
		row := &t.Tiers[i]
		if row.CapBase > 0 && size <= row.CapBase || row.CapBase == 0 && market.Value(size, price) <= row.Cap {
			return i
		}
	}
	return len(t.Tiers)
}

// Position is one isolated linear position, or a cross one whose Margin is all
// that backs it.
type Position struct {
	Side   market.Side
	Entry  market.Price
	Size   market.Base
	Margin market.USD // that backs it, maintenance included
	Fee    float64    // of a liquidation, a fraction of the notional, where the venue reserves it
	// AtEntry says that maintenance is reckoned by the position's value at entry,
	// whatever the price has become.
	AtEntry bool
}

// Of is a position with what its venue's row says of liquidations.
func Of(id market.Venue, p Position) Position {
	rules := RulesOf(id)
	p.Fee, p.AtEntry = rules.Fee, rules.AtEntry
	return p
}

// Maintenance is what a position must keep at a price, the fee of its
// liquidation included, by the row of its size at that price; false where the
// table does not reach so far.
func (t *Table) Maintenance(p *Position, price market.Price) (market.USD, bool) {
	if p.AtEntry {
		price = p.Entry
	}
	row, ok := t.Tier(p.Size, price)
	return market.USD((row.Maintenance+p.Fee)*float64(p.Size)*float64(price)) - row.Deduction, ok
}

// Liquidation is the mark price at which the position's margin no longer
// covers its maintenance, by the table's tier at that very price: the first
// such price on the way from entry. It returns false where no price above zero
// liquidates it (a long with margin above its worth) or the table does not
// reach the position's size.
//
// With d = +1 for longs and -1 for shorts, q the size, E the entry, W the
// margin, m the tier's rate and the fee, c its deduction, the margin is
// exhausted where W + d q (P - E) = m q P - c, so
// P = (W + c - d q E) / (q m - d q): Binance's formula (wasm/venue/VENUES.md), to
// which those of OKX, Gate, Bitget and Hyperliquid reduce. Where maintenance is
// reckoned AtEntry, P = E - d (W - (m q E - c)) / q: Bybit's.
func Liquidation(p Position, t *Table) (market.Price, bool) {
	if !(p.Size > 0) || !p.Entry.Valid() {
		return 0, false
	}
	d := 1.0
	if p.Side == market.Short {
		d = -1
	}
	q, entry, w := float64(p.Size), float64(p.Entry), float64(p.Margin)
	if p.AtEntry {
		keep, ok := t.Maintenance(&p, p.Entry)
		price := entry - d*(w-float64(keep))/q
		return market.Price(max(price, 0)), ok && price > 0
	}
	// left is the margin at a price less the maintenance that a tier asks for.
	left := func(row *market.Tier, price float64) float64 {
		return w + d*q*(price-entry) - (row.Maintenance+p.Fee)*q*price + float64(row.Deduction)
	}
	// The first price on the way against the position is looked for: the
	// highest for longs, the lowest for shorts. As the price moves from entry, a
	// long passes through ever lower tiers and a short through ever higher ones,
	// so the search ends with the first tier that liquidates it. A position that
	// is liquidated at its entry already has its price on the other side of it,
	// in any tier.
	i, step := t.index(p.Size, p.Entry), 1
	stands := i < len(t.Tiers) && left(&t.Tiers[i], entry) > 0
	if !stands {
		i = 0
	} else if p.Side == market.Long {
		step = -1
	}
	best, found := 0.0, false
	meet := func(price float64) {
		if price > 0 && !math.IsInf(price, 0) && !(stands && d*price > d*entry) && (!found || d*price > d*best) {
			best, found = price, true
		}
	}
	for ; i >= 0 && i < len(t.Tiers) && !(stands && found); i += step {
		row := &t.Tiers[i]
		floor := 0.0
		if i > 0 {
			floor = top(&t.Tiers[i-1], q)
			// Without a deduction maintenance jumps where a tier begins: a short
			// that the tier before did not liquidate may be liquidated there.
			if edge := floor / q; p.Side == market.Short && left(row, edge) < 0 {
				meet(edge)
			}
		}
		price := (w + float64(row.Deduction) - d*q*entry) / (q*(row.Maintenance+p.Fee) - d*q)
		if notional := q * price; notional > floor*(1-rounding) && notional <= top(row, q)*(1+rounding) {
			meet(price)
		}
	}
	return market.Price(best), found
}

// rounding is how far, in relation, a solution may lie beyond its tier.
const rounding = 1e-12

// top is the largest notional of a tier for q base: all or nothing where the
// venue counts in coins.
func top(row *market.Tier, q float64) float64 {
	switch {
	case row.CapBase == 0:
		return float64(row.Cap)
	case q <= float64(row.CapBase):
		return math.Inf(1)
	}
	return 0
}

// Inverse is a position in contracts that are counted in dollars and margined in
// the coin.
type Inverse struct {
	Side   market.Side
	Entry  market.Price
	USD    market.USD  // contracts times the dollars of one
	Margin market.Base // coins that back it
	Fee    float64
	// AtEntry is as in Position.
	AtEntry bool
}

// IsInverse reports whether a venue's contracts are counted in dollars and
// margined in the coin.
func IsInverse(id market.Venue) bool {
	row := venue.Of(id)
	return row != nil && row.Inverse
}

// RulesOf is how a venue reckons when a position is liquidated, beside its tiers;
// of one without a row, nothing.
func RulesOf(id market.Venue) venue.Margin {
	if row := venue.Of(id); row != nil {
		return row.Margin
	}
	return venue.Margin{}
}

// InverseMaintenance is the coins that an inverse position must keep at a price,
// the fee of its liquidation included; false where the table does not reach so
// far.
func (t *Table) InverseMaintenance(p *Inverse, price market.Price) (market.Base, bool) {
	coins := market.Base(float64(p.USD) / float64(price))
	row, ok := t.Tier(coins, price)
	return market.Base((row.Maintenance+p.Fee)*float64(coins) - float64(row.Deduction)), ok
}

// InverseLiquidation is the mark price at which an inverse position's margin no
// longer covers its maintenance, by the table's tier at that very price: caps
// are in coins (CapBase) or dollars (Cap), deductions in coins. False where no
// price does, as of a short with coins enough for all it is worth, or where the
// table does not reach.
//
// With N dollars, value in coins is N / P: the margin is exhausted where
// W + d N (1/E - 1/P) = m N / P - c, so P = N (m + d) / (W + c + d N / E). Where
// maintenance is reckoned AtEntry, 1/P = 1/E + d (W - (m N / E - c)) / N.
func InverseLiquidation(p Inverse, t *Table) (market.Price, bool) {
	if !(p.USD > 0) || !p.Entry.Valid() {
		return 0, false
	}
	d := 1.0
	if p.Side == market.Short {
		d = -1
	}
	n, best, found := float64(p.USD), 0.0, false
	if p.AtEntry {
		keep, ok := t.InverseMaintenance(&p, p.Entry)
		inverse := 1/float64(p.Entry) + d*float64(p.Margin-keep)/n
		if !ok || !(inverse > 0) {
			return 0, false
		}
		return market.Price(1 / inverse), true
	}
	for i := range t.Tiers {
		row := &t.Tiers[i]
		bottom := float64(p.Margin) + float64(row.Deduction) + d*n/float64(p.Entry)
		price := n * (row.Maintenance + p.Fee + d) / bottom
		// Without deductions maintenance jumps where a tier begins: who was not
		// liquidated before the jump may be there.
		edges := [...]float64{price, n / coinsBelow(t, i)}
		for e, at := range edges {
			if !(at > 0) || math.IsInf(at, 0) || d*at > d*float64(p.Entry) {
				continue
			}
			left := float64(p.Margin) + float64(row.Deduction) + d*n*(1/float64(p.Entry)-1/at) - (row.Maintenance+p.Fee)*n/at
			inside := t.index(market.Base(n/at*(1-rounding)), market.Price(at)) <= i && t.index(market.Base(n/at*(1+rounding)), market.Price(at)) >= i
			if inside && (e == 0 || p.Side == market.Long && left < 0) && (!found || d*at > d*best) {
				best, found = at, true
			}
		}
	}
	return market.Price(best), found
}

// coinsBelow is the coins at which a row of a table in coins begins.
func coinsBelow(t *Table, i int) float64 {
	if i == 0 {
		return 0
	}
	return float64(t.Tiers[i-1].CapBase)
}

// Initial is the margin that leverage puts behind a position.
func Initial(entry market.Price, size market.Base, leverage float64) market.USD {
	return market.USD(float64(market.Value(size, entry)) / leverage)
}
