package venue

import "brink/wasm/market"

// Ids of the venues. Outside of wasm/venue and of a venue's own codec nobody
// needs them: a program reads All or the row of an id that it was given.
const (
	Binance      market.Venue = "binance"
	Bybit        market.Venue = "bybit"
	BybitInverse market.Venue = "bybit-inverse"
	OKX          market.Venue = "okx"
	Hyperliquid  market.Venue = "hyperliquid"
)

// Largest is the venue that trades most: what is taken where one must be and
// nobody has chosen.
const Largest = Binance

// What sampled feeds publish is measured: from 2026-02-24 to 03-02 the forced
// orders of the largest venue followed the forecast by this share and saturation
// (decisions/015). The other sampled feed is taken to be alike.
const (
	sampled               = .52
	saturation market.USD = 4e6
)

var rows = [...]Row{
	{
		ID: Binance, Title: "Binance", Relay: "binance", REST: "fapi.binance.com", Stream: "fstream.binance.com", Suffix: "USDT",
		Interest: Interest{Sides: 1, Asked: true, Days: 30},
		Capture:  Capture{Dated: "2026-03-02", Share: sampled, Saturation: saturation, Par: 50e6},
		Book:     Asked,
		Margin:   Margin{Private: true},
	},
	{
		ID: Bybit, Title: "Bybit", Relay: "bybit", REST: "api.bybit.com", Stream: "stream.bybit.com", Suffix: "USDT",
		Interest:      Interest{Sides: 2},
		Capture:       Capture{Dated: "2026-03-02", Share: 1, Complete: true, Par: 21.7e6},
		Margin:        Margin{AtEntry: true},
		BusyForbidden: true,
	},
	{
		ID: BybitInverse, Title: "Bybit inverse", Relay: "bybit", REST: "api.bybit.com", Stream: "stream.bybit.com", Suffix: "USD", Inverse: true,
		Interest:      Interest{Sides: 2},
		Capture:       Capture{Dated: "2026-03-02", Share: 1, Complete: true},
		Margin:        Margin{AtEntry: true},
		BusyForbidden: true,
	},
	{
		ID: OKX, Title: "OKX", Relay: "okx", REST: "www.okx.com", Stream: "ws.okx.com", Suffix: "-USDT-SWAP",
		Interest:   Interest{Sides: 1, Steps: 1440},
		Capture:    Capture{Dated: "2026-03-02", Share: sampled, Saturation: saturation},
		NewestBars: 1440,
		Margin:     Margin{Fee: .0005},
	},
	{
		ID: Hyperliquid, Title: "Hyperliquid", Relay: "hyperliquid", REST: "api.hyperliquid.xyz", Stream: "api.hyperliquid.xyz", Thousand: "k",
		Interest:   Interest{Sides: 1},
		Capture:    Capture{Dated: "2026-03-02"},
		Book:       Whole,
		Margin:     Margin{HalfAtMost: true},
		Accounts:   "https://app.hyperliquid.xyz/explorer/address/",
		NeverFinal: true,
		Untimed:    true,
	},
}
