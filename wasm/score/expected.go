package score

import (
	"math"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
)

// ExpectedNames are the forecasts of the exam of expected dollars, the examined
// one first.
var ExpectedNames = [...]string{"expected", "novelty-touch", "har", "always"}

// memories are the spans of past liquidations that the HAR baseline reads.
var memories = [...]market.Millis{market.Hour, 4 * market.Hour, market.Day, 7 * market.Day}

// outlooks are what is known at full hours of what may be forced within a horizon,
// a side each, and what was.
type outlooks struct {
	Elements
	span    market.Millis            // of the horizon
	reached []float64                // USD times chance of a touch
	zones   [engine.Zones][]float64  // per cent of path times chance, by novelty
	past    [len(memories)][]float64 // USD an hour of the side, over each memory
	ends    []market.Millis          // of the horizons
}

// lookAhead walks the bars and collects every full hour after the warm-up at which
// chances are known and whose horizon bars and liquidations know whole.
func lookAhead(d Data, warmup market.Millis, horizon forecast.Horizon) (*outlooks, *market.Fault) {
	if d.Length > market.Hour || market.Hour%d.Length != 0 || market.Hour%d.Interval != 0 {
		return nil, &market.Fault{Code: "intervals-mismatched", Sentence: "expected dollars are judged by the full hour: liquidations of " + minutes(d.Length) + " and bars of " + minutes(d.Interval) + " do not make one up"}
	}
	sums := sumsOf(d.observed(), d.Length)
	e := engine.New(&engine.Learned, d.Interval, 1)
	v := forecast.NewVolatility(d.Interval)
	var novelty engine.Novelty
	out := &outlooks{span: horizon.Span()}
	heat := []float64{}
	for i := range d.Bars {
		bar := &d.Bars[i]
		if fault := e.Step(0, bar); fault != nil {
			return nil, fault
		}
		v.Add(bar)
		novelty.Add(bar)
		now := bar.Start + d.Interval
		n := int(horizon.Span() / d.Interval)
		if now%market.Hour != 0 || now < d.Bars[0].Start+warmup || i+n >= len(d.Bars) || d.Bars[i+n].Start != now+horizon.Span()-d.Interval {
			continue
		}
		c := v.Chances(now)
		if c.Basis != forecast.Forecast {
			continue
		}
		y, known := sums.sum(now, now+horizon.Span())
		if !known {
			continue
		}
		var past [len(memories)][market.Sides]float64
		for j, span := range memories {
			if past[j], known = sums.mean(now-span, now); !known {
				break
			}
		}
		if !known {
			continue
		}
		for side := range market.Side(market.Sides) {
			lo, hi := e.Extent(side)
			if cap(heat) < int(hi-lo) {
				heat = make([]float64, hi-lo)
			}
			heat = heat[:hi-lo]
			e.Heat(heat, side, lo, engine.Everything)
			out.Times, out.Sides = append(out.Times, now), append(out.Sides, side)
			out.ends = append(out.ends, now+horizon.Span())
			out.Y = append(out.Y, y[side])
			out.reached = append(out.reached, float64(engine.Published(market.USD(c.Reached(side, lo, heat, horizon)))))
			zones := zonesReached(&novelty, &c, side, horizon)
			for j, x := range zones {
				out.zones[j] = append(out.zones[j], x)
			}
			for j := range past {
				out.past[j] = append(out.past[j], past[j][side])
			}
		}
	}
	return out, nil
}

// zonesReached is, by zone of novelty, the path beyond the present price times the
// chance that it is walked, in per cent.
func zonesReached(n *engine.Novelty, c *forecast.Chances, side market.Side, horizon forecast.Horizon) (sums [engine.Zones]float64) {
	const step = .001
	closed := grid.Log(float64(c.Price))
	var path [engine.Zones]float64
	before := [engine.Zones]float64{}
	for away := step; away < 8*c.Sigma[horizon]; away += step {
		end := closed - away
		if side == market.Short {
			end = closed + away
		}
		price := market.Price(grid.Exp(end))
		n.Path(&path, side, &market.Bar{Low: price, High: price})
		chance, _ := c.Touch(price, horizon)
		for zone := range path {
			sums[zone] += chance * (path[zone] - before[zone])
		}
		before = path
	}
	return sums
}

