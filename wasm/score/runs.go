package score

import (
	"math"
	"sort"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/information"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
)

// run is what came after a bar that broke the extreme of the four hours before it,
// the first in an hour to do so on its side.
type run struct {
	at    market.Millis                 // end of the breaking bar
	side  market.Side                   // that the move liquidates
	far   [forecast.RunHorizons]float64 // beyond the extreme, in hourly standard deviations of the last day
	ahead market.USD                    // forced USD in the next 1 % beyond the extreme, before the bar
}

const (
	broken = 4 * market.Hour // whose extreme is broken
	quiet  = market.Hour     // without a break before
	next   = .01             // of price, beyond the extreme
)

// runs walks the bars and collects the breaks whose four hours, day and horizons
// are known whole.
func runs(bars []market.Bar, interval market.Millis, warmup market.Millis) ([]run, *market.Fault) {
	e := engine.New(&engine.Learned, interval, 1)
	v := forecast.NewVolatility(interval)
	back, longest := int(broken/interval), int(forecast.RunSpans[forecast.RunHorizons-1]/interval)
	var last [market.Sides]market.Millis
	var out []run
	for i := range bars {
		bar := &bars[i]
		judged := i >= back && i+longest < len(bars) && bar.Start >= bars[0].Start+warmup &&
			bars[i-back].Start == bar.Start-broken && bars[i+longest].Start == bar.Start+forecast.RunSpans[forecast.RunHorizons-1]
		var low, high market.Price
		if i >= back {
			low, high = bars[i-back].Low, bars[i-back].High
			for _, b := range bars[i-back : i] {
				low, high = min(low, b.Low), max(high, b.High)
			}
		}
		hourly := v.DaySigma() / math.Sqrt(float64(market.Day/market.Hour))
		for side, breaks := range [market.Sides]bool{bar.Low < low, bar.High > high} {
			if i < back || !breaks {
				continue
			}
			first := bar.Start-last[side] > quiet
			last[side] = bar.Start
			if !judged || !first || !(hourly > 0) {
				continue
			}
			r := run{at: bar.Start + interval, side: market.Side(side)}
			edge := low
			if r.side == market.Short {
				edge = high
			}
			r.ahead = aheadOf(e, r.side, edge)
			for h, span := range forecast.RunSpans {
				far := 0.0
				for _, b := range bars[i : i+int(span/interval)] {
					if r.side == market.Long {
						far = max(far, grid.Log(float64(edge/b.Low)))
					} else {
						far = max(far, grid.Log(float64(b.High/edge)))
					}
				}
				r.far[h] = far / hourly
			}
			out = append(out, r)
		}
		if fault := e.Step(0, bar); fault != nil {
			return nil, fault
		}
		v.Add(bar)
	}
	return out, nil
}

// aheadOf is the map's USD in the next 1 % beyond a price.
func aheadOf(e *engine.Engine, side market.Side, edge market.Price) market.USD {
	from, to := grid.Of(edge*(1-next)), grid.Of(edge)
	if side == market.Short {
		from, to = grid.Of(edge)+1, grid.Of(edge*(1+next))+1
	}
	heat := make([]float64, to-from)
	e.Heat(heat, side, from, engine.Everything)
	return market.USD(total(heat))
}

// FitRuns measures the quantiles of runs, and what of the map makes them shorter,
// on the breaks that end by until.
func FitRuns(bars []market.Bar, interval, warmup, until market.Millis) (t forecast.RunTable, fault *market.Fault) {
	all, fault := runs(bars, interval, warmup)
	if fault != nil {
		return t, fault
	}
	var seen []run
	for _, r := range all {
		if r.at <= until {
			seen = append(seen, r)
		}
	}
	if len(seen) < 200 {
		return t, &market.Fault{Code: "runs-too-few", Sentence: "fewer than 200 breaks of a four-hour extreme end by " + day(until)}
	}
	t.Quantiles = forecast.ShippedRuns.Quantiles
	ahead := make([]float64, 0, len(seen))
	for _, r := range seen {
		ahead = append(ahead, float64(r.ahead))
	}
	sort.Float64s(ahead)
	t.Empty = market.USD(information.Quantile(ahead, .2))
	for group, empty := range []bool{false, true} {
		for h := range t.Far[group] {
			var far []float64
			for _, r := range seen {
				if (r.ahead < t.Empty) == empty {
					far = append(far, r.far[h])
				}
			}
			sort.Float64s(far)
			for q, level := range t.Quantiles {
				t.Far[group][h][q] = information.Quantile(far, level)
			}
		}
	}
	return t, nil
}

