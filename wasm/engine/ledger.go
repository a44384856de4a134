package engine

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// OpenInterest is the double-entry ledger of MODEL.md 4: every contract that
// opens has a long and a short, so volume and the change of open interest
// together say how much each side opened and closed.
var OpenInterest = Model{
	Name:    "oi",
	Version: "oi-2026-11-25",
	Title:   "Open interest",
	Note:    "Keeps a ledger of open positions; its dollars never exceed the open interest, without which it stays empty. " + judged + "1.35 while it happened and 1.21 an hour ahead, against 1.34 and 1.32 of the rule that liquidations come at new extremes: a lead of 0.01 [-0.03, 0.04] and -0.11 [-0.18, -0.05].",
	Path:    3e6,
	make:    func(v *Venue) estimator { return newLedger(&ledgerRecipe{72 * market.Hour, sharesAt(v)}) },
}

// ledgerRecipe is what the ledger assumes.
type ledgerRecipe struct {
	// lasting is how long a position stays open on average. It fixes what part
	// of the volume opens and closes positions, whichever venues volume and
	// open interest come from; the rest is churn.
	lasting market.Millis
	// shares is how opened positions fall over the distances Nodes.
	shares [len(Nodes)]float64
}

// openShares are the distances to liquidation at which positions are taken to
// open: the square root of the distance, the spectrum that explains most of
// what was liquidated (decisions/011).
var openShares = func() (shares [len(Nodes)]float64) {
	total := 0.0
	for i, d := range Nodes {
		shares[i] = math.Sqrt(d)
		total += shares[i]
	}
	for i := range shares {
		shares[i] /= total
	}
	return shares
}()

// sharesAt are the shares at a venue: what its largest leverage cannot hold so
// near to entry opens at the first distance that it can hold.
func sharesAt(v *Venue) (shares [len(Nodes)]float64) {
	nearest := v.nearest()
	held := 0.0
	for i, d := range Nodes {
		held += openShares[i]
		if d >= nearest || i == len(Nodes)-1 {
			shares[i], held = held, 0
		}
	}
	return shares
}

// ledger is the estimator of the open-interest model. Per side, open positions
// are either in the map (entry known; one field a class) or in the pool (entry
// unknown), which is never drawn. Map and pool together are the open interest,
// on both sides, at the start of every bar whose open interest is known.
type ledger struct {
	recipe  *ledgerRecipe
	maps    [market.Sides][Classes]field
	pool    [market.Sides]float64 // base
	pending pending
	usual   average               // base traded in a bar
	swept   [market.Sides]float64 // USD that the last bar swept
	chosen  [Classes]*field       // by heat
	scratch []float64
}

// pending is a bar that is booked once its growth of open interest is known,
// at the start of the next one.
type pending struct {
	is        bool
	oi        float64 // at its start
	lasted    market.Millis
	volume    float64
	low, high grid.Bin
	profile   []market.Base
	swept     [market.Sides]float64 // base swept out of the maps in it
}

func newLedger(recipe *ledgerRecipe) *ledger {
	l := &ledger{recipe: recipe}
	for side := range l.maps {
		for class := range l.maps[side] {
			l.maps[side][class].scale = 1
		}
	}
	return l
}

func (l *ledger) step(p *gridBar) {
	known := p.Optional.Has(market.OptionalOI)
	if known {
		oi := float64(p.OpenInterest)
		if l.pending.is && !p.gap {
			l.book(oi)
		}
		l.balance(oi)
	}
	if p.gap {
		l.voidUnseen(p)
	}
	swept := l.sweep(p)
	l.usual.add(float64(p.Volume), 1, share(p.interval, usualAge))
	l.pending = pending{known, float64(p.OpenInterest), p.interval, float64(p.Volume), p.low, p.high, p.Profile, swept}
}

// book enters the pending bar. With V the volume that lasts and D the growth,
// each side closes (V-D)/2 and opens (V+D)/2; swept positions are closes, and
// where they are more than that, opens and closes are raised alike.
func (l *ledger) book(oi float64) {
	b := &l.pending
	growth := oi - b.oi
	volume := 0.0
	if usual := l.usual.mean(); usual > 0 {
		// In the mean both sides together turn over twice the open interest
		// in the time that a position lasts.
		volume = b.volume / usual * 2 * b.oi * float64(b.lasted) / float64(l.recipe.lasting)
	}
	if volume < growth {
		volume = growth
	}
	if volume < -growth {
		volume = -growth
	}
	for side := range l.pool {
		closes := (volume - growth) / 2
		if closes < b.swept[side] {
			closes = b.swept[side]
		}
		// No more can close than was open: the rest opened and closed in the bar.
		open := l.pool[side] + l.dated(market.Side(side))
		if most := open + b.swept[side]; closes > most {
			closes = most
		}
		opens := closes + growth
		if opens < 0 {
			opens = 0 // rounding: less open interest cannot be left than none
		}
		if by := closes - b.swept[side]; by > 0 {
			l.shrink(side, 1-by/open)
		}
		l.pool[side] += opens
		entries(opens, b.low, b.high, b.profile, func(from, to grid.Bin, amount float64) {
			l.date(market.Side(side), amount, from, to)
		})
	}
}

