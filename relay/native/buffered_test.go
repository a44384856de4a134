package main

import (
	"bytes"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// notebook is a connection that notes what is written to it, call by call.
type notebook struct {
	net.Conn
	calls     []string
	deadlines []time.Time
	broken    error
}

func (n *notebook) Write(p []byte) (int, error) {
	if n.broken != nil {
		return 0, n.broken
	}
	n.calls = append(n.calls, string(p))
	return len(p), nil
}

func (n *notebook) SetWriteDeadline(at time.Time) error {
	n.deadlines = append(n.deadlines, at)
	return nil
}

func TestBuffered(t *testing.T) {
	there := &notebook{}
	h := &buffered{Conn: there}
	write := func(text string) {
		t.Helper()
		if n, err := h.Write([]byte(text)); n != len(text) || err != nil {
			t.Fatalf("%d of %d, %v", n, len(text), err)
		}
	}
	flush := func() {
		t.Helper()
		if err := h.flush(); err != nil {
			t.Fatal(err)
		}
	}
	flush() // of nothing is nothing
	write("at once")
	h.buffer(true)
	write("a")
	write("b")
	h.buffer(false)
	if len(there.calls) != 1 {
		t.Fatalf("%q went out while buffered", there.calls)
	}
	flush()
	h.buffer(true)
	write("c")
	h.buffer(false)
	write("ping") // takes along what waits, in order
	long := strings.Repeat("x", mostBuffered-1)
	h.buffer(true)
	write("d")
	write(long)
	write("e") // is one too many
	write(long + "xx")
	h.buffer(false)
	flush()
	want := []string{"at once", "ab", "c", "ping", "d" + long, "e", long + "xx"}
	if !slices.Equal(there.calls, want) {
		t.Errorf("%d calls: %.60q", len(there.calls), there.calls)
	}
	if h.waiting != nil {
		t.Error("a connection on which nothing waits keeps room for it")
	}
}

func TestBufferedReturnsWhatBroke(t *testing.T) {
	there := &notebook{}
	h := &buffered{Conn: there}
	at := time.Now().Add(writeWait)
	_ = h.SetWriteDeadline(at)
	h.buffer(true)
	if _, err := h.Write([]byte("a")); err != nil || len(there.deadlines) != 0 {
		t.Fatal(err, there.deadlines)
	}
	there.broken = errors.New("gone")
	if err := h.flush(); !errors.Is(err, there.broken) || !slices.Equal(there.deadlines, []time.Time{at}) {
		t.Errorf("%v by %v", err, there.deadlines)
	}
	if err := h.flush(); err != nil || h.waiting != nil {
		t.Errorf("what could not be sent waits still: %v", err)
	}
	if _, err := h.Write(bytes.Repeat([]byte("x"), mostBuffered+1)); !errors.Is(err, there.broken) {
		t.Errorf("%v", err)
	}
}

// TestSourceReleasesFirst reads from a venue only once the page has all.
func TestSourceReleasesFirst(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	released := false
	s := &source{Conn: ours, before: func() error { released = true; return nil }}
	go func() { _, _ = theirs.Write([]byte("a")) }()
	if n, err := s.Read(make([]byte, 9)); n != 1 || err != nil || !released {
		t.Errorf("%d %v %t", n, err, released)
	}
	gone := errors.New("gone")
	s.before = func() error { return gone }
	if _, err := s.Read(make([]byte, 9)); !errors.Is(err, gone) {
		t.Error(err)
	}
}
