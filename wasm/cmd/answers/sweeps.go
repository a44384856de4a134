package main

import (
	"math"

	"brink/wasm/engine"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/score"
)

// sweeping answers whether price turns or runs on after a sweep.
type sweeping struct {
	N          int               `json:"n"`
	Halves     [2]score.Interval `json:"halves"`
	Return     score.Interval    `json:"next_hour_return"`    // in its standard deviations, a deviation of ln dollars swept; above 0 is on
	Volatility score.Interval    `json:"next_15m_volatility"` // factor a deviation of ln dollars swept
}

const (
	block = 15 * market.Minute
	large = 1.5 // standard deviations of a block that make a move
)

// sweep walks the bars and looks at what follows quarter hours of large moves,
// given their size from close to close and the ranges of their bars.
func sweep(bars []market.Bar, interval market.Millis) (out sweeping, err error) {
	e, v := engine.New(&engine.Learned, interval, 1), forecast.NewVolatility(interval)
	per, later := int(block/interval), int(market.Hour/interval)
	var returns, spreads []row
	var taken [market.Sides]float64
	sigma := 0.0
	for i := range bars {
		if bars[i].Start%block == 0 {
			taken = [market.Sides]float64{}
			sigma = v.DaySigma() / math.Sqrt(float64(market.Day/block))
		}
		if fault := e.Step(0, &bars[i]); fault != nil {
			return out, fault
		}
		v.Add(&bars[i])
		for side := range taken {
			taken[side] += float64(e.Forecast(0, market.Side(side)))
		}
		now := bars[i].Start + interval
		if now%block != 0 || i < per || i+later >= len(bars) || now < bars[0].Start+warmup || !(sigma > 0) ||
			bars[i-per].Start != now-block-interval || bars[i+later].Start != bars[i].Start+market.Hour {
			continue
		}
		move := math.Log(float64(bars[i].Close / bars[i-per].Close))
		side, sign := market.Long, -1.0
		if move > 0 {
			side, sign = market.Short, 1
		}
		size := math.Abs(move) / sigma
		if size < large || taken[side] <= 0 {
			continue
		}
		reached := math.Log(spread(bars[i-per+1:i+1])) / 2
		x := []float64{1, math.Log(taken[side]), math.Log(size), reached - math.Log(sigma)}
		next := sign * math.Log(float64(bars[i+later].Close/bars[i].Close)) / (2 * sigma)
		returns = append(returns, row{now / market.Day, x, 0, next})
		if came := spread(bars[i+1 : i+1+per]); came > 0 {
			spreads = append(spreads, row{now / market.Day, append([]float64{}, x...), 0, math.Log(came) / 2})
			last := &spreads[len(spreads)-1]
			last.x = append(last.x, math.Log(sigma))
		}
	}
	for _, rows := range [][]row{returns, spreads} {
		standardise(rows, 1)
	}
	half := len(returns) / 2
	return sweeping{len(returns), [2]score.Interval{regress(returns[:half], 1, false), regress(returns[half:], 1, false)}, regress(returns, 1, false), exponents(regress(spreads, 1, false))}, nil
}

// spread is the variance of some bars by their ranges.
func spread(bars []market.Bar) float64 {
	sum := 0.0
	for _, b := range bars {
		reach := math.Log(float64(b.High / b.Low))
		sum += reach * reach
	}
	return sum / float64(len(bars))
}