// RunReport is how runs were covered by the shipped quantiles on unseen breaks.
type RunReport struct {
	N        int                   `json:"n"`
	Coverage map[string][]Covered  `json:"coverage"`             // by horizon
	Fifths   map[string][5]float64 `json:"median_by_fifth"`      // of the USD ahead, the emptiest first
	Shorter  map[string]Interval   `json:"emptiest_over_others"` // ratio of medians
}

// Covered is the share of runs at or below a quantile that should hold a share of
// them.
type Covered struct {
	Quantile float64 `json:"quantile"`
	Observed float64 `json:"observed"`
}

// JudgeRuns judges the shipped quantiles on the breaks that start in [from, to).
func JudgeRuns(bars []market.Bar, interval, warmup, from, to market.Millis) (*RunReport, *market.Fault) {
	all, fault := runs(bars, interval, warmup)
	if fault != nil {
		return nil, fault
	}
	var seen []run
	for _, r := range all {
		if r.at-interval >= from && r.at-interval < to {
			seen = append(seen, r)
		}
	}
	if len(seen) < 10 {
		return nil, &market.Fault{Code: "runs-too-few", Sentence: "fewer than 10 breaks of a four-hour extreme lie in the period from " + day(from)}
	}
	out := &RunReport{N: len(seen), Coverage: map[string][]Covered{}, Fifths: map[string][5]float64{}, Shorter: map[string]Interval{}}
	sort.SliceStable(seen, func(a, b int) bool { return seen[a].ahead < seen[b].ahead })
	for h, name := range runNames {
		for q, level := range forecast.ShippedRuns.Quantiles {
			held := 0.0
			for _, r := range seen {
				held += number(r.far[h] <= forecast.ShippedRuns.Quantile(h, q, r.ahead))
			}
			out.Coverage[name] = append(out.Coverage[name], Covered{level, held / float64(len(seen))})
		}
		var fifths [5]float64
		for f := range fifths {
			fifths[f] = medianFar(seen[f*len(seen)/5:(f+1)*len(seen)/5], h)
		}
		out.Fifths[name] = fifths
		out.Shorter[name] = shorter(seen, h)
	}
	return out, nil
}

var runNames = [forecast.RunHorizons]string{"15m", "1h", "4h"}

func medianFar(runs []run, h int) float64 {
	far := make([]float64, 0, len(runs))
	for _, r := range runs {
		far = append(far, r.far[h])
	}
	sort.Float64s(far)
	return information.Quantile(far, .5)
}

// shorter is the median run into the emptiest fifth over that of the others, with
// its interval by days; runs are sorted by what lies ahead.
func shorter(seen []run, h int) Interval {
	times := make([]market.Millis, len(seen))
	for i, r := range seen {
		times[i] = r.at
	}
	days := information.DaysOf(times)
	return resampled(len(days), func(pick func(int) int) float64 {
		var empty, others []float64
		for d := range days {
			for _, i := range days[pick(d)] {
				if i < len(seen)/5 {
					empty = append(empty, seen[i].far[h])
				} else {
					others = append(others, seen[i].far[h])
				}
			}
		}
		sort.Float64s(empty)
		sort.Float64s(others)
		return information.Quantile(empty, .5) / information.Quantile(others, .5)
	})
}
