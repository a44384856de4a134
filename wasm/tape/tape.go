// Package tape is what is known of one symbol at one venue: closed bars, open
// interest and liquidations, each once and in order, with the gaps that are
// left. It makes closed bars of the minutes that a feed sends, and says which
// are missing. It knows no venue, no connection and no clock.
package tape

import (
	"slices"
	"sort"

	"brink/wasm/gate"
	"brink/wasm/market"
)

// Span is the time from From, inclusive, to To, exclusive.
type Span struct{ From, To market.Millis }

// Bounds of a tape's memory.
const (
	maxBars         = 450 * 288 // 450 days of five minutes
	maxOpenInterest = maxBars
	maxLiquidations = 20_000
)

// Tape is one symbol at one venue. The zero value is not ready; use New.
type Tape struct {
	interval     market.Millis
	bars         []market.Bar // closed, by start
	oi           []market.OpenInterest
	cursor       int // in oi: the first after the time that was asked for last
	liquidations []market.Liquidation
	seen         map[liquidationKey]struct{} // of liquidations
	unavailable  []Span                      // that nobody has, by start
	minutes      openBars                    // of bars that are not closed
	coverage     coverage                    // of the feed of marks and liquidations
	revision     int
}

// New returns an empty tape of bars of one interval, a multiple of a minute.
func New(interval market.Millis) *Tape {
	return &Tape{interval: interval, seen: map[liquidationKey]struct{}{}}
}

// Bars are the closed bars, oldest first. The caller only reads them, until
// the tape is written to.
func (t *Tape) Bars() []market.Bar { return t.bars }

// Revision grows with each change that is not an appended bar: what was built
// from the tape before is then another build.
func (t *Tape) Revision() int { return t.revision }

// Put takes closed bars from a history, in any order, and returns how many were
// new. A bar that is there already stays as it is: it may have been used. Bars
// that are impossible (gate.Bar) or do not start at a multiple of the interval
// are left out, and so are optional fields that are impossible. bars is only
// read.
func (t *Tape) Put(bars ...market.Bar) int {
	unfit := func(b market.Bar) bool {
		carried := b.Optional
		return !takes(&b, t.interval) || b.Optional != carried
	}
	if slices.ContainsFunc(bars, unfit) {
		taken := make([]market.Bar, 0, len(bars))
		for i := range bars {
			if b := bars[i]; takes(&b, t.interval) {
				taken = append(taken, b)
			}
		}
		bars = taken
	}
	return t.put(bars)
}

// takes reports whether a bar is taken, once what cannot be was dropped of its
// optional fields.
func takes(b *market.Bar, interval market.Millis) bool {
	_, fault := gate.Clean(b)
	return fault == nil && b.Start%interval == 0
}

// put is Put of bars that it does not refuse.
func (t *Tape) put(bars []market.Bar) int {
	before := len(t.bars)
	for i := range bars {
		t.minutes.forget(bars[i].Start)
	}
	var within bool
	t.bars, within = merge(t.bars, bars, func(b *market.Bar) market.Millis { return b.Start })
	if within {
		t.revision++
	}
	added := len(t.bars) - before
	if over := len(t.bars) - maxBars; over > 0 {
		t.bars = append(t.bars[:0], t.bars[over:]...)
		t.revision++
	}
	return added
}

// Correct replaces closed bars that the tape has by what their venue says of them
// now, where that differs, and returns how many it replaced. What the venue's
// feed told of a bar besides stays. Bars that the tape does not have, or that Put
// would leave out, change nothing.
func (t *Tape) Correct(bars ...market.Bar) int {
	n := 0
	for i := range bars {
		b := bars[i]
		at, there := t.find(b.Start)
		if !there || !takes(&b, t.interval) || same(&t.bars[at], &b) {
			continue
		}
		have := &t.bars[at]
		have.Open, have.High, have.Low, have.Close, have.Volume = b.Open, b.High, b.Low, b.Close, b.Volume
		have.Optional = have.Optional&^market.OptionalTaker | b.Optional&market.OptionalTaker
		have.TakerBuy = b.TakerBuy
		n++
	}
	if n > 0 {
		t.revision++
	}
	return n
}

// same reports whether two bars tell the same trading, but for the rounding of
// sums.
func same(a, b *market.Bar) bool {
	const rounding = 1e-5
	near := func(x, y market.Base) bool { return x-y <= rounding*x && y-x <= rounding*x }
	return a.Open == b.Open && a.High == b.High && a.Low == b.Low && a.Close == b.Close && near(a.Volume, b.Volume) &&
		(!a.Optional.Has(market.OptionalTaker) || !b.Optional.Has(market.OptionalTaker) || near(a.TakerBuy, b.TakerBuy))
}

// merge puts more into have, which is ordered by time, each time once: of two of
// one time the first stays. within says that something new came before the last
// that was there.
func merge[T any](have, more []T, time func(*T) market.Millis) (out []T, within bool) {
	n := len(have)
	last := market.Millis(-1)
	if n > 0 {
		last = time(&have[n-1])
	}
	if ascend(last, more, time) { // as stored days do
		return append(have, more...), false
	}
	fresh, ordered := make([]T, 0, len(more)), true
	for i := range more {
		at := time(&more[i])
		if at <= last {
			if k := sort.Search(n, func(k int) bool { return time(&have[k]) >= at }); time(&have[k]) == at {
				continue
			}
			within = true
		}
		ordered = ordered && (len(fresh) == 0 || time(&fresh[len(fresh)-1]) < at)
		fresh = append(fresh, more[i])
	}
	if !ordered {
		sort.SliceStable(fresh, func(i, j int) bool { return time(&fresh[i]) < time(&fresh[j]) })
		kept := fresh[:1]
		for i := range fresh {
			if time(&fresh[i]) != time(&kept[len(kept)-1]) {
				kept = append(kept, fresh[i])
			}
		}
		fresh = kept
	}
	have = append(have, fresh...)
	// From the end, so that nothing is overwritten that is still to be moved.
	for i, j, k := n-1, len(fresh)-1, len(have)-1; within && j >= 0; k-- {
		if i >= 0 && time(&have[i]) > time(&fresh[j]) {
			have[k] = have[i]
			i--
		} else {
			have[k] = fresh[j]
			j--
		}
	}
	return have, within
}

