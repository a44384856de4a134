package census

import "brink/wasm/market"

// schedule is when which account is asked.
type schedule struct {
	cursor  int // where the search for one that gives way goes on
	waiting int // for answers
	next    market.Millis
	rest    market.Millis // nothing is asked before
	pause   market.Millis // the length of the last rest
	atOnce  int           // how many may wait now; 0 for AtOnce
	clean   int           // answers since the last refusal
	lacking int           // answers without content, in a row
	turn    int           // of the next question: whom it goes to first
}

// How long nothing is asked after a refusal: twice as long after each further
// one.
const (
	shortestRest = 10 * market.Second
	longestRest  = 2 * market.Minute
	// LongestRest is how long is waited at most where a venue asks for it.
	LongestRest = 10 * market.Minute
	// enough is after how many good answers one more question may wait again.
	enough = 30
	// patience is how long an answer may take.
	patience = 30 * market.Second
)

// How old a reading has to be before the account is asked again.
const (
	againNear  = 40 * market.Second // near its liquidation price
	againHeld  = 90 * market.Second
	againEmpty = 10 * market.Minute // and twice as long after each further one
	againBad   = 5 * market.Minute  // after an answer that could not be read
	longest    = market.Day
)

// Next is the account to ask now; false while none is due, or while the venue
// wants rest. Each account that it returns must be answered by Answer, or by
// Refused.
func (c *Census) Next(now market.Millis) (who Address, due bool) {
	if !c.ready(now, 1) {
		return Address{}, false
	}
	best, _ := c.pick(now)
	if best < 0 {
		return Address{}, false
	}
	c.Charge(1, now)
	return c.accounts[best].address, true
}

// NextTogether is Next for a venue that takes several accounts in one question:
// at most TogetherMost, or one where fewer are due, since a question weighs as much as
// that many single ones. It appends them to dst.
func (c *Census) NextTogether(dst []Address, now market.Millis) []Address {
	if !c.ready(now, TogetherMost) {
		return dst
	}
	var places [TogetherMost]int
	var before [TogetherMost]market.Millis // when they were asked
	n := 0
	for ; n < len(places); n++ {
		if places[n], before[n] = c.pick(now); places[n] < 0 {
			break
		}
	}
	if n == 0 {
		return dst
	}
	asked := n
	if n < TogetherMost {
		asked = 1
	}
	for i, place := range places[:n] {
		a := &c.accounts[place]
		if i < asked {
			dst = append(dst, a.address)
			continue
		}
		a.waiting, a.asked = false, before[i]
		c.schedule.waiting--
		c.counts.Asked--
	}
	c.Charge(asked, now)
	return dst
}

// Charge counts so many questions, of weight 2, that are sent now: what is asked next
// comes that much later.
func (c *Census) Charge(questions int, now market.Millis) {
	s := &c.schedule
	s.next = max(s.next, now-StepEvery) + Pace*market.Millis(questions)
}

// ready reports whether a question of so many accounts may be sent.
func (c *Census) ready(now market.Millis, together int) bool {
	s := &c.schedule
	if s.next-now > market.Minute || s.rest-now > longestRest {
		s.next, s.rest = now, now // the clock was set back
	}
	most := s.atOnce
	if most == 0 {
		most = AtOnce
	}
	return now >= s.rest && now >= s.next && s.waiting < most*together
}

// pick is the place of the account to ask, which waits for its answer from now on, and
// when it was asked before; -1 where none is due.
func (c *Census) pick(now market.Millis) (place int, before market.Millis) {
	s := &c.schedule
	best, weight := -1, 0.0
	for i := range c.accounts {
		if w := c.urgency(&c.accounts[i], now); w > weight {
			best, weight = i, w
		}
	}
	if best < 0 {
		return -1, 0
	}
	s.turn = (s.turn + 1) % turns
	a := &c.accounts[best]
	before, a.waiting, a.asked = a.asked, true, now
	s.waiting++
	c.counts.Asked++
	return best, before
}

// follow takes over what another census has spent of the venue's allowance, and its
// rest: a change of the coin earns nobody new questions.
func (s *schedule) follow(before *schedule) {
	s.next, s.rest, s.pause, s.atOnce, s.clean = before.next, before.rest, before.pause, before.atOnce, before.clean
}

// turns is after how many questions turns come again: two are of positions near
// their liquidation price, one is of all that were read before, and the others
// are of accounts that were never read. Where there is none of that kind, all
// compete.
const (
	turns    = 12
	turnHeld = 3
	// first lifts an urgency above those whose turn it is not.
	first = 1e20
)

