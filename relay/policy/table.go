package policy

import (
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// upstream is what may be asked of one exchange, and how much.
type upstream struct {
	rest, socket string // origins, by the venue's row; "" where nothing is asked there
	paths        []endpoint
	sockets      []string
	dials        Budget   // of new connections
	open         int      // connections that one address may have at once; 0 for any number
	frames       Frames   // of a page on one socket
	right        string   // the envelope's code of an answer that is data; "" where such an answer has none
	limited      []string // codes that say too much was asked, within a status of 200
	busy         bool     // status 403 also says so
}

// endpoint is one REST path with the keys it takes.
type endpoint struct {
	path   string // each * in it stands for a name between two slashes
	keys   []string
	kept   keeping
	budget Budget
	cost   cost
	object bool // its answer is an object, never a list
	span   *spanned
}

// at reports whether a path is the endpoint's.
func (e *endpoint) at(path string) bool {
	want := e.path
	for {
		before, after, varies := strings.Cut(want, "*")
		rest, ok := strings.CutPrefix(path, before)
		if !ok || !varies {
			return ok && rest == ""
		}
		end := 0
		for end < len(rest) && (letter(rest[end]) || rest[end] == '_' || rest[end] == '-') {
			end++
		}
		if end == 0 || end > longestValue {
			return false
		}
		want, path = after, rest[end:]
	}
}

// keeping is for how many seconds an answer is fresh, and for how many more it
// is better than none while an exchange gives no newer one.
type keeping struct{ fresh, stale int }

// What is listed changes by the day, what is forming by the second. A book
// that is old fits no change that follows, so an old one is worse than none.
var (
	listed  = keeping{600, 86_400}
	history = keeping{20, 600}
	current = keeping{2, 30}
	instant = keeping{2, 0}
)

// get is an endpoint whose requests cost 1 of a budget.
func get(path, keys string, kept keeping, budget Budget) endpoint {
	return endpoint{path: path, keys: strings.Fields(keys), kept: kept, budget: budget, cost: flat(1)}
}

// costing is an endpoint with another cost.
func costing(c cost, e endpoint) endpoint {
	e.cost = c
	return e
}

// spans is an endpoint that answers with rows of a span of time.
func spans(s *spanned, e endpoint) endpoint {
	e.span = s
	return e
}

// object is an endpoint that answers with an object.
func object(e endpoint) endpoint {
	e.object = true
	return e
}

// of is what may be asked of the exchange of a venue's row.
func of(id market.Venue, sockets string, dials Budget, u upstream, paths ...endpoint) *upstream {
	row := venue.Of(id)
	u.socket, u.sockets, u.dials, u.paths, u.busy = "wss://"+row.Stream, strings.Fields(sockets), dials, paths, row.BusyForbidden
	if len(paths) > 0 {
		u.rest = "https://" + row.REST
	}
	if u.frames.Burst == 0 {
		u.frames = Frames{60, 10}
	}
	return &u
}

// each gives every endpoint a budget of its own, of the units that its own
// says.
func each(paths ...endpoint) []endpoint {
	for i := range paths {
		paths[i].budget.Name += " " + paths[i].path
	}
	return paths
}

// The budgets, as wasm/venue/VENUES.md tells them with their sources.
var (
	binanceWeight  = Budget{"binance weight", 2400, 60}
	binanceStudies = Budget{"binance futures/data", 1000, 300}
	binanceFunding = Budget{"binance funding", 500, 300}
	bybitRequests  = Budget{"bybit requests", 600, 5}
	okxRequests    = Budget{"okx", 20, 2}
	okxStudies     = Budget{"okx", 5, 2}

	coinWeight      = Budget{"binance-coinm weight", 2400, 60}
	coinStudies     = Budget{"binance-coinm futures/data", 1000, 300}
	coinFunding     = Budget{"binance-coinm funding", 500, 300}
	bitgetRequests  = Budget{"bitget", 20, 1}
	bitgetForced    = Budget{"bitget liquidations", 5, 1}
	gateRequests    = Budget{"gate", 200, 10}
	deribitCredits  = Budget{"deribit", 20, 1} // of 500 credits, of which 10,000 come back in a second
	deribitLists    = Budget{"deribit get_instruments", 60, 60}
	krakenRequests  = Budget{"kraken", 50, 10} // none is told
	lighterRequests = Budget{"lighter", 60, 60}
	dydxRequests    = Budget{"dydx", 100, 10}
	htxRequests     = Budget{"htx", 240, 3}

	bars = byRows(500, step{99, 1}, step{499, 2}, step{1000, 5}, step{1500, 10})
)

// table is the whole of what is relayed, by the name in the relay's addresses:
// what the page's codecs ask for (a test walks their plans), and nothing else.
var table = map[string]*upstream{
	"binance": of(venue.Binance, "public/ws market/ws", Budget{"binance connections", 300, 300}, upstream{limited: []string{"-1003", "-1015"}},
		object(get("fapi/v1/exchangeInfo", "", listed, binanceWeight)),
		spans(binanceBars, costing(bars, get("fapi/v1/klines", "endTime interval limit startTime symbol", history, binanceWeight))),
		spans(binanceBars, costing(bars, get("fapi/v1/continuousKlines", "contractType endTime interval limit pair startTime", history, binanceWeight))),
		spans(binanceBars, costing(bars, get("fapi/v1/markPriceKlines", "endTime interval limit startTime symbol", history, binanceWeight))),
		spans(binanceBars, costing(bars, get("fapi/v1/indexPriceKlines", "endTime interval limit pair startTime", history, binanceWeight))),
		object(get("fapi/v1/openInterest", "symbol", current, binanceWeight)),
		get("futures/data/openInterestHist", "endTime limit period startTime symbol", history, binanceStudies),
		costing(bySymbol(1, 10), get("fapi/v1/premiumIndex", "symbol", current, binanceWeight)),
		get("fapi/v1/fundingRate", "endTime limit startTime symbol", history, binanceFunding),
		get("fapi/v1/fundingInfo", "", listed, binanceFunding),
		get("futures/data/globalLongShortAccountRatio", "endTime limit period startTime symbol", history, binanceStudies),
		get("futures/data/topLongShortAccountRatio", "endTime limit period startTime symbol", history, binanceStudies),
		get("futures/data/topLongShortPositionRatio", "endTime limit period startTime symbol", history, binanceStudies),
		get("futures/data/takerlongshortRatio", "endTime limit period startTime symbol", history, binanceStudies),
		costing(flat(20), get("fapi/v1/aggTrades", "endTime fromId limit startTime symbol", instant, binanceWeight)),
		costing(flat(5), get("fapi/v1/trades", "limit symbol", instant, binanceWeight)),
		costing(flat(20), get("fapi/v1/historicalTrades", "fromId limit symbol", history, binanceWeight)),
		object(costing(flat(20), get("fapi/v1/depth", "limit symbol", instant, binanceWeight))),
		costing(flat(5), get("fapi/v1/ticker/bookTicker", "symbol", instant, binanceWeight)),
	),
	"bybit": of(venue.Bybit, "v5/public/linear v5/public/inverse", Budget{"bybit connections", 500, 300}, upstream{open: 1000, right: "0", limited: []string{"10006", "10018"}},
		get("v5/market/instruments-info", "category limit", listed, bybitRequests),
		spans(bybitBars, get("v5/market/kline", "category end interval limit start symbol", history, bybitRequests)),
		spans(bybitBars, get("v5/market/mark-price-kline", "category end interval limit start symbol", history, bybitRequests)),
		spans(bybitBars, get("v5/market/index-price-kline", "category end interval limit start symbol", history, bybitRequests)),
		get("v5/market/open-interest", "category endTime intervalTime limit startTime symbol", history, bybitRequests),
		get("v5/market/tickers", "category symbol", current, bybitRequests),
		get("v5/market/funding/history", "category endTime limit startTime symbol", history, bybitRequests),
		get("v5/market/account-ratio", "category endTime limit period startTime symbol", history, bybitRequests),
		get("v5/market/risk-limit", "category symbol", listed, bybitRequests),
		get("v5/market/orderbook", "category limit symbol", instant, bybitRequests),
		get("v5/market/recent-trade", "category limit symbol", instant, bybitRequests),
	),
	"okx": of(venue.OKX, "ws/v5/public ws/v5/business", Budget{"okx connections", 3, 1}, upstream{right: "0", limited: []string{"50011", "50061"}}, each(
		get("api/v5/public/instruments", "instType", listed, okxRequests),
		spans(okxBars, get("api/v5/market/candles", "after bar before instId limit", history, okxRequests)),
		spans(okxBars, get("api/v5/market/history-candles", "after bar before instId limit", history, okxRequests)),
		spans(okxMarkBars, get("api/v5/market/mark-price-candles", "after bar before instId limit", history, okxRequests)),
		spans(okxMarkBars, get("api/v5/market/history-mark-price-candles", "after bar before instId limit", history, okxRequests)),
		spans(okxMarkBars, get("api/v5/market/index-candles", "after bar before instId limit", history, okxRequests)),
		get("api/v5/public/open-interest", "instId instType", current, okxRequests),
		get("api/v5/rubik/stat/contracts/open-interest-history", "begin end instId limit period", history, okxStudies),
		get("api/v5/public/mark-price", "instId instType", current, okxRequests),
		get("api/v5/public/funding-rate", "instId", current, okxRequests),
		get("api/v5/public/funding-rate-history", "after before instId limit", history, okxRequests),
		get("api/v5/rubik/stat/contracts/long-short-account-ratio-contract", "begin end instId limit period", history, okxStudies),
		get("api/v5/rubik/stat/contracts/long-short-account-ratio-contract-top-trader", "begin end instId limit period", history, okxStudies),
		get("api/v5/rubik/stat/contracts/long-short-position-ratio-contract-top-trader", "begin end instId limit period", history, okxStudies),
		get("api/v5/rubik/stat/taker-volume-contract", "begin end instId limit period", history, okxStudies),
		get("api/v5/public/position-tiers", "instFamily instType tdMode", listed, okxRequests),
		get("api/v5/market/books", "instId sz", instant, okxRequests),
		get("api/v5/market/trades", "instId limit", instant, okxRequests),
		get("api/v5/market/history-trades", "after before instId limit type", history, okxRequests),
		get("api/v5/public/liquidation-orders", "instType state uly", current, okxRequests),
	)...),
	"binance-coinm": of(venue.BinanceCoinM, "ws", Budget{"binance-coinm connections", 300, 300}, upstream{limited: []string{"-1003", "-1015"}},
		object(get("dapi/v1/exchangeInfo", "", listed, coinWeight)),
		spans(binanceBars, costing(bars, get("dapi/v1/klines", "endTime interval limit startTime symbol", history, coinWeight))),
		spans(binanceBars, costing(bars, get("dapi/v1/continuousKlines", "contractType endTime interval limit pair startTime", history, coinWeight))),
		spans(binanceBars, costing(bars, get("dapi/v1/markPriceKlines", "endTime interval limit startTime symbol", history, coinWeight))),
		spans(binanceBars, costing(bars, get("dapi/v1/indexPriceKlines", "endTime interval limit pair startTime", history, coinWeight))),
		object(get("dapi/v1/openInterest", "symbol", current, coinWeight)),
		get("futures/data/openInterestHist", "contractType endTime limit pair period startTime", history, coinStudies),
		costing(bySymbol(1, 10), get("dapi/v1/premiumIndex", "symbol", current, coinWeight)),
		get("dapi/v1/fundingRate", "endTime limit startTime symbol", history, coinFunding),
		get("dapi/v1/fundingInfo", "", listed, coinFunding),
		get("futures/data/globalLongShortAccountRatio", "endTime limit pair period startTime", history, coinStudies),
		get("futures/data/topLongShortAccountRatio", "endTime limit pair period startTime", history, coinStudies),
		get("futures/data/topLongShortPositionRatio", "endTime limit pair period startTime", history, coinStudies),
		get("futures/data/takerBuySellVol", "contractType endTime limit pair period startTime", history, coinStudies),
		costing(flat(20), get("dapi/v1/aggTrades", "endTime fromId limit startTime symbol", instant, coinWeight)),
		costing(flat(5), get("dapi/v1/trades", "limit symbol", instant, coinWeight)),
		costing(flat(20), get("dapi/v1/historicalTrades", "fromId limit symbol", history, coinWeight)),
		object(costing(flat(20), get("dapi/v1/depth", "limit symbol", instant, coinWeight))),
		costing(flat(5), get("dapi/v1/ticker/bookTicker", "symbol", instant, coinWeight)),
	),
	"bitget": of(venue.Bitget, "v2/ws/public v3/ws/public", Budget{"bitget connections", 300, 300}, upstream{open: 100, right: "00000", limited: []string{"429", "30007"}},
		get("api/v2/mix/market/contracts", "productType", listed, bitgetRequests),
		get("api/v2/mix/market/candles", "endTime granularity limit productType startTime symbol", history, bitgetRequests),
		get("api/v2/mix/market/history-candles", "endTime granularity limit productType startTime symbol", history, bitgetRequests),
		get("api/v2/mix/market/history-mark-candles", "endTime granularity limit productType startTime symbol", history, bitgetRequests),
		get("api/v2/mix/market/history-index-candles", "endTime granularity limit productType startTime symbol", history, bitgetRequests),
		get("api/v2/mix/market/open-interest", "productType symbol", current, bitgetRequests),
		get("api/v2/mix/market/ticker", "productType symbol", current, bitgetRequests),
		get("api/v2/mix/market/symbol-price", "productType symbol", current, bitgetRequests),
		get("api/v2/mix/market/current-fund-rate", "productType symbol", current, bitgetRequests),
		get("api/v2/mix/market/history-fund-rate", "pageSize productType symbol", history, bitgetRequests),
		get("api/v2/mix/market/query-position-lever", "productType symbol", listed, bitgetRequests),
		get("api/v2/mix/market/merge-depth", "limit productType symbol", instant, bitgetRequests),
		get("api/v2/mix/market/fills", "limit productType symbol", instant, bitgetRequests),
		get("api/v2/mix/market/fills-history", "endTime limit productType startTime symbol", history, bitgetRequests),
		get("api/v3/market/liquidations", "category limit symbol", current, bitgetForced),
	),
	"gate": of(venue.Gate, "v4/ws/usdt", Budget{"gate connections", 300, 300}, upstream{open: 300}, each(
		get("api/v4/futures/usdt/contracts", "", listed, gateRequests),
		get("api/v4/futures/usdt/candlesticks", "contract from interval to", history, gateRequests),
		get("api/v4/futures/usdt/contract_stats", "contract from interval limit", history, gateRequests),
		get("api/v4/futures/usdt/tickers", "contract", current, gateRequests),
		get("api/v4/futures/usdt/funding_rate", "contract from limit to", history, gateRequests),
		get("api/v4/futures/usdt/risk_limit_tiers", "contract", listed, gateRequests),
		object(get("api/v4/futures/usdt/order_book", "contract limit with_id", instant, gateRequests)),
		get("api/v4/futures/usdt/trades", "contract from limit to", instant, gateRequests),
		get("api/v4/futures/usdt/liq_orders", "contract from limit to", history, gateRequests),
	)...),
	"deribit": of(venue.Deribit, "ws/api/v2", Budget{"deribit connections", 60, 60}, upstream{open: 32},
		object(costing(flat(10), get("api/v2/public/get_instruments", "currency kind", listed, deribitLists))),
		object(get("api/v2/public/ticker", "instrument_name", current, deribitCredits)),
		object(get("api/v2/public/get_tradingview_chart_data", "end_timestamp instrument_name resolution start_timestamp", history, deribitCredits)),
		object(get("api/v2/public/get_funding_rate_history", "end_timestamp instrument_name start_timestamp", history, deribitCredits)),
		object(get("api/v2/public/get_order_book", "depth instrument_name", instant, deribitCredits)),
		object(get("api/v2/public/get_last_trades_by_instrument_and_time", "count end_timestamp instrument_name start_timestamp", history, deribitCredits)),
	),
	"kraken": of(venue.Kraken, "ws/v1", Budget{"kraken connections", 60, 60}, upstream{open: 100},
		object(get("derivatives/api/v3/instruments", "", listed, krakenRequests)),
		object(get("derivatives/api/v3/tickers", "", current, krakenRequests)),
		object(get("api/charts/v1/trade/*/*", "from to", history, krakenRequests)),
		object(get("api/charts/v1/mark/*/*", "from to", history, krakenRequests)),
		object(get("derivatives/api/v4/historicalfundingrates", "symbol", history, krakenRequests)),
		object(get("derivatives/api/v3/orderbook", "symbol", instant, krakenRequests)),
		object(get("derivatives/api/v3/history", "symbol", instant, krakenRequests)),
	),
	"lighter": of(venue.Lighter, "stream", Budget{"lighter connections", 60, 60}, upstream{open: 100, frames: Frames{20, 2.5}, right: "200", limited: []string{"23000"}},
		object(get("api/v1/orderBookDetails", "", listed, lighterRequests)),
		object(get("api/v1/candles", "count_back end_timestamp market_id resolution start_timestamp", history, lighterRequests)),
		object(get("api/v1/recentTrades", "limit market_id", instant, lighterRequests)),
	),
	"dydx": of(venue.DYdX, "v4/ws", Budget{"dydx connections", 60, 60}, upstream{},
		object(get("v4/perpetualMarkets", "", listed, dydxRequests)),
		object(get("v4/candles/perpetualMarkets/*", "fromISO limit resolution toISO", history, dydxRequests)),
		object(get("v4/historicalFunding/*", "effectiveBeforeOrAt limit", history, dydxRequests)),
		object(get("v4/orderbooks/perpetualMarket/*", "", instant, dydxRequests)),
		object(get("v4/trades/perpetualMarket/*", "limit", instant, dydxRequests)),
	),
	"htx": of(venue.HTX, "linear-swap-ws linear-swap-notification ws_index", Budget{"htx connections", 60, 60}, upstream{},
		object(get("linear-swap-api/v1/swap_contract_info", "", listed, htxRequests)),
		object(get("linear-swap-ex/market/history/kline", "contract_code from period to", history, htxRequests)),
		object(get("index/market/history/linear_swap_mark_price_kline", "contract_code period size", history, htxRequests)),
		object(get("linear-swap-api/v1/swap_his_open_interest", "amount_type contract_code period size", history, htxRequests)),
		object(get("linear-swap-ex/market/depth", "contract_code type", instant, htxRequests)),
		object(get("linear-swap-api/v3/swap_liquidation_orders", "contract trade_type", current, htxRequests)),
	),
	// Hyperliquid's history is asked by POST, which no relay passes on; it is
	// reached from the page itself. An address may send 2,000 messages a
	// minute: ten sockets of 20 and 2.5 a second stay below.
	"hyperliquid": of(venue.Hyperliquid, "ws", Budget{"hyperliquid connections", 30, 60}, upstream{open: 10, frames: Frames{20, 2.5}}),
}

// Upstreams are the origins that the table knows, by venue: REST, then
// sockets; empty where there is none.
func Upstreams() map[string][2]string {
	out := map[string][2]string{}
	for name, v := range table {
		out[name] = [2]string{v.rest, v.socket}
	}
	return out
}

// Names are what the page calls the venues that are reached by one of the
// table's, nil where there is no such venue.
func Names(name string) []string {
	if table[name] == nil {
		return nil
	}
	var names []string
	for _, row := range venue.All() {
		if row.Relay == name {
			names = append(names, string(row.ID))
		}
	}
	return names
}

// Addresses are all that is relayed: of REST with the keys that it takes, in
// order and joined by "&"; of sockets the path alone.
func Addresses() []string {
	var out []string
	for name, v := range table {
		for _, e := range v.paths {
			out = append(out, Prefix+name+"/"+e.path+"?"+strings.Join(e.keys, "&"))
		}
		for _, s := range v.sockets {
			out = append(out, Prefix+name+"/"+s)
		}
	}
	return out
}
