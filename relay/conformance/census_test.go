//go:build conformance

package conformance

import (
	"bytes"
	"fmt"
	"io"
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

	"brink/wasm/census"
	"brink/wasm/fake"
	units "brink/wasm/market"
)

// Without a list of accounts both twins say that there is none.
func TestCensus(t *testing.T) {
	p := startPair(t, unlimited)
	for _, twin := range p.twins {
		for method, want := range map[string]int{"GET": 204, "HEAD": 204, "POST": 405} {
			answer, err := twin.Ask(1, method, "/census/hyperliquid.bin")
			if err != nil {
				t.Fatalf("%s: %v", twin.Name, err)
			}
			if answer.Status != want {
				t.Errorf("%s: %s: %d, want %d", twin.Name, method, answer.Status, want)
			}
		}
	}
}

// store is a namespace's keys and what they hold, as workerd asks for them.
type store struct {
	mu   sync.Mutex
	held map[string][]byte
	puts int
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.TrimPrefix(r.URL.Path, "/")
	if r.Method == http.MethodPut {
		s.held[key], _ = io.ReadAll(r.Body)
		s.puts++
		return
	}
	if list, is := s.held[key]; is {
		_, _ = w.Write(list)
		return
	}
	http.NotFound(w, r)
}

func (s *store) get() (list []byte, puts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held["hyperliquid.bin"], s.puts
}

// gathering is the edge twin with a namespace and a schedule, before an exchange.
type gathering struct {
	t       *testing.T
	store   *store
	twin    *Twin
	trigger string
}

// exchangeAt lends a running exchange's address to whoever runs the edge twin.
type exchangeAt struct{ net.Listener }

func startGathering(t *testing.T, exchange http.Handler) *gathering {
	t.Helper()
	g := &gathering{t: t, store: &store{held: map[string][]byte{}}}
	keys, venue := httptest.NewServer(g.store), httptest.NewServer(exchange)
	t.Cleanup(keys.Close)
	t.Cleanup(venue.Close)
	cache, err := NewCache(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cache.Close)
	if g.trigger, err = free(); err != nil {
		t.Fatal(err)
	}
	p := &pair{cache: cache}
	p.exchanges[1] = &Exchange{listener: exchangeAt{venue.Listener}}
	edge := p.edge(rowLimit)
	edge.Census = &Census{Store: keys.Listener.Addr().String(), Trigger: g.trigger, Seconds: 4}
	if g.twin, err = edge.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.twin.Stop)
	return g
}

// run begins a scheduled run and waits for its end.
func (g *gathering) run() {
	g.t.Helper()
	answer, err := http.Get("http://" + g.trigger)
	if err != nil {
		g.t.Fatal(err)
	}
	defer answer.Body.Close()
	if outcome, _ := io.ReadAll(answer.Body); string(outcome) != "ok" {
		g.t.Errorf("a run ends with %q", outcome)
	}
}

