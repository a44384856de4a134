package engine

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// follow walks a bar's path, open to high to low to close for a falling bar
// and open to low to high to close for a rising one: each leg opens its share
// of the volume on both sides, then runs over the side that it moves against.
// expected is the volume by which positions opened inside the bar count while
// it runs.
func (l *learned) follow(p *passage, volume, expected float64) {
	low, high := p.SweepRange()
	path := [4]grid.Bin{within(p.Open, low, high), p.up, p.down, within(p.Close, low, high)}
	against := market.Short // whom the first leg runs over
	if p.Close >= p.Open {
		path[1], path[2] = path[2], path[1]
		against = market.Long
	}
	l.terms = [market.Sides]Weights{}
	l.open(p)
	if l.closed != 0 && !p.gap {
		if closed := grid.Of(l.closed); closed < path[0] {
			l.run(market.Short, closed, path[0], p, expected, volume)
		} else if closed > path[0] {
			l.run(market.Long, path[0], closed, p, expected, volume)
		}
	}
	bins := 0
	for i := range 3 {
		bins += length(path[i], path[i+1])
	}
	each := 1 / float64(bins)
	for i := range 3 {
		from, to := min(path[i], path[i+1]), max(path[i], path[i+1])
		for side := range market.Side(market.Sides) {
			l.deposit(side, from, to, each, volume, p)
		}
		l.run(against, from, to, p, expected, volume)
		against = against.Other()
	}
	l.settle(volume)
}

// within is the bin of a price held inside a range.
func within(price, low, high market.Price) grid.Bin {
	return grid.Of(min(max(price, low), high))
}

// length is the number of bins of a leg.
func length(a, b grid.Bin) int {
	if a > b {
		a, b = b, a
	}
	return int(b-a) + 1
}

// open readies the bins of the bar's own range for fresh positions.
func (l *learned) open(p *passage) {
	l.low = p.down
	n := int(p.up-p.down) + 1
	for side := range l.fresh {
		for class := range l.fresh[side] {
			l.fresh[side][class] = blank(l.fresh[side][class], n)
		}
	}
}

// deposit opens volume at entries [from, to], each bin the given share.
func (l *learned) deposit(side market.Side, from, to grid.Bin, each, volume float64, p *passage) {
	for node, d := range Nodes {
		shift := l.shifts[side][node]
		a, b := from+shift, to+shift+1
		amount := each * nodeWeights[node]
		class := ClassOf(d)
		if a <= p.up && b > p.down {
			fresh := l.fresh[side][class]
			for k := max(a, p.down); k < min(b, p.up+1); k++ {
				fresh[k-l.low] += amount
			}
		}
		if l.massless {
			continue
		}
		a, b = outside(side, a, b, p.down, p.up)
		l.fields[side][class].add(a, b, amount*volume)
	}
}

// run goes over one side's bins [from, to] and adds what that sets off to the
// terms.
func (l *learned) run(side market.Side, from, to grid.Bin, p *passage, expected, volume float64) {
	low, high := p.SweepRange()
	price := float64(low)
	if side == market.Short {
		price = float64(high)
	}
	a, b := from, to+1
	l.scratch = blank(l.scratch, int(b-a))
	for class := range l.fields[side] {
		f := &l.fields[side][class]
		f.addTo(l.scratch, a)
		f.swept += f.sweep(side, a, b-1)
		fresh := l.fresh[side][class]
		for k := max(a, l.low); k < min(b, l.low+grid.Bin(len(fresh))); k++ {
			mass := fresh[k-l.low]
			if mass == 0 {
				continue
			}
			fresh[k-l.low] = 0
			l.scratch[k-a] += mass * expected
			f.deposited += mass * volume
			f.swept += mass * volume
		}
	}
	usual := l.slow.usual.mean()
	if usual == 0 {
		return
	}
	limits := l.novelty.limits(side)
	for i, mass := range l.scratch {
		if mass > 0 {
			k := a + grid.Bin(i)
			l.terms[side][zoneOf(side, k, limits)] += math.Sqrt(mass * price / usual * (1 + away(side, k, l.slow.center, l.slow.move)))
		}
	}
}

