package main

import (
	"bufio"
	"net"
	"net/http"
	"sync"
	"time"

	"brink/relay/policy"
)

// buffered is a page's connection that can send frames together which came
// together: what is written while it is buffering waits for flush. A system
// call for each message is most of what a message costs.
type buffered struct {
	net.Conn
	mu        sync.Mutex
	buffering bool
	waiting   []byte // nil where nothing waits
	deadline  time.Time
}

// mostBuffered bounds what waits, in bytes.
const mostBuffered = 16 << 10

// buffers are shared: a socket on which nothing waits has none.
var buffers = sync.Pool{New: func() any { return new([mostBuffered]byte) }}

// buffer switches buffering on or off; what waits already waits on.
func (h *buffered) buffer(buffering bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.buffering = buffering
}

// flush sends what waits.
func (h *buffered) flush() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.send(nil)
}

// Write sends p or lets it wait; an error of what waited is returned by a
// later call.
func (h *buffered) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.buffering && len(h.waiting)+len(p) <= mostBuffered {
		if h.waiting == nil {
			h.waiting = buffers.Get().(*[mostBuffered]byte)[:0]
		}
		h.waiting = append(h.waiting, p...)
		return len(p), nil
	}
	if err := h.send(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// send writes what waits, then p, by the deadline that was set last.
func (h *buffered) send(p []byte) error {
	if h.waiting == nil && p == nil {
		return nil
	}
	if err := h.Conn.SetWriteDeadline(h.deadline); err != nil {
		return err
	}
	if h.waiting != nil {
		_, err := h.Conn.Write(h.waiting)
		buffers.Put((*[mostBuffered]byte)(h.waiting[:mostBuffered]))
		h.waiting = nil
		if err != nil {
			return err
		}
	}
	if p == nil {
		return nil
	}
	_, err := h.Conn.Write(p)
	return err
}

// SetWriteDeadline is about what is sent from now on.
func (h *buffered) SetWriteDeadline(at time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deadline = at
	return nil
}

// SetDeadline is about both directions.
func (h *buffered) SetDeadline(at time.Time) error {
	_ = h.SetWriteDeadline(at)
	return h.Conn.SetReadDeadline(at)
}

// hijacker is a response writer whose connection, once taken over, is a
// buffered one on which frames are counted.
type hijacker struct {
	http.ResponseWriter
	frames policy.Frames // that the page may send
	page   *buffered     // set by Hijack
}

// Hijack takes the connection over.
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, both, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.page = &buffered{Conn: newCounted(conn, h.frames)}
	return h.page, both, nil
}

// source is a venue's connection that does something before it is read from,
// which may be long.
type source struct {
	net.Conn
	before func() error // nil: nothing
}

func (s *source) Read(p []byte) (int, error) {
	if s.before != nil {
		if err := s.before(); err != nil {
			return 0, err
		}
	}
	return s.Conn.Read(p)
}
