package engine

import "brink/wasm/market"

// levelSpan is the mean age of what a level is told from (decisions/012).
const levelSpan = 10 * market.Day

// LevelMost is the largest factor that a Level says; 1/LevelMost is the least.
const LevelMost = 5

// Level is how far the liquidated dollars of one side that a feed tells stand
// from those forecast without a level, fading over ten days in which the feed
// stood. The zero value has seen nothing and says 1.
type Level struct{ seen, said float64 }

// Take lets a span pass and adds the dollars observed and forecast in the
// interval that has ended with it.
func (l *Level) Take(span market.Millis, observed, forecast market.USD) {
	l.take(share(span, levelSpan), float64(observed), float64(forecast))
}

func (l *Level) take(keep, observed, forecast float64) {
	l.seen = l.seen*keep + observed
	l.said = l.said*keep + forecast
}

// Fade lets a span pass without an interval.
func (l *Level) Fade(span market.Millis) { l.Take(span, 0, 0) }

// Factor is by how much a forecast is to be multiplied, from 1/LevelMost to
// LevelMost. day is what a usual day brings: taken as seen and as forecast
// beforehand, it keeps the factor near one while little was seen. Without a
// usual day nothing can be said, and the factor is 1.
func (l *Level) Factor(day market.USD) float64 {
	if !(day > 0) {
		return 1
	}
	switch x := (float64(day) + l.seen) / (float64(day) + l.said); {
	case x > LevelMost:
		return LevelMost
	case x < 1./LevelMost:
		return 1. / LevelMost
	default:
		return x
	}
}
