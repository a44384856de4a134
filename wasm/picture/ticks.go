package picture

import (
	"math"
	"strconv"
	"time"

	"brink/wasm/market"
)

// spans are the lengths that columns, candles and time ticks may have, each a
// divisor of the day or a number of days.
var spans = [...]market.Millis{
	market.Minute, 2 * market.Minute, 5 * market.Minute, 10 * market.Minute, 15 * market.Minute, 30 * market.Minute,
	market.Hour, 2 * market.Hour, 4 * market.Hour, 6 * market.Hour, 12 * market.Hour,
	market.Day, 2 * market.Day, 7 * market.Day, 14 * market.Day,
}

// coarser is the shortest span, a multiple of the interval, of which at most
// most fit into the whole.
func coarser(interval, whole market.Millis, most int) market.Millis {
	if whole <= interval*market.Millis(most) {
		return interval
	}
	for _, span := range spans {
		if span%interval == 0 && whole <= span*market.Millis(most) {
			return span
		}
	}
	return (whole/market.Millis(most)/market.Day + 1) * market.Day
}

// round is the smallest of 1, 2, 2.5 and 5 times a power of ten that is not
// below v.
func round(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, step := range [...]float64{1, 2, 2.5, 5} {
		if step*power >= v*(1-1e-9) {
			return step * power
		}
	}
	return 10 * power
}

// coarse and fine are round numbers within a decade.
var coarse, fine = []float64{1, 2, 5}, []float64{1, 1.5, 2, 3, 4, 5, 7}

// decades are the steps times the powers of ten from bottom to top.
func decades(bottom, top float64, steps []float64) (ticks []float64) {
	for power := math.Pow(10, math.Floor(math.Log10(bottom))); power <= top; power *= 10 {
		for _, step := range steps {
			if v := step * power; v >= bottom && v <= top {
				ticks = append(ticks, v)
			}
		}
	}
	return ticks
}

// priceTicks are round prices from bottom to top, about n of them, and the
// step that their decimals serve. A range of many times the price has them by
// ratio, not by difference.
func priceTicks(bottom, top float64, n int) (ticks []float64, step float64) {
	if top > 8*bottom {
		return decades(bottom, top, coarse), round(bottom)
	}
	step = round((top - bottom) / float64(n))
	for i := math.Ceil(bottom / step); i*step <= top; i++ {
		ticks = append(ticks, i*step)
	}
	return ticks, step
}

// dollars writes an amount for people: $250K, $1.2M, $40M.
func dollars(usd float64) string {
	for _, unit := range [...]struct {
		size float64
		name string
	}{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}, {1e3, "K"}} {
		if usd >= unit.size*.9995 {
			return "$" + strconv.FormatFloat(usd/unit.size, 'g', 3, 64) + unit.name
		}
	}
	return "$" + strconv.FormatFloat(usd, 'g', 3, 64)
}

// price writes a price with as many decimals as a step has, and its thousands
// apart.
func price(p, step float64) string {
	decimals := 0
	for s := step; decimals < 12 && math.Abs(s-math.Round(s)) > 1e-6*s; s *= 10 {
		decimals++
	}
	text := strconv.FormatFloat(p, 'f', decimals, 64)
	whole := len(text)
	if decimals > 0 {
		whole -= decimals + 1
	}
	for i := whole - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// at converts a time to the calendar's, in UTC.
func at(t market.Millis) time.Time { return time.UnixMilli(int64(t)).UTC() }

// stamp writes a time for people.
func stamp(t market.Millis) string { return at(t).Format("2 Jan 2006 15:04") }

// length writes a span of time for people.
func length(t market.Millis) string {
	for _, unit := range [...]struct {
		span market.Millis
		name string
	}{{market.Day, " d"}, {market.Hour, " h"}} {
		if t%unit.span == 0 {
			return strconv.FormatInt(int64(t/unit.span), 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(t/market.Minute), 10) + " min"
}

// moment is one tick of the time axis, with its label.
type moment struct {
	at     market.Millis
	label  string
	strong bool // a day among hours, a month among days
}

// timeTicks are the round times from from to to, at most about n of them.
func timeTicks(from, to market.Millis, n int) []moment {
	const most = 14 * market.Day
	if to-from > most*market.Millis(n) {
		return monthTicks(from, to, n)
	}
	step := coarser(market.Minute, to-from, n)
	const monday = 4 * market.Day // 1970-01-05
	offset := market.Millis(0)
	if step >= 7*market.Day {
		offset = monday
	}
	var ticks []moment
	for t := from - (from-offset)%step; t <= to; t += step {
		m := moment{t, at(t).Format("15:04"), false}
		if t%market.Day == 0 {
			m.label, m.strong = at(t).Format("2 Jan"), step < market.Day || at(t).Day() == 1
		}
		if t >= from {
			ticks = append(ticks, m)
		}
	}
	return ticks
}

// monthTicks are beginnings of months, a divisor of the year apart or whole
// years.
func monthTicks(from, to market.Millis, n int) []moment {
	const month = market.Day * 3044 / 100
	months := 12 * (int((to-from)/(12*month))/n + 1)
	for _, fewer := range [...]int{1, 2, 3, 6} {
		if (to-from)/(month*market.Millis(fewer)) <= market.Millis(n) {
			months = fewer
			break
		}
	}
	var ticks []moment
	for t := time.Date(at(from).Year(), time.January, 1, 0, 0, 0, 0, time.UTC); t.UnixMilli() <= int64(to); t = t.AddDate(0, months, 0) {
		m := moment{market.Millis(t.UnixMilli()), t.Format("Jan"), t.Month() == time.January}
		if m.strong {
			m.label = t.Format("2006")
		}
		if m.at >= from {
			ticks = append(ticks, m)
		}
	}
	return ticks
}
