package conformance

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"brink/relay/policy"
)

// Exchange stands in for every venue, on loopback, and does what the symbol
// that it is asked for says. It notes all that reaches it.
type Exchange struct {
	listener  net.Listener
	server    *http.Server
	mu        sync.Mutex
	venues    map[string]net.Listener // by name, for a twin that is told origins
	names     map[string]string       // host and port of those to venue
	faults    []string
	asked     map[string]int // by path and query
	requests  atomic.Int64
	connected atomic.Int64 // sockets now open
	sent      atomic.Int64 // frames of floods
	bulk      []byte       // 60 KB of a venue's JSON
	weights   atomic.Int64 // used by requests, as Binance counts them
	most      atomic.Int64 // of them before a ban; 0 for no end
	late      atomic.Int64 // requests that came while banned
}

// Marker stands in every client header and frame that must not get through
// to an exchange.
const Marker = "tell-nobody"

// NewExchange listens on loopback.
func NewExchange() (*Exchange, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e := &Exchange{listener: listener, venues: map[string]net.Listener{}, names: map[string]string{}, asked: map[string]int{}}
	row := `[1790812800000,"64000.10","64123.40","63990.00","64010.20","1234.567",1790813099999,"79012345.67",12345,"617.283","39506172.83","0"]`
	e.bulk = []byte("[" + strings.Repeat(row+",", 60_000/(len(row)+1)) + row + "]")
	e.server = &http.Server{Handler: e, ReadHeaderTimeout: 20 * time.Second}
	go func() { _ = e.server.Serve(listener) }()
	return e, nil
}

// Addr is host and port that stand for every origin at once.
func (e *Exchange) Addr() string { return e.listener.Addr().String() }

// Venue is an origin that stands for one venue alone.
func (e *Exchange) Venue(name string) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.venues[name] == nil {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		e.venues[name], e.names[listener.Addr().String()] = listener, name
		go func() { _ = e.server.Serve(listener) }()
	}
	return "http://" + e.venues[name].Addr().String(), nil
}

// Close ends all that is under way.
func (e *Exchange) Close() { _ = e.server.Close() }

// Requests is how many reached the exchange.
func (e *Exchange) Requests() int64 { return e.requests.Load() }

// Asked is how often a path and query were asked for.
func (e *Exchange) Asked(address string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked[address]
}

// Faults are what reached the exchange and should not have.
func (e *Exchange) Faults() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.faults...)
}

func (e *Exchange) fault(format string, values ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.faults) < 20 {
		e.faults = append(e.faults, fmt.Sprintf(format, values...))
	}
}

// passes are the headers that a twin or its runtime writes by itself.
var passes = map[string]bool{
	"Accept": true, "User-Agent": true, "Accept-Encoding": true, "Connection": true, "Upgrade": true,
	"Sec-Websocket-Key": true, "Sec-Websocket-Version": true,
}

// inspect notes a request that no twin should have made.
func (e *Exchange) inspect(r *http.Request) {
	e.requests.Add(1)
	host := r.Host
	e.mu.Lock()
	e.asked[r.RequestURI]++
	venue, told := e.names[r.Host]
	e.mu.Unlock()
	known := false
	for name, origins := range policy.Upstreams() {
		for i, origin := range origins {
			at, err := url.Parse(origin)
			if err != nil || origin == "" || websocket.IsWebSocketUpgrade(r) != (i == 1) {
				continue
			}
			if told && name == venue || !told && at.Host == host {
				known = known || e.inTable(name, r)
			}
		}
	}
	if !known {
		e.fault("%s %s was asked of %s", r.Method, r.RequestURI, host)
	}
	if r.Method != http.MethodGet {
		e.fault("%s %s: the method", r.Method, r.RequestURI)
	}
	for name, values := range r.Header {
		text := name + ": " + strings.Join(values, ", ")
		if !passes[name] || strings.Contains(text, Marker) || name == "User-Agent" && text != "User-Agent: brink" {
			e.fault("the exchange was sent %q", text)
		}
	}
}

// named is what a star in a path of the policy may stand for.
var named = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// samePath reports whether a path is one of the policy's, in which a star stands
// for one name.
func samePath(path, pattern string) bool {
	is, want := strings.Split(path, "/"), strings.Split(pattern, "/")
	return slices.EqualFunc(is, want, func(is, want string) bool { return is == want || want == "*" && named.MatchString(is) })
}

// inTable reports whether the policy knows a path of a venue.
func (e *Exchange) inTable(venue string, r *http.Request) bool {
	for _, address := range policy.Addresses() {
		path, _, rest := strings.Cut(address, "?")
		if samePath(policy.Prefix+venue+r.URL.EscapedPath(), path) && rest != websocket.IsWebSocketUpgrade(r) {
			return true
		}
	}
	return false
}

// symbol is what a request is about, by whatever name its venue has for it.
func symbol(r *http.Request) string {
	query := r.URL.Query()
	return query.Get("symbol") + query.Get("instId")
}

