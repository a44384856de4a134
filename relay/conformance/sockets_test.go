//go:build conformance

package conformance

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const market = "/relay/binance/market/ws"

// socketRows are what must hold of sockets, on both twins alike.
var socketRows = []struct {
	name string
	run  func(t *testing.T, twin *Twin, exchange *Exchange)
}{
	{"socket opened, text", func(t *testing.T, twin *Twin, _ *Exchange) { echoes(t, open(t, twin, market), websocket.TextMessage) }},
	{"socket opened, binary", func(t *testing.T, twin *Twin, _ *Exchange) { echoes(t, open(t, twin, market), websocket.BinaryMessage) }},
	{"socket of another venue", func(t *testing.T, twin *Twin, _ *Exchange) {
		echoes(t, open(t, twin, "/relay/hyperliquid/ws"), websocket.TextMessage)
	}},
	{"socket, a frame of 1 MiB", func(t *testing.T, twin *Twin, _ *Exchange) {
		conn := open(t, twin, market)
		write(t, conn, "large 1048576")
		if _, frame, err := conn.ReadMessage(); err != nil || len(frame) != 1<<20 {
			t.Errorf("%d bytes, %v", len(frame), err)
		}
	}},
	{"socket, 10,000 frames in order", func(t *testing.T, twin *Twin, _ *Exchange) {
		conn := open(t, twin, market)
		write(t, conn, "flood 10000")
		inOrder(t, conn, 10_000)
	}},
	{"socket closed with its code", func(t *testing.T, twin *Twin, _ *Exchange) {
		conn := open(t, twin, market)
		write(t, conn, "close 4001")
		if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, 4001) {
			t.Errorf("the exchange's code came as %v", err)
		}
	}},
	{"socket closed by the page", func(t *testing.T, twin *Twin, exchange *Exchange) {
		conn := open(t, twin, market)
		echoes(t, conn, websocket.TextMessage)
		_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4002, "enough"), time.Now().Add(time.Second))
		empty(t, exchange)
	}},
	{"socket left by the page", func(t *testing.T, twin *Twin, exchange *Exchange) {
		conn := open(t, twin, market)
		echoes(t, conn, websocket.TextMessage)
		_ = conn.NetConn().Close()
		empty(t, exchange)
	}},
	{"upstream dropped", func(t *testing.T, twin *Twin, _ *Exchange) {
		conn := open(t, twin, market)
		write(t, conn, "drop")
		if _, _, err := conn.ReadMessage(); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the page learned it as %v", err)
		}
	}},
	{"slow reader", slowReader},
	{"socket refused by law", refused("/relay/binance/public/ws", "OWN", 451)},
	{"socket redirected", refused("/relay/bybit/v5/public/inverse", "OWN", 502)},
	{"socket of a failing exchange", refused("/relay/okx/ws/v5/business", "OWN", 502)},
	{"socket, Origin missing", refused(market, "", 403)},
	{"socket, Origin null", refused(market, "null", 403)},
	{"socket, Origin foreign", refused(market, "https://evil.example", 403)},
	{"socket of no table", refused("/relay/binance/private/ws", "OWN", 404)},
	{"socket with a query", refused(market+"?streams=btcusdt", "OWN", 404)},
	{"socket of a path for requests", refused("/relay/binance/fapi/v1/klines?interval=5m&symbol=BTCUSDT", "OWN", 404)},
	{"socket of the listing", refused("/relay/", "OWN", 404)},
	{"socket, smuggled", refused("/relay/binance/%2e%2e/hyperliquid/ws", "OWN", 400)},
	{"socket marked as our own without Origin", func(t *testing.T, twin *Twin, _ *Exchange) {
		answer, err := twin.Ask(1, "GET", market, "Sec-Fetch-Site: same-origin", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
		if err != nil || answer.Status != http.StatusForbidden {
			t.Errorf("%+v %v", answer, err)
		}
	}},
}

