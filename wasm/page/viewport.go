package page

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// viewport is the page's side of the question which cells are in sight.
type viewport struct {
	*shared
	bars  *drawn
	sight Sight
	asked wire.Viewport // the newest request; Serial is 0 before the first
}

// Cells are asked for beyond the edges of what is in sight, so that a short
// pan finds them there.
const (
	marginAcross = .5
	marginUp     = .35
	// ahead is how many columns are kept free for bars to come, before the
	// oldest make room.
	ahead = 8
	// mostCells is the largest picture that is asked for; the chart shows no
	// more than a bar a pixel.
	mostColumns = 1 << 14
	mostCells   = 1 << 23
)

// forget takes note that no cells are drawn, as of another market.
func (v *viewport) forget() { v.asked.View = grid.View{} }

// request asks the worker for the cells in sight, unless again is false and
// they are drawn already, finely enough and in fitting colours.
func (v *viewport) request(again bool) {
	s := v.sight
	column := v.bars.column
	if v.chart == nil || v.state.Phase != view.Ready || s.Width == 0 || column == 0 {
		return
	}
	had := &v.asked.View
	if !again && v.asked.Model == v.state.Settings.Model && v.asked.Venues == v.state.VenueBits() && had.Column == column && covers(had, &s, &v.state.Source) && !strays(&v.asked.Visible, &s) {
		return
	}
	span := float64(s.To - s.From)
	from := max(s.From-market.Millis(span*marginAcross), v.state.Source.First)
	to := min(s.To+market.Millis(span*marginAcross), v.state.Source.Until+ahead*column)
	from -= from % column
	columns := min(max(int((to-from+column-1)/column), 1), mostColumns)
	bottom, top, rows := rowsOf(&s, min(1400, mostCells/columns))
	v.asked = wire.Viewport{Serial: v.asked.Serial + 1, Model: v.state.Settings.Model, Venues: v.state.VenueBits(), View: grid.View{
		From: from, Column: column, Columns: columns, Bottom: bottom, Top: top, Rows: rows,
	}, Visible: wire.Area{From: s.From, To: s.To, Bottom: s.Bottom, Top: s.Top}}
	v.send(v.asked.Append(nil))
}

// rowsOf is what to ask for of the prices in sight, with a margin on both sides,
// in at most most rows, which are no finer than two pixels or one of the engine's bins.
// Borders are whole multiples of a row's height, so rows of one height lie alike
// whatever is in sight, and the map does not shimmer as it is moved.
func rowsOf(s *Sight, most int) (bottom, top market.Price, rows int) {
	low, high := grid.Coordinate(s.Bottom), grid.Coordinate(s.Top)
	tall := high - low
	row := max(tall*2/float64(max(s.Height, 1)), 1, tall*(1+2*marginUp)/float64(most-2)) // in bins
	first, end := math.Floor((low-tall*marginUp)/row), math.Ceil((high+tall*marginUp)/row)
	end = max(end, first+8)
	return grid.Price(first * row), grid.Price(end * row), int(end - first)
}

// window asks for the chosen window, whose bars have another length: for it
// alone, as what is in sight is still the one before.
func (v *viewport) window(column market.Millis) {
	v.bars.resize(column)
	v.sight.From, v.sight.To = v.state.Source.Until-v.state.Settings.Window.Span(), v.state.Source.Until
	v.request(true)
}

// covers reports whether a view holds what is in sight, not much coarser than
// pixels.
func covers(v *grid.View, s *Sight, source *view.Source) bool {
	from, to := max(s.From, source.First), min(s.To, source.Until)
	if v.Columns == 0 || v.From > from || v.From+market.Millis(v.Columns)*v.Column < to {
		return false
	}
	if v.Bottom > s.Bottom || v.Top < s.Top {
		return false
	}
	row := math.Log(float64(v.Top/v.Bottom)) / float64(v.Rows)
	pixel := math.Log(float64(s.Top/s.Bottom)) / float64(s.Height)
	return row <= grid.Step*1.01 || row <= 4*pixel
}

// strays reports whether what is in sight lies far from what the colours were
// scaled for, or is much more or less of it.
func strays(scaled *wire.Area, s *Sight) bool {
	apart := func(from, to, wasFrom, wasTo float64) bool {
		zoom := (to - from) / (wasTo - wasFrom)
		return zoom < 2./3 || zoom > 3./2 || math.Abs(from+to-wasFrom-wasTo) > to-from
	}
	log := func(price market.Price) float64 { return math.Log(float64(price)) }
	return apart(float64(s.From), float64(s.To), float64(scaled.From), float64(scaled.To)) ||
		apart(log(s.Bottom), log(s.Top), log(scaled.Bottom), log(scaled.Top))
}

// advance follows a patch that lies in part beyond the end of what was asked
// for: as much is gone at its beginning.
func (v *viewport) advance(patch *grid.View) {
	asked := &v.asked.View
	end := asked.From + market.Millis(asked.Columns)*asked.Column
	if beyond := patch.From + market.Millis(patch.Columns)*patch.Column - end; beyond > 0 {
		asked.From += beyond
		v.request(false)
	}
}
