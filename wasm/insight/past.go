package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Past keeps samples of the map: at every bar of the last hour, at every full
// hour of the last day and at every UTC midnight of the last month. From these
// it works out how old a cluster is and how fast it changes, never from a map
// of a later moment. All maps added are of one selection. The zero value is
// empty and ready.
type Past struct {
	samples   []sample
	midnights map[market.Millis]sample // added since Clear; Rewind leaves them
}

// sample is a map that was added; it holds until the next one. Its dollars
// (USD per bin) are rounded to seven digits.
type sample struct {
	at  market.Millis
	lo  [market.Sides]grid.Bin
	usd [market.Sides][]float32
}

// How far back samples of each kind are kept. A day's change may have to reach
// to the full hour before.
const (
	everyBar  = market.Hour
	everyHour = 25 * market.Hour
	everyDay  = 31 * market.Day
)

// Times appends to dst the moments before now, ascending, whose maps Past needs
// to describe the clusters of now, for bars of the given interval the first of
// which starts at first. Adding the last map at or before each of them gives
// the same as adding every map.
func Times(dst []market.Millis, first, now, interval market.Millis) []market.Millis {
	hours, bars := now-everyHour, now-everyBar
	late := func(from market.Millis) market.Millis { return max(from, first+1) }
	for at := ceil(late(now-everyDay), market.Day); at < hours; at += market.Day {
		dst = append(dst, at)
	}
	for at := ceil(late(hours), market.Hour); at < bars; at += market.Hour {
		dst = append(dst, at)
	}
	// Of the last hour, what was known when it began and each bar's end: full
	// hours in it tell nothing else.
	if bars > first {
		dst = append(dst, bars)
	}
	for at := now - everyBar/interval*interval; at < now; at += interval {
		if at > bars && at > first {
			dst = append(dst, at)
		}
	}
	return dst
}

// ceil is the first multiple of step at or after t.
func ceil(t, step market.Millis) market.Millis {
	over := t % step
	if over > 0 {
		over -= step
	}
	return t - over
}

// Add adds a map, of which it makes a copy. One that is not newer than the
// latest sample removes all samples from its moment on: a replay stepped back.
func (p *Past) Add(m *Map) {
	for len(p.samples) > 0 && p.samples[len(p.samples)-1].at >= m.At {
		p.samples = p.samples[:len(p.samples)-1]
	}
	l := sample{at: m.At}
	for side := range m.Planes {
		plane := &m.Planes[side]
		l.lo[side] = plane.Lo
		l.usd[side] = make([]float32, len(plane.USD))
		for i, usd := range plane.USD {
			l.usd[side][i] = float32(usd)
		}
	}
	if p.samples = append(p.samples, l); l.at%market.Day == 0 {
		if len(p.midnights) >= mostMidnights || p.midnights == nil {
			p.midnights = map[market.Millis]sample{}
		}
		p.midnights[l.at] = l
	}
	remaining := p.samples[:0]
	for i := range p.samples {
		if i == len(p.samples)-1 || wanted(p.samples[i].at, p.samples[i+1].at, m.At) {
			remaining = append(remaining, p.samples[i])
		}
	}
	clear(p.samples[len(remaining):])
	p.samples = remaining
}

// wanted reports whether a sample that held from one time until another is
// still needed: a bar of the last hour, a full hour of the last day or a
// midnight of the last month lies between the two.
func wanted(from, until, now market.Millis) bool {
	return until > now-everyBar || ceil(max(from, now-everyHour), market.Hour) < until || ceil(max(from, now-everyDay), market.Day) < until
}

// Clear forgets everything, as when the selection changes.
func (p *Past) Clear() { p.samples, p.midnights = nil, nil }

// mostMidnights bounds the memory of somebody who steps to and fro in a long
// replay.
const mostMidnights = 100

// Rewind forgets all samples but the midnights, for another moment of the same
// map: midnights are the dearest to compute again.
func (p *Past) Rewind() { p.samples = nil }

// Knows reports whether the map of a midnight has been added since Clear.
func (p *Past) Knows(at market.Millis) bool {
	_, known := p.midnights[at]
	return known
}

// Recall adds the map of a midnight again; Knows must report it. It has to be
// newer than everything added since Rewind.
func (p *Past) Recall(at market.Millis) { p.samples = append(p.samples, p.midnights[at]) }

// sum is the dollars of a side's bins [lo, hi) in the sample.
func (l *sample) sum(side market.Side, lo, hi grid.Bin) market.USD {
	total := 0.0
	usd := l.usd[side]
	a, b := max(int(lo-l.lo[side]), 0), min(int(hi-l.lo[side]), len(usd))
	for i := a; i < b; i++ {
		total += float64(usd[i])
	}
	return market.USD(total)
}

// Describe fills in the Age, Older, Hour, Day, Rising and Fading of a cluster
// as of now. Its age counts from the earliest sample since which, in every
// sample, the same bins held at least half of today's USD. Hour compares with
// the map of an hour before; Day with that of the last full hour that is a day
// before or more. Both are in USD an hour.
func (p *Past) Describe(c *Cluster, now market.Millis) {
	c.Age, c.Older = 0, true
	c.Hour, c.Day = Change{}, Change{}
	hour, day := now-market.Hour, ceil(now-market.Day-market.Hour+1, market.Hour)
	until := now
	for i := len(p.samples) - 1; i >= 0; i-- {
		l := &p.samples[i]
		next := until
		if until = min(l.at, now); l.at >= now || !wanted(l.at, next, now) {
			continue // not before now, or of no more use
		}
		then := l.sum(c.Side, c.Lo, c.Hi)
		if c.Older {
			if c.Older = then >= c.USD/2; c.Older {
				c.Age = now - l.at
			}
		}
		if !c.Hour.Known && l.at <= hour {
			c.Hour = Change{c.USD - then, true}
		}
		if l.at <= day {
			c.Day = Change{(c.USD - then) * market.USD(market.Hour) / market.USD(now-day), true}
			day = -1 << 62 // found; what is left is the age
		}
		if !c.Older && c.Day.Known {
			break
		}
	}
	c.Rising = c.Hour.PerHour > c.USD/100
	c.Fading = c.Hour.PerHour < -c.USD/100
}
