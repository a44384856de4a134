package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"brink/relay/policy"
	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/listed"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

const (
	largestLists = 60_000 // bytes that are handed out
	listsEvery   = 6 * time.Hour
	listsRetry   = 10 * time.Minute // after a run in which a venue did not answer
	listsKept    = "public, max-age=600"
	largestList  = 16 << 20 // bytes of one venue's answer
)

// lists are what all venues list, asked of them when a page wants them and they are
// hours old. Nobody waits for that: a page is answered with what there is. The edge
// twin has none: a page asks each venue there.
type lists struct {
	upstream map[string]string // origins in place of a venue's, by its name in addresses
	now      func() time.Time

	mu      sync.Mutex
	packed  []byte // gzip of the lists; nil before there are any
	at, due time.Time
	running bool
	known   map[market.Venue][]byte // each venue's list, kept where the venue does not answer
}

func newLists(upstream map[string]string) *lists {
	return &lists{upstream: upstream, now: time.Now, known: map[market.Venue][]byte{}}
}

// ServeHTTP answers GET and HEAD with the lists, and with status 204 where there are
// none yet, or none that is small enough.
func (l *lists) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if !reads(w, r) {
		return
	}
	l.mu.Lock()
	packed, at := l.packed, l.at
	if now := l.now(); !l.running && !now.Before(l.due) {
		l.running = true
		go l.gather()
	}
	l.mu.Unlock()
	if len(packed) == 0 || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h.Set("Cache-Control", listsKept)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", at, bytes.NewReader(packed))
}

// gather asks each venue that a live market can connect to for its list.
func (l *lists) gather() {
	answered, ids := map[market.Venue][]byte{}, venues.Offered()
	for _, id := range ids {
		if list := l.ask(venues.Of(id)); list != nil {
			answered[id] = list
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running, l.due = false, l.now().Add(listsEvery)
	if len(answered) < len(ids) {
		l.due = l.now().Add(listsRetry)
	}
	if maps.Copy(l.known, answered); len(answered) > 0 {
		l.packed, l.at = pack(l.known), l.now()
	}
}

// ask is a venue's list, nil where it does not answer with one.
func (l *lists) ask(row *venues.Row) []byte {
	plan, query := codecs.PlanOf(row.ID), exchange.Query{}
	ask, ok := plan.Request(exchange.CallInstruments, query)
	if !ok {
		return nil
	}
	address := ask.URL()
	if origin, ok := l.upstream[row.Relay]; ok {
		address = origin + strings.TrimPrefix(address, "https://"+row.REST)
	}
	ctx, cancel := context.WithTimeout(context.Background(), policy.UpstreamSeconds*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, ask.Method, address, strings.NewReader(ask.Body))
	if err != nil {
		return nil
	}
	for _, header := range policy.UpstreamHead {
		if header.Name != "Accept-Encoding" { // by which the client unpacks what comes
			q.Header.Set(header.Name, header.Value)
		}
	}
	if ask.Body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, largestList))
	if err != nil || answer.StatusCode != http.StatusOK {
		return nil
	}
	at := market.Millis(l.now().UnixMilli())
	events, _ := codecs.New(row.ID).Answer(nil, exchange.CallInstruments, query, body, at)
	list := listed.Of(row, events, at)
	if len(list.Instruments) == 0 {
		return nil
	}
	return list.Append(nil)
}

// pack puts lists into one, in the order of venues, as far as they fit.
func pack(known map[market.Venue][]byte) []byte {
	ids := venues.Offered()
	for n := len(ids); n > 0; n-- {
		var all []byte
		for _, id := range ids[:n] {
			if list := known[id]; list != nil {
				all = listed.AppendVenue(all, id, list)
			}
		}
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is one that there is
		_, _ = w.Write(all)                                        // a buffer takes all
		_ = w.Close()
		if packed.Len() <= largestLists {
			return packed.Bytes()
		}
	}
	return nil
}
