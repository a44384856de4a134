// Package margin computes where positions are liquidated: maintenance tiers
// per venue, liquidation prices and the distance from entry that a leverage
// means. It knows formulas and dated tables, and nothing of maps, feeds or
// accounts.
package margin

import (
	"math"

	"brink/wasm/market"
)

// Distance is |entry - liquidation| / entry of an isolated position opened at
// leverage L under maintenance rate m: (1/L - m)/(1 - m) for longs and
// (1/L - m)/(1 + m) for shorts (MODEL.md 2). Maintenance brings the
// liquidation NEARER to entry, so it is subtracted. Zero or below means
// that the position would be liquidated at once.
func Distance(side market.Side, leverage, maintenance float64) float64 {
	d := 1/leverage - maintenance
	if side == market.Long {
		return d / (1 - maintenance)
	}
	return d / (1 + maintenance)
}

// Leverage is the inverse of Distance: the leverage at which an isolated
// position stands distance away from its liquidation.
func Leverage(side market.Side, distance, maintenance float64) float64 {
	if side == market.Long {
		return 1 / (distance*(1-maintenance) + maintenance)
	}
	return 1 / (distance*(1+maintenance) + maintenance)
}

// Table is a venue's maintenance tiers for one contract, ascending by Cap,
// as of a date. Where the venue publishes no deduction, every Deduction is
// zero and the tier's rate applies to the whole position.
type Table struct {
	Venue  market.Venue
	Symbol string
	Dated  string // YYYY-MM-DD on which the table was read at the source
	Tiers  []market.Tier
	// Complete is false where only the first tiers are known; beyond the
	// last one the answer is unknown, not the last row.
	Complete bool
}

// Tier returns the row that a position of this notional falls into, or false
// where the table does not reach so far.
func (t *Table) Tier(notional market.USD) (market.Tier, bool) {
	for _, row := range t.Tiers {
		if notional <= row.Cap {
			return row, true
		}
	}
	return market.Tier{}, false
}

// Position is one isolated linear position, or a cross one with all that
// backs it put into Margin.
type Position struct {
	Side   market.Side
	Entry  market.Price
	Size   market.Base
	Margin market.USD // what may be lost before maintenance, fees aside
}

// Liquidation is the mark price at which the position's margin no longer
// covers its maintenance, by the table's tier at that very price. It returns
// false where no price above zero liquidates it (a long with margin above
// its worth) or the table does not reach the position's size.
//
// With d = +1 for longs and -1 for shorts, q the size, E the entry, W the
// margin, m and c the tier's rate and deduction, the margin is exhausted
// where W + d q (P - E) = m q P - c, so P = (W + c - d q E) / (q m - d q):
// Binance's formula (SPEC.md 14.1), to which the isolated ones of Bybit and
// Hyperliquid reduce when W is the initial margin.
func Liquidation(p Position, t *Table) (market.Price, bool) {
	if !(p.Size > 0) || !p.Entry.Valid() {
		return 0, false
	}
	d := 1.0
	if p.Side == market.Short {
		d = -1
	}
	q, entry, w := float64(p.Size), float64(p.Entry), float64(p.Margin)
	low := 0.0
	best, found := 0.0, false
	for _, row := range t.Tiers {
		m, c := row.Maintenance, float64(row.Deduction)
		price := (w + c - d*q*entry) / (q*m - d*q)
		notional := q * price
		if price > 0 && notional > low && notional <= float64(row.Cap) {
			// The first price met on the way from entry is the one that counts:
			// the highest for longs, the lowest for shorts.
			if !found || (p.Side == market.Long && price > best) || (p.Side == market.Short && price < best) {
				best, found = price, true
			}
		}
		low = float64(row.Cap)
	}
	if math.IsInf(best, 0) {
		return 0, false
	}
	return market.Price(best), found
}

// Initial is the margin that leverage puts behind a position.
func Initial(entry market.Price, size market.Base, leverage float64) market.USD {
	return market.USD(float64(market.Value(size, entry)) / leverage)
}
