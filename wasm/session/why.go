package session

import (
	"sort"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// why answers why something stands where it does on the map of the newest snapshot, or
// of a column before it.
func (s *Session) why(m *wire.Why) *market.Fault {
	p, request := &s.snapshots, s.snapshots.request
	low, high := m.Lo.Lower(), m.Hi.Lower()
	out := wire.Origin{Serial: m.Serial, Side: m.Side, Low: low, High: high}
	if request == nil || p.timeline == nil {
		s.Emit(out.Append(nil)) // no map has been counted yet
		return nil
	}
	if m.At != 0 {
		column := *request
		out.At = m.At - m.At%s.market.column + s.market.column
		column.At = out.At
		timeline, fault := s.market.timeline(request.Model)
		if fault == nil {
			p, request = &s.columns, &column
			_, fault = p.snapshot(timeline, request, s.market.source.Interval, len(s.market.venues))
		}
		if fault != nil {
			return fault
		}
		if other := 1 - m.Side; p.m.Planes[other].Sum(m.Lo, m.Hi) > p.m.Planes[m.Side].Sum(m.Lo, m.Hi) {
			m.Side, out.Side = other, other
		}
	}
	plane := &p.m.Planes[m.Side]
	out.Price, out.USD = p.m.Price, plane.Sum(m.Lo, m.Hi)
	within := func(list []float64) (sum float64) {
		for i := max(int(m.Lo-plane.Lo), 0); i < min(int(m.Hi-plane.Lo), len(list)); i++ {
			sum += list[i]
		}
		return sum
	}
	if total := float64(out.USD); total > 0 {
		for class := range out.Classes {
			out.Classes[class] = within(plane.Class[class]) / total
		}
		for i, id := range s.market.source.Venues {
			if i < len(plane.Venue) {
				out.Venues = append(out.Venues, wire.VenueShare{Venue: id, Share: within(plane.Venue[i]) / total})
			}
		}
	}
	for i := max(int(m.Lo-plane.Lo), 0); i < min(int(m.Hi-plane.Lo), len(p.standouts[m.Side])); i++ {
		out.Standout = max(out.Standout, grid.StandoutOf(p.standouts[m.Side][i]))
	}
	beyond := low * .99
	if m.Side == market.Short {
		beyond = high * 1.01
	}
	from, to := grid.Of(beyond), m.Lo
	if m.Side == market.Short {
		from, to = m.Hi, grid.Of(beyond)
	}
	out.Ahead, out.Scale = plane.Sum(from, to), p.timeline.Live().Scale()
	out.Origin, out.Known = p.past.Origin(&p.m, m.Side, m.Lo, m.Hi, request.Model == engine.Learned.Name, func(from, to market.Millis) bool {
		return wentThrough(&s.market, m.Side, (m.Lo+m.Hi)/2, from, to)
	})
	s.Emit(out.Append(nil))
	return nil
}

// wentThrough reports whether price reached a bin between two times.
func wentThrough(m *openMarket, side market.Side, k grid.Bin, from, to market.Millis) bool {
	steps := m.steps
	for i := sort.Search(len(steps), func(i int) bool { return steps[i].Bar.Start >= from }); i < len(steps) && steps[i].Bar.Start < to; i++ {
		bar := &steps[i].Bar
		if low, high := bar.SweepRange(); insight.Beyond(side, k, low, high) {
			return true
		}
	}
	return false
}
