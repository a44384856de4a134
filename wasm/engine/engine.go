// Package engine is the estimator: closed bars in, USD of expected forced
// closings per price bin out (MODEL.md in this folder). It steps forward bar by
// bar, never looks ahead and never changes its answer for a past bar. It knows
// venues as numbers only, and no clock, wire format or colour.
package engine

import (
	"brink/wasm/gate"
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Engine is the state of one model over one symbol at some venues. The zero
// value is not ready; use New. An Engine is not safe for concurrent use.
type Engine struct {
	model    *Model
	interval market.Millis
	about    []Venue
	venues   []estimator
	seen     []last
	traded   []turnover
	shared   bool // the model's USD are the whole market's, not one venue's
	slot     slot
	prices   prices
	forced   forcedDays
	mass     []float64 // scratch of PartsAndStanding
	sum      []float64 // that of Parts
	bar      gridBar   // the one being stepped; a field so that it is not allocated
}

// estimator is a model's state at one venue.
type estimator interface {
	// step moves the state past one closed bar.
	step(p *gridBar)
	// heat adds the USD of the bins lo.. to dst.
	heat(dst []float64, side market.Side, lo grid.Bin, classes uint8, prices *prices)
	// parts adds the same to dst[class], each leverage class apart. mass is what
	// standing gives for these bins.
	parts(dst *[Classes][]float64, mass []float64, side market.Side, lo grid.Bin, prices *prices)
	// standing sets dst to the mass in the bins lo.., in base.
	standing(dst []float64, side market.Side, lo grid.Bin)
	// extent is the range of bins [lo, hi) that hold anything.
	extent(side market.Side) (lo, hi grid.Bin)
	// pathForecast is the USD that the map forecast for the last bar's path.
	pathForecast(side market.Side) float64
	// walk sweeps the map along a bar's path and lets no time pass.
	walk(p *gridBar)
	// copyFrom makes it a deep copy of another of its kind.
	copyFrom(estimator)
}

// gridBar is a checked bar with its prices as bins of the grid.
type gridBar struct {
	*market.Bar
	interval  market.Millis // of the engine's bars
	since     market.Millis // from the previous bar's start; 0 for the first bar
	gap       bool          // bars are missing before this one
	missed    absence       // where other venues traded in that gap
	low, high grid.Bin      // of the traded range
	down, up  grid.Bin      // of the range that triggers liquidations
	open      grid.Bin      // within that range
	close     grid.Bin      // within that range
	closed    grid.Bin      // of Close
	previous  *last
}

// last is what is remembered of a venue's latest bar.
type last struct {
	known        bool
	start        market.Millis
	close        market.Price
	closed       grid.Bin // of close
	low, high    grid.Bin
	profile      []market.Base
	openInterest market.Base
	hasOI        bool
	absent       absence // in the slots since that are over
}

// New returns an engine of a model for bars of one interval (milliseconds) at a
// number of venues like those that the models were made on.
func New(model *Model, interval market.Millis, venues int) *Engine {
	return NewAt(model, interval, make([]Venue, venues))
}

// NewAt returns an engine of a model for bars of one interval at venues, which
// are numbered in the order given. The engine owns the slice from then on.
func NewAt(model *Model, interval market.Millis, venues []Venue) *Engine {
	e := &Engine{model: model, interval: interval, about: venues, seen: make([]last, len(venues)), traded: make([]turnover, len(venues))}
	for i := range venues {
		v := model.estimator(&venues[i])
		_, e.shared = v.(*learned)
		e.venues = append(e.venues, v)
	}
	return e
}

// Model is the recipe in use.
func (e *Engine) Model() *Model { return e.model }

// Interval is the length of the bars that the engine steps.
func (e *Engine) Interval() market.Millis { return e.interval }

// Step moves one venue past one closed bar: decay, sweep, deposit. A bar whose
// figures are impossible, or that does not start after the venue's last one has
// ended, is refused with a fault and changes nothing. Bars of several venues
// come ordered by start. Step does not allocate in a market that stays within a
// factor of two of its price, and of the bar it keeps no more than its Profile.
func (e *Engine) Step(venue int, bar *market.Bar) *market.Fault {
	if fault := e.refuse(venue, bar); fault != nil {
		return fault
	}
	e.advance(venue, bar)
	return nil
}

// advance is Step of a bar that is known not to be refused.
func (e *Engine) advance(venue int, bar *market.Bar) {
	p := e.meet(venue, bar)
	e.enter(p)
	if p.gap {
		p.missed = e.seen[venue].absent
	}
	e.venues[venue].step(p)
	e.traded[venue].add(p)
	e.forced.add(bar.Start, e.interval, e.venues[venue].pathForecast(market.Long)+e.venues[venue].pathForecast(market.Short))
	e.seen[venue].set(p)
	e.apportion()
	e.bar.Bar = nil
}

// set makes it what is remembered of a bar. A pointer is written only where there
// is one: each costs as much as ten figures while the collector runs.
func (l *last) set(p *gridBar) {
	l.known, l.start, l.close, l.closed, l.low, l.high = true, p.Start, p.Close, p.closed, p.low, p.high
	l.openInterest, l.hasOI, l.absent = p.OpenInterest, p.Optional.Has(market.OptionalOI), absence{}
	if l.profile != nil || p.Profile != nil {
		l.profile = p.Profile
	}
}

// Walk sweeps the map along the path of a bar, for an exam of a frozen map: no
// closed volume is deposited and no open position ages. Of the bar it reads
// prices alone.
func (e *Engine) Walk(venue int, bar *market.Bar) *market.Fault {
	if fault := e.refuse(venue, bar); fault != nil {
		return fault
	}
	e.venues[venue].walk(e.meet(venue, bar))
	e.bar.Bar = nil
	return nil
}

// Forecast is the USD of forced closings that the map forecast for the path of
// the last bar stepped or walked, of one venue and side.
func (e *Engine) Forecast(venue int, side market.Side) market.USD {
	return market.USD(e.venues[venue].pathForecast(side))
}

// ComponentForecasts adds to dst[i] the USD that component i forecast for the
// path of the last bar stepped or walked at one venue. dst is as long as the
// model's Components; the model must be Apart.
func (e *Engine) ComponentForecasts(venue int, dst []float64) {
	if !e.model.Apart {
		panic("engine: only an Apart model knows its components apart")
	}
	for i, usd := range e.venues[venue].(*linear).swept {
		dst[i] += usd
	}
}

// AddTerms adds to dst[zone] the learned model's terms of the path of the last
// bar stepped or walked at one venue: sums of sqrt(rho (1 + D)) over the bins
// swept (MODEL.md 5), without unit. Times the zones' weights they are USD. dst
// has Zones entries; the model must be Learned, Massless or Smoothed.
func (e *Engine) AddTerms(venue int, side market.Side, dst []float64) {
	for i, v := range e.venues[venue].(*learned).terms[side] {
		dst[i] += v
	}
}

// meet puts a bar on the grid.
func (e *Engine) meet(venue int, bar *market.Bar) *gridBar {
	seen := &e.seen[venue]
	low, high := bar.SweepRange()
	p := &e.bar
	*p = gridBar{Bar: bar, interval: e.interval, low: grid.Of(bar.Low), high: grid.Of(bar.High), closed: grid.Of(bar.Close), previous: seen}
	p.down, p.up, p.close = p.low, p.high, p.closed
	if open := min(max(bar.Open, low), high); open == seen.close { // as mostly
		p.open = seen.closed
	} else {
		p.open = grid.Of(open)
	}
	if bar.Optional.Has(market.OptionalMark) {
		p.down, p.up, p.close = grid.Of(low), grid.Of(high), within(bar.Close, low, high)
	}
	if seen.known {
		p.since = bar.Start - seen.start
		p.gap = p.since > e.interval
	}
	return p
}

func (e *Engine) refuse(venue int, bar *market.Bar) *market.Fault {
	if fault := possible(bar); fault != nil {
		return fault
	}
	seen := &e.seen[venue]
	if seen.known && bar.Start < seen.start+e.interval {
		return &outOfOrder
	}
	return nil
}

var outOfOrder = market.Fault{Code: "bar-out-of-order", Sentence: "the bar does not start after the one before it has ended"}

// possible returns the fault of a bar that no engine can step, or nil.
func possible(bar *market.Bar) *market.Fault {
	if fault := gate.Bar(bar); fault != nil {
		return fault
	}
	if n := len(bar.Profile); n != 0 && n != int(grid.Of(bar.High)-grid.Of(bar.Low))+1 {
		return &market.Fault{Code: "bar-profile-length", Sentence: "the traded-price histogram does not have one figure for each bin of the bar's range"}
	}
	traded := market.Base(0)
	for _, v := range bar.Profile {
		traded += v
	}
	if market.Value(traded, bar.High) > gate.LargestUSD {
		return &market.Fault{Code: "bar-profile-beyond-belief", Sentence: "the traded-price histogram is worth more than 1e16 dollars"}
	}
	return nil
}

// Heat sets dst[i] to the USD of forced closings expected in bin lo+i if price
// goes there, of one side and what sel switches on, as known after the last
// Step. Longs are above zero only below the close, shorts only above it. A
// venue that has no bars at the moment is also cut to what lies beyond the
// prices that others have traded since. The USD of the learned model are those
// of the whole market: each venue has the share that it trades, whichever
// others are switched on.
func (e *Engine) Heat(dst []float64, side market.Side, lo grid.Bin, sel Selection) {
	clear(dst)
	if sel.Sides>>side&1 == 0 {
		return
	}
	for i, v := range e.venues {
		if sel.Venues>>uint(i)&1 == 0 {
			continue
		}
		if a, b := e.shown(i, side, lo, len(dst)); a < b {
			v.heat(dst[a-lo:b-lo], side, a, sel.Classes, &e.prices)
		}
	}
}

// shown is the part [a, b) of the n bins from lo on where a venue's heat may be
// above zero.
func (e *Engine) shown(venue int, side market.Side, lo grid.Bin, n int) (a, b grid.Bin) {
	if !e.seen[venue].known {
		return 0, 0
	}
	a, b = e.venues[venue].extent(side)
	missed := e.missed(venue)
	if closed := e.seen[venue].closed; side == market.Long {
		b = min(b, closed)
		if missed.is {
			b = min(b, missed.low)
		}
	} else {
		a = max(a, closed+1)
		if missed.is {
			a = max(a, missed.high+1)
		}
	}
	return max(a, lo), min(b, lo+grid.Bin(n))
}

// Extent is the range of bins [lo, hi) outside of which Heat is zero on that
// side; lo == hi where there is none at all.
func (e *Engine) Extent(side market.Side) (lo, hi grid.Bin) {
	const all = 1 << 29
	for i := range e.venues {
		a, b := e.shown(i, side, -all, 2*all)
		if a >= b {
			continue
		}
		if lo == hi {
			lo, hi = a, b
			continue
		}
		lo, hi = min(lo, a), max(hi, b)
	}
	return lo, hi
}

// Within cuts the bins [lo, hi) to those outside of which Heat is zero on that
// side; of none it returns an empty range in them.
func (e *Engine) Within(side market.Side, lo, hi grid.Bin) (from, to grid.Bin) {
	from, to = e.Extent(side)
	from = min(max(from, lo), hi)
	return from, min(max(to, from), hi)
}

// CopyFrom makes e a deep copy of an engine of the same model and venues,
// reusing e's memory. What a copy computes from then on is bit for bit what the
// original would.
func (e *Engine) CopyFrom(other *Engine) {
	e.model, e.interval, e.about, e.shared, e.slot, e.forced = other.model, other.interval, other.about, other.shared, other.slot, other.forced
	e.seen = append(e.seen[:0], other.seen...)
	e.traded = append(e.traded[:0], other.traded...)
	for i, v := range other.venues {
		e.venues[i].copyFrom(v)
	}
}

// Clone is a fresh deep copy.
func (e *Engine) Clone() *Engine {
	c := NewAt(e.model, e.interval, e.about)
	c.CopyFrom(e)
	return c
}

// prices caches the bins' middle prices.
type prices struct {
	origin grid.Bin
	middle []float64
}

// of returns the middle prices of the bins [lo, lo+n). It does not allocate
// inside a range that was asked for before.
func (t *prices) of(lo grid.Bin, n int) []float64 {
	end := t.origin + grid.Bin(len(t.middle))
	if t.middle == nil || lo < t.origin || lo+grid.Bin(n) > end {
		from, to := lo-room, lo+grid.Bin(n)+room
		if t.middle != nil {
			from, to = min(from, t.origin), max(to, end)
		}
		t.origin, t.middle = from, make([]float64, int(to-from))
		for i := range t.middle {
			t.middle[i] = float64((from + grid.Bin(i)).Middle())
		}
	}
	a := int(lo - t.origin)
	return t.middle[a : a+n]
}

// share is the decay factor of a span dt: what is left of something with a mean
// lifetime, both in milliseconds. A lifetime of 0 is for ever.
func share(dt, lifetime market.Millis) float64 {
	if lifetime <= 0 {
		return 1
	}
	return grid.Exp(-float64(dt) / float64(lifetime))
}
