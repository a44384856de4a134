//go:build conformance

package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// row is one request and what must come of it, on both twins alike.
type row struct {
	name, method, target string
	lines                []string // header lines; nil means our own Origin
	status               int      // 0: any refusal, for the runtime may refuse in its own words
	tidied               int      // on workerd, which tidies a path before the Worker sees it, so the policy judges the tidy one
	code                 string   // of a refusal by the policy
	unkept               bool     // it is passed on, but never kept
	reaches              int64    // requests that the exchange sees
	check                func(t *testing.T, twin *Twin, answer *Answer)
}

const (
	klines = "/relay/binance/fapi/v1/klines?interval=5m&symbol="
	bybit  = "/relay/bybit/v5/market/kline?category=linear&symbol="
)

var (
	none  = []string{} // no Origin
	euros = strings.Repeat("\u20ac", 2048)
)

// whole checks a body, and that its length was told.
func whole(length int) func(*testing.T, *Twin, *Answer) {
	return func(t *testing.T, _ *Twin, answer *Answer) {
		if len(answer.Body) != length {
			t.Errorf("%d bytes of %d", len(answer.Body), length)
		}
	}
}

func says(text string) func(*testing.T, *Twin, *Answer) {
	return func(t *testing.T, _ *Twin, answer *Answer) {
		if !strings.Contains(answer.Body, text) {
			t.Errorf("the body is %.200q", answer.Body)
		}
	}
}

