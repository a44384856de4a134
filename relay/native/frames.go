package main

import (
	"errors"
	"net"
	"time"

	"golang.org/x/time/rate"

	"brink/relay/policy"
)

// errFlood ends a page that sends more than it may.
var errFlood = errors.New("too many frames")

// counted is a page's connection that counts the frames that come in: every
// one, also pings, pongs and fragments of nothing, which no reader of messages
// sees. A page subscribes and sends heartbeats; an exchange that is flooded
// refuses this machine. One that sends faster than it may is read from no
// more.
type counted struct {
	net.Conn
	pace   *rate.Limiter
	header [14]byte // of the frame that begins
	have   int      // bytes of it
	left   uint64   // bytes of the frame's payload that are still to come
}

func newCounted(conn net.Conn, frames policy.Frames) *counted {
	return &counted{Conn: conn, pace: rate.NewLimiter(rate.Limit(frames.PerSecond), frames.Burst)}
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if !c.within(p[:n], time.Now()) {
		return 0, errFlood
	}
	return n, err
}

// within follows the frames of what has come, and reports whether so many may.
func (c *counted) within(p []byte, now time.Time) bool {
	for len(p) > 0 {
		if c.left > 0 {
			skip := min(c.left, uint64(len(p)))
			c.left -= skip
			p = p[skip:]
			continue
		}
		c.header[c.have] = p[0]
		c.have++
		p = p[1:]
		if c.have < 2 || c.have < headerSize(c.header[1]) {
			continue
		}
		c.left, c.have = payload(c.header[:]), 0
		if !c.pace.AllowN(now, 1) {
			return false
		}
	}
	return true
}

// headerSize is how long a frame's header is, by its second byte.
func headerSize(second byte) int {
	size := 2
	switch second & 127 {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	if second&128 != 0 {
		size += 4 // the mask
	}
	return size
}

// payload is how long a frame's payload is, by its header.
func payload(header []byte) uint64 {
	long := 0
	switch header[1] & 127 {
	case 126:
		long = 2
	case 127:
		long = 8
	default:
		return uint64(header[1] & 127)
	}
	var n uint64
	for _, b := range header[2 : 2+long] {
		n = n<<8 | uint64(b)
	}
	return n
}
