package view

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// storyDays is how much a story's chart shows.
const storyDays = 10

// StoryBars are a story's drawn bars: a price that swings, and ends at the
// story's last one.
func StoryBars(s *State, column market.Millis) []market.Bar {
	n := int(storyDays * market.Day / column)
	price := func(i int) market.Price {
		hours := float64(n-1-i) * float64(column) / float64(market.Hour)
		swing := 0.0
		for _, w := range [...]struct{ size, hours float64 }{{.011, 47}, {.009, 131}, {.0022, 5.3}, {.0012, 1.7}} {
			swing += w.size * math.Sin(2*math.Pi*hours/w.hours)
		}
		return s.Last * market.Price(1+swing)
	}
	bars := make([]market.Bar, n)
	for i := range bars {
		open, last := price(i-1), price(i)
		wick := market.Price(.0006 * (1 + math.Abs(math.Sin(1.3*float64(i)))))
		bars[i] = market.Bar{
			Start: s.Source.Until - market.Millis(n-i)*column, Open: open, Close: last,
			High: max(open, last) * (1 + wick), Low: min(open, last) * (1 - wick), Volume: market.Base(900 + 500*math.Sin(float64(i)/9)),
		}
	}
	return bars
}

// StoryHeat calls set for each cell of a story's map with the dollars of an
// engine's bin. The map's columns are bars. Its clusters stand out from when
// they began, little is elsewhere, and nothing where price has been within the
// last bars. A story without clusters has no cells.
func StoryHeat(s *State, bars []market.Bar, v *grid.View, set func(side market.Side, column, row, class int, usd market.USD)) {
	if len(s.Clusters.List) == 0 {
		return
	}
	height := math.Log(float64(v.Top/v.Bottom)) / float64(v.Rows)
	const sweptBars = 30
	for c := range bars {
		low, high := bars[c].Low, bars[c].High
		for _, b := range bars[max(c-sweptBars, 0):c] {
			low, high = min(low, b.Low), max(high, b.High)
		}
		for row := range v.Rows {
			price := v.Bottom * market.Price(math.Exp((float64(row)+.5)*height))
			side, away := market.Long, math.Log(float64(bars[c].Close/price))
			if away < 0 {
				side, away = market.Short, -away
			}
			if price >= low && price <= high {
				continue
			}
			k := grid.Of(price)
			usd := [insight.Classes]market.USD{}
			background := market.USD(1.3e6 * math.Exp(-away/.06) * (1 + .7*math.Sin(float64(k)/3)*math.Sin(float64(k)/17)))
			for class := range usd {
				usd[class] = background / insight.Classes
			}
			for i := range s.Clusters.List {
				cl := &s.Clusters.List[i]
				if cl.Side != side || k < cl.Lo || k >= cl.Hi || bars[c].Start < s.Source.Until-max(cl.Age, 5*market.Hour) {
					continue
				}
				bulge := market.USD(math.Sin(math.Pi*(float64(k-cl.Lo)+.5)/float64(cl.Hi-cl.Lo))) / market.USD(cl.Hi-cl.Lo)
				for class := range usd {
					usd[class] += .6 * cl.Classes[class] * bulge
				}
			}
			for class := range usd {
				set(side, c, row, class, usd[class])
			}
		}
	}
}
