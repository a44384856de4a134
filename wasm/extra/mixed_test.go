package extra

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"brink/wasm/census"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// mixed is what was said last of the mixed map, and whether anything was.
func (o *owner) mixed() (out wire.Mixed, said bool) {
	for i := len(o.out) - 1; i >= 0; i-- {
		if out.Parse(o.out[i]) == nil {
			return out, true
		}
	}
	return out, false
}

// mixable is a venue of which 60 accounts are read, and the estimate of a map of which it
// has a quarter.
func mixable(t *testing.T) *owner {
	o := newOwner(t)
	o.say(&wire.Observe{Coin: "BTC"})
	o.pass(1)
	for n := range 30 {
		o.venue.frame(fmt.Appendf(nil, `{"channel":"trades","data":[{"coin":"BTC","px":"60000","sz":"1","users":["0xa%039x","0xa%039x"]}]}`, 2*n, 2*n+1))
	}
	o.venue.frame([]byte(`{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"openInterest":"10000","markPx":"60000"}}}`))
	o.estimate()
	o.pass(20)
	return o
}

// estimate tells the module the estimate: $4M a bin, $1M of it of the venue.
func (o *owner) estimate() {
	m := material(walk(3, 3000), 3000)
	m.At = o.venue.now
	for side := range m.Public {
		m.Planes[side] = wire.Plane{Lo: grid.Of(55_000), USD: make([]float64, 300)}
		m.Public[side] = wire.Plane{Lo: grid.Of(55_000) + 10, USD: make([]float64, 100)}
		for i := range m.Planes[side].USD {
			m.Planes[side].USD[i] = 4e6
		}
		for i := range m.Public[side].USD {
			m.Public[side].USD[i] = 1e6
		}
	}
	o.say(m)
}

// The mixed map is observed + (1 - coverage) x the venue's estimate + the others, in every
// bin; it is told while it is chosen, and in words that name it.
func TestMixed(t *testing.T) {
	o := mixable(t)
	if got, said := o.mixed(); said {
		t.Fatalf("it is told before it is chosen: %+v", got)
	}
	o.say(&wire.Mix{On: true})
	o.pass(3)
	got, _ := o.mixed()
	if !strings.HasPrefix(got.Line, "In the liquidation map at the edge of the chart Hyperliquid's share is replaced by what is observed (outlined: 8.8 % of its longs and 9.2 % of its shorts") ||
		!strings.HasSuffix(got.Line, "Headline, table and heat stay the estimate.") || got.Label != "Hyperliquid as observed: 8.8 % of longs, 9.2 % of shorts" {
		t.Error(got.Line, got.Label)
	}
	// Longs are 885 of 10,000, shorts 915.
	want := map[string]float64{}
	key := func(side market.Side, price market.Price) string { return fmt.Sprint(side, grid.Of(price)) }
	for side := range market.Side(2) {
		for i := range grid.Bin(300) {
			usd := 4e6
			if i >= 10 && i < 110 {
				usd -= 1e6 * []float64{.0885, .0915}[side]
			}
			want[key(side, (grid.Of(55_000)+i).Middle())] += usd
		}
	}
	for n := range 60 {
		side, liquidation := market.Long, market.Price(60_000-100*(n+1))
		if n%2 == 1 {
			side, liquidation = market.Short, market.Price(60_000+100*(n+1))
		}
		want[key(side, liquidation)] += (float64(n) + .5) * float64(liquidation)
	}
	if len(got.Rows) != len(want) {
		t.Errorf("%d bins, want %d", len(got.Rows), len(want))
	}
	for _, row := range got.Rows {
		if sum := float64(row.Estimate + row.Observed); math.Abs(sum-want[key(row.Side, grid.Of(row.Low*1.00001).Middle())]) > .005 {
			t.Fatalf("%+v: $%.2f", row, sum)
		}
	}
	o.say(&wire.Mix{})
	if got, _ := o.mixed(); got.Line != "" || len(got.Rows) > 0 {
		t.Errorf("switched off: %+v", got)
	}
	before := len(o.out)
	o.pass(10)
	for _, message := range o.out[before:] {
		if kind, _ := wire.KindOf(message); kind == wire.KindMixed {
			t.Fatal("it is told after it was switched off")
		}
	}
}

// Where it cannot be, a sentence says why, and it comes once it can.
func TestNotMixed(t *testing.T) {
	o := newOwner(t)
	o.say(&wire.Mix{On: true})
	if got, _ := o.mixed(); got.Line != "" || len(got.Rows) > 0 {
		t.Errorf("before anything is read: %+v", got)
	}
	for name, c := range map[string]struct {
		do   func(o *owner)
		want string
	}{
		"a replay":           {func(o *owner) { o.venue.now += 2 * market.Hour }, "Nothing is replaced: the estimate at hand is not of now."},
		"a clock set back":   {func(o *owner) { o.venue.now -= 2 * market.Hour }, "Nothing is replaced: the estimate at hand is not of now."},
		"another coin":       {func(o *owner) { o.say(&wire.Observe{Coin: "ETH"}) }, "Nothing of Hyperliquid's share is replaced yet"},
		"a map without it":   {func(o *owner) { o.observed.estimate = [market.Sides]census.Plane{} }, "Nothing is replaced: Hyperliquid has no share of this map."},
		"an estimate of old": {func(o *owner) { o.observed.mixing.whole = [market.Sides]census.Plane{} }, "Nothing is replaced: the estimate at hand is not of now."},
	} {
		o := mixable(t)
		o.say(&wire.Mix{On: true})
		c.do(o)
		o.pass(3)
		if got, _ := o.mixed(); !strings.HasPrefix(got.Line, c.want) || len(got.Rows) > 0 {
			t.Errorf("%s: %q, %d rows", name, got.Line, len(got.Rows))
		}
		if name == "another coin" {
			continue
		}
		o.estimate()
		o.pass(3)
		if got, _ := o.mixed(); len(got.Rows) == 0 {
			t.Errorf("%s: it does not come back: %q", name, got.Line)
		}
	}
}

// Positions without a liquidation price have no place on the map: the estimate stands for
// them. More than all that is open cannot be.
func TestStated(t *testing.T) {
	for _, c := range []struct {
		s     census.Side
		share float64
		known bool
	}{
		{census.Side{Base: 10, UnstatedBase: 4, Share: .5, Known: true}, .3, true}, {census.Side{}, 0, false}, {census.Side{Known: true}, 0, true},
		{census.Side{Base: 10, UnstatedBase: 10, Share: .5, Known: true}, 0, true}, {census.Side{Base: 10, Share: 1.7, Known: true}, 1, true},
	} {
		if share, known := stated(&c.s); math.Abs(share-c.share) > 1e-12 || known != c.known {
			t.Errorf("%+v: %f %v", c.s, share, known)
		}
	}
}
