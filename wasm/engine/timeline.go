package engine

import (
	"slices"
	"sort"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Timeline is a model's states over all bars it was given. It keeps the bars
// and checkpoints of the state, so that the map of any moment can be computed
// again, bit for bit, without storing maps. It is not safe for concurrent use.
type Timeline struct {
	model       *Model
	interval    market.Millis
	venues      []Venue
	bars        []venueBar
	ends        []market.Millis // per venue: end of its last bar
	gaps        []barGap        // in the order of the bars that end them
	live        *Engine         // after the first steps bars
	steps       int
	checkpoints []checkpoint
	spacing     int // bars between checkpoints
	resumed     int // bars that a state stands for which was gone on from
	replayed    *Engine
	column      []float64
}

// stepped is a bar with the venue it came from.
type venueBar struct {
	venue int
	bar   market.Bar
}

// barGap is a time for which a venue has no bar, between bars that it has.
type barGap struct {
	venue    int
	from, to market.Millis
}

// checkpoint is the state after the first n bars.
type checkpoint struct {
	n     int
	state *Engine
}

// mostCheckpoints bounds the checkpoints: beyond it every second one is dropped
// and their spacing doubles.
const mostCheckpoints = 24

// NewTimeline returns an empty timeline of a model; see New.
func NewTimeline(model *Model, interval market.Millis, venues int) *Timeline {
	return NewTimelineAt(model, interval, make([]Venue, venues))
}

// NewTimelineAt is NewTimeline for venues as NewAt takes them.
func NewTimelineAt(model *Model, interval market.Millis, venues []Venue) *Timeline {
	return &Timeline{
		model: model, interval: interval, venues: venues, spacing: 128,
		ends: make([]market.Millis, len(venues)),
		live: NewAt(model, interval, venues), replayed: NewAt(model, interval, venues),
	}
}

// Reserve makes room for n more bars.
func (t *Timeline) Reserve(n int) { t.bars = slices.Grow(t.bars, n) }

// Append adds one closed bar of a venue; it keeps a copy of it and its Profile.
// Bars of all venues come ordered by start. One that is out of order or whose
// figures are impossible is refused with a fault and changes nothing. The state
// is stepped past it when it is next asked for, so that drawing a timeline for
// the first time steps each bar once.
func (t *Timeline) Append(venue int, bar *market.Bar) *market.Fault {
	if n := len(t.bars); n > 0 && (bar.Start < t.bars[n-1].bar.Start || t.ends[venue] != 0 && bar.Start < t.ends[venue]) {
		return &outOfOrder
	}
	if fault := possible(bar); fault != nil {
		return fault
	}
	if end := t.ends[venue]; end != 0 && bar.Start > end {
		t.gaps = append(t.gaps, barGap{venue, end, bar.Start})
	}
	t.bars = append(t.bars, venueBar{venue, *bar})
	t.ends[venue] = bar.Start + t.interval
	return nil
}

// stepTo steps the live state past the first n bars, adding checkpoints.
func (t *Timeline) stepTo(n int) {
	for len(t.bars)/t.spacing > mostCheckpoints {
		t.thinOut()
	}
	for ; t.steps < n; t.steps++ {
		if t.steps > 0 && t.steps%t.spacing == 0 && (len(t.checkpoints) == 0 || t.checkpoints[len(t.checkpoints)-1].n < t.steps) {
			t.checkpoints = append(t.checkpoints, checkpoint{t.steps, t.live.Clone()})
		}
		t.restep(t.live, t.steps)
	}
}

// restep steps an engine past the i-th bar, which Append has looked at.
func (t *Timeline) restep(e *Engine, i int) { e.advance(t.bars[i].venue, &t.bars[i].bar) }

// thinOut keeps every second checkpoint.
func (t *Timeline) thinOut() {
	t.spacing *= 2
	remaining := t.checkpoints[:0]
	for _, m := range t.checkpoints {
		if m.n%t.spacing == 0 || m.n == t.resumed {
			remaining = append(remaining, m)
		}
	}
	clear(t.checkpoints[len(remaining):])
	t.checkpoints = remaining
}

// Live is the state after the last bar. It stays the timeline's own: callers
// only read it, and it changes with the next bar appended and asked for.
func (t *Timeline) Live() *Engine {
	t.stepTo(len(t.bars))
	return t.live
}

// Len is how many bars were appended, over all venues.
func (t *Timeline) Len() int { return len(t.bars) }

// Bar is the i-th bar appended, and its venue. Callers only read it.
func (t *Timeline) Bar(i int) (venue int, bar *market.Bar) {
	return t.bars[i].venue, &t.bars[i].bar
}

// Stepped is how many of the bars the newest state is already after.
func (t *Timeline) Stepped() int { return t.steps }

// Search is the index of the first bar that starts at or after at.
func (t *Timeline) Search(at market.Millis) int {
	return sort.Search(len(t.bars), func(i int) bool { return t.bars[i].bar.Start >= at })
}

// After is the state after the first n bars. It is the timeline's own: callers
// only read it, until the next call of After, Columns, Moments or Raster, or,
// where n is Len, until the next bar is appended and asked for.
func (t *Timeline) After(n int) *Engine {
	if n >= t.steps {
		t.stepTo(n)
		return t.live
	}
	from := t.seek(n)
	t.advance(from, n)
	return t.replayed
}

// seek sets replayed to the last checkpoint at or before n bars and returns how
// many bars that is after.
func (t *Timeline) seek(n int) int {
	for i := len(t.checkpoints) - 1; i >= 0; i-- {
		if m := &t.checkpoints[i]; m.n <= n {
			t.replayed.CopyFrom(m.state)
			return m.n
		}
	}
	t.replayed = NewAt(t.model, t.interval, t.venues)
	return 0
}

func (t *Timeline) advance(from, to int) {
	for i := from; i < to; i++ {
		if i < t.resumed && i > 0 && i%t.spacing == 0 {
			t.remember(i)
		}
		t.restep(t.replayed, i)
	}
}

// remember keeps the replayed state, after the first n bars, among the checkpoints:
// before a state that was gone on from there are none until somebody asks.
func (t *Timeline) remember(n int) {
	at, there := slices.BinarySearchFunc(t.checkpoints, n, func(m checkpoint, n int) int { return m.n - n })
	if !there {
		t.checkpoints = slices.Insert(t.checkpoints, at, checkpoint{n, t.replayed.Clone()})
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
			column := sized(&t.column, int(to-from))
			e.Heat(column, side, from, sel)
			r.Set(c, side, from, column)
		}
	})
}

