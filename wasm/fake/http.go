package fake

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// speaker is a venue's side of the conversation. Its methods are called with
// the exchange locked.
type speaker interface {
	// answer answers a REST request. False means that there is no such path.
	answer(x *Exchange, q *request) (reply, bool)
	// hello is called for a new socket, hear for each message that comes over it.
	hello(c *conn, q *http.Request)
	hear(c *conn, message []byte)
	// profile is how the venue differs from the others.
	profile() *profile
	// cors are the headers with which a page may read the answers.
	cors(origin string) map[string]string
	// routes are the paths of sockets.
	routes() []string
}

var speakers map[market.Venue]speaker

func init() {
	speakers = map[market.Venue]speaker{
		venues.Binance: binance{}, venues.BinanceCoinM: binance{coin: true}, venues.Bitget: bitget{}, venues.Gate: gate{}, venues.Deribit: deribit{}, venues.Kraken: kraken{}, venues.Lighter: lighter{}, venues.DYdX: dydx{}, venues.Bybit: bybit{}, venues.BybitInverse: bybit{inverse: true},
		venues.OKX: okx{}, venues.Hyperliquid: hyperliquid{},
	}
}

// request is a REST request with the venue's time.
type request struct {
	venue market.Venue
	path  string
	url.Values
	body   []byte
	now    market.Millis
	budget string // the allowance that it counts against, and how much
	weight int
}

// whole reads a number, or gives one where there is none.
func (q *request) whole(key string, otherwise int64) int64 {
	if n, err := strconv.ParseInt(q.Get(key), 10, 64); err == nil {
		return n
	}
	return otherwise
}

func (q *request) millis(key string, otherwise market.Millis) market.Millis {
	return market.Millis(q.whole(key, int64(otherwise)))
}

// reply is a status, 0 for 200, and a body of JSON.
type reply struct {
	status int
	body   []byte
}

func good(body []byte) (reply, bool)            { return reply{0, body}, true }
func bad(status int, body string) (reply, bool) { return reply{status, []byte(body)}, true }

// PathOf is an address of a venue, or of a relay, as the exchange knows it; false
// of one at which nobody is.
func PathOf(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	path, relayed := strings.CutPrefix(u.Path, "/relay")
	known := relayed
	for _, row := range venues.All() {
		if u.Host == row.REST || u.Host == row.Stream {
			path, known = "/"+row.Relay+path, true
			break
		}
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return path, known
}

// venueOf finds whose path it is, with the prefix of a venue or without, and
// the path as the venue knows it.
func venueOf(path string, socket bool) (market.Venue, string) {
	if first, rest, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/"); ok && speakers[market.Venue(first)] != nil {
		venue := market.Venue(first)
		if strings.HasSuffix(rest, "v5/public/inverse") {
			venue = venues.BybitInverse
		}
		return venue, "/" + rest
	}
	switch {
	case strings.HasPrefix(path, "/v5/public/inverse"):
		return venues.BybitInverse, path
	case strings.HasPrefix(path, "/v5/"):
		return venues.Bybit, path
	case strings.HasPrefix(path, "/api/v5/"), strings.HasPrefix(path, "/ws/v5/"):
		return venues.OKX, path
	case path == "/info", path == "/ws" && socket:
		return venues.Hyperliquid, path
	case strings.HasPrefix(path, "/dapi/"):
		return venues.BinanceCoinM, path
	case strings.HasPrefix(path, "/fapi/"), strings.HasPrefix(path, "/futures/data/"), socket:
		return venues.Binance, path
	}
	return "", path
}

// at is the venue that is asked by its own name, where that tells it; the paths of
// the usual ones tell theirs.
func at(host string) market.Venue {
	for _, row := range venues.All() {
		if !row.Live && speakers[row.ID] != nil && (host == row.REST || host == row.Stream) {
			return row.ID
		}
	}
	return ""
}

// server is the exchange as an HTTP handler.
type server struct{ *Exchange }

func (x server) serve(w http.ResponseWriter, q *http.Request) {
	switch q.URL.Path {
	case "/faults":
		x.serveFaults(w, q)
		return
	case "/truth":
		x.serveTruth(w, q)
		return
	}
	socket := websocket.IsWebSocketUpgrade(q)
	venue, path := venueOf(q.URL.Path, socket)
	if host := at(q.Host); host != "" {
		venue, path = host, q.URL.Path
	}
	if venue == "" {
		http.NotFound(w, q)
		return
	}
	x.mu.Lock()
	gone := x.holds("gone", venue)
	x.mu.Unlock()
	if gone {
		hang(w)
		return
	}
	for key, value := range speakers[venue].cors(q.Header.Get("Origin")) {
		w.Header().Set(key, value)
	}
	switch {
	case socket:
		x.serveSocket(w, q, venue, path)
	case q.Method == http.MethodOptions:
		w.WriteHeader(http.StatusNoContent)
	default:
		x.serveREST(w, q, venue, path)
	}
}

