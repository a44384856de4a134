package fake

import (
	"slices"
	"time"

	"brink/wasm/market"
)

// frame is one message of a topic.
type frame struct {
	at   market.Millis
	data []byte
	book bool // a change of a book, which may be lost
}

// topic is what can be subscribed to, while somebody does.
type topic struct {
	key   string
	venue market.Venue
	name  string        // the venue's own
	upTo  market.Millis // the time of what has been published
	// source appends the messages of (from, to], oldest first.
	source func(dst []frame, from, to market.Millis) []frame
	// first is what a new subscriber gets at once, nil for nothing.
	first func(now market.Millis) []byte
	conns map[*conn]bool
}

// delivery is a frame to be sent to the subscribers of a topic.
type delivery struct {
	topic *topic
	frame frame
}

// join subscribes a connection to the topic of a key. New
// makes the topic where nobody subscribed to it before.
func (x *Exchange) join(c *conn, key, name string, make func() *topic) {
	key = string(c.venue) + " " + key
	t := x.topics[key]
	if t == nil {
		t = make()
		t.key, t.venue, t.name, t.upTo, t.conns = key, c.venue, name, x.now(c.venue), map[*conn]bool{}
		x.topics[key] = t
	}
	if t.conns[c] {
		return
	}
	t.conns[c] = true
	c.topics[key] = t
	if t.first != nil {
		if data := t.first(t.upTo); data != nil {
			c.publish(t, frame{t.upTo, data, false})
		}
	}
}

// leave ends a subscription.
func (x *Exchange) leave(c *conn, key string) {
	key = string(c.venue) + " " + key
	if t := c.topics[key]; t != nil {
		x.part(c, t)
	}
}

func (x *Exchange) part(c *conn, t *topic) {
	delete(c.topics, t.key)
	delete(t.conns, c)
	if len(t.conns) == 0 {
		delete(x.topics, t.key)
	}
}

// publish sends what is new in each topic to its subscribers, in the order of
// the messages' times, and drops the connections that are due to end.
func (x *Exchange) publish() {
	var out []delivery
	var frames []frame
	for _, t := range x.topics {
		now := x.now(t.venue)
		if now <= t.upTo {
			continue
		}
		frames = t.source(frames[:0], t.upTo, now)
		t.upTo = now
		for _, f := range frames {
			out = append(out, delivery{t, f})
		}
	}
	// Stable: two messages of one topic may be of one moment, and follow each other.
	slices.SortStableFunc(out, func(a, b delivery) int {
		if a.frame.at != b.frame.at {
			return int(a.frame.at - b.frame.at)
		}
		// The order of a map is no order: topics have one of their own.
		if a.topic.key < b.topic.key {
			return -1
		} else if a.topic.key > b.topic.key {
			return 1
		}
		return 0
	})
	for i := range out {
		for c := range out[i].topic.conns {
			c.publish(out[i].topic, out[i].frame)
		}
	}
	wall := x.config.Wall()
	for c := range x.conns {
		if x.holds("gone", c.venue) || !c.dies.IsZero() && wall.After(c.dies) || c.idle(wall) {
			c.cut()
		}
	}
}

// periodic is the source of what is sent at each multiple of a period, of the
// wall clock's.
func (x *Exchange) periodic(period market.Millis, make func(at market.Millis) []byte) func([]frame, market.Millis, market.Millis) []frame {
	period = x.slower(period)
	return func(dst []frame, from, to market.Millis) []frame {
		for at := (from/period + 1) * period; at <= to; at += period {
			if data := make(at); data != nil {
				dst = append(dst, frame{at, data, false})
			}
		}
		return dst
	}
}

// candles is the source of bars: the forming one at each multiple of a
// period, and each that closes.
func candles(l *listing, span, period market.Millis, make func(b *bar, at market.Millis) []byte) func([]frame, market.Millis, market.Millis) []frame {
	forming := l.x.periodic(period, func(at market.Millis) []byte {
		b, ok := l.bar(at-at%span, span, at)
		if !ok {
			return nil
		}
		return make(&b, at)
	})
	return func(dst []frame, from, to market.Millis) []frame {
		for at := (from/span + 1) * span; at <= to; at += span {
			if b, ok := l.bar(at-span, span, at); ok {
				dst = append(dst, frame{at, make(&b, at), false})
			}
		}
		n := len(dst)
		dst = forming(dst, from, to)
		if n > 0 {
			slices.SortStableFunc(dst, func(a, b frame) int { return int(a.at - b.at) })
		}
		return dst
	}
}

// traded is the source of trades, a message each, or one for those that
// together are one execution.
func traded(l *listing, together int, make func(list []print) []byte) func([]frame, market.Millis, market.Millis) []frame {
	var list []print
	return func(dst []frame, from, to market.Millis) []frame {
		list = l.between(list[:0], from, to)
		for i := 0; i < len(list); {
			n := 1
			// About one message in ten holds several.
			for i+n < len(list) && n < together && hash(uint64(list[i].id))%10 == 0 {
				n++
			}
			dst = append(dst, frame{list[i+n-1].time, make(list[i : i+n]), false})
			i += n
		}
		return dst
	}
}

// booked is the source of a book's changes, every so many steps.
func booked(l *listing, steps int64, make func(before, k int64) []byte) func([]frame, market.Millis, market.Millis) []frame {
	return func(dst []frame, from, to market.Millis) []frame {
		k := l.step(from) / steps * steps
		for last := l.step(to) / steps * steps; k < last; k += steps {
			dst = append(dst, frame{l.stepTime(k + steps), make(k, k+steps), true})
		}
		return dst
	}
}

// scheduleDrop draws the time at which a connection will be dropped.
func (c *conn) scheduleDrop() {
	c.dies = time.Time{}
	if r := c.x.faults.find("drop", c.venue); r != nil {
		part := .5 + fraction(hash(c.x.config.Seed, c.serial, 11))
		c.dies = c.x.config.Wall().Add(time.Duration(float64(c.x.span(r.span)) * part))
	}
}