// Columns calls visit for each column of a view that has a bar, in order,
// with the state after the last bar that starts inside it. The state is the
// timeline's own and valid until visit returns. Only a column that the live
// state has already passed is computed again from a checkpoint.
func (t *Timeline) Columns(v *grid.View, visit func(column int, e *Engine)) {
	at := -1 // bars that the replayed state is after; -1 before it is used
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
		if next >= t.steps {
			t.stepTo(next)
		} else {
			if at < 0 {
				at = t.seek(next)
			}
			t.advance(at, next)
			at, e = next, t.replayed
		}
		i = next
		visit(c, e)
	}
}

// Lacking calls visit for each column of a view that lies, at least in part, in
// a gap between the bars of one of the venues whose bits are set. A column may
// come more than once.
func (t *Timeline) Lacking(v *grid.View, venues uint32, visit func(column int)) {
	for i := range t.gaps {
		h := &t.gaps[i]
		if venues>>uint(h.venue)&1 == 0 {
			continue
		}
		for c := max(v.ColumnOf(h.from), 0); c < v.Columns && v.From+market.Millis(c)*v.Column < h.to; c++ {
			visit(c)
		}
	}
}

// Moments calls visit with the state after the first ns[i] bars, for each of
// ns, which ascend: it steps once from the first to the last. The state is the
// timeline's own and valid until visit returns.
func (t *Timeline) Moments(ns []int, visit func(i int, e *Engine)) {
	if len(ns) == 0 {
		return
	}
	at := t.seek(ns[0])
	for i, n := range ns {
		t.advance(at, n)
		at = n
		visit(i, t.replayed)
	}
}
