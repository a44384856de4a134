package main

import (
	"math"
	"math/rand/v2"
	"sort"

	"brink/wasm/market"
	"brink/wasm/score"
)

// row is one observation of a regression: y on x, with what is known of y before
// (an offset), on a day. Observations of a day fall together.
type row struct {
	day    market.Millis
	x      []float64
	offset float64
	y      float64
}

// regress fits y = x b + offset by least squares, or with chances of y = 1 the
// logarithm of their odds, and returns coefficient at with its 95 % interval,
// whose errors are free to be alike within a day (a sandwich by days).
func regress(rows []row, at int, odds bool) score.Interval {
	if len(rows) == 0 {
		return score.Interval{}
	}
	b, inverse := fit(rows, odds)
	variance, n := byDays(rows, b, inverse, at, odds)
	error := 1.96 * math.Sqrt(variance*n/math.Max(n-1, 1))
	return score.Interval{Value: b[at], Low: b[at] - error, High: b[at] + error}
}

// fit returns the coefficients and the inverse of their information.
func fit(rows []row, odds bool) (b []float64, inverse [][]float64) {
	k := len(rows[0].x)
	b = make([]float64, k)
	for range 25 { // Newton; least squares is there after one
		hessian, gradient := square(k), make([]float64, k)
		for i := range rows {
			r := &rows[i]
			miss, weight := residual(r, b, odds)
			for p, u := range r.x {
				gradient[p] += u * miss
				for q, v := range r.x {
					hessian[p][q] += weight * u * v
				}
			}
		}
		inverse = invert(hessian)
		moved := 0.0
		for p := range b {
			step := 0.0
			for q := range b {
				step += inverse[p][q] * gradient[q]
			}
			b[p] += step
			moved = math.Max(moved, math.Abs(step))
		}
		if moved < 1e-10 {
			break
		}
	}
	return b, inverse
}

// byDays is the variance of a coefficient where errors may be alike within a day,
// and how many days there are.
func byDays(rows []row, b []float64, inverse [][]float64, at int, odds bool) (variance, n float64) {
	k := len(b)
	days := map[market.Millis][]float64{}
	var order []market.Millis // so that sums are the same each time
	for i := range rows {
		r := &rows[i]
		miss, _ := residual(r, b, odds)
		sum := days[r.day]
		if sum == nil {
			sum = make([]float64, k)
			days[r.day] = sum
			order = append(order, r.day)
		}
		for p, u := range r.x {
			sum[p] += u * miss
		}
	}
	for _, day := range order {
		lever := 0.0
		for p, s := range days[day] {
			lever += inverse[at][p] * s
		}
		variance += lever * lever
	}
	return variance, float64(len(days))
}

// unseen is by how much regressor at lowers the Brier score of chances fitted on
// the first half of the rows, on the second, with its interval by days.
func unseen(rows []row, at int) score.Interval {
	half := len(rows) / 2
	if half == 0 {
		return score.Interval{}
	}
	without := make([]row, len(rows))
	for i, r := range rows {
		without[i] = r
		without[i].x = append(append([]float64{}, r.x[:at]...), r.x[at+1:]...)
	}
	b, _ := fit(rows[:half], true)
	base, _ := fit(without[:half], true)
	var order []market.Millis
	sums, counts := map[market.Millis]float64{}, map[market.Millis]float64{}
	for i := half; i < len(rows); i++ {
		day := rows[i].day
		if counts[day] == 0 {
			order = append(order, day)
		}
		miss, _ := residual(&without[i], base, true)
		own, _ := residual(&rows[i], b, true)
		sums[day] += miss*miss - own*own
		counts[day]++
	}
	return drawn(len(order), func(pick func(int) int) float64 {
		sum, n := 0.0, 0.0
		for i := range order {
			day := order[pick(i)]
			sum += sums[day]
			n += counts[day]
		}
		return sum / n
	})
}

// residual is what a row misses, and its weight in the next step.
func residual(r *row, b []float64, odds bool) (miss, weight float64) {
	sum := r.offset
	for p, u := range r.x {
		sum += b[p] * u
	}
	if !odds {
		return r.y - sum, 1
	}
	chance := 1 / (1 + math.Exp(-sum))
	return r.y - chance, chance * (1 - chance)
}

func square(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	return out
}

// invert inverts a small positive matrix by Gauss and Jordan.
func invert(a [][]float64) [][]float64 {
	n := len(a)
	out := square(n)
	for i := range out {
		out[i][i] = 1
	}
	for i := range a {
		pivot := a[i][i]
		for j := range a {
			a[i][j] /= pivot
			out[i][j] /= pivot
		}
		for k := range a {
			if k == i {
				continue
			}
			f := a[k][i]
			for j := range a {
				a[k][j] -= f * a[i][j]
				out[k][j] -= f * out[i][j]
			}
		}
	}
	return out
}

// standardise brings one regressor of all rows to mean 0 and deviation 1.
func standardise(rows []row, at int) {
	var n, sum, squares float64
	for i := range rows {
		n++
		sum += rows[i].x[at]
		squares += rows[i].x[at] * rows[i].x[at]
	}
	mean := sum / n
	deviation := math.Sqrt(squares/n - mean*mean)
	if !(deviation > 0) {
		deviation = 1
	}
	for i := range rows {
		rows[i].x[at] = (rows[i].x[at] - mean) / deviation
	}
}

// exponents turns the logarithm of odds, or of a factor, into it.
func exponents(g score.Interval) score.Interval {
	return score.Interval{Value: math.Exp(g.Value), Low: math.Exp(g.Low), High: math.Exp(g.High)}
}

// draws is how often groups are drawn anew for an interval.
const draws = 1000

// drawn is a figure over n groups with its 95 % interval from drawing the groups
// with replacement: pick says which group to take in each place.
func drawn(n int, figure func(pick func(int) int) float64) score.Interval {
	r := rand.New(rand.NewPCG(score.Seed, 0))
	out := score.Interval{Value: figure(func(i int) int { return i })}
	var all []float64
	for range draws {
		if x := figure(func(int) int { return r.IntN(n) }); !math.IsNaN(x) {
			all = append(all, x)
		}
	}
	sort.Float64s(all)
	if len(all) > 0 {
		out.Low, out.High = all[len(all)*25/1000], all[min(len(all)*975/1000, len(all)-1)]
	}
	return out
}
