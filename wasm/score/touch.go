package score

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/information"
	"brink/wasm/insight/forecast"
	"brink/wasm/market"
)

// touchLevels are the distances that are judged, above and below the close of
// each full hour, as shares of it.
var touchLevels = [...]float64{.0025, .005, .01, .015, .02, .03, .05}

// touches is how many levels an hour has.
const touches = 2 * len(touchLevels)

// TouchReport is how good chances of a touch were over one horizon.
type TouchReport struct {
	Brier       float64     `json:"brier"`
	Climatology float64     `json:"climatology"` // Brier of each level's frequency in the fit period
	Driftless   float64     `json:"driftless"`   // Brier of a driftless barrier at the last day's volatility
	Error       float64     `json:"calibration_error"`
	N           int         `json:"n"` // hours times levels
	OverClimate Interval    `json:"gain_over_climatology"`
	OverBarrier Interval    `json:"gain_over_driftless"`
	Reliability []ChanceBin `json:"reliability"`
}

// ChanceBin is a tenth of the range of chances: their mean, and how often the
// level was touched.
type ChanceBin struct {
	Forecast float64 `json:"forecast"`
	Observed float64 `json:"observed"`
	N        int     `json:"n"`
}

// touchHour is one full hour with what was forecast and what came.
type touchHour struct {
	at      market.Millis
	chance  [touches]float64
	barrier [touches]float64
	touched [touches]bool
}

// level is the i-th of the levels around a close: below it, then above.
func level(close market.Price, i int) market.Price {
	if i < len(touchLevels) {
		return close * market.Price(1-touchLevels[i])
	}
	return close * market.Price(1+touchLevels[i-len(touchLevels)])
}

// touchHours walks the bars and returns each full hour whose horizon the bars
// know whole and at which a forecast was possible.
func touchHours(bars []market.Bar, interval market.Millis, horizon forecast.Horizon) []touchHour {
	v := forecast.NewVolatility(interval)
	n := int(horizon.Span() / interval)
	var out []touchHour
	for i := range bars {
		v.Add(&bars[i])
		end := bars[i].Start + interval
		if end%market.Hour != 0 || i+n >= len(bars) || bars[i+n].Start != end+horizon.Span()-interval {
			continue
		}
		c := v.Chances(end)
		if c.Basis != forecast.Forecast {
			continue
		}
		day := v.DaySigma() * math.Sqrt(float64(horizon.Span())/float64(market.Day))
		low, high := bars[i+1].Low, bars[i+1].High
		for _, bar := range bars[i+1 : i+n+1] {
			low, high = min(low, bar.Low), max(high, bar.High)
		}
		h := touchHour{at: end}
		for j := range h.chance {
			price := level(c.Price, j)
			h.chance[j], _ = c.Touch(price, horizon)
			h.barrier[j] = math.Erfc(math.Abs(grid.Log(float64(price/c.Price))) / day / math.Sqrt2)
			h.touched[j] = low <= price && j < len(touchLevels) || high >= price && j >= len(touchLevels)
		}
		out = append(out, h)
	}
	return out
}

// JudgeTouch judges chances of a touch on the hours in [from, to); climatology is
// each level's frequency in the hours before from.
func JudgeTouch(bars []market.Bar, interval market.Millis, horizon forecast.Horizon, from, to market.Millis) (*TouchReport, *market.Fault) {
	hours := touchHours(bars, interval, horizon)
	var frequency [touches]float64
	fitted := 0
	for _, h := range hours {
		if h.at < from {
			fitted++
			for j, touched := range h.touched {
				frequency[j] += number(touched)
			}
		}
	}
	var times []market.Millis
	var ours, climate, barrier []float64
	report := &TouchReport{Reliability: make([]ChanceBin, 10)}
	for _, h := range hours {
		if h.at < from || h.at >= to {
			continue
		}
		for j, p := range h.chance {
			y := number(h.touched[j])
			times = append(times, h.at)
			ours = append(ours, square(p-y))
			climate = append(climate, square(frequency[j]/float64(fitted)-y))
			barrier = append(barrier, square(h.barrier[j]-y))
			bin := &report.Reliability[min(int(p*10), 9)]
			bin.Forecast += p
			bin.Observed += y
			bin.N++
		}
	}
	report.N = len(ours)
	if fitted == 0 || report.N == 0 {
		return nil, &market.Fault{Code: "touch-period-empty", Sentence: "no full hour with seven days of bars before it and the whole horizon after it lies on both sides of " + day(from)}
	}
	n := float64(report.N)
	report.Brier, report.Climatology, report.Driftless = total(ours)/n, total(climate)/n, total(barrier)/n
	for i := range report.Reliability {
		if bin := &report.Reliability[i]; bin.N > 0 {
			report.Error += math.Abs(bin.Forecast-bin.Observed) / n
			bin.Forecast /= float64(bin.N)
			bin.Observed /= float64(bin.N)
		}
	}
	report.OverClimate = meanGain(times, climate, ours)
	report.OverBarrier = meanGain(times, barrier, ours)
	return report, nil
}

// meanGain is the mean of a - b with the interval from resampling UTC days.
func meanGain(times []market.Millis, a, b []float64) Interval {
	days := information.DaysOf(times)
	sums, counts := make([]float64, len(days)), make([]float64, len(days))
	for d, members := range days {
		for _, i := range members {
			sums[d] += a[i] - b[i]
			counts[d]++
		}
	}
	return resampled(len(days), func(pick func(int) int) float64 {
		sum, n := 0.0, 0.0
		for d := range days {
			at := pick(d)
			sum += sums[at]
			n += counts[at]
		}
		return sum / n
	})
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func square(x float64) float64 { return x * x }
