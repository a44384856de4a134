// Package session is what the worker does, apart from being a worker:
// messages in, messages out. It holds the market at hand, the models' timelines
// over it and the part of the map that is looked at. It knows no browser and
// no clock; time comes in as ticks.
package session

import (
	"slices"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/sim"
	"brink/wasm/wire"
)

// Session is one visit's market and maps. Emit receives every message for
// the page and owns its memory.
type Session struct {
	Emit func(message []byte)

	// Platform gives a live market its network and store; nil where there are
	// none.
	Platform func(*Live) Platform

	simulation *sim.Market // nil for what is not simulated
	events     sim.Events
	live       *Live          // at work, if perhaps not shown yet
	instead    *wire.Simulate // to be opened where the device has stored nothing
	source     wire.Source
	steps      []live.Step // closed bars, as the engine steps them
	venues     []engine.Venue
	forming    *market.Bar // of a market that goes on, else nil
	timelines  map[string]*engine.Timeline
	column     market.Millis // of the drawn bars
	viewport   *wire.Viewport
	waiting    bool          // a frame is out and not acknowledged
	stale      bool          // something changed since that frame
	painted    market.Millis // start of the last closed bar that a frame showed
	painter    painter
	survey     survey
	forced     []wire.Liquidation // of a session that was opened from a file
}

// New returns a session without a market.
func New(emit func([]byte)) *Session { return &Session{Emit: emit} }

// Handle acts on one message of the page. What cannot be done is answered by
// a fault; what was there before stays.
func (s *Session) Handle(message []byte) {
	kind, fault := wire.KindOf(message)
	if fault == nil {
		switch kind {
		case wire.KindSimulate:
			fault = s.simulate(message)
		case wire.KindRecord:
			fault = s.record(message)
		case wire.KindViewport:
			fault = s.look(message)
		case wire.KindProbe:
			fault = s.probe(message)
		case wire.KindSnapshotRequest:
			fault = s.study(message)
		case wire.KindExportSession:
			fault = s.keep()
		case wire.KindAck:
			fault = s.acknowledge(message)
		case wire.KindLive:
			fault = s.goLive(message)
		default:
			fault = &market.Fault{Code: "message-unknown", Sentence: "the page sent a message that the worker does not know"}
		}
	}
	if fault != nil {
		s.Emit(wire.AppendFault(nil, fault))
	}
}

// tellBars sends the drawn bars: all, or the last two, of which one may have
// closed and one begun.
func (s *Session) tellBars(anew bool) {
	s.tell(wire.Bars{Replace: anew, Column: s.column})
}

// tell completes a message of bars with its rows and sends it.
func (s *Session) tell(m wire.Bars) {
	from := 0
	if !m.Replace {
		last := s.source.Last - s.source.Last%s.column - s.column
		for from = len(s.steps); from > 0 && s.steps[from-1].Bar.Start >= last; from-- {
		}
	}
	m.Until = s.source.Last + s.source.Interval
	for i := from; i < len(s.steps); {
		bar := s.steps[i].Bar
		for i++; i < len(s.steps) && s.steps[i].Bar.Start == bar.Start; i++ {
			bar.Volume += s.steps[i].Bar.Volume
		}
		m.Rows = draw(m.Rows, &bar, s.column)
	}
	if s.forming != nil {
		m.Rows = draw(m.Rows, s.forming, s.column)
	}
	if s.simulation != nil {
		m.Until = s.simulation.Now()
	}
	s.Emit(m.Append(nil))
}

// draw adds a bar to the drawn bars, merging it into the last one where both
// fall into the same column.
func draw(rows []market.Bar, bar *market.Bar, column market.Millis) []market.Bar {
	start := bar.Start - bar.Start%column
	if n := len(rows); n > 0 && rows[n-1].Start == start {
		last := &rows[n-1]
		last.High, last.Low = max(last.High, bar.High), min(last.Low, bar.Low)
		last.Close = bar.Close
		last.Volume += bar.Volume
		return rows
	}
	return append(rows, market.Bar{Start: start, Open: bar.Open, High: bar.High, Low: bar.Low, Close: bar.Close, Volume: bar.Volume})
}

// Tick moves a market that goes on by one step and tells of it.
func (s *Session) Tick() {
	if s.simulation == nil {
		return
	}
	s.events.Bars, s.events.Liquidations, s.events.Funding = s.events.Bars[:0], s.events.Liquidations[:0], s.events.Funding[:0]
	s.simulation.Step(&s.events)
	for i := range s.events.Bars {
		s.close(live.Step{Bar: s.events.Bars[i]})
	}
	*s.forming = s.simulation.Forming()
	s.tellBars(false)
	s.restudy()
	s.refresh()
}

// close takes a bar that has closed.
func (s *Session) close(step live.Step) {
	s.steps = append(s.steps, step)
	s.source.Last = step.Bar.Start
	for _, timeline := range s.timelines {
		timeline.Append(step.Venue, &step.Bar)
	}
}

