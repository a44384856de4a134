package margin

import (
	"math"

	"brink/wasm/market"
)

// tables are the built-in ones.
// Sources: SPEC.md 14.2 (Binance, dump of 2026-05-01, all deductions
// recomputed there) and 14.3. Venues that publish their tiers are asked at
// run time; these stand in until the answer is there.
var tables = []Table{
	{"binance", "BTCUSDT", "2026-05-01", []market.Tier{
		{Cap: 300e3, Maintenance: .004, MaxLeverage: 150}, {Cap: 800e3, Maintenance: .005, MaxLeverage: 100, Deduction: 300},
		{Cap: 3e6, Maintenance: .0065, MaxLeverage: 75, Deduction: 1500}, {Cap: 12e6, Maintenance: .01, MaxLeverage: 50, Deduction: 12000},
		{Cap: 70e6, Maintenance: .02, MaxLeverage: 25, Deduction: 132000}, {Cap: 100e6, Maintenance: .025, MaxLeverage: 20, Deduction: 482000},
		{Cap: 230e6, Maintenance: .05, MaxLeverage: 10, Deduction: 2982000}, {Cap: 480e6, Maintenance: .1, MaxLeverage: 5, Deduction: 14482000},
		{Cap: 600e6, Maintenance: .125, MaxLeverage: 4, Deduction: 26482000}, {Cap: 800e6, Maintenance: .15, MaxLeverage: 3, Deduction: 41482000},
		{Cap: 1.2e9, Maintenance: .25, MaxLeverage: 2, Deduction: 121482000}, {Cap: 1.8e9, Maintenance: .5, MaxLeverage: 1, Deduction: 421482000},
	}, true},
	{"binance", "ETHUSDT", "2026-05-01", []market.Tier{
		{Cap: 300e3, Maintenance: .004, MaxLeverage: 150}, {Cap: 800e3, Maintenance: .005, MaxLeverage: 100, Deduction: 300},
		{Cap: 3e6, Maintenance: .0065, MaxLeverage: 75, Deduction: 1500}, {Cap: 12e6, Maintenance: .01, MaxLeverage: 50, Deduction: 12000},
		{Cap: 50e6, Maintenance: .02, MaxLeverage: 25, Deduction: 132000}, {Cap: 65e6, Maintenance: .025, MaxLeverage: 20, Deduction: 382000},
		{Cap: 150e6, Maintenance: .05, MaxLeverage: 10, Deduction: 2007000}, {Cap: 320e6, Maintenance: .1, MaxLeverage: 5, Deduction: 9507000},
		{Cap: 400e6, Maintenance: .125, MaxLeverage: 4, Deduction: 17507000}, {Cap: 530e6, Maintenance: .15, MaxLeverage: 3, Deduction: 27507000},
		{Cap: 800e6, Maintenance: .25, MaxLeverage: 2, Deduction: 80507000}, {Cap: 1.2e9, Maintenance: .5, MaxLeverage: 1, Deduction: 280507000},
	}, true},
	{"binance", "SOLUSDT", "2026-05-01", []market.Tier{
		{Cap: 50e3, Maintenance: .005, MaxLeverage: 100}, {Cap: 400e3, Maintenance: .0065, MaxLeverage: 75, Deduction: 75},
		{Cap: 1e6, Maintenance: .01, MaxLeverage: 50, Deduction: 1475}, {Cap: 4e6, Maintenance: .02, MaxLeverage: 25, Deduction: 11475},
		{Cap: 8e6, Maintenance: .025, MaxLeverage: 20, Deduction: 31475}, {Cap: 40e6, Maintenance: .05, MaxLeverage: 10, Deduction: 231475},
		{Cap: 80e6, Maintenance: .1, MaxLeverage: 5, Deduction: 2231475}, {Cap: 100e6, Maintenance: .125, MaxLeverage: 4, Deduction: 4231475},
		{Cap: 200e6, Maintenance: .25, MaxLeverage: 2, Deduction: 16731475}, {Cap: 400e6, Maintenance: .5, MaxLeverage: 1, Deduction: 66731475},
	}, true},
	// Testnet rows: the mainnet's are fetched at run time (SPEC.md 14.3).
	{"bybit", "BTCUSDT", "2026-09-17", []market.Tier{
		{Cap: 300e3, Maintenance: .0033, MaxLeverage: 150}, {Cap: 2e6, Maintenance: .005, MaxLeverage: 100, Deduction: 510},
	}, false},
	// OKX counts in coins and adds a fixed size a tier; only the first is known.
	{"okx", "BTC-USDT-SWAP", "2026-09-25", []market.Tier{{CapBase: 10, Maintenance: .004, MaxLeverage: 100}}, false},
	{"okx", "ETH-USDT-SWAP", "2026-09-25", []market.Tier{{CapBase: 500, Maintenance: .004, MaxLeverage: 100}}, false},
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
	hyperliquid("BTC", 40, 150e6, 20),
	hyperliquid("ETH", 25, 100e6, 15),
	hyperliquid("SOL", 20, 70e6, 10),
}

// hyperliquid builds a two-tier table: maintenance is half the initial
// margin at the tier's largest leverage, 1/(2L), continuous at the cap.
func hyperliquid(coin string, first float64, limit market.USD, second float64) Table {
	m1, m2 := 1/(2*first), 1/(2*second)
	return Table{"hyperliquid", coin, "2026-09-25", []market.Tier{
		{Cap: limit, Maintenance: m1, MaxLeverage: first},
		{Cap: market.USD(math.Inf(1)), Maintenance: m2, MaxLeverage: second,
			Deduction: market.USD(float64(limit) * (m2 - m1))},
	}, true}
}

// BuiltIn returns the dated table of a venue's contract, or nil where none
// is known. The caller does not write to it.
func BuiltIn(venue market.Venue, symbol string) *Table {
	for i := range tables {
		if tables[i].Venue == venue && tables[i].Symbol == symbol {
			return &tables[i]
		}
	}
	return nil
}
