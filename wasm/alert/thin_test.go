package alert

import (
	"testing"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// An alert on the order book fires when less rests before a cluster than was asked
// for, once, and again when there had been clearly more; what is not known changes
// nothing.
func TestThinOrderBook(t *testing.T) {
	var b Rules
	if fault := b.Add(Rule{Thin, "BTCUSDT", 1 << market.Long, 50e6, .8}); fault != nil {
		t.Fatal(fault)
	}
	long := insight.Cluster{Side: market.Long, Lo: grid.Of(9_800), Hi: grid.Of(9_900), USD: 80e6}
	small := long
	small.USD = 10e6
	for i, step := range []struct {
		resting float64
		known   bool
		want    int
	}{{0, false, 0}, {2, true, 0}, {.79, true, 1}, {.5, true, 0}, {1.1, true, 0}, {.5, true, 0}, {0, false, 0}, {1.3, true, 0}, {.7, true, 1}} {
		got := b.CheckBooks("BTCUSDT", []insight.Cluster{small, long}, func(*insight.Cluster) (float64, bool) { return step.resting, step.known })
		if len(got) != step.want || len(got) > 0 && (got[0].Chance != step.resting || got[0].USD != 80e6) {
			t.Errorf("step %d: %+v", i, got)
		}
	}
	if got := b.CheckBooks("ETHUSDT", []insight.Cluster{long}, func(*insight.Cluster) (float64, bool) { return 0, true }); len(got) > 0 {
		t.Error("a rule of another market fires")
	}
	back, fault := Parse(b.Text())
	if fault != nil || back.Text() != b.Text() || !back.Waits("BTCUSDT", Thin) {
		t.Error(fault)
	}
	for _, share := range []float64{0, -1, 101} {
		if bad := (Rule{Thin, "X", 1, 1, share}); bad.Check() == nil {
			t.Errorf("a share of %v is accepted", share)
		}
	}
}
