package engine

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// follow walks a bar's path, open to high to low to close for a falling bar
// and open to low to high to close for a rising one: each leg opens its share
// of the volume on both sides, then sweeps the side that it moves against.
// volume is the base traded in the bar; expected is the base by which positions
// opened and liquidated inside it count in the forecast.
func (l *learned) follow(p *gridBar, volume, expected float64) {
	path := [4]grid.Bin{p.open, p.up, p.down, p.close}
	against := market.Short // the side that the first leg sweeps
	if p.Close >= p.Open {
		path[1], path[2] = path[2], path[1]
		against = market.Long
	}
	l.terms = [market.Sides]Weights{}
	l.low, l.opened = p.down, false
	if p.down+l.shifts[market.Short][0] <= p.up || p.up+l.shifts[market.Long][0] >= p.down {
		l.open(p)
	}
	if l.surroundings != nil {
		lo, hi := p.down, p.up+1
		if l.closed != 0 {
			lo, hi = min(lo, l.closedBin), max(hi, l.closedBin+1)
		}
		l.surroundings.begin(l, lo, hi)
	}
	if l.closed != 0 && !p.gap {
		if closed := l.closedBin; closed < path[0] {
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
	n := length(p.down, p.up)
	crossed := sized(&l.crossed, (n+7)&^7)
	for i := range crossed {
		crossed[i] = 1 // by the leg from one extreme to the other
	}
	clear(crossed[n:])
	for i := range 3 {
		from, to := min(path[i], path[i+1]), max(path[i], path[i+1])
		if i != 1 {
			leg := crossed[from-p.down : to-p.down+1]
			for i := range leg {
				leg[i]++
			}
		}
		if l.opened {
			l.deposit(market.Long, from, to, each, p)
			l.deposit(market.Short, from, to, each, p)
		}
		l.run(against, from, to, p, expected, volume)
		against = against.Other()
	}
	if l.opened {
		l.depositUnhit(volume)
	}
	if !l.massless {
		for side := range market.Side(market.Sides) {
			l.enter(side, each*volume, float64(bins), p)
		}
	}
	for side := range l.forecast {
		l.forecast[side] = l.marketShare * l.level[side] * l.unlevelled(market.Side(side))
	}
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

// open empties the fresh positions and sizes them to the bar's own range. It is
// called for bars that reach from an entry to the nearest node's liquidation.
func (l *learned) open(p *gridBar) {
	l.opened = true
	n := int(p.up-p.down) + 1
	for side := range l.fresh {
		for class := range l.fresh[side] {
			clear(sized(&l.fresh[side][class], n))
		}
	}
}

// deposit opens one unit of volume at entries [from, to], the given share in
// each bin, as far as the liquidation lies inside the bar's own range.
func (l *learned) deposit(side market.Side, from, to grid.Bin, each float64, p *gridBar) {
	for node, class := range nodeClasses {
		shift := l.shifts[side][node]
		a, b := from+shift, to+shift+1
		if a > p.up || b <= p.down {
			return // and so do the more distant nodes
		}
		amount := each * nodeWeights[node]
		fresh := l.fresh[side][class][max(a, p.down)-l.low : min(b, p.up+1)-l.low]
		for i := range fresh {
			fresh[i] += amount
		}
	}
}

// enter adds to the map the positions opened in the bar whose liquidation lies
// beyond its range: each (base) at every bin that a leg crossed, once a leg, all
// of which are bins (MODEL.md 5). No leg of this bar can sweep them, so this is
// done once, after the last leg.
func (l *learned) enter(side market.Side, each, bins float64, p *gridBar) {
	n := p.up - p.down + 1
	shifts := l.shifts[side][:]
	first := 0 // of the nodes that lie beyond the range with all of their bins
	for ; first < len(shifts) && max(shifts[first], -shifts[first]) < n; first++ {
		from := p.down + shifts[first]
		a, b := outside(side, from, from+n, p.down, p.up)
		l.fields[side][nodeClasses[first]].spread(a, l.crossed[a-from:b-from], each*nodeWeights[first])
	}
	for class, end := range classEnds {
		if first < end {
			l.fields[side][class].spreadWhole(p.down, int(n), shifts[first:end], l.crossed, each, nodeWeights[first:end], bins)
			first = end
		}
	}
}

// run sweeps one side's bins [from, to] and adds what it removes to the terms.
func (l *learned) run(side market.Side, from, to grid.Bin, p *gridBar, expected, volume float64) {
	a, b := from, to+1
	if !l.opened && !l.reaches(side, from, to) {
		return
	}
	low, high := p.SweepRange()
	price := float64(low)
	if side == market.Short {
		price = float64(high)
	}
	swept := sized(&l.scratch, int(b-a))
	clear(swept)
	if l.surroundings != nil {
		for class := range l.fields[side] {
			l.fields[side][class].addTo(swept, a)
		}
		l.surroundings.replace(side, swept, a)
	}
	for class := range l.fields[side] {
		f := &l.fields[side][class]
		if !l.opened && !f.reached(side, a, b-1) {
			continue
		}
		if l.surroundings == nil {
			f.addTo(swept, a)
		}
		f.swept += f.sweep(side, a, b-1)
		if !l.opened {
			continue
		}
		first, end := max(a, l.low), min(b, l.low+grid.Bin(len(l.fresh[side][class])))
		if first >= end {
			continue
		}
		fresh, scratch := l.fresh[side][class][first-l.low:end-l.low], swept[first-a:end-a]
		for i, mass := range fresh {
			if mass == 0 {
				continue
			}
			fresh[i] = 0
			scratch[i] += mass * expected
			f.deposited += mass * volume
			f.swept += mass * volume
		}
	}
	usual := l.slow.usual.mean()
	if usual < idle {
		return
	}
	limits, terms := l.novelty.limits(side), &l.terms[side]
	for i, mass := range swept {
		if mass > 0 {
			k := a + grid.Bin(i)
			terms[zoneOf(side, k, limits)] += math.Sqrt(mass * price / usual * (1 + away(side, k, l.slow.center, l.slow.move)))
		}
	}
}

// reaches reports whether a side holds mass where a leg over the bins [from, to]
// would sweep it.
func (l *learned) reaches(side market.Side, from, to grid.Bin) bool {
	f := &l.fields[side]
	if side == market.Long {
		return f[0].above(from) || f[1].above(from) || f[2].above(from) || f[3].above(from)
	}
	return f[0].below(to) || f[1].below(to) || f[2].below(to) || f[3].below(to)
}

// away is D: how far a bin lies beyond the mean price, in usual moves, held
// between 0 and farthest.
func away(side market.Side, k grid.Bin, mid, move float64) float64 {
	x := (float64(k) + .5 - mid) / move
	if side == market.Long {
		x = -x
	}
	if x > farthest {
		return farthest
	}
	if x > 0 {
		return x
	}
	return 0
}

// depositUnhit adds to the map what the bar opened inside its own range and did
// not liquidate, at the volume that was traded.
func (l *learned) depositUnhit(volume float64) {
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
	mass := sized(&l.scratch, len(dst))
	l.standing(mass, side, lo)
	if classes&(1<<Classes-1) == 1<<Classes-1 {
		l.worth(dst, mass, side, lo, prices)
		return
	}
	l.perMass(mass, side, lo, prices)
	total(l.scratch, lo, switchedOn(l.chosen[:0], &l.fields[side], classes))
	addDollars(dst, l.scratch, l.part)
}

// parts divides each bin's USD among the classes in proportion to their mass.
func (l *learned) parts(dst *[Classes][]float64, mass []float64, side market.Side, lo grid.Bin, prices *prices) {
	l.perMass(mass, side, lo, prices)
	for class := range dst {
		f := &l.fields[side][class]
		a, b := f.within(lo, len(l.part))
		if a >= b {
			continue
		}
		out, part := dst[class][a:b], l.part[a:b]
		mass, scale := f.massAt(lo, a, b), f.scale
		for i := range out {
			out[i] += mass[i] * scale * part[i]
		}
	}
}

func (l *learned) standing(dst []float64, side market.Side, lo grid.Bin) {
	total(dst, lo, switchedOn(l.chosen[:0], &l.fields[side], 1<<Classes-1))
}

// perMass sets part to the USD of each bin per unit of the mass in it.
func (l *learned) perMass(masses []float64, side market.Side, lo grid.Bin, prices *prices) {
	part := sized(&l.part, len(masses))
	clear(part)
	l.worth(part, masses, side, lo, prices)
	for i := range part {
		if mass := masses[i]; mass > 0 {
			part[i] /= mass
		}
	}
}

// worth adds the USD of all mass to dst; masses are what stands in these bins.
func (l *learned) worth(dst, masses []float64, side market.Side, lo grid.Bin, prices *prices) {
	usual := l.slow.usual.mean()
	if usual < idle {
		return
	}
	limits := l.novelty.limits(side)
	middle := prices.of(lo, len(dst))
	// The first bin whose middle does not lie below the mean price: from
	// there on shorts lie beyond it, and longs do up to there.
	turn := grid.Bin(math.Ceil(l.slow.center - .5))
	each := 1 / l.slow.move
	far := grid.Bin(math.Ceil(l.slow.center + farthest*l.slow.move - .5)) // D ends: from here on for shorts, below it for longs
	if side == market.Long {
		each = -each
		far = grid.Bin(math.Ceil(l.slow.center - farthest*l.slow.move - .5))
	}
	for zone := range Zones {
		from, to := stretch(side, zone, limits, lo, lo+grid.Bin(len(dst)))
		if from >= to {
			continue
		}
		w := l.marketShare * l.level[side] * (l.table.Weights[zone] * math.Sqrt(1/usual))
		turn, far := min(max(turn, from), to), min(max(far, from), to)
		a, b, c, d := int(from-lo), int(far-lo), int(turn-lo), int(to-lo)
		if side == market.Long {
			even(dst[a:b], masses[a:b], middle[a:b], w*most)
			l.beyond(dst[b:c], masses[b:c], middle[b:c], w, far, each)
			even(dst[c:d], masses[c:d], middle[c:d], w)
		} else {
			even(dst[a:c], masses[a:c], middle[a:c], w)
			l.beyond(dst[c:b], masses[c:b], middle[c:b], w, turn, each)
			even(dst[b:d], masses[b:d], middle[b:d], w*most)
		}
	}
}

// most is what D multiplies heat by at its end.
var most = math.Sqrt(1 + farthest)

// even adds the USD of masses that all have the same D, whose factor is in w.
// Four at a time: in WebAssembly an iteration costs as much as its body.
func even(dst, masses, prices []float64, w float64) {
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		d, m, p := dst[i:i+4:i+4], masses[i:i+4:i+4], prices[i:i+4:i+4]
		d[0] += w * math.Sqrt(m[0]*p[0])
		d[1] += w * math.Sqrt(m[1]*p[1])
		d[2] += w * math.Sqrt(m[2]*p[2])
		d[3] += w * math.Sqrt(m[3]*p[3])
	}
	for ; i < len(dst); i++ {
		dst[i] += w * math.Sqrt(masses[i]*prices[i])
	}
}

// beyond adds the USD of masses in the bins from.., which lie beyond the mean
// price (0 < D < farthest); each is the width of a bin in usual moves, negative for longs.
func (l *learned) beyond(dst, masses, prices []float64, w float64, from grid.Bin, each float64) {
	at, center := float64(from)+.5, l.slow.center
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		d, m, p := dst[i:i+4:i+4], masses[i:i+4:i+4], prices[i:i+4:i+4]
		d[0] += w * math.Sqrt(m[0]*p[0]*(1+(at-center)*each))
		d[1] += w * math.Sqrt(m[1]*p[1]*(1+(at+1-center)*each))
		d[2] += w * math.Sqrt(m[2]*p[2]*(1+(at+2-center)*each))
		d[3] += w * math.Sqrt(m[3]*p[3]*(1+(at+3-center)*each))
		at += 4
	}
	for ; i < len(dst); i++ {
		dst[i] += w * math.Sqrt(masses[i]*prices[i]*(1+(at-center)*each))
		at++
	}
}

func (l *learned) extent(side market.Side) (lo, hi grid.Bin) {
	for class := range l.fields[side] {
		lo, hi = widen(lo, hi, &l.fields[side][class])
	}
	return lo, hi
}

func (l *learned) pathForecast(side market.Side) float64 { return l.forecast[side] }

func (l *learned) copyFrom(e estimator) {
	other := e.(*learned)
	for side := range l.fields {
		for class := range l.fields[side] {
			l.fields[side][class].copyFrom(&other.fields[side][class])
		}
	}
	l.table, l.feed, l.massless = other.table, other.feed, other.massless
	l.marketShare, l.levels, l.level, l.forecast = other.marketShare, other.levels, other.level, other.forecast
	l.slow, l.closed, l.closedBin, l.terms = other.slow, other.closed, other.closedBin, other.terms
	l.novelty.copyFrom(&other.novelty)
}
