package extra

import (
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// compared asks the second module about two maps.
func (a *asked) compared(m *wire.Compared) (out wire.CompareText) {
	a.t.Helper()
	a.Handle(m.Append(nil))
	if fault := out.Parse(a.out[len(a.out)-1]); fault != nil {
		a.t.Fatal(fault)
	}
	return out
}

func TestTwoModelsAreComparedByRanks(t *testing.T) {
	a := newModule(t)
	m := &wire.Compared{
		Titles: [2]string{"Learned", "Classic"}, View: grid.View{From: monday, Column: market.Hour, Columns: 2, Bottom: 50_000, Top: 60_000, Rows: 4},
		Cells: [2][]byte{{0, 10, 20, 30, 10, 20, 0, 30}, {0, 110, 120, 130, 130, 110, 0, 120}}, Closes: []float64{55_000, 56_000},
	}
	out := a.compared(m)
	if first := out.Cells[0][:4]; string(first) != string(out.Cells[1][:4]) || first[0] != 0 || !(first[1] < first[2] && first[2] < first[3]) {
		t.Errorf("the same order, another scale: %v", out.Cells)
	}
	for k, d := range out.Cells[2][:4] {
		if d != 128 {
			t.Errorf("cell %d differs by %d", k, d)
		}
	}
	if !(out.Cells[2][4] < 128 && out.Cells[2][5] > 128 && out.Cells[2][7] > 128) || out.Titles[2] != "Learned less Classic" {
		t.Errorf("%v %q", out.Cells[2], out.Titles[2])
	}
	last := out.Lines[len(out.Lines)-1]
	if !strings.HasPrefix(last, "Rank correlation of the two over prices, as of the newest column: ") || !strings.Contains(last, "Classic ranks 50,000.0 to 52,331.8 highest against the other") {
		t.Errorf("%q", last)
	}
	// What no model has, and maps that are alike, are said as such.
	m.Cells = [2][]byte{make([]byte, 8), make([]byte, 8)}
	if out := a.compared(m); !strings.HasPrefix(out.Lines[1], "Neither model has anything") {
		t.Errorf("%q", out.Lines)
	}
	m.Cells = [2][]byte{{1, 2, 3, 4, 5, 6, 7, 8}, {1, 2, 3, 4, 5, 6, 7, 8}}
	if out := a.compared(m); strings.Contains(out.Lines[1], "highest against") || !strings.Contains(out.Lines[1], "1.00") {
		t.Errorf("%q", out.Lines)
	}
}
