package engine

// Shipped is the table of learned weights that the product comes with: BTC/USDT, 5-minute bars of Bybit, liquidations of Binance, Bybit and OKX by the hour (Binance and OKX sampled),
// 2025-12-01 to 2026-03-02, as fitted by
//
//	go run ./wasm/cmd/spectrum -dated 2026-11-25
var Shipped = Table{
	Dated:   "2026-11-25",
	Weights: Weights{70696, 71634, 73983, 63873, 65215},
	Floor:   28998,
	Usual:   1283669,
}
