package session

import (
	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// survey reads timelines for their clusters and keeps what it takes to tell how
// old those are, so that a further bar costs one reading. Its zero value is
// ready.
type survey struct {
	timeline *engine.Timeline
	of       insight.Selection
	past     insight.Past
	at       market.Millis // of the newest map that past took
	m        insight.Map
	asked    *wire.SnapshotRequest // the newest question
	told     int                   // how many bars there were at its last answer
}

// ranges are the days whose mean range is a day's.
const ranges = 14

// study answers the page's question about a standing map, and keeps it.
func (s *Session) study(message []byte) *market.Fault {
	var m wire.SnapshotRequest
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if fault := s.answer(&m); fault != nil {
		return fault
	}
	s.survey.asked = &m
	return nil
}

// restudy answers the newest question anew once a bar has closed, unless it
// was about the past.
func (s *Session) restudy() {
	asked := s.survey.asked
	if asked == nil || asked.At != 0 || s.survey.told == len(s.steps) {
		return
	}
	if fault := s.answer(asked); fault != nil {
		s.Emit(wire.AppendFault(nil, fault))
	}
}

func (s *Session) answer(asked *wire.SnapshotRequest) *market.Fault {
	timeline, fault := s.timeline(asked.Model)
	if fault != nil {
		return fault
	}
	out, fault := s.survey.snapshot(timeline, asked, s.source.Interval, len(s.venues))
	if fault != nil {
		return fault
	}
	s.survey.told = len(s.steps)
	if s.simulation != nil && asked.At == 0 {
		out.Truth = s.truth()
	}
	s.Emit(out.Append(nil))
	return nil
}

// farthest is how far from the price true positions are told, as a logarithm.
const farthest = .3

// truth is what the positions of a simulated market would force out.
func (s *Session) truth() (planes [market.Sides]wire.Plane) {
	const bins = int(farthest / grid.Step)
	at := grid.Of(s.simulation.Price())
	for side, lo := range [market.Sides]grid.Bin{market.Long: at - grid.Bin(bins), market.Short: at} {
		p := &planes[side]
		p.Lo, p.USD = lo, make([]float64, bins)
		s.simulation.Density(p.USD, market.Side(side), lo)
	}
	return planes
}

var unknownMoment = market.Fault{Code: "moment-unknown", Sentence: "There is no bar at or before that moment, so no map of it is known."}

// snapshot answers a SnapshotRequest of a timeline of some venues: the map as it stood at
// the moment that is asked for, from nothing that came after it.
func (s *survey) snapshot(timeline *engine.Timeline, ask *wire.SnapshotRequest, interval market.Millis, venues int) (wire.Snapshot, *market.Fault) {
	n := timeline.Len()
	if ask.At != 0 {
		n = timeline.Search(ask.At - interval + 1)
	}
	if n == 0 {
		return wire.Snapshot{}, &unknownMoment
	}
	_, last := timeline.Bar(n - 1)
	at := last.Start + interval
	sel := insight.Selection{Sides: ask.Sides, Classes: ask.Classes, Venues: uint32(ask.Venues)}
	if s.timeline != timeline || s.of != sel {
		s.timeline, s.of, s.at = timeline, sel, 0
		s.past.Clear()
	}
	if at < s.at || at > s.at+market.Hour {
		s.past.Rewind()
		s.recall(at, interval, venues)
	}
	out := wire.Snapshot{Serial: ask.Serial, Model: ask.Model, At: at, Price: price(timeline, n)}
	s.m.Read(timeline.After(n), at, out.Price, sel, venues)
	out.Clusters = s.m.Clusters(nil, insight.DefaultCut)
	for i := range out.Clusters {
		s.past.Describe(&out.Clusters[i], at)
	}
	s.past.Add(&s.m)
	s.at = at
	for side := range out.Planes {
		out.Planes[side] = wire.Plane{Lo: s.m.Planes[side].Lo, USD: s.m.Planes[side].USD}
	}
	out.TrueRange = insight.TrueRange(func(yield func(*market.Bar) bool) {
		first, _ := timeline.Bar(0)
		for i := n - 1; i >= 0; i-- {
			if venue, bar := timeline.Bar(i); venue == first && !yield(bar) {
				return
			}
		}
	}, interval, at, market.Day, ranges)
	return out, nil
}

// price is the close of the last of the first n bars; of venues that have a
// bar of that time, the first one's.
func price(timeline *engine.Timeline, n int) market.Price {
	least, last := timeline.Bar(n - 1)
	closed := last.Close
	for i := n - 2; i >= 0; i-- {
		venue, bar := timeline.Bar(i)
		if bar.Start != last.Start {
			break
		}
		if venue < least {
			least, closed = venue, bar.Close
		}
	}
	return closed
}

// recall takes the maps that tell the past of a moment, walking the timeline
// from the earliest of them on, but where midnights are known.
func (s *survey) recall(at, interval market.Millis, venues int) {
	_, first := s.timeline.Bar(0)
	var ns []int
	var ends []market.Millis
	for _, moment := range insight.Times(nil, first.Start, at, interval) {
		if n := s.timeline.Search(moment - interval + 1); n > 0 && (len(ns) == 0 || n > ns[len(ns)-1]) {
			_, last := s.timeline.Bar(n - 1)
			ns, ends = append(ns, n), append(ends, last.Start+interval)
		}
	}
	for from := 0; from < len(ns); {
		if s.past.Knows(ends[from]) {
			s.past.Recall(ends[from])
			from++
			continue
		}
		to := from + 1
		for to < len(ns) && !s.past.Knows(ends[to]) {
			to++
		}
		s.timeline.Moments(ns[from:to], func(i int, e *engine.Engine) {
			// The past asks for dollars by bin alone, so no price is needed.
			s.m.Read(e, ends[from+i], 0, s.of, venues)
			s.past.Add(&s.m)
		})
		from = to
	}
}
