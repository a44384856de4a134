package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// counting is an exchange that counts weights by the minute and connections,
// and bans as Binance does.
type counting struct {
	mu       sync.Mutex
	used     int
	begins   time.Time
	ban      time.Time // until then
	afterBan int       // requests that came while banned
	bans     int
	asked    int
	open     atomic.Int64
	mostOpen atomic.Int64
	hold     chan struct{} // where set, answers wait for it
}

const minuteOfWeights = 2400

func (c *counting) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if websocket.IsWebSocketUpgrade(q) {
		now := c.open.Add(1)
		defer c.open.Add(-1)
		for most := c.mostOpen.Load(); now > most && !c.mostOpen.CompareAndSwap(most, now); most = c.mostOpen.Load() {
		}
		// One that is given up while it is opened is no fault: a relay that is
		// closed does so.
		up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
		if conn, err := up.Upgrade(w, q, nil); err == nil {
			obey(conn)
		}
		return
	}
	weight := 1
	if limit, _ := strconv.Atoi(q.URL.Query().Get("limit")); limit > 1000 {
		weight = 10
	}
	c.mu.Lock()
	now := time.Now()
	c.asked++
	if now.Sub(c.begins) > time.Minute {
		c.begins, c.used = now, 0
	}
	if c.used += weight; c.used > minuteOfWeights && c.ban.IsZero() {
		c.ban = now.Add(2 * time.Minute)
		c.bans++
	}
	banned := now.Before(c.ban)
	if banned {
		c.afterBan++
	}
	hold := c.hold
	c.mu.Unlock()
	if hold != nil {
		<-hold
	}
	if banned {
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, `{"code":-1003,"msg":"Way too much request weight used; IP banned until %d. Please use WebSocket Streams for live updates to avoid bans."}`, c.ban.UnixMilli())
		return
	}
	fmt.Fprintf(w, `[[%q]]`, q.URL.RawQuery)
}

