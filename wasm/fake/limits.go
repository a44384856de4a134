package fake

import (
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"brink/wasm/market"
)

// limits counts what each address asks for, as venues do.
type limits struct {
	off     bool
	windows map[string]*window
	bans    map[string]time.Time // by venue and address
	warned  map[string]int       // how often one asked on after 429
	refused map[string]int       // what was too much, by what it counted against
}

// exceed counts something that was too much.
func (n *limits) exceed(what string) {
	if n.refused == nil {
		n.refused = map[string]int{}
	}
	n.refused[what]++
}

// Exceeded is how often a client asked for more than a venue allows, or during a
// ban, by what that counted against; the caller owns it.
func (x *Exchange) Exceeded() map[string]int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return maps.Clone(x.limits.refused)
}

// window is an allowance and what was used of it.
type window struct {
	begins time.Time
	used   int
}

// address is the client's IP address.
func address(q *http.Request) string {
	host, _, err := net.SplitHostPort(q.RemoteAddr)
	if err != nil {
		return q.RemoteAddr
	}
	return host
}

// take counts a cost against an allowance. It returns how long until the
// allowance is renewed, and false where the cost was too much.
func (n *limits) take(key string, cost, most int, per time.Duration, wall time.Time) (time.Duration, bool) {
	if n.windows == nil {
		n.windows, n.bans, n.warned = map[string]*window{}, map[string]time.Time{}, map[string]int{}
	}
	w := n.windows[key]
	if w == nil || wall.Sub(w.begins) >= per {
		w = &window{begins: wall.Truncate(per)}
		n.windows[key] = w
	}
	w.used += cost
	return w.begins.Add(per).Sub(wall), w.used <= most
}

// used is what an address has used of an allowance.
func (n *limits) used(key string) int {
	if w := n.windows[key]; w != nil {
		return w.used
	}
	return 0
}

// verdict is what the venue does about a request: 0 to answer it.
type verdict struct {
	status int
	retry  time.Duration
}

// judge counts a REST request of so much weight at an allowance of a venue.
func (n *limits) judge(p *profile, who, budget string, weight int, wall time.Time) verdict {
	if n.off {
		return verdict{}
	}
	host := string(p.host) + " " + who
	if until, banned := n.bans[host]; banned && wall.Before(until) {
		n.exceed(host + " banned")
		return verdict{p.banned, until.Sub(wall)}
	}
	name, _, _ := strings.Cut(budget, "/")
	a := allowances[name]
	retry, ok := n.take(host+" "+budget, weight, a.most, a.per, wall)
	if ok {
		delete(n.warned, host)
		return verdict{}
	}
	n.exceed(host + " " + budget)
	// A client that goes on although told to wait is banned, or one that was
	// never told.
	if n.warned[host]++; p.ban > 0 && n.warned[host] > p.warnings {
		n.bans[host] = wall.Add(p.ban)
		if p.warnings == 0 {
			return verdict{p.banned, 0}
		}
		return verdict{p.banned, p.ban}
	}
	return verdict{http.StatusTooManyRequests, retry}
}

// allowance is so many units in a time.
type allowance struct {
	most int
	per  time.Duration
}

// allowances are what venues give an address; those of OKX are for each
// endpoint, named behind a slash.
var allowances = map[string]allowance{
	"weight":      {2400, time.Minute},
	"data":        {1000, 5 * time.Minute},
	"funding":     {500, 5 * time.Minute},
	"bybit":       {600, 5 * time.Second},
	"hyperliquid": {1200, time.Minute},
	"okx":         {20, 2 * time.Second},
	"rubik":       {5, 2 * time.Second},
	"bitget":      {20, time.Second},
	"gate":        {200, 10 * time.Second},
	"deribit":     {20, time.Second},
	"kraken":      {50, 10 * time.Second},
	"lighter":     {60, time.Minute},
	"dydx":        {100, 10 * time.Second},
}

// caller is a venue and the address that opens sockets at it.
type caller struct {
	venue   market.Venue
	address string
}

// admits reports whether an address may open another socket.
func (x *Exchange) admits(venue market.Venue, who string, wall time.Time) bool {
	if x.limits.off {
		return true
	}
	h := profileOf(venue).handshakes
	if _, ok := x.limits.take("socket "+string(venue)+" "+who, 1, h.most, h.per, wall); !ok {
		x.limits.exceed(string(venue) + " handshakes")
		return false
	}
	open := x.coming[caller{venue, who}]
	for c := range x.conns {
		if c.venue == venue && c.address == who {
			open++
		}
	}
	if h.open != 0 && open >= h.open {
		x.limits.exceed(string(venue) + " connections")
		return false
	}
	return true
}

// operations are OKX's allowance of subscribing on one connection.
func (c *conn) operations() bool {
	if c.x.limits.off {
		return true
	}
	_, ok := c.x.limits.take("operations "+strconv.FormatUint(c.serial, 10), 1, 480, time.Hour, c.x.config.Wall())
	if !ok {
		c.x.limits.exceed(string(c.venue) + " operations")
	}
	return ok
}

// left forgets what was counted for a connection.
func (n *limits) left(c *conn) { delete(n.windows, "operations "+strconv.FormatUint(c.serial, 10)) }
