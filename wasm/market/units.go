// Package market is the vocabulary that every other package speaks: units,
// instruments, trades, bars, open interest, funding, liquidations and books.
// It knows no venue's wire format, no clock and no estimate; it imports
// nothing of this module.
package market

import "math"

// Millis is a point in time in milliseconds since the Unix epoch, UTC, or a
// span of milliseconds where a name says so.
type Millis int64

// Spans that the field uses by name.
const (
	Second Millis = 1000
	Minute        = 60 * Second
	Hour          = 60 * Minute
	Day           = 24 * Hour
)

// Instant is a point in time by this process's own clock, which nobody sets and
// which never goes back, in ms since some moment of its own that is not near
// zero: 0 means never. It cannot be compared with the time of a venue or of the
// device's clock (Millis); differences of two instants are spans of Millis.
type Instant int64

// Add is the instant a span later.
func (t Instant) Add(span Millis) Instant { return t + Instant(span) }

// Since is the span from an earlier instant to this one.
func (t Instant) Since(earlier Instant) Millis { return Millis(t - earlier) }

// Price is in the quote currency (USD, or a stablecoin taken as USD) for one
// unit of the base currency.
type Price float64

// Valid reports whether p is a price that can exist: finite and above zero.
func (p Price) Valid() bool { return p > 0 && !math.IsInf(float64(p), 1) }

// Base is an amount of the base currency (BTC in BTC/USDT).
type Base float64

// Valid reports whether b is an amount that can exist: finite and not negative.
func (b Base) Valid() bool { return b >= 0 && !math.IsInf(float64(b), 1) }

// USD is money in absolute US dollars; dollar stablecoins count as dollars.
type USD float64

// Valid reports whether u is an amount that can exist: finite and not negative.
func (u USD) Valid() bool { return u >= 0 && !math.IsInf(float64(u), 1) }

// Value is the worth of an amount at a price.
func Value(b Base, p Price) USD { return USD(float64(b) * float64(p)) }

// Side is the side of a position, never of an order: a liquidation's is that
// of the position that was closed.
type Side uint8

// The two sides of a position.
const (
	Long Side = iota
	Short
)

// Sides is the number of sides, for arrays indexed by Side.
const Sides = 2

// String is "long" or "short".
func (s Side) String() string {
	if s == Long {
		return "long"
	}
	return "short"
}

// Other is the opposite side.
func (s Side) Other() Side { return s ^ 1 }

// Aggressor is the side of a trade that took liquidity.
type Aggressor uint8

// The two aggressors.
const (
	Buy Aggressor = iota
	Sell
)

// String is "buy" or "sell".
func (a Aggressor) String() string {
	if a == Buy {
		return "buy"
	}
	return "sell"
}
