package exchange

import "brink/wasm/market"

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
// without a gap, by that venue's rule. It holds numbers only:
// the caller holds the book and what was put on hold. After a Gap it waits
// for a snapshot, and says Hold until one comes.
type Chain struct {
	rule   Continuity
	synced bool
	first  bool // nothing was applied since the snapshot
	last   int64
	time   market.Millis
}

// Continuity is a rule by which the changes of a book follow each other.
type Continuity uint8

// The rules.
const (
	// ByPrevious: after the snapshot's number the change that spans it comes
	// first, then each names the number before it.
	ByPrevious Continuity = iota
	// ByStep: numbers grow by one. After a restart of the service they begin
	// again at 1, with a snapshot.
	ByStep
	// BySequence: each change names the number before it. One that repeats its
	// number is a heartbeat; one that goes back is maintenance, after which the
	// book must be subscribed anew.
	BySequence
	// WholeOnly: there are no changes.
	WholeOnly
	// Unnumbered: changes have no numbers, and follow as they come on one
	// connection.
	Unnumbered
)

// NewChain returns the chain of a book by its venue's rule.
func NewChain(rule Continuity) *Chain { return &Chain{rule: rule} }

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
	verdict := c.judge(b)
	switch verdict {
	case Apply:
		c.first, c.last, c.time = false, b.Last, e.Time
	case Gap:
		c.synced = false
	}
	return verdict
}

func (c *Chain) judge(b *market.Book) Verdict {
	switch c.rule {
	case ByPrevious:
		return c.byPrevious(b)
	case ByStep:
		return c.byStep(b)
	case BySequence:
		return c.bySequence(b)
	case Unnumbered:
		return Apply
	}
	return Gap
}

// byPrevious does not look at the number at a change's start, which seldom
// joins to the one before (159 of 6,550 did). Where nothing happened between
// two changes the snapshot may lie between them, which is why the start of the
// span is taken as the previous number.
func (c *Chain) byPrevious(b *market.Book) Verdict {
	switch {
	case b.Last < c.last, !c.first && b.Last == c.last:
		return Drop
	case c.first && b.Prev <= c.last, b.Prev == c.last:
		return Apply
	}
	return Gap
}

func (c *Chain) byStep(b *market.Book) Verdict {
	switch {
	case b.Last == c.last+1:
		return Apply
	case b.Last <= c.last && b.Last != 1:
		return Drop
	}
	return Gap
}

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
