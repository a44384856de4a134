package fake

import (
	"math"

	"brink/wasm/market"
)

// listing is a contract of one venue and its share of the coin's market.
type listing struct {
	x      *Exchange
	venue  market.Venue
	coin   string
	symbol string
	key    uint64
	grain
	share  float64 // of the market's volume
	held   float64 // of its open interest
	basis  float64 // its price over the market's, less 1
	prints int     // trades in a minute
	recent [3]*minuteTrades
	hourly hourly
	walls  [2][2]wall // of asks and bids, by window
	left   leftOver
	taken  [128]tookIn
	scale  float64 // of what traders hold, over the simulation; 0 before it is known
}

func newListing(venue market.Venue, coin string) *listing {
	v := profileOf(venue)
	g, ok := v.grains[coin]
	if !ok {
		return nil
	}
	return &listing{
		venue: venue, coin: coin, symbol: v.symbol(coin), key: word(string(venue) + coin),
		grain: g,
		share: v.share, held: v.share, basis: v.basis,
	}
}

// others is about how many messages a second of one coin are no trades, at
// all venues, books aside.
const others = 36

// pace is how many trades a listing has in a minute of its own time: at least
// as many as a bar needs to show its four prices and both takers.
func (x *Exchange) pace(l *listing) int {
	perSecond := profileOf(l.venue).pace
	if l.coin != "BTC" {
		perSecond /= 2
	}
	if x.config.Rate > 0 {
		perSecond = max(x.config.Rate-others, 1) * l.share
	}
	const fewest, most = 6, 50_000
	n := perSecond * 60
	if x.config.Speed > 1 {
		n /= x.config.Speed
	}
	return int(min(max(math.Ceil(n), fewest), most))
}

// factor is the venue's price over the market's, in a minute.
func (l *listing) factor(start market.Millis) float64 {
	slow := math.Sin(float64(start/market.Minute)/173 + fraction(l.key)*6)
	return 1 + l.basis + .0001*slow
}

// bar is a span of trading in the venue's units.
type bar struct {
	start                  market.Millis
	span                   market.Millis
	open, high, low, close int64
	size, buy              int64
	coins                  float64 // size in base, where it is counted in dollars
	trades                 int64
	final                  bool
}

// minute is a whole minute at the venue; false before history begins.
func (l *listing) minute(start market.Millis) (bar, bool) {
	m := l.x.world(l.coin).at(start)
	if m == nil {
		return bar{}, false
	}
	f := l.factor(start)
	b := bar{
		start: start, span: market.Minute, open: l.round(m.open * f), high: l.round(m.high * f), low: l.round(m.low * f), close: l.round(m.close * f),
		trades: int64(l.prints), final: true,
	}
	wobble := .8 + .4*fraction(hash(l.key, uint64(start)))
	b.size = max(l.units(m.volume*l.share*wobble, m.close), 2*b.trades)
	part := .5
	if m.volume > 0 {
		part = m.buy / m.volume
	}
	b.buy = min(max(int64(float64(b.size)*part), b.trades), b.size-b.trades)
	l.coined(&b)
	return b, true
}

// bar is the bar of a span that starts then, as it stands at now.
func (l *listing) bar(start, span, now market.Millis) (bar, bool) {
	var b bar
	for at := start; at < start+span && at <= now; at += market.Minute {
		m, ok := l.minute(at)
		if !ok {
			continue
		}
		if at+market.Minute > now {
			m = l.forming(at, now)
		}
		if b.trades == 0 {
			b = m
			continue
		}
		b.high, b.low, b.close = max(b.high, m.high), min(b.low, m.low), m.close
		b.size, b.buy, b.trades, b.coins = b.size+m.size, b.buy+m.buy, b.trades+m.trades, b.coins+m.coins
	}
	b.start, b.span, b.final = start, span, start+span <= now
	return b, b.trades > 0
}

// bars are those that start within [from, to], at most n: the first ones, or
// the last ones where newest.
func (l *listing) bars(span, from, to, now market.Millis, n int, newest bool) []bar {
	var list []bar
	for _, at := range multiples(span, max(from, l.x.world(l.coin).first), min(to, now), n, newest) {
		if b, ok := l.bar(at, span, now); ok {
			list = append(list, b)
		}
	}
	return list
}
