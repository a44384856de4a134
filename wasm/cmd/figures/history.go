package main

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/picture"
	"brink/wasm/sim"
)

// The market that all pictures are of. Its first thirty days are those that
// the page opens with ?sim=7; there it goes on as here.
const (
	seed     = 7
	start    = market.Millis(1_790_812_800_000) // 2026-10-01
	interval = 5 * market.Minute
	warmUp   = 30 // days before the first picture
	days     = 120
	perDay   = int(market.Day / interval)
)

// history is all that happened in that market, with the learned map of every moment.
type history struct {
	bars  []market.Bar
	line  *engine.Timeline
	truth *grid.Raster // the true liquidation prices in the first week that is shown
	// single is how many of the ten brightest levels of truth at its end are
	// one account's for more than half.
	single int
}

// simulate runs the market and gives its bars to the learned model.
func simulate() (*history, error) {
	m := sim.New(sim.Config{Symbol: "BTCUSDT", Seed: seed, Start: start, Interval: interval})
	var events sim.Events
	t := &history{line: engine.NewTimeline(&engine.Learned, interval, 1), truth: &grid.Raster{}}
	for m.Now() < start+days*market.Day {
		m.Step(&events)
	}
	t.bars = events.Bars
	for i := range t.bars {
		if fault := t.line.Append(0, &t.bars[i]); fault != nil {
			return nil, errors.New(fault.Sentence)
		}
	}
	t.fillTruth()
	return t, nil
}

// weekBars is the stretch of the first pictures: the last seven days of what
// the page opens with.
func (h *history) weekBars() []market.Bar { return h.bars[(warmUp-7)*perDay : warmUp*perDay] }

// fillTruth fills truth from the positions themselves. Which prices the picture
// shows is known once the week is over, so the market is run a second time.
func (h *history) fillTruth() {
	week := h.weekBars()
	h.truth.Reset(picture.View(picture.Small, week, interval))
	m := sim.New(sim.Config{Symbol: "BTCUSDT", Seed: seed, Start: start, Interval: interval})
	var events sim.Events
	lo, hi := h.truth.Span()
	bins := make([]float64, hi-lo)
	for end := week[len(week)-1].Start + interval; m.Now() < end; {
		m.Step(&events)
		// A column is the state after its last bar.
		if column := h.truth.ColumnOf(m.Now() - 1); m.Now() > week[0].Start && m.Now()%interval == 0 && column < h.truth.Columns {
			h.truth.Filled[column] = true
			for side := range market.Side(market.Sides) {
				m.Density(bins, side, lo)
				h.truth.Set(column, side, lo, bins)
			}
		}
	}
	h.single = alone(m, lo, hi)
}

// alone counts, of the ten bins in [lo, hi) that hold the most dollars of a
// side, those which are one position's for more than half.
func alone(m *sim.Market, lo, hi grid.Bin) (n int) {
	type bin struct{ all, largest float64 }
	bins := make([]bin, market.Sides*int(hi-lo))
	for _, p := range m.Positions(nil) {
		if k := int(grid.Of(p.Liquidation) - lo); p.Liquidation > 0 && k >= 0 && k < int(hi-lo) {
			b := &bins[int(p.Side)*int(hi-lo)+k]
			usd := float64(market.Value(p.Size, p.Liquidation))
			b.all, b.largest = b.all+usd, max(b.largest, usd)
		}
	}
	slices.SortFunc(bins, func(a, b bin) int { return cmp.Compare(b.all, a.all) })
	for _, b := range bins[:10] {
		if b.largest > b.all/2 {
			n++
		}
	}
	return n
}

// at is the map after the first n bars.
func (h *history) at(n int) *insight.Map {
	var m insight.Map
	bar := &h.bars[n-1]
	everything := insight.Selection{Sides: 3, Classes: 1<<insight.Classes - 1, Venues: 1}
	m.Read(h.line.After(n), bar.Start+interval, bar.Close, everything, 1)
	return &m
}

// draw is the map over the bars [from, to) with marks on it.
func (h *history) draw(from, to int, marks ...picture.Mark) (*picture.Map, *grid.Raster) {
	bars := h.bars[from:to]
	raster := &grid.Raster{}
	raster.Reset(picture.View(picture.Small, bars, interval))
	h.line.Raster(raster, engine.Everything)
	return about(&engine.Learned, bars, marks), raster
}

func about(m *engine.Model, bars []market.Bar, marks []picture.Mark) *picture.Map {
	return &picture.Map{
		Size: picture.Small, Title: title, Model: m.Name + " (" + m.Version + ")",
		Bars: bars, Interval: interval, Palette: colours, Marks: marks,
	}
}

// title says what market it is in the word that the page has for it.
const title = "SIMULATED"

// clock is a moment for people.
func clock(t market.Millis) string {
	return time.UnixMilli(int64(t)).UTC().Format("2 Jan 15:04")
}
