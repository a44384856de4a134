package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"brink/relay/policy"
	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/fake"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// Bars of closed spans that come through the relay are the exchange's own, row
// for row, and what visitors ask for after another is not asked again.
func TestBarsAreCutFromPages(t *testing.T) {
	x, err := fake.New(fake.Config{Seed: 1, Days: 6, Speed: 1, Rate: 50})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	var asked atomic.Int64
	counts := http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		asked.Add(1)
		x.Handler().ServeHTTP(w, q)
	})
	there := httptest.NewServer(counts)
	t.Cleanup(there.Close)
	upstream := map[string]string{}
	for venue := range policy.Upstreams() {
		upstream[venue] = there.URL
	}
	var passed *relay
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { passed.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	passed = newRelay(options{origins: []string{server.URL}, upstream: upstream})
	const five = 5 * market.Minute
	end := market.Millis(time.Now().Add(-3*time.Hour).UnixMilli()) / five * five
	for _, venue := range venues.Live() {
		plan, name := codecs.PlanOf(venue), venues.Of(venue).Relay
		e := plan.Endpoint(exchange.CallBars)
		if e == nil || e.Method != "GET" {
			continue
		}
		before := asked.Load()
		for i := range 12 {
			to := end - market.Millis(i)*five
			q := exchange.Query{Symbol: symbols[venue], Span: five, From: to - market.Millis(e.Rows-1)*five, To: to, Limit: e.Rows}
			r, ok := plan.Request(exchange.CallBars, q)
			if !ok {
				t.Fatal(venue)
			}
			pairs := strings.Split(r.Query, "&")
			slices.Sort(pairs)
			inside := r.Path + "?" + strings.Join(pairs, "&")
			status, head, body, err := ask(visitorAt(t, fmt.Sprintf("127.0.10.%d", i+1)), server.URL, policy.Prefix+name+inside)
			if err != nil || status != 200 || !json.Valid([]byte(body)) {
				t.Fatalf("%s: %d %s %v", venue, status, body, err)
			}
			if want := map[bool]string{true: miss, false: hit}[i == 0]; head.Get("X-Relay-Cache") != want {
				t.Errorf("%s: request %d is a %s", venue, i, head.Get("X-Relay-Cache"))
			}
			if i > 0 {
				continue
			}
			direct, err := http.Get(there.URL + inside)
			if err != nil {
				t.Fatal(err)
			}
			var ours, theirs any
			if json.Unmarshal([]byte(body), &ours) != nil || json.NewDecoder(direct.Body).Decode(&theirs) != nil {
				t.Fatalf("%s: %s", venue, body)
			}
			_ = direct.Body.Close()
			if a, b := rowsOf(ours), rowsOf(theirs); len(a) < e.Rows/2 || fmt.Sprint(a) != fmt.Sprint(b) {
				t.Errorf("%s: %d rows, the exchange has %d", venue, len(a), len(b))
			}
		}
		if n := asked.Load() - before - 1; n > 6 {
			t.Errorf("%s: 12 neighbouring requests made %d of the exchange", venue, n)
		}
	}
}

// rowsOf are the rows of an answer, wherever it has them.
func rowsOf(answer any) []any {
	switch a := answer.(type) {
	case []any:
		return a
	case map[string]any:
		for _, name := range []string{"result", "list", "data"} {
			if a[name] != nil {
				return rowsOf(a[name])
			}
		}
	}
	return nil
}
