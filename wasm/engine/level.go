package engine

import "brink/wasm/market"

// levelSpan is the mean age of what a level is computed from (decisions/012).
const levelSpan = 10 * market.Day

// LevelMost is the largest Factor of a Level; 1/LevelMost is the smallest.
const LevelMost = 5

// Level is the ratio of the USD that a feed published of one side to those
// forecast without a level, over about the last ten days of the feed. The zero
// value has observed nothing; its factor is 1.
type Level struct{ seen, forecast float64 }

// Observe lets a span (milliseconds) pass and adds the USD published and
// forecast in the interval that has ended with it.
func (l *Level) Observe(span market.Millis, observed, forecast market.USD) {
	l.add(share(span, levelSpan), float64(observed), float64(forecast))
}

func (l *Level) add(decay, observed, forecast float64) {
	l.seen = l.seen*decay + observed
	l.forecast = l.forecast*decay + forecast
}

// ObserveThrough is Observe of what a feed published through a link, for a
// forecast of forced USD without a level and the factor that was in force. Near
// that factor the link is taken as straight, so that hours in which the feed
// saturates, which say little of the level, weigh little.
func (l *Level) ObserveThrough(link Link, span market.Millis, published, forced market.USD, factor float64) {
	said := forced * market.USD(link.Slope(market.USD(factor)*forced))
	if link.Saturation > 0 {
		published += market.USD(factor)*said - link.Published(market.USD(factor)*forced)
	}
	l.Observe(span, published, said)
}

// Fade lets a span (milliseconds) pass without an interval.
func (l *Level) Fade(span market.Millis) { l.Observe(span, 0, 0) }

// Factor is what a forecast is to be multiplied by, from 1/LevelMost to
// LevelMost. day is the USD of a usual day: added to both sums, it keeps the
// factor near one while little has been observed. Where it is not above zero
// the factor is 1.
func (l *Level) Factor(day market.USD) float64 {
	if !(day > 0) {
		return 1
	}
	switch x := (float64(day) + l.seen) / (float64(day) + l.forecast); {
	case x > LevelMost:
		return LevelMost
	case x < 1./LevelMost:
		return 1. / LevelMost
	default:
		return x
	}
}
