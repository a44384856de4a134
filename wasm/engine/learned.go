package engine

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Terms is how many regressors the learned forecast has of a bar's path: the
// cells of the map by zone, positions opened and hit inside the bar at two
// distances, and fresh ground by zone.
const Terms = Zones + inBars + Zones

// inBars is how many distances the in-bar term has.
const inBars = 2

// Where each kind of term begins.
const (
	cellTerm   = 0
	inBarTerm  = Zones
	groundTerm = Zones + inBars
)

// inBarDistances are the distances of the in-bar term (RESEARCH.md).
var inBarDistances = [inBars]float64{.003, .01}

// lifetimes are the two mean holding times of the learned map, equal in
// weight (RESEARCH.md).
var lifetimes = [...]market.Millis{8 * market.Hour, 2000 * market.Hour}

// activitySpan is the mean age of the trading that the map's mass is measured
// against, that of a 30-day average.
const activitySpan = 15 * market.Day

// Weights are the learned forecast's USD per unit of each term.
type Weights [Terms]float64

// Table is a set of learned weights with its origin.
type Table struct {
	Dated   string // YYYY-MM-DD of the fit
	Weights Weights
	Floor   float64 // USD an hour and side that no path explains
}

// Learned is the calibrated model: the default.
var Learned = Model{
	Name:    "learned",
	Version: "learned-" + Shipped.Dated,
	Title:   "Learned",
	Note:    "Calibrated on liquidations that happened; scale from sampled feeds.",
	make:    func() estimator { return newLearned(&Shipped.Weights) },
}

// learned is the estimator of the learned model: the dollars that a price
// sets off grow with the square root of the mass that stands there, measured
// against what is usually traded, and with how long price has not been there.
type learned struct {
	weights  *Weights
	fields   [market.Sides][Classes][len(lifetimes)]field
	shifts   [market.Sides][len(Nodes)]grid.Bin
	novelty  Novelty
	activity average // USD traded in five minutes
	since    market.Millis
	shares   [len(lifetimes)]float64
	terms    [market.Sides]Weights // of the last bar's path
	scratch  []float64
	part     []float64
}

// average is an exponentially fading mean, true from its first value on.
type average struct{ sum, weight float64 }

func (a *average) add(value, weight, keep float64) {
	a.sum = a.sum*keep + value*weight
	a.weight = a.weight*keep + weight
}

func (a *average) mean() float64 {
	if a.weight == 0 {
		return 0
	}
	return a.sum / a.weight
}

func newLearned(weights *Weights) *learned {
	l := &learned{weights: weights}
	for side := range l.fields {
		for class := range l.fields[side] {
			for i := range l.fields[side][class] {
				l.fields[side][class][i].scale = 1
			}
		}
		for node, d := range Nodes {
			l.shifts[side][node] = grid.Shift(market.Side(side), d)
		}
	}
	return l
}

func (l *learned) step(p *passage) {
	if p.since != 0 && p.since != l.since {
		l.since = p.since
		for i, lifetime := range lifetimes {
			l.shares[i] = share(p.since, lifetime)
		}
	}
	for side := range l.fields {
		for class := range l.fields[side] {
			for i := range l.fields[side][class] {
				f := &l.fields[side][class][i]
				if p.since != 0 {
					f.decayed += f.keep(l.shares[i])
				}
				if p.gap {
					f.void += f.sweep(market.Side(side), p.open, p.open)
				}
			}
		}
	}
	l.walk(p)
	span := p.since
	if span == 0 || p.gap {
		span = p.interval
	}
	// A gap's trading is unknown: the mean neither fades nor grows in it.
	minutes := float64(span) / float64(5*market.Minute)
	l.activity.add(float64(market.Value(p.Volume, p.Close))/minutes, float64(span), share(span, activitySpan))
	l.novelty.Take(p.Bar)
	l.deposit(p)
}

// deposit opens the bar's volume at every node, weighted by (d/.03)^.5 and
// split over the lifetimes; what its own range would have hit is void.
func (l *learned) deposit(p *passage) {
	entries(float64(p.Volume), p.low, p.high, p.Profile, func(from, to grid.Bin, amount float64) {
		each := amount / (float64(to-from) + 1) / float64(len(lifetimes))
		for side := range l.fields {
			for node, d := range Nodes {
				shift := l.shifts[side][node]
				a, b := outside(market.Side(side), from+shift, to+shift+1, p.low, p.high)
				put := each * nodeWeights[node]
				for i := range lifetimes {
					f := &l.fields[side][ClassOf(d)][i]
					f.drop(put * float64((to-from+1)-(b-a)))
					f.add(a, b, put)
				}
			}
		}
	})
}

// nodeWeights are the fixed spectrum (d/.03)^.5 (RESEARCH.md).
var nodeWeights = func() (w [len(Nodes)]float64) {
	for i, d := range Nodes {
		w[i] = math.Sqrt(d / .03)
	}
	return w
}()

