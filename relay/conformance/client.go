package conformance

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Answer is what a twin said, read whole.
type Answer struct {
	Status int
	Head   http.Header
	Body   string
}

// from is a caller's own address on loopback, so that callers do not share
// the native twin's limits.
func from(caller int) *net.Dialer {
	local := &net.TCPAddr{IP: net.IPv4(127, byte(1+caller>>16), byte(caller>>8), byte(caller))}
	return &net.Dialer{LocalAddr: local, Timeout: 20 * time.Second}
}

// Send writes bytes to a twin as they are and reads one answer; method is the
// one that they ask by, for an answer to HEAD has no body.
func (t *Twin) Send(caller int, method, raw string) (*Answer, error) {
	conn, err := from(caller).Dial("tcp", t.Addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(conn, raw); err != nil {
		return nil, err
	}
	return read(conn, method)
}

// errNone says that a connection was closed without an answer.
var errNone = errors.New("closed without an answer")

func read(conn io.Reader, method string) (*Answer, error) {
	answer, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return nil, errNone
	}
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return &Answer{answer.StatusCode, answer.Header, string(body)}, err
}

// Ask sends a request line with the given header lines after the usual ones.
func (t *Twin) Ask(caller int, method, target string, lines ...string) (*Answer, error) {
	return t.Send(caller, method, fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", method, target, t.Addr, joined(lines)))
}

// joined are header lines as they are sent.
func joined(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// Own is the header line of our own page.
func (t *Twin) Own() string { return "Origin: " + t.Origin }

// Open opens a socket; where the twin refuses, its status is in answer.
func (t *Twin) Open(caller int, path, origin string) (*websocket.Conn, *http.Response, error) {
	dialer := websocket.Dialer{NetDialContext: from(caller).DialContext, HandshakeTimeout: time.Minute}
	head := http.Header{"Cookie": {Marker}}
	if origin != "" {
		head.Set("Origin", origin)
	}
	return dialer.Dial("ws://"+t.Addr+path, head)
}
