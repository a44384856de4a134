package feed

import "brink/wasm/market"

// Spent is what was used of what venues allow, for whatever takes the place of a
// market that has ended: connections of the last minute, requests, and until when
// who asks for what is to wait. It holds numbers in the order in which they were
// appended; what is missing of it reads as nothing used.
type Spent []int64

// longestSpan bounds the spans in a Spent: the longest ban.
const longestSpan = 3 * market.Day

// next takes the next number, 0 where there is none, from 0 to longestSpan.
func (s *Spent) next() int {
	if len(*s) == 0 {
		return 0
	}
	n := (*s)[0]
	*s = (*s)[1:]
	return int(min(max(n, 0), int64(longestSpan)))
}

// ahead takes an instant that lies a span after another.
func (s *Spent) ahead(then market.Instant) market.Instant { return then.Add(market.Millis(s.next())) }

// ago takes an instant that lies a span before another.
func (s *Spent) ago(then market.Instant) market.Instant { return then.Add(-market.Millis(s.next())) }

// count takes the number of things that follow.
func (s *Spent) count() int { return min(s.next(), len(*s)) }

// AppendSpent adds the connections that were made of late, by their ages.
func (d *DialLimit) AppendSpent(dst Spent, now market.Instant) Spent {
	n := min(d.n, len(d.times))
	dst = append(dst, int64(n))
	for i := d.n - n; i < d.n; i++ {
		dst = append(dst, int64(now.Since(d.times[i%len(d.times)])))
	}
	return dst
}

// Resume counts connections that were made before an instant.
func (d *DialLimit) Resume(s *Spent, then market.Instant) {
	for range s.count() {
		d.note(s.ago(then))
	}
}

// AppendSpent adds the connections that the link made of late.
func (l *Link) AppendSpent(dst Spent, now market.Instant) Spent {
	return l.dials[0].AppendSpent(dst, now)
}

// Resume counts connections that a link before this one made before an instant.
func (l *Link) Resume(s *Spent, then market.Instant) { l.dials[0].Resume(s, then) }

// AppendSpent adds what was used of each allowance, whether any route has worked,
// and until when the host refuses this address.
func (q *RequestQueue) AppendSpent(dst Spent, now market.Instant) Spent {
	works := int64(0)
	if q.directWorks {
		works |= 1
	}
	if q.relayWorks {
		works |= 2
	}
	dst = append(dst, works, int64(q.banned.Since(now)))
	for i := range q.budgets {
		b := &q.budgets[i]
		b.left(now) // forgets what is over
		dst = append(dst, int64(b.until.Since(now)), int64(b.limited), int64(len(b.spent)))
		for _, t := range b.spent {
			dst = append(dst, int64(now.Since(t.at)), int64(t.units))
		}
	}
	return dst
}

// Resume takes over what a queue of the same plan had used before an instant.
func (q *RequestQueue) Resume(s *Spent, then market.Instant) {
	works := s.next()
	q.directWorks, q.relayWorks = works&1 != 0, works&2 != 0
	if until := s.ahead(then); until > then {
		q.banned = until
	}
	for i := range q.budgets {
		b := &q.budgets[i]
		if until := s.ahead(then); until > then {
			b.until, b.probing = until, true
		}
		b.limited = min(s.next(), maxTries)
		for range s.count() {
			at := s.ago(then)
			b.spent = append(b.spent, spent{at, s.next()})
		}
	}
}
