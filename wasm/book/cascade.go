package book

import (
	"slices"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Zone is a cluster that price may come into: the bins [Lo, Hi) of a side.
type Zone struct {
	Side   market.Side
	Lo, Hi grid.Bin
	USD    market.USD
}

// Near is the edge that price meets first.
func (z *Zone) Near() market.Price {
	if z.Side == market.Long {
		return z.Hi.Lower()
	}
	return z.Lo.Lower()
}

// Far is the edge that price meets last.
func (z *Zone) Far() market.Price {
	if z.Side == market.Long {
		return z.Lo.Lower()
	}
	return z.Hi.Lower()
}

// holds reports whether price is in the zone.
func (z *Zone) holds(at grid.Bin) bool { return at >= z.Lo && at < z.Hi }

// Same reports whether two zones are of one side and share a bin.
func (z *Zone) Same(o *Zone) bool { return z.Side == o.Side && z.Lo < o.Hi && o.Lo < z.Hi }

// Outcome is what came of a cascade.
type Outcome uint8

// The outcomes.
const (
	Open     Outcome = iota // not known yet
	Absorbed                // the book stands again as before
	Broken                  // it does not
)

// Cascade is what happened while price was in a zone, and until the book was back.
type Cascade struct {
	Zone
	From, Until market.Millis // Until is 0 while price is in the zone
	Forced      market.USD    // of the zone's side, as far as venues tell
	Taken       market.USD    // by takers, in the direction that forced orders take
	// What rests within NearReach of the price on the side that forced orders run
	// into: before price came in, at the least, and now.
	Before, Least, Now market.USD
	LeastAt            market.Millis
	// HalfLife is how long after LeastAt half of what was gone was back; 0 while it
	// is not. BackAfter is the same of BackShare of what there was.
	HalfLife, BackAfter market.Millis
}

const (
	// NearReach is how far from the price a book is watched, as a difference of
	// logarithms.
	NearReach = .005
	// BackShare is the share of what rested before from which on a book is back.
	BackShare = .9
	// thinShare is the share below which a book was taken from at all.
	thinShare = .8
	// patience is how long a book may take to come back.
	patience = 5 * market.Minute
	// usualSpan is over how long what usually rests near the price is averaged.
	usualSpan = 2 * market.Minute
	// mostPast is how many cascades are remembered.
	mostPast = 6
)

// Outcome is what came of the cascade as of a time.
func (c *Cascade) Outcome(now market.Millis) Outcome {
	switch {
	case c.Before == 0:
		return Open
	case c.BackAfter > 0 && c.Now >= c.Before*BackShare, c.Until > 0 && c.Least >= c.Before*thinShare:
		return Absorbed
	case now-c.LeastAt >= patience && c.Now < c.Before*BackShare:
		return Broken
	}
	return Open
}

// Watch follows the books of a market over time: what price meets in the zones that
// it comes into, and what becomes of large orders before it. Its zero value has seen
// nothing.
type Watch struct {
	Orders
	// Running are the cascades that are not over, nil for none, by side; Past those
	// that are, the newest first.
	Running [market.Sides]*Cascade
	Past    []Cascade
	usual   [market.Sides]float64 // USD near the price, 0 before it is known
	at      market.Millis         // when it last looked
	set     uint32                // of which venues
}

// longestStep is the longest time between two looks that still follow each other.
const longestStep = 30 * market.Second

// See takes what rests and what was traded since the last look. set says of which
// venues d is, a bit each: where they change, or nothing was seen for a while, the
// watch begins anew, since books that come and go are no orders that do.
func (w *Watch) See(d *Depth, set uint32, flows []Flow, zones []Zone) {
	step := d.At - w.at
	if d.Counted == 0 || set != w.set || step < 0 || step > longestStep {
		*w = Watch{Past: w.Past, Orders: Orders{Pulled: w.Pulled, Filled: w.Filled}}
	}
	if d.Counted == 0 {
		return
	}
	w.at, w.set = d.At, set
	w.Orders.see(d, flows)
	here := grid.Of(d.Price)
	for side := range market.Side(market.Sides) {
		now := d.Near(side, NearReach)
		c := w.Running[side]
		if c == nil {
			for i := range zones {
				if z := &zones[i]; z.Side == side && z.holds(here) {
					c = &Cascade{Zone: *z, From: d.At, Before: market.USD(w.usual[side]), Least: now, LeastAt: d.At}
					w.Running[side] = c
				}
			}
		}
		if c == nil {
			w.settle(side, now, step)
			continue
		}
		c.follow(d.At, here, now, flows)
		if c.Until > 0 && (c.Outcome(d.At) != Open || d.At-c.Until > patience) {
			w.end(side)
		}
	}
}

// settle averages what usually rests near the price.
func (w *Watch) settle(side market.Side, now market.USD, step market.Millis) {
	if w.usual[side] == 0 {
		w.usual[side] = float64(now)
		return
	}
	share := min(float64(step)/float64(usualSpan), 1)
	w.usual[side] += (float64(now) - w.usual[side]) * share
}

// end files a cascade.
func (w *Watch) end(side market.Side) {
	w.Past = slices.Insert(w.Past, 0, *w.Running[side])
	w.Past = w.Past[:min(len(w.Past), mostPast)]
	w.Running[side] = nil
}

// follow takes a further look at a cascade.
func (c *Cascade) follow(at market.Millis, here grid.Bin, now market.USD, flows []Flow) {
	switch inside := c.holds(here); {
	case inside:
		c.Until = 0
	case c.Until == 0:
		c.Until = at
	}
	if c.Until == 0 || c.Until == at {
		for i := range flows {
			c.Forced += flows[i].Forced[c.Side]
			if c.Side == market.Long {
				c.Taken += flows[i].Sell
			} else {
				c.Taken += flows[i].Buy
			}
		}
	}
	c.Now = now
	if now < c.Least {
		c.Least, c.LeastAt, c.HalfLife, c.BackAfter = now, at, 0, 0
	}
	if c.Before == 0 || c.Least >= c.Before*thinShare {
		return
	}
	if c.HalfLife == 0 && now >= (c.Before+c.Least)/2 {
		c.HalfLife = at - c.LeastAt
	}
	if c.BackAfter == 0 && now >= c.Before*BackShare {
		c.BackAfter = at - c.LeastAt
	}
}
