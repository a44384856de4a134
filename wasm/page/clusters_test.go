package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

func TestClustersAreAskedForOnceTheMapIsDrawn(t *testing.T) {
	s := opened(t, simulated())
	s.asks(wire.KindSnapshotRequest, 0, "before the map is drawn")
	s.answerViewport()
	if m := s.request(); m != (wire.SnapshotRequest{Serial: 1, Model: "learned", Sides: 3, Classes: 15, Venues: 1}) {
		t.Errorf("%+v", m)
	}
	s.answerSnapshot(start)
	c := &s.State().Clusters
	if c.Snapshot.At != start || len(c.List) != 1 || c.Price != 61_000 || c.TrueRange != 1500 {
		t.Errorf("%+v", c)
	}
	if len(s.chart.marks) == 0 {
		t.Error("the nearest cluster is not marked")
	}
	s.answerViewport()
	s.asks(wire.KindSnapshotRequest, 1, "what is at hand is not asked for again")
}

// Many choices at once ask twice: for the first, and for what is chosen in the
// end.
func TestTheNewestQuestionWaitsForTheAnswerBefore(t *testing.T) {
	s := mapped(t, simulated())
	for class := range 4 {
		s.click(func(v *view.State) { v.FlipClass(class) })
	}
	s.click(func(v *view.State) { v.FlipClass(0) })
	s.asks(wire.KindSnapshotRequest, 1, "while an answer is awaited")
	s.answerSnapshot(start)
	if m := s.request(); m.Serial != 2 || m.Classes != 1 {
		t.Errorf("%+v", m)
	}
	s.answerSnapshot(start)
	s.asks(wire.KindSnapshotRequest, 2, "in the end")
}

// A choice that is taken back while an answer is awaited asks for nothing.
func TestAChoiceThatIsTakenBackAsksForNothing(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Flip(view.ChoiceLongs) })
	s.click(func(v *view.State) { v.Flip(view.ChoiceLongs) })
	s.answerSnapshot(start)
	s.asks(wire.KindSnapshotRequest, 1, "in the end")
}

// What could not be answered does not keep what was chosen since waiting.
func TestAFaultLetsTheNewestQuestionThrough(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Flip(view.ChoiceShorts) })
	s.fault("moment-impossible")
	s.notice("The worker says moment-impossible.")
	if m := s.request(); m.Serial != 2 || m.Sides != 1<<market.Long {
		t.Errorf("%+v", m)
	}
	s.fault("moment-impossible")
	s.asks(wire.KindSnapshotRequest, 2, "a question that fails is not repeated for ever")
}

func TestALateSnapshotIsLetGo(t *testing.T) {
	s := clustered(t, simulated())
	s.click(func(v *view.State) { v.Flip(view.ChoiceShorts) })
	s.say(snapshot(1, start+market.Hour, 5e6))
	if got := s.State().Clusters.Snapshot.At; got != start {
		t.Errorf("the answer to a question before is shown, of %d", got)
	}
}

// After each bar the worker tells of the newest map without being asked.
func TestTheNewestMapIsShownAsTheMarketGoesOn(t *testing.T) {
	s := clustered(t, simulated())
	s.say(snapshot(1, start+5*market.Minute, 95e6))
	if c := s.State().Clusters; c.Snapshot.At != start+5*market.Minute || c.List[0].USD != 95e6 {
		t.Errorf("%+v", c.List)
	}
	s.asks(wire.KindSnapshotRequest, 1, "it is told")
}

