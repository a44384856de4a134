package live

import (
	"brink/wasm/exchange"
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/tape"
)

// check is how a venue's closed bars are compared with what it says of them
// itself: those of a day at the first, which may have been stored by an earlier
// visit, then those since the last time, once an hour. What differs is replaced.
type check struct {
	job     int            // the request on its way, 0 for none
	at      market.Instant // when the next is due, 0 for at once
	through market.Millis  // where the bars end that were compared, 0 before any were
}

const (
	checkEvery = market.Hour
	checkRetry = 2 * market.Minute
	// checkSoon is how long after a step of a clock what is known is compared:
	// the venue's own time is known again.
	checkSoon = 15 * market.Second
	// firstChecked is how many bars are compared at the first time, and at most;
	// checkedTwice how many of those that were compared are so once more.
	firstChecked = 288
	checkedTwice = 2
)

// soon has the next comparison come soon.
func (c *check) soon(now market.Instant) {
	if c.job == 0 {
		c.at = now.Add(checkSoon)
	}
}

// ask asks for the newest closed bars again when it is time.
func (c *check) ask(v *venue, m *Market, at market.Millis, now market.Instant) {
	if c.job != 0 || now < c.at || len(v.history.pending) > 0 || !v.clock.Known() || len(v.tape.Bars()) == 0 {
		return
	}
	_, to := v.wanted(m, at)
	rows := min(max(int((to-c.through)/Interval), 0)+checkedTwice, firstChecked)
	// With the bar that forms, which shows that those before it have closed.
	q := exchange.Query{Symbol: v.symbol, Span: Interval, From: to - market.Millis(rows)*Interval, To: to, Limit: rows + 1}
	c.job, c.at = v.requests.Add(exchange.CallBars, q, 5), now.Add(checkEvery)
}

// answered replaces what differs from the venue's own bars.
func (c *check) answered(v *venue, m *Market, j *feed.Job, a *answer, now market.Instant) {
	c.job = 0
	if a.lost || a.fault != nil && len(a.events) == 0 {
		c.at = now.Add(checkRetry)
		return
	}
	c.through = j.Query.To
	bars, _ := m.believe(v, v.closedBars(a, tape.Span{From: j.Query.From, To: j.Query.To}, v.clock.Venue(now)), now)
	if n := v.tape.Correct(bars...); n > 0 {
		m.corrected += n
		v.changed(m, bars[0].Start, bars[len(bars)-1].Start+Interval)
		v.touch(j.Query.From, j.Query.To)
	}
}

// settledFor is how long after its end a bar counts as closed that nothing else
// shows to be: a venue may have no later one while nobody trades.
const settledFor = market.Minute

// closedBars are the bars of a span in an answer that are shown to have closed, in
// the answer's order: a later one is in the answer, or is known, or they ended long
// before at, the venue's own time, as far as that is known. A guess of the time
// closes none.
func (v *venue) closedBars(a *answer, span tape.Span, at market.Millis) []market.Bar {
	newest := market.Millis(0)
	for i := range a.events {
		if e := &a.events[i]; e.Kind == market.KindBar && e.Symbol == v.symbol && e.Candle.Bar.Start <= at+Interval {
			newest = max(newest, e.Candle.Bar.Start)
		}
	}
	if known := v.tape.Bars(); len(known) > 0 && known[len(known)-1].Start <= at {
		newest = max(newest, known[len(known)-1].Start)
	}
	var bars []market.Bar
	for i := range a.events {
		e := &a.events[i]
		if e.Kind != market.KindBar || e.Symbol != v.symbol {
			continue
		}
		b := &e.Candle.Bar
		closed := b.Start < newest || v.clock.Known() && b.Start+Interval+settledFor <= at
		if closed && b.Start >= span.From && b.Start < span.To {
			bars = append(bars, *b)
		}
	}
	return bars
}

// Corrected is how many bars were replaced, because their venue says otherwise of
// them than it did, or than was taken for closed.
func (q *sequence) Corrected() int { return q.corrected }
