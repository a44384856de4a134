package main

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"brink/relay/policy"
)

// relay passes on what the policy allows: answers through a bounded cache,
// sockets untouched, and all of it within what each exchange gives one address.
type relay struct {
	origins  []string          // that count as our own, the first one canonical
	upstream map[string]string // by venue: another origin than the table's, for tests and fakes
	proxies  proxies
	client   *http.Client
	cache    *cache
	callers  *callers
	hosts    hosts
	flights  flights
	unread   *unread
	sockets  *sockets
	context  context.Context // of requests of exchanges, which outlive who asked first
	cancel   context.CancelFunc
	closing  <-chan struct{}
}

// upstreamTimeout is how long an upstream may take to answer.
const upstreamTimeout = policy.UpstreamSeconds * time.Second

// Bounds in bytes: of what is kept, and of what readers have not taken yet.
const (
	mostKeptBytes = 40 << 20
	mostUnread    = 32 << 20
)

// options are what one may set.
type options struct {
	origins  []string
	upstream map[string]string // by venue
	unpaced  bool              // the budgets of those are not kept to
	proxies  proxies
}

func newRelay(o options) *relay {
	ctx, cancel := context.WithCancel(context.Background())
	r := &relay{
		origins: o.origins, upstream: o.upstream, proxies: o.proxies,
		client: &http.Client{
			Timeout:       upstreamTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport:     &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, ResponseHeaderTimeout: upstreamTimeout, MaxResponseHeaderBytes: 32 << 10},
		},
		cache:   newCache(mostKeptBytes),
		callers: newCallers(),
		hosts:   hosts{unpaced: map[string]bool{}},
		flights: flights{list: map[string]*flight{}},
		unread:  newUnread(mostUnread),
		sockets: newSockets(),
		context: ctx, cancel: cancel, closing: ctx.Done(),
	}
	for venue := range o.upstream {
		r.hosts.unpaced[venue] = o.unpaced
	}
	return r
}

// close ends everything that is under way: sockets by frames that say so,
// requests by a refusal. Nothing new is begun.
func (r *relay) close() {
	r.cancel()
	r.sockets.closeAll()
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
	if socket && !handshake(q) {
		refuse(w, policy.NoHandshake)
		return
	}
	who := r.proxies.visitor(q)
	if !r.callers.allow(who, socket, time.Now()) {
		refuse(w, policy.TooMany)
		return
	}
	defer r.callers.leave(who, socket)
	address := r.address(v, socket)
	if socket {
		r.pass(w, q, who, v, address)
		return
	}
	r.answer(w, q, who, v, address)
}

// address is where a verdict's request goes.
func (r *relay) address(v *policy.Verdict, socket bool) string {
	if other := r.upstream[v.Venue]; other != "" {
		return redirect(v.URL, other, socket)
	}
	return v.URL
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

// answer serves a REST answer: of whole pages where it can be cut from those.
func (r *relay) answer(w http.ResponseWriter, q *http.Request, who string, v *policy.Verdict, address string) {
	if cut := policy.CutOf(v, q.URL.RawQuery, time.Now().UnixMilli()); cut != nil {
		if k, state, refusal := r.joined(q.Context(), who, cut); refusal != nil {
			refuse(w, refusal)
			return
		} else if k != nil {
			r.give(w, q, who, k, state)
			return
		}
	}
	k, state, refusal := r.get(q.Context(), who, v, address)
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	r.give(w, q, who, k, state)
}

// States of an answer, as X-Relay-Cache tells them.
const (
	hit   = "hit"
	miss  = "miss"
	stale = "stale"
)

// get is an answer from the cache while it is fresh, else of the exchange's
// own; and from the cache again where the exchange has none to give.
func (r *relay) get(ctx context.Context, who string, v *policy.Verdict, address string) (*kept, string, *policy.Refusal) {
	now := time.Now()
	k, old := r.cache.get(v.Key, now)
	if k != nil {
		return k, hit, nil
	}
	host := r.hosts.of(v)
	refusal := host.resting(host.turns(&v.Budget), now)
	if refusal == nil {
		k, refusal = r.join(ctx, who, v, address)
	}
	switch {
	case refusal == nil && (k.reply.Status < 500 || old == nil):
		return k, miss, nil
	case old != nil && (refusal == nil || refusal.Status == http.StatusTooManyRequests || refusal.Status == http.StatusTeapot || refusal.Status >= 500):
		return old, stale, nil
	}
	return nil, "", refusal
}

// joined is an answer put together of pages; nil where they do not fit, and
// the request is to be passed on as it is. It is as old as its oldest page. One
// that is no data stands for all.
func (r *relay) joined(ctx context.Context, who string, cut *policy.Cut) (*kept, string, *policy.Refusal) {
	pages := make([]*kept, len(cut.Pages))
	states := make([]string, len(cut.Pages))
	refusals := make([]*policy.Refusal, len(cut.Pages))
	var all sync.WaitGroup
	for i, page := range cut.Pages {
		all.Go(func() { pages[i], states[i], refusals[i] = r.get(ctx, who, page, r.address(page, false)) })
	}
	all.Wait()
	bodies := make([][]byte, len(pages))
	state := hit
	out := &kept{}
	for i, page := range pages {
		if refusals[i] != nil {
			return nil, "", refusals[i]
		}
		if page.reply.Status != http.StatusOK {
			return page, states[i], nil
		}
		bodies[i] = page.body
		if states[i] == stale || states[i] == miss && state == hit {
			state = states[i]
		}
		if out.reply == nil || page.born.Before(out.born) {
			out.born = page.born
		}
		out.reply, _ = policy.ReplyTo(http.StatusOK, "", cut.Seconds)
	}
	if out.body = cut.Join(bodies); out.body == nil {
		return nil, "", nil
	}
	return out, state, nil
}

// give writes an answer. What is stale says its age and is not to be kept.
func (r *relay) give(w http.ResponseWriter, q *http.Request, who string, k *kept, state string) {
	control := http.NewResponseController(w)
	release := r.unread.hold(who, cap(k.body), func() {
		_ = control.SetWriteDeadline(time.Now()) // it has one already: that of the server
	})
	defer release()
	h := w.Header()
	h.Set("X-Relay-Cache", state)
	h.Set("Content-Length", strconv.Itoa(len(k.body)))
	for _, line := range k.reply.Headers {
		h.Set(line.Name, line.Value)
	}
	if state != miss {
		h.Set("Age", strconv.Itoa(max(0, int(time.Since(k.born).Seconds()))))
	}
	if state == stale {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(k.reply.Status)
	if q.Method == http.MethodGet {
		_, _ = w.Write(k.body) // a reader that went away is no news
	}
}
