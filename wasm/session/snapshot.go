package session

import (
	"brink/wasm/engine"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// snapshots reads timelines for their clusters and keeps what it takes to tell
// how old those are, so that a further bar costs one reading. Its zero value is
// ready.
type snapshots struct {
	timeline  *engine.Timeline // that past is of
	of        insight.Selection
	past      insight.Past
	at        market.Millis // of the newest map that past holds
	m         insight.Map
	standouts [market.Sides][]byte  // of the newest answer
	request   *wire.SnapshotRequest // the newest, nil before
	bars      int                   // how many there were at its last answer
	materials materials
}

// rangeDays are the days whose mean range is a day's.
const rangeDays = 14

// answerSnapshot answers the page's request for a snapshot, and keeps it to
// answer it again as bars close.
func (s *Session) answerSnapshot(m *wire.SnapshotRequest) *market.Fault {
	if m.Ahead == wire.WholeMaterial {
		s.snapshots.materials = materials{}
	}
	if fault := s.emitSnapshot(m); fault != nil {
		return fault
	}
	s.snapshots.request = m
	return nil
}

// refreshSnapshot answers the newest request again once a bar has closed,
// unless it was about the past.
func (s *Session) refreshSnapshot() {
	request := s.snapshots.request
	if request == nil || request.At != 0 || s.snapshots.bars == len(s.market.steps) {
		return
	}
	s.report(s.emitSnapshot(request))
}

func (s *Session) emitSnapshot(request *wire.SnapshotRequest) *market.Fault {
	m := &s.market
	timeline, fault := m.timeline(request.Model)
	if fault != nil {
		return fault
	}
	out, fault := s.snapshots.snapshot(timeline, request, m.source.Interval, len(m.venues))
	if fault != nil {
		return fault
	}
	s.snapshots.bars = len(m.steps)
	if s.simulation.running() && request.At == 0 {
		out.Truth = s.simulation.truth()
	}
	s.Emit(out.Append(nil))
	if request.Ahead != wire.NoMaterial {
		n := timeline.Search(out.At - m.source.Interval + 1)
		about := s.snapshots.materials.material(m, timeline, n, &s.snapshots.m, selection(request), out.Clusters)
		about.Serial, about.Model, about.Fitted = request.Serial, request.Model, request.Model == engine.Learned.Name
		for _, card := range m.source.Models {
			if card.Name == request.Model {
				about.Version = card.Version
			}
		}
		s.Emit(about.Append(nil))
	}
	return nil
}

var unknownMoment = market.Fault{Code: "moment-unknown", Sentence: "There is no bar at or before that moment, so no map of it is known."}

// snapshot answers a request about a timeline of some venues: the map as it was
// at the moment that is asked for, from nothing that came after it.
func (s *snapshots) snapshot(timeline *engine.Timeline, request *wire.SnapshotRequest, interval market.Millis, venues int) (wire.Snapshot, *market.Fault) {
	n := timeline.Len()
	if request.At != 0 {
		n = timeline.Search(request.At - interval + 1)
	}
	if n == 0 {
		return wire.Snapshot{}, &unknownMoment
	}
	_, last := timeline.Bar(n - 1)
	at := last.Start + interval
	sel := selection(request)
	if s.timeline != timeline || s.of != sel {
		s.timeline, s.of, s.at = timeline, sel, 0
		s.past.Clear()
	}
	if at < s.at || at > s.at+market.Hour {
		s.past.Rewind()
		s.recall(at, interval, venues)
	}
	out := wire.Snapshot{Serial: request.Serial, Model: request.Model, At: at, Price: price(timeline, n)}
	e := timeline.After(n)
	s.m.Read(e, at, out.Price, sel, venues)
	out.UsualDay = e.UsualDay()
	out.Clusters = s.m.Clusters(nil, insight.DefaultCut)
	for i := range out.Clusters {
		s.past.Describe(&out.Clusters[i], at)
	}
	s.past.Add(&s.m)
	s.at = at
	for side := range out.Planes {
		out.Planes[side] = wire.Plane{Lo: s.m.Planes[side].Lo, USD: s.m.Planes[side].USD, Standout: s.m.Standouts(s.standouts[side], market.Side(side))}
		s.standouts[side] = out.Planes[side].Standout
	}
	out.TrueRange = insight.TrueRange(func(yield func(*market.Bar) bool) {
		first, _ := timeline.Bar(0)
		for i := n - 1; i >= 0; i-- {
			if venue, bar := timeline.Bar(i); venue == first && !yield(bar) {
				return
			}
		}
	}, interval, at, market.Day, rangeDays)
	return out, nil
}

// selection is what of the map a request is about.
func selection(request *wire.SnapshotRequest) insight.Selection {
	return insight.Selection{Sides: request.Sides, Classes: request.Classes, Venues: uint32(request.Venues)}
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
func (s *snapshots) recall(at, interval market.Millis, venues int) {
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
