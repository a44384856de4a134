package live

import (
	"brink/wasm/market"
)

// Step is a closed bar as the engine takes it.
type Step struct {
	Venue int // counted in the order of Market.VenueIDs
	Bar   market.Bar
}

// sequence hands out the closed bars of all venues in one order, by start, then
// venue: all of them by Build, those that close afterwards by Closed.
type sequence struct {
	venues        []*venue
	closedThrough market.Millis // start of the last bar that was handed out
	built         bool          // Build has handed out bars
	stale         bool          // a build now would differ from the last
	corrected     int           // bars that were replaced
	closed        []Step        // not yet handed out by Closed
}

// barTimeout is how long after its end a bar is waited for before those of
// other venues are used without it.
const barTimeout = 12 * market.Second

// advance takes bars that have closed, in step over the venues.
func (q *sequence) advance(m *Market, now market.Instant) {
	if !q.built {
		return
	}
	for start := q.closedThrough + Interval; ; start += Interval {
		have, wait := false, false
		for _, v := range q.venues {
			if v.at(start) >= 0 {
				have = true
			} else if v.streaming(m) && v.clock.Venue(now) < start+Interval+barTimeout {
				wait = true
			}
		}
		if wait || !have && !q.later(start) {
			return
		}
		if have {
			for i, v := range q.venues {
				if at := v.at(start); at >= 0 {
					q.closed = append(q.closed, v.step(i, at))
				}
			}
		}
		q.closedThrough = start
	}
}

// later reports whether any venue has a bar after this one.
func (q *sequence) later(start market.Millis) bool {
	for _, v := range q.venues {
		if bars := v.tape.Bars(); len(bars) > 0 && bars[len(bars)-1].Start > start {
			return true
		}
	}
	return false
}

// changed records that bars from this start on have come.
func (q *sequence) changed(from market.Millis) {
	if !q.built || from <= q.closedThrough {
		q.stale = true
	}
}

// Closed returns the bars that have closed since the last call or Build, in
// order; the caller owns them.
func (q *sequence) Closed() []Step {
	out := q.closed
	q.closed = nil
	return out
}

// Stale reports whether a build made now would differ from the last one in
// more than bars that Closed hands out: history has come, or a gap was filled.
func (q *sequence) Stale() bool { return q.stale }

// Len is how many closed bars are known, over all venues.
func (q *sequence) Len() int {
	n := 0
	for _, v := range q.venues {
		n += len(v.tape.Bars())
	}
	return n
}

// Build returns all closed bars of all venues in order; the caller owns them.
func (q *sequence) Build() []Step {
	out := make([]Step, 0, q.Len())
	at := make([]int, len(q.venues))
	for {
		next := market.Millis(-1)
		for i, v := range q.venues {
			if bars := v.tape.Bars(); at[i] < len(bars) && (next < 0 || bars[at[i]].Start < next) {
				next = bars[at[i]].Start
			}
		}
		if next < 0 {
			break
		}
		for i, v := range q.venues {
			if bars := v.tape.Bars(); at[i] < len(bars) && bars[at[i]].Start == next {
				out = append(out, v.step(i, at[i]))
				at[i]++
			}
		}
		q.closedThrough = max(q.closedThrough, next)
	}
	q.built = q.built || len(out) > 0
	q.stale, q.closed = false, nil
	return out
}

// Forming is the bar that forms, of the first venue that has one; false where
// none has.
func (q *sequence) Forming() (market.Bar, bool) {
	for _, v := range q.venues {
		if b, ok := v.tape.Forming(); ok && b.Start > q.closedThrough {
			return b, true
		}
	}
	return market.Bar{}, false
}
