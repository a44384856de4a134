package score_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"brink/wasm/correlation"
	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/sim"
)

// monday is 2026-01-05, 00:00 UTC.
const monday = market.Millis(1_767_571_200_000)

// reach is how far from the price, in bins, maps are held against the truth:
// about 13 %.
const reach = 250

// agreement is the rank correlation over price bins of each model's map with
// the true density of the simulated market, beside that of the same map
// shuffled over its bins: both sides and four moments of a month averaged.
func agreement(t *testing.T, models []*engine.Model, seed uint64) (ranks, shuffles []float64) {
	t.Helper()
	m := sim.New(sim.Config{Seed: seed, Start: monday})
	var engines []*engine.Engine
	for _, model := range models {
		engines = append(engines, engine.New(model, 5*market.Minute, 1))
	}
	ranks, shuffles = make([]float64, len(models)), make([]float64, len(models))
	r := rand.New(rand.NewPCG(seed, 9))
	var events sim.Events
	var heat, truth [reach]float64
	for _, day := range moments {
		for m.Now() < monday+day*market.Day {
			events.Bars = events.Bars[:0]
			m.Step(&events)
			for i := range events.Bars {
				for _, e := range engines {
					if fault := e.Step(0, &events.Bars[i]); fault != nil {
						t.Fatal(fault)
					}
				}
			}
		}
		for side := range market.Side(market.Sides) {
			lo := grid.Of(m.Price()) - reach
			if side == market.Short {
				lo = grid.Of(m.Price()) + 1
			}
			m.Density(truth[:], side, lo)
			for i, e := range engines {
				e.Heat(heat[:], side, lo, engine.Everything)
				ranks[i] += correlation.Spearman(heat[:], truth[:]) / float64(len(moments)*market.Sides)
				r.Shuffle(len(heat), func(i, j int) { heat[i], heat[j] = heat[j], heat[i] })
				shuffles[i] += correlation.Spearman(heat[:], truth[:]) / float64(len(moments)*market.Sides)
			}
		}
	}
	return ranks, shuffles
}

// moments are the days of the month after which maps are compared.
var moments = []market.Millis{12, 18, 24, 30}

// Every model's map agrees with the true positions of the simulated market,
// over 20 seeds, and a shuffled one does not.
func TestOracle(t *testing.T) {
	models := engine.Models()
	const seeds = 20
	ranks, shuffles := make([][]float64, len(models)), make([][]float64, len(models))
	for seed := range uint64(seeds) {
		rank, shuffled := agreement(t, models, 500+seed)
		for i := range models {
			ranks[i], shuffles[i] = append(ranks[i], rank[i]), append(shuffles[i], shuffled[i])
		}
	}
	for i, model := range models {
		rank, shuffled := ranks[i], shuffles[i]
		slices.Sort(rank)
		slices.Sort(shuffled)
		t.Logf("%-8s rank correlation with the truth: median %.3f, from %.3f to %.3f; shuffled: median %.3f, from %.3f to %.3f",
			model.Name, rank[seeds/2], rank[0], rank[seeds-1], shuffled[seeds/2], shuffled[0], shuffled[seeds-1])
		if rank[seeds/2] <= shuffled[seeds-1] {
			t.Errorf("%s: the median seed, %.3f, is no better than the best shuffled map, %.3f", model.Name, rank[seeds/2], shuffled[seeds-1])
		}
		if rank[1] <= shuffled[seeds/2]-.1 {
			t.Errorf("%s: two seeds of twenty rank bins backwards: %.3f", model.Name, rank[1])
		}
	}
}