// observedSums answers what was liquidated between two times.
type observedSums struct {
	rows   map[market.Millis][market.Sides]market.USD
	length market.Millis
}

func sumsOf(rows []Observed, length market.Millis) *observedSums {
	out := &observedSums{map[market.Millis][market.Sides]market.USD{}, length}
	for _, row := range rows {
		out.rows[row.Start] = row.USD
	}
	return out
}

// count adds up the rows in [from, to) by side and says how many there are.
func (o *observedSums) count(from, to market.Millis) (usd [market.Sides]float64, rows market.Millis) {
	for at := from; at < to; at += o.length {
		row, ok := o.rows[at]
		if !ok {
			continue
		}
		rows++
		for side := range usd {
			usd[side] += float64(row[side])
		}
	}
	return usd, rows
}

// sum is the USD of each side in [from, to), or false where a row is missing.
func (o *observedSums) sum(from, to market.Millis) ([market.Sides]float64, bool) {
	usd, rows := o.count(from, to)
	return usd, rows*o.length == to-from
}

// mean is the USD an hour of each side in [from, to), or false where more than a
// quarter of the rows are missing.
func (o *observedSums) mean(from, to market.Millis) ([market.Sides]float64, bool) {
	usd, rows := o.count(from, to)
	if rows == 0 || 4*rows*o.length < 3*(to-from) {
		return usd, false
	}
	for side := range usd {
		usd[side] *= float64(market.Hour) / float64(rows*o.length)
	}
	return usd, true
}

// forecastExpected fits every forecast on the elements that fit marks and returns
// them over all, in the order of ExpectedNames.
func (o *outlooks) forecastExpected(fit []bool) (all [len(ExpectedNames)][]float64, weights []float64) {
	ones := make([]float64, o.Len())
	mean, n := 0.0, 0.0
	for i := range ones {
		ones[i] = 1
		if fit[i] {
			mean += o.Y[i]
			n++
		}
	}
	// The level of the map, which a page has from its feed: here from what was
	// published of the elements that had ended, and expected without a level.
	plain, _ := fitMarked([][]float64{o.reached, ones}, o.Y, fit)
	levelled := Levels(&o.Elements, o.span, plain, mean/n, engine.Link{Capture: 1})
	for i, x := range o.reached {
		levelled[i] *= x
	}
	all[0], weights = fitMarked([][]float64{levelled, ones}, o.Y, fit)
	all[1], _ = fitMarked(append(o.zones[:len(o.zones):len(o.zones)], ones), o.Y, fit)
	all[2], _ = fitMarked(append(o.past[:len(o.past):len(o.past)], ones), o.Y, fit)
	all[3] = make([]float64, o.Len())
	for i := range all[3] {
		all[3][i] = math.Max(mean/n, floor)
	}
	return all, weights
}

// fitMarked fits weights on the marked elements and forecasts all.
func fitMarked(x [][]float64, y []float64, marked []bool) (yhat, w []float64) {
	var fitX [][]float64
	for _, column := range x {
		fitX = append(fitX, pickMarked(column, marked))
	}
	fitY := pickMarked(y, marked)
	w = start(fitX, fitY, len(fitY))
	Fit(w, fitX, fitY, floor, 400, nil)
	yhat = make([]float64, len(y))
	Forecast(yhat, w, x, floor)
	return yhat, w
}

func pickMarked(x []float64, marked []bool) []float64 {
	var out []float64
	for i, v := range x {
		if marked[i] {
			out = append(out, v)
		}
	}
	return out
}
