package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"brink/wasm/census"
	"brink/wasm/market"
)

// network is the native one: what comes is handed over by wait, on the caller's
// goroutine.
type network struct {
	events chan func()
	ctx    context.Context
	close  func()
	client http.Client
}

func newNetwork() *network {
	ctx, end := context.WithCancel(context.Background())
	return &network{events: make(chan func(), 256), ctx: ctx, close: end, client: http.Client{Timeout: 20 * time.Second}}
}

// wait hands over what comes within a time.
func (n *network) wait(span time.Duration) {
	over := time.NewTimer(span)
	defer over.Stop()
	for {
		select {
		case f := <-n.events:
			f()
		case <-over.C:
			return
		}
	}
}

// tell hands an event to wait; one that comes after the end is dropped.
func (n *network) tell(f func()) {
	select {
	case n.events <- f:
	case <-n.ctx.Done():
	}
}

func (n *network) Now() market.Millis { return market.Millis(time.Now().UnixMilli()) }

// Post sends a question.
func (n *network) Post(url, body string, done func(int, market.Millis, []byte)) {
	go func() {
		status, wait, answer := n.post(url, body)
		n.tell(func() { done(status, wait, answer) })
	}()
}

func (n *network) post(url, body string) (int, market.Millis, []byte) {
	q, err := http.NewRequestWithContext(n.ctx, http.MethodPost, url, bytes.NewBufferString(body))
	if err != nil {
		return 0, 0, nil
	}
	q.Header.Set("Content-Type", "application/json")
	answer, err := n.client.Do(q)
	if err != nil {
		return 0, 0, nil
	}
	defer answer.Body.Close()
	const most = 4 << 20
	text, err := io.ReadAll(io.LimitReader(answer.Body, most))
	if err != nil {
		return 0, 0, nil
	}
	wait := market.Millis(0)
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && seconds > 0 {
		wait = market.Millis(min(seconds, 3600)) * market.Second
	}
	return answer.StatusCode, wait, text
}

// socket is one connection.
type socket struct {
	n    *network
	conn chan *websocket.Conn // has it, once it stands
	ctx  context.Context
	end  func()
}

// Dial opens a connection.
func (n *network) Dial(url string, opened func(), frame func([]byte), ended func()) census.Socket {
	s := &socket{n: n, conn: make(chan *websocket.Conn, 1)}
	s.ctx, s.end = context.WithCancel(n.ctx)
	tell := func(f func()) {
		n.tell(func() {
			if s.ctx.Err() == nil {
				f()
			}
		})
	}
	go func() {
		conn, _, err := websocket.DefaultDialer.DialContext(s.ctx, url, nil)
		if err != nil {
			tell(ended)
			return
		}
		go func() {
			<-s.ctx.Done()
			conn.Close()
		}()
		s.conn <- conn
		tell(opened)
		for {
			_, data, err := conn.ReadMessage()
			if err != nil {
				tell(ended)
				return
			}
			tell(func() { frame(data) })
		}
	}()
	return s
}

// Send sends a text; what cannot be sent any more is dropped.
func (s *socket) Send(text string) {
	select {
	case conn := <-s.conn:
		conn.WriteMessage(websocket.TextMessage, []byte(text))
		s.conn <- conn
	default:
	}
}

// Disconnect closes it.
func (s *socket) Disconnect() { s.end() }
