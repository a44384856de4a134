package insight

// ShippedExpected is what expected dollars are made with: BTC/USDT, 5-minute bars of Bybit, liquidations of Binance, Bybit and OKX by the hour (Binance and OKX sampled), 2025-12-01 to 2026-03-02, as fitted by
//
//	go run ./wasm/cmd/spectrum -expected -dated 2026-11-28
var ShippedExpected = ExpectedTable{
	Dated: "2026-11-28",
	Rows: [ExpectedHorizons]ExpectedRow{
		{
			Weight: 1.322,
			Base:   195516,
			At:     [6]float64{373663, 829508, 1420466, 2233924, 3741842, 10249762},
			Low:    [6]float64{0.0015, 0.0029, 0.0049, 0.0072, 0.0089, 0.0148},
			Median: [6]float64{0.071, 0.112, 0.177, 0.207, 0.260, 0.278},
			High:   [6]float64{1.481, 1.746, 2.470, 2.568, 2.512, 2.375},
		},
		{
			Weight: 1.362,
			Base:   1685079,
			At:     [6]float64{3345812, 5748122, 8398667, 11654385, 17066065, 35392371},
			Low:    [6]float64{0.0159, 0.0259, 0.0393, 0.0463, 0.0445, 0.0533},
			Median: [6]float64{0.166, 0.267, 0.395, 0.419, 0.460, 0.430},
			High:   [6]float64{1.578, 2.000, 2.524, 1.889, 2.514, 2.159},
		},
	},
}
