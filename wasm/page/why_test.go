package page_test

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// A level that was pinned on the chart is asked about like a cluster, which it takes
// the place of, and the other way around; one that was let go is not.
func TestAPinnedLevelIsExplained(t *testing.T) {
	s := clustered(t, liveMarket())
	last := func() (last wire.Why) {
		for _, message := range s.engine().sent {
			if kind, _ := wire.KindOf(message); kind == wire.KindWhy {
				if fault := last.Parse(message); fault != nil {
					t.Fatal(fault)
				}
			}
		}
		return last
	}
	price := s.State().Clusters.Price
	pin := func(level market.Price) {
		s.hears.Pinned(level)
		s.device.pass(0)
	}
	pin(price * .97)
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	s.answerSnapshot(start)
	for _, level := range []market.Price{price * .98, price * 1.02} {
		pin(level)
		m := last()
		if m.Side != map[bool]market.Side{false: market.Long, true: market.Short}[level > price] || m.Lo.Lower() > level || m.Hi.Lower() < level || m.Hi-m.Lo > 13 {
			t.Errorf("%v: %+v", level, m)
		}
	}
	s.click(func(state *view.State) { rows := state.Rows(); state.Apply(state.Clusters.Pin(&rows[0])) })
	if c := s.State().Clusters; c.Level != 0 || c.Pinned == nil || last().Lo != c.Pinned.Lo {
		t.Errorf("a cluster after a level: %v, %+v", c.Level, last())
	}
	pin(price * .99)
	if s.State().Clusters.Pinned != nil {
		t.Error("the cluster is explained beside the level")
	}
	// A cell of the past is explained by itself, as of then; one of the newest column as
	// the map stands.
	column := s.State().Clusters.Snapshot.At
	s.hears.Point(&page.Point{Time: column - 90*market.Day, Price: price * .99})
	if pin(price * .99); last().At != column-90*market.Day || last().Hi != last().Lo+1 || last().Lo != grid.Of(price*.99) {
		t.Errorf("a cell of the past: %+v", last())
	}
	s.hears.Point(&page.Point{Time: column, Price: price * .99})
	if pin(price * .985); last().At != 0 {
		t.Errorf("a cell of the newest column: %+v", last())
	}
	// It stays the newest map's as bars close.
	s.answerSnapshot(start + 40*market.Day)
	if last().At != 0 || last().Hi == last().Lo+1 {
		t.Errorf("after further bars: %+v", last())
	}
	asked := len(s.engine().sent)
	pin(0)
	if _, _, _, ok := s.State().Clusters.Explained(); ok || len(s.engine().sent) != asked {
		t.Error("what was let go is explained")
	}
	for _, level := range []market.Price{market.Price(math.NaN()), market.Price(math.Inf(1)), -1} {
		pin(level)
		if _, _, _, ok := s.State().Clusters.Explained(); ok {
			t.Errorf("%v is explained", level)
		}
	}
}
