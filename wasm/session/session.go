// Package session is what the worker does, apart from being a worker:
// messages in, messages out. It holds the market at hand, the models' courses
// over it and the part of the map that is looked at. It knows no browser and
// no clock; time comes in as ticks.
package session

import (
	"strconv"
	"strings"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/sim"
	"brink/wasm/wire"
)

// Session is one visit's market and maps. Emit receives every message for
// the page and owns its memory.
type Session struct {
	Emit func(message []byte)

	simulation *sim.Market // nil for a recording
	events     sim.Events
	source     wire.Source
	bars       []market.Bar // closed, as the engine steps them
	forming    *market.Bar  // of a market that goes on, else nil
	courses    map[string]*engine.Timeline
	column     market.Millis // of the drawn bars
	looked     *wire.Look
	waiting    bool          // a frame is out and not acknowledged
	stale      bool          // something changed since that frame
	painted    market.Millis // start of the last closed bar that a frame showed
	painter    painter
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
		case wire.KindLook:
			fault = s.look(message)
		case wire.KindProbe:
			fault = s.probe(message)
		case wire.KindAck:
			fault = s.acknowledge(message)
		default:
			fault = &market.Fault{Code: "message-unknown", Sentence: "the page sent a message that the worker does not know"}
		}
	}
	if fault != nil {
		s.Emit(wire.AppendFault(nil, fault))
	}
}

func (s *Session) simulate(message []byte) *market.Fault {
	var m wire.Simulate
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if m.Until-m.Start > 400*market.Day {
		return &market.Fault{Code: "simulation-too-long", Sentence: "more than 400 days were asked of the simulated market"}
	}
	run := sim.New(sim.Config{Symbol: m.Symbol, Seed: m.Seed, Start: m.Start})
	s.events = sim.Events{}
	for run.Now() < m.Until {
		run.Step(&s.events)
		s.events.Liquidations, s.events.Funding = s.events.Liquidations[:0], s.events.Funding[:0]
	}
	forming := run.Forming()
	s.simulation, s.forming = run, &forming
	s.open(s.events.Bars, wire.Source{
		Simulated: true, Name: "seed " + strconv.FormatUint(m.Seed, 10), Symbol: m.Symbol, Symbols: sim.Symbols(), Interval: 5 * market.Minute,
	}, m.Column)
	s.events.Bars = nil
	return nil
}

func (s *Session) record(message []byte) *market.Fault {
	var m wire.Record
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	recording, fault := replay.ReadBars(m.File)
	if fault != nil {
		return fault
	}
	s.simulation, s.forming = nil, nil
	s.open(recording.Bars, wire.Source{
		Name: m.Name, Symbol: label(m.Name), Symbols: []string{label(m.Name)}, Interval: recording.Interval, Notice: notice(recording),
	}, m.Column)
	return nil
}

// label is a recording's name without what its file is packed in.
func label(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".csv")
}

// notice says what of a recording was not used.
func notice(r *replay.Recording) string {
	text := ""
	if n := len(r.Ignored); n > 0 {
		text = "Columns not understood and left out: "
		for i, name := range r.Ignored {
			if i > 0 {
				text += ", "
			}
			text += name
		}
		text += ". "
	}
	if n := len(r.Gaps); n > 0 {
		text += strconv.Itoa(n) + " gaps without bars are left open."
	}
	return text
}

// open replaces the market at hand and tells of it.
func (s *Session) open(bars []market.Bar, source wire.Source, column market.Millis) {
	s.bars, s.courses, s.looked = bars, map[string]*engine.Timeline{}, nil
	s.waiting, s.stale = false, false
	s.column = max(column/source.Interval, 1) * source.Interval
	source.First, source.Last = bars[0].Start, bars[len(bars)-1].Start
	for _, m := range engine.Models() {
		source.Models = append(source.Models, wire.ModelCard{Name: m.Name, Version: m.Version, Title: m.Title, Note: m.Note})
	}
	s.source = source
	s.Emit(source.Append(nil))
	s.tellBars(true)
}

// tellBars sends the drawn bars: all, or the last two, of which one may have
// closed and one begun.
func (s *Session) tellBars(anew bool) {
	from := 0
	if !anew {
		last := s.source.Last - s.source.Last%s.column - s.column
		for from = len(s.bars); from > 0 && s.bars[from-1].Start >= last; from-- {
		}
	}
	m := wire.Bars{Anew: anew, Column: s.column}
	for i := from; i < len(s.bars); i++ {
		m.Rows = draw(m.Rows, &s.bars[i], s.column)
	}
	if s.forming != nil {
		m.Rows = draw(m.Rows, s.forming, s.column)
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
		bar := s.events.Bars[i]
		s.bars = append(s.bars, bar)
		s.source.Last = bar.Start
		for _, course := range s.courses {
			course.Append(0, &bar)
		}
	}
	*s.forming = s.simulation.Forming()
	s.tellBars(false)
	s.refresh()
}

