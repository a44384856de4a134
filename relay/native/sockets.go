package main

import (
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"brink/relay/policy"
)

// mostSockets is how many sockets are relayed at once, of all visitors.
const mostSockets = 8192

// sockets are those that are open or being opened, so that an exchange's
// connections are shared: where all are in use, whoever has two more than a
// newcomer gives one up to him.
type sockets struct {
	mu      sync.Mutex
	all     int
	closed  bool
	holders map[string]map[string][]*place // by venue and visitor, the oldest place first
}

// place is one visitor's right to a connection of an exchange.
type place struct {
	cut  func(refusal *policy.Refusal) // ends the socket; nil until it is open
	lost bool                          // it is to be given up
	gone chan struct{}                 // closed when it is
}

func newSockets() *sockets { return &sockets{holders: map[string]map[string][]*place{}} }

// enter takes a place at an exchange that gives most of them, 0 for any number;
// nil where there is none to have. Whoever has one must leave.
func (s *sockets) enter(who, venue string, most int) *place {
	if most > 1 {
		most = int(policy.Share * float64(most))
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		mine, waitFor := s.try(who, venue, most)
		if mine != nil || waitFor == nil {
			return mine
		}
		select {
		case <-waitFor.gone:
		case <-time.After(time.Until(deadline)):
		}
	}
	return nil
}

// try takes a place that is free, or names the one that is being given up.
func (s *sockets) try(who, venue string, most int) (mine, waitFor *place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil
	}
	here := s.holders[venue]
	if here == nil {
		here = map[string][]*place{}
		s.holders[venue] = here
	}
	used := 0
	var largest []*place
	for _, places := range here {
		used += len(places)
		if len(places) > len(largest) {
			largest = places
		}
	}
	if most > 0 && used >= most || s.all >= mostSockets {
		if len(largest) < len(here[who])+2 {
			return nil, nil
		}
		newest := largest[len(largest)-1]
		s.lose(newest)
		return nil, newest
	}
	mine = &place{gone: make(chan struct{})}
	here[who] = append(here[who], mine)
	s.all++
	return mine, nil
}

func (s *sockets) lose(p *place) {
	if !p.lost && p.cut != nil {
		p.cut(policy.Crowded)
	}
	p.lost = true
}

// open says how a place's socket is ended, and reports false where it is to
// end at once.
func (s *sockets) open(p *place, cut func(*policy.Refusal)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || p.lost {
		return false
	}
	p.cut = cut
	return true
}

// leave gives a place back, once the exchange's connection is closed.
func (s *sockets) leave(who, venue string, p *place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	here := s.holders[venue]
	for i, one := range here[who] {
		if one == p {
			here[who] = append(here[who][:i:i], here[who][i+1:]...)
			break
		}
	}
	if len(here[who]) == 0 {
		delete(here, who)
	}
	s.all--
	close(p.gone)
}

// closeAll ends every socket and lets no other begin.
func (s *sockets) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for _, here := range s.holders {
		for _, places := range here {
			for _, p := range places {
				if p.cut != nil && !p.lost {
					p.cut(policy.Closing)
				}
			}
		}
	}
}

// wait waits until no socket is open, at most for so long.
func (s *sockets) wait(most time.Duration) {
	for deadline := time.Now().Add(most); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		s.mu.Lock()
		all := s.all
		s.mu.Unlock()
		if all == 0 {
			return
		}
	}
}

// handshake reports whether a request can become a socket, before anything is
// opened for it.
func handshake(q *http.Request) bool {
	key, err := base64.StdEncoding.DecodeString(q.Header.Get("Sec-Websocket-Key"))
	return err == nil && len(key) == 16 && q.Header.Get("Sec-Websocket-Version") == "13" && q.ProtoMajor == 1
}
