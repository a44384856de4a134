package session

import (
	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// mostCompared bounds the cells of a comparison.
const mostCompared = 1 << 15

// compare answers with the maps of two models over one view. That of a model that
// nobody has looked at costs one walk through the bars.
func (s *Session) compare(m *wire.Compare) *market.Fault {
	if fault := m.View.Check(); fault != nil {
		return fault
	}
	if m.View.Columns*m.View.Rows > mostCompared {
		return &market.Fault{Code: "view-size-impossible", Sentence: "a comparison has fewer cells"}
	}
	out := wire.Compared{Serial: m.Serial, View: m.View, Closes: make([]float64, m.View.Columns)}
	var r grid.Raster
	for i, name := range m.Models {
		timeline, fault := s.market.timeline(name)
		if fault != nil {
			return fault
		}
		out.Titles[i] = engine.ByName(name).Title
		r.Reset(m.View)
		timeline.Raster(&r, engine.Everything)
		out.Cells[i] = make([]byte, m.View.Columns*m.View.Rows)
		for k := range out.Cells[i] {
			out.Cells[i][k] = wire.Level(r.Planes[market.Long][k] + r.Planes[market.Short][k])
		}
	}
	for i := range s.market.steps {
		bar := &s.market.steps[i].Bar
		if c := m.View.ColumnOf(bar.Start); c >= 0 && c < len(out.Closes) && s.market.steps[i].Venue == 0 {
			out.Closes[c] = float64(bar.Close)
		}
	}
	s.Emit(out.Append(nil))
	return nil
}
