package fake

import (
	"math"

	"brink/wasm/market"
)

// bookStep is how often books change.
const bookStep market.Millis = 100

// depth is how many price levels each side has.
const depth = 200

// level is one price of a book in the venue's units.
type level struct{ price, size int64 }

// step is the number of the book that is valid at a moment.
func (l *listing) step(now market.Millis) int64 { return int64(now / l.x.slower(bookStep)) }

// stepTime is when a step's book became valid.
func (l *listing) stepTime(k int64) market.Millis {
	return market.Millis(k) * l.x.slower(bookStep)
}

// book is the book of a step, best first. It is a function of the step, so
// that snapshots and changes agree whenever they are asked for.
func (l *listing) book(k int64) (bids, asks []level) {
	p := l.last(l.stepTime(k)).price
	spacing := spacingAt(l, p)
	best := p / spacing
	for i := range int64(depth) {
		if s := l.standing(best-i, k, p); s > 0 {
			bids = append(bids, level{(best - i) * spacing, s})
		}
		if s := l.standing(best+1+i, k, p); s > 0 {
			asks = append(asks, level{(best + 1 + i) * spacing, s})
		}
	}
	return bids, asks
}

// best are the first levels of the book of a step.
func (l *listing) best(k int64) (bid, ask level) {
	p := l.last(l.stepTime(k)).price
	spacing := spacingAt(l, p)
	rung := p / spacing
	for i := int64(0); i < depth && bid.size == 0; i++ {
		bid = level{(rung - i) * spacing, l.standing(rung-i, k, p)}
	}
	for i := int64(1); i <= depth && ask.size == 0; i++ {
		ask = level{(rung + i) * spacing, l.standing(rung+i, k, p)}
	}
	return bid, ask
}

// standing is the size at a price level in a step. Each level changes at
// moments of its own, and is empty at times. Takers thin a side, which then comes back,
// and beyond these levels each side has a wall (walls.go).
func (l *listing) standing(rung, k, price int64) int64 {
	bid := rung <= price/spacingAt(l, price)
	h := hash(l.key, uint64(rung))
	period := 5 + int64(h%60)
	h = hash(h, uint64((k+int64(h>>8%60))/period))
	usd := 0.
	if h%9 != 0 {
		usd = 400_000 * math.Pow(fraction(h), 3) * l.share
	}
	if l.x.config.Speed <= 1 { // else a second of the book is many of the market's
		usd = usd*thinned(l, k, bid) + walled(l, rung, k, price, bid)
	}
	if usd == 0 {
		return 0
	}
	return max(l.units(usd/value(price, l.decimals), value(price, l.decimals)), 1)
}

// change is what turns one side of a book into another: new sizes, and 0 for
// what is gone.
func change(before, after []level) []level {
	was := make(map[int64]int64, len(before))
	for _, b := range before {
		was[b.price] = b.size
	}
	var list []level
	for _, a := range after {
		if was[a.price] != a.size {
			list = append(list, a)
		}
		delete(was, a.price)
	}
	for _, b := range before {
		if _, gone := was[b.price]; gone {
			list = append(list, level{b.price, 0})
		}
	}
	return list
}

// changes of both sides from a step to another.
func (l *listing) changes(from, to int64) (bids, asks []level) {
	b0, a0 := l.book(from)
	b1, a1 := l.book(to)
	return change(b0, b1), change(a0, a1)
}

// top are the best n levels.
func top(list []level, n int) []level { return list[:min(n, len(list))] }

// update is the number of a step at venues that count by bounds:
// it grows, never by the same amount.
func (l *listing) update(k int64) int64 {
	return 11_000_000_000_000 + k*900 + int64(hash(l.key, uint64(k), 9)%700)
}
