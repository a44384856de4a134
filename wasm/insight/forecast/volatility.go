// Package forecast says what may come of a map in the next hours: how far price
// moves, how likely it touches a level, and how many dollars may be forced. It
// knows closed bars and a standing map, and nothing of a screen or a clock.
package forecast

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
)

// Horizon is how far ahead a chance is given.
type Horizon uint8

// The horizons.
const (
	OneHour Horizon = iota
	FourHours
	OneDay
)

// Horizons is how many there are.
const Horizons = 3

// Span is the horizon's length in milliseconds.
func (h Horizon) Span() market.Millis {
	return [Horizons]market.Millis{market.Hour, 4 * market.Hour, market.Day}[h]
}

// unit is the bar in which variances are given, whatever bars are added.
const unit = 5 * market.Minute

// Regressors is how many numbers a volatility is forecast from: one, the
// logarithms of the variance of the last hour, 4 hours, day and 7 days, the UTC
// hour of day as two harmonics, and the weekend.
const Regressors = 10

// lookbacks are the windows of variance.
var lookbacks = [...]market.Millis{market.Hour, 4 * market.Hour, market.Day, 7 * market.Day}

// enough is the share of a window's bars that must be there.
const enough = .75

// Volatility forecasts how far price moves, from nothing but the bars added, in
// order of time. It keeps seven days of ranges. The zero value is not ready; use
// NewVolatility.
type Volatility struct {
	interval market.Millis
	starts   []market.Millis // ring buffer of 7 days of bars
	spreads  []float64       // their variances, per unit
	next     int             // of the ring buffer
	first    market.Millis   // start of the first bar
	known    bool            // there has been a bar
	end      market.Millis   // of the last bar
	price    market.Price    // its close
	asked    [25]question    // ring buffer of the last hours' regressors
	fits     [Horizons]refit
}

// question is an hour at which a forecast was possible.
type question struct {
	known bool
	at    market.Millis
	x     [Regressors]float64
}

// NewVolatility returns one for bars of an interval (milliseconds), which
// believes the shipped table until it has seen more.
func NewVolatility(interval market.Millis) *Volatility {
	n := max(1, int(lookbacks[len(lookbacks)-1]/interval)) // bars may be longer than that
	v := &Volatility{interval: interval, starts: make([]market.Millis, n), spreads: make([]float64, n)}
	for i := range v.starts {
		v.starts[i] = -1 << 62
	}
	for h := range v.fits {
		v.fits[h] = newRefit(Horizon(h))
	}
	return v
}

// Add adds a closed bar. One that does not start after the last one has ended is
// left out. It does not allocate.
func (v *Volatility) Add(bar *market.Bar) {
	if v.known && bar.Start < v.end || !(bar.Low > 0) || !(bar.High >= bar.Low) || math.IsInf(float64(bar.High), 0) {
		return
	}
	if !v.known {
		v.known, v.first = true, bar.Start
	}
	reach := grid.Log(float64(bar.High / bar.Low))
	v.starts[v.next] = bar.Start
	v.spreads[v.next] = reach * reach / (4 * math.Ln2) * float64(unit) / float64(v.interval)
	v.next = (v.next + 1) % len(v.starts)
	v.end, v.price = bar.Start+v.interval, bar.Close
	if v.end%market.Hour == 0 {
		v.learn()
	}
}

// variance is the mean variance, in units, of the bars in the span before now,
// and the share of that span's bars that are there.
func (v *Volatility) variance(span market.Millis) (mean, share float64) {
	sum, n, most := 0.0, 0, int(span/v.interval)
	for i := 1; i <= len(v.starts) && i <= most; i++ {
		at := (v.next - i + len(v.starts)) % len(v.starts)
		if v.starts[at] < v.end-span {
			break
		}
		sum += v.spreads[at]
		n++
	}
	if n == 0 {
		return 0, 0
	}
	return sum / float64(n), float64(n) / float64(most)
}

// Regressors returns what a forecast now is made from, or false where there are
// fewer than seven days of bars, a window lacks a quarter of its bars, or price
// did not move in one.
func (v *Volatility) Regressors() (x [Regressors]float64, known bool) {
	x[0] = 1
	if v.end-v.first < lookbacks[len(lookbacks)-1] {
		return x, false
	}
	for i, span := range lookbacks {
		mean, share := v.variance(span)
		if share < enough || !(mean > 0) {
			return x, false
		}
		x[1+i] = grid.Log(mean)
	}
	hour := v.end % market.Day / market.Hour
	angle := 2 * math.Pi * float64(hour) / 24
	x[5], x[6], x[7], x[8] = math.Cos(angle), math.Sin(angle), math.Cos(2*angle), math.Sin(2*angle)
	if weekday := (v.end/market.Day + 4) % 7; weekday == 0 || weekday == 6 { // day 0 was a Thursday
		x[9] = 1
	}
	return x, true
}

// Realised is the variance in units over the span before now, or false where its
// bars are not all there or price did not move.
func (v *Volatility) Realised(span market.Millis) (float64, bool) {
	mean, share := v.variance(span)
	return mean, share > 1-1e-9 && mean > 0
}

// DaySigma is the standard deviation of ln(price) over a day, as the bars of the
// last day have it; 0 where price did not move or there are none.
func (v *Volatility) DaySigma() float64 {
	mean, _ := v.variance(market.Day)
	return math.Sqrt(mean * float64(market.Day/unit))
}

// learn compares the forecasts whose horizon ends now with what came, and asks
// anew.
func (v *Volatility) learn() {
	for h := range v.fits {
		span := Horizon(h).Span()
		q := v.question(v.end - span)
		if !q.known || q.at != v.end-span {
			continue
		}
		if came, known := v.Realised(span); known {
			v.fits[h].learn(&q.x, grid.Log(came))
		}
	}
	x, known := v.Regressors()
	*v.question(v.end) = question{known, v.end, x}
}

// question is the place of a full hour in the ring buffer.
func (v *Volatility) question(at market.Millis) *question {
	n := market.Millis(len(v.asked))
	return &v.asked[(at/market.Hour%n+n)%n]
}