// course is a model's course over the bars at hand, made when first asked
// for.
func (s *Session) course(name string) (*engine.Timeline, *market.Fault) {
	if course := s.courses[name]; course != nil {
		return course, nil
	}
	model := engine.ByName(name)
	if model == nil {
		return nil, &market.Fault{Code: "model-unknown", Sentence: "there is no model \"" + name + "\""}
	}
	if len(s.bars) == 0 {
		return nil, &market.Fault{Code: "market-missing", Sentence: "no market is loaded yet"}
	}
	course := engine.NewTimeline(model, s.source.Interval, 1)
	for i := range s.bars {
		if fault := course.Append(0, &s.bars[i]); fault != nil {
			return nil, fault
		}
	}
	s.courses[name] = course
	return course, nil
}

func (s *Session) look(message []byte) *market.Fault {
	var m wire.Look
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if fault := m.View.Check(); fault != nil {
		return fault
	}
	if m.View.Columns*m.View.Rows > 1<<23 {
		return &market.Fault{Code: "view-size-impossible", Sentence: "a picture of more than 8 million cells was asked for"}
	}
	if _, fault := s.course(m.Model); fault != nil {
		return fault
	}
	if m.View.Column != s.column {
		if m.View.Column < s.source.Interval || m.View.Column%s.source.Interval != 0 {
			return &market.Fault{Code: "view-column-impossible", Sentence: "the drawn bars must be a multiple of the market's own"}
		}
		s.column = m.View.Column
		s.tellBars(true)
	}
	s.looked = &m
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
	if s.looked == nil {
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
	v := s.looked.View
	s.send(wire.Frame{Serial: s.looked.Serial, Model: s.looked.Model, View: v})
	s.painted = s.source.Last
}

// patch sends the columns that have changed since the last frame: from that
// of its last closed bar on.
func (s *Session) patch() {
	v := s.looked.View
	first := max(v.ColumnOf(s.painted), 0)
	last := v.ColumnOf(s.source.Last + s.source.Interval)
	if last = min(last, v.Columns-1); first > last {
		s.stale = false
		return // all of it lies outside of what is looked at
	}
	v.From += market.Millis(first) * v.Column
	v.Columns = last - first + 1
	s.send(wire.Frame{Serial: s.looked.Serial, Model: s.looked.Model, View: v, Patch: true})
	s.painted = s.source.Last
}

func (s *Session) send(m wire.Frame) {
	course, fault := s.course(m.Model)
	if fault != nil {
		s.Emit(wire.AppendFault(nil, fault))
		return
	}
	s.waiting, s.stale = true, false
	s.Emit(s.painter.frame(course, m, s.looked.Sight, s.forming))
}

// probe answers with the engine's own figures of the native bin at a price,
// after the last bar of the drawn column at a time.
func (s *Session) probe(message []byte) *market.Fault {
	var m wire.Probe
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	cell := wire.Cell{Serial: m.Serial, Time: m.Time}
	if s.looked == nil || !grid.Holds(m.Price) {
		s.Emit(cell.Append(nil))
		return nil
	}
	course, fault := s.course(s.looked.Model)
	if fault != nil {
		return fault
	}
	start := m.Time - m.Time%s.column
	k := grid.Of(m.Price)
	cell.Lower = k.Lower()
	n := course.Search(start + s.column)
	forming := s.forming != nil && s.forming.Start >= start && s.forming.Start < start+s.column
	if n > 0 {
		if _, bar := course.Bar(n - 1); bar.Start >= start || forming {
			cell.Known, cell.Close = true, bar.Close
			var usd [1]float64
			e := course.After(n)
			e.Heat(usd[:], market.Long, k, engine.Everything)
			cell.Long = market.USD(usd[0])
			e.Heat(usd[:], market.Short, k, engine.Everything)
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
	if s.looked.Model == engine.Learned.Name {
		cell.Low, cell.High = engine.Band(cell.Long+cell.Short, market.USD(engine.Shipped.Usual))
	}
	s.Emit(cell.Append(nil))
	return nil
}
