package session

import (
	"slices"
	"strconv"
	"strings"

	"brink/wasm/engine"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/sim"
	"brink/wasm/wire"
)

func (s *Session) simulate(message []byte) *market.Fault {
	var m wire.Simulate
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if m.Until-m.Start > 400*market.Day {
		return &market.Fault{Code: "simulation-too-long", Sentence: "more than 400 days were asked of the simulated market"}
	}
	if !slices.Contains(sim.Symbols(), m.Symbol) {
		m.Symbol = sim.Symbols()[0]
	}
	// The page asks for it where nothing has come for a while. A map that the
	// device has stored goes before it, and stays.
	if s.live != nil && !s.live.loaded {
		s.instead = &m
	} else if s.live == nil || !s.live.shown {
		s.runSimulation(&m)
	}
	return nil
}

func (s *Session) runSimulation(m *wire.Simulate) {
	run := sim.New(sim.Config{Symbol: m.Symbol, Seed: m.Seed, Start: m.Start})
	s.events = sim.Events{}
	for run.Now() < m.Until {
		run.Step(&s.events)
		s.events.Liquidations, s.events.Funding = s.events.Liquidations[:0], s.events.Funding[:0]
	}
	forming := run.Forming()
	s.simulation, s.forming = run, &forming
	s.open(ofOne(s.events.Bars), wire.Source{
		Origin: market.Simulated, Name: "seed " + strconv.FormatUint(m.Seed, 10), Symbol: m.Symbol, Symbols: sim.Symbols(), Venues: []string{"simulated"}, Interval: 5 * market.Minute,
	}, m.Column)
	s.events.Bars = nil
	s.prepare(m.Model)
}

// prepare steps a model's timeline ahead of the look at it, while the page takes
// in what it was told. Of a model that there is not, the look says so.
func (s *Session) prepare(model string) {
	if timeline, fault := s.timeline(model); fault == nil {
		timeline.Live()
	}
}

func (s *Session) record(message []byte) *market.Fault {
	var m wire.Record
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if keptSession(m.File) {
		return s.reopen(&m)
	}
	recording, fault := replay.ReadBars(m.File)
	if fault != nil {
		return fault
	}
	s.leave()
	s.simulation, s.forming, s.forced = nil, nil, nil
	s.open(ofOne(recording.Bars), wire.Source{
		Name: m.Name, Symbol: label(m.Name), Symbols: []string{label(m.Name)}, Venues: []string{"recorded"}, Interval: recording.Interval, Notice: notice(recording),
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
	if n := len(r.Gaps); n == 1 {
		text += "A gap without bars is left open."
	} else if n > 1 {
		text += strconv.Itoa(n) + " gaps without bars are left open."
	}
	return text
}

// open replaces the market at hand and tells of it.
func (s *Session) open(steps []live.Step, source wire.Source, column market.Millis) {
	s.viewport, s.waiting, s.stale = nil, false, false
	s.column = max(column/source.Interval, 1) * source.Interval
	s.built(steps, source)
}

// built tells of the market that the steps are.
func (s *Session) built(steps []live.Step, source wire.Source) {
	s.steps, s.timelines, s.survey = steps, map[string]*engine.Timeline{}, survey{}
	s.venues = engineVenues(source.Venues, market.CoinOf(source.Symbol))
	source.First, source.Last = steps[0].Bar.Start, steps[len(steps)-1].Bar.Start
	for _, m := range engine.Models() {
		source.Models = append(source.Models, wire.ModelCard{Name: m.Name, Version: m.Version, Title: m.Title, Note: m.Note})
	}
	s.source = source
	s.Emit(source.Append(nil))
	s.tellBars(true)
}

// ofOne is the bars of a market with one venue.
func ofOne(bars []market.Bar) []live.Step {
	steps := make([]live.Step, len(bars))
	for i := range bars {
		steps[i].Bar = bars[i]
	}
	return steps
}
