package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brink/wasm/exchange/codecs"
	venues "brink/wasm/venue"
)

// undecodable are the recorded files that are not decoded, each with its
// reason: at most a fifth of all.
var undecodable = map[string]string{
	"binance-usdm/kline_stream_open__nautilus.json":                              "documentation shape: its open lies outside of its low and high",
	"binance-usdm/ws_Klines__jkorf.json":                                         "documentation shape: its open lies outside of its low and high",
	"binance-usdm/leverage_tiers_2024-10-24__freqtrade.json":                     "another program's table, no message of the venue",
	"binance-usdm/leverage_tiers_2026-05-01__freqtrade-fork.json":                "another program's table, no message of the venue",
	"binance-usdm/rest_GetAssetIndexes__jkorf.json":                              "index of a margin asset: no market",
	"binance-usdm/rest_GetBasis__jkorf.json":                                     "basis: derived from prices that are asked for",
	"binance-usdm/rest_GetCompositeIndexInfo__jkorf.json":                        "make-up of an index",
	"binance-usdm/rest_GetIndexPriceConstituents__jkorf.json":                    "make-up of an index",
	"binance-usdm/rest_GetPremiumIndexKlines__jkorf.json":                        "premium: a ratio of prices, which may be negative, no price",
	"binance-usdm/rest_GetPrice__jkorf.json":                                     "last price alone: trades say it",
	"binance-usdm/rest_GetTicker__jkorf.json":                                    "figures of a day: bars say them",
	"bybit/raw_messages_2021-2022__crypto-msg-parser.json":                       "the former interface, switched off",
	"bybit/rest_GetOrderPriceLimit__jkorf.json":                                  "limits of orders: no market data",
	"bybit/rest_GetPremiumIndexPriceKlines__jkorf.json":                          "premium: a ratio of prices, which may be negative, no price",
	"bybit/rest_GetRiskLimit__jkorf.json":                                        "documentation shape: its rate is in percent, live answers hold a fraction",
	"bybit/rest_GetTradeHistory__jkorf.json":                                     "spot",
	"bybit/rest_JsonResponses_GetMarkPriceKlinesAsync__jkorf.json":               "documentation shape: not JSON",
	"bybit/ws_JsonResponses_KlineUpdate__jkorf.json":                             "the former interface, switched off",
	"bybit/ws_JsonResponses_TradeUpdate__jkorf.json":                             "the former interface, switched off",
	"okx/http_get_index_price__nautilus.json":                                    "index price alone: mark prices are asked for",
	"okx/http_get_position_tiers__nautilus.json":                                 "margin trading",
	"okx/http_get_trades__nautilus.json":                                         "spot",
	"okx/live_btc_liquidations__moonstream.jsonl":                                "one of its swaps is in no recorded list of instruments, so its contract's size is unknown",
	"okx/raw_messages_2021-2022__crypto-msg-parser.json":                         "futures of 2022 that no recorded list of instruments has",
	"okx/rest_Get24HourVolume__jkorf.json":                                       "volume of the whole venue",
	"okx/rest_GetEstimatedPrice__jkorf.json":                                     "delivery price of futures",
	"okx/rest_GetIndexComponents__jkorf.json":                                    "make-up of an index",
	"okx/rest_GetIndexTickers__jkorf.json":                                       "index price alone",
	"okx/rest_GetLimitPrice__jkorf.json":                                         "limits of orders: no market data",
	"okx/rest_GetPositionTiers__jkorf.json":                                      "margin trading",
	"okx/rest_GetPremiumHistory__jkorf.json":                                     "premium: a ratio of prices",
	"okx/rest_GetRecentTrades__jkorf.json":                                       "spot",
	"okx/rest_GetRubikContractSummary__jkorf.json":                               "open interest of a coin in dollars over all of its contracts, no instrument's",
	"okx/rest_GetRubikSupportCoin__jkorf.json":                                   "list of coins",
	"okx/rest_GetSymbols__jkorf.json":                                            "spot",
	"okx/rest_GetTicker__jkorf.json":                                             "figures of a day: bars say them",
	"okx/rest_GetTickers__jkorf.json":                                            "figures of a day: bars say them",
	"okx/rest_GetTradeHistory__jkorf.json":                                       "spot",
	"okx/rest_GetUnderlying__jkorf.json":                                         "list of underlyings",
	"okx/ws_Klines__jkorf.json":                                                  "spot",
	"okx/ws_MarkPriceKlines__jkorf.json":                                         "spot",
	"okx/ws_OrderBook__jkorf.json":                                               "spot",
	"okx/ws_Symbol__jkorf.json":                                                  "spot",
	"okx/ws_Trades__jkorf.json":                                                  "spot",
	"okx/ws_all_trades__gocryptotrader.json":                                     "spot",
	"okx/ws_books_trades_tickers_2022__cryptofeed.raw":                           "swaps, spot and futures of 2022 in one socket, of which no recorded list has the futures' sizes",
	"okx/ws_trades__nautilus.json":                                               "spot",
	"hyperliquid/http_clearinghouse_state_negative_total_raw_usd__nautilus.json": "one account's positions",
	"hyperliquid/node_fill_liquidation_2026__transcribed-index.json":             "fills of one account, from a node",
	"hyperliquid/rest_GetSymbolsAtMaxOpenInterest__jkorf.json":                   "list of symbols",
	"binance-coinm/rest_GetBasis__jkorf.json":                                    "basis: derived from prices that are asked for",
	"binance-coinm/rest_GetIndexPriceConstituents__jkorf.json":                   "make-up of an index",
	"binance-coinm/rest_GetPremiumIndexKlines__jkorf.json":                       "premium: a ratio of prices, which may be negative, no price",
	"binance-coinm/rest_GetPrices__jkorf.json":                                   "last price alone: trades say it",
	"binance-coinm/rest_GetTickers__jkorf.json":                                  "figures of a day: bars say them",
	"bitget/raw_messages_2021-2022__crypto-msg-parser.json":                      "the first interface, switched off, and margin in the coin",
	"bitget/rest_GetNextFundingTime__jkorf.json":                                 "time of a payment without its rate",
	"bitget/rest_GetTicker__jkorf.json":                                          "margin in the coin",
	"bitget/rest_GetTickers__jkorf.json":                                         "margin in the coin",
	"bitget/ws_mapper_bitget_v3_messages__tardis-node.json":                      "spot",
	"gate/liquidations_ws_rest_pairs_2026-08-11__transcribed-index.json":         "somebody's table of sizes and prices, no message of the venue",
	"gate/raw_messages_2021-2022__crypto-msg-parser.json":                        "futures with an end, and a contract that no recorded list has",
	"gate/rest_GetIndexConstituents__jkorf.json":                                 "make-up of an index",
	"gate/rest_GetIndexKlines__jkorf.json":                                       "premium: a ratio of prices, which may be negative, no price",
	"deribit/ws_book_ticker_2021__cryptofeed.raw":                                "options",
	"krakenfutures/rest_GetSymbolStatus__jkorf.json":                             "whether a contract is traded: the list says it",
	"krakenfutures/rest_JsonResponses_GetSymbolStatusAsync__jkorf.json":          "whether a contract is traded: the list says it",
	"krakenfutures/rest_JsonResponses_GetTradesAsync__jkorf.json":                "documentation shape: a price of zero",
	"krakenfutures/ws_pong__nautilus.json":                                       "spot",
	"krakenfutures/ws_subscribe_response__nautilus.json":                         "spot",
	"dydx/http_get_block_height__nautilus.json":                                  "height of the chain: no market data",
	"dydx/http_get_time__nautilus.json":                                          "time: no market data",
	"dydx/raw_messages_2021-2022__crypto-msg-parser.json":                        "the third version, switched off, with answers among its frames",
	"hyperliquid/ws_all_dexs_asset_ctxs__nautilus.json":                          "contexts of other exchanges on the same chain, by a list that was not recorded",
}

