package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Origin is how what stands in a band came to stand there, net by UTC day, as far
// back as samples go. Shares are of what counts: of a rooted map the square of its
// USD, which goes with the positions that are open.
type Origin struct {
	Days    []OriginDay // oldest first; with Earlier their shares sum to one
	Earlier float64     // the share of what stands there that did before the first day
	// Swept and Closed are the shares of all that has ever come to stand there in
	// these days, or stood there before, that is gone: on days when price went
	// through the band, and on others, when positions were closed by their holders.
	Swept, Closed float64
	SweptAt       market.Millis // start of the last day on which any of it was swept; 0 for none
}

// OriginDay is one UTC day, or what of it is known.
type OriginDay struct {
	From  market.Millis
	Share float64 // of what stands there now
}

// Origin works out how the bins [lo, hi) of a side of m came to hold what they do;
// false where nothing stands there or nothing before m is known. rooted says that the map's
// USD go with the root of what stands; swept reports
// whether price went through the band between two times. What a day brings is what
// it brings net; what it takes is taken from all days before alike.
func (p *Past) Origin(m *Map, side market.Side, lo, hi grid.Bin, rooted bool, swept func(from, to market.Millis) bool) (o Origin, known bool) {
	plane := &m.Planes[side]
	now := counted(plane.USD, plane.Lo, lo, hi, rooted)
	var at market.Millis
	var stood, ever float64
	step := func(until market.Millis, stands float64) {
		switch grown := stands - stood; {
		case grown > 0:
			ever += grown
			o.Days = append(o.Days, OriginDay{at, grown})
		case grown < 0:
			left := stands / stood
			o.Earlier *= left
			for i := range o.Days {
				o.Days[i].Share *= left
			}
			if swept(at, until) {
				o.Swept -= grown
				o.SweptAt = at
			} else {
				o.Closed -= grown
			}
		}
		at, stood = until, stands
	}
	for i := range p.samples {
		l := &p.samples[i]
		if l.at%market.Day != 0 || l.at >= m.At {
			continue
		}
		stands := counted(l.usd[side], l.lo[side], lo, hi, rooted)
		if at == 0 {
			at, stood, ever, o.Earlier = l.at, stands, stands, stands
			continue
		}
		step(l.at, stands)
	}
	if at == 0 || !(now > 0) {
		return Origin{}, false
	}
	step(m.At, now)
	o.Earlier /= now
	for i := range o.Days {
		o.Days[i].Share /= now
	}
	o.Swept /= ever
	o.Closed /= ever
	return o, true
}

// counted is what counts of the bins [lo, hi), where usd[i] is that of bin from+i.
func counted[T float32 | float64](usd []T, from, lo, hi grid.Bin, rooted bool) (sum float64) {
	for i := max(int(lo-from), 0); i < min(int(hi-from), len(usd)); i++ {
		x := float64(usd[i])
		if rooted {
			x *= x
		}
		sum += x
	}
	return sum
}
