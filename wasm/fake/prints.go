package fake

import (
	"sort"

	"brink/wasm/market"
)

// print is one trade in the venue's units.
type print struct {
	time  market.Millis
	id    int64
	price int64
	size  int64
	taker market.Aggressor
}

// minuteTrades is a minute's trades, cached while it is recent.
type minuteTrades struct {
	start  market.Millis
	prints []print
}

// minutePrints are the trades of a minute, oldest first. Together they make
// its bar, to the last unit. The slice is shared.
func (l *listing) minutePrints(start market.Millis) []print {
	slot := &l.recent[int(start/market.Minute)%len(l.recent)]
	if *slot == nil || (*slot).start != start {
		b, ok := l.minute(start)
		if !ok {
			return nil
		}
		*slot = &minuteTrades{start, l.makePrints(&b)}
	}
	return (*slot).prints
}

func (l *listing) makePrints(b *bar) []print {
	n := l.prints
	key := hash(l.key, uint64(b.start))
	list := make([]print, n)
	var weights, shared float64
	for k := range list {
		weights += weight(key, k)
	}
	spare := b.size - int64(n)
	left := spare
	first := int64(b.start/market.Minute) * int64(n)
	path := l.path(b, key)
	var bought int64
	for k := range list {
		p := &list[k]
		h := hash(key, uint64(k), 3)
		p.id = first + int64(k) + 1
		if k > 0 { // the first opens the minute
			p.time = market.Millis((float64(k) + .9*fraction(h)) * float64(market.Minute) / float64(n))
		}
		p.time += b.start
		p.price = path(k)
		shared = weight(key, k) / weights
		part := min(int64(float64(spare)*shared), left)
		if k == n-1 {
			part = left
		}
		left -= part
		p.size = 1 + part
		p.taker = market.Sell
		if k == 0 || k != 1 && fraction(hash(h, 4)) < float64(b.buy)/float64(b.size) {
			p.taker = market.Buy
			bought += p.size
		}
	}
	if bought < b.buy {
		balance(list, market.Buy, b.buy-bought, 1)
	} else {
		balance(list, market.Sell, bought-b.buy, 0)
	}
	return list
}

// weight is a trade's share of its minute: few are large.
func weight(key uint64, k int) float64 {
	u := fraction(hash(key, uint64(k), 5))
	return .02 + u*u*u*u
}

// balance makes takers of one side out of the other's until missing more units
// are theirs. The trade at keep stays what it is, so that both sides trade.
func balance(list []print, to market.Aggressor, missing int64, keep int) {
	for k := range list {
		if p := &list[k]; k != keep && p.taker != to && p.size <= missing {
			p.taker = to
			missing -= p.size
		}
	}
	taken := &list[1-keep] // of the side that misses some, always
	for k := range list {
		if p := &list[k]; p.taker != to && missing > 0 {
			part := min(p.size-1, missing)
			p.size -= part
			taken.size += part
			missing -= part
		}
	}
}

// path is the price of each trade of a minute: from its open over its
// extremes to its close, wavering on the way.
func (l *listing) path(b *bar, key uint64) func(k int) int64 {
	n := l.prints
	type anchor struct {
		at    int
		price int64
	}
	highest := 1 + int(hash(key, 1)%uint64(n-2))
	lowest := 1 + int(hash(key, 2)%uint64(n-3))
	if lowest >= highest {
		lowest++
	}
	anchors := []anchor{{0, b.open}, {highest, b.high}, {lowest, b.low}, {n - 1, b.close}}
	sort.Slice(anchors, func(i, j int) bool { return anchors[i].at < anchors[j].at })
	return func(k int) int64 {
		i := 0
		for i < 2 && k > anchors[i+1].at {
			i++
		}
		a, z := anchors[i], anchors[i+1]
		if k == a.at || k == z.at {
			if k == a.at {
				return a.price
			}
			return z.price
		}
		p := a.price + (z.price-a.price)*int64(k-a.at)/int64(z.at-a.at)
		p += int64((fraction(hash(key, uint64(k), 6)) - .5) * .15 * float64(b.high-b.low))
		p = (p + l.tick/2) / l.tick * l.tick
		return min(max(p, b.low), b.high)
	}
}

// forming is the minute as far as it has come.
func (l *listing) forming(start, now market.Millis) bar {
	list := l.minutePrints(start)
	b := bar{start: start, span: market.Minute}
	for k := range list {
		p := &list[k]
		if p.time > now {
			break
		}
		if k == 0 {
			b.open, b.high, b.low = p.price, p.price, p.price
		}
		b.high, b.low, b.close = max(b.high, p.price), min(b.low, p.price), p.price
		b.size += p.size
		b.trades++
		if p.taker == market.Buy {
			b.buy += p.size
		}
	}
	l.coined(&b)
	return b
}

// between appends the trades in (from, to].
func (l *listing) between(dst []print, from, to market.Millis) []print {
	for at := from - from%market.Minute; at <= to; at += market.Minute {
		list := l.minutePrints(at)
		i := sort.Search(len(list), func(i int) bool { return list[i].time > from })
		for ; i < len(list) && list[i].time <= to; i++ {
			dst = append(dst, list[i])
		}
	}
	return dst
}

