package tape

import (
	"slices"

	"brink/wasm/market"
)

// coverage is what has come of the feed of marks and liquidations, and for how
// long it has come without a break, until the bars that it belongs to are
// finalised.
type coverage struct {
	from, to  market.Millis        // without a break; from is 0 while the feed is down
	publishes bool                 // the feed tells of liquidations
	marks     [4]marks             // of the newest bars, by their number
	pending   []market.Liquidation // in no bar yet
	finalised market.Millis        // start of the newest bar that was
}

// marks is the range of the mark price in a bar.
type marks struct {
	start     market.Millis
	low, high market.Price
}

// PublishesLiquidations says whether the feed publishes liquidations at all.
func (t *Tape) PublishesLiquidations(yes bool) { t.coverage.publishes = yes }

// FeedUp says that the feed of marks and liquidations has come until a time, by
// the venue's clock.
func (t *Tape) FeedUp(at market.Millis) {
	if t.coverage.from == 0 {
		t.coverage.from, t.coverage.to = at, at
	}
	t.coverage.to = max(t.coverage.to, at)
}

// FeedDown says that something of that feed may have been lost since FeedUp was
// last called. Bars that this falls into will not say what was liquidated.
func (t *Tape) FeedDown() { t.coverage.from = 0 }

// PutMark takes a mark price, USD, at a time of the venue's clock, in any order.
// It is kept for the bar that the time falls into, of the newest four; an older
// one is ignored. Finalise writes the bar's lowest and highest into it.
func (t *Tape) PutMark(at market.Millis, price market.Price) {
	start := at - at%t.interval
	m := &t.coverage.marks[int(start/t.interval)%len(t.coverage.marks)]
	switch {
	case m.start > start:
	case m.start < start:
		*m = marks{start, price, price}
	default:
		if price < m.low {
			m.low = price
		}
		if price > m.high {
			m.high = price
		}
	}
}

// longestFeedLag is how long before the end of a bar the feed may last have
// come, and still count as up for the whole of it.
const longestFeedLag = 5 * market.Second

// Finalise writes marks and liquidations into the i-th bar, where the feed was
// up for the whole of it, just before the bar is used for the first time. What
// comes of it later counts in the next one, so that nothing that was used
// changes. It reports whether anything was written. Bars are finalised in order;
// of one before the newest that was, nothing is changed.
func (t *Tape) Finalise(i int) bool {
	b, c := &t.bars[i], &t.coverage
	if b.Start <= c.finalised {
		return false
	}
	c.finalised = b.Start
	end := b.Start + t.interval
	covered := c.from > 0 && c.from <= b.Start && c.to >= end-longestFeedLag
	m := &c.marks[int(b.Start/t.interval)%len(c.marks)]
	if covered && m.start == b.Start {
		b.MarkLow, b.MarkHigh, b.Optional = m.low, m.high, b.Optional|market.OptionalMark
	}
	if covered && c.publishes {
		b.Optional |= market.OptionalLiquidated
	}
	c.pending = slices.DeleteFunc(c.pending, func(l market.Liquidation) bool {
		if l.Time >= end {
			return false
		}
		if covered && c.publishes && l.Time >= b.Start-t.interval {
			b.Liquidated[l.Closed] += l.USD
		}
		return true
	})
	return covered
}
