package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Venue is what an engine is told of a venue: numbers, no name. The zero
// value is a venue like those that the models were made on.
type Venue struct {
	// Maintenance and Leverage are the rate and the largest leverage of the
	// venue's first tier (package margin). Zero leaves a model's distances as
	// they are. Models of nominal leverages (classic) put their tiers where
	// these allow; a ledger (oi) opens nothing nearer than they allow; the
	// learned spectrum was fitted whole and stays.
	Maintenance, Leverage float64
	// Captured is the part of its forced closings that the venue's public feed
	// tells: 1 of a complete one. Zero is the part that the shipped dollars
	// tell of all venues together.
	Captured float64
	// Par is what the venue trades in five minutes of the market that the
	// learned weights were fitted on, in USD. Given, the learned dollars of
	// another market are in proportion to what that one trades. Zero leaves
	// them as fitted.
	Par market.USD
}

// captured is the part of all forced closings that the dollars of the shipped
// table tell: those of three feeds, two of them sampled (decisions/014).
const captured = .36

// nearest is the least distance from entry at which a position of the
// venue's largest leverage is liquidated, 0 where that is not known.
func (v *Venue) nearest() float64 {
	if v.Leverage <= 0 || v.Maintenance <= 0 {
		return 0
	}
	if d := 1/v.Leverage - v.Maintenance; d > 0 {
		return d
	}
	return 0
}

// tells is how many dollars the venue's feed publishes for each dollar of its
// part of the map.
func (v *Venue) tells() float64 {
	if v.Captured <= 0 {
		return 1
	}
	return v.Captured / captured
}

// slot is the interval that the engine's venues are stepping through, with
// what they have traded of it together.
type slot struct {
	start     market.Millis
	low, high grid.Bin
	known     bool
}

// absence is the range of prices that other venues traded while a venue had
// no bars: what it had standing there was passed unseen.
type absence struct {
	low, high grid.Bin
	is        bool
}

func (a *absence) add(low, high grid.Bin) {
	if !a.is {
		*a = absence{low, high, true}
		return
	}
	a.low, a.high = min(a.low, low), max(a.high, high)
}

// unseen is the range of prices that were passed in the gap before a bar, as
// far as anybody knows: its open, and where other venues traded.
func (p *passage) unseen() (down, up grid.Bin) {
	if !p.missed.is {
		return p.open, p.open
	}
	return min(p.open, p.missed.low), max(p.open, p.missed.high)
}

// turnover is what a venue has traded, fading like the usual trading of the
// learned model, but from nothing and while no bars come too: its part among
// the venues grows as its map fills.
type turnover struct {
	dollars float64
	at      market.Millis
	span    market.Millis // that keep is of
	keep    float64
}

func (t *turnover) add(p *passage) {
	if t.span != p.since {
		t.span, t.keep = p.since, share(p.since, usualAge)
	}
	t.dollars = t.dollars*t.keep + float64(market.Value(p.Volume, p.Close))
	t.at = p.Start
}

// now is what is left of it at a time.
func (t *turnover) now(at market.Millis) float64 {
	if at == t.at {
		return t.dollars
	}
	return t.dollars * share(at-t.at, usualAge)
}

// enter moves the engine's slot to that of a bar: once a slot is over, every
// venue without a bar in it has missed what the others traded.
func (e *Engine) enter(p *passage) {
	if e.slot.known && p.Start > e.slot.start {
		for i := range e.seen {
			if v := &e.seen[i]; v.known && v.start < e.slot.start {
				v.absent.add(e.slot.low, e.slot.high)
			}
		}
		e.slot.known = false
	}
	if !e.slot.known {
		e.slot = slot{p.Start, p.down, p.up, true}
		return
	}
	e.slot.low, e.slot.high = min(e.slot.low, p.down), max(e.slot.high, p.up)
}

// missed is the range that other venues have traded since a venue's last bar.
func (e *Engine) missed(venue int) absence {
	v := &e.seen[venue]
	a := v.absent
	if e.slot.known && v.start < e.slot.start {
		a.add(e.slot.low, e.slot.high)
	}
	return a
}

// apportion deals the learned dollars, which are those of the whole market,
// to the venues: each has the part that it trades. With a Par they are scaled
// to the market at hand.
func (e *Engine) apportion() {
	if !e.shared {
		return
	}
	total, scaled, scale := 0.0, 0.0, 0.0
	for i := range e.traded {
		t := e.traded[i].now(e.slot.start)
		total += t
		if par := float64(e.about[i].Par); par > 0 {
			scaled += t
			scale += t * e.venues[i].(*learned).slow.usual.mean() / par
		}
	}
	if total <= 0 {
		return // nobody has traded: there is nothing to deal
	}
	for i := range e.traded {
		l := e.venues[i].(*learned)
		l.portion = e.traded[i].now(e.slot.start) / total
		if scaled > 0 {
			l.portion *= scale / scaled
		}
	}
}
