package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"brink/relay/policy"
)

// relay passes on what the policy allows: answers through a bounded cache,
// sockets untouched.
type relay struct {
	origins  []string          // that count as our own, the first one canonical
	upstream map[string]string // by venue: another origin than the table's, for tests and fakes
	client   *http.Client
	dialer   *websocket.Dialer
	cache    *cache
	limits   *limits
}

// patience is how long an upstream may take to answer.
const patience = 15 * time.Second

func newRelay(origins []string, upstream map[string]string) *relay {
	return &relay{
		origins: origins, upstream: upstream,
		client: &http.Client{
			Timeout:       patience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport:     &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 32 << 10},
		},
		dialer: &websocket.Dialer{HandshakeTimeout: patience},
		cache:  newCache(64 << 20),
		limits: newLimits(),
	}
}

func (r *relay) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	socket := websocket.IsWebSocketUpgrade(q)
	own := r.origins[0]
	for _, o := range r.origins {
		if o == q.Header.Get("Origin") {
			own = o
		}
	}
	v, refusal := policy.Judge(&policy.Request{
		Method: q.Method, Path: q.URL.EscapedPath(), RawQuery: q.URL.RawQuery, Own: own,
		Origin: q.Header.Get("Origin"), Site: q.Header.Get("Sec-Fetch-Site"), Socket: socket,
	})
	// A name that somebody pointed here makes his pages our own origin to a
	// browser; only the names that we go by count.
	if refusal == nil && (!r.ours(q.Host) || len(q.Header.Values("Origin")) > 1) {
		refusal = &policy.Refusal{Status: 403, Code: "origin-refused", Sentence: "the relay serves its own page alone"}
	}
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	if !r.limits.allow(q.RemoteAddr, socket, time.Now()) {
		w.Header().Set("Retry-After", "1")
		refuse(w, &policy.Refusal{Status: 429, Code: "too-many", Sentence: "this address asks for more than the relay passes on; wait a second"})
		return
	}
	address := v.URL
	if other := r.upstream[v.Venue]; other != "" {
		address = redirect(address, other, socket)
	}
	if socket {
		defer r.limits.leave(q.RemoteAddr)
		r.pass(w, q, address)
		return
	}
	r.answer(w, q, v, address)
}

// ours reports whether a Host header is one of our origins'.
func (r *relay) ours(host string) bool {
	for _, o := range r.origins {
		if _, own, _ := strings.Cut(o, "://"); own == host {
			return true
		}
	}
	return false
}

// redirect puts another origin before an address's path.
func redirect(address, origin string, socket bool) string {
	_, rest, _ := strings.Cut(address, "://")
	if at := strings.IndexByte(rest, '/'); at >= 0 {
		rest = rest[at:]
	}
	if socket {
		origin = "ws" + strings.TrimPrefix(origin, "http")
	}
	return origin + rest
}

// refuse answers with both halves of a refusal.
func refuse(w http.ResponseWriter, refusal *policy.Refusal) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(refusal.Status)
	fmt.Fprintf(w, `{"code":%q,"message":%q}`+"\n", refusal.Code, refusal.Sentence)
}

// answer serves a REST answer, from the cache while it is fresh.
func (r *relay) answer(w http.ResponseWriter, q *http.Request, v *policy.Verdict, address string) {
	now := time.Now()
	kept := r.cache.get(v.Key, now)
	state := "hit"
	if kept == nil {
		state = "miss"
		var refusal *policy.Refusal
		if kept, refusal = r.fetch(q.Context(), address, v); refusal != nil {
			refuse(w, refusal)
			return
		}
		if kept.status == http.StatusOK {
			kept.until = now.Add(time.Duration(v.Seconds) * time.Second)
			r.cache.put(v.Key, kept)
		}
	}
	h := w.Header()
	h.Set("Content-Type", kept.kind)
	h.Set("X-Relay-Cache", state)
	h.Set("Cache-Control", "no-store")
	if kept.status == http.StatusOK {
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(v.Seconds))
	}
	if kept.retry != "" {
		h.Set("Retry-After", kept.retry)
	}
	h.Set("Content-Length", strconv.Itoa(len(kept.body)))
	w.WriteHeader(kept.status)
	if q.Method == http.MethodGet {
		_, _ = w.Write(kept.body) // a reader that went away is no news
	}
}

// fetch asks the upstream anew: with headers of our own making, no redirects
// followed, and the whole body read within its bound before any is sent on.
func (r *relay) fetch(ctx context.Context, address string, v *policy.Verdict) (*kept, *policy.Refusal) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &policy.Refusal{Status: 502, Code: "upstream-failed", Sentence: "the exchange could not be asked"}
	}
	q.Header.Set("Accept", "application/json")
	q.Header.Set("User-Agent", "brink")
	answer, err := r.client.Do(q)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, &policy.Refusal{Status: 504, Code: "upstream-slow", Sentence: "the exchange did not answer in time"}
		}
		return nil, &policy.Refusal{Status: 502, Code: "upstream-failed", Sentence: "the exchange could not be reached"}
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 && answer.StatusCode < 400 {
		return nil, &policy.Refusal{Status: 502, Code: "upstream-redirected", Sentence: "the exchange pointed elsewhere, and the relay follows nobody"}
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, v.Most+1))
	if err != nil {
		return nil, &policy.Refusal{Status: 502, Code: "upstream-failed", Sentence: "the exchange's answer broke off"}
	}
	if int64(len(body)) > v.Most {
		return nil, &policy.Refusal{Status: 502, Code: "answer-too-large", Sentence: "the exchange's answer is larger than the relay passes on"}
	}
	k := &kept{status: answer.StatusCode, kind: "application/json", body: body}
	if seconds := answer.Header.Get("Retry-After"); seconds != "" && len(seconds) < 10 && strings.Trim(seconds, "0123456789") == "" {
		k.retry = seconds
	}
	return k, nil
}
