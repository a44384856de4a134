// Package feed keeps the connections to one venue and its requests honest: a
// socket and a queue of REST calls as state machines. Clock, randomness and
// the network are parameters: times come in, orders go out. It decodes
// nothing and knows no market.
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
	Dial OrderKind = iota // connect to Text
	Say                   // send Text
	Hang                  // close the connection
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
	Idle     State = iota // nobody wants it
	Resting               // waits before it connects
	Dialling              // connecting
	Joining               // connected, nothing of the market has come yet
	Live                  // the market comes
)

// Constants of every link.
const (
	dialPatience = 10 * market.Second
	firstRest    = market.Second / 2
	longestRest  = market.Minute
	// leaveBefore is how long before the venue would close a connection we do.
	leaveBefore = 10 * market.Minute
	// patience is how many failures in a row a route that has worked gets
	// before the next is tried; one that never has gets one.
	patience = 3
)

// Link is one socket: it connects, subscribes, keeps the heartbeat, notices
// silence by what comes and not by what the connection says of itself, backs
// off with jitter and comes back. What it missed meanwhile it tells as an
// outage.
type Link struct {
	plan   *exchange.Plan
	socket exchange.Socket
	routes []Route
	random func() float64

	state    State
	route    int
	proven   bool // the route in use has carried the market before
	failures int  // in a row, on the route in use
	rests    int  // in a row, over all routes
	since    market.Millis
	until    market.Millis // of Resting
	heard    market.Millis // anything of the market
	beat     market.Millis // last heartbeat sent
	said     market.Millis // last message sent
	unsaid   []string      // messages that wait for their turn
	serial   int
	down     market.Millis // start of an outage that is not told yet
	lost     bool
	orders   []Order
}

// NewLink returns an idle link. random is uniform in [0, 1).
func NewLink(plan *exchange.Plan, socket exchange.Socket, routes []Route, random func() float64) *Link {
	return &Link{plan: plan, socket: socket, routes: routes, random: random}
}

// State is where the link stands.
func (l *Link) State() State { return l.state }

// Relayed reports whether the route in use goes through a relay.
func (l *Link) Relayed() bool { return l.routes[l.route].Relayed }

// Heard is when something of the market last came, 0 for never.
func (l *Link) Heard() market.Millis { return l.heard }

// Orders returns what to do, oldest first, and forgets it. The slice stands
// until the next call that takes the time.
func (l *Link) Orders() []Order {
	orders := l.orders
	l.orders = nil
	return orders
}

func (l *Link) order(kind OrderKind, text string) { l.orders = append(l.orders, Order{kind, text}) }

// Start connects.
func (l *Link) Start(now market.Millis) {
	if l.state == Idle && len(l.socket.Topics) > 0 {
		l.dial(now)
	}
}

// Stop closes the connection and wants nothing more.
func (l *Link) Stop() {
	if l.state == Dialling || l.state == Joining || l.state == Live {
		l.order(Hang, "")
	}
	l.state, l.unsaid = Idle, nil
}

func (l *Link) dial(now market.Millis) {
	l.state, l.since, l.unsaid = Dialling, now, nil
	l.order(Dial, l.routes[l.route].Origin+l.socket.Path)
}

// Opened takes note that the connection stands, and subscribes.
func (l *Link) Opened(now market.Millis) {
	if l.state != Dialling {
		return
	}
	l.state, l.since, l.beat, l.said = Joining, now, now, 0
	l.write(l.plan.Subscribe, l.socket.Topics)
	l.speak(now)
}

// write queues the messages that subscribe or unsubscribe topics, each no
// larger than the venue takes.
func (l *Link) write(message func(topics []string, id int) string, topics []string) {
	limits := &l.plan.Limits
	for len(topics) > 0 {
		n, bytes := 0, 0
		for n < len(topics) && n < limits.TopicsAtOnce && (n == 0 || bytes+len(topics[n]) <= limits.SubscribeBytes/2) {
			bytes += len(topics[n]) + 3
			n++
		}
		l.serial++
		l.unsaid = append(l.unsaid, message(topics[:n], l.serial))
		topics = topics[n:]
	}
}