// recordings are the folders of the venues that are spoken with, with what
// their answers leave out.
var recordings = []struct {
	folder      string
	venues      []string
	symbols     []string
	instruments string
}{
	{"binance-usdm", []string{"binance"}, []string{"BTCUSDT"}, ""},
	{"bybit", []string{"bybit", "bybit-inverse"}, []string{"BTCUSDT", "BTCUSD"}, ""},
	{"okx", []string{"okx"}, []string{"BTC-USDT-SWAP"}, "okx/rest_instruments_SWAP_2022__cryptofeed.json"},
	{"hyperliquid", []string{"hyperliquid"}, []string{"BTC"}, "hyperliquid/live_2026-09-25__transcribed-bytex.json"},
	{"binance-coinm", []string{"binance-coinm"}, []string{"BTCUSD_PERP"}, ""},
	{"bitget", []string{"bitget"}, []string{"BTCUSDT"}, ""},
	{"gate", []string{"gate"}, []string{"BTC_USDT"}, "gate/rest_contracts_usdt_2023__cryptofeed.raw"},
	{"deribit", []string{"deribit"}, []string{"BTC-PERPETUAL"}, ""},
	{"krakenfutures", []string{"kraken"}, []string{"PF_XBTUSD"}, ""},
	{"dydx", []string{"dydx"}, []string{"BTC-USD"}, ""},
	{"htx", []string{"htx"}, []string{"BTC-USDT"}, ""},
}

