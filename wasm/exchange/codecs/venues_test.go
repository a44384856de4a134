package codecs_test

import (
	"os"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

func query(symbol string, from, to market.Millis) exchange.Query {
	return exchange.Query{Symbol: symbol, Span: 5 * market.Minute, From: from, To: to}
}

// The amount of a Bitget liquidation is dollars, unless by the contract's step
// only the amount itself can be a size.
func TestAmountsOfBitget(t *testing.T) {
	const list = `{"code":"00000","data":[{"symbol":"APEUSDT","baseCoin":"APE","quoteCoin":"USDT","pricePlace":"4","priceEndStep":"1","sizeMultiplier":"0.1","symbolStatus":"normal","fundInterval":"8","maxLever":"50"}]}`
	const message = `{"action":"update","arg":{"instType":"usdt-futures","topic":"liquidation"},"data":[{"symbol":"APEUSDT","side":"buy","price":"0.1649","amount":"AMOUNT","ts":"1777358886549"}],"ts":1777358897167}`
	for _, c := range []struct {
		listed       bool
		amount, base string
	}{
		{false, "13.70319", `"base":83.1,`}, // 83.1 times .1649
		{true, "13.70319", `"base":83.1,`},
		{true, "83.1", `"base":83.1,`},
		{false, "83.1", `"base":503.9417`}, // nothing tells, so it is dollars
	} {
		d := codecs.New(venues.Bitget)
		if c.listed {
			if _, fault := decoded(d, "instruments", "", list); fault != nil {
				t.Fatal(fault)
			}
		}
		lines, fault := decoded(d, "", "", strings.Replace(message, "AMOUNT", c.amount, 1))
		if fault != nil || len(lines) != 1 || !strings.Contains(lines[0], c.base) || !strings.Contains(lines[0], `"closed":"long"`) {
			t.Errorf("%s, listed %v: %v %v", c.amount, c.listed, lines, fault)
		}
	}
}

// The same liquidation has opposite signs at Gate: the order's on the socket, the
// position's in the history, which also knows what it was filled at.
func TestSignsOfGate(t *testing.T) {
	d := codecs.New(venues.Gate)
	pushed, fault := decoded(d, "", "", `{"time":1786540616,"channel":"futures.public_liquidates","event":"update","result":[{"price":"63527.5","size":-77,"time_ms":1786540616123,"contract":"BTC_USDT"}]}`)
	if fault != nil {
		t.Fatal(fault)
	}
	listed, fault := decoded(d, "liquidations", "BTC_USDT", `[{"time":1786540616,"contract":"BTC_USDT","size":77,"order_price":"63527.5","fill_price":"63713.4","left":0}]`)
	if fault != nil {
		t.Fatal(fault)
	}
	for name, lines := range map[string][]string{"order": pushed, "fill": listed} {
		if len(lines) != 1 || !strings.Contains(lines[0], `"closed":"long"`) || !strings.Contains(lines[0], `"price_kind":"`+name+`","base":0.0077,`) {
			t.Errorf("%s: %v", name, lines)
		}
	}
}

// A market of Lighter that no list has named is taken for the symbol that is
// assumed; one that is known keeps its name.
func TestAssumedMarkets(t *testing.T) {
	message := func(market string) string {
		return `{"channel":"trade:` + market + `","type":"update/trade","trades":[],"liquidation_trades":[{"trade_id":31795317844,"type":"liquidation","market_id":` + market + `,"size":"3349","price":"0.095169","usd_amount":"318.72","is_maker_ask":true,"timestamp":1790226477516}]}`
	}
	d := codecs.New(venues.Lighter)
	d.Assume("DOGE")
	for number, symbol := range map[string]string{"3": "DOGE", "1": "BTC"} {
		lines, fault := decoded(d, "", "", message(number))
		if fault != nil || len(lines) != 1 || !strings.Contains(lines[0], `"symbol":"`+symbol+`"`) || !strings.Contains(lines[0], `"closed":"short"`) {
			t.Errorf("%s: %v %v", number, lines, fault)
		}
	}
}

// Forced orders of both markets come on one socket of Binance: each venue takes
// its own, with or without the mark of its market.
func TestSharedSocketOfBinance(t *testing.T) {
	for _, st := range []string{"", `,"st":2`} {
		message := `{"e":"forceOrder","E":1790812801000,"o":{"s":"BTCUSD_PERP","S":"SELL","o":"LIMIT","f":"IOC","q":"30","p":"60000","ap":"60000","X":"FILLED","l":"30","z":"30","T":1790812800000,"ps":"BTCUSD"` + st + `}}`
		if lines, fault := decoded(codecs.New(venues.Binance), "", "", message); len(lines) != 0 || fault != nil {
			t.Errorf("USD-M takes a contract of COIN-M for its own: %v %v", lines, fault)
		}
		if lines, fault := decoded(codecs.New(venues.BinanceCoinM), "", "", message); len(lines) != 1 || fault != nil || !strings.Contains(lines[0], `"usd":3000,`) {
			t.Errorf("30 contracts of 100 dollars are %v %v", lines, fault)
		}
	}
}

// Statistics of COIN-M are asked by pair and type, paths of Kraken hold what is
// asked for, and times are in the venue's unit.
func TestRequestsOfFurtherVenues(t *testing.T) {
	const from, to = 1_790_812_800_000, 1_790_816_400_000
	for _, c := range []struct {
		venue market.Venue
		call  string
		url   string
	}{
		{venues.BinanceCoinM, "open-interest-history", "https://dapi.binance.com/futures/data/openInterestHist?contractType=PERPETUAL&pair=BTCUSD&period=5m&limit=500&startTime=1790812800000&endTime=1790816400000"},
		{venues.BinanceCoinM, "ratio", "https://dapi.binance.com/futures/data/globalLongShortAccountRatio?pair=BTCUSD&period=5m&limit=500&startTime=1790812800000&endTime=1790816400000"},
		{venues.Gate, "liquidations", "https://api.gateio.ws/api/v4/futures/usdt/liq_orders?contract=BTC_USDT&from=1790812800&to=1790816400&limit=1000"},
		{venues.Gate, "mark-bars", "https://api.gateio.ws/api/v4/futures/usdt/candlesticks?contract=mark_BTC_USDT&interval=5m&from=1790812800&to=1790816400"},
		{venues.Kraken, "bars", "https://futures.kraken.com/api/charts/v1/trade/PF_XBTUSD/5m?from=1790812800&to=1790816400"},
		{venues.DYdX, "bars", "https://indexer.dydx.trade/v4/candles/perpetualMarkets/BTC-USD?fromISO=2026-10-01T00:00:00.000Z&limit=1000&resolution=5MINS&toISO=2026-10-01T01:00:00.000Z"},
		{venues.Lighter, "trades", "https://mainnet.zklighter.elliot.ai/api/v1/recentTrades?market_id=1&limit=100"},
	} {
		plan := codecs.PlanOf(c.venue)
		r, ok := plan.Request(plan.Named(c.call).Call, query(venues.Symbol(c.venue, "BTC"), from, to))
		if !ok || r.URL() != c.url {
			t.Errorf("%s %s: %s", c.venue, c.call, r.URL())
		}
	}
}

// What a browser carries are the venues that it can connect to.
func TestBrowsersCarryOfferedVenues(t *testing.T) {
	source, err := os.ReadFile("codecs.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), "Plan, "); n != len(venues.Offered()) {
		t.Errorf("codecs.go registers %d venues, and %d are offered", n, len(venues.Offered()))
	}
	for _, id := range venues.IDs() {
		if codecs.PlanOf(id) == nil || codecs.New(id) == nil {
			t.Errorf("%s has no codec", id)
		}
	}
}
