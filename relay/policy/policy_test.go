package policy

import (
	"net/url"
	"sort"
	"strings"
	"testing"
)

const own = "https://brink.example"

func ask(method, address string, change func(*Request)) (*Verdict, *Refusal) {
	path, raw, _ := strings.Cut(address, "?")
	r := &Request{Method: method, Path: path, RawQuery: raw, Own: own, Origin: own}
	if change != nil {
		change(r)
	}
	return Judge(r)
}

func socket(r *Request) { r.Socket = true }

func TestWhatIsAllowed(t *testing.T) {
	for _, c := range []struct {
		method, address, url string
		seconds              int
		change               func(*Request)
	}{
		{"GET", "/relay/binance/fapi/v1/klines?interval=5m&limit=1500&symbol=BTCUSDT", "https://fapi.binance.com/fapi/v1/klines?interval=5m&limit=1500&symbol=BTCUSDT", history.fresh, nil},
		{"HEAD", "/relay/binance/fapi/v1/exchangeInfo", "https://fapi.binance.com/fapi/v1/exchangeInfo", listed.fresh, nil},
		{"GET", "/relay/okx/api/v5/market/candles?bar=5m&instId=BTC-USDT-SWAP", "https://www.okx.com/api/v5/market/candles?bar=5m&instId=BTC-USDT-SWAP", history.fresh, nil},
		{"GET", "/relay/okx/api/v5/public/open-interest?instId=BTC-USDT-SWAP&instType=SWAP", "https://www.okx.com/api/v5/public/open-interest?instId=BTC-USDT-SWAP&instType=SWAP", current.fresh, nil},
		{"GET", "/relay/bybit/v5/market/tickers?category=linear", "https://api.bybit.com/v5/market/tickers?category=linear", current.fresh, func(r *Request) { r.Origin, r.Site = "", "same-origin" }},
		{"GET", "/relay/binance/market/ws", "wss://fstream.binance.com/market/ws", 0, socket},
		{"GET", "/relay/hyperliquid/ws", "wss://api.hyperliquid.xyz/ws", 0, socket},
	} {
		v, refusal := ask(c.method, c.address, c.change)
		if refusal != nil || v.URL != c.url || v.Seconds != c.seconds || v.Most != most {
			t.Errorf("%s %s: %+v %+v", c.method, c.address, v, refusal)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	const good = "/relay/binance/fapi/v1/klines?interval=5m&symbol=BTCUSDT"
	for _, c := range []struct {
		method, address string
		status          int
		code            string
		change          func(*Request)
	}{
		{"POST", good, 405, "method-refused", nil},
		{"CONNECT", good, 405, "method-refused", nil},
		{"get", good, 405, "method-refused", nil},
		{"HEAD", "/relay/hyperliquid/ws", 405, "method-refused", socket},
		{"GET", good, 403, "origin-refused", func(r *Request) { r.Origin = "https://other.example" }},
		{"GET", good, 403, "origin-refused", func(r *Request) { r.Origin = "null" }},
		{"GET", good, 403, "origin-refused", func(r *Request) { r.Origin = "" }},
		{"GET", good, 403, "origin-refused", func(r *Request) { r.Origin, r.Site = "", "cross-site" }},
		{"GET", good, 403, "origin-refused", func(r *Request) { r.Origin, r.Own = "", "" }},
		{"GET", good, 403, "origin-refused", func(r *Request) { r.Origin = own + ".evil.example" }},
		{"GET", good, 403, "origin-refused", func(r *Request) { r.Origin, r.Site = "https://other.example", "same-origin" }},
		{"GET", "/relay/hyperliquid/ws", 403, "origin-refused", func(r *Request) { r.Socket, r.Origin, r.Site = true, "", "same-origin" }},
		{"GET", "/relay/binance/fapi/v1/order", 404, "not-relayed", nil},
		{"GET", "/relay/binance/fapi/v1/klines/", 404, "not-relayed", nil},
		{"GET", "/relay/binance/FAPI/v1/klines", 404, "not-relayed", nil},
		{"GET", "/relay/nobody/fapi/v1/klines", 404, "not-relayed", nil},
		{"GET", "/relay/binance", 404, "not-relayed", nil},
		{"GET", "/relay", 404, "not-relayed", nil},
		{"GET", "/binance/fapi/v1/klines", 404, "not-relayed", nil},
		{"GET", "/relay/hyperliquid/ws", 404, "not-relayed", nil},
		{"GET", "/relay/binance/fapi/v1/klines", 404, "not-relayed", socket},
		{"GET", "/relay/binance/market/ws?a=1", 404, "not-relayed", socket},
		{"GET", "/relay/binance/../okx/api", 400, "path-malformed", nil},
		{"GET", "/relay/binance/fapi//v1/klines", 400, "path-malformed", nil},
		{"GET", "/relay/binance/fapi%2fv1/klines", 400, "path-malformed", nil},
		{"GET", "/relay/binance/fapi\\v1/klines", 400, "path-malformed", nil},
		{"GET", "/relay/binance@evil.example/x", 400, "path-malformed", nil},
		{"GET", "/relay/http://evil.example/x", 400, "path-malformed", nil},
		{"GET", good + "&url=http", 400, "query-refused", nil},
		{"GET", "/relay/binance/fapi/v1/klines?symbol=BTC%55SDT", 400, "query-refused", nil},
		{"GET", "/relay/binance/fapi/v1/klines?symbol=", 400, "query-refused", nil},
		{"GET", "/relay/binance/fapi/v1/klines?symbol", 400, "query-refused", nil},
		{"GET", "/relay/binance/fapi/v1/klines?symbol=BTCUSDT&", 400, "query-refused", nil},
		{"GET", "/relay/binance/fapi/v1/klines?symbol=A&symbol=B", 400, "query-not-canonical", nil},
		{"GET", "/relay/binance/fapi/v1/klines?symbol=A&interval=5m", 400, "query-not-canonical", nil},
		{"GET", "/relay/binance/fapi/v1/klines?symbol=" + strings.Repeat("A", 65), 400, "query-refused", nil},
		{"GET", "/relay/binance/" + strings.Repeat("a", 1100), 414, "url-too-long", nil},
		{"GET", "", 400, "path-malformed", nil},
	} {
		v, refusal := ask(c.method, c.address, c.change)
		if v != nil || refusal == nil || refusal.Status != c.status || refusal.Code != c.code || refusal.Sentence == "" {
			t.Errorf("%s %q: %+v %+v, want %d %s", c.method, c.address, v, refusal, c.status, c.code)
		}
	}
}

// The table itself holds to the rules: https and wss origins without a path,
// plain paths, keys that a canonical query can have.
func TestTableIsSound(t *testing.T) {
	for name, v := range table {
		for _, origin := range []string{v.rest, v.socket} {
			if origin == "" {
				continue
			}
			u, err := url.Parse(origin)
			if err != nil || u.Path != "" || u.Scheme != "https" && u.Scheme != "wss" || u.Port() != "" || u.User != nil {
				t.Errorf("%s: the origin %s", name, origin)
			}
		}
		seen := map[string]bool{}
		for _, e := range v.paths {
			if !plain("/"+strings.ReplaceAll(e.path, "*", "x")) || seen[e.path] || e.kept.fresh <= 0 || e.cost == nil || e.budget.Units == 0 {
				t.Errorf("%s: the path %s", name, e.path)
			}
			seen[e.path] = true
			if !sort.StringsAreSorted(e.keys) {
				t.Errorf("%s %s: keys out of order", name, e.path)
			}
		}
		for _, s := range v.sockets {
			if !plain("/" + s) {
				t.Errorf("%s: the socket %s", name, s)
			}
		}
		if len(v.paths) > 0 != (v.rest != "") || len(v.sockets) > 0 != (v.socket != "") {
			t.Errorf("%s: origins without paths, or paths without an origin", name)
		}
	}
}

// A star in a path stands for one name, and for nothing that is none.
func TestNamesInPaths(t *testing.T) {
	const charts = "/relay/kraken/api/charts/v1/trade/"
	for path, allowed := range map[string]bool{
		charts + "PF_XBTUSD/5m": true, charts + "PI_XBTUSD/1h": true, charts + "PF_XBTUSD/5m/": false, charts + "PF_XBTUSD": false, charts + "/5m": false,
		charts + "PF_XBTUSD/5m/x": false, charts + "../5m": false, charts + "a.b/5m": false, charts + "PF_XBTUSD/5m%2Fx": false, charts + strings.Repeat("A", 65) + "/5m": false,
		"/relay/dydx/v4/candles/perpetualMarkets/BTC-USD": true, "/relay/dydx/v4/candles/perpetualMarkets/": false, "/relay/dydx/v4/candles/spotMarkets/BTC-USD": false,
	} {
		v, _ := Judge(&Request{Method: "GET", Path: path, Own: own, Origin: own})
		if (v != nil) != allowed {
			t.Errorf("%s is allowed: %v", path, v != nil)
		}
	}
}

// Letters beyond ASCII may stand in a value, each in the one way in which it can
// be written, and nothing else behind a percent sign.
func TestValuesBeyondASCII(t *testing.T) {
	for value, allowed := range map[string]bool{
		"BTCUSDT": true, "%E4%BA%BA%E7%94%9FUSDT": true, "2026-10-01T00:00:00.000Z": true, "%e4%ba%ba": false, "%41": false, "%00": false, "%2F": false, "%E4%BA": false, "%E4%BA%": false,
		"%FF": false, "%C0%AF": false, "人生": false, "a b": false, "%": false, "%E4": false, "a%26b": false,
	} {
		v, _ := Judge(&Request{Method: "GET", Path: "/relay/binance/fapi/v1/openInterest", RawQuery: "symbol=" + value, Own: own, Origin: own})
		if (v != nil) != allowed {
			t.Errorf("%s is allowed: %v", value, v != nil)
		}
	}
}

// Whatever is asked, what is allowed goes to an origin of the table, and to
// no other path than one of its own.
func FuzzJudge(f *testing.F) {
	f.Add("GET", "/relay/binance/fapi/v1/klines", "interval=5m&symbol=BTCUSDT", own, "", false)
	f.Add("GET", "/relay/okx/ws/v5/public", "", own, "", true)
	f.Add("HEAD", "/relay/binance/..//@evil.example", "a=b&a=c", "null", "same-origin", false)
	f.Fuzz(func(t *testing.T, method, path, raw, origin, site string, isSocket bool) {
		v, refusal := Judge(&Request{method, path, raw, own, origin, site, isSocket})
		if (v == nil) == (refusal == nil) {
			t.Fatal("neither or both")
		}
		if v == nil {
			return
		}
		u, err := url.Parse(v.URL)
		if err != nil {
			t.Fatal(err)
		}
		known := Upstreams()[v.Venue]
		if at := u.Scheme + "://" + u.Host; at != known[0] && at != known[1] || u.User != nil || u.Fragment != "" {
			t.Fatalf("%s leads to %s", path, v.URL)
		}
		if u.EscapedPath() != u.Path || strings.Contains(u.Path, "..") || !strings.HasSuffix(path, u.Path) {
			t.Fatalf("%s leads to %s", path, v.URL)
		}
		if isSocket != (u.Scheme == "wss") || method != "GET" && method != "HEAD" {
			t.Fatalf("%s %s leads to %s", method, path, v.URL)
		}
	})
}
