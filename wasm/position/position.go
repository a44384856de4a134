// Package position computes where a visitor's position would be liquidated, and
// how large a planned one may be. It is handed the venues' maintenance tables,
// and knows nothing of accounts, orders or where its text is stored.
package position

import (
	"math"
	"strconv"
	"unicode/utf8"

	"brink/wasm/grid"
	"brink/wasm/margin"
	"brink/wasm/market"
)

// Mode says what backs a position.
type Mode uint8

// The modes of margin.
const (
	Isolated Mode = iota // its own margin alone
	Cross                // all of an account
)

// String is "isolated" or "cross".
func (m Mode) String() string {
	if m == Isolated {
		return "isolated"
	}
	return "cross"
}

// Position is one position as its holder states it. An isolated one is backed by
// Leverage or by Margin, of which the other is 0; a cross one by Margin, which is
// all that the account would lose first. Of an inverse contract Size is dollars
// and Margin coins: the venue says which contracts are.
type Position struct {
	Venue    market.Venue
	Symbol   string // the venue's own spelling
	Side     market.Side
	Mode     Mode
	Entry    market.Price
	Size     market.Base
	Leverage float64
	Margin   market.USD
}

// Inverse reports whether the contract is counted in dollars and margined in the
// coin.
func (p *Position) Inverse() bool { return margin.IsInverse(p.Venue) }

// Coins is the size in coins, at entry.
func (p *Position) Coins() market.Base {
	if p.Inverse() {
		return p.Size / market.Base(p.Entry)
	}
	return p.Size
}

// Profit is what a position has gained or lost at a price.
func (p *Position) Profit(price market.Price) market.USD {
	usd := float64(p.Coins()) * float64(price-p.Entry)
	if p.Side == market.Short {
		usd = -usd
	}
	return market.USD(usd)
}

// Assessment is what a venue's table says of a position.
type Assessment struct {
	Notional market.USD // at entry
	Backing  market.USD // what the position may lose before the venue closes it; of coins their worth at entry
	Leverage float64    // notional over backing
	// Liquidation is the mark price at which the venue closes it. Never
	// means that no price above zero does, and leaves Liquidation 0.
	Liquidation market.Price
	Never       bool
	Dated       string // of the table, YYYY-MM-DD; "" where none is known
	Complete    bool   // whether all rows of the table are known
	// Nearest says that no table is known: Liquidation is the nearest price that
	// any tier of the venue could mean.
	Nearest bool
}

// maxNotional bounds a position, and what backs it.
const maxNotional market.USD = 1e12

// TableMissing is the code of a position whose contract's tiers are not known:
// it can be held all the same.
const TableMissing = "position-table-missing"

// fault stays out of line: a browser loads every copy of it.
//
//go:noinline
func fault(code, sentence string) *market.Fault {
	return &market.Fault{Code: "position-" + code, Sentence: sentence}
}

// Assess computes where a position is liquidated by a venue's table, nil
// where none is known. Figures that cannot be are refused.
func (p *Position) Assess(table *margin.Table) (Assessment, *market.Fault) {
	v, f := p.checked()
	if f != nil {
		return Assessment{}, f
	}
	if v.Nearest = table == nil && p.Mode == Isolated && margin.RulesOf(p.Venue).HalfAtMost; v.Nearest {
		table = halfTable(v.Leverage)
	}
	if table == nil {
		return Assessment{}, p.withoutTable()
	}
	v.Dated, v.Complete = table.Dated, table.Complete
	tier, ok := table.Tier(p.Coins(), p.Entry)
	if !ok {
		return Assessment{}, p.beyond(table)
	}
	if p.Leverage > tier.MaxLeverage {
		return Assessment{}, fault("leverage-beyond-venue", "At "+string(p.Venue)+" a position of this size may have "+number(tier.MaxLeverage)+"x leverage at most, not "+number(p.Leverage)+"x.")
	}
	if !p.covers(v.Backing, table) {
		return Assessment{}, fault("lost-at-once", "The margin does not cover the venue's maintenance at the entry price: such a position would be liquidated at once.")
	}
	price, found := p.liquidation(v.Backing, table)
	switch {
	case found:
		v.Liquidation = price
	case (p.Side == market.Short) == p.Inverse() && v.Backing >= v.Notional:
		v.Never = true
	default:
		return Assessment{}, p.beyond(table)
	}
	return v, nil
}

// withoutTable is the fault of a position whose tiers are not known: for good,
// or until its venue has been asked.
func (p *Position) withoutTable() *market.Fault {
	text := "The maintenance tiers of " + string(p.Venue) + " for " + p.Symbol + " are not known here, so a liquidation price cannot be told"
	if margin.RulesOf(p.Venue).Private {
		return fault("table-missing", text+", now or later: the venue tells them to account holders alone, and shows the price beside the position.")
	}
	return fault("table-missing", text+" yet: they are asked for while the live market of the coin is open, and are kept from then on.")
}