func has(name, value string) func(*testing.T, *Twin, *Answer) {
	return func(t *testing.T, _ *Twin, answer *Answer) {
		if got := answer.Head.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
}

var table = []row{
	// What is allowed.
	{name: "allowed", method: "GET", target: klines + "BTCUSDT", status: 200, reaches: 1, check: says(`{"query":"interval=5m&symbol=BTCUSDT"`)},
	{name: "allowed, kept as long as the table says", method: "GET", target: klines + "ETHUSDT", status: 200, reaches: 1, check: has("Cache-Control", "public, max-age=20")},
	{name: "allowed, listed things longer", method: "GET", target: "/relay/binance/fapi/v1/exchangeInfo", status: 200, reaches: 1, check: has("Cache-Control", "public, max-age=600")},
	{name: "allowed, told to be a miss", method: "GET", target: klines + "XRPUSDT", status: 200, reaches: 1, check: has("X-Relay-Cache", "miss")},
	{name: "allowed of another venue", method: "GET", target: "/relay/okx/api/v5/market/candles?bar=5m&instId=BTC-USDT-SWAP", status: 200, reaches: 1, check: says("BTC-USDT-SWAP")},
	{name: "allowed of a third", method: "GET", target: bybit + "BTCUSDT", status: 200, reaches: 1, check: says("category=linear")},
	{name: "marked as our own by the browser", method: "GET", target: klines + "OWN", lines: []string{"Sec-Fetch-Site: same-origin"}, status: 200, reaches: 1},
	{name: "client headers are not passed on", method: "GET", target: klines + "HEADERS", lines: []string{"Origin: OWN", "Cookie: " + Marker, "Authorization: " + Marker, "X-Forwarded-For: " + Marker, "Forwarded: for=" + Marker, "User-Agent: " + Marker, "Accept: " + Marker, "Accept-Language: " + Marker, "X-MBX-APIKEY: " + Marker, "Referer: http://" + Marker + "/", "Via: " + Marker}, status: 200, reaches: 1},
	{name: "a body of 60 KB", method: "GET", target: klines + "BULK", status: 200, reaches: 1, check: whole(60_117)},
	{name: "a compressed body", method: "GET", target: klines + "ZIPPED", status: 200, reaches: 1, check: whole(60_117)},
	{name: "a body of 4 MiB", method: "GET", target: klines + "LARGEST", status: 200, reaches: 1, check: whole(4 << 20)},
	{name: "HEAD", method: "HEAD", target: klines + "HEAD", status: 200, reaches: 1, check: has("X-Relay-Cache", "miss")},
	{name: "HEAD of what is kept", method: "HEAD", target: klines + "BTCUSDT", status: 200, check: has("X-Relay-Cache", "hit")},
	{name: "cached", method: "GET", target: klines + "BTCUSDT", status: 200, check: has("X-Relay-Cache", "hit")},
	{name: "cached by HEAD", method: "GET", target: klines + "HEAD", status: 200, check: says("symbol=HEAD")},
	{name: "cached, 60 KB", method: "GET", target: klines + "BULK", status: 200, check: whole(60_117)},
	{name: "conditional request", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: OWN", `If-None-Match: "a"`, "If-Modified-Since: Tue, 24 Nov 2026 00:00:00 GMT"}, status: 200, check: says("BTCUSDT")},
	{name: "conditional request of what is not kept", method: "GET", target: klines + "COND", lines: []string{"Origin: OWN", `If-None-Match: "a"`}, status: 200, reaches: 1},
	{name: "a range is not looked at", method: "GET", target: klines + "RANGE", lines: []string{"Origin: OWN", "Range: bytes=0-3"}, status: 200, reaches: 1, check: says("symbol=RANGE")},
	{name: "listing", method: "GET", target: "/relay/", lines: none, status: 200, check: listed},
	{name: "listing, HEAD", method: "HEAD", target: "/relay/", lines: none, status: 200, check: has("Cache-Control", "public, max-age=600")},

	// What the exchange does wrong.
	{name: "redirected", method: "GET", target: klines + "ELSEWHERE", status: 502, code: "upstream-redirected", reaches: 1},
	{name: "not modified, unasked", method: "GET", target: klines + "STATUS304", status: 502, code: "upstream-redirected", reaches: 1},
	{name: "a body of nothing", method: "GET", target: klines + "EMPTY", status: 502, code: "answer-faulty", reaches: 1},
	{name: "a body of nothing is not kept", method: "GET", target: klines + "EMPTY", status: 502, code: "answer-faulty", reaches: 1},
	{name: "a page with 200", method: "GET", target: bybit + "PAGE", status: 502, code: "answer-faulty", reaches: 1},
	{name: "a page is not kept", method: "GET", target: bybit + "PAGE", status: 502, code: "answer-faulty", reaches: 1},
	{name: "null", method: "GET", target: bybit + "NULL", status: 502, code: "answer-faulty", reaches: 1},
	{name: "an object of nothing", method: "GET", target: bybit + "HOLLOW", status: 502, code: "answer-faulty", reaches: 1},
	{name: "half an answer with its length", method: "GET", target: klines + "HALF", status: 502, code: "answer-faulty", reaches: 1},
	{name: "an error within 200", method: "GET", target: bybit + "UNKNOWN", status: 200, reaches: 1, check: has("Cache-Control", "no-store"), unkept: true},
	{name: "an error within 200 is not kept", method: "GET", target: bybit + "UNKNOWN", status: 200, reaches: 1, check: says("10001"), unkept: true},
	{name: "not found", method: "GET", target: klines + "STATUS404", status: 404, reaches: 1},
	{name: "failing", method: "GET", target: klines + "STATUS500", status: 500, reaches: 1},
	{name: "failing is not kept", method: "GET", target: klines + "STATUS500", status: 500, reaches: 1},
	{name: "larger than is passed on", method: "GET", target: klines + "TOOLARGE", status: 502, code: "answer-too-large", reaches: 1},
	{name: "larger, and says so", method: "GET", target: klines + "TOOLARGESAID", status: 502, code: "answer-too-large", reaches: 1},
	{name: "larger once unpacked", method: "GET", target: klines + "BOMB", status: 502, code: "answer-too-large", reaches: 1},
	{name: "breaks off", method: "GET", target: klines + "BROKEN", status: 502, code: "upstream-failed", reaches: 1},
	{name: "hangs up", method: "GET", target: klines + "HANGUP", status: 502, code: "upstream-failed"},
	{name: "speaks no HTTP", method: "GET", target: klines + "BADHEAD", status: 502, code: "upstream-failed"},

	// Who asks.
	{name: "Origin missing", method: "GET", target: klines + "BTCUSDT", lines: none, status: 403, code: "origin-refused"},
	{name: "Origin null", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: null"}, status: 403, code: "origin-refused"},
	{name: "Origin empty", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin:"}, status: 403, code: "origin-refused"},
	{name: "Origin foreign", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: https://evil.example"}, status: 403, code: "origin-refused"},
	{name: "Origin foreign, of our name", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: OWN.evil.example"}, status: 403, code: "origin-refused"},
	{name: "Origin of another scheme", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: https://HOST"}, status: 403, code: "origin-refused"},
	{name: "Origin with a slash", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: OWN/"}, status: 403, code: "origin-refused"},
	{name: "Origin twice", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: OWN", "Origin: OWN"}, status: 403, code: "origin-refused"},
	{name: "Origin foreign, marked as our own", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: https://evil.example", "Sec-Fetch-Site: same-origin"}, status: 403, code: "origin-refused"},
	{name: "marked as another site's", method: "GET", target: klines + "BTCUSDT", lines: []string{"Sec-Fetch-Site: cross-site"}, status: 403, code: "origin-refused"},
	{name: "marked as a near site's", method: "GET", target: klines + "BTCUSDT", lines: []string{"Sec-Fetch-Site: same-site"}, status: 403, code: "origin-refused"},
	{name: "Origin of 2,048 euro signs", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: " + euros, "Sec-Fetch-Site: " + euros}, status: 403, code: "origin-refused"},
	{name: "the same with an address of 2,100 bytes", method: "GET", target: klines + strings.Repeat("A", 2100), lines: []string{"Origin: " + euros, "Sec-Fetch-Site: " + euros}, status: 414, code: "url-too-long"},
	{name: "Origin of 16 KB", method: "GET", target: klines + "BTCUSDT", lines: []string{"Origin: http://" + strings.Repeat("a", 12<<10)}, status: 403, code: "origin-refused"},

	// What is asked.
	{name: "POST", method: "POST", target: klines + "BTCUSDT", lines: []string{"Origin: OWN", "Content-Length: 0"}, status: 405, code: "method-refused"},
	{name: "PUT", method: "PUT", target: klines + "BTCUSDT", lines: []string{"Origin: OWN", "Content-Length: 0"}, status: 405, code: "method-refused"},
	{name: "DELETE", method: "DELETE", target: klines + "BTCUSDT", status: 405, code: "method-refused"},
	{name: "OPTIONS", method: "OPTIONS", target: klines + "BTCUSDT", lines: []string{"Origin: https://evil.example", "Access-Control-Request-Method: GET"}, status: 405, code: "method-refused"},
	{name: "TRACE", method: "TRACE", target: klines + "BTCUSDT", status: 405, code: "method-refused"},
	{name: "listing, POST", method: "POST", target: "/relay/", lines: []string{"Content-Length: 0"}, status: 405, code: "method-refused"},
	{name: "a method of no standard", method: "STEAL", target: klines + "BTCUSDT"},
	{name: "CONNECT", method: "CONNECT", target: "fapi.binance.com:443"},
	{name: "an unknown path", method: "GET", target: "/relay/binance/fapi/v1/order", status: 404, code: "not-relayed"},
	{name: "a longer path", method: "GET", target: "/relay/binance/fapi/v1/klines/x?interval=5m&symbol=A", status: 404, code: "not-relayed"},
	{name: "a path with its slash", method: "GET", target: "/relay/binance/fapi/v1/klines/?interval=5m&symbol=A", status: 404, code: "not-relayed"},
	{name: "a path in capitals", method: "GET", target: "/relay/binance/FAPI/v1/klines?interval=5m&symbol=A", status: 404, code: "not-relayed"},
	{name: "another venue's path", method: "GET", target: "/relay/okx/fapi/v1/klines?interval=5m&symbol=A", status: 404, code: "not-relayed"},
	{name: "an unknown venue", method: "GET", target: "/relay/nobody/fapi/v1/klines", status: 404, code: "not-relayed"},
	{name: "a venue's name with a dot", method: "GET", target: "/relay/fapi.binance.com/fapi/v1/klines", status: 404, code: "not-relayed"},
	{name: "a name of Object's", method: "GET", target: "/relay/constructor/x", status: 404, code: "not-relayed"},
	{name: "a venue alone", method: "GET", target: "/relay/binance", status: 404, code: "not-relayed"},
	{name: "a socket's path without a socket", method: "GET", target: "/relay/hyperliquid/ws", status: 404, code: "not-relayed"},
	{name: "listing with a query", method: "GET", target: "/relay/?a=b", status: 404, code: "not-relayed"},
	{name: "1 KB of path", method: "GET", target: "/relay/binance/" + strings.Repeat("a", 1100), status: 414, code: "url-too-long"},
	{name: "10 KB of path", method: "GET", target: "/relay/binance/" + strings.Repeat("a/", 5000), status: 414, code: "url-too-long"},
	{name: "1 KB of query", method: "GET", target: klines + strings.Repeat("A", 1100), status: 414, code: "url-too-long"},

	// Smuggled paths.
	{name: "a step up", method: "GET", target: "/relay/binance/../okx/api/v5/market/candles?bar=5m&instId=BTC-USDT-SWAP", status: 400, tidied: 200, code: "path-malformed"},
	{name: "a step up out of the relay", method: "GET", target: "/relay/../relay/binance/fapi/v1/klines?interval=5m&symbol=BTCUSDT", status: 400, tidied: 200, code: "path-malformed"},
	{name: "a step up to nowhere", method: "GET", target: "/relay/binance/fapi/v1/klines/../order", status: 400, tidied: 404, code: "path-malformed"},
	{name: "an encoded step up", method: "GET", target: "/relay/binance/%2e%2e/okx/api", status: 400, code: "path-malformed"},
	{name: "an encoded slash", method: "GET", target: "/relay/binance/fapi%2fv1/klines?interval=5m&symbol=A", status: 400, code: "path-malformed"},
	{name: "an encoded letter", method: "GET", target: "/relay/binance/fapi/v1/kline%73?interval=5m&symbol=A", status: 400, code: "path-malformed"},
	{name: "an encoded nothing", method: "GET", target: "/relay/binance/fapi/v1/klines%00?interval=5m&symbol=A", status: 400, code: "path-malformed"},
	{name: "encoded twice", method: "GET", target: "/relay/binance/%252e%252e/okx", status: 400, code: "path-malformed"},
	{name: "a double slash", method: "GET", target: "/relay/binance//fapi/v1/klines?interval=5m&symbol=A", status: 400, code: "path-malformed"},
	{name: "a backslash", method: "GET", target: "/relay/binance/fapi\\v1\\klines?interval=5m&symbol=BTCUSDT", status: 400, tidied: 200, code: "path-malformed"},
	{name: "an at sign", method: "GET", target: "/relay/binance@evil.example/x", status: 400, code: "path-malformed"},
	{name: "a semicolon", method: "GET", target: "/relay/binance/fapi/v1/klines;a=b?interval=5m&symbol=A", status: 400, code: "path-malformed"},
	{name: "a whole address within", method: "GET", target: "/relay/http://evil.example/x", status: 400, code: "path-malformed"},
	{name: "an address as the target", method: "GET", target: "http://evil.example/relay/binance/fapi/v1/klines?interval=5m&symbol=A"},
	{name: "a fragment", method: "GET", target: "/relay/binance/fapi/v1/klines#?interval=5m&symbol=A"},
	{name: "a line break in the path", method: "GET", target: "/relay/binance/fapi/v1/klines%0d%0aHost:evil?interval=5m&symbol=A", status: 400, code: "path-malformed"},
	{name: "a letter beyond ASCII", method: "GET", target: "/relay/binance/f\u0430pi/v1/klines?interval=5m&symbol=A"},

	// Queries.
	{name: "a key that is not taken", method: "GET", target: klines + "A&url=x", status: 400, code: "query-refused"},
	{name: "a key in capitals", method: "GET", target: "/relay/binance/fapi/v1/klines?SYMBOL=A", status: 400, code: "query-refused"},
	{name: "a repeated key", method: "GET", target: klines + "A&symbol=B", status: 400, code: "query-not-canonical"},
	{name: "keys out of order", method: "GET", target: "/relay/binance/fapi/v1/klines?symbol=A&interval=5m", status: 400, code: "query-not-canonical"},
	{name: "an encoded value", method: "GET", target: klines + "BTC%55SDT", status: 400, code: "query-refused"},
	{name: "an encoded ampersand", method: "GET", target: klines + "A%26limit%3D9", status: 400, code: "query-refused"},
	{name: "a plus", method: "GET", target: klines + "A+B", status: 400, code: "query-refused"},
	{name: "an empty value", method: "GET", target: klines, status: 400, code: "query-refused"},
	{name: "a key alone", method: "GET", target: "/relay/binance/fapi/v1/klines?symbol", status: 400, code: "query-refused"},
	{name: "a loose ampersand", method: "GET", target: klines + "A&", status: 400, code: "query-refused"},
	{name: "two question marks", method: "GET", target: "/relay/binance/fapi/v1/klines??symbol=A", status: 400, code: "query-refused"},
	{name: "a value of 65 bytes", method: "GET", target: klines + strings.Repeat("A", 65), status: 400, code: "query-refused"},
}

// listed checks the listing against what is relayed.
func listed(t *testing.T, _ *Twin, answer *Answer) {
	var listing struct{ Addresses []string }
	if err := json.Unmarshal([]byte(answer.Body), &listing); err != nil || len(listing.Addresses) < 50 {
		t.Errorf("%d addresses, %v", len(listing.Addresses), err)
	}
}

// TestTable runs every row against both twins, in order: later rows find what
// earlier ones left in the cache.
func TestTable(t *testing.T) {
	p := startPair(t, rowLimit)
	for i := range table {
		r := &table[i]
		for k, twin := range p.twins {
			counted(t, r.name, twin, func(t *testing.T) {
				r.run(t, i, twin, p.exchanges[k])
				if r.status == 200 && r.reaches > 0 && !r.unkept {
					p.kept(t, twin, r.target)
				}
			})
		}
	}
	for k, twin := range p.twins {
		counted(t, "expired", twin, func(t *testing.T) { expires(t, p, k) })
	}
	for k, twin := range p.twins {
		for _, fault := range p.exchanges[k].Faults() {
			t.Errorf("%s: %s", twin.Name, fault)
		}
		p.exchanges[k].Close()
		counted(t, "upstream down", twin, func(t *testing.T) {
			(&row{method: "GET", target: klines + "DOWN", status: 502, code: "upstream-failed"}).run(t, 9000, twin, p.exchanges[k])
		})
	}
}

func (r *row) run(t *testing.T, caller int, twin *Twin, exchange *Exchange) {
	lines := []string{twin.Own()}
	if r.lines != nil {
		lines = nil
		for _, line := range r.lines {
			lines = append(lines, strings.NewReplacer("OWN", twin.Origin, "HOST", twin.Addr).Replace(line))
		}
	}
	status, code := r.status, r.code
	if r.tidied != 0 && twin.Name == "workerd" {
		status, code = r.tidied, ""
	}
	before := exchange.Requests()
	answer, err := twin.Ask(caller, r.method, r.target, lines...)
	if err == errNone && status == 0 {
		return // hung up on, which is a refusal
	}
	if err != nil {
		t.Fatal(err)
	}
	if status == 0 && answer.Status < 400 || status != 0 && answer.Status != status {
		t.Errorf("status %d, want %d: %.200s", answer.Status, status, answer.Body)
	}
	var said struct{ Code, Message string }
	if code != "" && r.method != "HEAD" {
		if err := json.Unmarshal([]byte(answer.Body), &said); err != nil || said.Code != code || said.Message == "" {
			t.Errorf("the refusal is %.200q, want %s", answer.Body, code)
		}
	}
	reached := exchange.Requests() - before
	if r.reaches > 0 && reached != r.reaches || status < 500 && reached != r.reaches {
		t.Errorf("%d requests reached the exchange, want %d", reached, r.reaches)
	}
	if status != 0 {
		guarded(t, answer)
	}
	if r.check != nil {
		r.check(t, twin, answer)
	}
}

// TestTooMany holds one address to its rate, whatever an exchange would give.
func TestTooMany(t *testing.T) {
	for _, twin := range startPaced(t, rowLimit, false).twins {
		counted(t, "too many of one address", twin, func(t *testing.T) { tooMany(t, twin) })
	}
}

// TestSlowUpstream waits out an exchange that never answers.
func TestSlowUpstream(t *testing.T) {
	t.Parallel()
	p := startPair(t, rowLimit)
	for k, twin := range p.twins {
		counted(t, "upstream slow", twin, func(t *testing.T) {
			t.Parallel()
			(&row{method: "GET", target: klines + "SLOW", status: 504, code: "upstream-slow", reaches: 1}).run(t, 1, twin, p.exchanges[k])
		})
	}
}

// guarded checks what stands on every answer of the relay.
func guarded(t *testing.T, answer *Answer) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Type": "application/json", "X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin",
		"Set-Cookie": "", "X-Mbx-Used-Weight": "", "Access-Control-Allow-Origin": "", "Content-Encoding": "", "Location": "",
	} {
		if got := strings.Join(answer.Head.Values(name), ", "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if answer.Status != 200 && answer.Head.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d may be kept: %q", answer.Status, answer.Head.Get("Cache-Control"))
	}
}

// expires checks that what was kept for two seconds is asked for again later.
func expires(t *testing.T, p *pair, k int) {
	twin, exchange := p.twins[k], p.exchanges[k]
	const lifetime = 2 * time.Second // of order books, as the table says
	for i := range 20 {
		target := fmt.Sprintf("/relay/binance/fapi/v1/depth?limit=100&symbol=FRESH%d", i)
		ask := func() string {
			t.Helper()
			answer, err := twin.Ask(9001, "GET", target, twin.Own())
			if err != nil || answer.Status != 200 {
				t.Fatalf("%+v %v", answer, err)
			}
			return answer.Head.Get("X-Relay-Cache")
		}
		before, start := exchange.Requests(), time.Now()
		first := ask()
		p.kept(t, twin, target)
		kept := time.Now()
		second := ask()
		if second == "miss" && time.Since(start) > lifetime {
			continue // the machine was busy for so long that it has expired
		}
		time.Sleep(time.Until(kept.Add(lifetime + lifetime/20)))
		if third := ask(); first != "miss" || second != "hit" || third != "miss" {
			t.Errorf("a %s, then a %s, then a %s", first, second, third)
		}
		if reached := exchange.Requests() - before; reached != 2 {
			t.Errorf("%d requests reached the exchange", reached)
		}
		return
	}
	t.Error("no two answers came within two seconds")
}

// tooMany checks that one address is stopped and another is not.
func tooMany(t *testing.T, twin *Twin) {
	conn, err := from(9002).Dial("tcp", twin.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	// Many at once down one connection, so that no machine is too slow to ask
	// for too much.
	const together = 100
	request := fmt.Sprintf("GET %sSTATUS404 HTTP/1.1\r\nHost: %s\r\n%s\r\nCF-Connecting-IP: 192.0.2.1\r\n\r\n", klines, twin.Addr, twin.Own())
	answers := bufio.NewReader(conn)
	for passed := range rowLimit + 2*together {
		if passed%together == 0 {
			if _, err := io.WriteString(conn, strings.Repeat(request, together)); err != nil {
				t.Fatal(err)
			}
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode == 404 {
			continue
		}
		if answer.StatusCode != 429 || !strings.Contains(string(body), "too-many") || answer.Header.Get("Retry-After") != "1" {
			t.Fatalf("%+v %s", answer, body)
		}
		if passed < together {
			t.Errorf("only %d requests passed", passed)
		}
		other, err := twin.Ask(9003, "GET", klines+"STATUS404", twin.Own(), "CF-Connecting-IP: 192.0.2.2")
		if err != nil || other.Status != 404 {
			t.Errorf("another address is told %+v, %v", other, err)
		}
		return
	}
	t.Errorf("%d requests of one address passed", rowLimit+2*together)
}
