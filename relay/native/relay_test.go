package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// venue is an exchange on loopback that does what the path's symbol says.
func venue(t *testing.T, asked *atomic.Int64) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if websocket.IsWebSocketUpgrade(r) {
			serveSocket(t, w, r)
			return
		}
		for name := range r.Header {
			if name != "Accept" && name != "User-Agent" && name != "Accept-Encoding" {
				t.Errorf("the venue is sent the header %s", name)
			}
		}
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Query().Get("symbol") {
		case "ELSEWHERE":
			http.Redirect(w, r, "http://127.0.0.1:1/evil", http.StatusFound)
		case "HUGE":
			_, _ = w.Write(bytes.Repeat([]byte("x"), 5<<20))
		case "BROKEN":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("half"))
		case "LIMITED":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case "BLOCKED":
			w.WriteHeader(http.StatusUnavailableForLegalReasons)
		default:
			fmt.Fprintf(w, `{"query":%q}`, r.URL.RawQuery)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func serveSocket(t *testing.T, w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	for {
		kind, frame, err := conn.ReadMessage()
		if err != nil {
			return
		}
		switch string(frame) {
		case "close":
			_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4001, "enough"), time.Now().Add(time.Second))
			return
		case "drop":
			return
		case "large":
			frame = bytes.Repeat([]byte("x"), 1<<20)
		}
		if conn.WriteMessage(kind, frame) != nil {
			return
		}
	}
}

// served is the relay on loopback, in front of a venue.
func served(t *testing.T) (origin string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	upstream := venue(t, asked)
	var passed *relay
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { passed.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	passed = newRelay([]string{server.URL}, map[string]string{"binance": upstream.URL, "okx": "http://127.0.0.1:1"})
	return server.URL, asked
}

func call(t *testing.T, method, address, origin string) (*http.Response, string) {
	t.Helper()
	q, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Origin", origin)
	q.Header.Set("Cookie", "secret=1")
	q.Header.Set("X-Forwarded-For", "1.2.3.4")
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestAnswers(t *testing.T) {
	origin, asked := served(t)
	klines := origin + "/relay/binance/fapi/v1/klines?interval=5m&symbol="
	for _, c := range []struct {
		method, address string
		status          int
		says            string
	}{
		{"GET", klines + "BTCUSDT", 200, `{"query":"interval=5m&symbol=BTCUSDT"}`},
		{"HEAD", klines + "BTCUSDT", 200, ""},
		{"GET", klines + "ELSEWHERE", 502, "upstream-redirected"},
		{"GET", klines + "HUGE", 502, "answer-too-large"},
		{"GET", klines + "BROKEN", 502, "upstream-failed"},
		{"GET", klines + "LIMITED", 429, ""},
		{"GET", klines + "BLOCKED", 451, ""},
		{"GET", origin + "/relay/okx/api/v5/market/trades?instId=BTC-USDT-SWAP", 502, "upstream-failed"},
		{"GET", origin + "/relay/binance/fapi/v1/order", 404, "not-relayed"},
		{"POST", klines + "BTCUSDT", 405, "method-refused"},
	} {
		answer, body := call(t, c.method, c.address, origin)
		if answer.StatusCode != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s %s: %d %s", c.method, c.address, answer.StatusCode, body)
		}
		if answer.Header.Get("Set-Cookie") != "" || answer.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: the headers %v", c.address, answer.Header)
		}
		if c.status == 429 && answer.Header.Get("Retry-After") != "7" {
			t.Error("how long to wait was lost")
		}
	}
	before := asked.Load()
	answer, _ := call(t, "GET", klines+"BTCUSDT", origin)
	if asked.Load() != before || answer.Header.Get("X-Relay-Cache") != "hit" {
		t.Error("a fresh answer was asked for again")
	}
	call(t, "GET", klines+"LIMITED", origin)
	if asked.Load() != before+1 {
		t.Error("a refusal was kept")
	}
}

func TestForeignersAreRefused(t *testing.T) {
	origin, asked := served(t)
	address := origin + "/relay/binance/fapi/v1/exchangeInfo"
	for _, foreign := range []string{"", "null", "https://evil.example", origin + ".evil.example"} {
		if answer, body := call(t, "GET", address, foreign); answer.StatusCode != 403 || !strings.Contains(body, "origin-refused") {
			t.Errorf("origin %q: %d %s", foreign, answer.StatusCode, body)
		}
	}
	// A name that somebody pointed at this machine.
	q, _ := http.NewRequest("GET", address, nil)
	q.Host = "evil.example"
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != 403 {
		t.Errorf("another name: %d", answer.StatusCode)
	}
	if asked.Load() != 0 {
		t.Error("a refused request reached the venue")
	}
}

func dial(t *testing.T, origin, path, from string) (*websocket.Conn, *http.Response) {
	t.Helper()
	conn, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(origin, "http")+path, http.Header{"Origin": {from}})
	if err != nil && answer == nil {
		t.Fatal(err)
	}
	if conn != nil {
		t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, answer
}