// away is how far a bin lies beyond the mean price, in usual moves.
func away(side market.Side, k grid.Bin, mid, move float64) float64 {
	x := (float64(k) + .5 - mid) / move
	if side == market.Long {
		x = -x
	}
	if x > 0 {
		return x
	}
	return 0
}

// settle joins what the bar opened and did not hit to the map, at the size
// that was traded.
func (l *learned) settle(volume float64) {
	for side := range l.fresh {
		for class, fresh := range l.fresh[side] {
			for i, mass := range fresh {
				if mass == 0 {
					continue
				}
				if f := &l.fields[side][class]; l.massless {
					f.drop(mass * volume)
				} else {
					k := l.low + grid.Bin(i)
					f.add(k, k+1, mass*volume)
				}
			}
		}
	}
}

func (l *learned) heat(dst []float64, side market.Side, lo grid.Bin, classes uint8, prices *prices) {
	if classes&(1<<Classes-1) == 1<<Classes-1 {
		l.worth(dst, nil, side, lo, prices)
		return
	}
	l.part = blank(l.part, len(dst))
	for class := range l.fields[side] {
		if classes>>class&1 != 0 {
			l.fields[side][class].addTo(l.part, lo)
		}
	}
	l.worth(dst, l.part, side, lo, prices)
}

// parts shares each bin's dollars by the classes' mass.
func (l *learned) parts(dst *[Classes][]float64, side market.Side, lo grid.Bin, prices *prices) {
	n := len(dst[0])
	l.part = blank(l.part, n)
	l.worth(l.part, nil, side, lo, prices)
	for i, usd := range l.part {
		if mass := l.scratch[i]; mass > 0 {
			l.part[i] = usd / mass
		}
	}
	for class := range dst {
		l.scratch = blank(l.scratch, n)
		l.fields[side][class].addTo(l.scratch, lo)
		for i, mass := range l.scratch {
			dst[class][i] += mass * l.part[i]
		}
	}
}

// worth adds the dollars of all mass to dst, or given a part of the mass its
// share of them. The mass of all is left in scratch.
func (l *learned) worth(dst, part []float64, side market.Side, lo grid.Bin, prices *prices) {
	l.scratch = blank(l.scratch, len(dst))
	usual := l.slow.usual.mean()
	if usual == 0 {
		return
	}
	for class := range l.fields[side] {
		l.fields[side][class].addTo(l.scratch, lo)
	}
	limits := l.novelty.limits(side)
	middle := prices.of(lo, len(dst))
	for zone := range Zones {
		from, to := stretch(side, zone, limits, lo, lo+grid.Bin(len(dst)))
		if from >= to {
			continue
		}
		w := l.weights[zone] * math.Sqrt(1/usual)
		a, b := int(from-lo), int(to-lo)
		masses, out := l.scratch[a:b], dst[a:b]
		each := 1 / l.slow.move
		if side == market.Long {
			each = -each
		}
		at := float64(from) + .5
		for i, price := range middle[a:b] {
			mass := masses[i]
			far := 1.0
			if beyond := (at + float64(i) - l.slow.center) * each; beyond > 0 {
				far += beyond
			}
			usd := w * math.Sqrt(mass*price*far)
			if part != nil && mass > 0 {
				usd *= part[a+i] / mass
			}
			out[i] += usd
		}
	}
}

func (l *learned) extent(side market.Side) (lo, hi grid.Bin) {
	for class := range l.fields[side] {
		lo, hi = widen(lo, hi, &l.fields[side][class])
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
			l.fields[side][class].copyFrom(&other.fields[side][class])
		}
	}
	l.weights, l.massless, l.slow, l.closed, l.terms = other.weights, other.massless, other.slow, other.closed, other.terms
	l.novelty.copyFrom(&other.novelty)
}
