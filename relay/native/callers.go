package main

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// What one address may: so many requests at once and a second, and so many
// sockets and requests under way.
const (
	burst      = 120
	perSecond  = 30
	mostOpen   = 32
	mostAsking = 16
	mostIdle   = 10_000 // addresses that are remembered with nothing under way
)

// callers hold each address to a rate of requests and to a number of sockets.
// The addresses live in memory alone. Of those with nothing under way the
// least lately seen is forgotten for a newcomer: nobody is refused because
// others came before.
type callers struct {
	mu   sync.Mutex
	list map[string]*caller
	idle *list.List // of *caller, the latest first
}

type caller struct {
	host    string
	rate    *rate.Limiter
	sockets int
	asking  int
	resting *list.Element // in idle; nil while something is under way
}

func newCallers() *callers { return &callers{list: map[string]*caller{}, idle: list.New()} }

// allow takes one request of an address into account and says whether it may
// pass; one that may must leave.
func (c *callers) allow(host string, socket bool, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.list[host]
	if a == nil {
		a = &caller{host: host, rate: rate.NewLimiter(perSecond, burst)}
		c.list[host] = a
	}
	if socket && a.sockets >= mostOpen || !socket && a.asking >= mostAsking || !a.rate.AllowN(now, 1) {
		c.settle(a)
		return false
	}
	if socket {
		a.sockets++
	} else {
		a.asking++
	}
	c.settle(a)
	return true
}

// leave gives the place of a request back that was allowed.
func (c *callers) leave(host string, socket bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.list[host] // whoever has something under way is not forgotten
	if socket {
		a.sockets--
	} else {
		a.asking--
	}
	c.settle(a)
}

// settle puts a caller among the idle ones or takes him from them.
func (c *callers) settle(a *caller) {
	switch {
	case a.sockets > 0 || a.asking > 0:
		if a.resting != nil {
			c.idle.Remove(a.resting)
			a.resting = nil
		}
	case a.resting != nil:
		c.idle.MoveToFront(a.resting)
	default:
		a.resting = c.idle.PushFront(a)
		if c.idle.Len() > mostIdle {
			last := c.idle.Back()
			delete(c.list, c.idle.Remove(last).(*caller).host)
		}
	}
}

// hostOf is whom an address counts for: an IPv4 address, or the 64 bits of an
// IPv6 one that name a household, which has all that begin so.
func hostOf(at netip.Addr) string {
	at = at.Unmap().WithZone("")
	if at.Is4() {
		return at.String()
	}
	household, err := at.Prefix(64)
	if err != nil {
		return at.String()
	}
	return household.Addr().String()
}
