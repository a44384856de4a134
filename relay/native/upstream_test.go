package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"brink/relay/policy"
	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/fake"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

func TestParseUpstream(t *testing.T) {
	for text, want := range map[string][2]string{
		"binance=http://127.0.0.1:9000":    {"binance", "http://127.0.0.1:9000"},
		"okx=http://127.0.0.1:9000/okx/":   {"okx", "http://127.0.0.1:9000/okx"},
		"hyperliquid=https://fake.example": {"hyperliquid", "https://fake.example"},
	} {
		if venue, origin, err := parseUpstream(text); err != nil || venue != want[0] || origin != want[1] {
			t.Errorf("%s: %q %q %v", text, venue, origin, err)
		}
	}
	for text, says := range map[string]string{
		"": "no venue", "nobody=http://127.0.0.1:1": "no venue", "bybit-inverse=http://127.0.0.1:1": "those are binance, binance-coinm,",
		"binance": "no origin", "binance=": "no origin", "binance=127.0.0.1:9000": "no origin", "binance=ftp://127.0.0.1": "no origin",
		"binance=http://": "no origin", "binance=http://a@b": "no origin", "binance=http://b?c=d": "no origin", "binance=http://b#c": "no origin", "binance=ws://b": "no origin",
	} {
		if _, _, err := parseUpstream(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// inFront is this program in front of the fake exchange, for all venues.
func inFront(t *testing.T) string {
	t.Helper()
	x, err := fake.New(fake.Config{Seed: 1, Days: 2, Speed: 1, Rate: 200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	there := httptest.NewServer(x.Handler())
	t.Cleanup(there.Close)
	upstream, only := map[string]string{}, []string{}
	for venue := range policy.Upstreams() {
		upstream[venue], only = there.URL, append(only, venue)
	}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	handler = route(built(t), newRelay(options{origins: []string{server.URL}, upstream: upstream}), "", newLists(upstream), only)
	return server.URL
}

// symbols are spellings of the venues, and names what the table calls them.
var (
	symbols = map[market.Venue]string{venues.Binance: "BTCUSDT", venues.Bybit: "BTCUSDT", venues.BybitInverse: "BTCUSD", venues.OKX: "BTC-USDT-SWAP", venues.Hyperliquid: "BTC"}
	names   = map[market.Venue]string{venues.BybitInverse: "bybit"}
)

// What a page asks of the fake exchange comes through the relay as if it were
// the venue's own, over requests and over sockets.
func TestInFrontOfTheFakeExchange(t *testing.T) {
	origin := inFront(t)
	for _, venue := range venues.Live() {
		plan, name := codecs.PlanOf(venue), names[venue]
		if name == "" {
			name = string(venue)
		}
		if r, ok := plan.Request(exchange.CallBars, exchange.Query{Symbol: symbols[venue], Span: market.Minute * 5}); ok && r.Method == "GET" {
			pairs := strings.Split(r.Query, "&")
			slices.Sort(pairs)
			answer, body := call(t, "GET", origin+policy.Prefix+name+r.Path+"?"+strings.Join(pairs, "&"), origin)
			if answer.StatusCode != 200 || len(body) < 1000 || !json.Valid([]byte(body)) {
				t.Errorf("%s: bars: %d %.200s", venue, answer.StatusCode, body)
			}
		}
		for _, socket := range plan.Sockets([]string{symbols[venue]}, exchange.WantTrades) {
			hears(t, origin, policy.Prefix+name+socket.Path, plan.Subscribe(socket.Topics, 1))
		}
	}
}

// hears subscribes over a relayed socket until three messages have come.
func hears(t *testing.T, origin, path, subscribe string) {
	t.Helper()
	conn, answer := dial(t, origin, path, origin)
	if conn == nil {
		t.Errorf("%s: %d", path, answer.StatusCode)
		return
	}
	defer conn.Close()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(subscribe)); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	for i := range 3 {
		if _, frame, err := conn.ReadMessage(); err != nil || len(frame) == 0 {
			t.Errorf("%s: message %d: %q %v", path, i, frame, err)
			return
		}
	}
}

// A page is told what to ask here alone.
func TestPagesAreToldWhatIsRelayedOnly(t *testing.T) {
	for _, c := range []struct{ only, want []string }{
		{nil, []string{}}, {[]string{"okx"}, []string{"okx"}}, {[]string{"bybit", "binance"}, []string{"binance", "bybit", "bybit-inverse"}},
	} {
		server := httptest.NewServer(route(built(t), newRelay(options{origins: []string{"http://127.0.0.1"}}), "", newLists(nil), c.only))
		answer, err := http.Get(server.URL + policy.Prefix)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		server.Close()
		var told struct{ Only, Addresses []string }
		if err != nil || json.Unmarshal(body, &told) != nil || told.Only == nil || !slices.Equal(told.Only, c.want) {
			t.Errorf("%v: told %v, %v", c.only, told.Only, err)
		}
	}
}
