package forecast

// ShippedExpected is what expected dollars are made with: BTC/USDT, 5-minute bars of Bybit, liquidations of Binance, Bybit and OKX by the hour (Binance and OKX sampled), 2025-12-01 to 2026-03-02, as fitted by
//
//	go run ./wasm/cmd/spectrum -expected -dated 2026-11-28
var ShippedExpected = ExpectedTable{
	Dated: "2026-11-28",
	Rows: [ExpectedHorizons]ExpectedRow{
		{
			Weight: 1.206,
			Base:   324254,
			At:     [6]float64{474272, 855242, 1352535, 2052682, 3417391, 10002885},
			Low:    [6]float64{0.0012, 0.0030, 0.0056, 0.0069, 0.0102, 0.0178},
			Median: [6]float64{0.058, 0.104, 0.193, 0.238, 0.288, 0.269},
			High:   [6]float64{1.276, 1.598, 2.749, 2.838, 2.641, 2.396},
		},
		{
			Weight: 1.189,
			Base:   2813472,
			At:     [6]float64{4008054, 5799663, 7837155, 10539410, 15487376, 35725589},
			Low:    [6]float64{0.0128, 0.0265, 0.0493, 0.0465, 0.0515, 0.0605},
			Median: [6]float64{0.141, 0.273, 0.471, 0.446, 0.457, 0.384},
			High:   [6]float64{1.280, 2.214, 2.380, 2.469, 2.655, 2.119},
		},
	},
}