// Every recorded file is decoded by some kind of message without a refusal,
// but for those that are listed, which are not decoded by any.
func TestRecordings(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..", "shared", "exchanges", "fixtures")
	if _, err := os.Stat(root); err != nil {
		t.Skip("../shared is not here: the recordings are kept outside the repository")
	}
	files, listed := 0, 0
	for _, r := range recordings {
		entries, err := os.ReadDir(filepath.Join(root, r.folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			files++
			name := r.folder + "/" + entry.Name()
			by := ""
			for i, venue := range r.venues {
				instruments := ""
				if r.instruments != "" {
					instruments = filepath.Join(root, r.instruments)
				}
				if by = decodedBy(venue, r.symbols[i], instruments, filepath.Join(root, name)); by != "" {
					break
				}
			}
			reason, known := undecodable[name]
			switch {
			case by == "" && !known:
				t.Errorf("%s is not decoded", name)
			case by != "" && known:
				t.Errorf("%s is decoded as %s, and listed as not: %s", name, by, reason)
			case known:
				listed++
			}
		}
	}
	if listed != len(undecodable) || listed*5 > files {
		t.Errorf("%d of %d files are listed (%d entries): more than a fifth, or some are gone", listed, files, len(undecodable))
	}
	t.Logf("%d files, %d not decoded", files, listed)
}

// decodedBy is the kind as which a file is decoded without a refusal, "" for
// none.
func decodedBy(venue, symbol, instruments, file string) string {
	kinds := []string{webSocket}
	for _, call := range codecs.PlanOf(venues.IDs()[indexOf(venue)]).Endpoints {
		kinds = append(kinds, call.Call.String())
	}
	for _, kind := range kinds {
		args := []string{"-venue", venue, "-kind", kind, "-symbol", symbol}
		if instruments != "" {
			args = append(args, "-instruments", instruments)
		}
		var out, errs bytes.Buffer
		if run(append(args, file), strings.NewReader(""), &out, &errs) == nil {
			return kind
		}
	}
	return ""
}

func indexOf(venue string) int {
	for i, v := range venues.IDs() {
		if string(v) == venue {
			return i
		}
	}
	return 0
}