// newest are the last n trades until now, oldest first.
func (l *listing) newest(n int, now market.Millis) []print {
	var back []print
	for at := now - now%market.Minute; len(back) < n; at -= market.Minute {
		list := l.minutePrints(at)
		if list == nil {
			break
		}
		for i := len(list) - 1; i >= 0 && len(back) < n; i-- {
			if list[i].time <= now {
				back = append(back, list[i])
			}
		}
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

// numbered are n trades from a number on, until now.
func (l *listing) numbered(id int64, n int, now market.Millis) []print {
	var list []print
	start := market.Millis((id-1)/int64(l.prints)) * market.Minute
	for at := max(start, l.x.world(l.coin).first); at <= now && len(list) < n; at += market.Minute {
		for _, p := range l.minutePrints(at) {
			if p.id >= id && p.time <= now && len(list) < n {
				list = append(list, p)
			}
		}
	}
	return list
}

// last is the newest trade at a moment.
func (l *listing) last(now market.Millis) print {
	start := now - now%market.Minute
	list := l.minutePrints(start)
	i := sort.Search(len(list), func(i int) bool { return list[i].time > now })
	if i == 0 {
		return print{time: now}
	}
	return list[i-1]
}

// hourly is the last price before an hour began.
type hourly struct {
	hour  market.Millis
	price int64
}

func (l *listing) before(hour market.Millis) int64 {
	if l.hourly.hour != hour {
		l.hourly = hourly{hour, l.last(hour - 1).price}
	}
	return l.hourly.price
}

// forced is a liquidation in the venue's units. Fill is where it was closed;
// price is the one that the venue publishes.
type forced struct {
	time       market.Millis
	closed     market.Side
	fill       int64
	bankruptcy int64
	size       int64
}

// minuteForced are the liquidations of a minute, oldest first: those of the
// simulated crowd that fall to this venue, and small ones that follow the
// minute's range.
func (l *listing) minuteForced(start market.Millis) []forced {
	m := l.x.world(l.coin).at(start)
	if m == nil {
		return nil
	}
	var list []forced
	f := l.factor(start)
	add := func(at market.Millis, closed market.Side, price, base float64) {
		away := 1 - .003
		if closed == market.Short {
			away = 1 + .003
		}
		list = append(list, forced{
			time: min(at, start+market.Minute-1), closed: closed, fill: l.round(price), bankruptcy: l.round(price * away), size: max(l.units(base, price), 1),
		})
	}
	for i := range m.forced {
		one := &m.forced[i]
		h := hash(uint64(one.Time), uint64(i), 7)
		if l.x.falls(l.coin, fraction(h)) == l {
			add(one.Time+market.Millis(h>>20%uint64(sim10)), one.Closed, float64(one.Price)*f, float64(one.Base))
		}
	}
	// What small accounts lose: about two a minute of BTC at the largest
	// venue, and more when price runs.
	h := hash(l.key, uint64(start), 8)
	run := (m.high - m.low) / m.open / .0006
	for i := range int(run*l.share*8*fraction(h) + fraction(hash(h))) {
		hi := hash(h, uint64(i))
		at := start + market.Millis(hi%uint64(market.Minute))
		closed := market.Long
		if (m.close > m.open) != (fraction(hash(hi, 1)) < .15) {
			closed = market.Short
		}
		usd := 60 + 4000*weight(hi, i)
		price := l.worth(l.last(at).price)
		if price > 0 {
			add(at, closed, float64(price), usd/float64(price))
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].time < list[j].time })
	return list
}

// sim10 is how long after its tick a simulated liquidation may be stamped.
const sim10 = 10 * market.Second

// falls is the listing that a draw in [0, 1) chooses by share.
func (x *Exchange) falls(coin string, u float64) *listing {
	var last *listing
	for _, l := range x.list {
		if l.coin == coin {
			last = l
			if u -= l.share; u < 0 {
				return l
			}
		}
	}
	return last
}

// liquidated appends the liquidations in (from, to].
func (l *listing) liquidated(dst []forced, from, to market.Millis) []forced {
	for at := from - from%market.Minute; at <= to; at += market.Minute {
		for _, f := range l.minuteForced(at) {
			if f.time > from && f.time <= to {
				dst = append(dst, f)
			}
		}
	}
	return dst
}

// sampled are those of the seconds that end in (from, to]: the largest of
// each, as venues tell that sample.
func (l *listing) sampled(dst []forced, from, to market.Millis) []forced {
	first := from - from%market.Second
	all := l.liquidated(nil, first-1, to-to%market.Second-1)
	for i := 0; i < len(all); {
		best, second := i, all[i].time/market.Second
		for ; i < len(all) && all[i].time/market.Second == second; i++ {
			if all[i].size > all[best].size {
				best = i
			}
		}
		dst = append(dst, all[best])
	}
	return dst
}