func TestSockets(t *testing.T) {
	origin, _ := served(t)
	conn, _ := dial(t, origin, "/relay/binance/market/ws", origin)
	for _, kind := range []int{websocket.TextMessage, websocket.BinaryMessage} {
		if err := conn.WriteMessage(kind, []byte("hello")); err != nil {
			t.Fatal(err)
		}
		got, frame, err := conn.ReadMessage()
		if err != nil || got != kind || string(frame) != "hello" {
			t.Fatalf("%d %q %v", got, frame, err)
		}
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte("large")); err != nil {
		t.Fatal(err)
	}
	if _, frame, err := conn.ReadMessage(); err != nil || len(frame) != 1<<20 {
		t.Fatalf("%d bytes, %v", len(frame), err)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte("close")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, 4001) {
		t.Errorf("the venue's code came as %v", err)
	}
	dropped, _ := dial(t, origin, "/relay/binance/market/ws", origin)
	_ = dropped.WriteMessage(websocket.TextMessage, []byte("drop"))
	if _, _, err := dropped.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("a dropped venue ended as %v", err)
	}
	flood, _ := dial(t, origin, "/relay/binance/market/ws", origin)
	_ = flood.WriteMessage(websocket.TextMessage, bytes.Repeat([]byte("x"), fromPage+1))
	if _, _, err := flood.ReadMessage(); err == nil {
		t.Error("a page's frame above the bound was passed on")
	}
	frames, _ := dial(t, origin, "/relay/binance/market/ws", origin)
	passed := 0
	go func() {
		for range 200 {
			if frames.WriteMessage(websocket.TextMessage, []byte("x")) != nil {
				return
			}
		}
	}()
	for {
		if _, _, err := frames.ReadMessage(); err != nil {
			break
		}
		passed++
	}
	if passed > mostFrames+framesPerSecond {
		t.Errorf("%d frames of a flood were passed on", passed)
	}
	for _, c := range []struct {
		path, from string
		status     int
	}{
		{"/relay/binance/market/ws", "https://evil.example", 403}, {"/relay/binance/market/ws", "null", 403},
		{"/relay/binance/private/ws", origin, 404}, {"/relay/okx/ws/v5/public", origin, 502},
	} {
		if conn, answer := dial(t, origin, c.path, c.from); conn != nil || answer.StatusCode != c.status {
			t.Errorf("%s from %s: %d", c.path, c.from, answer.StatusCode)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	c, now := newCache(10_000), time.Now()
	for i := range 100 {
		c.put(fmt.Sprint(i), &kept{body: make([]byte, 1000), until: now.Add(time.Minute)})
	}
	if c.size > 10_000 || len(c.items) != c.order.Len() || c.get("99", now) == nil || c.get("0", now) != nil {
		t.Errorf("%d bytes in %d answers", c.size, len(c.items))
	}
	if c.get("99", now.Add(2*time.Minute)) != nil || c.items["99"] != nil {
		t.Error("an answer outlived its time")
	}
}

func TestLimitsHold(t *testing.T) {
	l, now := newLimits(), time.Now()
	// some is how many of a thousand requests are allowed, each over at once.
	some := func(remote string) (passed int) {
		for range 1000 {
			if l.allow(remote, false, now) {
				l.leave(remote, false)
				passed++
			}
		}
		return passed
	}
	if passed := some("10.0.0.1:1"); passed != burst || !l.allow("10.0.0.2:1", false, now) || !l.allow("10.0.0.1:2", false, now.Add(time.Second)) {
		t.Errorf("%d requests at once", passed)
	}
	for remote, socket := range map[string]bool{"10.0.0.3:1": true, "10.0.0.4:1": false} {
		want := map[bool]int{true: mostOpen, false: mostAsking}[socket]
		open := 0
		for range 100 {
			if l.allow(remote, socket, now) {
				open++
			}
		}
		if open != want {
			t.Errorf("%d under way, want %d", open, want)
		}
		l.leave(remote, socket)
		if !l.allow(remote, socket, now) {
			t.Error("a request that left keeps its place")
		}
	}
	if some("[2001:db8:0:1::1]:1") != burst || some("[2001:db8:0:1:ffff::2]:1") != 0 || some("[2001:db8:0:2::1]:1") != burst {
		t.Error("a household of IPv6 is more or less than one caller")
	}
	if some("[::ffff:10.0.0.5]:1") != burst || some("10.0.0.5:1") != 0 {
		t.Error("an IPv4 address is another one when written as IPv6")
	}
	for i := range 2 * mostTotal {
		l.allow(fmt.Sprintf("10.1.%d.%d:1", i>>8, i&255), false, now)
	}
	if l.asking != mostTotal {
		t.Errorf("%d answers are under way", l.asking)
	}
	for i := range mostCaller + 100 {
		l.allow(fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255), false, now)
	}
	if len(l.callers) > mostCaller {
		t.Errorf("%d addresses are remembered", len(l.callers))
	}
}

func TestQuietAddressesAreForgotten(t *testing.T) {
	l, now := newLimits(), time.Now()
	for i, socket := range []bool{false, false, true} {
		l.allow(fmt.Sprintf("10.0.0.%d:1", i), socket, now)
	}
	l.leave("10.0.0.0:1", false)
	l.allow("10.0.0.9:1", false, now.Add(2*time.Minute))
	if len(l.callers) != 3 || l.callers["10.0.0.0"] != nil {
		t.Errorf("%d addresses are remembered after two minutes, want those with something under way", len(l.callers))
	}
}

func TestPace(t *testing.T) {
	var p pace
	now := time.Now()
	passed := 0
	for range 1000 {
		if p.within(now) {
			passed++
		}
	}
	if passed != mostFrames {
		t.Errorf("%d frames at once", passed)
	}
	p = pace{}
	for i := range 1000 {
		if now = now.Add(time.Second / framesPerSecond); !p.within(now) {
			t.Fatalf("frame %d of a steady page was refused", i)
		}
	}
}
