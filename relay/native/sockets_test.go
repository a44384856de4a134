package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// dialFrom opens a socket from an address of loopback of its own.
func dialFrom(address, origin, path string) (*websocket.Conn, int, error) {
	dialer := websocket.Dialer{HandshakeTimeout: 30 * time.Second, NetDialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext}
	conn, answer, err := dialer.Dial("ws"+strings.TrimPrefix(origin, "http")+path, http.Header{"Origin": {origin}})
	if answer == nil {
		return conn, 0, err
	}
	return conn, answer.StatusCode, err
}

// One address wants all connections that an exchange gives; others have
// theirs, and the exchange never sees more than it gives.
func TestConnectionsAreShared(t *testing.T) {
	t.Parallel()
	origin, _, exchange := countedRelay(t)
	var greedy []*websocket.Conn
	for range 12 {
		if conn, _, err := dialFrom("127.0.5.1", origin, "/relay/hyperliquid/ws"); err == nil {
			greedy = append(greedy, conn)
			t.Cleanup(func() { _ = conn.Close() })
		}
	}
	if len(greedy) != 9 {
		t.Errorf("%d sockets of one address", len(greedy))
	}
	ended := make(chan error, len(greedy))
	for _, conn := range greedy {
		go func() {
			_, _, err := conn.ReadMessage()
			ended <- err
		}()
	}
	for i := range 4 {
		conn, status, err := dialFrom(fmt.Sprintf("127.0.5.%d", i+2), origin, "/relay/hyperliquid/ws")
		if err != nil {
			t.Fatalf("visitor %d: %d %v", i, status, err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if err := conn.WriteMessage(websocket.TextMessage, []byte("hello")); err != nil {
			t.Fatal(err)
		}
		if _, frame, err := conn.ReadMessage(); err != nil || string(frame) != "hello" {
			t.Errorf("%s %v", frame, err)
		}
		if err := <-ended; !websocket.IsCloseError(err, websocket.CloseTryAgainLater) {
			t.Errorf("a socket that was given up ended as %v", err)
		}
	}
	if most := exchange.mostOpen.Load(); most > 10 {
		t.Errorf("the exchange saw %d connections", most)
	}
}

// Connections are opened no faster than the exchange allows, whoever asks.
func TestConnectionsArePaced(t *testing.T) {
	t.Parallel()
	origin, _, _ := countedRelay(t)
	var mu sync.Mutex
	var opened []time.Time
	var all sync.WaitGroup
	begin := time.Now()
	for i := range 18 {
		all.Go(func() {
			address := "127.0.6.1"
			if i == 17 {
				address = "127.0.6.2"
				time.Sleep(500 * time.Millisecond)
			}
			conn, _, err := dialFrom(address, origin, "/relay/okx/ws/v5/public")
			if err != nil {
				if i == 17 {
					t.Error(err)
				}
				return
			}
			mu.Lock()
			opened = append(opened, time.Now())
			mu.Unlock()
			if i == 17 && time.Since(begin) > 2500*time.Millisecond {
				t.Errorf("another visitor waited %v", time.Since(begin))
			}
			t.Cleanup(func() { _ = conn.Close() })
		})
	}
	all.Wait()
	if seconds := time.Since(begin).Seconds(); len(opened) < 5 || float64(len(opened)) > 1+3*seconds {
		t.Errorf("%d connections in %.1f s", len(opened), seconds)
	}
}

// Pings, pongs and fragments of nothing end a socket as frames do.
func TestFloodsOfNothingAreCut(t *testing.T) {
	t.Parallel()
	origin, _, _ := countedRelay(t)
	for name, one := range map[string][]byte{"pings": frame(0x89, 0), "pongs": frame(0x8a, 0), "fragments": frame(0x00, 0), "text": frame(0x81, 1)} {
		conn, _, err := dialFrom("127.0.7.1", origin, "/relay/binance/market/ws")
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.NetConn().SetDeadline(time.Now().Add(20 * time.Second))
		sent := 0
		if name == "fragments" {
			_, _ = conn.NetConn().Write(frame(0x01, 0))
		}
		many := make([]byte, 0, 100*len(one))
		for range 100 {
			many = append(many, one...)
		}
		for sent < 100_000_000 {
			n, err := conn.NetConn().Write(many)
			if sent += n / len(one); err != nil {
				break
			}
		}
		if sent > 2_000_000 {
			t.Errorf("%d %s were taken", sent, name)
		}
		_ = conn.Close()
	}
}

// A steady page that also pings is left alone.
func TestPingsAreAnswered(t *testing.T) {
	origin, _, _ := countedRelay(t)
	conn, _, err := dialFrom("127.0.8.1", origin, "/relay/binance/market/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ponged := make(chan string, 1)
	conn.SetPongHandler(func(text string) error { ponged <- text; return nil })
	go func() { _, _, _ = conn.ReadMessage() }()
	if err := conn.WriteControl(websocket.PingMessage, []byte("there"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	select {
	case text := <-ponged:
		if text != "there" {
			t.Errorf("%q", text)
		}
	case <-time.After(10 * time.Second):
		t.Error("a ping was not answered")
	}
}

// A handshake that is none costs the exchange no connection, and is refused in
// the relay's words.
func TestMalformedHandshakes(t *testing.T) {
	origin, _, exchange := countedRelay(t)
	for _, lines := range [][2]string{{"13", "short"}, {"12", "dGhlIHNhbXBsZSBub25jZQ=="}, {"13", ""}} {
		q, _ := http.NewRequest("GET", origin+"/relay/binance/market/ws", nil)
		q.Header = http.Header{"Origin": {origin}, "Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {lines[0]}, "Sec-Websocket-Key": {lines[1]}}
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != 400 || answer.Header.Get("X-Content-Type-Options") != "nosniff" || answer.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%v: %d %v", lines, answer.StatusCode, answer.Header)
		}
	}
	if exchange.mostOpen.Load() != 0 {
		t.Error("the exchange was dialled")
	}
}

// With sockets open and a request that an exchange does not answer, the server
// stops within three seconds: sockets are told, the request is refused.
func TestStopping(t *testing.T) {
	t.Parallel()
	exchange := &counting{hold: make(chan struct{})}
	upstream := httptest.NewServer(exchange)
	defer upstream.Close()
	defer close(exchange.hold)
	var passed *relay
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { passed.ServeHTTP(w, r) }))
	defer server.Close()
	passed = newRelay(options{origins: []string{server.URL}, upstream: map[string]string{"binance": upstream.URL}})
	ended := make(chan error, 5)
	for range cap(ended) {
		conn, _, err := dialFrom("127.0.9.1", server.URL, "/relay/binance/market/ws")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _, err := conn.ReadMessage()
			ended <- err
			_ = conn.Close()
		}()
	}
	slow := make(chan int, 1)
	go func() {
		status, _, _, _ := ask(visitorAt(t, "127.0.9.1"), server.URL, "/relay/binance/fapi/v1/klines?interval=5m&symbol=A")
		slow <- status
	}()
	for asked := 0; asked == 0; time.Sleep(time.Millisecond) {
		exchange.mu.Lock()
		asked = exchange.asked
		exchange.mu.Unlock()
	}
	begin := time.Now()
	if err := stop(server.Config, passed); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("stopping took %v", took)
	}
	for range cap(ended) {
		if err := <-ended; !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("a socket ended as %v", err)
		}
	}
	if status := <-slow; status != http.StatusServiceUnavailable {
		t.Errorf("a slow request ended with %d", status)
	}
}

// The program itself ends without an error when it is told to.
func TestRunEndsWell(t *testing.T) {
	ctx, end := context.WithCancel(context.Background())
	folder := t.TempDir()
	for name, content := range map[string]string{"index.html": "page", "_headers": "/*\n  X-Content-Type-Options: nosniff\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{"-addr", "127.0.0.1:0", "-site", folder, "-trusted-proxy", "10.0.0.0/8"})
	}()
	time.Sleep(100 * time.Millisecond)
	end()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(3 * time.Second):
		t.Error("it goes on")
	}
	if err := run(context.Background(), []string{"-trusted-proxy", "somewhere"}); err == nil {
		t.Error("a proxy that is no network is taken")
	}
}
