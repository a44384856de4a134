package feed

import (
	"brink/wasm/exchange"
	"brink/wasm/market"
)

// Job is a REST request on its way.
type Job struct {
	ID      int
	Query   exchange.Query
	Request exchange.Request
	Relayed bool // to be sent through the relay
	order   int  // the smaller is sent first
	tries   int
	after   market.Millis // not before
	flying  bool
}

// Outcome says what became of a job.
type Outcome uint8

// What became of a job.
const (
	Good    Outcome = iota // its answer is there
	Again                  // it will be sent again
	Refused                // it will not: the venue says no to it
	Failed                 // it will not: nobody has answered it for too long; it may be asked anew later
	Blocked                // the venue does not serve this place
)

// Constants of every desk.
const (
	mostFlying = 6
	mostTries  = 6
	// spare is the part of an allowance that is left to other pages of the
	// same address.
	spare = .2
)

// spending is a budget with what was taken of it lately.
type spending struct {
	exchange.Budget
	taken []taken
	until market.Millis // nothing before, as the venue said
}

type taken struct {
	at    market.Millis
	units int
}

// left is what may be taken now.
func (s *spending) left(now market.Millis) int {
	first := 0
	for first < len(s.taken) && s.taken[first].at <= now-s.Per {
		first++
	}
	s.taken = append(s.taken[:0], s.taken[first:]...)
	left := int(float64(s.Units) * (1 - spare))
	for _, t := range s.taken {
		left -= t.units
	}
	return left
}

// Desk sends a venue's REST requests: in their order, within its allowances,
// honouring what it says (429, 418, 403, 451), through the relay where the
// venue cannot be reached without.
type Desk struct {
	plan      *exchange.Plan
	relay     bool // a relay is there
	relayOnly bool // nothing is asked for without it
	random    func() float64
	jobs      []*Job
	budgets   []spending
	serial    int
	flying    int
	relayed   bool // the way in use
	blocked   bool
	proven    bool // a direct request was answered
	passed    bool // a relayed request was answered
}

// NewDesk returns a desk with nothing to do. relay says whether there is one,
// relayOnly that nothing may be asked for without it.
func NewDesk(plan *exchange.Plan, relay, relayOnly bool, random func() float64) *Desk {
	d := &Desk{plan: plan, relay: relay, relayed: relayOnly, relayOnly: relayOnly, random: random}
	for _, b := range plan.Budgets {
		d.budgets = append(d.budgets, spending{Budget: b})
	}
	return d
}

// Blocked reports that the venue does not serve this place. The relay is not
// offered as a way round that.
func (d *Desk) Blocked() bool { return d.blocked }

// Relayed reports that requests go through the relay.
func (d *Desk) Relayed() bool { return d.relayed }

// Waiting is how many jobs are not done.
func (d *Desk) Waiting() int { return len(d.jobs) }

// Ask queues a call. Of two that wait the one with the smaller order is sent
// first. It returns 0 where the venue has no such call, or it cannot be asked
// for: a relay takes no questions by POST.
func (d *Desk) Ask(call string, q exchange.Query, order int) int {
	r, ok := d.plan.Request(call, q)
	if !ok || d.relayOnly && r.Method != "GET" {
		return 0
	}
	d.serial++
	d.jobs = append(d.jobs, &Job{ID: d.serial, Query: q, Request: r, order: order})
	return d.serial
}

// Next takes a job that may be sent now; nil where there is none.
func (d *Desk) Next(now market.Millis) *Job {
	// The first request alone shows whether the venue answers this page.
	if d.blocked || d.flying >= mostFlying || d.flying > 0 && !d.proven && !d.relayed {
		return nil
	}
	// An allowance that is used up keeps its own jobs back, and no others.
	var best *Job
	for _, j := range d.jobs {
		if !j.flying && j.after <= now && (best == nil || j.order < best.order) && d.affords(j, now) {
			best = j
		}
	}
	if best == nil {
		return nil
	}
	if budget := d.budget(best.Request.Budget); budget != nil {
		budget.taken = append(budget.taken, taken{now, best.Request.Weight})
	}
	best.flying, best.Relayed = true, d.relayed && best.Request.Method == "GET"
	best.tries++
	d.flying++
	return best
}

// affords reports whether a job's allowance covers it now.
func (d *Desk) affords(j *Job, now market.Millis) bool {
	b := d.budget(j.Request.Budget)
	return b == nil || now >= b.until && (b.left(now) >= j.Request.Weight || len(b.taken) == 0)
}

func (d *Desk) budget(name string) *spending {
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
func (d *Desk) Done(id int, now market.Millis, status int, wait market.Millis) (*Job, Outcome) {
	j, at := d.find(id)
	if j == nil {
		return nil, Refused
	}
	j.flying = false
	d.flying--
	outcome := d.judge(j, now, status, wait)
	if outcome != Again {
		d.jobs = append(d.jobs[:at], d.jobs[at+1:]...)
	}
	if outcome == Blocked {
		d.blocked, d.jobs, d.flying = true, nil, 0
	}
	return j, outcome
}

func (d *Desk) find(id int) (*Job, int) {
	for i, j := range d.jobs {
		if j.ID == id && j.flying {
			return j, i
		}
	}
	return nil, 0
}

func (d *Desk) judge(j *Job, now market.Millis, status int, wait market.Millis) Outcome {
	bybit := d.plan.Venue == exchange.Bybit || d.plan.Venue == exchange.BybitInverse
	switch {
	case status == 200:
		d.proven, d.passed = d.proven || !j.Relayed, d.passed || j.Relayed
		return Good
	case j.Relayed && !d.passed && (status == 403 || status == 404 || status == 405):
		// Whoever serves the page relays nothing: that is no word of the
		// venue's.
		d.relay = false
		return d.turn(j, now, wait)
	case status == 451, status == 403 && !bybit:
		return Blocked
	case status == 403:
		// Bybit's word for too many requests as well as for the wrong place:
		// it is the place if it comes first of all.
		if !d.proven && !j.Relayed {
			return Blocked
		}
		d.pause(j, now, max(wait, 10*market.Minute))
		return Again
	case status == 418:
		d.pause(j, now, max(wait, 2*market.Minute))
		return Again
	case status == 429:
		d.pause(j, now, max(wait, 5*market.Second))
		return Again
	case status != 0 && status < 500:
		return Refused
	case status == 0 && !j.Relayed && !d.proven || j.Relayed && !d.passed:
		// Not reachable from a page, or not at all: the other way shows which.
		return d.turn(j, now, wait)
	}
	return d.later(j, now, wait)
}

// turn tries the other way, where there is one.
func (d *Desk) turn(j *Job, now, wait market.Millis) Outcome {
	before := d.relayed
	switch {
	case d.relayOnly: // there is one way only
	case !j.Relayed && d.relay && j.Request.Method == "GET":
		d.relayed = true
	case j.Relayed:
		d.relayed = false
	}
	if d.relayed && !before {
		return Again
	}
	return d.later(j, now, wait)
}

// later lets a job rest before it is sent again, or gives it up.
func (d *Desk) later(j *Job, now, wait market.Millis) Outcome {
	if j.tries >= mostTries {
		return Failed
	}
	rest := market.Second << (j.tries - 1)
	j.after = now + max(wait, rest/2+market.Millis(d.random()*float64(rest)))
	return Again
}

// pause lets the budget of a job rest: nothing of it is sent before.
func (d *Desk) pause(j *Job, now, wait market.Millis) {
	if b := d.budget(j.Request.Budget); b != nil {
		b.until = max(b.until, now+wait)
	}
	j.after = now + wait
}
