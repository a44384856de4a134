package exchange

// Call is what a REST request asks for: the same at every venue that answers
// it, by whatever path.
type Call uint8

// The calls.
const (
	CallInstruments    Call = iota // contracts with tick and lot
	CallBars                       // bars of trades; where OlderBars is there too, the newest
	CallOlderBars                  // bars of trades, back to the launch
	CallContinuousBars             // bars of a pair's perpetual
	CallMarkBars                   // bars of the mark price
	CallOlderMarkBars              // the same, further back
	CallIndexBars                  // bars of the index price
	CallOpenInterest               // now
	CallOpenInterestHistory
	CallMarkPrice         // mark price now
	CallFundingNow        // what is paid next
	CallFundingHistory    // what was paid
	CallFundingIntervals  // symbols that differ from the rest
	CallTickers           // mark price, funding and open interest now
	CallContexts          // the same of all assets
	CallRatio             // share of accounts that are long
	CallRatioTopAccounts  // the same of the largest accounts
	CallRatioTopPositions // the same of what they hold
	CallRatioTaker        // share of taker volume that bought
	CallTiers             // maintenance tiers
	CallTrades
	CallRecentTrades // the newest, one by one
	CallOlderTrades
	CallBook         // a snapshot of the order book
	CallBest         // best bid and ask
	CallLiquidations // recent ones
	calls
)

var callNames = [calls]string{
	CallInstruments:         "instruments",
	CallBars:                "bars",
	CallOlderBars:           "older-bars",
	CallContinuousBars:      "continuous-bars",
	CallMarkBars:            "mark-bars",
	CallOlderMarkBars:       "older-mark-bars",
	CallIndexBars:           "index-bars",
	CallOpenInterest:        "open-interest",
	CallOpenInterestHistory: "open-interest-history",
	CallMarkPrice:           "mark",
	CallFundingNow:          "funding",
	CallFundingHistory:      "funding-history",
	CallFundingIntervals:    "funding-intervals",
	CallTickers:             "tickers",
	CallContexts:            "contexts",
	CallRatio:               "ratio",
	CallRatioTopAccounts:    "ratio-top-accounts",
	CallRatioTopPositions:   "ratio-top-positions",
	CallRatioTaker:          "ratio-taker",
	CallTiers:               "tiers",
	CallTrades:              "trades",
	CallRecentTrades:        "recent-trades",
	CallOlderTrades:         "older-trades",
	CallBook:                "book",
	CallBest:                "best",
	CallLiquidations:        "liquidations",
}

// String is the call's name on a command line.
func (c Call) String() string { return callNames[c] }
