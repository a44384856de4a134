package page

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/wire"
)

// However often the forming bar is told, it is one bar; one that closes and the
// next are two; bars that begin before the last take the place of all after.
func TestBarsAreMergedByTheirBeginning(t *testing.T) {
	d := drawn{column: 10}
	tell := func(replace bool, starts ...market.Millis) []market.Millis {
		m := wire.Bars{Replace: replace, Column: 10}
		for _, start := range starts {
			m.Rows = append(m.Rows, market.Bar{Start: start})
		}
		d.merge(&m)
		var out []market.Millis
		for i := range d.rows {
			out = append(out, d.rows[i].Start)
		}
		return out
	}
	for i, c := range []struct{ got, want []market.Millis }{
		{tell(false, 30), []market.Millis{30}},
		{tell(true, 0, 10, 20), []market.Millis{0, 10, 20}},
		{tell(false, 20), []market.Millis{0, 10, 20}},
		{tell(false, 20, 30), []market.Millis{0, 10, 20, 30}},
		{tell(false, 10), []market.Millis{0, 10}},
		{tell(false), []market.Millis{0, 10}},
		{tell(true), nil},
	} {
		if len(c.got) != len(c.want) {
			t.Fatalf("step %d: %v, want %v", i, c.got, c.want)
		}
		for k := range c.got {
			if c.got[k] != c.want[k] {
				t.Fatalf("step %d: %v, want %v", i, c.got, c.want)
			}
		}
	}
}
