package fake

import (
	"math"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// listing is a contract of one venue and its share of the coin's market.
type listing struct {
	x        *Exchange
	venue    market.Venue
	coin     string
	symbol   string
	key      uint64
	decimals int     // of prices
	tick     int64   // in units of the last decimal
	places   int     // decimals of sizes
	contract float64 // base, or for inverse ones dollars, of one unit of size
	inverse  bool
	share    float64 // of the market's volume
	held     float64 // of its open interest
	basis    float64 // how much dearer than the rest
	prints   int     // trades in a minute
	recent   [3]*told
	hourly   hourly
}

// traits are how each venue differs from the rest.
var traits = map[market.Venue]struct {
	symbol, suffix string
	share, basis   float64
	pace           float64 // trades a second of BTC
}{
	venues.Binance:      {suffix: "USDT", share: .45, basis: 0, pace: 6},
	venues.Bybit:        {suffix: "USDT", share: .22, basis: .00008, pace: 4},
	venues.BybitInverse: {suffix: "USD", share: .03, basis: -.00015, pace: 1},
	venues.OKX:          {suffix: "-USDT-SWAP", share: .2, basis: -.00006, pace: 4},
	venues.Hyperliquid:  {suffix: "", share: .1, basis: .0002, pace: 2},
}

// grain is how finely a venue counts a coin.
type grain struct {
	decimals int
	tick     int64
	places   int
	contract float64
}

var grains = map[market.Venue]map[string]grain{
	venues.Binance:      {"BTC": {2, 10, 3, 1}, "ETH": {2, 1, 3, 1}, "SOL": {4, 100, 2, 1}},
	venues.Bybit:        {"BTC": {2, 10, 3, 1}, "ETH": {2, 1, 2, 1}, "SOL": {3, 10, 1, 1}},
	venues.BybitInverse: {"BTC": {2, 10, 0, 1}, "ETH": {2, 1, 0, 1}, "SOL": {3, 10, 0, 1}},
	venues.OKX:          {"BTC": {1, 1, 2, .01}, "ETH": {2, 1, 2, .1}, "SOL": {2, 1, 2, 1}},
	venues.Hyperliquid:  {"BTC": {1, 10, 5, 1}, "ETH": {1, 1, 4, 1}, "SOL": {2, 1, 2, 1}},
}

func newListing(venue market.Venue, coin string) *listing {
	v := traits[venue]
	g, ok := grains[venue][coin]
	if !ok {
		return nil
	}
	return &listing{
		venue: venue, coin: coin, symbol: coin + v.suffix, key: word(string(venue) + coin),
		decimals: g.decimals, tick: g.tick, places: g.places, contract: g.contract, inverse: venue == venues.BybitInverse,
		share: v.share, held: v.share, basis: v.basis,
	}
}

// others is about how many messages a second of one coin are no trades, at
// all venues, books aside.
const others = 36

// pace is how many trades a listing has in a minute of its own time: at least
// as many as a bar needs to show its four prices and both takers.
func (x *Exchange) pace(l *listing) int {
	perSecond := traits[l.venue].pace
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

// round is a price in the venue's units, on its ticks.
func (l *listing) round(p float64) int64 {
	steps := math.Round(p * math.Pow10(l.decimals) / float64(l.tick))
	return max(int64(steps), 1) * l.tick
}

// factor is the venue's price over the market's, in a minute.
func (l *listing) factor(start market.Millis) float64 {
	slow := math.Sin(float64(start/market.Minute)/173 + fraction(l.key)*6)
	return 1 + l.basis + .0001*slow
}

// price and size as the venue writes them, and what they mean.
func (l *listing) price(units int64) string { return fixed(units, l.decimals) }
func (l *listing) size(units int64) string  { return fixed(units, l.places) }
func (l *listing) worth(units int64) market.Price {
	return market.Price(value(units, l.decimals))
}

// base is what a size is worth in base at a price, by the arithmetic that the
// venue's documentation gives.
func (l *listing) base(size int64, at market.Price) market.Base {
	v := value(size, l.places)
	switch {
	case l.inverse:
		return market.Base(v / float64(at))
	case l.contract < 1:
		return market.Base(v / math.Round(1/l.contract))
	}
	return market.Base(v * l.contract)
}

// units is an amount of base as a size.
func (l *listing) units(base, price float64) int64 {
	if l.inverse {
		return int64(math.Round(base * price / l.contract))
	}
	return int64(math.Round(base / l.contract * math.Pow10(l.places)))
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

// mean is a price within the bar, at which its volume is valued.
func (l *listing) mean(b *bar) float64 {
	return value(b.open+b.high+b.low+b.close, l.decimals) / 4
}

// turnover is the bar's volume in base, and in dollars.
func (l *listing) turnover(size int64, b *bar) (base, usd float64) {
	v := value(size, l.places) * l.contract
	if l.inverse {
		return b.coins * float64(size) / float64(max(b.size, 1)), v
	}
	return v, v * l.mean(b)
}

// coined says what a minute's dollars are in coins, to the last of the eight
// decimals that are told, so that longer bars are the sum of shorter ones.
func (l *listing) coined(b *bar) {
	if l.inverse {
		b.coins = math.Round(value(b.size, l.places)*l.contract/l.mean(b)*1e8) / 1e8
	}
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
	from = max(from, l.x.world(l.coin).first)
	from = (from + span - 1) / span * span
	to = min(to, now)
	to -= to % span
	if count := int((to-from)/span) + 1; count > n {
		if newest {
			from = to - market.Millis(n-1)*span
		} else {
			to = from + market.Millis(n-1)*span
		}
	}
	var list []bar
	for at := from; at <= to; at += span {
		if b, ok := l.bar(at, span, now); ok {
			list = append(list, b)
		}
	}
	return list
}
