package conformance

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync/atomic"

	"brink/relay/policy"
)

// Canary listens where nothing may go: hostile requests name it in every
// place that a careless relay would believe.
type Canary struct {
	listener net.Listener
	touched  atomic.Int64
}

// NewCanary listens on loopback.
func NewCanary() (*Canary, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &Canary{listener: listener}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			c.touched.Add(1)
			_ = conn.Close()
		}
	}()
	return c, nil
}

// Addr is host and port.
func (c *Canary) Addr() string { return c.listener.Addr().String() }

// Touched is how many connections came.
func (c *Canary) Touched() int64 { return c.touched.Load() }

// Close stops listening.
func (c *Canary) Close() { _ = c.listener.Close() }

// Attack is one hostile request: bytes for the wire, and what a right answer
// may be.
type Attack struct {
	Kind, Method, Raw string
	Query             string // where it is allowed: what the exchange is to be asked
	Unended           bool   // a reader may wait for more of it
}

// Attacker makes hostile requests, the same ones from the same seed.
type Attacker struct {
	random *rand.Rand
	twin   *Twin
	canary string
}

// NewAttacker makes requests against a twin.
func NewAttacker(seed uint64, twin *Twin, canary string) *Attacker {
	return &Attacker{rand.New(rand.NewPCG(seed, 6)), twin, canary}
}

func (a *Attacker) pick(list []string) string { return list[a.random.IntN(len(list))] }

// kinds of attack, with what each is after.
var kinds = []struct {
	name string
	make func(*Attacker) Attack
}{
	{"open proxy", (*Attacker).proxy},
	{"server-side request", (*Attacker).inward},
	{"smuggled path", (*Attacker).path},
	{"header poisoning", (*Attacker).headers},
	{"cache-key poisoning", (*Attacker).key},
	{"giant query", (*Attacker).giant},
	{"smuggled request", (*Attacker).framing},
	{"noise", (*Attacker).noise},
}

// Next is another attack; its kinds come in turn.
func (a *Attacker) Next(i int) Attack {
	kind := kinds[i%len(kinds)]
	attack := kind.make(a)
	attack.Kind = kind.name
	if attack.Method == "" {
		attack.Method = http.MethodGet
	}
	return attack
}

// compose writes a request for our own page, so that only the rest of it can
// be refused.
func (a *Attacker) compose(method, target string, lines ...string) string {
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n%s\r\n", method, target, a.twin.Addr, a.twin.Own(), joined(lines))
}

// places are addresses that a relay must not go to.
func (a *Attacker) place() string {
	port := a.canary[strings.LastIndexByte(a.canary, ':')+1:]
	return a.pick([]string{
		a.canary, "localhost:" + port, "2130706433:" + port, "0x7f000001:" + port, "0177.0.0.1:" + port, "127.1:" + port, "[::1]:" + port,
		"[::ffff:127.0.0.1]:" + port, "169.254.169.254", "metadata.google.internal", "10.0.0.1", "evil.example", "fapi.binance.com.evil.example",
		"fapi.binance.com@" + a.canary, "fapi-binance.com", "0.0.0.0:" + port, "fapi.binance.com:" + port, "%31%32%37.0.0.1:" + port,
	})
}

func (a *Attacker) proxy() Attack {
	place := a.place()
	method := a.pick([]string{"GET", "HEAD", "POST", "CONNECT", "PUT", "OPTIONS", "TRACE", "PROPFIND"})
	target := a.pick([]string{
		"http://" + place + "/", "https://" + place + "/fapi/v1/klines?interval=5m&symbol=A", place,
		"/relay/http://" + place + "/", "/relay/" + place + "/fapi/v1/klines", "/relay/?url=http://" + place, "/relay/proxy?target=" + place,
		"//" + place + "/relay/binance/fapi/v1/klines?interval=5m&symbol=A", "/relay//" + place + "/x", "/" + place,
	})
	return Attack{Method: method, Raw: a.compose(method, target)}
}

func (a *Attacker) inward() Attack {
	place := a.place()
	target := a.pick([]string{
		"/relay/binance@" + place + "/fapi/v1/klines", "/relay/binance:" + place + "/x", "/relay/binance/fapi/v1/klines?symbol=http://" + place,
		"/relay/binance/@" + place, "/relay/binance/.." + place, "/relay/binance/fapi/v1/klines@" + place + "?interval=5m&symbol=A",
		"/relay/binance/\\\\" + place + "\\x", "/relay/gopher/" + place, "/relay/file/etc/passwd", "/relay/binance/fapi/v1/klines?interval=5m&symbol=A%0d%0aHost:%20" + place,
		"/relay/binance/fapi/v1/klines?interval=5m&symbol=A#@" + place, "/relay/binance/%40" + place + "/x",
	})
	lines := []string{"X-Original-URL: http://" + place + "/", "X-Rewrite-URL: /" + place, "X-Forwarded-Host: " + place}
	if a.random.IntN(4) == 0 {
		lines = append(lines, "Host: "+place)
	}
	return Attack{Raw: a.compose("GET", target, lines...)}
}