// date moves newly opened positions from the pool into the map, as far as
// their liquidation lies outside the bar's own range.
func (l *ledger) date(side market.Side, amount float64, from, to grid.Bin) {
	bins := float64(to-from) + 1
	for node, d := range Nodes {
		shift := grid.Shift(side, d)
		a, b := outside(side, from+shift, to+shift+1, l.pending.low, l.pending.high)
		if a >= b {
			continue
		}
		each := amount * l.recipe.shares[node] / bins
		l.maps[side][ClassOf(d)].add(a, b, each)
		l.drawFromPool(side, each*float64(b-a))
	}
}

// drawFromPool lowers the pool by an amount (base); less than nothing is
// rounding.
func (l *ledger) drawFromPool(side market.Side, amount float64) {
	l.pool[side] -= amount
	if l.pool[side] < 0 {
		l.pool[side] = 0
	}
}

// shrink closes positions of map and pool alike; share is what stays open.
func (l *ledger) shrink(side int, share float64) {
	if share < 0 {
		share = 0
	}
	for class := range l.maps[side] {
		f := &l.maps[side][class]
		f.closed += f.scaleDown(share)
	}
	l.pool[side] *= share
}

// balance fits map and pool to a reported open interest: growth enters the pool,
// a fall closes both in proportion. After a booked bar this corrects rounding
// alone; otherwise all that was opened or closed since the last report.
func (l *ledger) balance(oi float64) {
	for side := range l.pool {
		dated := l.dated(market.Side(side))
		if total := l.pool[side] + dated; total > oi {
			l.shrink(side, oi/total)
			continue
		}
		l.pool[side] = oi - dated
	}
}

// voidUnseen moves what price has crossed in a gap into the pool.
func (l *ledger) voidUnseen(p *gridBar) {
	down, up := p.unseen()
	for side := range l.pool {
		for class := range l.maps[side] {
			f := &l.maps[side][class]
			gone := f.sweep(market.Side(side), down, up)
			f.voided += gone
			l.pool[side] += gone
		}
	}
}

// sweep takes what the bar's path liquidates out of the maps, in base.
func (l *ledger) sweep(p *gridBar) (swept [market.Sides]float64) {
	low, high := p.SweepRange()
	for side := range l.maps {
		for class := range l.maps[side] {
			f := &l.maps[side][class]
			gone := f.sweep(market.Side(side), p.down, p.up)
			f.swept += gone
			swept[side] += gone
		}
	}
	l.swept = [market.Sides]float64{swept[market.Long] * float64(low), swept[market.Short] * float64(high)}
	return swept
}

// dated is the base in a side's map.
func (l *ledger) dated(side market.Side) float64 {
	sum := 0.0
	for class := range l.maps[side] {
		sum += l.maps[side][class].live
	}
	return sum
}

func (l *ledger) heat(dst []float64, side market.Side, lo grid.Bin, classes uint8, prices *prices) {
	sized(&l.scratch, len(dst))
	total(l.scratch, lo, switchedOn(l.chosen[:0], &l.maps[side], classes))
	addDollars(dst, l.scratch, prices.of(lo, len(dst)))
}

func (l *ledger) parts(dst *[Classes][]float64, _ []float64, side market.Side, lo grid.Bin, prices *prices) {
	for class := range dst {
		l.heat(dst[class], side, lo, 1<<class, prices)
	}
}

func (l *ledger) standing(dst []float64, side market.Side, lo grid.Bin) {
	total(dst, lo, switchedOn(l.chosen[:0], &l.maps[side], 1<<Classes-1))
}

func (l *ledger) extent(side market.Side) (lo, hi grid.Bin) {
	for class := range l.maps[side] {
		lo, hi = widen(lo, hi, &l.maps[side][class])
	}
	return lo, hi
}

func (l *ledger) pathForecast(side market.Side) float64 { return l.swept[side] }

func (l *ledger) walk(p *gridBar) { l.sweep(p) }

func (l *ledger) copyFrom(e estimator) {
	other := e.(*ledger)
	for side := range l.maps {
		for class := range l.maps[side] {
			l.maps[side][class].copyFrom(&other.maps[side][class])
		}
	}
	l.pool, l.pending, l.usual, l.swept = other.pool, other.pending, other.usual, other.swept
}
