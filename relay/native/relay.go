package main

import (
	"context"
	"errors"
	"io"
	"net"
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
	cache    *cache
	limits   *limits
}

// upstreamTimeout is how long an upstream may take to answer.
const upstreamTimeout = policy.UpstreamSeconds * time.Second

func newRelay(origins []string, upstream map[string]string) *relay {
	return &relay{
		origins: origins, upstream: upstream,
		client: &http.Client{
			Timeout:       upstreamTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport:     &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, ResponseHeaderTimeout: upstreamTimeout, MaxResponseHeaderBytes: 32 << 10},
		},
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
		refusal = policy.Foreign
	}
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	if !r.limits.allow(q.RemoteAddr, socket, time.Now()) {
		refuse(w, policy.TooMany)
		return
	}
	defer r.limits.leave(q.RemoteAddr, socket)
	address := v.URL
	if other := r.upstream[v.Venue]; other != "" {
		address = redirect(address, other, socket)
	}
	if socket {
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

// head sends a reply's head, and its body where it has one.
func head(w http.ResponseWriter, reply *policy.Reply) {
	for _, h := range reply.Headers {
		w.Header().Set(h.Name, h.Value)
	}
	w.WriteHeader(reply.Status)
	_, _ = io.WriteString(w, reply.Body) // a reader that went away is no news
}

// refuse answers with both halves of a refusal.
func refuse(w http.ResponseWriter, refusal *policy.Refusal) { head(w, refusal.Reply()) }

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
		if kept.reply.Status == http.StatusOK {
			kept.until = now.Add(time.Duration(v.Seconds) * time.Second)
			r.cache.put(v.Key, kept)
		}
	}
	w.Header().Set("X-Relay-Cache", state)
	w.Header().Set("Content-Length", strconv.Itoa(len(kept.body)))
	head(w, kept.reply)
	if q.Method == http.MethodGet {
		_, _ = w.Write(kept.body) // a reader that went away is no news
	}
}

// fetch asks the upstream anew: with headers of our own making, no redirects
// followed, and the whole body read within its bound before any is sent on.
func (r *relay) fetch(ctx context.Context, address string, v *policy.Verdict) (*kept, *policy.Refusal) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, policy.Unreachable
	}
	for _, h := range policy.UpstreamHead {
		q.Header.Set(h.Name, h.Value)
	}
	answer, err := r.client.Do(q)
	if err != nil {
		return nil, failure(err)
	}
	defer answer.Body.Close()
	reply, refusal := policy.ReplyTo(answer.StatusCode, answer.Header.Get("Retry-After"), v.Seconds)
	if refusal != nil {
		return nil, refusal
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, v.Most+1))
	if err != nil {
		return nil, failure(err)
	}
	if int64(len(body)) > v.Most {
		return nil, policy.TooLarge
	}
	return &kept{reply: reply, body: body}, nil
}

// failure tells an upstream that is late from one that is not there.
func failure(err error) *policy.Refusal {
	var late net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &late) && late.Timeout() {
		return policy.Slow
	}
	return policy.Unreachable
}
