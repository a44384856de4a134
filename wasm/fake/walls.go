package fake

import (
	"math"

	"brink/wasm/market"
)

// Wall is a large order of a book, of which a test knows what became of it.
type Wall struct {
	Bid    bool
	Price  market.Price
	USD    market.USD // at that price
	Since  market.Millis
	Until  market.Millis // when it went, or its time is over
	Pulled bool          // as price came near; else it stood until price had gone through it or its time was over
}

// wallSteps is for how many steps a wall is meant to stand: another one follows it.
const wallSteps = 6000

// wall is one of a window of so many steps on one side of a book.
type wall struct {
	window   int64
	price    int64 // at its first level
	usd      float64
	deceives bool  // it is pulled as price comes near
	scanned  int64 // the first step that was not looked at
	gone     int64 // the step at which it went; 0 while it stands
}

// pulledWithin is how near price comes to a wall that deceives, as a share.
const pulledWithin = .0006

// spacingAt is between two levels of a book at a price, in the venue's units.
func spacingAt(l *listing, price int64) int64 {
	return max(int64(float64(price)*.00002)/l.tick, 1) * l.tick
}

// wallAt is the one of a side at a step: at a distance from the price with which its
// window began, between .08 and .34 %.
func wallAt(l *listing, bid bool, k int64) *wall {
	side := 0
	if bid {
		side = 1
	}
	window := k / wallSteps
	w := &l.walls[side][window%2]
	if w.window != window || w.usd == 0 {
		first := window * wallSteps
		p := l.last(l.stepTime(first)).price
		h := hash(l.key, uint64(window), uint64(side), 77)
		away := int64(float64(p) * (.0008 + .0026*fraction(h)))
		if bid {
			away = -away
		}
		*w = wall{window: window, price: p + away, usd: (8e6 + 8e6*fraction(hash(h, 1))) * l.share, deceives: hash(h, 2)%2 == 0, scanned: first}
	}
	// A wall stands or has gone by what price has done since.
	for ; w.gone == 0 && w.scanned <= k; w.scanned += 5 {
		p := l.last(l.stepTime(w.scanned)).price
		ahead := float64(w.price-p) / float64(p)
		if bid {
			ahead = -ahead
		}
		if ahead <= 0 || w.deceives && ahead < pulledWithin {
			w.gone = w.scanned
		}
	}
	return w
}

// walled is what a wall adds to a level at a step, USD.
func walled(l *listing, rung, k, price int64, bid bool) float64 {
	w := wallAt(l, bid, k)
	if rung != w.price/spacingAt(l, price) || w.gone != 0 && k >= w.gone {
		return 0
	}
	return w.usd
}

// Walls are the large orders of a venue's book that stand now, bids first, whatever
// is gone of them, for who wants to know what a book watched from outside should show.
func Walls(x *Exchange, venue market.Venue, coin string) []Wall {
	x.mu.Lock()
	defer x.mu.Unlock()
	var list []Wall
	for _, l := range x.of(venue) {
		if l.coin != coin {
			continue
		}
		k := l.step(x.now(venue))
		p := l.last(l.stepTime(k)).price
		for _, bid := range []bool{true, false} {
			w := wallAt(l, bid, k)
			out := Wall{Bid: bid, Price: market.Price(value(w.price/spacingAt(l, p)*spacingAt(l, p), l.decimals)), USD: market.USD(w.usd), Since: l.stepTime(w.window * wallSteps), Until: l.stepTime((w.window + 1) * wallSteps)}
			if w.gone != 0 {
				out.Until = l.stepTime(w.gone)
				ahead := out.Price > market.Price(value(l.last(out.Until).price, l.decimals))
				out.Pulled = w.deceives && ahead != bid
			}
			list = append(list, out)
		}
	}
	return list
}

const (
	// RefillHalfLife is how long half of what takers took of a book takes to be back.
	RefillHalfLife = 15 * market.Second
	// thinnedUSD is, for the whole market, how much takers must take for half of a
	// book to be gone.
	thinnedUSD = 6e6
	// taking is how far back what was taken still counts.
	taking = 90
)

// thinned is the share of a side that takers have left, at a step: it falls with what
// they took of late, and comes back. It changes once a second, in eighths.
func thinned(l *listing, k int64, bid bool) float64 {
	second := int64(l.stepTime(k) / market.Second)
	side := 0
	if bid {
		side = 1
	}
	if l.left.second != second {
		l.left.second = second
		var gone [2]float64
		for i := int64(1); i <= taking; i++ {
			took := takenIn(l, second-i)
			fade := math.Exp2(-float64(i) * float64(market.Second) / float64(RefillHalfLife))
			for s := range gone {
				gone[s] += took[s] * fade
			}
		}
		for s := range gone {
			l.left.share[s] = max(math.Round(8/(1+gone[s]/(thinnedUSD*l.share)))/8, .125)
		}
	}
	return l.left.share[side]
}

// leftOver is what takers have left of both sides in a second: asks, then bids.
type leftOver struct {
	second int64
	share  [2]float64
}

// tookIn is what takers took in a second, USD: of asks, then of bids.
type tookIn struct {
	second int64
	usd    [2]float64
}

// takenIn is what takers took in a second.
func takenIn(l *listing, second int64) [2]float64 {
	at := &l.taken[second&127]
	if at.second == second {
		return at.usd
	}
	*at = tookIn{second: second}
	to := market.Millis(second+1) * market.Second
	for _, p := range l.between(nil, to-market.Second, to) {
		side := 0
		if p.taker == market.Sell {
			side = 1
		}
		price := value(p.price, l.decimals)
		at.usd[side] += float64(l.base(p.size, market.Price(price))) * price
	}
	return at.usd
}
