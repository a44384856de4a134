package session

import (
	"brink/wasm/live"
	"brink/wasm/market"
)

// tellers are the venues whose taker volume and whose open interest are drawn: those
// that tell them nearly throughout, so that no line jumps because another venue's
// history begins.
type tellers struct{ taker, interest map[int]bool }

// enough is the share of the times at hand at which a venue must tell what is drawn
// of it.
const enough = .9

// tellersOf looks through all bars.
func tellersOf(steps []live.Step) tellers {
	times, taker, interest := 0, map[int]int{}, map[int]int{}
	for i := range steps {
		bar := &steps[i].Bar
		if i == 0 || bar.Start != steps[i-1].Bar.Start {
			times++
		}
		if bar.Optional.Has(market.OptionalTaker) {
			taker[steps[i].Venue]++
		}
		if bar.Optional.Has(market.OptionalOI) {
			interest[steps[i].Venue]++
		}
	}
	often := func(counts map[int]int) map[int]bool {
		out := map[int]bool{}
		for venue, n := range counts {
			if float64(n) >= enough*float64(times) {
				out[venue] = true
			}
		}
		return out
	}
	return tellers{often(taker), often(interest)}
}

// drawn are the drawn bars, oldest first: all of them, or the last two columns.
// Bars of several venues at one time are drawn as the first one's, with the volume of
// all. Open interest is the sum over tellers as of the start of the column's newest
// bar. What takers bought is as if venues that do not tell it had been even; both are
// unknown where a teller is silent.
func (m *openMarket) drawn(all bool) []market.Bar {
	from := 0
	if all {
		m.tellers = tellersOf(m.steps)
	} else {
		last := m.source.Last - m.source.Last%m.column - m.column
		for from = len(m.steps); from > 0 && m.steps[from-1].Bar.Start >= last; from-- {
		}
	}
	var rows []market.Bar
	for i := from; i < len(m.steps); {
		first := i
		for i++; i < len(m.steps) && m.steps[i].Bar.Start == m.steps[first].Bar.Start; i++ {
		}
		bar := m.tellers.merged(m.steps[first:i])
		rows = appendDrawn(rows, &bar, m.column)
	}
	if m.forming != nil {
		bar := *m.forming // whose takers count as even, and whose open interest is the last one, until it has closed
		bar.Optional, bar.TakerBuy = 0, bar.Volume/2
		if n := len(rows); n > 0 {
			bar.Optional, bar.OpenInterest = rows[n-1].Optional, rows[n-1].OpenInterest
		}
		rows = appendDrawn(rows, &bar, m.column)
	}
	return rows
}

// merged are the bars of several venues at one time as one.
func (t *tellers) merged(steps []live.Step) market.Bar {
	bar := steps[0].Bar
	bar.Volume, bar.TakerBuy, bar.OpenInterest = 0, 0, 0
	takers, interests := 0, 0
	for i := range steps {
		of, venue := &steps[i].Bar, steps[i].Venue
		bar.Volume += of.Volume
		if t.taker[venue] && of.Optional.Has(market.OptionalTaker) {
			takers++
			bar.TakerBuy += of.TakerBuy
		} else {
			bar.TakerBuy += of.Volume / 2
		}
		if t.interest[venue] && of.Optional.Has(market.OptionalOI) {
			interests++
			bar.OpenInterest += of.OpenInterest
		}
	}
	bar.Optional = 0
	if takers > 0 && takers == len(t.taker) {
		bar.Optional |= market.OptionalTaker
	}
	if interests > 0 && interests == len(t.interest) {
		bar.Optional |= market.OptionalOI
	}
	return bar
}

// appendDrawn adds a bar to the drawn bars, merging it into the last one where
// both fall into the same column.
func appendDrawn(rows []market.Bar, bar *market.Bar, column market.Millis) []market.Bar {
	start := bar.Start - bar.Start%column
	if n := len(rows); n > 0 && rows[n-1].Start == start {
		last := &rows[n-1]
		last.High, last.Low = max(last.High, bar.High), min(last.Low, bar.Low)
		last.Close = bar.Close
		last.Volume += bar.Volume
		last.TakerBuy += bar.TakerBuy
		last.Optional &= bar.Optional | market.OptionalOI
		if bar.Optional.Has(market.OptionalOI) {
			last.Optional, last.OpenInterest = last.Optional|market.OptionalOI, bar.OpenInterest
		}
		return rows
	}
	return append(rows, market.Bar{Start: start, Open: bar.Open, High: bar.High, Low: bar.Low, Close: bar.Close, Volume: bar.Volume, Optional: bar.Optional & (market.OptionalTaker | market.OptionalOI), TakerBuy: bar.TakerBuy, OpenInterest: bar.OpenInterest})
}