// A scheduled run gathers accounts, and both twins hand out the same list: a page that
// takes it knows whom to ask. What goes wrong leaves the list that was there.
func TestGathering(t *testing.T) {
	x, err := fake.New(fake.Config{Seed: 3, Speed: 1, Days: 1, Rate: 900})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var down bool
	var mu sync.Mutex
	g := startGathering(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		refused := down
		mu.Unlock()
		if refused {
			http.Error(w, "", http.StatusTooManyRequests)
			return
		}
		x.Handler().ServeHTTP(w, r)
	}))
	g.run()
	first, _ := g.store.get()
	known := func(list []byte, coin string) int {
		c := census.New(coin)
		if fault := c.Load(list, units.Millis(time.Now().UnixMilli())); fault != nil {
			t.Fatal(fault, len(list))
		}
		return c.Known()
	}
	before := known(first, "BTC")
	if before < 100 || known(first, "ETH") != before {
		t.Error(before, "accounts after four seconds")
	}
	list, _ := x.Accounts("BTC")
	holds, seen := map[census.Address]bool{}, 0
	for _, a := range list {
		who, _ := census.ParseAddress(a.Address)
		holds[who] = true
	}
	c := census.New("BTC")
	_ = c.Load(first, units.Millis(time.Now().UnixMilli()))
	for range before {
		if who, due := c.Next(units.Millis(time.Now().UnixMilli())); due && holds[who] {
			seen++
		}
	}
	if seen == 0 {
		t.Error("none of the first accounts holds anything")
	}
	g.run()
	second, puts := g.store.get()
	if after := known(second, "BTC"); after <= before || puts != 2 {
		t.Error(after, "accounts after another run, of", before, puts)
	}

	// The venue refuses; then the list that is kept is damaged.
	mu.Lock()
	down = true
	mu.Unlock()
	g.run()
	if kept, puts := g.store.get(); !bytes.Equal(kept, second) || puts != 2 {
		t.Error("a run that hears nothing writes", len(kept), puts)
	}
	mu.Lock()
	down = false
	mu.Unlock()
	g.store.mu.Lock()
	g.store.held["hyperliquid.bin"] = second[:len(second)-5]
	g.store.mu.Unlock()
	g.run()
	third, _ := g.store.get()
	if known(third, "BTC") < 100 {
		t.Error("a damaged list is not replaced")
	}

	// Both twins hand it out alike, and cached.
	file := filepath.Join(t.TempDir(), "list.bin")
	if err := os.WriteFile(file, third, 0o600); err != nil {
		t.Fatal(err)
	}
	own, err := NewExchange()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Close)
	native, err := StartNative(*nativeBinary, filepath.Join(root, "dist/site"), own, "-census", file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(native.Stop)
	for _, twin := range []*Twin{native, g.twin} {
		for method, body := range map[string][]byte{"GET": third, "HEAD": {}} {
			answer, err := twin.Ask(1, method, "/census/hyperliquid.bin")
			if err != nil {
				t.Fatal(twin.Name, err)
			}
			if answer.Status != 200 || answer.Body != string(body) || answer.Head.Get("Cache-Control") != "public, max-age=600" || answer.Head.Get("Content-Type") != "application/octet-stream" || answer.Head.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: %s: %d, %d bytes, %v", twin.Name, method, answer.Status, len(answer.Body), answer.Head)
			}
		}
	}
	// One that is too large is as good as none.
	g.store.mu.Lock()
	g.store.held["hyperliquid.bin"] = make([]byte, 300_001)
	g.store.mu.Unlock()
	if answer, err := g.twin.Ask(1, "GET", "/census/hyperliquid.bin"); err != nil || answer.Status != 204 {
		t.Error("too large:", answer, err)
	}
}

// A flood of addresses, and messages that are none, leave a list within its bounds.
func TestGatheringOfAFlood(t *testing.T) {
	g := startGathering(t, flood{})
	g.run()
	list, _ := g.store.get()
	if len(list) > 300_000 || len(list) < 100_000 {
		t.Error(len(list), "bytes")
	}
	c := census.New("BTC")
	if fault := c.Load(list, units.Millis(time.Now().UnixMilli())); fault != nil || c.Known() != census.MostListed {
		t.Error(fault, c.Known())
	}
	if who, _ := c.Next(units.Millis(time.Now().UnixMilli())); who.String() != "0x"+strings.Repeat("f", 40) {
		t.Error("the first is", who)
	}
}

// flood is a venue on which everybody trades at once.
type flood struct{}

func (flood) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/ws" {
		_, _ = io.WriteString(w, `[{"universe":[{"name":"BTC"},{"name":"ETH"}]},[{"dayNtlVlm":"2"},{"dayNtlVlm":"1"}]]`)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	send := func(text string) { _ = conn.WriteMessage(websocket.TextMessage, []byte(text)) }
	for _, nonsense := range []string{`{`, `null`, `[]`, `{"channel":"trades"}`, `{"channel":"trades","data":{}}`, `{"channel":"trades","data":[{"coin":"BTC","px":"1e400","sz":"1","users":["0x1"]},{"coin":"BTC","px":"1","sz":"1","users":7}]}`} {
		send(nonsense)
	}
	trade := func(who, size string) string {
		return `{"coin":"BTC","px":"60000","sz":"` + size + `","users":["` + who + `","` + who + `"]}`
	}
	send(`{"channel":"trades","data":[` + trade("0x"+strings.Repeat("F", 40), "100") + `]}`)
	for message := range 60 {
		var rows []string
		for i := range 500 {
			rows = append(rows, trade(fmt.Sprintf("0x%040x", 1+message*500+i), "0.01"))
		}
		send(`{"channel":"trades","data":[` + strings.Join(rows, ",") + `]}`)
	}
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
	}
}