// timeline is a model's timeline over the bars at hand, made when first asked
// for.
func (s *Session) timeline(name string) (*engine.Timeline, *market.Fault) {
	if timeline := s.timelines[name]; timeline != nil {
		return timeline, nil
	}
	model := engine.ByName(name)
	if model == nil {
		return nil, &market.Fault{Code: "model-unknown", Sentence: "there is no model \"" + name + "\""}
	}
	if len(s.steps) == 0 {
		return nil, &market.Fault{Code: "market-missing", Sentence: "no market is loaded yet"}
	}
	timeline := engine.NewTimelineAt(model, s.source.Interval, slices.Clone(s.venues))
	timeline.Reserve(len(s.steps))
	for i := range s.steps {
		if fault := timeline.Append(s.steps[i].Venue, &s.steps[i].Bar); fault != nil {
			return nil, fault
		}
	}
	s.timelines[name] = timeline
	return timeline, nil
}

func (s *Session) look(message []byte) *market.Fault {
	var m wire.Viewport
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if fault := m.View.Check(); fault != nil {
		return fault
	}
	if m.View.Columns*m.View.Rows > 1<<23 {
		return &market.Fault{Code: "view-size-impossible", Sentence: "a picture of more than 8 million cells was asked for"}
	}
	if _, fault := s.timeline(m.Model); fault != nil {
		return fault
	}
	if m.View.Column != s.column {
		if m.View.Column < s.source.Interval || m.View.Column%s.source.Interval != 0 {
			return &market.Fault{Code: "view-column-impossible", Sentence: "the drawn bars must be a multiple of the market's own"}
		}
		s.column = m.View.Column
		s.tellBars(true)
	}
	s.viewport = &m
	s.paint()
	return nil
}

func (s *Session) acknowledge(message []byte) *market.Fault {
	var m wire.Ack
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	s.waiting = false
	if s.stale {
		s.patch()
	}
	return nil
}

// refresh tells what has changed of what is looked at, unless the page is
// still busy with the frame before: then once it is not.
func (s *Session) refresh() {
	if s.viewport == nil {
		return
	}
	if s.waiting {
		s.stale = true
		return
	}
	s.patch()
}

// paint sends all that is looked at.
func (s *Session) paint() {
	v := s.viewport.View
	s.send(wire.Frame{Serial: s.viewport.Serial, Model: s.viewport.Model, View: v})
	s.painted = s.source.Last
}

// patch sends the columns that have changed since the last frame: from that
// of its last closed bar on. Where the market has run on beyond what is looked
// at, that moves along.
func (s *Session) patch() {
	v := &s.viewport.View
	first := v.ColumnOf(s.painted)
	if first >= v.Columns {
		s.stale = false
		return // what is looked at ends before what has changed
	}
	last := v.ColumnOf(s.source.Last + s.source.Interval)
	if beyond := last - (v.Columns - 1); beyond > 0 {
		v.From += market.Millis(beyond) * v.Column
		first, last = first-beyond, last-beyond
	}
	first = max(first, 0)
	m := wire.Frame{Serial: s.viewport.Serial, Model: s.viewport.Model, View: *v, Patch: true}
	m.View.From += market.Millis(first) * v.Column
	m.View.Columns = last - first + 1
	s.send(m)
	s.painted = s.source.Last
}

func (s *Session) send(m wire.Frame) {
	timeline, fault := s.timeline(m.Model)
	if fault != nil {
		s.Emit(wire.AppendFault(nil, fault))
		return
	}
	s.waiting, s.stale = true, false
	s.Emit(s.painter.frame(timeline, m, s.viewport, s.forming))
}

// probe answers with the engine's own figures of the native bin at a price,
// after the last bar of the drawn column at a time.
func (s *Session) probe(message []byte) *market.Fault {
	var m wire.Probe
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	cell := wire.Cell{Serial: m.Serial, Time: m.Time}
	if s.viewport == nil || !grid.Holds(m.Price) {
		s.Emit(cell.Append(nil))
		return nil
	}
	timeline, fault := s.timeline(s.viewport.Model)
	if fault != nil {
		return fault
	}
	start := m.Time - m.Time%s.column
	k := grid.Of(m.Price)
	cell.Lower = k.Lower()
	n := timeline.Search(start + s.column)
	forming := s.forming != nil && s.forming.Start >= start && s.forming.Start < start+s.column
	if n > 0 {
		if _, bar := timeline.Bar(n - 1); bar.Start >= start || forming {
			cell.Known, cell.Close = true, bar.Close
			var usd [1]float64
			e := timeline.After(n)
			chosen := engine.Everything
			chosen.Venues = s.viewport.Venues
			e.Heat(usd[:], market.Long, k, chosen)
			cell.Long = market.USD(usd[0])
			e.Heat(usd[:], market.Short, k, chosen)
			cell.Short = market.USD(usd[0])
		}
	}
	if forming && cell.Known {
		cell.Close = s.forming.Close
		if k >= grid.Of(s.forming.Low) {
			cell.Long = 0
		}
		if k <= grid.Of(s.forming.High) {
			cell.Short = 0
		}
	}
	if s.viewport.Model == engine.Learned.Name {
		cell.Low, cell.High = engine.Band(cell.Long+cell.Short, market.USD(engine.Shipped.Usual))
	}
	s.Emit(cell.Append(nil))
	return nil
}
