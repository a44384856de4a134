package page_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/session"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// walker is a page with a true engine behind it, and a second engine that is
// asked what the page should show.
type walker struct {
	*stage
	engine, other *session.Session
	of            *worker       // whose engine that is
	said          [][]byte      // what the engine has said and the page has not read
	heard         int           // messages of the page that the engine has read
	answer        []byte        // what the other engine said last
	venues        *venuesOfWalk // that the engine may speak to; nil for none
	exported      []byte        // the market at hand as a file, where the walker asked for it
	held          []byte        // the live market that the other engine holds, as such a file
}

func newWalker(t *testing.T) *walker {
	w := &walker{stage: mounted(t, func(d *device) { d.query["sim"] = "7" })}
	w.other = session.New(func(m []byte) { w.answer = append([]byte{}, m...) })
	return w
}

// begin gives the page's newest worker an engine.
func (w *walker) begin(of *worker) {
	if w.venues != nil && w.venues.at != nil {
		w.venues.at.Shutdown()
	}
	w.of, w.said, w.heard = of, nil, 0
	w.engine = session.New(func(m []byte) {
		var file wire.File
		if kind, _ := wire.KindOf(m); kind == wire.KindFile && file.Parse(m) == nil {
			w.exported = file.Content
			return
		}
		w.said = append(w.said, append([]byte{}, m...))
	})
	if w.venues != nil {
		w.engine.Platform = w.venues.begin
	}
}

// settle lets page and engine speak until neither has anything to say.
func (w *walker) settle() {
	for w.speak() {
		w.device.pass(100)
	}
}

// speak lets each say what it has to, and reports whether there was anything.
func (w *walker) speak() (spoke bool) {
	worker := w.stage.engine()
	if worker != w.of {
		w.begin(worker)
	}
	for len(w.device.fetches) > 0 {
		w.answerRelay(404, "")
	}
	for ; w.heard < len(worker.sent) && !worker.ended; w.heard++ {
		m := worker.sent[w.heard]
		spoke = true
		switch kind, _ := wire.KindOf(m); kind {
		case wire.KindSimulate, wire.KindRecord, wire.KindViewport:
			w.held = nil
			w.other.Handle(append([]byte{}, m...))
		}
		w.engine.Handle(append([]byte{}, m...))
	}
	for len(w.said) > 0 && !worker.ended {
		m := w.said[0]
		w.said = w.said[1:]
		spoke = true
		worker.handle(m)
	}
	return spoke
}

// follow gives the other engine the live market at hand, where it is one.
func (w *walker) follow() {
	if !w.State().Source.Live() {
		return
	}
	w.engine.Handle(wire.AppendExportSession(nil))
	if !bytes.Equal(w.exported, w.held) {
		w.held = w.exported
		w.other.Handle((&wire.Record{Name: "live.brink", Column: w.State().Playhead.Interval, File: bytes.Clone(w.held)}).Append(nil))
	}
	var asked wire.Viewport
	w.asked(wire.KindViewport, &asked)
	w.other.Handle(asked.Append(nil))
}

// look tells the page that the chart shows the window that is chosen.
func (w *walker) look() {
	s := w.State()
	price := s.Price()
	w.sight(page.Sight{From: s.Source.Until - s.Settings.Window.Span(), To: s.Source.Until, Bottom: price * .8, Top: price * 1.2, Width: 700, Height: 300})
	w.settle()
}

// expected is what the other engine says of the moment and the choice at hand.
func (w *walker) expected() *wire.Snapshot {
	w.t.Helper()
	s := w.State()
	m := wire.SnapshotRequest{Serial: 1, Model: s.Settings.Model, Venues: uint64(s.VenueBits())}
	for i, on := range s.Settings.Classes {
		if on {
			m.Classes |= 1 << i
		}
	}
	for side, on := range []bool{s.Settings.Longs, s.Settings.Shorts} {
		if on {
			m.Sides |= 1 << side
		}
	}
	if s.Playhead.Replaying() {
		m.At = s.Playhead.At()
	}
	w.follow()
	w.other.Handle(m.Append(nil))
	var out wire.Snapshot
	if fault := out.Parse(w.answer); fault != nil {
		w.t.Fatal(fault.Sentence)
	}
	return &out
}