// halfTable is the tier that keeps the most of those that may allow a leverage:
// half of the margin.
func halfTable(leverage float64) *margin.Table {
	leverage = max(leverage, 1)
	return &margin.Table{Tiers: []market.Tier{{Cap: market.USD(math.Inf(1)), Maintenance: 1 / (2 * leverage), MaxLeverage: 1000}}}
}

// covers reports whether the backing is more than the maintenance at entry.
func (p *Position) covers(backing market.USD, table *margin.Table) bool {
	if p.Inverse() {
		own := p.inverse(backing)
		keep, _ := table.InverseMaintenance(&own, p.Entry)
		return own.Margin > keep
	}
	own := p.backed(backing)
	keep, _ := table.Maintenance(&own, p.Entry)
	return backing > keep
}

// liquidation is where a position with a backing is liquidated. Where it is not
// sure whether the venue reckons maintenance by entry or by the mark, the nearer
// price of both.
func (p *Position) liquidation(backing market.USD, table *margin.Table) (price market.Price, found bool) {
	var other market.Price
	var ok bool
	if p.Inverse() {
		own := p.inverse(backing)
		price, found = margin.InverseLiquidation(own, table)
		own.AtEntry = false
		other, ok = margin.InverseLiquidation(own, table)
	} else {
		own := p.backed(backing)
		if price, found = margin.Liquidation(own, table); p.Mode == Isolated {
			return price, found
		}
		own.AtEntry = false
		other, ok = margin.Liquidation(own, table)
	}
	if found && ok && (p.Side == market.Long) == (other > price) {
		price = other
	}
	return price, found
}

// backed is a linear position with a margin, as its venue reckons.
func (p *Position) backed(by market.USD) margin.Position {
	return margin.Of(p.Venue, margin.Position{Side: p.Side, Entry: p.Entry, Size: p.Size, Margin: by})
}

// inverse is an inverse position with a margin, given as its worth at entry, as
// its venue reckons.
func (p *Position) inverse(by market.USD) margin.Inverse {
	of := margin.RulesOf(p.Venue)
	return margin.Inverse{Side: p.Side, Entry: p.Entry, USD: market.USD(p.Size), Margin: market.Base(float64(by) / float64(p.Entry)), Fee: of.Fee, AtEntry: of.AtEntry}
}

// checked refuses figures that cannot be, whatever the venue; else it returns
// notional, backing and leverage.
func (p *Position) checked() (v Assessment, f *market.Fault) {
	v.Notional = market.Value(p.Coins(), p.Entry)
	switch {
	case !word(string(p.Venue)) || !word(p.Symbol):
		return v, fault("market-unnamed", "A position needs a venue and a contract.")
	case p.Side >= market.Sides || p.Mode > Cross:
		return v, fault("side-impossible", "A position is long or short, and isolated or cross.")
	case !grid.Holds(p.Entry):
		return v, fault("entry-impossible", "The entry price must be a number between 1e-9 and 1e12.")
	case !(p.Size > 0) || !p.Size.Valid():
		return v, fault("size-impossible", "The size must be a number above zero.")
	case v.Notional > maxNotional:
		return v, fault("size-beyond-belief", "Entry times size is more than a trillion dollars.")
	case p.Leverage != 0 && p.Margin != 0:
		return v, fault("backing-double", "State the leverage or the margin, not both: each follows from the other.")
	case p.Leverage == 0 && p.Margin == 0:
		return v, fault("backing-missing", "State the leverage or the margin.")
	case p.Mode == Cross && p.Leverage != 0:
		return v, fault("cross-by-leverage", "A cross position is backed by the whole account, whatever its leverage says: state the account's margin.")
	case p.Leverage != 0 && !(p.Leverage >= 1 && p.Leverage <= 1000):
		return v, fault("leverage-impossible", "The leverage must be a number from 1 to 1000.")
	}
	v.Backing = p.Margin
	switch {
	case p.Leverage != 0:
		v.Backing = margin.Initial(p.Entry, p.Coins(), p.Leverage)
	case p.Inverse():
		v.Backing = market.Value(market.Base(p.Margin), p.Entry)
	}
	if !(v.Backing > 0 && v.Backing <= maxNotional) {
		return v, fault("margin-impossible", "The margin must be a number above zero and at most a trillion dollars.")
	}
	v.Leverage = float64(v.Notional / v.Backing)
	return v, nil
}

// beyond is the fault of a position that no row of the table covers.
func (p *Position) beyond(table *margin.Table) *market.Fault {
	if table.Complete {
		return fault("size-beyond-venue", "The position is larger, at entry or on the way to its liquidation, than "+string(p.Venue)+" allows for "+p.Symbol+".")
	}
	return fault("size-beyond-table", "The maintenance tiers of "+string(p.Venue)+" for a position of this size are not known, so a liquidation price cannot be told.")
}

// word reports whether a name can be stored and shown: letters of any alphabet,
// digits and these few signs.
func word(s string) bool {
	if s == "" || len(s) > 64 || !utf8.ValidString(s) {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= utf8.RuneSelf || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '/' || c == ':') {
			return false
		}
	}
	return true
}

// number writes a figure with no more digits than it has.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
