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
	path   string
	keys   []string
	kept   keeping
	budget Budget
	cost   cost
	object bool // its answer is an object, never a list
	span   *spanned
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