// ServeHTTP answers as an exchange, well or badly, and notes what it was asked.
func (e *Exchange) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.inspect(r)
	if websocket.IsWebSocketUpgrade(r) {
		e.serveSocket(w, r)
		return
	}
	if e.banned(w, r) {
		return
	}
	h := w.Header()
	h.Set("Set-Cookie", "session=1")
	h.Set("X-Mbx-Used-Weight", "1")
	h.Set("Content-Type", "text/html")
	h.Set("Access-Control-Allow-Origin", "*")
	e.answer(w, r, symbol(r))
}

func (e *Exchange) answer(w http.ResponseWriter, r *http.Request, symbol string) {
	h := w.Header()
	if status, err := strconv.Atoi(strings.TrimPrefix(symbol, "STATUS")); err == nil && strings.HasPrefix(symbol, "STATUS") {
		h.Set("Retry-After", "7")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"code":-1}`))
		return
	}
	switch symbol {
	case "ELSEWHERE":
		http.Redirect(w, r, "http://127.0.0.1:1/"+Marker, http.StatusFound)
	case "BULK":
		_, _ = w.Write(e.bulk)
	case "ZIPPED":
		h.Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = z.Write(e.bulk)
		_ = z.Close()
	case "BOMB":
		h.Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		zeros := make([]byte, 1<<20)
		for range 64 {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
		_ = z.Close()
	case "LARGEST", "TOOLARGE", "TOOLARGESAID":
		size := 4 << 20
		if symbol != "LARGEST" {
			size++
		}
		if symbol == "TOOLARGESAID" {
			h.Set("Content-Length", strconv.Itoa(size))
		}
		body := bytes.Repeat([]byte("7"), size)
		body[0], body[size-1] = '[', ']'
		_, _ = w.Write(body)
	case "EMPTY":
	case "LATE":
		time.Sleep(2 * time.Second)
		_, _ = fmt.Fprint(w, `[["late"]]`)
	case "PAGE":
		_, _ = w.Write([]byte("<!DOCTYPE html><html><body>Sign in to the hotel network</body></html>"))
	case "NULL":
		_, _ = w.Write([]byte("null"))
	case "HOLLOW":
		_, _ = w.Write([]byte("{}"))
	case "HALF":
		_, _ = w.Write(e.bulk[:len(e.bulk)/2])
	case "LIMITED":
		_, _ = w.Write([]byte(`{"retCode":10006,"retMsg":"Too many visits. Exceeded the API Rate Limit.","result":{},"retExtInfo":{},"time":1793491200000}`))
	case "UNKNOWN":
		_, _ = w.Write([]byte(`{"retCode":10001,"retMsg":"params error: symbol invalid","result":{}}`))
	case "BROKEN":
		h.Set("Content-Length", "100")
		_, _ = w.Write([]byte("half"))
	case "HANGUP":
		panic(http.ErrAbortHandler)
	case "BADHEAD":
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = conn.Write([]byte("this is no HTTP\r\n\r\n"))
			_ = conn.Close()
		}
	default:
		if strings.HasPrefix(symbol, "SLOW") {
			<-r.Context().Done()
			return
		}
		_, _ = fmt.Fprintf(w, shape(r.URL.Path), fmt.Sprintf(`{"query":%q,"count":%d}`, r.URL.RawQuery, e.Asked(r.RequestURI)))
	}
}

// shape is what stands around the data of a venue's answers.
func shape(path string) string {
	switch {
	case strings.HasPrefix(path, "/v5/"):
		return `{"retCode":0,"retMsg":"OK","result":%s}`
	case strings.HasPrefix(path, "/api/v5/"):
		return `{"code":"0","msg":"","data":[%s]}`
	case strings.HasSuffix(path, "/exchangeInfo"), strings.HasSuffix(path, "/openInterest"), strings.HasSuffix(path, "/depth"):
		return "%s"
	}
	return "[%s]"
}

// BanAbove has the exchange count weights from now on and ban, once so many
// are used.
func (e *Exchange) BanAbove(weights int64) { e.weights.Store(0); e.most.Store(weights) }

// Weights is how many were used.
func (e *Exchange) Weights() int64 { return e.weights.Load() }

// Late is how many requests came while their sender was banned.
func (e *Exchange) Late() int64 { return e.late.Load() }

// banned counts a request, and answers it where its sender is banned, as
// Binance does: without a header, the end in the body.
func (e *Exchange) banned(w http.ResponseWriter, r *http.Request) bool {
	most := e.most.Load()
	if most == 0 {
		return false
	}
	cost := int64(1)
	if limit, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil && limit > 1000 {
		cost = 10
	}
	if e.weights.Add(cost) <= most {
		return false
	}
	e.late.Add(1)
	w.WriteHeader(http.StatusTeapot)
	_, _ = fmt.Fprintf(w, `{"code":-1003,"msg":"Way too much request weight used; IP banned until %d."}`, time.Now().Add(2*time.Minute).UnixMilli())
	return true
}