func TestTruePositionsAreDrawnOfASimulatedMarketAlone(t *testing.T) {
	for _, c := range []struct {
		source *wire.Source
		drawn  bool
	}{{simulated(), true}, {liveMarket(), false}} {
		s := clustered(t, c.source)
		if len(s.chart.truth[market.Long].USD) != 0 {
			t.Error("true positions are drawn unasked")
		}
		s.click(func(v *view.State) { v.Apply(v.Chart.ToggleTruth()) })
		if drawn := len(s.chart.truth[market.Long].USD) > 0; drawn != c.drawn {
			t.Errorf("%s: drawn %v", c.source.Symbol, drawn)
		}
	}
	s := clustered(t, simulated())
	s.click(func(v *view.State) { v.Apply(v.Chart.ToggleTruth()) })
	s.click(func(v *view.State) { v.ToggleReplay(); v.Apply(v.Playhead.Step(-3)) })
	s.answerSnapshot(start - market.Hour)
	if len(s.chart.truth[market.Long].USD) != 0 {
		t.Error("true positions are drawn over a replay, which did not know them")
	}
}

func TestAPointedClusterIsMarked(t *testing.T) {
	s := clustered(t, simulated())
	s.click(func(v *view.State) { v.Apply(v.Clusters.Point(&v.Rows()[0])) })
	found := false
	for _, m := range s.chart.marks {
		found = found || m.Kind == view.OverMark
	}
	if !found {
		t.Errorf("%+v", s.chart.marks)
	}
}

// The visit before is compared with this one, once its market is the same and
// it was long enough ago.
func TestWhatHappenedSinceTheLastVisitIsTold(t *testing.T) {
	visit := func(stored map[string]string, source *wire.Source, at market.Millis) *stage {
		s := mapped(t, source, func(d *device) {
			for key, text := range stored {
				d.stored[key] = text
			}
		})
		s.say(snapshot(1, at, 90e6))
		return s
	}
	first := visit(nil, simulated(), start)
	if first.State().Clusters.News != "" || first.device.stored["brink.look"] == "" {
		t.Fatalf("at a first visit: %q, kept %q", first.State().Clusters.News, first.device.stored["brink.look"])
	}
	if soon := visit(first.device.stored, simulated(), start+9*market.Minute); soon.State().Clusters.News != "" {
		t.Errorf("after nine minutes: %q", soon.State().Clusters.News)
	}
	again := visit(first.device.stored, simulated(), start+3*market.Hour)
	if !strings.Contains(again.State().Clusters.News, "3 h") {
		t.Errorf("after three hours: %q", again.State().Clusters.News)
	}
	other := simulated()
	other.Symbol = "ETHUSDT"
	if s := visit(first.device.stored, other, start+3*market.Hour); s.State().Clusters.News != "" {
		t.Errorf("of another market: %q", s.State().Clusters.News)
	}
}

func TestAVisitThatNobodyMakesIsNotRemembered(t *testing.T) {
	s := mapped(t, simulated(), func(d *device) { d.hidden = true })
	s.answerSnapshot(start)
	if s.device.stored["brink.look"] != "" {
		t.Error("a hidden page is remembered as looked at")
	}
	s.device.hidden = false
	s.Seen()
	if s.device.stored["brink.look"] == "" {
		t.Error("what is looked at then is not remembered")
	}
	// A part of a live map is none.
	l := mapped(t, liveMarket())
	l.say(health(true, 0))
	l.answerSnapshot(start)
	if l.device.stored["brink.look"] != "" {
		t.Error("an incomplete map is remembered")
	}
}

func TestADamagedVisitIsSetAside(t *testing.T) {
	s := mapped(t, simulated(), func(d *device) { d.stored["brink.look"] = "brink-look-1 nonsense" })
	s.answerSnapshot(start)
	if s.device.stored["brink.look.aside"] != "brink-look-1 nonsense" || s.State().Notice == "" {
		t.Errorf("aside %q, notice %q", s.device.stored["brink.look.aside"], s.State().Notice)
	}
	if text := s.device.stored["brink.look"]; text == "" || strings.Contains(text, "nonsense") {
		t.Errorf("kept %q", text)
	}
}

// Before anything is known a page that is seen again remembers nothing.
func TestSeenBeforeThereIsAMap(t *testing.T) {
	s := mounted(t)
	s.Seen()
	if _, ok := s.device.stored["brink.look"]; ok {
		t.Error("something is remembered")
	}
}
