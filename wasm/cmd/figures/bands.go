package main

import (
	"math"

	"brink/wasm/insight"
	"brink/wasm/market"
)

// The rules of the small study behind the captions.
const (
	farthest = .06        // and those beyond this one: no day reaches them
	nearest  = .01        // bands nearer to price than this share are left out: noise alone reaches them
	wait     = perDay     // bars within which a band is reached or not
	further  = .005       // of the price: how far on, or back, price goes after a touch
	patient  = 7 * perDay // bars that a band is followed for an example
)

// band is the largest cluster of a side as it stood at a midnight, and what
// became of it.
type band struct {
	insight.Cluster
	since    int          // bars before the midnight
	price    market.Price // at it
	touched  int          // the bar that first reached its near edge; -1 for none within patient
	mirrored int          // the same of the level as far from price on the other side
}

// cut is the page's, within a day's reach.
var cut = func() insight.Cut {
	c := insight.DefaultCut
	c.Farthest = farthest
	return c
}()

// bands are the largest cluster of each side at every midnight after the
// warm-up which has a week after it.
func (h *history) bands() []band {
	var out []band
	for day := warmUp; day+patient/perDay <= days; day++ {
		m := h.at(day * perDay)
		clusters := m.Clusters(nil, cut)
		for side := range market.Side(market.Sides) {
			c := insight.Largest(clusters, side)
			if c == nil || c.Distance(m.Price) < nearest {
				continue
			}
			b := band{Cluster: *c, since: day * perDay, price: m.Price}
			b.touched = h.touch(side, c.Near(), b.since)
			b.mirrored = h.touch(1-side, m.Price*m.Price/c.Near(), b.since)
			out = append(out, b)
		}
	}
	return out
}

// touch is the first bar from n on, within patient, that reaches a price from
// above for longs and from below for shorts; -1 for none.
func (h *history) touch(side market.Side, p market.Price, n int) int {
	for i := n; i < min(n+patient, len(h.bars)); i++ {
		if reaches(side, &h.bars[i], p) {
			return i
		}
	}
	return -1
}

func reaches(side market.Side, b *market.Bar, p market.Price) bool {
	if side == market.Long {
		return b.Low <= p
	}
	return b.High >= p
}

// course is what price did after it had touched a level.
type course int

const (
	undecided course = iota
	on
	back
)

// after says what came first after bar i touched p: further on through the
// level, or as far back. A bar that did both decides nothing.
func (h *history) after(side market.Side, p market.Price, i int) course {
	ahead, behind := p*(1-further), p*(1+further)
	if side == market.Short {
		ahead, behind = behind, ahead
	}
	if reaches(side, &h.bars[i], ahead) {
		return on
	}
	for j := i + 1; j < min(i+wait, len(h.bars)); j++ {
		switch a, b := reaches(side, &h.bars[j], ahead), reaches(1-side, &h.bars[j], behind); {
		case a && b:
			return undecided
		case a:
			return on
		case b:
			return back
		}
	}
	return undecided
}

// beyond is how far price went past a level within n bars of bar i, as a share
// of it, and the bar of the extreme.
func (h *history) beyond(side market.Side, p market.Price, i, n int) (share float64, bar int) {
	bar = i
	for j := i; j < min(i+n, len(h.bars)); j++ {
		extreme := h.bars[j].Low
		if side == market.Short {
			extreme = h.bars[j].High
		}
		if past := math.Abs(float64(extreme/p) - 1); reaches(side, &h.bars[j], p) && past > share {
			share, bar = past, j
		}
	}
	return share, bar
}
