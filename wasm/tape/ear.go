package tape

import (
	"slices"

	"brink/wasm/market"
)

// ear is what was heard of the feed that tells marks and forced closings,
// until the bars that it belongs to are sealed.
type ear struct {
	from, to market.Millis // as long as it has stood without a break; 0 while it does not
	forced   bool          // it tells of forced closings
	marks    [4]marks
	pending  []market.Liquidation // in no bar yet
	sealed   market.Millis        // start of the newest bar that was
}

// marks is the range of the mark price in a bar.
type marks struct {
	start     market.Millis
	low, high market.Price
}

// Forced says that the feed tells of forced closings at all.
func (t *Tape) Forced(yes bool) { t.ear.forced = yes }

// Stand says that the feed of marks and forced closings stands at a time.
func (t *Tape) Stand(at market.Millis) {
	if t.ear.from == 0 {
		t.ear.from, t.ear.to = at, at
	}
	t.ear.to = max(t.ear.to, at)
}

// Break says that something of that feed may have been lost since it last
// stood. Bars that it falls into will not say what was liquidated.
func (t *Tape) Break() { t.ear.from = 0 }

// Stood is since when the feed stands without a break; false while it does
// not.
func (t *Tape) Stood() (market.Millis, bool) { return t.ear.from, t.ear.from > 0 }

// Mark takes a mark price.
func (t *Tape) Mark(at market.Millis, price market.Price) {
	start := at - at%t.interval
	m := &t.ear.marks[int(start/t.interval)%len(t.ear.marks)]
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

// breath is how long before the end of a bar the feed may last have been
// heard, and still have stood for the whole of it.
const breath = 5 * market.Second

// Seal writes into the i-th bar what was heard of it, where the feed stood for
// the whole of it, just before the bar is used. What is told of it later
// counts in the next one, so that nothing that was used changes. It reports
// whether anything was written.
func (t *Tape) Seal(i int) bool {
	b := &t.bars[i]
	if b.Start <= t.ear.sealed {
		return false
	}
	t.ear.sealed = b.Start
	end := b.Start + t.interval
	stood := t.ear.from > 0 && t.ear.from <= b.Start && t.ear.to >= end-breath
	m := &t.ear.marks[int(b.Start/t.interval)%len(t.ear.marks)]
	if stood && m.start == b.Start {
		b.MarkLow, b.MarkHigh, b.Optional = m.low, m.high, b.Optional|market.OptionalMark
	}
	if stood && t.ear.forced {
		b.Optional |= market.OptionalLiquidated
	}
	t.ear.pending = slices.DeleteFunc(t.ear.pending, func(l market.Liquidation) bool {
		if l.Time >= end {
			return false
		}
		if stood && t.ear.forced && l.Time >= b.Start-t.interval {
			b.Liquidated[l.Closed] += l.USD
		}
		return true
	})
	return stood
}
