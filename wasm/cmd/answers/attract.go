package main

import (
	"math"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/score"
)

// attraction answers whether clusters attract price.
type attraction struct {
	Horizons map[string]pull `json:"by_size"`
	Relative paired          `json:"relative_density_4h"`
}

// pull is one horizon: how often clusters were touched, how often the model of
// volatility said so, and by how much the odds differ a deviation of ln USD.
type pull struct {
	N       int            `json:"n"`
	Touched float64        `json:"touched"`
	Model   float64        `json:"model"`
	Odds    score.Interval `json:"odds"`
	Unseen  score.Interval `json:"brier_gain_unseen"` // of knowing the size, fitted on the first half, on the second
}

// paired compares levels as far below price as above it, of which one alone was
// touched within 4 h: odds a deviation of the difference of the logarithms of
// density over its own usual of 30 days.
type paired struct {
	N      int               `json:"n"`
	Odds   score.Interval    `json:"odds"`
	Halves [2]score.Interval `json:"halves"`
	Unseen score.Interval    `json:"brier_gain_unseen"`
}

// pairs are the distances of the paired levels.
var pairs = [...]float64{.005, .01, .015, .02, .03}

// likely bounds the chances of the clusters that are counted: beyond, nothing can
// be learnt.
const likely = .02

// attract walks the bars and asks at each full hour from a time on, which is after
// that on which the chances were fitted.
func attract(bars []market.Bar, interval, from market.Millis) (out attraction, err error) {
	e, v := engine.New(&engine.Learned, interval, 1), forecast.NewVolatility(interval)
	var m insight.Map
	var clusters []insight.Cluster
	rows := map[forecast.Horizon][]row{}
	sums := map[forecast.Horizon][2]float64{}
	var twins []row
	var usual [market.Sides][len(pairs)]float64
	for i := range bars {
		if fault := e.Step(0, &bars[i]); fault != nil {
			return out, fault
		}
		v.Add(&bars[i])
		now := bars[i].Start + interval
		if now%market.Hour != 0 {
			continue
		}
		m.Read(e, now, bars[i].Close, insight.Selection(engine.Everything), 1)
		relative, ready := relativeDensities(&m, &usual)
		c := v.Chances(now)
		if now < from || c.Basis != forecast.Forecast {
			continue
		}
		clusters = m.Clusters(clusters[:0], insight.DefaultCut)
		for h := range forecast.Horizon(forecast.Horizons) {
			low, high, whole := extremes(bars, i, interval, h.Span())
			if !whole {
				continue
			}
			for k := range clusters {
				edge := clusters[k].Near()
				chance, _ := c.Touch(edge, h)
				if chance < likely || chance > 1-likely {
					continue
				}
				touched := number(clusters[k].Side == market.Long && low <= edge || clusters[k].Side == market.Short && high >= edge)
				rows[h] = append(rows[h], row{now / market.Day, []float64{1, math.Log(float64(clusters[k].USD)), math.Log(chance / (1 - chance))}, 0, touched})
				s := sums[h]
				sums[h] = [2]float64{s[0] + touched, s[1] + chance}
			}
			if h == forecast.FourHours && ready {
				twins = append(twins, discordant(now, bars[i].Close, low, high, relative)...)
			}
		}
	}
	out.Horizons = map[string]pull{}
	for h, name := range []string{"1h", "4h", "24h"} {
		r, s := rows[forecast.Horizon(h)], sums[forecast.Horizon(h)]
		n := float64(len(r))
		standardise(r, 1)
		out.Horizons[name] = pull{len(r), s[0] / n, s[1] / n, exponents(regress(r, 1, true)), unseen(r, 1)}
	}
	standardise(twins, 1)
	out.Relative = paired{len(twins), exponents(regress(twins, 1, true)), [2]score.Interval{
		exponents(regress(twins[:len(twins)/2], 1, true)), exponents(regress(twins[len(twins)/2:], 1, true)),
	}, unseen(twins, 1)}
	return out, nil
}

// relativeDensities are, by side and distance, ln of the USD around a level over
// their own mean of 30 days, which they then join; false where a level is empty.
func relativeDensities(m *insight.Map, usual *[market.Sides][len(pairs)]float64) (out [market.Sides][len(pairs)]float64, ready bool) {
	const half = grid.Bin(3) // .15 % to either side of the level's bin
	fresh := 1 - math.Exp(-float64(market.Hour)/float64(15*market.Day))
	ready = true
	for side := range out {
		for j, d := range pairs {
			k := grid.Of(m.PriceAt(market.Side(side), d))
			usd := float64(m.Planes[side].Sum(k-half, k+half+1))
			before := usual[side][j]
			if usd > 0 && before > 0 {
				out[side][j] = math.Log(usd / before)
			} else {
				ready = false
			}
			if before == 0 {
				before = usd
			}
			usual[side][j] = before + fresh*(usd-before)
		}
	}
	return out, ready
}

// discordant are the pairs of which one level alone was touched.
func discordant(now market.Millis, price, low, high market.Price, relative [market.Sides][len(pairs)]float64) (out []row) {
	for j, d := range pairs {
		below, above := low <= price*market.Price(1-d), high >= price*market.Price(1+d)
		if below != above {
			out = append(out, row{now / market.Day, []float64{1, relative[market.Long][j] - relative[market.Short][j]}, 0, number(below)})
		}
	}
	return out
}

// extremes are those of the bars in the span after bar i, if all are there.
func extremes(bars []market.Bar, i int, interval, span market.Millis) (low, high market.Price, whole bool) {
	n := int(span / interval)
	if i+n >= len(bars) || bars[i+n].Start != bars[i].Start+span {
		return 0, 0, false
	}
	low, high = bars[i+1].Low, bars[i+1].High
	for _, b := range bars[i+1 : i+n+1] {
		low, high = min(low, b.Low), max(high, b.High)
	}
	return low, high, true
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
