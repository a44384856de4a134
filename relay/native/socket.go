package main

import (
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
	pongWait   = 75 * time.Second
	pingEvery  = 25 * time.Second
	writeWait  = 15 * time.Second
	closeGrace = time.Second
)

// upgrader leaves the check of the origin to the policy, which has been asked.
var upgrader = websocket.Upgrader{HandshakeTimeout: patience, CheckOrigin: func(*http.Request) bool { return true }}

// pass connects the page with the venue and copies frames both ways as they
// come, one at a time: a side that reads slowly slows the other down.
func (r *relay) pass(w http.ResponseWriter, q *http.Request, address string) {
	venue, answer, err := r.dialer.DialContext(q.Context(), address, http.Header{"User-Agent": {"brink"}})
	if err != nil {
		if answer != nil && (answer.StatusCode == 403 || answer.StatusCode == 429 || answer.StatusCode == 451) {
			refuse(w, &policy.Refusal{Status: answer.StatusCode, Code: "upstream-refused", Sentence: "the exchange refuses this address or region"})
			return
		}
		refuse(w, &policy.Refusal{Status: 502, Code: "upstream-failed", Sentence: "the exchange's socket could not be opened"})
		return
	}
	defer venue.Close()
	page, err := upgrader.Upgrade(w, q, nil)
	if err != nil {
		return // the upgrader has answered
	}
	defer page.Close()
	page.SetReadLimit(fromPage)
	venue.SetReadLimit(fromVenue)
	var both sync.WaitGroup
	both.Add(2)
	go func() { defer both.Done(); copyFrames(venue, page) }()
	go func() { defer both.Done(); copyFrames(page, venue) }()
	both.Wait()
}

// copyFrames copies until either side ends, then ends the other with the same
// code.
func copyFrames(to, from *websocket.Conn) {
	alive := func() error { return from.SetReadDeadline(time.Now().Add(pongWait)) }
	from.SetPongHandler(func(string) error { return alive() })
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
	for {
		_ = alive()
		kind, frame, err := from.ReadMessage()
		if err != nil {
			code, text := websocket.CloseGoingAway, "the other side has gone"
			if closed, ok := err.(*websocket.CloseError); ok && closed.Code != websocket.CloseNoStatusReceived && closed.Code != websocket.CloseAbnormalClosure {
				code, text = closed.Code, closed.Text
			}
			_ = to.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), time.Now().Add(closeGrace))
			_ = to.SetReadDeadline(time.Now().Add(closeGrace))
			return
		}
		_ = to.SetWriteDeadline(time.Now().Add(writeWait))
		if err := to.WriteMessage(kind, frame); err != nil {
			_ = from.SetReadDeadline(time.Now())
			return
		}
	}
}
