package venue

import (
	"math"

	"brink/wasm/market"
)

// Tiers are the maintenance tiers of one contract of a venue, ascending by
// Cap, as of a date. Where the venue publishes no deduction, every Deduction
// is zero and the tier's rate applies to the whole position.
type Tiers struct {
	Venue  market.Venue
	Symbol string
	Dated  string // YYYY-MM-DD on which the table was read at the source
	Tiers  []market.Tier
	// Complete is false where only the first tiers are known; beyond the
	// last one the answer is unknown, not the last row.
	Complete bool
}

// TiersOf is the dated table of a venue's contract, or nil where none is
// known. The caller does not write to it.
func TiersOf(id market.Venue, symbol string) *Tiers {
	for i, list := 0, AllTiers(); i < len(list); i++ {
		if list[i].Venue == id && list[i].Symbol == symbol {
			return &list[i]
		}
	}
	return nil
}

// AllTiers are all tables that are built in, also of venues without a row.
func AllTiers() []Tiers { return tiers[:] }

// tiers are the built-in tables. VENUES.md tells where each was read. Venues
// that publish their tiers are asked at run time; these stand in until the
// answer is there.
var tiers = [...]Tiers{
	{Binance, "BTCUSDT", "2026-05-01", []market.Tier{
		{Cap: 300e3, Maintenance: .004, MaxLeverage: 150}, {Cap: 800e3, Maintenance: .005, MaxLeverage: 100, Deduction: 300},
		{Cap: 3e6, Maintenance: .0065, MaxLeverage: 75, Deduction: 1500}, {Cap: 12e6, Maintenance: .01, MaxLeverage: 50, Deduction: 12000},
		{Cap: 70e6, Maintenance: .02, MaxLeverage: 25, Deduction: 132000}, {Cap: 100e6, Maintenance: .025, MaxLeverage: 20, Deduction: 482000},
		{Cap: 230e6, Maintenance: .05, MaxLeverage: 10, Deduction: 2982000}, {Cap: 480e6, Maintenance: .1, MaxLeverage: 5, Deduction: 14482000},
		{Cap: 600e6, Maintenance: .125, MaxLeverage: 4, Deduction: 26482000}, {Cap: 800e6, Maintenance: .15, MaxLeverage: 3, Deduction: 41482000},
		{Cap: 1.2e9, Maintenance: .25, MaxLeverage: 2, Deduction: 121482000}, {Cap: 1.8e9, Maintenance: .5, MaxLeverage: 1, Deduction: 421482000},
	}, true},
	{Binance, "ETHUSDT", "2026-05-01", []market.Tier{
		{Cap: 300e3, Maintenance: .004, MaxLeverage: 150}, {Cap: 800e3, Maintenance: .005, MaxLeverage: 100, Deduction: 300},
		{Cap: 3e6, Maintenance: .0065, MaxLeverage: 75, Deduction: 1500}, {Cap: 12e6, Maintenance: .01, MaxLeverage: 50, Deduction: 12000},
		{Cap: 50e6, Maintenance: .02, MaxLeverage: 25, Deduction: 132000}, {Cap: 65e6, Maintenance: .025, MaxLeverage: 20, Deduction: 382000},
		{Cap: 150e6, Maintenance: .05, MaxLeverage: 10, Deduction: 2007000}, {Cap: 320e6, Maintenance: .1, MaxLeverage: 5, Deduction: 9507000},
		{Cap: 400e6, Maintenance: .125, MaxLeverage: 4, Deduction: 17507000}, {Cap: 530e6, Maintenance: .15, MaxLeverage: 3, Deduction: 27507000},
		{Cap: 800e6, Maintenance: .25, MaxLeverage: 2, Deduction: 80507000}, {Cap: 1.2e9, Maintenance: .5, MaxLeverage: 1, Deduction: 280507000},
	}, true},
	{Binance, "SOLUSDT", "2026-05-01", []market.Tier{
		{Cap: 50e3, Maintenance: .005, MaxLeverage: 100}, {Cap: 400e3, Maintenance: .0065, MaxLeverage: 75, Deduction: 75},
		{Cap: 1e6, Maintenance: .01, MaxLeverage: 50, Deduction: 1475}, {Cap: 4e6, Maintenance: .02, MaxLeverage: 25, Deduction: 11475},
		{Cap: 8e6, Maintenance: .025, MaxLeverage: 20, Deduction: 31475}, {Cap: 40e6, Maintenance: .05, MaxLeverage: 10, Deduction: 231475},
		{Cap: 80e6, Maintenance: .1, MaxLeverage: 5, Deduction: 2231475}, {Cap: 100e6, Maintenance: .125, MaxLeverage: 4, Deduction: 4231475},
		{Cap: 200e6, Maintenance: .25, MaxLeverage: 2, Deduction: 16731475}, {Cap: 400e6, Maintenance: .5, MaxLeverage: 1, Deduction: 66731475},
	}, true},
	// Testnet rows: the mainnet's are fetched at run time.
	{Bybit, "BTCUSDT", "2026-09-17", []market.Tier{
		{Cap: 300e3, Maintenance: .0033, MaxLeverage: 150}, {Cap: 2e6, Maintenance: .005, MaxLeverage: 100, Deduction: 510},
	}, false},
	// OKX counts in coins and adds a fixed size a tier; only the first is known.
	{OKX, "BTC-USDT-SWAP", "2026-09-25", []market.Tier{{CapBase: 10, Maintenance: .004, MaxLeverage: 100}}, false},
	{OKX, "ETH-USDT-SWAP", "2026-09-25", []market.Tier{{CapBase: 500, Maintenance: .004, MaxLeverage: 100}}, false},
	{"bitget", "BTCUSDT", "2026-09-25", []market.Tier{
		{Cap: 200e3, Maintenance: .004, MaxLeverage: 150}, {Cap: 1e6, Maintenance: .005, MaxLeverage: 100},
		{Cap: 5e6, Maintenance: .007, MaxLeverage: 75}, {Cap: 15e6, Maintenance: .01, MaxLeverage: 50},
		{Cap: 50e6, Maintenance: .02, MaxLeverage: 25}, {Cap: 100e6, Maintenance: .03, MaxLeverage: 20},
		{Cap: 150e6, Maintenance: .06, MaxLeverage: 10}, {Cap: 300e6, Maintenance: .12, MaxLeverage: 5},
		{Cap: 500e6, Maintenance: .15, MaxLeverage: 4}, {Cap: 700e6, Maintenance: .2, MaxLeverage: 3},
		{Cap: 900e6, Maintenance: .3, MaxLeverage: 2}, {Cap: 1.2e9, Maintenance: .6, MaxLeverage: 1},
	}, true},
	{"gate", "BTC_USDT", "2026-09-25", []market.Tier{
		{Cap: 500e3, Maintenance: .003, MaxLeverage: 200}, {Cap: 1e6, Maintenance: .0035, MaxLeverage: 150, Deduction: 250},
		{Cap: 1.5e6, Maintenance: .004, MaxLeverage: 125, Deduction: 750}, {Cap: 2e6, Maintenance: .0045, MaxLeverage: 110, Deduction: 1500},
		{Cap: 3e6, Maintenance: .005, MaxLeverage: 100, Deduction: 2500},
	}, false},
	// Of no date of its own: as the notes were closed.
	{"kraken", "PF_XBTUSD", "2026-11-22", []market.Tier{
		{Cap: 1e6, Maintenance: .005, MaxLeverage: 100}, {Cap: 3e6, Maintenance: .01, MaxLeverage: 50},
		{Cap: market.USD(math.Inf(1)), Maintenance: .02, MaxLeverage: 25},
	}, true},
	halved("BTC", 40, 150e6, 20),
	halved("ETH", 25, 100e6, 15),
	halved("SOL", 20, 70e6, 10),
}

// halved is a table of Hyperliquid's with two tiers: maintenance is half the
// initial margin at the tier's largest leverage, 1/(2L), continuous at the cap.
func halved(coin string, first float64, limit market.USD, second float64) Tiers {
	m1, m2 := 1/(2*first), 1/(2*second)
	return Tiers{Hyperliquid, coin, "2026-09-25", []market.Tier{
		{Cap: limit, Maintenance: m1, MaxLeverage: first},
		{Cap: market.USD(math.Inf(1)), Maintenance: m2, MaxLeverage: second,
			Deduction: market.USD(float64(limit) * (m2 - m1))},
	}, true}
}
