package conformance

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Cache stands in for the platform's cache in the protocol that workerd
// speaks to it: GET finds, PUT keeps a response written out as its body.
type Cache struct {
	listener net.Listener
	server   *http.Server
	mu       sync.Mutex
	kept     map[string]*keptResponse
	clock    func() time.Time
}

type keptResponse struct {
	head  http.Header
	code  int
	body  []byte
	until time.Time
}

// NewCache listens on loopback; clock tells it the time.
func NewCache(clock func() time.Time) (*Cache, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &Cache{listener: listener, kept: map[string]*keptResponse{}, clock: clock}
	c.server = &http.Server{Handler: c}
	go func() { _ = c.server.Serve(listener) }()
	return c, nil
}

// Addr is host and port.
func (c *Cache) Addr() string { return c.listener.Addr().String() }

// Close forgets everything.
func (c *Cache) Close() { _ = c.server.Close() }

// Await waits until an answer has been kept under an address, host and path,
// and reports whether it was: a relay keeps an answer after it has given it.
func (c *Cache) Await(key string) bool {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		c.mu.Lock()
		_, found := c.kept[key]
		c.mu.Unlock()
		if found {
			return true
		}
	}
	return false
}

// Keys are the addresses of what is kept.
func (c *Cache) Keys() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var keys []string
	for key := range c.kept {
		keys = append(keys, key)
	}
	return keys
}

// ServeHTTP answers what workerd asks of a cache.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.Host + r.RequestURI
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r.Method {
	case http.MethodGet:
		k := c.kept[key]
		if k == nil || !c.clock().Before(k.until) {
			w.Header().Set("CF-Cache-Status", "MISS")
			w.WriteHeader(http.StatusGatewayTimeout)
			return
		}
		for name, values := range k.head {
			w.Header()[name] = values
		}
		w.Header().Set("CF-Cache-Status", "HIT")
		w.WriteHeader(k.code)
		_, _ = w.Write(k.body)
	case http.MethodPut:
		if !c.put(key, r.Body) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// put keeps a written-out response for as long as its max-age says.
func (c *Cache) put(key string, body io.Reader) bool {
	answer, err := http.ReadResponse(bufio.NewReader(body), nil)
	if err != nil {
		return false
	}
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return false
	}
	_, age, found := strings.Cut(answer.Header.Get("Cache-Control"), "max-age=")
	seconds, err := strconv.Atoi(age)
	if !found || err != nil {
		return false
	}
	c.kept[key] = &keptResponse{answer.Header, answer.StatusCode, bytes.Clone(content), c.clock().Add(time.Duration(seconds) * time.Second)}
	return true
}
