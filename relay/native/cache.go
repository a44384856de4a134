package main

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"brink/relay/policy"
)

// kept is an answer worth giving twice.
type kept struct {
	reply *policy.Reply
	body  []byte
	until time.Time
}

// cache keeps answers by their canonical address, the least lately asked for
// going first when the bound is met.
type cache struct {
	mu    sync.Mutex
	most  int
	size  int
	order *list.List // of *entry, the latest first
	items map[string]*list.Element
}

type entry struct {
	key string
	*kept
}

func newCache(most int) *cache {
	return &cache{most: most, order: list.New(), items: map[string]*list.Element{}}
}

// overhead is what an entry weighs beside its body, about.
const overhead = 512

// get is the fresh answer of a key, or nil.
func (c *cache) get(key string, now time.Time) *kept {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.items[key]
	if at == nil {
		return nil
	}
	e := at.Value.(*entry)
	if !now.Before(e.until) {
		c.drop(at)
		return nil
	}
	c.order.MoveToFront(at)
	return e.kept
}

// put keeps an answer.
func (c *cache) put(key string, k *kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := c.items[key]; at != nil {
		c.drop(at)
	}
	c.items[key] = c.order.PushFront(&entry{key, k})
	c.size += len(k.body) + overhead
	for c.size > c.most {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(at *list.Element) {
	e := c.order.Remove(at).(*entry)
	delete(c.items, e.key)
	c.size -= len(e.body) + overhead
}

// limits hold each address to a rate of requests and a number of sockets. The
// addresses live in memory alone; one that is quiet for a minute is forgotten
// with the first request of anybody in the minute after.
type limits struct {
	mu      sync.Mutex
	callers map[string]*caller
	swept   time.Time // when the quiet ones were forgotten last
	asking  int       // answers under way, of all addresses
}

type caller struct {
	tokens  float64
	at      time.Time
	sockets int
	asking  int // answers under way
}

// What one address may: so many requests at once and a second, and so many
// sockets and answers under way; and what all may together. An answer under
// way holds its body, however slowly it is read.
const (
	burst      = 120
	perSecond  = 30
	mostOpen   = 32
	mostAsking = 16
	mostCaller = 10_000
	mostTotal  = 256
)

func newLimits() *limits { return &limits{callers: map[string]*caller{}} }

// allow takes one request of an address into account and says whether it may
// pass; one that may must leave.
func (l *limits) allow(remote string, socket bool, now time.Time) bool {
	host := hostOf(remote)
	l.mu.Lock()
	defer l.mu.Unlock()
	full := len(l.callers) >= mostCaller
	if since := now.Sub(l.swept); since > time.Minute || full && since > time.Second {
		l.forget(now)
	}
	c := l.callers[host]
	if c == nil {
		if len(l.callers) >= mostCaller {
			return false
		}
		c = &caller{tokens: burst, at: now}
		l.callers[host] = c
	}
	c.tokens = min(burst, c.tokens+now.Sub(c.at).Seconds()*perSecond)
	c.at = now
	if c.tokens < 1 || socket && c.sockets >= mostOpen || !socket && (c.asking >= mostAsking || l.asking >= mostTotal) {
		return false
	}
	c.tokens--
	if socket {
		c.sockets++
	} else {
		c.asking++
		l.asking++
	}
	return true
}

// leave gives the place of a request back that was allowed.
func (l *limits) leave(remote string, socket bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.callers[hostOf(remote)] // whoever has a place is not forgotten
	if socket {
		c.sockets--
	} else {
		c.asking--
		l.asking--
	}
}

func (l *limits) forget(now time.Time) {
	l.swept = now
	for host, c := range l.callers {
		if c.sockets == 0 && c.asking == 0 && now.Sub(c.at) > time.Minute {
			delete(l.callers, host)
		}
	}
}

// hostOf is whom a connection's address counts for: an IPv4 address, or the 64
// bits of an IPv6 one that name a household, which has all that begin so.
func hostOf(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	host := at.Addr().Unmap().WithZone("")
	if host.Is4() {
		return host.String()
	}
	household, err := host.Prefix(64)
	if err != nil {
		return remote
	}
	return household.Addr().String()
}