// walk measures the terms of a bar's path and sweeps it.
func (l *learned) walk(p *passage) {
	low, high := p.SweepRange()
	ends := [market.Sides]market.Price{low, high}
	for side := range l.terms {
		t := &l.terms[side]
		*t = Weights{}
		l.novelty.Path((*[Zones]float64)(t[groundTerm:]), market.Side(side), p.Bar)
		l.inBar(t[inBarTerm:groundTerm], market.Side(side), p)
		l.sweep(t[cellTerm:inBarTerm], market.Side(side), p, float64(ends[side]))
	}
	l.novelty.Follow(p.Bar)
}

// sweep adds the square root of each swept bin's mass to its zone's term.
func (l *learned) sweep(cells []float64, side market.Side, p *passage, price float64) {
	lo, hi := l.extent(side)
	if side == market.Long {
		lo = max(lo, p.down)
	} else {
		hi = min(hi, p.up+1)
	}
	if lo >= hi {
		return
	}
	l.scratch = blank(l.scratch, int(hi-lo))
	for class := range l.fields[side] {
		for i := range l.fields[side][class] {
			f := &l.fields[side][class][i]
			f.addTo(l.scratch, lo)
			f.swept += f.sweep(side, p.down, p.up)
		}
	}
	usual := l.activity.mean()
	if usual == 0 {
		return
	}
	limits := l.novelty.limits(side)
	for i, mass := range l.scratch {
		if mass > 0 {
			cells[zoneOf(side, lo+grid.Bin(i), &limits)] += math.Sqrt(mass * price / usual)
		}
	}
}

// inBar measures positions opened in a bar and hit inside it, its legs
// ordered by the candle's colour (RESEARCH.md, FINAL 3).
func (l *learned) inBar(dst []float64, side market.Side, p *passage) {
	open, high, low, closed := grid.Log(float64(p.Open)), grid.Log(float64(p.High)), grid.Log(float64(p.Low)), grid.Log(float64(p.Close))
	span := high - low
	price := float64(p.Low)
	if side == market.Short {
		// Mirrored, a short's bar is a long's.
		price = float64(p.High)
		open, high, low, closed = -open, -low, -high, -closed
	}
	price /= float64(p.Close)
	for i, d := range inBarDistances {
		away := grid.Log(1 - d)
		if side == market.Short {
			away = -grid.Log(1 + d)
		}
		legs := 0.0
		if closed < open {
			legs = above(high - low + away)
		} else {
			legs = above(open-low+away) + above(high-closed+away)
		}
		dst[i] = price * (span / .002) * legs / (span + 5e-4)
	}
}

func above(x float64) float64 {
	if x > 0 {
		return x
	}
	return 0
}

func (l *learned) heat(dst []float64, side market.Side, lo grid.Bin, classes uint8, prices *prices) {
	if classes&(1<<Classes-1) == 1<<Classes-1 {
		l.worth(dst, nil, side, lo, prices)
		return
	}
	l.part = blank(l.part, len(dst))
	for class := range l.fields[side] {
		if classes>>class&1 != 0 {
			l.gather(l.part, side, class, lo)
		}
	}
	l.worth(dst, l.part, side, lo, prices)
}

func (l *learned) parts(dst *[Classes][]float64, side market.Side, lo grid.Bin, prices *prices) {
	for class := range dst {
		l.heat(dst[class], side, lo, 1<<class, prices)
	}
}

// gather adds the mass of one class to dst.
func (l *learned) gather(dst []float64, side market.Side, class int, lo grid.Bin) {
	for i := range l.fields[side][class] {
		l.fields[side][class][i].addTo(dst, lo)
	}
}

// worth adds the dollars of all mass to dst, or given a part of the mass its
// share of them. Fresh ground cannot be told by class, so it shows with all
// of them alone.
func (l *learned) worth(dst, part []float64, side market.Side, lo grid.Bin, prices *prices) {
	usual := l.activity.mean()
	if usual == 0 {
		return
	}
	l.scratch = blank(l.scratch, len(dst))
	for class := range l.fields[side] {
		l.gather(l.scratch, side, class, lo)
	}
	limits := l.novelty.limits(side)
	for i, price := range prices.of(lo, len(dst)) {
		mass := l.scratch[i]
		zone := zoneOf(side, lo+grid.Bin(i), &limits)
		usd := l.weights[cellTerm+zone] * math.Sqrt(mass*price/usual)
		if part == nil {
			usd += l.weights[groundTerm+zone] * (100 * grid.Step)
		} else if mass > 0 {
			usd *= part[i] / mass
		}
		dst[i] += usd
	}
}

func (l *learned) extent(side market.Side) (lo, hi grid.Bin) {
	for class := range l.fields[side] {
		for i := range l.fields[side][class] {
			lo, hi = widen(lo, hi, &l.fields[side][class][i])
		}
	}
	return lo, hi
}

func (l *learned) taken(side market.Side) float64 {
	usd := 0.0
	for i, w := range l.weights {
		usd += w * l.terms[side][i]
	}
	return usd
}

func (l *learned) copyFrom(e estimator) {
	other := e.(*learned)
	for side := range l.fields {
		for class := range l.fields[side] {
			for i := range l.fields[side][class] {
				l.fields[side][class][i].copyFrom(&other.fields[side][class][i])
			}
		}
	}
	l.weights, l.activity, l.since, l.shares, l.terms = other.weights, other.activity, other.since, other.shares, other.terms
	l.novelty.copyFrom(&other.novelty)
}
