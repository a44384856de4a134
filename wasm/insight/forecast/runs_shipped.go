package forecast

// ShippedRuns is how far runs went: BTC/USDT, 5-minute bars of Bybit, 2025-01-01 to 2025-07-01 exclusive, as fitted by
//
//	go run ./wasm/cmd/spectrum -runs -dated 2026-11-28
var ShippedRuns = RunTable{
	Dated:     "2026-11-28",
	Quantiles: [6]float64{.25, .5, .75, .9, .95, .99},
	Empty:     9267159,
	Far: [2][RunHorizons][6]float64{
		{
			{0.176, 0.377, 0.723, 1.188, 1.680, 2.856},
			{0.328, 0.662, 1.259, 2.183, 3.026, 5.166},
			{0.614, 1.305, 2.461, 4.312, 5.742, 9.362},
		},
		{
			{0.091, 0.236, 0.446, 0.677, 0.936, 1.917},
			{0.190, 0.433, 0.878, 1.657, 2.230, 4.943},
			{0.418, 0.997, 1.763, 3.612, 4.560, 8.243},
		},
	},
}
