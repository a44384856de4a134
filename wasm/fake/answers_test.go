package fake_test

import (
	"path/filepath"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/fake"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// answers are recorded answers over REST, by file, and the call each is of.
var answers = []struct {
	venue market.Venue
	call  string
	files string
}{
	{venues.Binance, "instruments", "http_futures_market_exchange_info__nautilus.json"},
	{venues.Binance, "bars", "http_futures_market_klines__nautilus.json rest_GetKlines__jkorf.json"},
	{venues.Binance, "mark-bars", "http_futures_market_mark_price_klines__nautilus.json rest_GetMarkPriceKlines__jkorf.json"},
	{venues.Binance, "index-bars", "http_futures_market_index_price_klines__nautilus.json"},
	{venues.Binance, "open-interest", "live_btcusdt_oi__moonstream.jsonl rest_GetOpenInterest__jkorf.json"},
	{venues.Binance, "open-interest-history", "http_futures_market_open_interest_historical__nautilus.json"},
	{venues.Binance, "funding", "http_futures_market_premium_index__nautilus.json"},
	{venues.Binance, "funding-history", "live_btcusdt_funding__moonstream.jsonl rest_GetFundingRates__jkorf.json"},
	{venues.Binance, "funding-intervals", "rest_GetFundingInfo__jkorf.json"},
	{venues.Binance, "ratio", "live_btcusdt_gta__moonstream.jsonl"},
	{venues.Binance, "ratio-top-accounts", "live_btcusdt_tta__moonstream.jsonl"},
	{venues.Binance, "ratio-top-positions", "live_btcusdt_ttp__moonstream.jsonl"},
	{venues.Binance, "ratio-taker", "http_futures_market_taker_long_short_ratio__nautilus.json"},
	{venues.Binance, "trades", "http_futures_market_agg_trades__nautilus.json rest_GetAggregatedTradeHistory__jkorf.json"},
	{venues.Binance, "recent-trades", "http_futures_market_trades__nautilus.json rest_GetRecentTrades__jkorf.json"},
	{venues.Binance, "book", "http_futures_market_depth__nautilus.json live_btcusdt_depth__moonstream.jsonl"},
	{venues.Binance, "best", "rest_GetBookPrice__jkorf.json"},
	{venues.Bybit, "instruments", "http_get_instruments_linear__nautilus.json http_get_instruments_linear_symbol_type__nautilus.json"},
	{venues.Bybit, "bars", "http_get_klines_linear__nautilus.json rest_GetKlines__jkorf.json"},
	{venues.Bybit, "mark-bars", "rest_GetMarkPriceKlines__jkorf.json"},
	{venues.Bybit, "open-interest-history", "rest_GetOpenInterest__jkorf.json"},
	{venues.Bybit, "tickers", "rest_GetLinearInverseTickers__jkorf.json"},
	{venues.Bybit, "funding-history", "http_get_funding_history__nautilus.json rest_GetFundingRateHistory__jkorf.json"},
	{venues.Bybit, "ratio", "live_btcusdt_gta__moonstream.jsonl"},
	{venues.Bybit, "tiers", "rest_GetRiskLimit__jkorf.json"},
	{venues.Bybit, "book", "http_get_orderbook__nautilus.json rest_GetOrderbook__jkorf.json"},
	{venues.Bybit, "trades", "http_get_trades_recent__nautilus.json"},
	{venues.OKX, "instruments", "http_get_instruments_swap__nautilus.json live_2026-09-25__transcribed-bytex.json#rest.instruments"},
	{venues.OKX, "bars", "http_get_candlesticks_full__nautilus.json rest_GetKlines__jkorf.json"},
	{venues.OKX, "mark-bars", "rest_GetMarkPriceKlines__jkorf.json"},
	{venues.OKX, "open-interest", "rest_GetOpenInterests__jkorf.json"},
	{venues.OKX, "mark", "http_get_mark_price__nautilus.json rest_GetMarkPrices__jkorf.json"},
	{venues.OKX, "funding", "rest_GetFundingRates__jkorf.json"},
	{venues.OKX, "funding-history", "http_get_funding_rate_history__nautilus.json rest_GetFundingRateHistory__jkorf.json"},
	{venues.OKX, "ratio", "live_btc_longshort_ratio__moonstream.jsonl"},
	{venues.OKX, "ratio-taker", "rest_GetRubikTakerVolume__jkorf.json"},
	{venues.OKX, "tiers", "rest_GetPositionTiers__jkorf.json live_2026-09-25__transcribed-bytex.json#rest.position_tiers"},
	{venues.OKX, "book", "http_get_order_book__nautilus.json rest_GetOrderBook__jkorf.json"},
	{venues.OKX, "trades", "http_get_trades__nautilus.json"},
	{venues.Hyperliquid, "funding-history", "http_funding_history__nautilus.json live_2026-09-25__transcribed-bytex.json#rest.fundingHistory"},
	{venues.Hyperliquid, "book", "http_l2_book_btc__nautilus.json live_2026-09-25__transcribed-bytex.json#rest.l2Book"},
	{venues.Hyperliquid, "trades", "http_recent_trades_btc__nautilus.json"},
	{venues.Hyperliquid, "bars", "live_2026-09-25__transcribed-bytex.json#rest.candleSnapshot"},
	{venues.Hyperliquid, "instruments", "http_meta_perp_sample__nautilus.json live_2026-09-25__transcribed-bytex.json#rest.meta"},
	{venues.Hyperliquid, "contexts", "rest_GetExchangeInfoAndTickers__jkorf.json"},
	{venues.Kraken, "bars", "http_futures_candles_trade__nautilus.json"},
	{venues.Kraken, "mark-bars", "http_futures_candles_mark__nautilus.json"},
	{venues.Kraken, "tickers", "http_futures_tickers__nautilus.json"},
	{venues.Kraken, "funding-history", "http_futures_historical_funding_rates__nautilus.json rest_GetHistoricalFundingRates__jkorf.json"},
	{venues.Kraken, "book", "http_futures_orderbook__nautilus.json"},
	{venues.Kraken, "trades", "rest_GetTrades__jkorf.json"},
	{venues.DYdX, "instruments", "http_get_perpetual_markets__nautilus.json"},
	{venues.DYdX, "bars", "http_get_candles__nautilus.json"},
	{venues.DYdX, "funding-history", "http_get_historical_funding__nautilus.json"},
	{venues.DYdX, "book", "http_get_orderbook__nautilus.json"},
	{venues.DYdX, "trades", "http_get_trades__nautilus.json"},
	{venues.Gate, "bars", "rest_GetKlines__jkorf.json"},
	{venues.Gate, "open-interest-history", "rest_GetContractStats__jkorf.json"},
	{venues.Gate, "funding-history", "rest_GetFundingRateHistory__jkorf.json"},
	{venues.Gate, "tiers", "rest_GetRiskLimitTiers__jkorf.json"},
	{venues.Gate, "book", "rest_GetOrderBook__jkorf.json"},
	{venues.Gate, "trades", "rest_GetTrades__jkorf.json"},
	{venues.Gate, "liquidations", "rest_GetLiquidations__jkorf.json"},
	{venues.Bitget, "bars", "rest_GetKlines__jkorf.json"},
	{venues.Bitget, "open-interest", "rest_GetOpenInterest__jkorf.json"},
	{venues.Bitget, "tiers", "rest_GetPositionTiers__jkorf.json"},
	{venues.Bitget, "funding-history", "rest_GetHistoricalFundingRate__jkorf.json"},
	{venues.Bitget, "book", "rest_GetOrderBook__jkorf.json"},
}

// recordedAnswer is the answer within a recording: as it is, or in what the
// recorder put around it, or the item of a collection whose kind is named.
func recordedAnswer(v any, kind string) any {
	if m, ok := v.(map[string]any); ok {
		items, _ := m["items"].([]any)
		for _, item := range items {
			if asObject(item)["kind"] == kind {
				return asObject(item)["payload"]
			}
		}
		if m["result"] != nil && m["isoTimestamp"] != nil {
			return m["result"]
		}
		for _, key := range []string{"response", "msg"} {
			if inner := m[key]; inner != nil && (m["source"] != nil || m["recv"] != nil) {
				return inner
			}
		}
	}
	return v
}

// Answers over REST have the keys and types of those that were recorded.
func TestAnswersHaveTheShapeOfRecordings(t *testing.T) {
	root := recordings(t)
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Unlimited: true, Further: true})
	for _, a := range answers {
		var recorded []shape
		for _, name := range strings.Fields(a.files) {
			s := shape{}
			name, part, _ := strings.Cut(name, "#")
			for _, d := range documents(t, filepath.Join(root, folders[a.venue], name)) {
				if answer := recordedAnswer(d, part); kindOf(a.venue, asObject(answer)) == "" {
					s.add("", answer)
				}
			}
			recorded = append(recorded, s)
		}
		got := shape{}
		got.add("", parsed(t, answered(t, base, a.venue, a.call)))
		agree(t, string(a.venue)+" "+a.call, got, recorded)
	}
}

func asObject(v any) map[string]any { m, _ := v.(map[string]any); return m }

// answered is the body of a call for BTC.
func answered(t *testing.T, base string, venue market.Venue, call string) []byte {
	t.Helper()
	q := exchange.Query{Symbol: symbols[venue], Span: 5 * market.Minute, From: noon - 20*market.Hour, To: noon, Limit: 20}
	if call == "trades" {
		q.From = noon - market.Hour
	}
	if call == "liquidations" { // at most an hour
		q.From = noon - market.Hour
	}
	if row := venues.Of(venue); !row.Live {
		base += "/" + row.Relay
	}
	r, ok := codecs.PlanOf(venue).Request(codecs.PlanOf(venue).Named(call).Call, q)
	if !ok {
		t.Fatalf("%s has no call %s", venue, call)
	}
	_, body := ask(t, base, r)
	return body
}
