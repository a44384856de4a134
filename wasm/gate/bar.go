// Package gate says what is believed of what comes in, from whichever side: a
// feed, an answer, the store, a file. It has bounds for what can be at all, and
// for what a market can do after what it just did. It decides, and keeps only
// what it has to compare with; whoever asks counts what is refused. It knows no
// venue, no message and no clock.
package gate

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Bounds of what is believed without a second witness.
const (
	// LargestUSD is what a bar's volume or open interest may be worth: above any
	// market's, and small enough that no sum can overflow.
	LargestUSD market.USD = 1e16
	// jump is how far a price may be from what was just seen, as a factor.
	jump = 1.3
	// absurd is the factor beyond which a price is not believed of one venue
	// alone, however often it is said.
	absurd = 8
	// surge is how many times its neighbours' a volume may be once it is worth
	// more than notable.
	surge              = 1000
	notable market.USD = 1e9
)

// Bar returns nil for a bar that can be stepped, else a fault: figures that
// market.Bar.Check refuses, prices beyond the grid, amounts beyond LargestUSD.
func Bar(bar *market.Bar) *market.Fault {
	if fault := bar.Check(); fault != nil {
		return fault
	}
	low, high := bar.SweepRange()
	if !grid.Holds(bar.Low) || !grid.Holds(bar.High) || !grid.Holds(low) || !grid.Holds(high) {
		return &market.Fault{Code: "bar-price-off-grid", Sentence: "a price of the bar lies beyond the grid, which reaches from 1e-9 to 1e12"}
	}
	if market.Value(bar.Volume, bar.High) > LargestUSD {
		return &market.Fault{Code: "bar-volume-beyond-belief", Sentence: "the bar's volume is worth more than 1e16 dollars"}
	}
	if bar.Optional.Has(market.OptionalOI) && market.Value(bar.OpenInterest, bar.High) > LargestUSD {
		return &market.Fault{Code: "bar-oi-beyond-belief", Sentence: "the bar's open interest is worth more than 1e16 dollars"}
	}
	return nil
}

// Clean drops the optional fields of a bar that cannot be true beside the rest of
// it, and then returns what Bar does: a wrong mark price costs the bar its mark,
// not its trades. It reports whether anything was dropped.
func Clean(bar *market.Bar) (dropped bool, fault *market.Fault) {
	was := bar.Optional
	if was.Has(market.OptionalMark) && !(bar.MarkLow <= bar.MarkHigh && bar.MarkLow >= bar.Low/jump && bar.MarkHigh <= bar.High*jump) {
		bar.MarkLow, bar.MarkHigh, bar.Optional = 0, 0, bar.Optional&^market.OptionalMark
	}
	if bar.Optional.Has(market.OptionalOI) && !(bar.OpenInterest >= 0 && market.Value(bar.OpenInterest, bar.High) <= LargestUSD) {
		bar.OpenInterest, bar.Optional = 0, bar.Optional&^market.OptionalOI
	}
	if bar.Optional.Has(market.OptionalLiquidated) && !(liquidatable(bar.Liquidated[market.Long]) && liquidatable(bar.Liquidated[market.Short])) {
		bar.Liquidated, bar.Optional = [market.Sides]market.USD{}, bar.Optional&^market.OptionalLiquidated
	}
	return bar.Optional != was, Bar(bar)
}

// largestLiquidation is what one position that is closed by force may be worth,
// and what those of one side and bar may.
const largestLiquidation market.USD = 1e10

func liquidatable(usd market.USD) bool { return usd >= 0 && usd <= largestLiquidation }

// Alone reports whether a bar stands where the two nearest to it do not: its
// prices eight times theirs or an eighth, or its volume a thousand times, while
// those two agree. Nothing trades so; a figure was wrong on its way.
func Alone(bar, a, b *market.Bar) bool {
	if !near(a.Close, b.Close, b.Close) {
		return false
	}
	low, high := min(a.Low, b.Low), max(a.High, b.High)
	return bar.High > absurd*high || bar.High < low/absurd || surges(bar, max(a.Volume, b.Volume))
}

// surges reports whether a bar's volume is beyond what follows such a volume.
func surges(bar *market.Bar, usual market.Base) bool {
	return bar.Volume > surge*usual && market.Value(bar.Volume, bar.Low) > notable
}

// near reports whether a price lies within a jump of a range.
func near(p, low, high market.Price) bool { return p >= low/jump && p <= high*jump }

// Lonely returns the indices, ascending, of the bars of a list that stand alone.
// bars are ordered by time.
func Lonely(bars []market.Bar) (at []int) {
	n := len(bars)
	for i := range bars {
		if n < 3 {
			break
		}
		a, b := i-1, i+1
		switch i {
		case 0:
			a, b = 1, 2
		case n - 1:
			a, b = n-2, n-3
		}
		if Alone(&bars[i], &bars[a], &bars[b]) {
			at = append(at, i)
		}
	}
	return at
}

// Jumps reports whether a bar's prices leave what the two nearest to it traded, or
// its volume does: then it needs a witness. Either may be nil; without both there
// is nothing to compare with.
func Jumps(bar, a, b *market.Bar) bool {
	if a == nil {
		a = b
	}
	if b == nil {
		b = a
	}
	if a == nil {
		return false
	}
	low, high := min(a.Low, b.Low), max(a.High, b.High)
	return !near(bar.Low, low, high) || !near(bar.High, low, high) || surges(bar, max(a.Volume, b.Volume))
}

// Absurd reports whether a bar jumps so far from the two nearest to it that its
// own venue's word alone, however often it is said, is not enough.
func Absurd(bar, a, b *market.Bar) bool {
	if a == nil || b == nil {
		return false
	}
	low, high := min(a.Low, b.Low), max(a.High, b.High)
	return bar.High > absurd*high || bar.Low < low/absurd || surges(bar, max(a.Volume, b.Volume))
}

// Confirms reports whether another venue's bar of the same time traded at such
// prices too, and Contradicts whether it opened and closed elsewhere.
func Confirms(bar, other *market.Bar) bool {
	return near(bar.Low, other.Low, other.Low) && near(bar.High, other.High, other.High)
}

// Contradicts is the opposite of what Confirms says, where both are clear.
func Contradicts(bar, other *market.Bar) bool {
	return !near(bar.Open, other.Low, other.High) && !near(bar.Close, other.Low, other.High)
}
