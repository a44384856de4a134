// Package information measures what a forecast of dollars was worth once the
// dollars are known, in nats per dollar (engine/MODEL.md 8), with intervals from
// whole days. It is arithmetic on plain arrays, with its randomness handed in.
package information

import (
	"math"
	"math/rand/v2"
	"sort"

	"brink/wasm/market"
)

// Information is I = sum (y/Y) ln(n yhat/P) in nats per dollar: how well the
// forecast says where the dollars fell, against "the same in every
// element" (engine/MODEL.md 8). y and yhat are USD per element; every yhat must be
// above zero. It is NaN where nothing was liquidated.
func Information(y, yhat []float64) float64 {
	return Weighted(y, yhat, nil)
}

// Weighted is Information with each element counted as often as its weight
// says; nil counts each once.
func Weighted(y, yhat, weights []float64) float64 {
	var n, dollars, forecast, sum float64
	for i := range y {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		if w == 0 {
			continue
		}
		n += w
		dollars += w * y[i]
		forecast += w * yhat[i]
		if y[i] > 0 {
			sum += w * y[i] * math.Log(yhat[i])
		}
	}
	return sum/dollars + math.Log(n/forecast)
}

// Interval is an estimate with the bounds of its 95 % interval.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Resamples is how many times the days are drawn for an interval.
const Resamples = 2000

// Draws are random numbers from 0 up to n, n not among them: those of a generator,
// or Repeated.
type Draws interface{ IntN(n int) int }

// Repeated are the draws of one generator for one n, which are kept: Again hands the
// same out from the first on. Many intervals over the same days so cost one drawing.
type Repeated struct {
	r     *rand.Rand
	drawn []int32
	next  int
}

// NewRepeated returns the draws of a generator, which it owns from then on.
func NewRepeated(r *rand.Rand) *Repeated { return &Repeated{r: r} }

// IntN is the next draw; n must be the same at each call.
func (p *Repeated) IntN(n int) int {
	if p.next == len(p.drawn) {
		p.drawn = append(p.drawn, int32(p.r.IntN(n)))
	}
	p.next++
	return int(p.drawn[p.next-1])
}

// Again begins with the first draw anew, and returns p.
func (p *Repeated) Again() *Repeated {
	p.next = 0
	return p
}

// Gain is Information(y, a) - Information(y, b), with the interval from
// resampling whole UTC days with replacement: elements of a day fall
// together. times are the elements' starts. The forecasts stay as they are;
// P and Y are those of the resample. The generator makes it repeatable.
func Gain(times []market.Millis, y, a, b []float64, r Draws) Interval {
	days := DaysOf(times)
	terms := make([]dayTerms, len(days))
	for d, members := range days {
		t := &terms[d]
		for _, i := range members {
			t.n++
			t.y += y[i]
			t.a += a[i]
			t.b += b[i]
			if y[i] > 0 {
				t.ratio += y[i] * math.Log(a[i]/b[i])
			}
		}
	}
	gain := func(pick func(int) int) float64 {
		var s dayTerms
		for d := range terms {
			t := &terms[pick(d)]
			s.y += t.y
			s.a += t.a
			s.b += t.b
			s.ratio += t.ratio
		}
		return s.ratio/s.y - math.Log(s.a/s.b)
	}
	return Resample(len(terms), gain, r)
}

// Resample is a figure over days with its 95 % interval from drawing the days
// with replacement: figure asks pick for the day to take in each place.
func Resample(days int, figure func(pick func(int) int) float64, r Draws) Interval {
	out := Interval{Value: figure(func(d int) int { return d })}
	drawn := make([]float64, 0, Resamples)
	for range Resamples {
		if g := figure(func(int) int { return r.IntN(days) }); !math.IsNaN(g) {
			drawn = append(drawn, g)
		}
	}
	sort.Float64s(drawn)
	out.Low, out.High = Quantile(drawn, .025), Quantile(drawn, .975)
	return out
}

// dayTerms are the sums of a day that a resample adds up.
type dayTerms struct{ n, y, a, b, ratio float64 }

// DaysOf groups the elements by UTC day, days in order.
func DaysOf(times []market.Millis) [][]int {
	index := map[market.Millis]int{}
	var days [][]int
	for i, t := range times {
		day := t / market.Day
		at, ok := index[day]
		if !ok {
			at = len(days)
			index[day] = at
			days = append(days, nil)
		}
		days[at] = append(days[at], i)
	}
	return days
}

// Quantile of ascending values, linear between them; NaN of none.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	x := q * float64(len(sorted)-1)
	i := int(x)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (x-float64(i))*(sorted[i+1]-sorted[i])
}

// Status says whether an exam judged.
type Status string

// What an exam may say of itself (engine/MODEL.md 8).
const (
	Judged       Status = "ok"
	Undersampled Status = "undersampled" // Y^2/sum y^2 < 30, or fewer than 10 days
	NotValid     Status = "not-valid"    // nothing to score
)

// Judge says whether the elements carry enough to judge by.
func Judge(times []market.Millis, y []float64) Status {
	var sum, squares float64
	for _, v := range y {
		sum += v
		squares += v * v
	}
	if sum <= 0 {
		return NotValid
	}
	if sum*sum/squares < 30 || len(DaysOf(times)) < 10 {
		return Undersampled
	}
	return Judged
}

func total(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum
}
