package feed

import (
	"brink/wasm/exchange"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Job is a REST request on its way.
type Job struct {
	ID        int
	Query     exchange.Query
	Request   exchange.Request
	Relayed   bool // to be sent through the relay
	order     int  // the smaller is sent first
	tries     int
	notBefore market.Millis // not before
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

// allowance is a budget with what was taken of it lately.
type allowance struct {
	exchange.Budget
	spent []spent
	until market.Millis // nothing before, as the venue said
}

type spent struct {
	at    market.Millis
	units int
}

// left is what may be taken now.
func (s *allowance) left(now market.Millis) int {
	first := 0
	for first < len(s.spent) && s.spent[first].at <= now-s.Per {
		first++
	}
	s.spent = append(s.spent[:0], s.spent[first:]...)
	left := int(float64(s.Units) * (1 - reserve))
	for _, t := range s.spent {
		left -= t.units
	}
	return left
}

// RequestQueue sends a venue's REST requests: in their order, within its allowances,
// honouring what it says (429, 418, 403, 451), through the relay where the
// venue cannot be reached without.
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
	relayed     bool // the way in use
	blocked     bool
	directWorks bool // a direct request was answered
	relayWorks  bool // a relayed request was answered
}

// NewRequestQueue returns an empty queue. relay says whether there is one,
// relayOnly that nothing may be asked for without it.
func NewRequestQueue(plan *exchange.Plan, relay, relayOnly bool, random func() float64) *RequestQueue {
	d := &RequestQueue{plan: plan, relay: relay, relayed: relayOnly, relayOnly: relayOnly, random: random}
	if row := venue.Of(plan.Venue); row != nil {
		d.busy = row.BusyForbidden
	}
	for _, b := range plan.Budgets {
		d.budgets = append(d.budgets, allowance{Budget: b})
	}
	return d
}

// Blocked reports that the venue does not serve this place. The relay is not
// offered as a way round that.
func (d *RequestQueue) Blocked() bool { return d.blocked }

// Relayed reports that requests go through the relay.
func (d *RequestQueue) Relayed() bool { return d.relayed }

// Waiting is how many jobs are not done.
func (d *RequestQueue) Waiting() int { return len(d.jobs) }

// Add queues a call. Of two that wait the one with the smaller order is sent
// first. It returns 0 where the venue has no such call, or it cannot be asked
// for: a relay takes no questions by POST.
func (d *RequestQueue) Add(call exchange.Call, q exchange.Query, order int) int {
	r, ok := d.plan.Request(call, q)
	if !ok || d.relayOnly && r.Method != "GET" {
		return 0
	}
	d.serial++
	d.jobs = append(d.jobs, &Job{ID: d.serial, Query: q, Request: r, order: order})
	return d.serial
}

// Next takes a job that may be sent now; nil where there is none.
func (d *RequestQueue) Next(now market.Millis) *Job {
	// The first request alone shows whether the venue answers this page.
	if d.blocked || d.inFlight >= maxInFlight || d.inFlight > 0 && !d.directWorks && !d.relayed {
		return nil
	}
	// An allowance that is used up keeps its own jobs back, and no others.
	var best *Job
	for _, j := range d.jobs {
		if !j.inFlight && j.notBefore <= now && (best == nil || j.order < best.order) && d.allowed(j, now) {
			best = j
		}
	}
	if best == nil {
		return nil
	}
	if budget := d.budget(best.Request.Budget); budget != nil {
		budget.spent = append(budget.spent, spent{now, best.Request.Weight})
	}
	best.inFlight, best.Relayed = true, d.relayed && best.Request.Method == "GET"
	best.tries++
	d.inFlight++
	return best
}

// allowed reports whether a job's allowance covers it now.
func (d *RequestQueue) allowed(j *Job, now market.Millis) bool {
	b := d.budget(j.Request.Budget)
	return b == nil || now >= b.until && (b.left(now) >= j.Request.Weight || len(b.spent) == 0)
}

func (d *RequestQueue) budget(name string) *allowance {
	for i := range d.budgets {
		if d.budgets[i].Name == name {
			return &d.budgets[i]
		}
	}
	return nil
}

// Done takes a job's answer: its HTTP status, 0 where the network failed, and
// how long the venue asks to wait (0 where it does not). The job is forgotten
// unless it is sent Again.
func (d *RequestQueue) Done(id int, now market.Millis, status int, wait market.Millis) (*Job, Outcome) {
	j, at := d.find(id)
	if j == nil {
		return nil, Refused
	}
	j.inFlight = false
	d.inFlight--
	outcome := d.classify(j, now, status, wait)
	if outcome != Retry {
		d.jobs = append(d.jobs[:at], d.jobs[at+1:]...)
	}
	if outcome == Blocked {
		d.blocked, d.jobs, d.inFlight = true, nil, 0
	}
	return j, outcome
}

func (d *RequestQueue) find(id int) (*Job, int) {
	for i, j := range d.jobs {
		if j.ID == id && j.inFlight {
			return j, i
		}
	}
	return nil, 0
}

func (d *RequestQueue) classify(j *Job, now market.Millis, status int, wait market.Millis) Outcome {
	switch {
	case status == 200:
		d.directWorks, d.relayWorks = d.directWorks || !j.Relayed, d.relayWorks || j.Relayed
		return Answered
	case j.Relayed && !d.relayWorks && (status == 403 || status == 404 || status == 405):
		// Whoever serves the page relays nothing: that is no word of the
		// venue's.
		d.relay = false
		return d.switchRoute(j, now, wait)
	case status == 451, status == 403 && !d.busy:
		return Blocked
	case status == 403:
		// Said to too many requests as well as in the wrong place: it is the
		// place if it comes first of all.
		if !d.directWorks && !j.Relayed {
			return Blocked
		}
		d.pause(j, now, max(wait, 10*market.Minute))
		return Retry
	case status == 418:
		d.pause(j, now, max(wait, 2*market.Minute))
		return Retry
	case status == 429:
		d.pause(j, now, max(wait, 5*market.Second))
		return Retry
	case status != 0 && status < 500:
		return Refused
	case status == 0 && !j.Relayed && !d.directWorks || j.Relayed && !d.relayWorks:
		// Not reachable from a page, or not at all: the other way shows which.
		return d.switchRoute(j, now, wait)
	}
	return d.backOff(j, now, wait)
}

// switchRoute tries the other way, where there is one.
func (d *RequestQueue) switchRoute(j *Job, now, wait market.Millis) Outcome {
	before := d.relayed
	switch {
	case d.relayOnly: // there is one way only
	case !j.Relayed && d.relay && j.Request.Method == "GET":
		d.relayed = true
	case j.Relayed:
		d.relayed = false
	}
	if d.relayed && !before {
		return Retry
	}
	return d.backOff(j, now, wait)
}

// backOff lets a job rest before it is sent again, or gives it up.
func (d *RequestQueue) backOff(j *Job, now, wait market.Millis) Outcome {
	if j.tries >= maxTries {
		return Failed
	}
	rest := market.Second << (j.tries - 1)
	j.notBefore = now + max(wait, rest/2+market.Millis(d.random()*float64(rest)))
	return Retry
}

// pause lets the budget of a job rest: nothing of it is sent before.
func (d *RequestQueue) pause(j *Job, now, wait market.Millis) {
	if b := d.budget(j.Request.Budget); b != nil {
		b.until = max(b.until, now+wait)
	}
	j.notBefore = now + wait
}
