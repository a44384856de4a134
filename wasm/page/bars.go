package page

import (
	"brink/wasm/market"
	"brink/wasm/wire"
)

// drawn is the bars that are drawn, and which ones are awaited.
type drawn struct {
	*shared
	rows     []market.Bar
	column   market.Millis // their length
	awaiting awaiting
	// What came before there was a chart.
	early             []byte
	earlyLiquidations wire.Liquidations
}

// awaiting says which bars are on their way.
//
//	from              what happens                         to
//	barsAtHand        a window of other bars is chosen     anotherLength
//	any               another market is opened             anotherMarket
//	anotherMarket     its bars come, of any length         barsAtHand
//	anotherLength     bars of that length come             barsAtHand
//
// Anything else changes nothing. At the ends of the last two the chosen window
// is shown; else what is in sight stays.
type awaiting uint8

const (
	barsAtHand    awaiting = iota // nothing else: the newest of them change and more follow
	anotherMarket                 // whose window has not been shown yet
	anotherLength                 // of the market at hand
)

// expect follows a market that is opened: another one, or the one at hand
// built anew, of which what is in sight stays.
func (d *drawn) expect(another bool) {
	if another {
		d.awaiting = anotherMarket
	}
}

// resize follows the choice of a window with bars of another length.
func (d *drawn) resize(column market.Millis) {
	d.column = column
	if d.awaiting == barsAtHand {
		d.awaiting = anotherLength
	}
}

// outdated reports whether bars are of a window chosen before.
func (d *drawn) outdated(m *wire.Bars) bool {
	return m.Replace && d.awaiting != anotherMarket && m.Column != d.column
}

// take draws bars. It reports whether they were awaited, so that the chosen
// window is to be shown.
func (d *drawn) take(m *wire.Bars) (awaited bool) {
	d.merge(m)
	awaited = d.awaiting != barsAtHand
	d.chart.Bars(m, awaited)
	if m.Replace {
		d.column, d.awaiting = m.Column, barsAtHand
	}
	return awaited && m.Replace
}

// merge takes drawn bars into the page's own list.
func (d *drawn) merge(m *wire.Bars) {
	if m.Replace {
		d.rows = d.rows[:0]
	}
	for i := range m.Rows {
		n := len(d.rows)
		for n > 0 && d.rows[n-1].Start >= m.Rows[i].Start {
			n--
		}
		d.rows = append(d.rows[:n], m.Rows[i])
	}
}

// from is the drawn bars that end after a moment.
func (d *drawn) from(moment market.Millis) []market.Bar {
	for i := range d.rows {
		if d.rows[i].Start+d.column > moment {
			return d.rows[i:]
		}
	}
	return nil
}

// cover tells the playhead which drawn bars there are.
func (d *drawn) cover() {
	n := len(d.rows)
	if n == 0 || d.column == 0 {
		return
	}
	last := d.rows[n-1].Start + d.column
	if last > d.state.Source.Until {
		last = d.rows[n-1].Start // it has not closed
	}
	d.state.Playhead.Cover(d.column, d.rows[0].Start+d.column, max(last, d.rows[0].Start+d.column))
}
