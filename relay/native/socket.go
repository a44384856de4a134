package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"brink/relay/policy"
)

// Bounds of a relayed socket. A side that is silent for pongWait is gone;
// pings go out well before that.
const (
	fromPage   = 4 << 10 // bytes of a frame
	fromVenue  = 4 << 20
	mostKept   = 16 << 10 // bytes of room for the next frame
	pongWait   = 75 * time.Second
	pingEvery  = 25 * time.Second
	writeWait  = 15 * time.Second
	closeGrace = time.Second
)

// upgrader leaves the check of the origin to the policy, which has been asked.
var upgrader = websocket.Upgrader{
	HandshakeTimeout: upstreamTimeout,
	CheckOrigin:      func(*http.Request) bool { return true },
	Error:            func(w http.ResponseWriter, _ *http.Request, _ int, _ error) { refuse(w, policy.NoHandshake) },
}

// pass connects the page with the venue and copies frames both ways as they
// come: a side that reads slowly slows the other down. What the venue sent in
// one go reaches the page in one go; nothing waits while the venue is waited
// for.
func (r *relay) pass(w http.ResponseWriter, q *http.Request, who string, v *policy.Verdict, address string) {
	mine := r.sockets.enter(who, v.Venue, v.Open)
	if mine == nil {
		refuse(w, policy.Crowded)
		return
	}
	defer r.sockets.leave(who, v.Venue, mine)
	ctx, cancel := context.WithCancel(q.Context())
	defer cancel()
	defer context.AfterFunc(r.context, cancel)()
	if refusal := r.await(ctx, who, v); refusal != nil {
		refuse(w, refusal)
		return
	}
	var from *source
	dialer := websocket.Dialer{HandshakeTimeout: upstreamTimeout, NetDialContext: func(ctx context.Context, network, at string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, at)
		from = &source{Conn: conn}
		return from, err
	}}
	sent := time.Now()
	venue, answer, err := dialer.DialContext(ctx, address, http.Header{"User-Agent": {"brink"}})
	if err != nil {
		refuse(w, r.undialled(v, answer, sent))
		return
	}
	defer venue.Close()
	over := &hijacker{ResponseWriter: w, frames: v.Frames}
	page, err := upgrader.Upgrade(over, q, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer page.Close()
	page.SetReadLimit(fromPage)
	venue.SetReadLimit(fromVenue)
	from.before = over.page.flush
	if !r.sockets.open(mine, func(refusal *policy.Refusal) { go hangUp(page, venue, over.page, refusal) }) {
		hangUp(page, venue, over.page, policy.Closing)
	}
	var both sync.WaitGroup
	both.Go(func() { copyFrames(venue, page, nil) })
	both.Go(func() { copyFrames(page, venue, over.page) })
	both.Wait()
}

// hangUp ends both sides of a socket: for a page that is asked to give its
// connection up, "try again later", and "going away" where the relay goes.
func hangUp(page, venue *websocket.Conn, wait *buffered, refusal *policy.Refusal) {
	code := websocket.CloseGoingAway
	if refusal == policy.Crowded {
		code = websocket.CloseTryAgainLater
	}
	until := time.Now().Add(closeGrace)
	_ = venue.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), until)
	_ = page.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, refusal.Code), until)
	_ = wait.flush()
	_ = venue.SetReadDeadline(until)
	_ = page.SetReadDeadline(until)
}

// await waits for a visitor's turn to open a connection at an exchange.
func (r *relay) await(ctx context.Context, who string, v *policy.Verdict) *policy.Refusal {
	host := r.hosts.of(v)
	turns := host.turns(&v.Budget)
	if refusal := host.resting(turns, time.Now()); refusal != nil {
		return refusal
	}
	turn := make(chan *policy.Refusal, 1)
	e := &errand{units: v.Units, run: func(refusal *policy.Refusal) { turn <- refusal }}
	if !turns.join(who, e, time.Now()) {
		return policy.Busy
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case refusal := <-turn:
		return refusal
	case <-ctx.Done():
	case <-timer.C:
	}
	turns.leave(e)
	return policy.Busy
}

// undialled is the refusal for an exchange that did not open its socket. Where
// it told of a limit, none is opened there for a while.
func (r *relay) undialled(v *policy.Verdict, answer *http.Response, sent time.Time) *policy.Refusal {
	if answer == nil {
		return policy.SocketRefusal(0)
	}
	var scanner policy.Scanner
	if body, err := io.ReadAll(io.LimitReader(answer.Body, 1024)); err == nil {
		scanner.Feed(body)
	}
	now, host := time.Now(), r.hosts.of(v)
	turns := host.turns(&v.Budget)
	heard := host.heard(answer.StatusCode, answer.Header.Get("Retry-After"), scanner.End(), now)
	if rest := policy.RestOfSockets(v, heard); rest > 0 {
		host.note(&policy.Finding{Struck: true, Narrow: true, Rest: rest}, answer.StatusCode, turns, sent, now)
	}
	return policy.SocketRefusal(answer.StatusCode)
}

// copyFrames copies until either side ends, then ends the other with the same
// code. Frames to a buffered connection wait until the other side is read from
// again.
func copyFrames(to, from *websocket.Conn, wait *buffered) {
	var heard time.Time
	alive := func(now time.Time) {
		// Setting a deadline costs as much as copying a frame, so it is moved
		// once a second.
		if now.Sub(heard) > time.Second {
			heard = now
			_ = from.SetReadDeadline(now.Add(pongWait))
		}
	}
	from.SetPongHandler(func(string) error { alive(time.Now()); return nil })
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for tick := time.NewTicker(pingEvery); ; {
			select {
			case <-tick.C:
				_ = from.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
			case <-stop:
				tick.Stop()
				return
			}
		}
	}()
	alive(time.Now())
	var frame bytes.Buffer
	for {
		if frame.Reset(); frame.Cap() > mostKept {
			frame = bytes.Buffer{}
		}
		kind, reader, err := from.NextReader()
		if err == nil {
			_, err = frame.ReadFrom(reader)
		}
		now := time.Now()
		alive(now)
		if errors.Is(err, errFlood) {
			_ = from.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "too many frames"), time.Now().Add(closeGrace))
		}
		if err != nil {
			code, text := websocket.CloseGoingAway, "the other side has gone"
			if closed, ok := err.(*websocket.CloseError); ok && closed.Code != websocket.CloseNoStatusReceived && closed.Code != websocket.CloseAbnormalClosure {
				code, text = closed.Code, closed.Text
			}
			_ = to.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(closeGrace))
			_ = to.SetReadDeadline(time.Now().Add(closeGrace))
			return
		}
		_ = to.SetWriteDeadline(now.Add(writeWait))
		if wait != nil {
			wait.buffer(true)
		}
		err = to.WriteMessage(kind, frame.Bytes())
		if wait != nil {
			wait.buffer(false)
		}
		if err != nil {
			_ = from.SetReadDeadline(time.Now())
			return
		}
	}
}
