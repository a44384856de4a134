package extra

import (
	"strconv"

	"brink/wasm/correlation"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// compare says where two models' maps differ. Each is shown by the rank of a cell
// among its own, for the dollars of a model that is not calibrated are not real.
func compare(message []byte) ([]byte, *market.Fault) {
	var m wire.Compared
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	out := wire.CompareText{View: m.View, Closes: m.Closes, Titles: [3]string{m.Titles[0], m.Titles[1], m.Titles[0] + " less " + m.Titles[1]}}
	for i := range m.Cells {
		out.Cells[i] = ranks(m.Cells[i])
	}
	out.Cells[2] = make([]byte, len(m.Cells[0]))
	for k := range out.Cells[2] {
		out.Cells[2][k] = byte(128 + (int(out.Cells[0][k])-int(out.Cells[1][k]))/2)
	}
	out.Lines = compareTexts(&out)
	return out.Append(nil), nil
}

// ranks are the ranks of levels among those that are not 0: 255 of the largest, 0
// of nothing.
func ranks(levels []byte) []byte {
	var count [256]int
	total := 0
	for _, level := range levels {
		if level > 0 {
			count[level]++
			total++
		}
	}
	var rank [256]byte
	below := 0
	for level, n := range count {
		if n > 0 { // the middle of the equals
			rank[level] = byte(1 + 254*(2*below+n-1)/max(2*total-2, 1))
		}
		below += n
	}
	out := make([]byte, len(levels))
	for k, level := range levels {
		out[k] = rank[level]
	}
	return out
}

// compareTexts say how far the two agree, and where they differ most now.
func compareTexts(m *wire.CompareText) []string {
	lines := []string{"Two models over the window that the chart shows, each shaded by how its own cells rank, for dollars of a model that is not calibrated are not real. The third map is their difference: where the first ranks a place higher, and where the second does."}
	last := len(m.Closes) - 1
	for last > 0 && m.Closes[last] == 0 {
		last--
	}
	rows := m.View.Rows
	now := [2][]float64{}
	known := false
	for i := range now {
		for _, rank := range m.Cells[i][last*rows : (last+1)*rows] {
			known = known || rank > 0
			now[i] = append(now[i], float64(rank))
		}
	}
	if !known {
		return append(lines, "Neither model has anything in the newest column of this window.")
	}
	text := "Rank correlation of the two over prices, as of the newest column: " + view.Number(correlation.Spearman(now[0], now[1]), 2) + "."
	for i, title := range m.Titles[:2] {
		if low, high, by := furthest(now[i], now[1-i], &m.View); by > 0 {
			text += " " + title + " ranks " + view.Price(low) + " to " + view.Price(high) + " highest against the other, by " + strconv.Itoa(int(by/2.55+.5)) + " points of 100."
		}
	}
	return append(lines, text)
}

// furthest is the stretch of rows where one model ranks furthest above the other:
// about the largest difference, as far as it is at least half as large.
func furthest(one, other []float64, v *grid.View) (low, high market.Price, by float64) {
	best := -1
	for row := range one {
		if d := one[row] - other[row]; d > by {
			best, by = row, d
		}
	}
	if best < 0 {
		return 0, 0, 0
	}
	from, to := best, best+1
	for from > 0 && one[from-1]-other[from-1] >= by/2 {
		from--
	}
	for to < len(one) && one[to]-other[to] >= by/2 {
		to++
	}
	edges := v.Edges(nil)
	return grid.Price(edges[from]), grid.Price(edges[to]), by
}
