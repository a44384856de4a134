package policy

import "strings"

// venue is what may be asked of one.
type venue struct {
	rest, socket string // origins, from here and nowhere else
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

// venues is the whole of what is relayed: public market data of the venues'
// documented endpoints (the wire formats' specification, sections 1 to 5, 7
// and 10, read November 2026).
var venues = map[string]*venue{
	"binance": {
		rest: "https://fapi.binance.com", socket: "wss://fstream.binance.com",
		sockets: []string{"public/ws", "market/ws"},
		paths: []endpoint{
			get("fapi/v1/exchangeInfo", "", listed),
			get("fapi/v1/klines", "endTime interval limit startTime symbol", history),
			get("fapi/v1/markPriceKlines", "endTime interval limit startTime symbol", history),
			get("fapi/v1/openInterest", "symbol", current),
			get("fapi/v1/premiumIndex", "symbol", current),
			get("fapi/v1/fundingRate", "endTime limit startTime symbol", history),
			get("fapi/v1/fundingInfo", "", listed),
			get("fapi/v1/aggTrades", "endTime fromId limit startTime symbol", history),
			get("fapi/v1/depth", "limit symbol", current),
			get("fapi/v1/ticker/24hr", "symbol", current),
			get("futures/data/openInterestHist", "endTime limit period startTime symbol", history),
			get("futures/data/globalLongShortAccountRatio", "endTime limit period startTime symbol", history),
			get("futures/data/topLongShortAccountRatio", "endTime limit period startTime symbol", history),
			get("futures/data/topLongShortPositionRatio", "endTime limit period startTime symbol", history),
			get("futures/data/takerlongshortRatio", "endTime limit period startTime symbol", history),
		},
	},
	"bybit": {
		rest: "https://api.bybit.com", socket: "wss://stream.bybit.com",
		sockets: []string{"v5/public/linear", "v5/public/inverse"},
		paths: []endpoint{
			get("v5/market/instruments-info", "category cursor limit symbol", listed),
			get("v5/market/kline", "category end interval limit start symbol", history),
			get("v5/market/mark-price-kline", "category end interval limit start symbol", history),
			get("v5/market/open-interest", "category cursor endTime intervalTime limit startTime symbol", history),
			get("v5/market/tickers", "category symbol", current),
			get("v5/market/funding/history", "category endTime limit startTime symbol", history),
			get("v5/market/account-ratio", "category cursor endTime limit period startTime symbol", history),
			get("v5/market/risk-limit", "category cursor symbol", listed),
			get("v5/market/orderbook", "category limit symbol", current),
			get("v5/market/recent-trade", "category limit symbol", current),
		},
	},
	"okx": {
		rest: "https://www.okx.com", socket: "wss://ws.okx.com",
		sockets: []string{"ws/v5/public", "ws/v5/business"},
		paths: []endpoint{
			get("api/v5/public/instruments", "instFamily instId instType", listed),
			get("api/v5/public/open-interest", "instFamily instId instType", current),
			get("api/v5/public/funding-rate", "instId", current),
			get("api/v5/public/funding-rate-history", "after before instId limit", history),
			get("api/v5/public/position-tiers", "instFamily instType tdMode", listed),
			get("api/v5/public/mark-price", "instId instType", current),
			get("api/v5/market/candles", "after bar before instId limit", history),
			get("api/v5/market/history-candles", "after bar before instId limit", history),
			get("api/v5/market/books", "instId sz", current),
			get("api/v5/market/trades", "instId limit", current),
			get("api/v5/rubik/stat/contracts/open-interest-history", "begin end instId limit period", history),
			get("api/v5/rubik/stat/contracts/long-short-account-ratio-contract", "begin end instId limit period", history),
			get("api/v5/rubik/stat/taker-volume-contract", "begin end instId limit period unit", history),
		},
	},
	// Hyperliquid's history is asked by POST, which no relay passes on; it is
	// reached from the page itself.
	"hyperliquid": {socket: "wss://api.hyperliquid.xyz", sockets: []string{"ws"}},
	"gate": {
		rest: "https://api.gateio.ws", socket: "wss://fx-ws.gateio.ws",
		sockets: []string{"v4/ws/usdt"},
		paths: []endpoint{
			get("api/v4/futures/usdt/contracts", "limit offset", listed),
			get("api/v4/futures/usdt/candlesticks", "contract from interval limit to", history),
			get("api/v4/futures/usdt/contract_stats", "contract from interval limit", history),
			get("api/v4/futures/usdt/funding_rate", "contract limit", history),
			get("api/v4/futures/usdt/liq_orders", "contract from limit to", history),
			get("api/v4/futures/usdt/order_book", "contract limit with_id", current),
			get("api/v4/futures/usdt/risk_limit_tiers", "contract", listed),
			get("api/v4/futures/usdt/tickers", "contract", current),
			get("api/v4/futures/usdt/trades", "contract from limit to", current),
		},
	},
	"kraken": {
		rest: "https://futures.kraken.com", socket: "wss://futures.kraken.com",
		sockets: []string{"ws/v1"},
		paths: []endpoint{
			get("derivatives/api/v3/instruments", "", listed),
			get("derivatives/api/v3/tickers", "", current),
			get("derivatives/api/v3/orderbook", "symbol", current),
			get("derivatives/api/v3/history", "lastTime symbol", current),
			get("derivatives/api/v4/historicalfundingrates", "symbol", history),
		},
	},
}

// Upstreams are the origins that the table knows, by venue: REST, then
// sockets; empty where there is none.
func Upstreams() map[string][2]string {
	out := map[string][2]string{}
	for name, v := range venues {
		out[name] = [2]string{v.rest, v.socket}
	}
	return out
}
