package engine

import "brink/wasm/market"

const (
	usualDays = 30               // of which a usual day is the median
	mostOfDay = 18 * market.Hour // whose bars make a day one that counts
	partOfDay = 6 * market.Hour  // whose bars are enough while there is no such day
)

// forcedDays are the dollars that a map forecast for price's paths, by UTC day.
type forcedDays struct {
	sums        [usualDays]float64 // of the last days that count, in no order
	days        int                // that counted so far
	day         market.Millis      // start of the one that goes on
	from, until market.Millis      // of its bars
	sum         float64
}

// add adds the dollars of a bar. Bars come ordered by start.
func (f *forcedDays) add(start, interval market.Millis, usd float64) {
	if day := start - start%market.Day; day != f.day {
		if f.until-f.from >= mostOfDay {
			f.sums[f.days%usualDays] = f.sum
			f.days++
		}
		f.day, f.from, f.sum = day, start, 0
	}
	f.until = start + interval
	f.sum += usd
}

// usual is the median of the days that count. Before there is one, the day that
// goes on stands for a whole one; 0 where less than partOfDay is known.
func (f *forcedDays) usual() market.USD {
	sums := f.sums
	known := sums[:min(f.days, usualDays)]
	if len(known) == 0 {
		span := f.until - f.from
		if span < partOfDay {
			return 0
		}
		return market.USD(f.sum * float64(market.Day) / float64(span))
	}
	for i := range known { // thirty at most: no sorting is worth its code
		for k := i; k > 0 && known[k] < known[k-1]; k-- {
			known[k], known[k-1] = known[k-1], known[k]
		}
	}
	return market.USD(known[(len(known)-1)/2]+known[len(known)/2]) / 2
}

// UsualDay is the USD that the map forecast for price's path over a usual day, of
// all venues and both sides: the median of the last 30 days of bars. It is 0 while
// less than six hours are known.
func (e *Engine) UsualDay() market.USD { return e.forced.usual() }