// ascend reports whether a list goes on after last, each later than the one
// before.
func ascend[T any](last market.Millis, list []T, time func(*T) market.Millis) bool {
	for i := range list {
		at := time(&list[i])
		if at <= last {
			return false
		}
		last = at
	}
	return true
}

func (t *Tape) find(start market.Millis) (int, bool) {
	n := len(t.bars)
	if n == 0 || t.bars[n-1].Start < start {
		return n, false
	}
	at := sort.Search(n, func(i int) bool { return t.bars[i].Start >= start })
	return at, t.bars[at].Start == start
}

// At is the bar that starts then, nil where there is none. The caller only reads
// it, until the tape is written to.
func (t *Tape) At(start market.Millis) *market.Bar {
	if at, there := t.find(start); there {
		return &t.bars[at]
	}
	return nil
}

// Next is the start of the first bar at or after a time; false where there is none.
func (t *Tape) Next(at market.Millis) (start market.Millis, ok bool) {
	i, _ := t.find(at)
	if i == len(t.bars) {
		return 0, false
	}
	return t.bars[i].Start, true
}

// PutOpenInterest takes open interests, in any order. Of two of one time the first
// stays.
func (t *Tape) PutOpenInterest(more ...market.OpenInterest) {
	var within bool
	first := market.Millis(0)
	if n := len(t.bars); n > 0 {
		first = t.bars[n-1].Start
	}
	before := len(t.oi)
	t.oi, within = merge(t.oi, more, func(o *market.OpenInterest) market.Millis { return o.Time })
	if (within || before == 0) && len(t.oi) > before && t.oi[0].Time <= first {
		t.revision++
	}
	if over := len(t.oi) - maxOpenInterest; over > 0 {
		t.oi = append(t.oi[:0], t.oi[over:]...)
	}
}

// OpenInterest is the newest at or before a time, false where that is older than
// a bar.
func (t *Tape) OpenInterest(at market.Millis) (market.Base, bool) {
	// Mostly the next bar is asked for after one.
	next := t.cursor
	if !t.after(next, at) {
		if next++; !t.after(next, at) {
			next = sort.Search(len(t.oi), func(i int) bool { return t.oi[i].Time > at })
		}
		t.cursor = next
	}
	if next == 0 || at-t.oi[next-1].Time >= t.interval {
		return 0, false
	}
	return t.oi[next-1].Base, true
}

// after reports whether i is the first open interest after a time.
func (t *Tape) after(i int, at market.Millis) bool {
	return i <= len(t.oi) && (i == 0 || t.oi[i-1].Time <= at) && (i == len(t.oi) || t.oi[i].Time > at)
}

// BarAt is the i-th bar as the engine uses it: with the open interest at its
// start.
func (t *Tape) BarAt(i int) market.Bar {
	b := t.bars[i]
	if !b.Optional.Has(market.OptionalOI) {
		if oi, ok := t.OpenInterest(b.Start); ok {
			b.OpenInterest, b.Optional = oi, b.Optional|market.OptionalOI
		}
	}
	return b
}

// MarkUnavailable says that nobody has the bars of a span: they are not missing
// any more, and stay a gap.
func (t *Tape) MarkUnavailable(s Span) {
	at := sort.Search(len(t.unavailable), func(i int) bool { return t.unavailable[i].To >= s.From })
	end := at
	for end < len(t.unavailable) && t.unavailable[end].From <= s.To {
		s.From, s.To = min(s.From, t.unavailable[end].From), max(s.To, t.unavailable[end].To)
		end++
	}
	t.unavailable = append(t.unavailable[:at:at], append([]Span{s}, t.unavailable[end:]...)...)
}

// Unavailable are the spans that nobody has, oldest first.
func (t *Tape) Unavailable() []Span { return t.unavailable }

// Missing are the spans between two times without a bar, newest first, less what
// is unavailable. Their ends are multiples of the interval.
func (t *Tape) Missing(from, to market.Millis) []Span {
	from = (from + t.interval - 1) / t.interval * t.interval
	to -= to % t.interval
	var holes []Span
	at, _ := t.find(from)
	next := from
	for ; at < len(t.bars) && t.bars[at].Start < to; at++ {
		if t.bars[at].Start > next {
			holes = t.appendMissing(holes, Span{next, t.bars[at].Start})
		}
		next = t.bars[at].Start + t.interval
	}
	if next < to {
		holes = t.appendMissing(holes, Span{next, to})
	}
	slices.Reverse(holes)
	return holes
}

// appendMissing appends a span less what of it is unavailable.
func (t *Tape) appendMissing(holes []Span, s Span) []Span {
	for _, g := range t.unavailable {
		if g.To <= s.From || g.From >= s.To {
			continue
		}
		if g.From > s.From {
			holes = append(holes, Span{s.From, g.From})
		}
		s.From = g.To
	}
	if s.From < s.To {
		holes = append(holes, s)
	}
	return holes
}
