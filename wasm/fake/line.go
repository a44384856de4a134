package fake

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Line is a socket without a network between, for whoever runs the clock by
// hand: the same messages, limits and faults.
type Line struct{ c *conn }

// nobody is where a Line comes from.
const nobody = "127.0.0.1"

// Dial opens a line to a socket's path, with the venue's id before it or
// without. Nil where the venue does not let one in.
func (x *Exchange) Dial(path string) *Line {
	venue, route := venueOf(path, true)
	x.mu.Lock()
	defer x.mu.Unlock()
	if r := x.faults.find("status", venue); x.holds("gone", venue) || r != nil && r.chance == 1 || !x.admits(venue, nobody, x.config.Wall()) {
		return nil
	}
	c := x.listener(venue, route, nobody)
	q, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return nil
	}
	speakers[venue].hello(c, q)
	return &Line{c}
}

// Say sends a message to the venue.
func (l *Line) Say(message string) {
	l.c.x.mu.Lock()
	defer l.c.x.mu.Unlock()
	if !l.c.ended {
		l.c.hear([]byte(message))
	}
}

// Read returns a message that has come, nil for none. open is false once the
// venue has ended the connection and nothing is left to read.
func (l *Line) Read() (message []byte, open bool) {
	select {
	case message = <-l.c.out:
		return message, true
	default:
	}
	l.c.x.mu.Lock()
	defer l.c.x.mu.Unlock()
	return nil, !l.c.ended
}

// Close ends the connection.
func (l *Line) Close() {
	l.c.x.mu.Lock()
	defer l.c.x.mu.Unlock()
	l.c.leave()
}

// Ask sends a REST request without a network between. status is 0 where
// nobody answers; retry is how long the venue asks to wait, 0 where it does
// not.
func (x *Exchange) Ask(method, path, body string) (status int, retry time.Duration, answer []byte) {
	venue, _ := venueOf(strings.SplitN(path, "?", 2)[0], false)
	x.mu.Lock()
	gone := x.holds("gone", venue)
	x.mu.Unlock()
	if gone {
		return 0, 0, nil
	}
	q, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		return http.StatusBadRequest, 0, nil
	}
	q.RemoteAddr = nobody + ":1"
	w := sheet{header: http.Header{}, status: http.StatusOK}
	server{x}.serve(&w, q)
	if seconds, err := strconv.Atoi(w.header.Get("Retry-After")); err == nil {
		retry = time.Duration(seconds) * time.Second
	}
	return w.status, retry, w.body.Bytes()
}

// sheet is what an answer is written on.
type sheet struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *sheet) Header() http.Header         { return w.header }
func (w *sheet) WriteHeader(status int)      { w.status = status }
func (w *sheet) Write(b []byte) (int, error) { return w.body.Write(b) }
