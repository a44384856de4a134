package market

import "strings"

// Venue is the stable id of a venue's market: "binance", "bybit",
// "bybit-inverse", "okx", "hyperliquid", and later "binance-coinm",
// "bitget", "gate", "deribit", "kraken".
type Venue string

// Instrument is a contract as its venue lists it.
type Instrument struct {
	Venue    Venue
	Symbol   string // the venue's own spelling: BTCUSDT, BTC-USDT-SWAP, BTC
	BaseCoin string // BTC
	Quote    string // USDT, USD, USDC
	Inverse  bool   // sized in USD, margined in base
	Quanto   bool   // margined in neither: what it gains in dollars depends on a third price
	Contract float64
	// Contract is the size of one contract: base for linear, USD for
	// inverse; 1 where the venue counts in base or USD already.
	Tick Price // smallest price step
	Lot  Base  // smallest size step, in the venue's own unit of size

	MaxLeverage  float64 // of the smallest position, 0 where the list does not say
	FundingEvery Millis  // between two payments, 0 where the list does not say
	Live         bool    // can be traded; false for what is announced or delisted
	Expires      Millis  // 0 for a perpetual
}

// CoinOf is the coin that the page's symbol of a market is about: BTC of
// BTCUSDT, and of BTC.
func CoinOf(symbol string) string { return strings.TrimSuffix(symbol, "USDT") }

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

// VenueLiquidation is a liquidation with its venue, by its number in a list of
// venues that goes with it.
type VenueLiquidation struct {
	Venue int
	Liquidation
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
	Every       Millis // the span that the venue's own rate covers
}

// Mark is the price that triggers liquidations.
type Mark struct {
	Time  Millis
	Mark  Price
	Index Price // 0 where unknown
}

// RatioOf says what a Ratio was counted over.
type RatioOf uint8

// What ratios are counted over.
const (
	Accounts     RatioOf = iota // all accounts with a position
	TopAccounts                 // the largest accounts
	TopPositions                // what the largest accounts hold
	TakerVolume                 // what takers bought, of all they traded
)

// String is "accounts", "top_accounts", "top_positions" or "taker_volume".
func (o RatioOf) String() string {
	switch o {
	case Accounts:
		return "accounts"
	case TopAccounts:
		return "top_accounts"
	case TopPositions:
		return "top_positions"
	}
	return "taker_volume"
}

// Ratio is the share of accounts or positions that are long, or of taker
// volume that bought.
type Ratio struct {
	Time Millis
	Of   RatioOf
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
	CapBase     Base    // where the venue counts in coins: then Cap is 0 until priced
	Maintenance float64 // m, fraction of the notional
	MaxLeverage float64
	Deduction   USD // c, so that maintenance is continuous: m*N - c
}