// address is one of the table's, with a query that it takes.
func (a *Attacker) address() (path, query string) {
	addresses := policy.Addresses()
	for {
		path, keys, rest := strings.Cut(a.pick(addresses), "?")
		if !rest {
			continue
		}
		var pairs []string
		for _, key := range strings.Split(keys, "&") {
			if key != "" && a.random.IntN(3) > 0 {
				pairs = append(pairs, fmt.Sprintf("%s=V%d", key, a.random.IntN(50)))
			}
		}
		return path, strings.Join(pairs, "&")
	}
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

func (a *Attacker) path() Attack {
	path, query := a.address()
	piece := a.pick([]string{"..", "/../", "//", "/./", "%2e%2e", "%2f", "%5c", "\\", ";a=b", "%00", "%0a", "\x7f", "\t", "\u2024\u2024", "%c0%ae", "%252e", "~", "*", ":", "|", "^"})
	at := a.random.IntN(len(path) + 1)
	return Attack{Raw: a.compose("GET", withQuery(path[:at]+piece+path[at:], query))}
}

// headers is an allowed request that carries what must not be passed on.
func (a *Attacker) headers() Attack {
	path, query := a.address()
	names := []string{
		"Cookie", "Authorization", "Proxy-Authorization", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP",
		"True-Client-IP", "CF-Connecting-IP", "CF-Worker", "Via", "Referer", "User-Agent", "Accept", "Accept-Encoding", "Accept-Language", "Range",
		"If-None-Match", "If-Range", "Cache-Control", "Pragma", "X-HTTP-Method-Override", "X-MBX-APIKEY", "OK-ACCESS-KEY", "X-Original-URL", "TE", "Expect-CT",
	}
	lines := []string{"X-" + Marker + ": " + Marker}
	for range 1 + a.random.IntN(8) {
		lines = append(lines, a.pick(names)+": "+Marker+strings.Repeat("a", a.random.IntN(200)))
	}
	return Attack{Raw: a.compose("GET", withQuery(path, query), lines...), Query: query}
}

// key is a request near an allowed one, that a careless cache takes for it.
func (a *Attacker) key() Attack {
	path, query := a.address()
	if query == "" {
		query = "symbol=V1"
	}
	pairs := strings.Split(query, "&")
	spoilt := a.pick([]string{
		query + "&" + pairs[0], query + "&", "&" + query, query + "&utm=" + Marker, strings.ToUpper(query), query + "%20", query + "%00", query + "&callback=" + Marker,
		strings.Replace(query, "=", "%3D", 1), strings.Replace(query, "=", "==", 1), query + ";" + pairs[0], query + "?" + query, query + "+", pairs[len(pairs)-1] + "=" + Marker,
	})
	return Attack{Raw: a.compose("GET", path+"?"+spoilt, "X-Forwarded-Host: evil.example", "X-Forwarded-Scheme: http")}
}

func (a *Attacker) giant() Attack {
	path, query := a.address()
	size := 1100 << a.random.IntN(6)
	target := a.pick([]string{
		path + "?" + query + "&a=" + strings.Repeat("A", size), path + strings.Repeat("/a", size/2), path + "?" + strings.Repeat("a=b&", size/4),
		path + "?" + strings.Repeat("%41", size/3), "/relay/" + strings.Repeat("a", size) + "/x",
	})
	return Attack{Raw: a.compose("GET", target)}
}

// framing is a request whose end two readers might see in two places.
func (a *Attacker) framing() Attack {
	path, query := a.address()
	inner := "GET http://" + a.canary + "/" + Marker + " HTTP/1.1\r\nHost: " + a.canary + "\r\n\r\n"
	method := a.pick([]string{"GET", "POST", "HEAD"})
	lines := [][]string{
		{fmt.Sprintf("Content-Length: %d", len(inner)), "Transfer-Encoding: chunked"},
		{"Content-Length: 0", fmt.Sprintf("Content-Length: %d", len(inner))},
		{"Transfer-Encoding: chunked, identity"}, {"Transfer-Encoding: xchunked"}, {"Transfer-Encoding : chunked"}, {"Content-Length: -1"}, {"Content-Length: 99999999999999999999"},
		{" folded: line"}, {"Bad Name: x"}, {"X: a\nY: b"}, {"X: a\rY: b"}, {"Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"}, {"Expect: 100-continue", fmt.Sprintf("Content-Length: %d", len(inner))},
		{"Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"}, {"Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 12", "Sec-WebSocket-Key: x"},
	}[a.random.IntN(15)]
	return Attack{Method: method, Raw: a.compose(method, withQuery(path, query), lines...) + inner, Unended: true}
}

func (a *Attacker) noise() Attack {
	path, query := a.address()
	raw := []byte(a.compose("GET", withQuery(path, query)))
	for range 1 + a.random.IntN(6) {
		raw[a.random.IntN(len(raw))] = byte(a.random.IntN(256))
	}
	return Attack{Raw: string(raw) + "\r\n\r\n", Unended: true}
}
