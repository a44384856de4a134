package fake

import (
	"math"

	"brink/wasm/market"
)

// The mark follows the last trade, less far at the extremes; the index is the
// market without the venue's own basis.

// marked is a bar of the mark price: that of trades, its wicks cut by a fifth.
func (l *listing) marked(b bar) bar {
	top, bottom := max(b.open, b.close), min(b.open, b.close)
	b.high = top + (b.high-top)*4/5
	b.low = bottom - (bottom-b.low)*4/5
	return b
}

// mark is the mark price of a moment.
func (l *listing) mark(now market.Millis) float64 {
	p := l.last(now).price
	if b, ok := l.minute(now - now%market.Minute); ok {
		m := l.marked(b)
		p = min(max(p, m.low), m.high)
	}
	return value(p, l.decimals)
}

// index is the mark without what the venue adds to it.
func (l *listing) index(now market.Millis) float64 {
	return l.mark(now) / l.factor(now-now%market.Minute)
}

// interest is the open interest of one side, in base and in dollars.
func (l *listing) interest(now market.Millis) (base, usd float64) {
	base = l.x.world(l.coin).interest(now) * l.held * (1 + .01*math.Sin(float64(now/market.Minute)/300+float64(l.key%7)))
	return base, base * l.mark(now)
}

// rate is the funding of the span that ends at a moment.
func (l *listing) rate(at, every market.Millis) float64 {
	r := l.x.world(l.coin).rate(at) + .00001*(fraction(hash(l.key, uint64(at)))-.5)
	return r * float64(every) / float64(settles)
}

// next is when funding is next settled.
func next(now, every market.Millis) market.Millis { return (now/every + 1) * every }

// ratios of accounts and positions. What is counted differs by of.
const (
	allAccounts = iota
	topAccounts
	topPositions
)

// long is the share that is long at a moment.
func (l *listing) long(at market.Millis, of uint64) float64 {
	slow := math.Sin(float64(at)/float64(19*market.Hour) + float64(of))
	return .52 + .06*slow + .01*fraction(hash(l.key, uint64(at), of))
}

// stamps are the times that a history with steps of a span has within
// [from, to]: multiples as below, none earlier than deep before now.
func (l *listing) stamps(span, from, to, now, deep market.Millis, n int, newest bool) []market.Millis {
	return multiples(span, max(from, l.x.world(l.coin).first+span, now-deep), min(to, now), n, newest)
}

// multiples are the multiples of a span within [from, to], at most n: the first
// ones, or the last where newest.
func multiples(span, from, to market.Millis, n int, newest bool) []market.Millis {
	from = (from + span - 1) / span * span
	to -= to % span
	if count := int((to-from)/span) + 1; count > n {
		if newest {
			from = to - market.Millis(n-1)*span
		} else {
			to = from + market.Millis(n-1)*span
		}
	}
	var list []market.Millis
	for at := from; at <= to; at += span {
		list = append(list, at)
	}
	return list
}

// backwards turns a list to newest first, in place.
func backwards[T any](list []T) []T {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}
