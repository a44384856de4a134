package engine

import (
	"slices"
	"testing"

	"brink/wasm/market"
)

// Each moment of a walk is the state that an engine has which went no
// further, wherever the walk begins and however far the course was drawn.
func TestMomentsAreTheStatesThemselves(t *testing.T) {
	bars := walk(12, 3000, market.KnownOI)
	for _, model := range Models() {
		line := NewTimeline(model, five, 1)
		for i := range bars {
			if fault := line.Append(0, &bars[i]); fault != nil {
				t.Fatal(fault)
			}
		}
		for _, ns := range [][]int{{1, 2, 700, 701, 3000}, {0, 1500}, {2999}, {}} {
			seen := []int{}
			line.Moments(ns, func(i int, e *Engine) {
				want := New(model, five, 1)
				feed(t, want, bars[:ns[i]])
				same(t, model.Name, e, want)
				seen = append(seen, ns[i])
			})
			if !slices.Equal(seen, ns) {
				t.Errorf("%s: visited %v of %v", model.Name, seen, ns)
			}
			line.Live()
		}
	}
}
