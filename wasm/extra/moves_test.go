package extra

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/wire"
)

// strip is the moves that were told before what was told last.
func (a *asked) strip() (out wire.Moves) {
	a.t.Helper()
	if fault := out.Parse(a.out[len(a.out)-2]); fault != nil {
		a.t.Fatal(fault)
	}
	return out
}

// The moves of both sides go outward from the price, force ever more, and say of each
// how far runs go on; the one that is usual is marked, and it is the one in words.
func TestMovesBesideTheAxis(t *testing.T) {
	a := newModule(t)
	bars := walk(3, 12*288)
	m := material(bars, len(bars))
	said := a.ahead(m)
	got := a.strip()
	if got.Price != m.Price || !strings.HasPrefix(got.Lead, "forced on the way; ") {
		t.Errorf("%+v", got)
	}
	for side, list := range got.Sides {
		usual, before := 0, wire.Move{Level: m.Price}
		for _, x := range list {
			if outward := x.Level > before.Level; outward != (side == int(market.Short)) || x.USD < before.USD || !(x.Half > 0) || x.Tenth < x.Half || !strings.HasPrefix(x.Text, "$") || !strings.HasPrefix(x.More, "half go on ") {
				t.Errorf("%+v after %+v", x, before)
			}
			if before = x; x.Usual {
				usual++
				if away := float64(x.Level/m.Price) - 1; max(away, -away) < .0149 || max(away, -away) > .0151 {
					t.Errorf("%s, and %+v is marked", said.Lines[0], x)
				}
			}
		}
		if len(list) != strides || usual != 1 {
			t.Errorf("%d moves to side %d, %d of them usual", len(list), side, usual)
		}
	}
	// Without chances there is none.
	few := material(bars, 5)
	few.Replace = true
	few.Bars = bars[:5]
	a.ahead(few)
	if got := a.strip(); len(got.Sides[0])+len(got.Sides[1]) != 0 || got.Lead != "" {
		t.Errorf("%+v", got)
	}
	// Nor without a price.
	few.Price = 0
	a.ahead(few)
	if got := a.strip(); len(got.Sides[0]) != 0 {
		t.Errorf("%+v", got)
	}
}
