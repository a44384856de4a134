package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"brink/relay/policy"
)

// flights are the requests that are under way or wait for their turn, by the
// canonical address: whoever asks the same meanwhile is answered by the same
// one. An errand that several visitors want is run when the first of them has
// his turn, which golang.org/x/sync/singleflight cannot express: with it, all
// would wait for the turn of the one who asked first.
type flights struct {
	mu   sync.Mutex
	list map[string]*flight
}

// flight is one request of an exchange.
type flight struct {
	errand  errand
	started chan struct{}
	landed  chan struct{} // closed when one of these is set:
	kept    *kept
	refusal *policy.Refusal
	waiting int // visitors
}

// join asks for a visitor, with others who want the same, and waits for the
// answer, or until his turn does not come.
func (r *relay) join(ctx context.Context, who string, v *policy.Verdict, address string) (*kept, *policy.Refusal) {
	turns := r.hosts.of(v).turns(&v.Budget)
	r.flights.mu.Lock()
	f := r.flights.list[v.Key]
	if f == nil {
		f = &flight{started: make(chan struct{}), landed: make(chan struct{})}
		f.errand = errand{units: v.Units, run: func(refusal *policy.Refusal) { r.fly(f, v, address, turns, refusal) }}
		r.flights.list[v.Key] = f
	}
	f.waiting++
	r.flights.mu.Unlock()
	if !turns.join(who, &f.errand, time.Now()) {
		return nil, r.left(f, v.Key, turns)
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-f.landed:
		return f.kept, f.refusal
	case <-ctx.Done():
	case <-r.closing:
	case <-f.started:
		select {
		case <-f.landed:
			return f.kept, f.refusal
		case <-ctx.Done():
		case <-r.closing:
		}
	case <-timer.C:
	}
	return nil, r.left(f, v.Key, turns)
}

// left takes a visitor from a flight, and the flight from the line where he
// was the last.
func (r *relay) left(f *flight, key string, turns *turns) *policy.Refusal {
	r.flights.mu.Lock()
	defer r.flights.mu.Unlock()
	if f.waiting--; f.waiting == 0 && turns.leave(&f.errand) {
		delete(r.flights.list, key)
	}
	select {
	case <-r.closing:
		return policy.Closing
	default:
		return policy.Busy
	}
}

// fly asks the exchange, or lands with the refusal.
func (r *relay) fly(f *flight, v *policy.Verdict, address string, turns *turns, refusal *policy.Refusal) {
	close(f.started)
	f.refusal = refusal
	if refusal == nil {
		f.kept, f.refusal = r.fetch(v, address, turns)
	}
	r.flights.mu.Lock()
	delete(r.flights.list, v.Key)
	r.flights.mu.Unlock()
	close(f.landed)
}

// fetch asks the upstream anew: with headers of our own making, no redirects
// followed, and the whole body read within its bound before any is sent on.
func (r *relay) fetch(v *policy.Verdict, address string, turns *turns) (*kept, *policy.Refusal) {
	q, err := http.NewRequestWithContext(r.context, http.MethodGet, address, nil)
	if err != nil {
		return nil, policy.Unreachable
	}
	for _, h := range policy.UpstreamHead {
		q.Header.Set(h.Name, h.Value)
	}
	sent := time.Now()
	answer, err := r.client.Do(q)
	if err != nil {
		return nil, failure(err)
	}
	defer answer.Body.Close()
	host := r.hosts.of(v)
	body, refusal := host.read(answer, v.Most)
	if refusal != nil {
		return nil, refusal
	}
	var scanner policy.Scanner
	scanner.Feed(body)
	now := time.Now()
	heard := host.heard(answer.StatusCode, answer.Header.Get("Retry-After"), scanner.End(), now)
	found := policy.Examine(v, heard)
	host.note(found, answer.StatusCode, turns, sent, now)
	if found.Refusal != nil {
		return nil, found.Refusal
	}
	k := &kept{reply: found.Reply, body: body, born: now}
	if found.Keep {
		k.until = now.Add(time.Duration(v.Seconds) * time.Second)
		k.dead = k.until.Add(time.Duration(v.Stale) * time.Second)
		r.cache.put(v.Key, k)
	}
	return k, nil
}

// read takes a body whole within its bound, in no more room than it needs or
// little more. Few are read at a time, for each may take much room.
func (h *host) read(answer *http.Response, most int64) ([]byte, *policy.Refusal) {
	if answer.ContentLength > most {
		return nil, policy.TooLarge
	}
	h.bodies <- struct{}{}
	defer func() { <-h.bodies }()
	var whole bytes.Buffer
	if answer.ContentLength > 0 {
		whole.Grow(int(answer.ContentLength) + bytes.MinRead)
	}
	if _, err := whole.ReadFrom(io.LimitReader(answer.Body, most+1)); err != nil {
		return nil, failure(err)
	}
	if int64(whole.Len()) > most {
		return nil, policy.TooLarge
	}
	return trimmed(whole.Bytes()), nil
}

// trimmed is a body in no more room than it needs, or little more.
func trimmed(body []byte) []byte {
	if cap(body) <= len(body)+len(body)/8 {
		return body
	}
	return append(make([]byte, 0, len(body)), body...)
}

// failure tells an upstream that is late from one that is not there.
func failure(err error) *policy.Refusal {
	var late net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &late) && late.Timeout() {
		return policy.Slow
	}
	return policy.Unreachable
}
