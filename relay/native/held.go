package main

import (
	"bufio"
	"net"
	"net/http"
	"sync"
	"time"
)

// held is a page's connection on which frames that came together leave
// together: what is written while it holds waits, and goes out by release. A
// system call for each message is most of what a message costs.
type held struct {
	net.Conn
	mu       sync.Mutex
	holding  bool
	waiting  []byte // nil where nothing waits
	deadline time.Time
}

// mostHeld bounds what waits, in bytes.
const mostHeld = 16 << 10

// rooms are for what waits; a socket on which nothing happens has none.
var rooms = sync.Pool{New: func() any { return new([mostHeld]byte) }}

// hold makes what is written wait, or not; what waits already waits on.
func (h *held) hold(holding bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holding = holding
}

// release sends what waits.
func (h *held) release() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.send(nil)
}

// Write takes p, which may wait; the first error of what waited is told by a
// later call.
func (h *held) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.holding && len(h.waiting)+len(p) <= mostHeld {
		if h.waiting == nil {
			h.waiting = rooms.Get().(*[mostHeld]byte)[:0]
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
func (h *held) send(p []byte) error {
	if h.waiting == nil && p == nil {
		return nil
	}
	if err := h.Conn.SetWriteDeadline(h.deadline); err != nil {
		return err
	}
	if h.waiting != nil {
		_, err := h.Conn.Write(h.waiting)
		rooms.Put((*[mostHeld]byte)(h.waiting[:mostHeld]))
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
func (h *held) SetWriteDeadline(at time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deadline = at
	return nil
}

// SetDeadline is about both directions.
func (h *held) SetDeadline(at time.Time) error {
	_ = h.SetWriteDeadline(at)
	return h.Conn.SetReadDeadline(at)
}

// holder answers a request whose connection, once taken over, is a held one.
type holder struct {
	http.ResponseWriter
	page *held // set by Hijack
}

// Hijack takes the connection over.
func (h *holder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, both, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.page = &held{Conn: conn}
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
