package engine

// Shipped is the table of learned weights that the product comes with: BTC/USDT, 5-minute bars of Bybit, liquidations of Binance, Bybit and OKX by the hour (Binance and OKX sampled),
// 2025-12-01 to 2026-03-02, as fitted by
//
//	go run ./wasm/cmd/spectrum -dated 2026-11-28
var Shipped = Table{
	Dated:   "2026-11-28",
	Weights: Weights{70727, 71680, 74022, 63905, 65410},
	Floor:   28990,
	Usual:   1283669,
}