// countedRelay is a relay in front of such an exchange.
func countedRelay(t *testing.T) (origin string, passed *relay, exchange *counting) {
	t.Helper()
	exchange = &counting{}
	upstream := httptest.NewServer(exchange)
	t.Cleanup(upstream.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { passed.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	passed = newRelay(options{origins: []string{server.URL}, upstream: map[string]string{"binance": upstream.URL, "hyperliquid": upstream.URL, "okx": upstream.URL}})
	t.Cleanup(passed.close)
	return server.URL, passed, exchange
}

// visitorAt asks from an address of loopback of its own.
func visitorAt(t *testing.T, address string) *http.Client {
	transport := &http.Transport{DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext, MaxIdleConnsPerHost: 100}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

func ask(client *http.Client, origin, path string) (int, http.Header, string, error) {
	q, err := http.NewRequest(http.MethodGet, origin+path, nil)
	if err != nil {
		return 0, nil, "", err
	}
	q.Header.Set("Origin", origin)
	answer, err := client.Do(q)
	if err != nil {
		return 0, nil, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Header, string(body), err
}

// Bars with the largest limit, of another span each time, as many as one
// address may ask for: the exchange bans nobody, and another visitor has his answers.
func TestGreedyVisitorCostsOthersLittle(t *testing.T) {
	t.Parallel()
	origin, _, exchange := countedRelay(t)
	end := time.Now().Add(8 * time.Second)
	var all sync.WaitGroup
	var serial, greedy atomic.Int64
	client := visitorAt(t, "127.0.1.1")
	for range 16 {
		all.Go(func() {
			for time.Now().Before(end) {
				status, _, _, err := ask(client, origin, fmt.Sprintf("/relay/binance/fapi/v1/klines?endTime=%d&interval=5m&limit=1500&symbol=BTCUSDT", 1_000_000_000_000+serial.Add(1)*600_000_000))
				if err == nil && status == 200 {
					greedy.Add(1)
				}
			}
		})
	}
	other := visitorAt(t, "127.0.1.2")
	asked, served := 0, 0
	for time.Now().Before(end) {
		time.Sleep(150 * time.Millisecond)
		asked++
		if status, _, body, err := ask(other, origin, fmt.Sprintf("/relay/binance/fapi/v1/klines?endTime=%d&interval=5m&limit=99&symbol=ETHUSDT", 1_700_000_000_000+asked)); err == nil && status == 200 {
			served++
		} else {
			t.Logf("the other visitor: %d %s %v", status, body, err)
		}
	}
	all.Wait()
	t.Logf("%d of %d requests of the other visitor were served, %d of the greedy one, %d weights used", served, asked, greedy.Load(), exchange.used)
	if served*10 < asked*9 || asked < 8 {
		t.Errorf("%d of %d requests were served beside a greedy visitor", served, asked)
	}
	if exchange.bans != 0 || greedy.Load() < 50 {
		t.Errorf("%d bans; the greedy visitor had %d answers", exchange.bans, greedy.Load())
	}
}

// A ban is remembered to its end, for everything that is asked of the host;
// what is kept is given meanwhile with its age.
func TestBansAreObeyed(t *testing.T) {
	t.Parallel()
	origin, passed, exchange := countedRelay(t)
	client := visitorAt(t, "127.0.2.1")
	const depth, interest = "/relay/binance/fapi/v1/depth?symbol=A", "/relay/binance/fapi/v1/openInterest?symbol=A"
	const bars = "/relay/binance/fapi/v1/klines?interval=5m&symbol="
	if status, _, _, err := ask(client, origin, bars+"KEPT"); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	stale, _ := passed.cache.GetIfPresent(bars + "KEPT")
	stale.born, stale.until = stale.born.Add(-time.Minute), time.Now()
	exchange.mu.Lock()
	exchange.used, exchange.begins = minuteOfWeights, time.Now()
	exchange.mu.Unlock()
	for i, path := range []string{bars + "NEW", depth, interest, bars + "OTHER"} {
		status, head, body, err := ask(client, origin, path)
		wait, _ := strconv.Atoi(head.Get("Retry-After"))
		want := http.StatusTooManyRequests
		if i == 0 {
			want = http.StatusTeapot // whoever asked first is told what it was
		}
		if err != nil || status != want || wait < 110 || wait > 121 || !strings.Contains(body, "upstream-limits") || head.Get("Cache-Control") != "no-store" {
			t.Errorf("request %d: %d, to wait %d: %s %v", i, status, wait, body, err)
		}
	}
	status, head, body, err := ask(client, origin, bars+"KEPT")
	if age, _ := strconv.Atoi(head.Get("Age")); err != nil || status != 200 || head.Get("X-Relay-Cache") != "stale" || age < 60 || head.Get("Cache-Control") != "no-store" || !strings.Contains(body, "KEPT") {
		t.Errorf("what is kept: %d %v %s %v", status, head, body, err)
	}
	if exchange.afterBan != 1 {
		t.Errorf("%d requests reached an exchange that bans", exchange.afterBan)
	}
}

// Many who ask the same at once are one request.
func TestEqualRequestsAreOne(t *testing.T) {
	t.Parallel()
	origin, _, exchange := countedRelay(t)
	exchange.hold = make(chan struct{})
	var all sync.WaitGroup
	var served atomic.Int64
	for i := range 12 {
		client := visitorAt(t, fmt.Sprintf("127.0.3.%d", i+1))
		for range 16 {
			all.Go(func() {
				if status, _, _, err := ask(client, origin, "/relay/binance/fapi/v1/klines?interval=5m&symbol=BTCUSDT"); err == nil && status == 200 {
					served.Add(1)
				}
			})
		}
	}
	time.Sleep(time.Second)
	close(exchange.hold)
	all.Wait()
	if exchange.asked != 1 || served.Load() != 192 {
		t.Errorf("192 equal requests made %d of the exchange, %d were served", exchange.asked, served.Load())
	}
}

// One who goes away does not take the answer from the others who wait for it.
func TestWhoeverLeavesSpoilsNothing(t *testing.T) {
	origin, passed, exchange := countedRelay(t)
	exchange.hold = make(chan struct{})
	const path = "/relay/binance/fapi/v1/klines?interval=5m&symbol=BTCUSDT"
	ctx, leave := context.WithCancel(context.Background())
	go func() {
		q, _ := http.NewRequestWithContext(ctx, http.MethodGet, origin+path, nil)
		q.Header.Set("Origin", origin)
		if answer, err := http.DefaultClient.Do(q); err == nil {
			_ = answer.Body.Close()
		}
	}()
	waits := func(many int) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			passed.flights.mu.Lock()
			f := passed.flights.list[path]
			enough := f != nil && f.waiting == many
			passed.flights.mu.Unlock()
			if enough {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("not %d wait", many)
			}
		}
	}
	waits(1)
	done := make(chan int, 1)
	go func() {
		status, _, _, _ := ask(visitorAt(t, "127.0.4.2"), origin, path)
		done <- status
	}()
	waits(2)
	leave()
	waits(1)
	close(exchange.hold)
	if status := <-done; status != 200 || exchange.asked != 1 {
		t.Errorf("%d after %d requests of the exchange", status, exchange.asked)
	}
}
