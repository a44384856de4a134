package fake

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"brink/wasm/market"
)

// conn is one listener's socket.
type conn struct {
	x        *Exchange
	venue    market.Venue
	route    string // the path, without what is subscribed to
	address  string // of the listener
	combined bool   // Binance's messages name their stream
	serial   uint64
	ws       *websocket.Conn // nil for a Line
	out      chan []byte
	over     chan struct{}
	ended    bool
	topics   map[string]*topic
	draws    draws
	held     []byte // to come after the next message
	dies     time.Time
	heard    time.Time // from the listener
	said     time.Time
	second   int64 // of the wall clock, and how many messages came in it
	messages int
}

// backlog is how many messages may wait for a slow client, which is cut
// beyond: venues do so too.
const backlog = 1 << 14

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// accept serves one socket until it ends.
func (x *Exchange) accept(w http.ResponseWriter, q *http.Request, venue market.Venue, route string) {
	ws, err := upgrader.Upgrade(w, q, nil)
	x.mu.Lock()
	x.coming[caller{venue, address(q)}]--
	if err != nil {
		x.mu.Unlock()
		return
	}
	c := x.listener(venue, route, address(q))
	c.ws = ws
	x.ended.Add(2)
	speakers[venue].hello(c, q)
	x.mu.Unlock()
	go c.write()
	c.read()
}

// listener makes one known.
func (x *Exchange) listener(venue market.Venue, route, address string) *conn {
	x.serial++
	wall := x.config.Wall()
	c := &conn{
		x: x, venue: venue, route: route, address: address, serial: x.serial,
		out: make(chan []byte, backlog), over: make(chan struct{}), topics: map[string]*topic{},
		draws: draws{hash(x.config.Seed, x.serial, 10)}, heard: wall, said: wall,
	}
	x.conns[c] = true
	c.scheduleDrop()
	return c
}

// read hands the client's messages to the venue, until the socket ends.
func (c *conn) read() {
	defer c.x.ended.Done()
	ws := c.ws
	ws.SetReadLimit(64 << 10)
	for {
		_, message, err := ws.ReadMessage()
		if err != nil {
			break
		}
		c.x.mu.Lock()
		c.hear(message)
		c.x.mu.Unlock()
	}
	c.x.mu.Lock()
	c.leave()
	c.x.mu.Unlock()
}

// hear handles one message of the client.
func (c *conn) hear(message []byte) {
	c.heard = c.x.config.Wall()
	if c.flooding() {
		c.cut()
	} else {
		speakers[c.venue].hear(c, message)
	}
}

// leave forgets the listener.
func (c *conn) leave() {
	c.cut()
	for _, t := range c.topics {
		c.x.part(c, t)
	}
	delete(c.x.conns, c)
	c.x.limits.left(c)
}

// flooding reports whether the client sends more than the venue takes.
func (c *conn) flooding() bool {
	most := profileOf(c.venue).messages
	if most == 0 || c.x.limits.off {
		return false
	}
	if second := c.heard.Unix(); second != c.second {
		c.second, c.messages = second, 0
	}
	c.messages++
	if c.messages > most {
		c.x.limits.exceed(string(c.venue) + " messages")
	}
	return c.messages > most
}

// idle reports whether a venue that demands heartbeats has waited too
// long for it.
func (c *conn) idle(wall time.Time) bool {
	p := profileOf(c.venue)
	return p.silence > 0 && wall.Sub(c.heard) > p.silence && (!p.talked || wall.Sub(c.said) > p.silence)
}

// write sends what waits, and the venue's pings, until the connection is cut.
func (c *conn) write() {
	defer c.x.ended.Done()
	pings := time.NewTicker(3 * time.Minute)
	defer pings.Stop()
	defer c.ws.Close()
	for {
		select {
		case <-c.over:
			return
		case <-pings.C:
			if profileOf(c.venue).pings {
				c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
			}
		case message := <-c.out:
			c.ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if c.ws.WriteMessage(websocket.TextMessage, message) != nil {
				return
			}
		}
	}
}

// cut ends the connection at once, without a close frame.
func (c *conn) cut() {
	if !c.ended {
		c.ended = true
		close(c.over)
		if c.ws != nil {
			c.ws.Close()
		}
	}
}

// send sends an answer to the client, whatever faults are on.
func (c *conn) send(message []byte) {
	if c.ended {
		return
	}
	select {
	case c.out <- message:
	default:
		c.cut()
	}
}

// publish sends a message of a topic, subject to the faults that are on.
func (c *conn) publish(t *topic, f frame) {
	faults := &c.x.faults
	if c.x.holds("silence", c.venue) || f.book && c.draws.chance(faults.chance("bookgap", c.venue)) {
		return
	}
	message := f.data
	if c.combined {
		message = append([]byte(`{"stream":"`+t.name+`","data":`), message...)
		message = append(message, '}')
	}
	c.said = c.x.config.Wall()
	if c.draws.chance(faults.chance("malformed", c.venue)) {
		message = damage(message, &c.draws)
	}
	if c.held == nil && c.draws.chance(faults.chance("reorder", c.venue)) {
		c.held = message
		return
	}
	c.send(message)
	if c.draws.chance(faults.chance("duplicate", c.venue)) {
		c.send(message)
	}
	if c.held != nil {
		c.send(c.held)
		c.held = nil
	}
}

// damage is a copy of a message that broke on its way: cut short, or with a
// character that does not belong.
func damage(message []byte, d *draws) []byte {
	broken := append([]byte(nil), message...)
	if len(broken) < 2 || d.chance(.5) {
		return broken[:len(broken)/2]
	}
	broken[d.below(len(broken))] = 0
	return broken
}
