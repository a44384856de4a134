package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// linear is the estimator of component models: heat is a weighted sum of
// masses. Components that differ in distance alone share a field, with their
// weights put in at the deposit, for a sweep removes all mass at a price.
type linear struct {
	fields  []field
	kinds   []kind // of fields
	plan    []deposit
	passing Passing
	since   market.Millis // that the shares are for
	shares  []float64     // per field
	swept   []float64     // per field: USD that the last bar swept
	scratch []float64
}

// kind is what the components of a field have in common.
type kind struct {
	side      market.Side
	class     Class
	lifetime  market.Millis
	component int // of Apart models, else -1
}

// deposit is one component's way into its field.
type deposit struct {
	field  int
	inflow Inflow
	shift  grid.Bin
	weight float64
}

func newLinear(m *Model) *linear {
	l := &linear{passing: m.Passing}
	for i := range m.Components {
		c := &m.Components[i]
		k := kind{c.Side, ClassOf(c.Distance), c.Lifetime, -1}
		if m.Apart {
			k.component = i
		}
		at := len(l.kinds)
		for j, other := range l.kinds {
			if other == k {
				at = j
				break
			}
		}
		if at == len(l.kinds) {
			l.kinds = append(l.kinds, k)
		}
		l.plan = append(l.plan, deposit{at, c.Inflow, c.shift(), c.Weight})
	}
	l.fields = make([]field, len(l.kinds))
	for i := range l.fields {
		l.fields[i].scale = 1
	}
	l.shares = make([]float64, len(l.kinds))
	l.swept = make([]float64, len(l.kinds))
	return l
}

func (l *linear) step(p *passage) {
	if p.since > 0 && !p.gap {
		// How much open interest grew in the bar before is known only now.
		// Across a gap it is not known where, so nothing is deposited.
		if last := p.previous; last.hasOI && p.Known.Has(market.KnownOI) && p.OpenInterest > last.openInterest {
			rise := float64(p.OpenInterest - last.openInterest)
			l.deposit(OpenInterestRise, rise, last.low, last.high, nil)
		}
	}
	l.decay(p.since)
	if p.gap {
		l.pass(p.open)
	}
	l.sweep(p)
	l.deposit(Volume, float64(p.Volume), p.low, p.high, p.Profile)
}

func (l *linear) decay(since market.Millis) {
	if since == 0 {
		return
	}
	if since != l.since {
		l.since = since
		for i, k := range l.kinds {
			l.shares[i] = share(since, k.lifetime)
		}
	}
	for i := range l.fields {
		if s := l.shares[i]; s != 1 {
			l.fields[i].decay(s)
		}
	}
}

// pass voids what price has passed unseen: after a gap the market opens
// beyond it, but nobody saw it go.
func (l *linear) pass(open grid.Bin) {
	for i := range l.fields {
		f := &l.fields[i]
		if l.kinds[i].side == market.Long {
			f.void += f.takeAbove(open)
		} else {
			f.void += f.takeBelow(open)
		}
	}
}

func (l *linear) sweep(p *passage) {
	low, high := p.SweepRange()
	for i := range l.fields {
		f := &l.fields[i]
		var taken float64
		if l.kinds[i].side == market.Long {
			taken = f.takeAbove(p.down)
			l.swept[i] = taken * float64(low)
		} else {
			taken = f.takeBelow(p.up)
			l.swept[i] = taken * float64(high)
		}
		f.swept += taken
	}
}

// deposit spreads an inflow over the bins [low, high] that were traded,
// evenly or by the histogram, and moves each component's share to its
// liquidation.
func (l *linear) deposit(inflow Inflow, amount float64, low, high grid.Bin, profile []market.Base) {
	if amount == 0 {
		return
	}
	if total := sum(profile); total > 0 {
		for i, v := range profile {
			if v > 0 {
				bin := low + grid.Bin(i)
				l.spread(inflow, amount*float64(v)/total, bin, bin, low, high)
			}
		}
		return
	}
	l.spread(inflow, amount, low, high, low, high)
}

// spread deposits amount evenly over entries [from, to] made while price
// traded [low, high].
func (l *linear) spread(inflow Inflow, amount float64, from, to, low, high grid.Bin) {
	bins := float64(to-from) + 1
	for i := range l.plan {
		d := &l.plan[i]
		if d.inflow != inflow {
			continue
		}
		f := &l.fields[d.field]
		each := amount * d.weight / bins
		a, b := from+d.shift, to+d.shift+1
		if l.passing == Drop {
			if l.kinds[d.field].side == market.Long && b > low {
				keep := max(a, low)
				f.drop(each * float64(b-keep))
				b = keep
			} else if l.kinds[d.field].side == market.Short && a <= high {
				keep := min(b, high+1)
				f.drop(each * float64(keep-a))
				a = keep
			}
		}
		f.add(a, b, each)
	}
}

func (l *linear) heat(dst []float64, side market.Side, lo grid.Bin, classes uint8, prices *prices) {
	if cap(l.scratch) < len(dst) {
		l.scratch = make([]float64, len(dst)+room)
	}
	base := l.scratch[:len(dst)]
	clear(base)
	for i, k := range l.kinds {
		if k.side == side && classes>>k.class&1 != 0 {
			l.fields[i].addTo(base, lo)
		}
	}
	for i, price := range prices.of(lo, len(dst)) {
		dst[i] += base[i] * price
	}
}

func (l *linear) extent(side market.Side) (lo, hi grid.Bin) {
	for i := range l.fields {
		f := &l.fields[i]
		if l.kinds[i].side != side || f.lo == f.hi {
			continue
		}
		a, b := f.extent()
		if lo == hi {
			lo, hi = a, b
			continue
		}
		lo, hi = min(lo, a), max(hi, b)
	}
	return lo, hi
}

func (l *linear) copyFrom(e estimator) {
	other := e.(*linear)
	for i := range other.fields {
		l.fields[i].copyFrom(&other.fields[i])
	}
	l.since = other.since
	copy(l.shares, other.shares)
	copy(l.swept, other.swept)
}

func sum(profile []market.Base) float64 {
	total := 0.0
	for _, v := range profile {
		total += float64(v)
	}
	return total
}
