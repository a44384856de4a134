package main

import (
	"math"
	"sync"
	"time"

	"brink/relay/policy"
)

// hosts are what is remembered of the exchanges that were asked.
type hosts struct {
	mu      sync.Mutex
	unpaced map[string]bool  // venues whose budgets are not kept to: fakes
	list    map[string]*host // by name
}

// host is one of an exchange: what it said of limits, and the budgets that it gives.
type host struct {
	mu      sync.Mutex
	unpaced bool
	before  bool // it has given data
	strikes int  // limits told in a row
	struck  time.Time
	until   time.Time // it is left alone until then
	status  int       // that it said so with
	budgets map[string]*turns
	bodies  chan struct{} // has an element for each body that is being read
}

// mostBodies is how many bodies of a host are read at a time.
const mostBodies = 4

// of is the one that a verdict is about: of an exchange, requests and sockets
// are answered by two hosts, and a limit of one is none of the other.
func (h *hosts) of(v *policy.Verdict) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.list == nil {
		h.list = map[string]*host{}
	}
	if h.list[v.Host] == nil {
		h.list[v.Host] = &host{budgets: map[string]*turns{}, unpaced: h.unpaced[v.Venue], bodies: make(chan struct{}, mostBodies)}
	}
	return h.list[v.Host]
}

// turns are those of a budget. The policy's table has a few of them.
func (h *host) turns(b *policy.Budget) *turns {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.budgets[b.Name]
	if t == nil {
		t = newTurns(b, h.unpaced)
		t.until = h.until
		h.budgets[b.Name] = t
	}
	return t
}

// resting is the refusal while the host, or the budget alone, is left alone
// for longer than anybody waits; nil where a request may wait for its turn.
func (h *host) resting(t *turns, now time.Time) *policy.Refusal {
	h.mu.Lock()
	status, left := 429, h.until.Sub(now)
	if left > 0 {
		status = h.status
	}
	h.mu.Unlock()
	if left = max(left, t.resting(now)); left < patience {
		return nil
	}
	return policy.Resting(status, int(math.Ceil(left.Seconds())))
}

// heard is what is known of the host when an answer comes.
func (h *host) heard(status int, retry string, body *policy.Body, now time.Time) *policy.Heard {
	h.mu.Lock()
	defer h.mu.Unlock()
	return &policy.Heard{Status: status, Retry: retry, Body: body, Now: now.UnixMilli(), Before: h.before, Strikes: h.strikes}
}

// note remembers what was found in the answer to a request that was sent at a
// time. What was asked before the last limit was told says nothing new of it.
func (h *host) note(f *policy.Finding, status int, t *turns, sent, now time.Time) {
	h.mu.Lock()
	if f.Keep {
		h.before = true
		if sent.After(h.struck) {
			h.strikes = 0
		}
	}
	if f.Struck && sent.After(h.struck) {
		h.strikes++
		h.struck = now
	}
	until := now.Add(time.Duration(f.Rest) * time.Second)
	rested := []*turns{t}
	if f.Rest > 0 && !f.Narrow {
		if until.After(h.until) {
			h.until, h.status = until, 429
			if f.Reply != nil { // it does not serve this place
				h.status = status
			}
		}
		for _, other := range h.budgets {
			rested = append(rested, other)
		}
	}
	h.mu.Unlock()
	if f.Rest > 0 {
		for _, t := range rested {
			t.rest(until, now, policy.Resting(429, f.Rest))
		}
	}
}