// hang ends a connection without an answer, as an address does where nobody
// is.
func hang(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if c, _, err := h.Hijack(); err == nil {
			c.Close()
		}
	}
}

func (x server) serveSocket(w http.ResponseWriter, q *http.Request, venue market.Venue, path string) {
	if !slices.ContainsFunc(speakers[venue].routes(), func(r string) bool {
		return path == r || strings.HasSuffix(r, "/ws") && strings.HasPrefix(path, r+"/")
	}) {
		http.NotFound(w, q)
		return
	}
	x.mu.Lock()
	status := 0
	if r := x.faults.find("status", venue); r != nil && r.chance == 1 {
		status = r.code
	} else if !x.admits(venue, address(q), x.config.Wall()) {
		status = http.StatusTooManyRequests
	} else {
		x.coming[caller{venue, address(q)}]++
	}
	x.mu.Unlock()
	if status != 0 {
		http.Error(w, http.StatusText(status), status)
		return
	}
	x.accept(w, q, venue, path)
}

// longest is the largest body of a question.
const longest = 64 << 10

func (x server) serveREST(w http.ResponseWriter, q *http.Request, venue market.Venue, path string) {
	body, err := io.ReadAll(io.LimitReader(q.Body, longest))
	if err != nil {
		return
	}
	asked := &request{venue: venue, path: path, Values: q.URL.Query(), body: body, weight: 1}
	if venue == venues.Bybit && asked.Get("category") == "inverse" {
		asked.venue = venues.BybitInverse
	}
	x.mu.Lock()
	x.asked++
	d := draws{hash(x.config.Seed, x.asked, 12)}
	faults := x.faults
	asked.now = x.now(asked.venue)
	answer, known := reply{}, true
	if r := faults.find("status", venue); r != nil && d.chance(r.chance) {
		answer.status = r.code
		if r.code == http.StatusTooManyRequests || r.code == http.StatusTeapot {
			w.Header().Set("Retry-After", "1")
		}
	} else if x.holds("limited", venue) {
		p := profileOf(venue)
		if answer.body = []byte(p.busy.body); !p.busy.polite {
			answer.status = http.StatusTooManyRequests
		}
	} else {
		answer, known = x.weighed(w, address(q), asked)
	}
	x.mu.Unlock()
	if !known {
		http.NotFound(w, q)
		return
	}
	if d.chance(faults.chance("malformed", venue)) {
		answer.body = damage(answer.body, &d)
	}
	w.Header().Set("Content-Type", "application/json")
	if answer.status != 0 {
		w.WriteHeader(answer.status)
	}
	if r := faults.find("slow", venue); r != nil {
		x.slowly(w, q, answer.body, x.span(r.span))
		return
	}
	w.Write(answer.body)
}

// weighed answers a request that its allowance still covers.
func (x server) weighed(w http.ResponseWriter, who string, q *request) (reply, bool) {
	answer, known := speakers[q.venue].answer(x.Exchange, q)
	if !known {
		return answer, false
	}
	p := profileOf(q.venue)
	v := x.limits.judge(p, who, q.budget, q.weight, x.config.Wall())
	if p.used != "" {
		w.Header().Set(p.used, strconv.Itoa(x.limits.used(string(p.host)+" "+who+" weight")))
	}
	if v.status == 0 {
		return answer, true
	}
	if v.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(v.retry/time.Second)+1))
	}
	body := p.busy.body
	if v.status == p.banned && p.busy.banned != "" {
		body = strings.Replace(p.busy.banned, "UNTIL", strconv.FormatInt(int64(q.now)+v.retry.Milliseconds(), 10), 1)
	}
	return reply{v.status, []byte(body)}, true
}

// slowly sends a body in parts that together take a time.
func (x server) slowly(w http.ResponseWriter, q *http.Request, body []byte, span time.Duration) {
	const parts = 10
	for i := range parts {
		select {
		case <-q.Context().Done():
			return
		case <-x.stop:
			return
		case <-time.After(span / parts):
		}
		w.Write(body[len(body)*i/parts : len(body)*(i+1)/parts])
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
	}
}

func (x server) serveFaults(w http.ResponseWriter, q *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	if q.Method == http.MethodPost {
		body, err := io.ReadAll(io.LimitReader(q.Body, longest))
		if err == nil {
			err = x.Set(string(body))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	io.WriteString(w, x.faults.spec+"\n")
}
