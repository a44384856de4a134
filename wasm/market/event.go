package market

// Venue is the stable id of a venue's market: "binance", "bybit",
// "bybit-inverse", "okx", "hyperliquid", and later "binance-coinm",
// "bitget", "gate", "deribit", "kraken".
type Venue string

// Instrument is a perpetual contract as its venue lists it.
type Instrument struct {
	Venue    Venue
	Symbol   string // the venue's own spelling: BTCUSDT, BTC-USDT-SWAP, BTC
	BaseCoin string // BTC
	Quote    string // USDT, USD, USDC
	Inverse  bool   // sized in USD, margined in base
	Contract float64
	// Contract is the size of one contract: base for linear, USD for
	// inverse; 1 where the venue counts in base or USD already.
	Tick Price // smallest price step
	Lot  Base  // smallest size step, in the venue's own unit of size
}

// Trade is one execution (or a venue's merge of some at one price).
type Trade struct {
	Time  Millis
	Taker Aggressor
	Price Price
	Base  Base
}

// PriceKind says what the price of a Liquidation is.
type PriceKind uint8

// Kinds of liquidation prices.
const (
	FillPrice       PriceKind = iota // average execution
	BankruptcyPrice                  // where the position's margin is gone
	OrderPrice                       // the forced order's limit
)

// String is "fill", "bankruptcy" or "order".
func (k PriceKind) String() string {
	switch k {
	case FillPrice:
		return "fill"
	case BankruptcyPrice:
		return "bankruptcy"
	}
	return "order"
}

// Liquidation is one forced closing. Closed is the side of the POSITION
// that was closed, whatever the venue's own field means.
type Liquidation struct {
	Time      Millis // the venue's event time, never the local clock
	Closed    Side
	Price     Price
	PriceKind PriceKind
	Base      Base
	USD       USD
	Complete  bool // false where the venue samples its feed
}

// OpenInterest is one-sided: each open contract once.
type OpenInterest struct {
	Time Millis
	Base Base
	USD  USD // 0 where the venue does not say and no price is at hand
}

// Funding is what longs pay shorts, per hour; negative when shorts pay.
type Funding struct {
	Time        Millis
	RatePerHour float64
	Next        Millis // next payment, 0 where unknown
}

// Mark is the price that triggers liquidations.
type Mark struct {
	Time  Millis
	Mark  Price
	Index Price // 0 where unknown
}

// Ratio is the share of accounts or positions that are long.
type Ratio struct {
	Time Millis
	Long float64 // 0..1
}

// Level is one price of a book. Base 0 in a delta deletes the level.
type Level struct {
	Price Price
	Base  Base
}

// Tier is one row of a venue's maintenance table: positions of up to Cap.
type Tier struct {
	Cap         USD     // largest notional of the tier, +Inf for the last
	Maintenance float64 // m, fraction of the notional
	MaxLeverage float64
	Deduction   USD // c, so that maintenance is continuous: m*N - c
}
