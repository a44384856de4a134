package main

import (
	"container/list"
	"net"
	"sync"
	"time"
)

// kept is an answer worth giving twice.
type kept struct {
	status      int
	kind, retry string
	body        []byte
	until       time.Time
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
// addresses live in memory alone and are forgotten within a minute.
type limits struct {
	mu      sync.Mutex
	callers map[string]*caller
}

type caller struct {
	tokens  float64
	at      time.Time
	sockets int
}

// What one address may: so many requests at once and a second, and sockets.
const (
	burst      = 120
	perSecond  = 30
	mostOpen   = 32
	mostCaller = 10_000
)

func newLimits() *limits { return &limits{callers: map[string]*caller{}} }

// allow takes one request of an address into account and says whether it may
// pass; a socket that may must leave.
func (l *limits) allow(remote string, socket bool, now time.Time) bool {
	host := hostOf(remote)
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.callers[host]
	if c == nil {
		if len(l.callers) >= mostCaller {
			l.forget(now)
		}
		if len(l.callers) >= mostCaller {
			return false
		}
		c = &caller{tokens: burst, at: now}
		l.callers[host] = c
	}
	c.tokens = min(burst, c.tokens+now.Sub(c.at).Seconds()*perSecond)
	c.at = now
	if c.tokens < 1 || socket && c.sockets >= mostOpen {
		return false
	}
	c.tokens--
	if socket {
		c.sockets++
	}
	return true
}

// leave gives a socket back.
func (l *limits) leave(remote string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.callers[hostOf(remote)]; c != nil {
		c.sockets--
	}
}

func (l *limits) forget(now time.Time) {
	for host, c := range l.callers {
		if c.sockets == 0 && now.Sub(c.at) > time.Minute {
			delete(l.callers, host)
		}
	}
}

func hostOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}
