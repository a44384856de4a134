package feed

import (
	"slices"

	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Job is a REST request that is queued or on its way. Its caller only reads it.
type Job struct {
	ID        int
	Query     exchange.Query
	Request   exchange.Request
	Relayed   bool // to be sent through the relay
	order     int  // the smaller is sent first
	tries     int
	notBefore market.Instant // not before
	inFlight  bool
}

// Outcome says what became of a job.
type Outcome uint8

// What became of a job.
const (
	Answered Outcome = iota // its answer is there
	Retry                   // it will be sent again
	Refused                 // it will not: the venue says no to it
	Failed                  // it will not: nobody has answered it for too long; it may be asked anew later
	Blocked                 // the venue does not serve this place
)

// Limits of every queue.
const (
	maxInFlight = 6
	maxTries    = 6
	// reserve is the part of an allowance that is left to other pages of the
	// same address.
	reserve = .2
)

// Reply is what came of a request.
type Reply struct {
	Status int            // of HTTP, 0 where the network failed
	Wait   market.Millis  // how long the venue asks to wait, 0 where it does not
	Until  market.Instant // until when the venue says that it has banned this address; 0 where it does not
	// Limited: the body says that there were too many requests, whatever the
	// status.
	Limited bool
	// Unusable: the body is no answer of the venue's, such as a page of somebody
	// between, nothing, or half of one.
	Unusable bool
}

// allowance is a rate limit with what was spent of it within its period.
type allowance struct {
	exchange.Budget
	spent    []spent
	until    market.Instant // nothing is sent before, as the venue asked
	limited  int            // limits in a row, less the good answers since
	probing  bool           // after a limit one request alone shows whether it is over
	inFlight int
}

type spent struct {
	at    market.Instant
	units int
}

// left is how much may be spent now.
func (s *allowance) left(now market.Instant) int {
	first := 0
	for first < len(s.spent) && now.Since(s.spent[first].at) >= s.Per {
		first++
	}
	s.spent = append(s.spent[:0], s.spent[first:]...)
	// Whoever was limited asks more rarely for a while.
	left := int(float64(s.Units)*(1-reserve)) >> min(s.limited, 3)
	for _, t := range s.spent {
		left -= t.units
	}
	return left
}

// RequestQueue decides which of a venue's REST requests may be sent now: in
// their order, within the venue's rate limits, pausing for as long as it asks to
// (429, 418, and 403 after good answers), each time longer where it does not say
// for how long, giving up where it does not serve this place (403 or 451 before
// any good answer), and through the relay where it cannot be reached directly.
// The caller sends them.
type RequestQueue struct {
	plan        *exchange.Plan
	relay       bool // a relay is there
	relayOnly   bool // nothing is asked for without it
	busy        bool // status 403 also means too many requests
	random      func() float64
	jobs        []*Job
	budgets     []allowance
	serial      int
	inFlight    int
	relayed     bool // the route in use
	blocked     bool
	directWorks bool           // a direct request was answered
	relayWorks  bool           // a relayed request was answered
	banned      market.Instant // until when the host refuses this address; 0 where it never did
}

// NewRequestQueue returns an empty queue. relay says whether
// there is a relay, relayOnly that nothing may be requested without it. random is
// uniform in [0, 1).
func NewRequestQueue(plan *exchange.Plan, relay, relayOnly bool, random func() float64) *RequestQueue {
	q := &RequestQueue{plan: plan, relay: relay, relayed: relayOnly, relayOnly: relayOnly, random: random}
	if row := venue.Of(plan.Venue); row != nil {
		q.busy = row.BusyForbidden
	}
	for _, b := range plan.Budgets {
		q.budgets = append(q.budgets, allowance{Budget: b})
	}
	return q
}

// Blocked reports that the venue does not serve this place. The relay is not
// offered as a way round that.
func (q *RequestQueue) Blocked() bool { return q.blocked }

// Banned is until when the venue's host refuses all of this address: what else asks the same host has to wait as long (Ban). 0 where it never
// did.
func (q *RequestQueue) Banned() market.Instant { return q.banned }

// Ban pauses everything until a time.
func (q *RequestQueue) Ban(until market.Instant) {
	q.banned = max(q.banned, until)
	for i := range q.budgets {
		b := &q.budgets[i]
		b.until, b.probing = max(b.until, until), true
	}
}

// LimitedUntil is until when the venue limits any of its allowances, 0 where it
// does not at the moment.
func (q *RequestQueue) LimitedUntil(now market.Instant) (until market.Instant) {
	for i := range q.budgets {
		if u := q.budgets[i].until; u > now {
			until = max(until, u)
		}
	}
	return until
}

// Has reports whether a call is queued or on its way.
func (q *RequestQueue) Has(call exchange.Call) bool {
	return slices.ContainsFunc(q.jobs, func(j *Job) bool { return j.Request.Call == call })
}

// Add queues a call. Of two that wait the one with the smaller order is sent
// first. It returns the job's ID, or 0 where the venue has no such call, or where it
// cannot be made: a relay takes no requests by POST.
func (q *RequestQueue) Add(call exchange.Call, query exchange.Query, order int) int {
	r, ok := q.plan.Request(call, query)
	if !ok || q.relayOnly && r.Method != "GET" {
		return 0
	}
	q.serial++
	q.jobs = append(q.jobs, &Job{ID: q.serial, Query: query, Request: r, order: order})
	return q.serial
}

// Next takes a job that may be sent now; nil where there is none.
func (q *RequestQueue) Next(now market.Instant) *Job {
	// The first request alone shows whether the venue answers this page.
	if q.blocked || q.inFlight >= maxInFlight || q.inFlight > 0 && !q.directWorks && !q.relayed {
		return nil
	}
	// An allowance that is used up keeps its own jobs back, and no others.
	var best *Job
	for _, j := range q.jobs {
		if !j.inFlight && j.notBefore <= now && (best == nil || j.order < best.order) && q.allowed(j, now) {
			best = j
		}
	}
	if best == nil {
		return nil
	}
	if budget := q.budget(best.Request.Budget); budget != nil {
		budget.spent = append(budget.spent, spent{now, best.Request.Weight})
		budget.inFlight++
	}
	best.inFlight, best.Relayed = true, q.relayed && best.Request.Method == "GET"
	best.tries++
	q.inFlight++
	return best
}

// allowed reports whether a job's allowance covers it now.
func (q *RequestQueue) allowed(j *Job, now market.Instant) bool {
	b := q.budget(j.Request.Budget)
	return b == nil || now >= b.until && (!b.probing || b.inFlight == 0) && (b.left(now) >= j.Request.Weight || len(b.spent) == 0)
}

func (q *RequestQueue) budget(name string) *allowance {
	for i := range q.budgets {
		if q.budgets[i].Name == name {
			return &q.budgets[i]
		}
	}
	return nil
}

// Done takes what came of a job's request. The job is forgotten unless the
// outcome is Retry.
func (q *RequestQueue) Done(id int, now market.Instant, r Reply) (*Job, Outcome) {
	j, at := q.find(id)
	if j == nil {
		return nil, Refused
	}
	j.inFlight = false
	q.inFlight--
	if b := q.budget(j.Request.Budget); b != nil {
		b.inFlight--
	}
	outcome := q.classify(j, now, r)
	if outcome != Retry {
		q.jobs = append(q.jobs[:at], q.jobs[at+1:]...)
	}
	if outcome == Blocked {
		q.blocked, q.jobs, q.inFlight = true, nil, 0
		for i := range q.budgets {
			q.budgets[i].inFlight = 0
		}
	}
	return j, outcome
}

func (q *RequestQueue) find(id int) (*Job, int) {
	for i, j := range q.jobs {
		if j.ID == id && j.inFlight {
			return j, i
		}
	}
	return nil, 0
}

func (q *RequestQueue) classify(j *Job, now market.Instant, r Reply) Outcome {
	status, wait := r.Status, max(r.Wait, r.Until.Since(now))
	switch {
	case r.Limited, status == 429:
		return q.limit(j, now, wait, firstLimit)
	case status == 200 && r.Unusable:
		return q.backOff(j, now, 0)
	case status == 200:
		q.good(j)
		return Answered
	case j.Relayed && !q.relayWorks && (status == 403 || status == 404 || status == 405):
		// Whoever serves the page relays nothing: the venue has not spoken.
		q.relay = false
		return q.switchRoute(j, now, wait)
	case status == 451, status == 403:
		// It is the place if it comes first of all; after good answers it was
		// too many requests, or somebody between.
		if !q.works(j) {
			return Blocked
		}
		rest := firstBan
		if q.busy {
			rest = 10 * market.Minute
		}
		return q.ban(j, now, wait, rest)
	case status == 418:
		return q.ban(j, now, wait, firstBan)
	case status != 0 && status < 500:
		return Refused
	case status == 0 && !j.Relayed && !q.directWorks || j.Relayed && !q.relayWorks:
		// Not reachable from a page, or not at all: the other route shows which.
		return q.switchRoute(j, now, wait)
	}
	return q.backOff(j, now, wait)
}

// switchRoute tries the other route, where there is one.
func (q *RequestQueue) switchRoute(j *Job, now market.Instant, wait market.Millis) Outcome {
	before := q.relayed
	switch {
	case q.relayOnly: // there is one route only
	case !j.Relayed && q.relay && j.Request.Method == "GET":
		q.relayed = true
	case j.Relayed:
		q.relayed = false
	}
	if q.relayed && !before {
		return Retry
	}
	return q.backOff(j, now, wait)
}

// backOff delays a job before it is sent again, doubling each time with jitter,
// or gives it up.
func (q *RequestQueue) backOff(j *Job, now market.Instant, wait market.Millis) Outcome {
	if j.tries >= maxTries {
		return Failed
	}
	rest := market.Second << (j.tries - 1)
	j.notBefore = now.Add(max(wait, rest/2+market.Millis(q.random()*float64(rest))))
	return Retry
}

// How long a venue is left alone that does not say for how long: the first time,
// and at most; each time twice as long.
const (
	firstLimit   = 5 * market.Second
	firstBan     = 2 * market.Minute
	longestPause = 30 * market.Minute
)

// works reports whether the route of a job has ever had a good answer.
func (q *RequestQueue) works(j *Job) bool {
	return j.Relayed && q.relayWorks || !j.Relayed && q.directWorks
}

// good takes note of a good answer.
func (q *RequestQueue) good(j *Job) {
	q.directWorks, q.relayWorks = q.directWorks || !j.Relayed, q.relayWorks || j.Relayed
	if b := q.budget(j.Request.Budget); b != nil {
		b.limited, b.probing = max(b.limited-1, 0), false
	}
}

// limit pauses what counts against the allowance of a job, for as long as the
// venue asks to or, where it does not, for longer each time. The job is not
// to blame: it is not given up for it.
func (q *RequestQueue) limit(j *Job, now market.Instant, wait, first market.Millis) Outcome {
	j.tries--
	b := q.budget(j.Request.Budget)
	if b == nil {
		j.notBefore = now.Add(max(wait, first))
		return Retry
	}
	if b.until > now {
		// It was sent before the pause began, which it does not lengthen by itself.
		b.until = max(b.until, now.Add(wait))
		return Retry
	}
	b.until = now.Add(max(wait, min(first<<min(b.limited, 20), longestPause)))
	b.limited, b.probing = b.limited+1, true
	return Retry
}

// ban is limit for all allowances: the host refuses this address.
func (q *RequestQueue) ban(j *Job, now market.Instant, wait, first market.Millis) Outcome {
	outcome := q.limit(j, now, wait, first)
	until := j.notBefore
	if b := q.budget(j.Request.Budget); b != nil {
		until = b.until
	}
	q.Ban(until)
	return outcome
}