// TestSockets runs every row of sockets against both twins.
func TestSockets(t *testing.T) {
	p := startPair(t, rowLimit)
	for _, r := range socketRows {
		for k, twin := range p.twins {
			counted(t, r.name, twin, func(t *testing.T) { r.run(t, twin, p.exchanges[k]) })
		}
	}
	for k, twin := range p.twins {
		for _, fault := range p.exchanges[k].Faults() {
			t.Errorf("%s: %s", twin.Name, fault)
		}
	}
}

func open(t *testing.T, twin *Twin, path string) *websocket.Conn {
	t.Helper()
	conn, answer, err := twin.Open(1, path, twin.Origin)
	if err != nil {
		t.Fatalf("%v %v", err, answer)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
	return conn
}

func write(t *testing.T, conn *websocket.Conn, text string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// echoes checks that frames of a kind come back as they went.
func echoes(t *testing.T, conn *websocket.Conn, kind int) {
	t.Helper()
	for _, frame := range [][]byte{[]byte("hello"), {0xc3, 0xa9}, bytes.Repeat([]byte("y"), 4000)} {
		if err := conn.WriteMessage(kind, frame); err != nil {
			t.Fatal(err)
		}
		if got, back, err := conn.ReadMessage(); err != nil || got != kind || !bytes.Equal(back, frame) {
			t.Fatalf("%d %.40q %v", got, back, err)
		}
	}
}

// inOrder reads so many frames of a flood, each of them once.
func inOrder(t *testing.T, conn *websocket.Conn, count int) {
	t.Helper()
	for i := range count {
		if _, frame, err := conn.ReadMessage(); err != nil || !follows(frame, i) {
			t.Fatalf("frame %d is %.20q, %v", i, frame, err)
		}
	}
}

// empty waits until no socket is open at the exchange.
func empty(t *testing.T, exchange *Exchange) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); exchange.Connected() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d sockets are open still", exchange.Connected())
		}
	}
}

func refused(path, origin string, status int) func(*testing.T, *Twin, *Exchange) {
	return func(t *testing.T, twin *Twin, _ *Exchange) {
		from := origin
		if from == "OWN" {
			from = twin.Origin
		}
		conn, answer, err := twin.Open(1, path, from)
		if conn != nil || answer == nil || answer.StatusCode != status {
			t.Errorf("%v %v, want %d", err, answer, status)
		}
	}
}

// stopped waits until an exchange, which had sent so many frames before, gets
// rid of no more of its floods, and says how many have gone. Looks are counted
// rather than time: where this process gets no turn, the twin gets none.
func stopped(t testing.TB, exchange *Exchange, before int64) int64 {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for last, same := int64(0), 0; ; time.Sleep(20 * time.Millisecond) {
		sent := exchange.Sent() - before
		if same++; sent != last || sent == 0 {
			last, same = sent, 0
		}
		if same == 25 {
			return sent
		}
		if time.Now().After(deadline) {
			t.Fatalf("the exchange has sent %d frames and does not stop", sent)
		}
	}
}

// slowReader checks that a page that reads nothing stops its exchange and
// costs the relay no memory, 400 MB waiting to be sent, and that it misses
// nothing once it reads again.
func slowReader(t *testing.T, twin *Twin, exchange *Exchange) {
	conn := open(t, twin, market)
	echoes(t, conn, websocket.TextMessage)
	before, err := twin.Memory()
	if err != nil {
		t.Fatal(err)
	}
	quiet := exchange.Sent()
	write(t, conn, "flood 2000000")
	sent := stopped(t, exchange, quiet)
	after, err := twin.Memory()
	if err != nil {
		t.Fatal(err)
	}
	if sent > 1_000_000 {
		t.Errorf("the exchange sent %d frames", sent)
	}
	if grown := after - before; grown > 32<<20 {
		t.Errorf("memory grew by %d bytes", grown)
	}
	inOrder(t, conn, int(sent)+1000)
	_ = conn.NetConn().Close()
	empty(t, exchange)
}
