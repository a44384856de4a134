package tape

import (
	"slices"
	"sort"

	"brink/wasm/market"
)

// liquidationKey tells a liquidation from all others: venues give them no
// number, so repeat counts those that look the same within one message.
type liquidationKey struct {
	time   market.Millis
	closed market.Side
	price  market.Price
	base   market.Base
	repeat int
}

func keyOf(l *market.Liquidation, repeat int) liquidationKey {
	return liquidationKey{l.Time, l.Closed, l.Price, l.Base, repeat}
}

// Repeats counts those of the n before l in its message or list that look like
// it: what PutLiquidation takes as repeat. at returns the i-th of them, nil where
// that is no liquidation, or one of another market.
func Repeats(l *market.Liquidation, n int, at func(i int) *market.Liquidation) int {
	repeat := 0
	for i := range n {
		if other := at(i); other != nil && keyOf(other, 0) == keyOf(l, 0) {
			repeat++
		}
	}
	return repeat
}

// PutLiquidations takes liquidations in the order of their time, as a tape
// hands them out. list is only read.
func (t *Tape) PutLiquidations(list []market.Liquidation) {
	first := 0 // of those with the time of the i-th
	for i := range list {
		if list[i].Time != list[first].Time {
			first = i
		}
		t.PutLiquidation(list[i], Repeats(&list[i], i-first, func(k int) *market.Liquidation { return &list[first+k] }))
	}
}

// PutLiquidation takes a liquidation and says whether it is new. repeat is how
// many that look the same came before it in its message (Repeats).
func (t *Tape) PutLiquidation(l market.Liquidation, repeat int) bool {
	key := keyOf(&l, repeat)
	if _, there := t.seen[key]; there {
		return false
	}
	t.seen[key] = struct{}{}
	if len(t.coverage.pending) < maxLiquidations {
		t.coverage.pending = append(t.coverage.pending, l)
	}
	n := len(t.liquidations)
	at := n
	if n > 0 && t.liquidations[n-1].Time > l.Time {
		at = sort.Search(n, func(i int) bool { return t.liquidations[i].Time > l.Time })
	}
	t.liquidations = slices.Insert(t.liquidations, at, l)
	if over := len(t.liquidations) - maxLiquidations; over > 0 {
		for i := range t.liquidations[:over] {
			t.unsee(&t.liquidations[i])
		}
		t.liquidations = append(t.liquidations[:0], t.liquidations[over:]...)
	}
	return true
}

// unsee forgets the keys of a liquidation that is dropped.
func (t *Tape) unsee(l *market.Liquidation) {
	for repeat := 0; ; repeat++ {
		key := keyOf(l, repeat)
		if _, there := t.seen[key]; !there {
			return
		}
		delete(t.seen, key)
	}
}

// Liquidations are those known, oldest first, at most the newest 20,000. The
// caller only reads them, until the tape is written to.
func (t *Tape) Liquidations() []market.Liquidation { return t.liquidations }
