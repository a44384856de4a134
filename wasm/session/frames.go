package session

import (
	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// frames draws the part of the map that the page shows. After a frame it draws
// no other for a change of the market until the page has acknowledged it: what
// changes meanwhile is in the next one. Its zero value is ready.
type frames struct {
	viewport       *wire.Viewport // as asked for, moved along as the market goes on; nil before
	unacknowledged bool           // a frame is out
	stale          bool           // something changed since that frame
	drawnTo        market.Millis  // start of the last closed bar that a frame showed
	painter        painter
}

// mostCells bounds the cells of a frame.
const mostCells = 1 << 23

// close forgets what is shown; another market comes.
func (f *frames) close() { f.viewport, f.unacknowledged, f.stale = nil, false, false }

// show draws all of a viewport and keeps to it.
func (f *frames) show(m *openMarket, v *wire.Viewport) ([]byte, *market.Fault) {
	f.viewport = v
	message, fault := f.draw(m, wire.Frame{View: v.View})
	f.drawnTo = m.source.Last
	return message, fault
}

// acknowledged draws what has changed since the frame that the page has drawn,
// nil where nothing has.
func (f *frames) acknowledged(m *openMarket) ([]byte, *market.Fault) {
	f.unacknowledged = false
	if !f.stale {
		return nil, nil
	}
	return f.patch(m)
}

// refresh draws what has changed, nil while nothing is looked at or the page is
// still busy with the frame before.
func (f *frames) refresh(m *openMarket) ([]byte, *market.Fault) {
	if f.viewport == nil {
		return nil, nil
	}
	if f.unacknowledged {
		f.stale = true
		return nil, nil
	}
	return f.patch(m)
}

// patch draws the columns that have changed since the last frame: from that of
// its last closed bar on. Where the market has run on beyond the viewport, that
// moves along.
func (f *frames) patch(m *openMarket) ([]byte, *market.Fault) {
	v := &f.viewport.View
	first := v.ColumnOf(f.drawnTo)
	if first >= v.Columns {
		f.stale = false
		return nil, nil // the viewport ends before what has changed
	}
	last := v.ColumnOf(m.end())
	if beyond := last - (v.Columns - 1); beyond > 0 {
		v.From += market.Millis(beyond) * v.Column
		first, last = first-beyond, last-beyond
	}
	first = max(first, 0)
	part := wire.Frame{View: *v, Patch: true}
	part.View.From += market.Millis(first) * v.Column
	part.View.Columns = last - first + 1
	message, fault := f.draw(m, part)
	f.drawnTo = m.source.Last
	return message, fault
}

// draw fills a frame of the viewport.
func (f *frames) draw(m *openMarket, frame wire.Frame) ([]byte, *market.Fault) {
	frame.Serial, frame.Model = f.viewport.Serial, f.viewport.Model
	timeline, fault := m.timeline(frame.Model)
	if fault != nil {
		return nil, fault
	}
	f.unacknowledged, f.stale = true, false
	return f.painter.frame(timeline, frame, f.viewport, m.forming), nil
}

// show answers a viewport request with a frame, and first with the drawn bars
// where their length is another.
func (s *Session) show(m *wire.Viewport) *market.Fault {
	if fault := m.View.Check(); fault != nil {
		return fault
	}
	if m.View.Columns*m.View.Rows > mostCells {
		return &market.Fault{Code: "view-size-impossible", Sentence: "a picture of more than 8 million cells was asked for"}
	}
	if _, fault := s.market.timeline(m.Model); fault != nil {
		return fault
	}
	if m.View.Column != s.market.column {
		if interval := s.market.source.Interval; m.View.Column < interval || m.View.Column%interval != 0 {
			return &market.Fault{Code: "view-column-impossible", Sentence: "the drawn bars must be a multiple of the market's own"}
		}
		s.market.column = m.View.Column
		s.emitBars(wire.Bars{Replace: true})
	}
	s.emit(s.frames.show(&s.market, m))
	return nil
}

// acknowledge takes note that the page has drawn a frame.
func (s *Session) acknowledge(*wire.Ack) *market.Fault {
	s.emit(s.frames.acknowledged(&s.market))
	return nil
}

// refreshFrame tells what has changed of what the page shows.
func (s *Session) refreshFrame() { s.emit(s.frames.refresh(&s.market)) }

// probe answers with the engine's own figures of the native bin at a price,
// after the last bar of the drawn column at a time.
func (s *Session) probe(m *wire.Probe) *market.Fault {
	cell := wire.Cell{Serial: m.Serial, Time: m.Time}
	shown := s.frames.viewport
	if shown == nil || !grid.Holds(m.Price) {
		s.Emit(cell.Append(nil))
		return nil
	}
	timeline, fault := s.market.timeline(shown.Model)
	if fault != nil {
		return fault
	}
	start := m.Time - m.Time%s.market.column
	end := start + s.market.column
	bin := grid.Of(m.Price)
	cell.Lower = bin.Lower()
	n := timeline.Search(end)
	bar := s.market.forming
	forming := bar != nil && bar.Start >= start && bar.Start < end
	if n > 0 {
		if _, closed := timeline.Bar(n - 1); closed.Start >= start || forming {
			cell.Known, cell.Close = true, closed.Close
			var usd [1]float64
			e := timeline.After(n)
			chosen := engine.Everything
			chosen.Venues, chosen.Classes, chosen.Sides = shown.Venues, m.Classes, m.Sides
			e.Heat(usd[:], market.Long, bin, chosen)
			cell.Long = market.USD(usd[0])
			e.Heat(usd[:], market.Short, bin, chosen)
			cell.Short = market.USD(usd[0])
		}
	}
	if forming && cell.Known {
		cell.Close = bar.Close
		if bin >= grid.Of(bar.Low) {
			cell.Long = 0
		}
		if bin <= grid.Of(bar.High) {
			cell.Short = 0
		}
	}
	if cell.Known && cell.Long+cell.Short > 0 {
		overlay := bar
		if !forming {
			overlay = nil
		}
		side := market.Long
		if cell.Short > cell.Long {
			side = market.Short
		}
		cell.Standout = s.frames.painter.standoutAt(timeline.After(n), side, bin, shown.Venues, shown.View.Column, overlay)
	}
	if shown.Model == engine.Learned.Name {
		cell.Low, cell.High = engine.Band(cell.Long+cell.Short, engine.Shipped.UsualForced())
	}
	s.Emit(cell.Append(nil))
	return nil
}
