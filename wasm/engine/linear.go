package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// linear is the estimator of component models: heat is a weighted sum of
// masses. Components that differ in distance alone share a field and are
// weighted when they are deposited, because a sweep removes all mass at a
// price.
type linear struct {
	fields  []field
	kinds   []kind // of fields
	plan    []deposit
	inBar   InBarRule
	since   market.Millis // of the shares: time since the bar before
	shares  []float64     // per field: decay factors
	swept   []float64     // per field: USD that the last bar swept
	chosen  []*field      // by heat
	scratch []float64
}

// kind is what the components of a field have in common.
type kind struct {
	side      market.Side
	class     Class
	lifetime  market.Millis
	component int // of Apart models, else -1
}

// deposit says how one component enters its field.
type deposit struct {
	field  int
	inflow Inflow
	shift  grid.Bin
	weight float64
}

func newLinear(components []Component, m *Model) *linear {
	l := &linear{inBar: m.InBar}
	for i := range components {
		c := &components[i]
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

func (l *linear) step(p *gridBar) {
	if p.since > 0 && !p.gap {
		// How much open interest grew in the bar before is known only now.
		// Across a gap it is not known where, so nothing is deposited.
		if last := p.previous; last.hasOI && p.Optional.Has(market.OptionalOI) && p.OpenInterest > last.openInterest {
			rise := float64(p.OpenInterest - last.openInterest)
			l.deposit(Growth, rise, last.low, last.high, last.profile)
		}
	}
	l.decay(p.since)
	if p.gap {
		l.voidUnseen(p)
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
			l.fields[i].decayed += l.fields[i].scaleDown(s)
		}
	}
}

// voidUnseen voids what price has crossed in a gap: the market opens beyond it,
// but no bar shows its liquidation.
func (l *linear) voidUnseen(p *gridBar) {
	down, up := p.unseen()
	for i := range l.fields {
		f := &l.fields[i]
		f.voided += f.sweep(l.kinds[i].side, down, up)
	}
}

func (l *linear) sweep(p *gridBar) {
	low, high := p.SweepRange()
	for i := range l.fields {
		f := &l.fields[i]
		if !f.reached(l.kinds[i].side, p.down, p.up) {
			l.swept[i] = 0
			continue
		}
		gone := f.sweep(l.kinds[i].side, p.down, p.up)
		f.swept += gone
		if l.kinds[i].side == market.Long {
			l.swept[i] = gone * float64(low)
		} else {
			l.swept[i] = gone * float64(high)
		}
	}
}

// deposit adds each component's share of an inflow (base) at its liquidation
// price.
func (l *linear) deposit(inflow Inflow, amount float64, low, high grid.Bin, profile []market.Base) {
	entries(amount, low, high, profile, func(from, to grid.Bin, amount float64) {
		bins := float64(to-from) + 1
		for i := range l.plan {
			d := &l.plan[i]
			if d.inflow != inflow {
				continue
			}
			f := &l.fields[d.field]
			each := amount * d.weight / bins
			a, b := from+d.shift, to+d.shift+1
			if l.inBar == DropInside {
				remaining, end := outside(l.kinds[d.field].side, a, b, low, high)
				f.drop(each * float64((b-a)-(end-remaining)))
				a, b = remaining, end
			}
			f.add(a, b, each)
		}
	})
}

func (l *linear) pathForecast(side market.Side) float64 {
	sum := 0.0
	for i, k := range l.kinds {
		if k.side == side {
			sum += l.swept[i]
		}
	}
	return sum
}

func (l *linear) walk(p *gridBar) { l.sweep(p) }

func (l *linear) heat(dst []float64, side market.Side, lo grid.Bin, classes uint8, prices *prices) {
	l.choose(side, classes)
	sized(&l.scratch, len(dst))
	total(l.scratch, lo, l.chosen)
	addDollars(dst, l.scratch, prices.of(lo, len(dst)))
}

// choose sets chosen to the fields of a side and of the classes that are switched on.
func (l *linear) choose(side market.Side, classes uint8) {
	l.chosen = l.chosen[:0]
	for i, k := range l.kinds {
		if k.side == side && classes>>k.class&1 != 0 {
			l.chosen = append(l.chosen, &l.fields[i])
		}
	}
}

func (l *linear) standing(dst []float64, side market.Side, lo grid.Bin) {
	l.choose(side, 1<<Classes-1)
	total(dst, lo, l.chosen)
}

func (l *linear) parts(dst *[Classes][]float64, _ []float64, side market.Side, lo grid.Bin, prices *prices) {
	for class := range dst {
		l.heat(dst[class], side, lo, 1<<class, prices)
	}
}

func (l *linear) extent(side market.Side) (lo, hi grid.Bin) {
	for i := range l.fields {
		if l.kinds[i].side == side {
			lo, hi = widen(lo, hi, &l.fields[i])
		}
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

// entries calls put for each stretch of bins [from, to] in which an amount
// was opened, evenly within it: the whole range of the bar, or each bin of
// its histogram of traded prices where there is one.
func entries(amount float64, low, high grid.Bin, profile []market.Base, put func(from, to grid.Bin, amount float64)) {
	if amount == 0 {
		return
	}
	total := 0.0
	for _, v := range profile {
		total += float64(v)
	}
	if total == 0 {
		put(low, high, amount)
		return
	}
	for i, v := range profile {
		if v > 0 {
			put(low+grid.Bin(i), low+grid.Bin(i), amount*float64(v)/total)
		}
	}
}

// outside cuts the bins [a, b) where positions of a bar would be liquidated
// down to those outside the bar's own range [low, high].
func outside(side market.Side, a, b, low, high grid.Bin) (grid.Bin, grid.Bin) {
	if side == market.Long {
		b = min(b, low)
		return min(a, b), b
	}
	a = max(a, high+1)
	return a, max(a, b)
}

// sized makes a slice n long, whatever it holds then, and returns it. Its memory
// is grown where it is too small, and is else not written to.
func sized(scratch *[]float64, n int) []float64 {
	if cap(*scratch) < n {
		*scratch = make([]float64, n, n+room)
	}
	*scratch = (*scratch)[:n]
	return *scratch
}