// check compares every figure of the page with those of the other engine.
func (w *walker) check(after string) {
	w.t.Helper()
	s, want := w.State(), w.expected()
	if s.Clusters.Snapshot.At != want.At || s.Clusters.Price != want.Price || s.Clusters.TrueRange != want.TrueRange {
		w.t.Fatalf("after %s: the page shows %v at %v, the engine %v at %v", after, s.Clusters.Snapshot.At, s.Clusters.Price, want.At, want.Price)
	}
	whole := want.Map()
	if got := s.Clusters.Snapshot.Balance(.05); got != whole.Balance(.05) {
		w.t.Errorf("after %s: within 5 %% %v, want %v", after, got, whole.Balance(.05))
	}
	byPlace := func(list []insight.Cluster) map[insight.Band]market.USD {
		out := map[insight.Band]market.USD{}
		for _, c := range list {
			out[insight.Band{Side: c.Side, Lo: c.Lo, Hi: c.Hi}] = c.USD
		}
		return out
	}
	if got := byPlace(s.Clusters.List); !reflect.DeepEqual(got, byPlace(want.Clusters)) {
		w.t.Errorf("after %s: clusters %v, want %v", after, got, byPlace(want.Clusters))
	}
	headline := s.Headline()
	for side, usd := range whole.Balance(.05) {
		if !strings.Contains(headline, view.Dollars(usd)) {
			w.t.Errorf("after %s: %q does not tell %s of side %d", after, headline, view.Dollars(usd), side)
		}
	}
	for _, m := range w.chart.marks {
		if m.Kind == view.NearMark && !strings.Contains(headline, m.Text) {
			w.t.Errorf("after %s: the chart says %q, the headline %q", after, m.Text, headline)
		}
	}
	if status := s.Status(); s.Source.Simulated() && !strings.Contains(status, "SIMULATED") || strings.HasPrefix(status, "REPLAY") != s.Playhead.Replaying() {
		w.t.Errorf("after %s: %q", after, status)
	}
	w.checkReadout(after)
}

// checkReadout compares the figures under the crosshair.
func (w *walker) checkReadout(after string) {
	w.t.Helper()
	s := w.State()
	for _, away := range []market.Price{.97, 1.03} {
		at := page.Point{Time: s.Playhead.At() - 6*market.Hour, Price: s.Clusters.Price * away}
		w.point(&at)
		w.settle()
		var m wire.Probe
		w.asked(wire.KindProbe, &m)
		request := w.clustersAsked()
		if m.Classes != request.Classes || m.Sides != request.Sides {
			w.t.Errorf("after %s: the readout counts %d and %d, the clusters %d and %d", after, m.Classes, m.Sides, request.Classes, request.Sides)
		}
		w.other.Handle(m.Append(nil))
		var cell wire.Cell
		if fault := cell.Parse(w.answer); fault != nil {
			w.t.Fatal(fault.Sentence)
		}
		shown := last(w.t, w.chart.readouts)
		if cell.Known && (shown["long"] != view.Dollars(cell.Long) || shown["short"] != view.Dollars(cell.Short)) {
			w.t.Errorf("after %s: the readout says %v, want %v and %v", after, shown, cell.Long, cell.Short)
		}
		if off := m.Classes == 0 || m.Sides == 0; off && (cell.Long != 0 || cell.Short != 0) {
			w.t.Errorf("after %s: with everything off there are %v and %v", after, cell.Long, cell.Short)
		}
	}
	w.point(nil)
}

func (w *walker) clustersAsked() (m wire.SnapshotRequest) {
	w.asked(wire.KindSnapshotRequest, &m)
	return m
}

// Whatever is chosen after whatever else, all that the page shows is of one
// moment and one choice.
func TestWhateverIsChosenTheFiguresAreTheEngines(t *testing.T) {
	acts := []struct {
		name string
		do   func(*view.State, *rand.Rand)
	}{
		{"a class", func(s *view.State, r *rand.Rand) { s.FlipClass(r.IntN(4)) }},
		{"longs", func(s *view.State, _ *rand.Rand) { s.Flip(view.ChoiceLongs) }},
		{"shorts", func(s *view.State, _ *rand.Rand) { s.Flip(view.ChoiceShorts) }},
		{"a model", func(s *view.State, r *rand.Rand) {
			list := s.Options(view.ChoiceModel)
			s.Choose(view.ChoiceModel, list[r.IntN(len(list))].Value)
		}},
		{"a window", func(s *view.State, r *rand.Rand) {
			list := s.Options(view.ChoiceWindow)
			s.Choose(view.ChoiceWindow, list[r.IntN(len(list))].Value)
		}},
		{"a moment", func(s *view.State, r *rand.Rand) { s.Apply(s.Playhead.Scrub(.3 + .7*r.Float64())) }},
		{"a step", func(s *view.State, r *rand.Rand) { s.Apply(s.Playhead.Step(r.IntN(9) - 4)) }},
		{"the newest", func(s *view.State, _ *rand.Rand) { s.Return() }},
		{"a threshold", func(s *view.State, r *rand.Rand) { s.Choose(view.ChoiceThreshold, "0.3") }},
	}
	w := newWalker(t)
	w.settle()
	w.look()
	w.check("the start")
	random := rand.New(rand.NewPCG(1, 7))
	for range 40 {
		act := acts[random.IntN(len(acts))]
		w.click(func(s *view.State) { act.do(s, random) })
		w.settle()
		w.look()
		if w.check(act.name); t.Failed() {
			t.FailNow()
		}
	}
}