// urgency orders accounts: the largest and the stalest of those whose turn it is
// come first. 0 is not due.
func (c *Census) urgency(a *account, now market.Millis) float64 {
	if a.waiting {
		return 0
	}
	turn := c.schedule.turn
	turnNear := turn%(turns/2) == 0
	if a.asked == 0 {
		weight := (1 + float64(a.lately(now))) * float64(max(now-a.seen, 0)+market.Minute)
		if !turnNear && turn != turnHeld {
			weight *= first
		}
		return weight
	}
	age := now - a.asked
	if age < 0 {
		age = longest // the clock was set back
	}
	if age < a.again(c.price) {
		return 0
	}
	weight := (1 + .1*float64(a.lately(now))) * float64(age)
	if a.position.Size > 0 {
		weight = float64(market.Value(a.position.Size, c.price))*float64(age) + 1
	}
	if turn == turnHeld || turnNear && a.near(c.price) {
		weight *= first
	}
	return weight
}

// again is how old the last question has to be before the next one.
func (a *account) again(price market.Price) market.Millis {
	switch {
	case a.failures > 0:
		return min(againBad<<min(a.failures-1, 9), longest)
	case a.position.Size == 0:
		return min(againEmpty<<min(max(a.empty, 1)-1, 8), longest)
	case a.near(price):
		return againNear
	}
	return againHeld
}

// near reports whether its liquidation price is near the price.
func (a *account) near(price market.Price) bool {
	l := a.position.Liquidation
	return a.position.Size > 0 && l > 0 && price > 0 && l > price*(1-near) && l < price*(1+near)
}

// answered ends the wait for an answer; nil where none was waited for.
func (c *Census) answered(who Address) *account {
	place, known := c.places[who]
	if !known || !c.accounts[place].waiting {
		return nil
	}
	a := &c.accounts[place]
	a.waiting = false
	c.schedule.waiting--
	return a
}

// Refused takes note that a question was not answered: the venue limits us, or
// there is no network. wait is how long the venue asks to wait, 0 where it does
// not say. Nothing is asked for a while, and then fewer at once.
func (c *Census) Refused(who Address, wait, now market.Millis) {
	if a := c.answered(who); a != nil {
		a.asked = a.read // it is asked again as if it had not been
		c.refused(wait, now)
	}
}

func (c *Census) refused(wait, now market.Millis) {
	s := &c.schedule
	c.counts.Refused++
	s.clean = 0
	if now < s.rest {
		return // one of those that were under way
	}
	s.pause = min(max(2*s.pause, shortestRest), longestRest)
	s.rest = now + min(max(s.pause, wait), LongestRest)
	if s.atOnce == 0 {
		s.atOnce = AtOnce
	}
	s.atOnce = max(s.atOnce/2, 1)
}

// thrived takes note of a good answer.
func (s *schedule) thrived() {
	s.lacking = 0
	if s.clean++; s.clean >= enough && s.atOnce > 0 {
		s.clean = 0
		if s.pause /= 2; s.atOnce < AtOnce {
			s.atOnce++
		}
	}
}

// Answer takes what the venue said of an account. fault is why that could not be
// read; limited says that there was nothing in it, which is how a venue limits
// softly.
func (c *Census) Answer(who Address, p Position, limited bool, fault *market.Fault, now market.Millis) {
	a := c.answered(who)
	if a == nil {
		return
	}
	s := &c.schedule
	switch {
	case limited:
		// One alone costs its own question; two in a row are a limit.
		if s.lacking++; s.lacking > 1 {
			a.asked = a.read
			c.refused(0, now)
			return
		}
		a.failures = min(a.failures+1, 20)
		c.counts.Nonsense++
	case fault != nil:
		a.failures = min(a.failures+1, 20)
		c.counts.Nonsense++
	default:
		c.counts.Answered++
		a.failures = 0
		s.thrived()
		c.take(a, p, now)
	}
}

// take takes a reading.
func (c *Census) take(a *account, p Position, now market.Millis) {
	before, read := a.position, a.read
	if before.Size > 0 && (p.Size == 0 || p.Side != before.Side) && a.near(c.price) && c.path.crossed(before.Liquidation, before.Side, read, now) {
		const most = 20
		c.gone = append(c.gone, Gone{Held{a.address, before, read}, now})
		if len(c.gone) > most {
			c.gone = c.gone[len(c.gone)-most:]
		}
	}
	if p.Size == 0 {
		a.empty = min(a.empty+1, 20)
	} else {
		a.empty = 0
	}
	const same = .001
	if before.Size == 0 || p.Side != before.Side || p.Size > before.Size*(1+same) || p.Size < before.Size*(1-same) || a.first == 0 {
		a.first = p.Liquidation
	}
	a.position, a.read = p, now
}

// Expire gives up answers that never came: the owner of the connection may have
// lost them.
func (c *Census) Expire(now market.Millis) {
	for i := range c.accounts {
		if c.schedule.waiting == 0 {
			return
		}
		if a := &c.accounts[i]; a.waiting && (now-a.asked > patience || now < a.asked) {
			c.Refused(a.address, 0, now)
		}
	}
}
