package main

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"brink/relay/policy"
)

// How much may wait for a budget: of one visitor and of all. Beyond it, whoever
// has most that waits loses the last of it.
const (
	mostWaiting    = 32
	mostWaitingAll = 512
)

// patience is how long a request waits for its turn.
const patience = 5 * time.Second

// turns shares what an exchange gives the relay among the visitors of the
// moment: a token bucket, and a line of tickets for each visitor that waits.
// The one who has been given least is served next, by start times of fair
// queueing: a visitor who asks for much waits for himself.
type turns struct {
	mu      sync.Mutex
	bucket  *rate.Limiter
	until   time.Time // nothing is given before
	virtual float64   // the start time of what was served last, in units
	lines   map[string]*line
	waiting int
	serving bool
}

// line is a visitor's: what waits, and when in virtual time he has been served
// all that he was given a ticket for.
type line struct {
	tickets []ticket
	finish  float64
}

// ticket is one visitor's place for an errand.
type ticket struct {
	*errand
	start float64
}

// errand is what waits for its turn, once, however many visitors have a ticket
// for it: one of them is enough.
type errand struct {
	units   int
	run     func(refusal *policy.Refusal) // called once, in a goroutine of its own; with a refusal where its turn does not come
	tickets int
	over    bool // it has been run or left
}

func newTurns(b *policy.Budget, unpaced bool) *turns {
	burst, perSecond := b.Bucket()
	bucket := rate.NewLimiter(rate.Limit(perSecond), burst)
	if unpaced {
		bucket = rate.NewLimiter(rate.Inf, burst)
	}
	return &turns{bucket: bucket, lines: map[string]*line{}}
}

// join gives a visitor a ticket for an errand, and reports false where too much
// waits. It is run at once where nothing waits and the budget has enough.
func (t *turns) join(who string, e *errand, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e.over {
		return true
	}
	l := t.lines[who]
	if l == nil {
		l = &line{}
		t.tidy()
		t.lines[who] = l
	}
	if len(l.tickets) >= mostWaiting || t.waiting >= mostWaitingAll && !t.makeRoom(l) {
		return false
	}
	start := max(t.virtual, l.finish)
	l.finish = start + float64(e.units)
	if t.waiting == 0 && !now.Before(t.until) && t.bucket.AllowN(now, e.units) {
		t.virtual = start
		t.end(e, nil)
		return true
	}
	l.tickets = append(l.tickets, ticket{e, start})
	e.tickets++
	t.waiting++
	if !t.serving {
		t.serving = true
		go t.serve()
	}
	return true
}

// end runs an errand, or refuses it.
func (t *turns) end(e *errand, refusal *policy.Refusal) {
	if !e.over {
		e.over = true
		go e.run(refusal)
	}
}

// leave takes an errand back that nobody waits for any more, and reports
// whether it had not been run.
func (t *turns) leave(e *errand) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	left := !e.over
	e.over = true
	return left
}

// makeRoom takes the last ticket from whoever has most, who is not to be the
// owner of l. An errand for which nobody has one any more is refused.
func (t *turns) makeRoom(l *line) bool {
	longest := l
	for _, other := range t.lines {
		if len(other.tickets) > len(longest.tickets) {
			longest = other
		}
	}
	if longest == l {
		return false
	}
	last := len(longest.tickets) - 1
	if e := longest.tickets[last].errand; e.tickets == 1 {
		t.end(e, policy.Busy)
	} else {
		e.tickets--
	}
	longest.finish = longest.tickets[last].start
	longest.tickets = longest.tickets[:last]
	t.waiting--
	return true
}

// tidy forgets visitors who wait for nothing and have been given no more than
// the others.
func (t *turns) tidy() {
	if len(t.lines) < mostWaitingAll {
		return
	}
	for who, l := range t.lines {
		if len(l.tickets) == 0 {
			delete(t.lines, who)
		}
	}
}

// rest stops everything until a time. What waits is refused where that is
// later than anybody would wait.
func (t *turns) rest(until, now time.Time, refusal *policy.Refusal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if until.After(t.until) {
		t.until = until
	}
	if t.until.Sub(now) < patience {
		return
	}
	for _, l := range t.lines {
		for _, place := range l.tickets {
			t.end(place.errand, refusal)
		}
		t.waiting -= len(l.tickets)
		l.tickets = nil
	}
}

// resting is for how long nothing is given.
func (t *turns) resting(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.until.Sub(now)
}

// serve runs what waits, one errand after the other, until nothing waits.
func (t *turns) serve() {
	for {
		wait, more := t.next(time.Now())
		if !more {
			return
		}
		if wait > 0 {
			time.Sleep(wait)
		}
	}
}

// next runs the errand whose turn it is, or says how long to wait for it.
func (t *turns) next(now time.Time) (wait time.Duration, more bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := t.first()
	if first == nil {
		t.serving = false
		return 0, false
	}
	if wait := t.until.Sub(now); wait > 0 {
		return wait, true
	}
	place := first.tickets[0]
	if !t.bucket.AllowN(now, place.units) {
		missing := float64(place.units) - t.bucket.TokensAt(now)
		return max(time.Millisecond, time.Duration(missing/float64(t.bucket.Limit())*float64(time.Second))), true
	}
	t.virtual = place.start
	first.tickets = first.tickets[1:]
	t.waiting--
	t.end(place.errand, nil)
	return 0, true
}

// first is the line whose first errand was to start first, nil where none
// waits. Errands that are over have cost their visitor nothing.
func (t *turns) first() *line {
	var first *line
	for _, l := range t.lines {
		for len(l.tickets) > 0 && l.tickets[0].over {
			units := float64(l.tickets[0].units)
			l.tickets = l.tickets[1:]
			for i := range l.tickets {
				l.tickets[i].start -= units
			}
			l.finish -= units
			t.waiting--
		}
		if len(l.tickets) > 0 && (first == nil || l.tickets[0].start < first.tickets[0].start) {
			first = l
		}
	}
	return first
}
