package exchange

import (
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Verdict says what to do with a book event.
type Verdict uint8

// Verdicts of a Chain.
const (
	Apply   Verdict = iota // the change follows the one before
	Replace                // the snapshot replaces the book
	Drop                   // already contained, or out of date
	Hold                   // comes before the snapshot: keep it, and ask again after
	Gap                    // something is missing: the book is void until a snapshot
)

// String is the verdict in lower case.
func (v Verdict) String() string {
	return [...]string{"apply", "replace", "drop", "hold", "gap"}[v]
}

// Chain tells whether the books of one symbol at one venue follow each other
// without a gap, by that venue's rule (SPEC.md 0.5). It holds numbers only:
// the caller holds the book and what was put on hold. After a Gap it waits
// for a snapshot, and says Hold until one comes.
type Chain struct {
	rule   func(c *Chain, b *market.Book) Verdict
	synced bool
	first  bool // nothing was applied since the snapshot
	last   int64
	time   market.Millis
}

// NewChain returns the chain of a venue's book, or nil for an unknown venue.
func NewChain(id market.Venue) *Chain {
	switch id {
	case venue.Binance:
		return &Chain{rule: (*Chain).byPrevious}
	case venue.Bybit, venue.BybitInverse:
		return &Chain{rule: (*Chain).byStep}
	case venue.OKX:
		return &Chain{rule: (*Chain).bySequence}
	case venue.Hyperliquid:
		return &Chain{rule: (*Chain).wholeOnly}
	}
	return nil
}

// Lose says that the book is void for another reason than its numbers: the
// chain waits for a snapshot.
func (c *Chain) Lose() { c.synced = false }

// Next judges an event of KindBookSnapshot or KindBookDelta. Partial
// snapshots are no part of a chain and are dropped.
func (c *Chain) Next(e *market.Event) Verdict {
	b := &e.Book
	if e.Kind == market.KindBookSnapshot {
		if b.Partial || c.synced && e.Time < c.time {
			return Drop
		}
		c.synced, c.first, c.last, c.time = true, true, b.Last, e.Time
		return Replace
	}
	if !c.synced {
		return Hold
	}
	verdict := c.rule(c, b)
	switch verdict {
	case Apply:
		c.first, c.last, c.time = false, b.Last, e.Time
	case Gap:
		c.synced = false
	}
	return verdict
}

// byPrevious is Binance's rule: after the snapshot's number the change that
// spans it comes first, then each names the number before it. The number at
// its start never joins to the one before (159 of 6,550 did) and is not
// looked at. Where nothing happened between two changes the snapshot may lie
// between them, which is why the start of the span is taken as the previous
// number.
func (c *Chain) byPrevious(b *market.Book) Verdict {
	switch {
	case b.Last < c.last, !c.first && b.Last == c.last:
		return Drop
	case c.first && b.Prev <= c.last, b.Prev == c.last:
		return Apply
	}
	return Gap
}

// byStep is Bybit's rule: numbers grow by one. After a restart of the service
// they begin again at 1, with a snapshot.
func (c *Chain) byStep(b *market.Book) Verdict {
	switch {
	case b.Last == c.last+1:
		return Apply
	case b.Last <= c.last && b.Last != 1:
		return Drop
	}
	return Gap
}

// bySequence is OKX's rule: each change names the number before it. One that
// repeats its number is a heartbeat; one that goes back is maintenance, after
// which the book must be subscribed anew.
func (c *Chain) bySequence(b *market.Book) Verdict {
	switch {
	case b.Last < b.Prev:
		return Gap
	case b.Prev == c.last && b.Last > 0:
		return Apply
	case b.Last <= c.last && b.Last > 0:
		return Drop
	}
	return Gap
}

// wholeOnly is Hyperliquid's rule: there are no changes.
func (c *Chain) wholeOnly(*market.Book) Verdict { return Gap }
