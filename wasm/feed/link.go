// Package feed keeps a venue's sockets connected and its REST requests within
// its limits: a socket and a queue of requests, each a state machine. Clock,
// randomness and the network are parameters: times come in, orders go out. It
// decodes nothing and knows no market.
package feed

import (
	"slices"

	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Route is one way to an address.
type Route struct {
	Origin  string // scheme and host, with the path that a relay puts before the venue's own
	Relayed bool
}

// OrderKind says what an Order asks for.
type OrderKind uint8

// What a link asks for.
const (
	Dial  OrderKind = iota // connect to Text
	Send                   // send Text
	Close                  // close the connection
)

// Order is something to do to the link's connection, in order.
type Order struct {
	Kind OrderKind
	Text string
}

// State is where a link stands.
type State uint8

// The states of a link.
const (
	Idle        State = iota // nobody wants it
	BackingOff               // waits before it connects
	Dialling                 // connecting
	Subscribing              // connected, nothing of the market has come yet
	Live                     // events of the market come
)

// Limits of every link.
const (
	dialTimeout    = 10 * market.Second
	firstBackoff   = market.Second / 2
	longestBackoff = market.Minute
	// renewBefore is how long before the venue would close a connection it is
	// closed and opened again from here.
	renewBefore = 10 * market.Minute
	// maxFailures is how many failures in a row a route that has worked gets
	// before the next is tried; one that never has gets one.
	maxFailures = 3
)

// Link is one socket: it connects, subscribes, keeps the heartbeat, and counts as
// live only while events of the market come, whatever the connection says of
// itself. It reconnects with backoff and jitter; what may have been missed
// meanwhile is an Outage.
type Link struct {
	plan   *exchange.Plan
	socket exchange.Socket
	routes []Route
	random func() float64

	state      State
	route      int
	proven     bool // the route in use has carried the market before
	failures   int  // in a row, on the route in use
	retries    int  // in a row, over all routes
	since      market.Instant
	until      market.Instant // end of BackingOff
	lastEvent  market.Instant // anything of the market
	lastBeat   market.Instant // last heartbeat sent
	lastSent   market.Instant // last message sent
	outbox     []string       // messages that wait for their turn
	serial     int
	outageFrom market.Instant // start of an outage that was not returned yet
	outage     bool
	dials      [2]*DialLimit // its own, and that of all links that it is one of
	orders     []Order
}

// NewLink returns an idle link. shared bounds what it connects together with
// other links, nil where nothing does. random is uniform in [0, 1).
func NewLink(plan *exchange.Plan, socket exchange.Socket, routes []Route, shared *DialLimit, random func() float64) *Link {
	return &Link{plan: plan, socket: socket, routes: routes, dials: [...]*DialLimit{NewDialLimit(linkDials), shared}, random: random}
}

// State is where the link stands.
func (l *Link) State() State { return l.state }

// Relayed reports whether the route in use goes through a relay.
func (l *Link) Relayed() bool { return l.routes[l.route].Relayed }

// Orders returns what to do, oldest first, and forgets it: the caller owns it.
func (l *Link) Orders() []Order {
	orders := l.orders
	l.orders = nil
	return orders
}

func (l *Link) order(kind OrderKind, text string) { l.orders = append(l.orders, Order{kind, text}) }

// Start connects, where there is anything to subscribe to.
func (l *Link) Start(now market.Instant) {
	if l.state == Idle && len(l.socket.Topics) > 0 {
		l.dial(now)
	}
}

// Stop closes the connection for good; Start opens it again.
func (l *Link) Stop() {
	if l.state == Dialling || l.state == Subscribing || l.state == Live {
		l.order(Close, "")
	}
	l.state, l.outbox = Idle, nil
}

func (l *Link) dial(now market.Instant) {
	if at := l.allowed(); now < at {
		l.state, l.until = BackingOff, at
		return
	}
	for _, limit := range l.dials {
		limit.note(now)
	}
	l.state, l.since, l.outbox = Dialling, now, nil
	l.order(Dial, l.routes[l.route].Origin+l.socket.Path)
}

// Opened tells that the connection is open; the link subscribes. In any other
// state than Dialling it does nothing.
func (l *Link) Opened(now market.Instant) {
	if l.state != Dialling {
		return
	}
	l.state, l.since, l.lastBeat, l.lastSent = Subscribing, now, now, 0
	l.queue(l.plan.Subscribe, l.socket.Topics)
	l.sendNext(now)
}

// queue queues the messages that subscribe or unsubscribe topics, each no
// larger than the venue takes.
func (l *Link) queue(message func(topics []string, id int) string, topics []string) {
	limits := &l.plan.Limits
	for len(topics) > 0 {
		n, bytes := 0, 0
		for n < len(topics) && n < limits.TopicsAtOnce && (n == 0 || bytes+len(topics[n]) <= limits.SubscribeBytes/2) {
			bytes += len(topics[n]) + 3
			n++
		}
		l.serial++
		l.outbox = append(l.outbox, message(topics[:n], l.serial))
		topics = topics[n:]
	}
}

// SetTopics changes what the link subscribes to. On an open connection it
// subscribes and unsubscribes what differs; without a topic it closes it.
func (l *Link) SetTopics(topics []string, now market.Instant) {
	before := l.socket.Topics
	l.socket.Topics = topics
	switch {
	case len(topics) == 0:
		l.Stop()
	case l.state == Idle && len(before) == 0:
		l.Start(now)
	case l.state == Subscribing || l.state == Live:
		l.queue(l.plan.Unsubscribe, without(before, topics))
		l.queue(l.plan.Subscribe, without(topics, before))
		l.sendNext(now)
	}
}

// Resubscribe unsubscribes topics and subscribes them again: a venue answers that
// with a snapshot.
func (l *Link) Resubscribe(topics []string, now market.Instant) {
	if l.state == Subscribing || l.state == Live {
		l.queue(l.plan.Unsubscribe, topics)
		l.queue(l.plan.Subscribe, topics)
		l.sendNext(now)
	}
}

// without is the elements of list that are not in other.
func without(list, other []string) []string {
	var rest []string
	for _, s := range list {
		if !slices.Contains(other, s) {
			rest = append(rest, s)
		}
	}
	return rest
}

// sendNext sends what waits, no faster than the venue allows.
func (l *Link) sendNext(now market.Instant) {
	if len(l.outbox) > 0 && now.Since(l.lastSent) >= l.plan.Limits.MessagesEvery {
		l.order(Send, l.outbox[0])
		l.outbox, l.lastSent = l.outbox[1:], now
	}
}

// Received tells that something of the market has come: an event, not an
// acknowledgement and not the answer to a heartbeat.
func (l *Link) Received(now market.Instant) {
	if l.state != Subscribing && l.state != Live {
		return
	}
	l.state, l.lastEvent = Live, now
	l.proven, l.failures, l.retries = true, 0, 0
}

// Closed tells that the connection has ended or could not be made.
func (l *Link) Closed(now market.Instant) {
	if l.state != Idle && l.state != BackingOff {
		l.fail(now)
	}
}

// allowed is the instant from which on a link may connect again.
func (l *Link) allowed() market.Instant {
	return max(l.dials[0].next(), l.dials[1].next())
}

// fail gives the connection up and backs off before the next.
func (l *Link) fail(now market.Instant) {
	if l.state == Live && !l.outage {
		l.outage, l.outageFrom = true, l.lastEvent
	}
	l.failures++
	if !l.proven || l.failures >= maxFailures {
		l.route = (l.route + 1) % len(l.routes)
		l.proven, l.failures = false, 0
	}
	rest := longestBackoff
	if l.retries < 7 {
		rest = min(firstBackoff<<l.retries, longestBackoff)
	}
	l.retries++
	// Jitter: visitors that lost a venue together do not come back together.
	rest = rest/4 + market.Millis(l.random()*float64(rest)*3/4)
	l.state, l.outbox = BackingOff, nil
	l.until = now.Add(max(rest, min(l.plan.Limits.ConnectEvery, 2*market.Second)))
}

// drop closes a connection that is of no use and backs off.
func (l *Link) drop(now market.Instant) {
	l.order(Close, "")
	l.fail(now)
}

// Wake tells that the network is there again: a connection that was silent for too long is given up at once, and a link that
// backs off connects without waiting any longer.
func (l *Link) Wake(now market.Instant) {
	l.Tick(now)
	if l.state == BackingOff {
		l.retries = 0
		l.dial(now)
	}
}

// Restart gives up a connection that may be dead, such as after a device's
// sleep, and connects again after a while that differs from link to link. It does
// not speak against the route.
func (l *Link) Restart(now market.Instant) {
	if l.state == Idle || l.state == BackingOff {
		return
	}
	failures, proven, route := l.failures, l.proven, l.route
	l.drop(now)
	l.failures, l.proven, l.route = failures, proven, route
}

// Tick lets time pass: it is called at least once a second.
func (l *Link) Tick(now market.Instant) {
	switch l.state {
	case BackingOff:
		if now >= l.until {
			l.dial(now)
		}
	case Dialling:
		if now.Since(l.since) > dialTimeout {
			l.drop(now)
		}
	case Subscribing, Live:
		l.watch(now)
	}
}

// watch checks an open connection for silence, renews it before the venue would
// close it, and sends what is due.
func (l *Link) watch(now market.Instant) {
	beat := &l.plan.Heartbeat
	last := l.since
	if l.state == Live {
		last = l.lastEvent
	}
	switch {
	case now.Since(last) > beat.Quiet:
		// It may still answer pings; nothing of the market comes.
		l.drop(now)
	case beat.Lifetime > 0 && now.Since(l.since) > beat.Lifetime-renewBefore:
		// At a time that differs from visitor to visitor, unlike the venue's.
		l.drop(now)
		l.failures, l.retries, l.until = 0, 0, now
	default:
		l.sendNext(now)
		if beat.Message != "" && now.Since(l.lastBeat) >= beat.Every {
			l.lastBeat = now
			l.order(Send, beat.Message)
		}
	}
}

// Outage returns, once, the span in which events may have been missed: from
// the last that came before the connection was lost to the first after it.
// It is false until events of the market come again.
func (l *Link) Outage() (from, to market.Instant, ok bool) {
	if !l.outage || l.state != Live {
		return 0, 0, false
	}
	l.outage = false
	return l.outageFrom, l.lastEvent, true
}
