package main

import (
	"bytes"
	"context"
	"errors"
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

// errFlood ends a page that sends more than it may.
var errFlood = errors.New("too many frames")

// upgrader leaves the check of the origin to the policy, which has been asked.
var upgrader = websocket.Upgrader{HandshakeTimeout: upstreamTimeout, CheckOrigin: func(*http.Request) bool { return true }}

// pass connects the page with the venue and copies frames both ways as they
// come: a side that reads slowly slows the other down. What the venue sent in
// one go reaches the page in one go; nothing waits while the venue is waited
// for.
func (r *relay) pass(w http.ResponseWriter, q *http.Request, address string) {
	var from *source
	dialer := websocket.Dialer{HandshakeTimeout: upstreamTimeout, NetDialContext: func(ctx context.Context, network, at string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, at)
		from = &source{Conn: conn}
		return from, err
	}}
	venue, answer, err := dialer.DialContext(q.Context(), address, http.Header{"User-Agent": {"brink"}})
	if err != nil {
		status := 0
		if answer != nil {
			status = answer.StatusCode
		}
		refuse(w, policy.SocketRefusal(status))
		return
	}
	defer venue.Close()
	over := &hijacker{ResponseWriter: w}
	page, err := upgrader.Upgrade(over, q, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer page.Close()
	page.SetReadLimit(fromPage)
	venue.SetReadLimit(fromVenue)
	from.before = over.page.flush
	var both sync.WaitGroup
	both.Go(func() { copyFrames(venue, page, &pace{}, nil) })
	both.Go(func() { copyFrames(page, venue, nil, over.page) })
	both.Wait()
}

// What a page may send: it subscribes and sends heartbeats, and an exchange
// that is flooded refuses this machine.
const (
	mostFrames      = 60 // at once
	framesPerSecond = 10
)

// pace counts frames against what a page may send.
type pace struct {
	used float64
	last time.Time
}

// within takes one frame into account and says whether it may pass.
func (p *pace) within(now time.Time) bool {
	p.used = max(0, p.used-now.Sub(p.last).Seconds()*framesPerSecond) + 1
	p.last = now
	return p.used <= mostFrames
}

// copyFrames copies until either side ends, then ends the other with the same
// code. A side with a pace is ended when it sends faster; frames to a buffered
// connection wait until the other side is read from again.
func copyFrames(to, from *websocket.Conn, paced *pace, wait *buffered) {
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
		if err == nil && paced != nil && !paced.within(now) {
			_ = from.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.ClosePolicyViolation, "too many frames"), time.Now().Add(closeGrace))
			err = errFlood
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
