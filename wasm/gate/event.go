package gate

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Bounds of single figures.
const (
	largestTrade    market.USD = 1e11
	largestInterest market.USD = 1e13
	// steepest is the funding rate an hour beyond which none is believed: venues
	// cap theirs at 4 % or less.
	steepest = .1
)

// OpenInterest returns the fault of an open interest that cannot be, or nil.
func OpenInterest(oi *market.OpenInterest) *market.Fault {
	if !oi.Base.Valid() || !oi.USD.Valid() || oi.USD > largestInterest {
		return &market.Fault{Code: "oi-beyond-belief", Sentence: "the open interest is negative, not finite or worth more than 1e13 dollars"}
	}
	return nil
}

// Liquidation returns the fault of a liquidation that cannot be, or nil.
func Liquidation(l *market.Liquidation) *market.Fault {
	if !grid.Holds(l.Price) || !(l.Base > 0) || !l.Base.Valid() || !(l.USD > 0) || !liquidatable(l.USD) {
		return &market.Fault{Code: "liquidation-beyond-belief", Sentence: "the liquidation has an impossible price or size, or is worth more than 1e10 dollars"}
	}
	return nil
}

// funding returns the fault of a funding rate that cannot be, or nil. A next
// payment that cannot be is taken out of it.
func funding(f *market.Funding) *market.Fault {
	if !(math.Abs(f.RatePerHour) <= steepest) || f.Every < 0 || f.Every > market.Day {
		return &market.Fault{Code: "funding-beyond-belief", Sentence: "the funding rate is above 10 % an hour, or is paid in a way that none is"}
	}
	if f.Next < f.Time-market.Day || f.Next > f.Time+2*market.Day {
		f.Next = 0
	}
	return nil
}

// trade returns the fault of a trade that cannot be, or nil.
func trade(t *market.Trade) *market.Fault {
	if !(t.Base > 0) || !(market.Value(t.Base, t.Price) <= largestTrade) {
		return &market.Fault{Code: "trade-beyond-belief", Sentence: "the trade is worth nothing, or more than 1e11 dollars"}
	}
	return nil
}
