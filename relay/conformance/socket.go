package conformance

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// serveSocket does what the frames that it is sent say, and sends others
// back. One socket of the table, binance's public one, cannot be opened.
func (e *Exchange) serveSocket(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/public/ws"):
		w.WriteHeader(http.StatusUnavailableForLegalReasons)
		return
	case strings.HasSuffix(r.URL.Path, "/v5/public/inverse"):
		http.Redirect(w, r, "http://127.0.0.1:1/"+Marker, http.StatusFound)
		return
	case strings.HasSuffix(r.URL.Path, "/ws/v5/business"):
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	e.connected.Add(1)
	defer e.connected.Add(-1)
	defer conn.Close()
	for {
		kind, frame, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if !e.obey(conn, kind, frame) {
			return
		}
	}
}

// Connected is how many sockets are open at the exchange.
func (e *Exchange) Connected() int64 { return e.connected.Load() }

// number makes a message number i of a flood.
func number(message []byte, i int) []byte {
	strconv.AppendInt(message[:0], int64(i), 10)
	return message
}

// follows reports whether a frame is number i of a flood.
func follows(frame []byte, i int) bool {
	var number [20]byte
	return len(frame) == 200 && bytes.HasPrefix(frame, append(strconv.AppendInt(number[:0], int64(i), 10), 'x'))
}

// Sent is how many frames of floods the exchange could get rid of, so far.
func (e *Exchange) Sent() int64 { return e.sent.Load() }

// obey does what a frame says and reports whether the socket goes on.
func (e *Exchange) obey(conn *websocket.Conn, kind int, frame []byte) bool {
	word, rest, _ := strings.Cut(string(frame), " ")
	count, _ := strconv.Atoi(rest)
	switch word {
	case "close":
		_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(count, "enough"), time.Now().Add(time.Second))
		return true // until the other side has said so too
	case "drop":
		return false
	case "large":
		return conn.WriteMessage(kind, bytes.Repeat([]byte("x"), count)) == nil
	case "flood", "trickle": // as fast as can be, or one by one
		message := bytes.Repeat([]byte("x"), 200) // about what a trade has
		for i := range count {
			if word == "trickle" {
				time.Sleep(100 * time.Microsecond)
			}
			if conn.WriteMessage(websocket.TextMessage, number(message, i)) != nil {
				return false
			}
			e.sent.Add(1)
		}
		return true
	}
	return conn.WriteMessage(kind, frame) == nil
}
