package fake_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brink/wasm/fake"
)

// clock is a wall clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// counted opens an exchange that counts, by a clock at the full hour.
func counted(t *testing.T) (*clock, func(path string) (int, string)) {
	c := &clock{now: time.UnixMilli(int64(noon)).Truncate(time.Hour)}
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Wall: c.Now})
	return c, func(path string) (int, string) {
		t.Helper()
		answer, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode, answer.Header.Get("Retry-After")
	}
}

// first is how many requests are answered until one is not.
func first(get func(string) (int, string), path string, most int) (n, status int, retry string) {
	for n = range most {
		if status, retry = get(path); status != 200 {
			return n, status, retry
		}
	}
	return most, status, retry
}

// What was too much is counted, and nothing else.
func TestWhatIsTooMuchIsCounted(t *testing.T) {
	t.Parallel()
	c := &clock{now: time.UnixMilli(int64(noon)).Truncate(time.Hour)}
	x, _ := open(t, fake.Config{Seed: 1, Now: noon, Wall: c.Now})
	for range 9 {
		if x.Dial("/hyperliquid/ws") == nil {
			t.Fatal("nobody lets a socket in")
		}
	}
	x.Ask("GET", "/binance/fapi/v1/openInterest?symbol=BTCUSDT", "")
	if n := x.Exceeded(); len(n) != 0 {
		t.Errorf("within what is allowed: %v", n)
	}
	for range 3 {
		x.Dial("/hyperliquid/ws")
	}
	for range 260 {
		x.Ask("GET", "/binance/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1001", "")
	}
	n := x.Exceeded()
	if n["hyperliquid connections"] != 2 || n["binance 127.0.0.1 weight"] == 0 || n["binance 127.0.0.1 banned"] == 0 {
		t.Errorf("%v", n)
	}
}

func TestBinanceCountsWeight(t *testing.T) {
	t.Parallel()
	c, get := counted(t)
	// 1,500 bars weigh 10, of 2,400 a minute.
	n, status, retry := first(get, "/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1001", 300)
	if n != 240 || status != 429 || retry != "61" {
		t.Fatalf("%d requests, then %d, to be tried again after %s", n, status, retry)
	}
	c.pass(61 * time.Second)
	if status, _ := get("/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=10"); status != 200 {
		t.Fatalf("a minute later: %d", status)
	}
	// Statistics have an allowance of their own, and so has funding.
	if n, status, _ := first(get, "/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=1", 1100); n != 1000 || status != 429 {
		t.Fatalf("%d statistics, then %d", n, status)
	}
	if status, _ := get("/fapi/v1/fundingRate?symbol=BTCUSDT&limit=1"); status != 200 {
		t.Errorf("funding counts against statistics: %d", status)
	}
}

func TestBinanceBansWhoAsksOn(t *testing.T) {
	t.Parallel()
	c, get := counted(t)
	first(get, "/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1", 130)
	banned := 0
	for range 10 {
		if status, retry := get("/fapi/v1/openInterest?symbol=BTCUSDT"); status == http.StatusTeapot && retry != "" {
			banned++
		}
	}
	if banned == 0 {
		t.Fatal("nobody is banned")
	}
	c.pass(90 * time.Second)
	if status, _ := get("/fapi/v1/openInterest?symbol=BTCUSDT"); status != http.StatusTeapot {
		t.Errorf("the ban ends after a minute and a half: %d", status)
	}
	c.pass(time.Minute)
	if status, _ := get("/fapi/v1/openInterest?symbol=BTCUSDT"); status != 200 {
		t.Errorf("the ban does not end: %d", status)
	}
}

func TestBybitForbids(t *testing.T) {
	t.Parallel()
	c, get := counted(t)
	n, status, _ := first(get, "/v5/market/tickers?category=linear&symbol=BTCUSDT", 700)
	if n != 600 || status != http.StatusForbidden {
		t.Fatalf("%d requests, then %d", n, status)
	}
	c.pass(9 * time.Minute)
	if status, _ := get("/v5/market/tickers?category=inverse&symbol=BTCUSD"); status != http.StatusForbidden {
		t.Errorf("after nine minutes, of the other market: %d", status)
	}
	c.pass(2 * time.Minute)
	if status, _ := get("/v5/market/tickers?category=linear&symbol=BTCUSDT"); status != 200 {
		t.Errorf("after ten minutes: %d", status)
	}
}

func TestOKXCountsByEndpoint(t *testing.T) {
	t.Parallel()
	c, get := counted(t)
	if n, status, _ := first(get, "/api/v5/market/candles?instId=BTC-USDT-SWAP", 30); n != 20 || status != 429 {
		t.Errorf("%d requests, then %d", n, status)
	}
	if n, status, _ := first(get, "/api/v5/rubik/stat/contracts/open-interest-history?instId=BTC-USDT-SWAP&period=5m", 30); n != 5 || status != 429 {
		t.Errorf("%d statistics, then %d", n, status)
	}
	c.pass(2 * time.Second)
	if status, _ := get("/api/v5/market/candles?instId=BTC-USDT-SWAP"); status != 200 {
		t.Errorf("two seconds later: %d", status)
	}
}

func TestHyperliquidCountsWeight(t *testing.T) {
	t.Parallel()
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Days: 20, Wall: func() time.Time { return time.UnixMilli(int64(noon)).Truncate(time.Hour) }})
	// 5,000 bars weigh 20 + 83.
	const ask = `{"type":"candleSnapshot","req":{"coin":"BTC","interval":"5m","startTime":0}}`
	for i := range 13 {
		status, _ := question(t, base+"/info", ask)
		if want := map[bool]int{true: 200, false: 429}[i < 11]; status != want {
			t.Fatalf("question %d is answered with %d, not %d", i+1, status, want)
		}
	}
}

func TestSocketsAreCounted(t *testing.T) {
	t.Parallel()
	// The second does not turn: its clock stands.
	_, base := open(t, fake.Config{Seed: 1, Now: noon, Wall: func() time.Time { return time.UnixMilli(int64(noon)) }})
	for path, most := range map[string]int{"/hyperliquid/ws": 10, "/ws/v5/public": 3} {
		opened := 0
		for range most + 2 {
			ws, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(base, "http")+path, nil)
			if err == nil {
				opened++
				t.Cleanup(func() { ws.Close() })
			} else if answer == nil || answer.StatusCode != 429 {
				t.Errorf("%s: %v %v", path, err, answer)
			}
		}
		if opened != most {
			t.Errorf("%s: %d sockets are opened, %d are allowed", path, opened, most)
		}
	}
	// Binance cuts who says more than ten things a second.
	ws := dial(t, base+"/market/ws")
	for range 40 {
		ws.WriteMessage(websocket.TextMessage, []byte(`{"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1}`))
	}
	ws.SetReadDeadline(time.Now().Add(2 * time.Second))
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			if e, ok := err.(interface{ Timeout() bool }); ok && e.Timeout() {
				t.Error("who talks too much is not cut")
			}
			return
		}
	}
}
