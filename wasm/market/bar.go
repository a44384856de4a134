package market

import "math"

// Optional is the set of optional fields that a Bar carries, a bit each. A
// field whose bit is unset is unknown: it is zero and means nothing.
type Optional uint8

// Bits of Optional, each with the fields that it stands for.
const (
	OptionalTaker      Optional = 1 << iota // TakerBuy
	OptionalOI                              // OpenInterest
	OptionalMark                            // MarkHigh and MarkLow
	OptionalLiquidated                      // Liquidated
)

// Has reports whether all of the given fields are carried.
func (o Optional) Has(fields Optional) bool { return o&fields == fields }

// Bar is one interval of trading at one venue: the engine's only input.
// A bar that has closed and been handed to an engine never changes.
type Bar struct {
	Start  Millis // of the interval, inclusive
	Open   Price
	High   Price
	Low    Price
	Close  Price
	Volume Base // traded in the interval, one-sided (each trade once)

	Optional     Optional
	TakerBuy     Base // part of Volume that takers bought
	OpenInterest Base // one-sided, as of Start
	MarkHigh     Price
	MarkLow      Price

	// Liquidated is the dollars that the venue's liquidation feed reported
	// within the interval, by the side of the positions closed. It is carried
	// only where the feed was connected for the whole interval; zero then
	// means that nothing was reported.
	Liquidated [Sides]USD

	// Profile is the base traded in each grid bin from that of Low to that
	// of High, or nil where single trades are not known. Copies of a bar share
	// the slice: nobody writes to it once the bar has been handed over.
	Profile []Base
}

// Context is what panes beside the map show of a bar: what takers bought of Volume,
// and OpenInterest; NaN where it is unknown.
func (b *Bar) Context() (bought, interest float64) {
	bought, interest = math.NaN(), math.NaN()
	if b.Optional.Has(OptionalTaker) {
		bought = float64(b.TakerBuy)
	}
	if b.Optional.Has(OptionalOI) {
		interest = float64(b.OpenInterest)
	}
	return bought, interest
}

// SweepRange is the range of prices that triggers liquidations: the mark
// price's where it is known, else the traded one's.
func (b *Bar) SweepRange() (low, high Price) {
	if b.Optional.Has(OptionalMark) {
		return b.MarkLow, b.MarkHigh
	}
	return b.Low, b.High
}

// Check returns nil for a bar that can exist, else a Fault that names the
// column at fault. Prices must be finite and positive with Low <= Open,
// Close <= High; amounts finite and not negative; TakerBuy at most Volume.
func (b *Bar) Check() *Fault {
	// Prices in this order that begin and end with a valid one are all valid.
	if !(b.Low.Valid() && b.Low <= b.Open && b.Low <= b.Close && b.Open <= b.High && b.Close <= b.High && b.High.Valid()) {
		return b.checkPrices()
	}
	if !b.Volume.Valid() {
		return &Fault{"bar-volume-impossible", "the volume is negative or not a finite number"}
	}
	if b.Optional.Has(OptionalTaker) && (!b.TakerBuy.Valid() || b.TakerBuy > b.Volume) {
		return &Fault{"bar-taker-impossible", "the taker buy volume is negative, not finite or above the volume"}
	}
	if b.Optional.Has(OptionalOI) && !b.OpenInterest.Valid() {
		return &Fault{"bar-oi-impossible", "the open interest is negative or not a finite number"}
	}
	if b.Optional.Has(OptionalMark) {
		if !b.MarkLow.Valid() || !b.MarkHigh.Valid() {
			return &Fault{"bar-mark-impossible", "a mark price is not a positive finite number"}
		}
		if b.MarkHigh < b.MarkLow {
			return &Fault{"bar-mark-high-below-low", "the mark price's high is below its low"}
		}
	}
	if b.Optional.Has(OptionalLiquidated) {
		for _, usd := range b.Liquidated {
			if !usd.Valid() {
				return &Fault{"bar-liquidated-impossible", "the liquidated dollars are negative or not a finite number"}
			}
		}
	}
	for _, v := range b.Profile {
		if !v.Valid() {
			return &Fault{"bar-profile-impossible", "the traded-price histogram holds a negative or non-finite amount"}
		}
	}
	return nil
}

// checkPrices names what is wrong with the prices, of which something is.
func (b *Bar) checkPrices() *Fault {
	prices := [...]struct {
		name string
		p    Price
	}{{"open", b.Open}, {"high", b.High}, {"low", b.Low}, {"close", b.Close}}
	for _, x := range prices {
		if !x.p.Valid() {
			return &Fault{"bar-price-impossible", "the " + x.name + " price is not a positive finite number"}
		}
	}
	if b.High < b.Low {
		return &Fault{"bar-high-below-low", "the high price is below the low price"}
	}
	if b.Open < b.Low || b.Open > b.High {
		return &Fault{"bar-open-outside-range", "the open price is outside the range from low to high"}
	}
	return &Fault{"bar-close-outside-range", "the close price is outside the range from low to high"}
}
