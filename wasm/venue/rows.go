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
	BinanceCoinM market.Venue = "binance-coinm"
	Bitget       market.Venue = "bitget"
	Gate         market.Venue = "gate"
	Deribit      market.Venue = "deribit"
	Kraken       market.Venue = "kraken"
	Lighter      market.Venue = "lighter"
	DYdX         market.Venue = "dydx"
	HTX          market.Venue = "htx"
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
		ID: Binance, Live: true, Title: "Binance", Relay: "binance", REST: "fapi.binance.com", Stream: "fstream.binance.com", Interest: Interest{Sides: 1, Asked: true, Days: 30},
		Spelling: Spelling{Suffix: "USDT", Spelt: "1000PEPE 1000SHIB 1000FLOKI 1000BONK 1000LUNC 1000XEC 1000SATS 1000RATS 1000CAT 1000CHEEMS 1000WHY 1000000MOG 1000000BOB 1MBABYDOGE"},
		Capture:  Capture{Dated: "2026-03-02", Share: sampled, Saturation: saturation, Par: 50e6},
		Book:     Asked,
		Margin:   Margin{Private: true},
	},
	{
		ID: Bybit, Live: true, Title: "Bybit", Relay: "bybit", REST: "api.bybit.com", Stream: "stream.bybit.com", Interest: Interest{Sides: 2},
		Spelling:      Spelling{Suffix: "USDT", Spelt: "1000PEPE SHIB1000 1000FLOKI 1000BONK 1000LUNC 1000XEC 10000SATS 1000RATS 1000CAT 1000000MOG 1000000BABYDOGE 10000WHY 10000LADYS 10000ELON 10000QUBIC 10000COQ 10000WEN 1000TURBO 1000BTT 1000TOSHI 1000000PEIPEI 1000000CHEEMS"},
		Capture:       Capture{Dated: "2026-03-02", Share: 1, Complete: true, Par: 21.7e6},
		Margin:        Margin{AtEntry: true},
		BusyForbidden: true,
	},
	{
		ID: BybitInverse, Live: true, Title: "Bybit inverse", Relay: "bybit", REST: "api.bybit.com", Stream: "stream.bybit.com", Inverse: true,
		Spelling:      Spelling{Suffix: "USD"},
		Interest:      Interest{Sides: 2},
		Capture:       Capture{Dated: "2026-03-02", Share: 1, Complete: true},
		Margin:        Margin{AtEntry: true},
		BusyForbidden: true,
	},
	{
		ID: OKX, Live: true, Title: "OKX", Relay: "okx", REST: "www.okx.com", Stream: "ws.okx.com",
		Spelling:   Spelling{Suffix: "-USDT-SWAP", Single: true},
		Interest:   Interest{Sides: 1, Steps: 1440},
		Capture:    Capture{Dated: "2026-03-02", Share: sampled, Saturation: saturation},
		NewestBars: 1440,
		Margin:     Margin{Fee: .0005},
	},
	{
		ID: Hyperliquid, Live: true, Title: "Hyperliquid", Relay: "hyperliquid", REST: "api.hyperliquid.xyz", Stream: "api.hyperliquid.xyz", Interest: Interest{Sides: 1},
		Spelling:   Spelling{Thousand: "k", Spelt: "kPEPE kSHIB kBONK kFLOKI kLUNC kDOGS kNEIRO"},
		Capture:    Capture{Dated: "2026-03-02"},
		Book:       Whole,
		Margin:     Margin{HalfAtMost: true},
		Accounts:   "https://app.hyperliquid.xyz/explorer/address/",
		NeverFinal: true,
		Untimed:    true,
	},
	{
		ID: BinanceCoinM, Offered: true, Title: "Binance COIN-M", Relay: "binance-coinm", REST: "dapi.binance.com", Stream: "dstream.binance.com", Inverse: true,
		Spelling: Spelling{Suffix: "USD_PERP"},
		Interest: Interest{Sides: 1, Asked: true, Days: 30},
		Capture:  Capture{Dated: "2026-11-22", Share: sampled, Saturation: saturation},
		Book:     Asked,
		Margin:   Margin{Private: true},
	},
	{
		ID: Bitget, Offered: true, Title: "Bitget", Relay: "bitget", REST: "api.bitget.com", Stream: "ws.bitget.com", Interest: Interest{Sides: 1},
		Spelling:   Spelling{Suffix: "USDT"},
		Capture:    Capture{Dated: "2026-11-22", Share: sampled, Saturation: saturation},
		NewestBars: 1000, NeverFinal: true,
		Margin: Margin{Fee: .0006},
	},
	{
		ID: Gate, Offered: true, Title: "Gate", Relay: "gate", REST: "api.gateio.ws", Stream: "fx-ws.gateio.ws",
		Told:     Told{Span: market.Hour, Reach: market.Day, Coarse: true},
		Spelling: Spelling{Suffix: "_USDT", Single: true},
		Interest: Interest{Sides: 2},
		Capture:  Capture{Dated: "2026-11-22", Share: 1, Complete: true},
		Book:     Asked,
		Margin:   Margin{Fee: .00075},
	},
	{
		ID: Deribit, Offered: true, Title: "Deribit", Relay: "deribit", REST: "www.deribit.com", Stream: "www.deribit.com", Inverse: true,
		Told:       Told{Span: 5 * market.Minute, Reach: market.Hour}, // a page of all trades
		Spelling:   Spelling{Suffix: "-PERPETUAL"},
		Interest:   Interest{Sides: 1},
		Capture:    Capture{Dated: "2026-11-22", Share: 1, Complete: true},
		NeverFinal: true,
	},
	{
		ID: Kraken, Offered: true, Title: "Kraken", Relay: "kraken", REST: "futures.kraken.com", Stream: "futures.kraken.com",
		Spelling:   Spelling{Prefix: "PF_", Suffix: "USD", Bitcoin: "XBT", Single: true},
		Interest:   Interest{Sides: 1},
		Capture:    Capture{Dated: "2026-11-22", Share: 1, Complete: true},
		NeverFinal: true,
	},
	{
		ID: Lighter, Offered: true, Title: "Lighter", Relay: "lighter", REST: "mainnet.zklighter.elliot.ai", Stream: "mainnet.zklighter.elliot.ai",
		Interest:   Interest{Sides: 1},
		Capture:    Capture{Dated: "2026-11-22", Share: 1, Complete: true},
		NeverFinal: true, Untimed: true,
	},
	{
		ID: DYdX, Title: "dYdX", Relay: "dydx", REST: "indexer.dydx.trade", Stream: "indexer.dydx.trade",
		Spelling:   Spelling{Suffix: "-USD", Single: true},
		Interest:   Interest{Sides: 1},
		Capture:    Capture{Dated: "2026-11-22", Share: 1, Complete: true},
		NeverFinal: true, Untimed: true,
	},
	{
		ID: HTX, Title: "HTX", Relay: "htx", REST: "api.hbdm.com", Stream: "api.hbdm.com",
		Spelling:   Spelling{Suffix: "-USDT", Single: true},
		Interest:   Interest{Sides: 1, Asked: true},
		Capture:    Capture{Dated: "2026-11-22", Share: 1, Complete: true},
		NeverFinal: true,
	},
}
