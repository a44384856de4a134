package main

import (
	"fmt"
	"io"
	"math"
	"slices"

	"brink/wasm/book"
	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/sim"
)

// What scenarios are judged on: simulated months of which the first days only teach
// the model, and in the rest a look every few hours.
const (
	scenarioDays  = 30
	scenarioWarm  = 10 * market.Day
	scenarioEvery = 6 * market.Hour
	mostMarkets   = 1000
	// scenarioLevels is how many levels of the book are seen, of a hundredth of a per
	// cent each, as on the page.
	scenarioLevels = 250
	// scenarioNear is how far from the price clusters are asked about.
	scenarioNear = .05
)

// judged are scenarios beside the true cascades.
type judged struct {
	ran      []float64    // how far the cascades ran, as a difference of logarithms
	errors   [2][]float64 // of how far, from the map and from the true positions
	relative [2][]float64
	covered  [2]int
	over     int // scenarios of the map that ran further than the cascade
}

// judgeScenarios holds scenarios against the true cascades of so many simulated
// markets.
func judgeScenarios(markets int) (insight.ScenarioRecord, error) {
	var all judged
	for seed := range uint64(markets) {
		if err := all.judge(seed + 1); err != nil {
			return insight.ScenarioRecord{}, err
		}
	}
	if len(all.ran) == 0 {
		return insight.ScenarioRecord{}, fmt.Errorf("no cascade came of %d markets", markets)
	}
	share := func(n int) float64 { return float64(n) / float64(len(all.ran)) }
	return insight.ScenarioRecord{
		N: len(all.ran), Usual: median(all.ran), Error: median(all.errors[0]), Relative: median(all.relative[0]), Covered: share(all.covered[0]), Over: share(all.over),
		KnownRelative: median(all.relative[1]), KnownCovered: share(all.covered[1]),
	}, nil
}

// judge runs one market, and asks at each look of each cluster near the price.
func (all *judged) judge(seed uint64) error {
	const start = market.Millis(1_767_571_200_000) // 2026-01-05
	m := sim.New(sim.Config{Seed: seed, Start: start})
	e := engine.New(&engine.Learned, 5*market.Minute, 1)
	var events sim.Events
	var estimate insight.Map
	var liquidated [market.Sides]market.USD
	for m.Now() < start+scenarioDays*market.Day {
		events.Bars, events.Liquidations = events.Bars[:0], events.Liquidations[:0]
		m.Step(&events)
		for _, l := range events.Liquidations {
			liquidated[l.Closed] += l.USD
		}
		for i := range events.Bars {
			// As of a live market whose feed tells all of them, so that the map's
			// level follows.
			events.Bars[i].Optional |= market.OptionalLiquidated
			events.Bars[i].Liquidated, liquidated = liquidated, [market.Sides]market.USD{}
			if fault := e.Step(0, &events.Bars[i]); fault != nil {
				return fault
			}
		}
		if m.Now() < start+scenarioWarm || m.Now()%scenarioEvery != 0 {
			continue
		}
		estimate.Read(e, m.Now(), m.Price(), insight.Selection(engine.Everything), 1)
		all.look(m, &estimate)
	}
	return nil
}

// look asks of each cluster near the price.
func (all *judged) look(m *sim.Market, estimate *insight.Map) {
	depth := seen(m)
	truth := insight.Map{At: m.Now(), Price: m.Price()}
	for side := range truth.Planes {
		truth.Planes[side] = insight.Plane{Lo: estimate.Planes[side].Lo, USD: make([]float64, len(estimate.Planes[side].USD))}
		m.Density(truth.Planes[side].USD, market.Side(side), truth.Planes[side].Lo)
	}
	for _, c := range estimate.Clusters(nil, insight.DefaultCut) {
		if away := c.Distance(m.Price()); away == 0 || away > scenarioNear {
			continue
		}
		came := m.WhatIf(c.Side, c.Lo, c.Hi)
		ran := math.Abs(math.Log(float64(came.Stop / c.Near())))
		all.ran = append(all.ran, ran)
		ladder := depth.Ladder(nil, c.Side)
		if estimate.Force(c.Side, c.Lo, c.Hi, 1, ladder).Middle.Bins*grid.Step > ran {
			all.over++
		}
		for i, of := range [...]*insight.Map{estimate, &truth} {
			s := of.Force(c.Side, c.Lo, c.Hi, 1, ladder)
			away := math.Abs(s.Middle.Bins*grid.Step - ran)
			all.errors[i] = append(all.errors[i], away)
			all.relative[i] = append(all.relative[i], away/math.Max(ran, grid.Step))
			// A range whose end is not seen is open there.
			if s.Least.Bins*grid.Step <= ran && (!s.Most.Stopped || ran <= s.Most.Bins*grid.Step) {
				all.covered[i]++
			}
		}
	}
}

// seen is the book as the page sums it up.
func seen(m *sim.Market) *book.Depth {
	v := book.Venue{ID: "simulated", State: book.Known, Mid: m.Price()}
	for side := range market.Side(market.Sides) {
		levels := m.Book(nil, side == market.Long, scenarioLevels)
		v.Sides[side], v.Reach[side] = book.AppendBins(nil, levels), levels[scenarioLevels-1].Price
	}
	d := &book.Depth{}
	d.Sum([]book.Venue{v}, m.Now(), m.Price())
	return d
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// scenarios prints how scenarios stand beside the true cascades.
func scenarios(markets int, asJSON bool, out io.Writer) error {
	r, err := judgeScenarios(markets)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(out, r)
	}
	fmt.Fprintf(out, "%d scenarios of %d simulated markets, whose true cascades are known; half of these ran further than %.3f %%.\n", r.N, markets, 100*r.Usual)
	fmt.Fprintf(out, "from the learned map: median error %.3f %% of the price, %.0f %% of how far the cascade ran; %.0f %% ended in the range from four times to a quarter of the depth, %.0f %% before the middle of it\n", 100*r.Error, 100*r.Relative, 100*r.Covered, 100*r.Over)
	fmt.Fprintf(out, "from the true positions: median error %.0f %% of how far it ran, %.0f %% in the range\n", 100*r.KnownRelative, 100*r.KnownCovered)
	return nil
}
