package tape

import (
	"slices"

	"brink/wasm/market"
)

// coverage is what was heard of the feed that tells marks and forced closings,
// until the bars that it belongs to are sealed.
type coverage struct {
	from, to  market.Millis // as long as it has stood without a break; 0 while it does not
	publishes bool          // it tells of forced closings
	marks     [4]marks
	pending   []market.Liquidation // in no bar yet
	finalised market.Millis        // start of the newest bar that was
}

// marks is the range of the mark price in a bar.
type marks struct {
	start     market.Millis
	low, high market.Price
}

// PublishesLiquidations says that the feed tells of forced closings at all.
func (t *Tape) PublishesLiquidations(yes bool) { t.coverage.publishes = yes }

// FeedUp says that the feed of marks and forced closings stands at a time.
func (t *Tape) FeedUp(at market.Millis) {
	if t.coverage.from == 0 {
		t.coverage.from, t.coverage.to = at, at
	}
	t.coverage.to = max(t.coverage.to, at)
}

// FeedDown says that something of that feed may have been lost since it last
// stood. Bars that it falls into will not say what was liquidated.
func (t *Tape) FeedDown() { t.coverage.from = 0 }

// UpSince is since when the feed stands without a break; false while it does
// not.
func (t *Tape) UpSince() (market.Millis, bool) { return t.coverage.from, t.coverage.from > 0 }

// PutMark takes a mark price.
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

// longestFeedLag is how long before the end of a bar the feed may last have been
// heard, and still have stood for the whole of it.
const longestFeedLag = 5 * market.Second

// Finalise writes into the i-th bar what was heard of it, where the feed stood for
// the whole of it, just before the bar is used. What is told of it later
// counts in the next one, so that nothing that was used changes. It reports
// whether anything was written.
func (t *Tape) Finalise(i int) bool {
	b := &t.bars[i]
	if b.Start <= t.coverage.finalised {
		return false
	}
	t.coverage.finalised = b.Start
	end := b.Start + t.interval
	stood := t.coverage.from > 0 && t.coverage.from <= b.Start && t.coverage.to >= end-longestFeedLag
	m := &t.coverage.marks[int(b.Start/t.interval)%len(t.coverage.marks)]
	if stood && m.start == b.Start {
		b.MarkLow, b.MarkHigh, b.Optional = m.low, m.high, b.Optional|market.OptionalMark
	}
	if stood && t.coverage.publishes {
		b.Optional |= market.OptionalLiquidated
	}
	t.coverage.pending = slices.DeleteFunc(t.coverage.pending, func(l market.Liquidation) bool {
		if l.Time >= end {
			return false
		}
		if stood && t.coverage.publishes && l.Time >= b.Start-t.interval {
			b.Liquidated[l.Closed] += l.USD
		}
		return true
	})
	return stood
}
