package policy

import (
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// upstream is what may be asked of one exchange.
type upstream struct {
	rest, socket string // origins, by the venue's row; "" where nothing is asked there
	paths        []endpoint
	sockets      []string
}

// endpoint is one REST path with the keys it takes.
type endpoint struct {
	path    string
	keys    []string
	seconds int // an answer may be kept
}

// How long answers are kept: what is listed changes by the day, what is
// forming by the second.
const (
	listed  = 600
	history = 20
	current = 2
)

func get(path, keys string, seconds int) endpoint {
	return endpoint{path, strings.Fields(keys), seconds}
}

// of is what may be asked of the exchange of a venue's row.
func of(id market.Venue, sockets string, paths ...endpoint) *upstream {
	row := venue.Of(id)
	u := &upstream{socket: "wss://" + row.Stream, sockets: strings.Fields(sockets), paths: paths}
	if len(paths) > 0 {
		u.rest = "https://" + row.REST
	}
	return u
}

// table is the whole of what is relayed, by the name in the relay's addresses:
// what the page's codecs ask for (a test walks their plans), and nothing else.
var table = map[string]*upstream{
	"binance": of(venue.Binance, "public/ws market/ws",
		get("fapi/v1/exchangeInfo", "", listed),
		get("fapi/v1/klines", "endTime interval limit startTime symbol", history),
		get("fapi/v1/continuousKlines", "contractType endTime interval limit pair startTime", history),
		get("fapi/v1/markPriceKlines", "endTime interval limit startTime symbol", history),
		get("fapi/v1/indexPriceKlines", "endTime interval limit pair startTime", history),
		get("fapi/v1/openInterest", "symbol", current),
		get("futures/data/openInterestHist", "endTime limit period startTime symbol", history),
		get("fapi/v1/premiumIndex", "symbol", current),
		get("fapi/v1/fundingRate", "endTime limit startTime symbol", history),
		get("fapi/v1/fundingInfo", "", listed),
		get("futures/data/globalLongShortAccountRatio", "endTime limit period startTime symbol", history),
		get("futures/data/topLongShortAccountRatio", "endTime limit period startTime symbol", history),
		get("futures/data/topLongShortPositionRatio", "endTime limit period startTime symbol", history),
		get("futures/data/takerlongshortRatio", "endTime limit period startTime symbol", history),
		get("fapi/v1/aggTrades", "endTime fromId limit startTime symbol", current),
		get("fapi/v1/trades", "limit symbol", current),
		get("fapi/v1/historicalTrades", "fromId limit symbol", history),
		get("fapi/v1/depth", "limit symbol", current),
		get("fapi/v1/ticker/bookTicker", "symbol", current),
	),
	"bybit": of(venue.Bybit, "v5/public/linear v5/public/inverse",
		get("v5/market/instruments-info", "category limit", listed),
		get("v5/market/kline", "category end interval limit start symbol", history),
		get("v5/market/mark-price-kline", "category end interval limit start symbol", history),
		get("v5/market/index-price-kline", "category end interval limit start symbol", history),
		get("v5/market/open-interest", "category endTime intervalTime limit startTime symbol", history),
		get("v5/market/tickers", "category symbol", current),
		get("v5/market/funding/history", "category endTime limit startTime symbol", history),
		get("v5/market/account-ratio", "category endTime limit period startTime symbol", history),
		get("v5/market/risk-limit", "category symbol", listed),
		get("v5/market/orderbook", "category limit symbol", current),
		get("v5/market/recent-trade", "category limit symbol", current),
	),
	"okx": of(venue.OKX, "ws/v5/public ws/v5/business",
		get("api/v5/public/instruments", "instType", listed),
		get("api/v5/market/candles", "after bar before instId limit", history),
		get("api/v5/market/history-candles", "after bar before instId limit", history),
		get("api/v5/market/mark-price-candles", "after bar before instId limit", history),
		get("api/v5/market/history-mark-price-candles", "after bar before instId limit", history),
		get("api/v5/market/index-candles", "after bar before instId limit", history),
		get("api/v5/public/open-interest", "instId instType", current),
		get("api/v5/rubik/stat/contracts/open-interest-history", "begin end instId limit period", history),
		get("api/v5/public/mark-price", "instId instType", current),
		get("api/v5/public/funding-rate", "instId", current),
		get("api/v5/public/funding-rate-history", "after before instId limit", history),
		get("api/v5/rubik/stat/contracts/long-short-account-ratio-contract", "begin end instId limit period", history),
		get("api/v5/rubik/stat/contracts/long-short-account-ratio-contract-top-trader", "begin end instId limit period", history),
		get("api/v5/rubik/stat/contracts/long-short-position-ratio-contract-top-trader", "begin end instId limit period", history),
		get("api/v5/rubik/stat/taker-volume-contract", "begin end instId limit period", history),
		get("api/v5/public/position-tiers", "instFamily instType tdMode", listed),
		get("api/v5/market/books", "instId sz", current),
		get("api/v5/market/trades", "instId limit", current),
		get("api/v5/market/history-trades", "after before instId limit type", history),
		get("api/v5/public/liquidation-orders", "instType state uly", current),
	),
	// Hyperliquid's history is asked by POST, which no relay passes on; it is
	// reached from the page itself.
	"hyperliquid": of(venue.Hyperliquid, "ws"),
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
