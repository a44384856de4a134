package tape

import (
	"math/rand/v2"
	"slices"
	"testing"

	"brink/wasm/market"
)

// What is merged is what a table by time would hold in which the first stays,
// and within says whether it reaches before the end of what was there.
func TestMergeIsATable(t *testing.T) {
	type item struct{ at, from market.Millis }
	time := func(i *item) market.Millis { return i.at }
	r := rand.New(rand.NewPCG(7, 7))
	for round := range 3000 {
		var have []item
		table := map[market.Millis]item{}
		for batch := range market.Millis(1 + r.IntN(5)) {
			var more []item
			for range r.IntN(12) {
				more = append(more, item{market.Millis(r.IntN(60)), batch})
			}
			if r.IntN(2) == 0 {
				slices.SortFunc(more, func(a, b item) int { return int(a.at - b.at) })
			}
			before, want := slices.Clone(more), false
			for _, one := range more {
				if _, there := table[one.at]; !there {
					table[one.at] = one
					want = want || len(have) > 0 && one.at < have[len(have)-1].at
				}
			}
			var within bool
			have, within = merge(have, more, time)
			if within != want || !slices.Equal(more, before) {
				t.Fatalf("round %d: within %v, of %v; given %v, now %v", round, within, want, before, more)
			}
			if len(have) != len(table) || !slices.IsSortedFunc(have, func(a, b item) int { return int(a.at - b.at) }) {
				t.Fatalf("round %d: %v of %v", round, have, table)
			}
			for _, one := range have {
				if table[one.at] != one {
					t.Fatalf("round %d: %v in place of %v", round, one, table[one.at])
				}
			}
		}
	}
}

// Open interest is found whatever was asked for before, as by a look through
// all of it.
func TestOpenInterestInAnyOrder(t *testing.T) {
	const span = 5 * market.Minute
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		tape := New(span)
		for range r.IntN(60) {
			tape.PutOpenInterest(market.OpenInterest{Time: market.Millis(r.IntN(80)) * market.Minute, Base: market.Base(r.Float64())})
		}
		at := market.Millis(0)
		for range 300 {
			if at += span; r.IntN(10) == 0 {
				at = market.Millis(r.IntN(100)) * market.Minute
			}
			if r.IntN(20) == 0 {
				tape.PutOpenInterest(market.OpenInterest{Time: market.Millis(r.IntN(80)) * market.Minute, Base: market.Base(r.Float64())})
			}
			var want market.Base
			known := false
			for _, o := range tape.oi {
				if o.Time <= at {
					want, known = o.Base, at-o.Time < span
				}
			}
			if got, ok := tape.OpenInterest(at); ok != known || known && got != want {
				t.Fatalf("at %d: %v %v, want %v %v of %v", at, got, ok, want, known, tape.oi)
			}
		}
	}
}
