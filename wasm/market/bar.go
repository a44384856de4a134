package market

// Known says which optional figures a Bar carries. A figure whose bit is
// unset is unknown; its field is zero and means nothing.
type Known uint8

// Bits of Known.
const (
	KnownTaker      Known = 1 << iota // TakerBuy
	KnownOI                           // OpenInterest
	KnownMark                         // MarkHigh and MarkLow
	KnownLiquidated                   // Liquidated
)

// Has reports whether all bits of k are set.
func (known Known) Has(k Known) bool { return known&k == k }

// Bar is one interval of trading at one venue: the engine's only input.
// Once a bar has closed and been used it never changes.
type Bar struct {
	Start  Millis // of the interval, inclusive
	Open   Price
	High   Price
	Low    Price
	Close  Price
	Volume Base // traded in the interval, one-sided (each trade once)

	Known        Known
	TakerBuy     Base // part of Volume that takers bought
	OpenInterest Base // one-sided, as of Start
	MarkHigh     Price
	MarkLow      Price

	// Liquidated is what a feed of forced closings told of the interval, by
	// the side of the positions. It is known only where the feed stood for the
	// whole of it; then zero means that nothing was told.
	Liquidated [Sides]USD

	// Profile is the base traded in each grid bin from that of Low to that
	// of High, or nil where trades were not seen. It is shared, not copied:
	// nobody writes to it after the bar was handed over.
	Profile []Base
}

// SweepRange is the range of prices that triggers liquidations: the mark
// price's where it is known, else the traded one's.
func (b *Bar) SweepRange() (low, high Price) {
	if b.Known.Has(KnownMark) {
		return b.MarkLow, b.MarkHigh
	}
	return b.Low, b.High
}

// Check returns nil for a bar that can exist, else a Fault that names the
// column at fault. Prices must be finite and positive with Low <= Open,
// Close <= High; amounts finite and not negative; TakerBuy at most Volume.
func (b *Bar) Check() *Fault {
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
	if b.Close < b.Low || b.Close > b.High {
		return &Fault{"bar-close-outside-range", "the close price is outside the range from low to high"}
	}
	if !b.Volume.Valid() {
		return &Fault{"bar-volume-impossible", "the volume is negative or not a finite number"}
	}
	if b.Known.Has(KnownTaker) && (!b.TakerBuy.Valid() || b.TakerBuy > b.Volume) {
		return &Fault{"bar-taker-impossible", "the taker buy volume is negative, not finite or above the volume"}
	}
	if b.Known.Has(KnownOI) && !b.OpenInterest.Valid() {
		return &Fault{"bar-oi-impossible", "the open interest is negative or not a finite number"}
	}
	if b.Known.Has(KnownMark) {
		if !b.MarkLow.Valid() || !b.MarkHigh.Valid() {
			return &Fault{"bar-mark-impossible", "a mark price is not a positive finite number"}
		}
		if b.MarkHigh < b.MarkLow {
			return &Fault{"bar-mark-high-below-low", "the mark price's high is below its low"}
		}
	}
	if b.Known.Has(KnownLiquidated) {
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
