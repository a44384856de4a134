package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
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
		case "PAGE":
			_, _ = w.Write([]byte("<!DOCTYPE html><html><body>Sign in to the hotel network</body></html>"))
		case "NOTHING":
		case "HALF":
			_, _ = w.Write([]byte(`[[1790812800000,"64000.10"],[17908`))
		case "LIMITED":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case "BLOCKED":
			w.WriteHeader(http.StatusUnavailableForLegalReasons)
		default:
			fmt.Fprintf(w, `[{"query":%q}]`, r.URL.RawQuery)
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
	obey(conn)
}

// obey does what the frames of a socket say, and sends others back.
func obey(conn *websocket.Conn) {
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
	passed = newRelay(options{origins: []string{server.URL}, upstream: map[string]string{"binance": upstream.URL, "okx": "http://127.0.0.1:1"}})
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
		{"GET", klines + "BTCUSDT", 200, `[{"query":"interval=5m&symbol=BTCUSDT"}]`},
		{"HEAD", klines + "BTCUSDT", 200, ""},
		{"GET", klines + "ELSEWHERE", 502, "upstream-redirected"},
		{"GET", klines + "HUGE", 502, "answer-too-large"},
		{"GET", klines + "BROKEN", 502, "upstream-failed"},
		{"GET", origin + "/relay/okx/api/v5/market/trades?instId=BTC-USDT-SWAP", 502, "upstream-failed"},
		{"GET", origin + "/relay/binance/fapi/v1/order", 404, "not-relayed"},
		{"POST", klines + "BTCUSDT", 405, "method-refused"},
		{"GET", klines + "PAGE", 502, "answer-faulty"},
		{"GET", klines + "NOTHING", 502, "answer-faulty"},
		{"GET", klines + "HALF", 502, "answer-faulty"},
		{"GET", klines + "LIMITED", 429, "upstream-limits"},
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
	// What was limited is not asked on, for anything; what is kept is given.
	for _, symbol := range []string{"LIMITED", "ETHUSDT", "BLOCKED"} {
		answer, body := call(t, "GET", klines+symbol, origin)
		wait, err := strconv.Atoi(answer.Header.Get("Retry-After"))
		if answer.StatusCode != 429 || !strings.Contains(body, "upstream-limits") || err != nil || wait < 5 || wait > 7 {
			t.Errorf("%s while limited: %d %s, to wait %d", symbol, answer.StatusCode, body, wait)
		}
	}
	if answer, _ := call(t, "GET", klines+"BTCUSDT", origin); answer.StatusCode != 200 {
		t.Errorf("what is kept, while limited: %d", answer.StatusCode)
	}
	if asked.Load() != before {
		t.Errorf("%d requests reached a venue that had said to wait", asked.Load()-before)
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
	if passed > 60+10 {
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
