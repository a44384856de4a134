package insight

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Past keeps the map as it stood at every bar of the last hour, at every full
// hour of the last day and at every UTC midnight of the last month. It tells
// how old a cluster is and how fast it changes, from nothing but maps that
// were known before. All maps it takes are of one selection.
type Past struct {
	looks     []look
	midnights map[market.Millis]look // taken since Clear, those that Turn forgot as well
}

// look is a map that was taken and that stands until the next one; its
// dollars are rounded to seven digits.
type look struct {
	at  market.Millis
	lo  [market.Sides]grid.Bin
	usd [market.Sides][]float32
}

// How far back looks of each kind are kept. A day's change may have to reach
// to the full hour before.
const (
	everyBar  = market.Hour
	everyHour = 25 * market.Hour
	everyDay  = 31 * market.Day
)

// Times appends the moments before now, ascending, whose maps tell the past
// of now, for bars of an interval of which the first starts at first. Whoever
// takes the last map at or before each of them knows as much as one who took
// every map along the way.
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

// Take adds a map. One that is not newer than what was taken before makes
// Past forget all from that moment on: time was turned back.
func (p *Past) Take(m *Map) {
	for len(p.looks) > 0 && p.looks[len(p.looks)-1].at >= m.At {
		p.looks = p.looks[:len(p.looks)-1]
	}
	l := look{at: m.At}
	for side := range m.Planes {
		plane := &m.Planes[side]
		l.lo[side] = plane.Lo
		l.usd[side] = make([]float32, len(plane.USD))
		for i, usd := range plane.USD {
			l.usd[side][i] = float32(usd)
		}
	}
	if p.looks = append(p.looks, l); l.at%market.Day == 0 {
		if len(p.midnights) >= mostMidnights || p.midnights == nil {
			p.midnights = map[market.Millis]look{}
		}
		p.midnights[l.at] = l
	}
	still := p.looks[:0]
	for i := range p.looks {
		if i == len(p.looks)-1 || kept(p.looks[i].at, p.looks[i+1].at, m.At) {
			still = append(still, p.looks[i])
		}
	}
	clear(p.looks[len(still):])
	p.looks = still
}

// kept reports whether a look that stood from a time until another is wanted
// still: because a bar of the last hour, a full hour or a midnight fell in.
func kept(from, until, now market.Millis) bool {
	return until > now-everyBar || ceil(max(from, now-everyHour), market.Hour) < until || ceil(max(from, now-everyDay), market.Day) < until
}

// Clear forgets everything, as when another selection is looked at.
func (p *Past) Clear() { p.looks, p.midnights = nil, nil }

// mostMidnights bounds the memory of who goes to and fro in a long past.
const mostMidnights = 100

// Turn forgets everything for another moment of the same map, but midnights: a
// month of those is the most that has to be gone for.
func (p *Past) Turn() { p.looks = nil }

// Knows reports whether the map of a midnight has been taken since Clear.
func (p *Past) Knows(at market.Millis) bool {
	_, known := p.midnights[at]
	return known
}

// Recall takes a midnight's map again that it Knows. It is newer than what was
// taken since Turn.
func (p *Past) Recall(at market.Millis) { p.looks = append(p.looks, p.midnights[at]) }

// sum is the dollars of a side's bins [lo, hi) at the look.
func (l *look) sum(side market.Side, lo, hi grid.Bin) market.USD {
	total := 0.0
	usd := l.usd[side]
	a, b := max(int(lo-l.lo[side]), 0), min(int(hi-l.lo[side]), len(usd))
	for i := a; i < b; i++ {
		total += float64(usd[i])
	}
	return market.USD(total)
}

// Tell fills in what is known of a cluster's past as of now. A cluster is as
// old as the earliest look since which, at every look, the same bins held at
// least half of what they hold now. Its changes are against the map as it
// stood an hour before, and at the last full hour that is a day before or
// more, by the hour.
func (p *Past) Tell(c *Cluster, now market.Millis) {
	c.Age, c.Older = 0, true
	c.Hour, c.Day = Change{}, Change{}
	hour, day := now-market.Hour, ceil(now-market.Day-market.Hour+1, market.Hour)
	until := now
	for i := len(p.looks) - 1; i >= 0; i-- {
		l := &p.looks[i]
		stood := until
		if until = min(l.at, now); l.at >= now || !kept(l.at, stood, now) {
			continue // not yet, or no longer, a look of this moment
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
			day = -1 << 62 // told: what is left is the age
		}
		if !c.Older && c.Day.Known {
			break
		}
	}
	c.Rising = c.Hour.PerHour > c.USD/100
	c.Fading = c.Hour.PerHour < -c.USD/100
}
