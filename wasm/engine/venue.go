package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// Venue is what an engine knows of a venue: numbers, no name. The zero value is
// a venue like those that the models were made on.
type Venue struct {
	// Maintenance and Leverage are the rate and the largest leverage of the
	// venue's first tier (package margin). Zero leaves a model's distances as
	// they are. Models of nominal leverages (classic) put their tiers where
	// these allow; a ledger (oi) opens nothing nearer than they allow; the
	// learned spectrum was fitted whole and stays.
	Maintenance, Leverage float64
	// Feed is how what the venue's public feed publishes of a side follows what
	// is forced there. The zero value is a feed that publishes the share that the
	// shipped table has of all venues together.
	Feed Link
	// Par is what the venue trades in five minutes of the market that the
	// learned weights were fitted on, in USD. Given, the learned dollars of
	// another market are in proportion to what that one trades. Zero leaves
	// them as fitted.
	Par market.USD
}

// captured is the share of all forced closings that the USD of the shipped
// table amount to: it was fitted to three feeds, two of them sampled
// (decisions/014).
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

// feed is the venue's link.
func (v *Venue) feed() Link {
	if v.Feed.Capture <= 0 {
		return Link{Capture: captured}
	}
	return v.Feed
}

// Published is what the feeds that the shipped table was fitted to, two of them
// sampled, would publish of forced USD. A sum of feeds is linear.
func Published(forced market.USD) market.USD { return captured * forced }

// UsualForced is the USD forced in a usual hour and side of the fitted market, by
// which bands of forced USD are read.
func (t *Table) UsualForced() market.USD { return market.USD(t.Usual / captured) }

// slot is the interval that the engine's venues are stepping through, with the
// range of prices that they have traded in it together.
type slot struct {
	start     market.Millis
	low, high grid.Bin
	known     bool
}

// absence is the range of prices that other venues traded while a venue had no
// bars: what its map held there is no longer believed.
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

// unseen is the range of prices that were crossed in the gap before a bar, as
// far as is known: its open, and where other venues traded.
func (p *gridBar) unseen() (down, up grid.Bin) {
	if !p.missed.is {
		return p.open, p.open
	}
	return min(p.open, p.missed.low), max(p.open, p.missed.high)
}

// turnover is what a venue has traded, in USD, decaying like the learned model's
// usual trading. Unlike that it starts from nothing and decays over gaps too,
// so that a venue's market share grows as its map fills.
type turnover struct {
	dollars float64
	at      market.Millis
	span    market.Millis // that decay is of
	decay   float64
}

func (t *turnover) add(p *gridBar) {
	if t.span != p.since {
		t.span, t.decay = p.since, share(p.since, usualAge)
	}
	t.dollars = t.dollars*t.decay + float64(market.Value(p.Volume, p.Close))
	t.at = p.Start
}

// now is what is left of it at a time.
func (t *turnover) now(at market.Millis) float64 {
	if at == t.at {
		return t.dollars
	}
	return t.dollars * share(at-t.at, usualAge)
}

// enter moves the engine's slot to that of a bar. Once a slot is over, every
// venue without a bar in it has missed what the others traded.
func (e *Engine) enter(p *gridBar) {
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

// Scale is what the market usually trades over what the fitted one traded, by
// which amounts fitted there are scaled; 0 before the first bar.
func (e *Engine) Scale() float64 {
	sum := 0.0
	for i, v := range e.venues {
		if l, ok := v.(*learned); ok && e.seen[i].known {
			sum += l.marketShare * captured
		}
	}
	return sum
}

// FeedPublishes is what a venue's feed would publish of USD of one side forced
// within an hour, by its link in force; false of models without links, and before
// it is known what the venue usually trades.
func (e *Engine) FeedPublishes(venue int, forced market.USD) (usd market.USD, known bool) {
	l, ok := e.venues[venue].(*learned)
	if !ok {
		return 0, false
	}
	usual := l.marketShare * l.table.Usual
	if !(usual > 0) {
		return 0, false
	}
	if l.feed.link.Saturation == 0 {
		return l.feed.link.Published(forced), true
	}
	return l.feed.saturating(bends[len(bends)/2+l.feed.chosen], usual).Published(forced), true
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

// apportion divides the learned USD, which are what the whole market's feeds
// published, among the venues in proportion to their turnover, as USD forced. With a Par they are scaled to the
// market at hand.
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
		return // nobody has traded: there is nothing to divide
	}
	for i := range e.traded {
		l := e.venues[i].(*learned)
		l.marketShare = e.traded[i].now(e.slot.start) / total / captured
		if scaled > 0 {
			l.marketShare *= scale / scaled
			l.feed.market = scale / scaled
		}
	}
}