// Carry changes what the link subscribes to. On a connection that stands it
// subscribes and unsubscribes what differs; without a topic it hangs up.
func (l *Link) Carry(topics []string, now market.Millis) {
	before := l.socket.Topics
	l.socket.Topics = topics
	switch {
	case len(topics) == 0:
		l.Stop()
	case l.state == Idle && len(before) == 0:
		l.Start(now)
	case l.state == Joining || l.state == Live:
		l.write(l.plan.Unsubscribe, without(before, topics))
		l.write(l.plan.Subscribe, without(topics, before))
		l.speak(now)
	}
}

// Renew unsubscribes topics and subscribes them again: a venue answers that
// with a snapshot.
func (l *Link) Renew(topics []string, now market.Millis) {
	if l.state == Joining || l.state == Live {
		l.write(l.plan.Unsubscribe, topics)
		l.write(l.plan.Subscribe, topics)
		l.speak(now)
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

// speak sends what waits, no faster than the venue allows.
func (l *Link) speak(now market.Millis) {
	if len(l.unsaid) > 0 && now >= l.said+l.plan.Limits.MessagesEvery {
		l.order(Say, l.unsaid[0])
		l.unsaid, l.said = l.unsaid[1:], now
	}
}

// Came takes note of something of the market: an event, not an
// acknowledgement and not the answer to a heartbeat.
func (l *Link) Came(now market.Millis) {
	if l.state != Joining && l.state != Live {
		return
	}
	l.state, l.heard = Live, now
	l.proven, l.failures, l.rests = true, 0, 0
}

// Closed takes note that the connection has ended or could not be made.
func (l *Link) Closed(now market.Millis) {
	if l.state != Idle && l.state != Resting {
		l.fail(now)
	}
}

// fail gives the connection up and rests before the next.
func (l *Link) fail(now market.Millis) {
	if l.state == Live && !l.lost {
		l.lost, l.down = true, l.heard
	}
	l.failures++
	if !l.proven || l.failures >= patience {
		l.route = (l.route + 1) % len(l.routes)
		l.proven, l.failures = false, 0
	}
	rest := longestRest
	if l.rests < 7 {
		rest = min(firstRest<<l.rests, longestRest)
	}
	l.rests++
	// Full jitter: visitors that lost a venue together do not come back so.
	rest = rest/4 + market.Millis(l.random()*float64(rest)*3/4)
	l.state, l.unsaid = Resting, nil
	l.until = now + max(rest, min(l.plan.Limits.ConnectEvery, 2*market.Second))
}

// drop closes a connection that is of no use and rests.
func (l *Link) drop(now market.Millis) {
	l.order(Hang, "")
	l.fail(now)
}

// Wake is the tab's coming back: timers may have slept. What is silent for
// too long is given up at once, and nobody waits any longer to connect.
func (l *Link) Wake(now market.Millis) {
	l.Tick(now)
	if l.state == Resting {
		l.rests = 0
		l.dial(now)
	}
}

// Tick lets time pass: it is called at least once a second.
func (l *Link) Tick(now market.Millis) {
	switch l.state {
	case Resting:
		if now >= l.until {
			l.dial(now)
		}
	case Dialling:
		if now-l.since > dialPatience {
			l.drop(now)
		}
	case Joining, Live:
		l.tend(now)
	}
}

// tend looks after a connection that stands.
func (l *Link) tend(now market.Millis) {
	beat := &l.plan.Heartbeat
	last := l.since
	if l.state == Live {
		last = l.heard
	}
	switch {
	case now-last > beat.Quiet:
		// It answers pings, perhaps; nothing of the market comes.
		l.drop(now)
	case beat.Lifetime > 0 && now-l.since > beat.Lifetime-leaveBefore:
		// Our own leave, at a time that differs from visitor to visitor.
		l.drop(now)
		l.failures, l.rests, l.until = 0, 0, now
	default:
		l.speak(now)
		if beat.Message != "" && now-l.beat >= beat.Every {
			l.beat = now
			l.order(Say, beat.Message)
		}
	}
}

// Outage returns, once, the span in which events may have been missed: from
// the last that came before the connection was lost to the first after it.
// It is false until the market comes again.
func (l *Link) Outage() (from, to market.Millis, ok bool) {
	if !l.lost || l.state != Live {
		return 0, 0, false
	}
	l.lost = false
	return l.down, l.heard, true
}
