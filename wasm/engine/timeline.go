package engine

import (
	"slices"
	"sort"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Timeline is a model's whole course over the bars it was given: it keeps
// the bars, and copies of the state along the way, so that any part of the
// map can be drawn again exactly as it stood, without keeping the map.
type Timeline struct {
	model    *Model
	interval market.Millis
	venues   []Venue
	bars     []stepped
	ends     []market.Millis // per venue: end of its last bar
	holes    []hole          // in the order of the bars that end them
	live     *Engine         // after the first taken bars
	taken    int
	marks    []mark
	spacing  int // bars between marks
	moving   *Engine
	column   []float64
}

// stepped is a bar with the venue it came from.
type stepped struct {
	venue int
	bar   market.Bar
}

// hole is a time for which a venue has no bar, between bars that it has.
type hole struct {
	venue    int
	from, to market.Millis
}

// mark is the state after the first n bars.
type mark struct {
	n     int
	state *Engine
}

// marksKept bounds the copies of the state: beyond it every second one is
// dropped and they stand twice as far apart.
const marksKept = 24

// NewTimeline returns an empty course of a model.
func NewTimeline(model *Model, interval market.Millis, venues int) *Timeline {
	return NewTimelineAt(model, interval, make([]Venue, venues))
}

// NewTimelineAt is NewTimeline for venues as NewAt takes them.
func NewTimelineAt(model *Model, interval market.Millis, venues []Venue) *Timeline {
	return &Timeline{
		model: model, interval: interval, venues: venues, spacing: 128,
		ends: make([]market.Millis, len(venues)),
		live: NewAt(model, interval, venues), moving: NewAt(model, interval, venues),
	}
}

// Reserve makes room for n more bars.
func (t *Timeline) Reserve(n int) { t.bars = slices.Grow(t.bars, n) }

// Append takes one closed bar of a venue. Bars of all venues come ordered by
// start; one that does not, or that cannot be, is refused and changes
// nothing. The map is stepped past it when it is next asked for, so that
// drawing a course for the first time steps it once.
func (t *Timeline) Append(venue int, bar *market.Bar) *market.Fault {
	if n := len(t.bars); n > 0 && (bar.Start < t.bars[n-1].bar.Start || t.ends[venue] != 0 && bar.Start < t.ends[venue]) {
		return &outOfOrder
	}
	if fault := possible(bar); fault != nil {
		return fault
	}
	if end := t.ends[venue]; end != 0 && bar.Start > end {
		t.holes = append(t.holes, hole{venue, end, bar.Start})
	}
	t.bars = append(t.bars, stepped{venue, *bar})
	t.ends[venue] = bar.Start + t.interval
	return nil
}

// take steps the live state past the first n bars, marking the way.
func (t *Timeline) take(n int) {
	for len(t.bars)/t.spacing > marksKept {
		t.thin()
	}
	for ; t.taken < n; t.taken++ {
		if t.taken > 0 && t.taken%t.spacing == 0 && (len(t.marks) == 0 || t.marks[len(t.marks)-1].n < t.taken) {
			t.marks = append(t.marks, mark{t.taken, t.live.Clone()})
		}
		t.again(t.live, t.taken)
	}
}

// again steps an engine past a bar that was accepted before.
func (t *Timeline) again(e *Engine, i int) {
	if fault := e.Step(t.bars[i].venue, &t.bars[i].bar); fault != nil {
		panic("engine: a bar that was accepted is refused: " + fault.Sentence)
	}
}

// thin keeps every second mark.
func (t *Timeline) thin() {
	t.spacing *= 2
	kept := t.marks[:0]
	for _, m := range t.marks {
		if m.n%t.spacing == 0 {
			kept = append(kept, m)
		}
	}
	clear(t.marks[len(kept):])
	t.marks = kept
}

// Live is the state after the last bar. The caller only reads it.
func (t *Timeline) Live() *Engine {
	t.take(len(t.bars))
	return t.live
}

// Len is how many bars were taken, over all venues.
func (t *Timeline) Len() int { return len(t.bars) }

// Bar is the i-th bar taken, and its venue. The caller does not write to it.
func (t *Timeline) Bar(i int) (venue int, bar *market.Bar) {
	return t.bars[i].venue, &t.bars[i].bar
}

// Search is the index of the first bar that starts at or after at.
func (t *Timeline) Search(at market.Millis) int {
	return sort.Search(len(t.bars), func(i int) bool { return t.bars[i].bar.Start >= at })
}

// After is the state once the first n bars were taken. It is the timeline's
// own and stands until the next call of After or Raster.
func (t *Timeline) After(n int) *Engine {
	if n >= t.taken {
		t.take(n)
		return t.live
	}
	from := t.seek(n)
	t.advance(from, n)
	return t.moving
}

// seek puts moving at the last mark at or before n bars and says where that is.
func (t *Timeline) seek(n int) int {
	for i := len(t.marks) - 1; i >= 0; i-- {
		if m := &t.marks[i]; m.n <= n {
			t.moving.CopyFrom(m.state)
			return m.n
		}
	}
	t.moving = NewAt(t.model, t.interval, t.venues)
	return 0
}

func (t *Timeline) advance(from, to int) {
	for i := from; i < to; i++ {
		t.again(t.moving, i)
	}
}

// Raster draws the map into r, whose view the caller has Reset: each column
// is the state after the last bar that starts inside it. Columns without a
// bar stay unfilled: a gap is shown, not bridged.
func (t *Timeline) Raster(r *grid.Raster, sel Selection) {
	lo, hi := r.Span()
	t.Columns(&r.View, func(c int, e *Engine) {
		for side := range market.Side(market.Sides) {
			from, to := e.Within(side, lo, hi)
			t.column = sized(t.column, int(to-from))
			e.Heat(t.column, side, from, sel)
			r.Set(c, side, from, t.column)
		}
	})
}

// Columns calls visit for each column of a view that has a bar, in order,
// with the state after the last bar that starts inside it. The state is the
// timeline's own and stands until visit returns. Only for a column that the
// live state has left behind is the way gone again.
func (t *Timeline) Columns(v *grid.View, visit func(column int, e *Engine)) {
	at := -1 // bars that the moving state has taken, once it moves
	for i := t.Search(v.From); i < len(t.bars); {
		c := v.ColumnOf(t.bars[i].bar.Start)
		if c >= v.Columns {
			return
		}
		next := i + 1
		for next < len(t.bars) && v.ColumnOf(t.bars[next].bar.Start) == c {
			next++
		}
		e := t.live
		if next >= t.taken {
			t.take(next)
		} else {
			if at < 0 {
				at = t.seek(next)
			}
			t.advance(at, next)
			at, e = next, t.moving
		}
		i = next
		visit(c, e)
	}
}

// Lacking calls visit for each column of a view in which a bar of one of these
// venues, as bits, is lacking between bars that it has. A column may come more
// than once.
func (t *Timeline) Lacking(v *grid.View, venues uint32, visit func(column int)) {
	for i := range t.holes {
		h := &t.holes[i]
		if venues>>uint(h.venue)&1 == 0 {
			continue
		}
		for c := max(v.ColumnOf(h.from), 0); c < v.Columns && v.From+market.Millis(c)*v.Column < h.to; c++ {
			visit(c)
		}
	}
}

// Moments calls visit with the state once the first ns[i] bars were taken, for
// each of ns, which ascend: one walk from the first to the last. The state is
// the timeline's own and stands until visit returns.
func (t *Timeline) Moments(ns []int, visit func(i int, e *Engine)) {
	if len(ns) == 0 {
		return
	}
	at := t.seek(ns[0])
	for i, n := range ns {
		t.advance(at, n)
		at = n
		visit(i, t.moving)
	}
}
