package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"brink/relay/policy"
	"brink/wasm/fake"
	"brink/wasm/listed"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// A page is never made to wait for lists: the first gets none, and those after it what
// the venues answered meanwhile; they are asked again hours later, and where they are
// down, what they last said stays.
func TestLists(t *testing.T) {
	x, err := fake.New(fake.Config{Seed: 1, Days: 1, Speed: 1, Rate: 200})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	var down atomic.Bool
	var asked atomic.Int64
	there := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1); down.Load() {
			http.Error(w, `{"nonsense":[1,{}]}`, http.StatusOK)
			return
		}
		x.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(there.Close)
	upstream := map[string]string{}
	for venue := range policy.Upstreams() {
		upstream[venue] = there.URL
	}
	l := newLists(upstream)
	var ahead atomic.Int64
	l.now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	ask := func(method, coding string) *httptest.ResponseRecorder {
		q := httptest.NewRequest(method, listed.Path, nil)
		q.Header.Set("Accept-Encoding", coding)
		w := httptest.NewRecorder()
		l.ServeHTTP(w, q)
		return w
	}
	settled := func(runs func() bool) {
		t.Helper()
		for range 3000 {
			l.mu.Lock()
			running := l.running
			l.mu.Unlock()
			if !running && runs() {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatal("the venues are not asked")
	}
	if w := ask("GET", "gzip"); w.Code != http.StatusNoContent || w.Header().Get("Cache-Control") != "no-store" {
		t.Error("before there are any:", w.Code, w.Header())
	}
	settled(func() bool { return asked.Load() > 0 })
	first := asked.Load()
	check := func() {
		t.Helper()
		w := ask("GET", "br, gzip")
		if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Cache-Control") != listsKept || w.Body.Len() > largestLists {
			t.Fatal(w.Code, w.Header(), w.Body.Len())
		}
		r, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[market.Venue]bool{}
		for {
			id, chunk, rest, ok := listed.NextVenue(all)
			if !ok {
				break
			}
			list, fault := listed.Read(chunk)
			if symbol := venues.Symbol(id, "BTC"); fault != nil || !list.Has(symbol) {
				t.Errorf("%s does not list %s: %v", id, symbol, fault)
			}
			all, seen[id] = rest, true
		}
		for _, id := range venues.Live() { // those that the fake has without being asked
			if !seen[id] {
				t.Errorf("%s is not in it", id)
			}
		}
	}
	check()
	if w := ask("HEAD", "gzip"); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Error("HEAD:", w.Code, w.Body.Len())
	}
	if w := ask("GET", "identity"); w.Code != http.StatusNoContent {
		t.Error("for whoever unpacks nothing:", w.Code)
	}
	if w := ask("POST", "gzip"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Error("POST:", w.Code)
	}
	if asked.Load() != first {
		t.Error("the venues are asked at each request")
	}
	down.Store(true)
	ahead.Store(int64(listsEvery + time.Minute))
	ask("GET", "gzip")
	settled(func() bool { return asked.Load() > first })
	check()
	down.Store(false)
	second := asked.Load()
	ahead.Add(int64(listsRetry + time.Minute))
	ask("GET", "gzip")
	settled(func() bool { return asked.Load() > second })
	check()
}

// Lists that are too large for what is handed out are left out from the last on.
func TestListsAreBounded(t *testing.T) {
	known := map[market.Venue][]byte{}
	noise := make([]byte, 50_000)
	state := uint64(1)
	for i := range noise {
		state = state*6364136223846793005 + 1442695040888963407
		noise[i] = byte(state >> 56)
	}
	for _, id := range venues.Offered() {
		known[id] = noise[:20_000]
	}
	known[venues.Offered()[0]] = noise
	packed := pack(known)
	if len(packed) > largestLists || len(packed) < 40_000 {
		t.Error(len(packed), "bytes")
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	all, _ := io.ReadAll(r)
	if id, list, _, ok := listed.NextVenue(all); !ok || id != venues.Offered()[0] || !bytes.Equal(list, noise) {
		t.Error("the first venue's is not whole")
	}
}
