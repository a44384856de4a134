package main

import "brink/wasm/exchange"

// about says what each call asks for, in a line for people.
var about = map[exchange.Call]string{
	exchange.CallInstruments:         "contracts with tick and lot, and maintenance tiers where they come along",
	exchange.CallBars:                "bars of trades",
	exchange.CallOlderBars:           "older bars of trades",
	exchange.CallContinuousBars:      "bars of a pair's perpetual",
	exchange.CallMarkBars:            "bars of the mark price",
	exchange.CallOlderMarkBars:       "older bars of the mark price",
	exchange.CallIndexBars:           "bars of the index price",
	exchange.CallOpenInterest:        "open interest now",
	exchange.CallOpenInterestHistory: "open interest, by steps",
	exchange.CallMarkPrice:           "mark price now",
	exchange.CallFundingNow:          "the next funding",
	exchange.CallFundingHistory:      "funding paid",
	exchange.CallFundingIntervals:    "symbols whose funding interval differs; gives no events",
	exchange.CallTickers:             "mark price, funding and open interest now",
	exchange.CallContexts:            "mark price, funding and open interest of all assets",
	exchange.CallRatio:               "share of accounts that are long",
	exchange.CallRatioTopAccounts:    "the same of the largest accounts",
	exchange.CallRatioTopPositions:   "the same of what the largest accounts hold",
	exchange.CallRatioTaker:          "share of taker volume that bought",
	exchange.CallTiers:               "maintenance tiers",
	exchange.CallTrades:              "trades, with liquidations among them where they are flagged",
	exchange.CallRecentTrades:        "the newest trades, one by one",
	exchange.CallOlderTrades:         "older trades",
	exchange.CallBook:                "the book",
	exchange.CallBest:                "best bid and ask",
	exchange.CallLiquidations:        "liquidations of before",
}
