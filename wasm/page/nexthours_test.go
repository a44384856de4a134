package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// outlook switches the next hours on or off.
func (s *stage) outlook() { s.click(func(state *view.State) { state.Flip(view.ChoiceAhead) }) }

// lines is what is said of the next hours.
func (s *stage) lines() string {
	return strings.Join(s.State().Dock.Ahead.Text(s.State()), "\n")
}

// door is the newest second module.
func (s *stage) door() *module {
	s.t.Helper()
	if len(s.modules) == 0 {
		s.t.Fatal("nobody asks for the second module")
	}
	return s.modules[len(s.modules)-1]
}

// wanted is whether the newest request wants material.
func (s *stage) wanted() wire.Ahead { return s.request().Ahead }

func (m *module) says(a appender) { m.handle(a.Append(nil)) }

func TestTheSecondModuleIsFetchedWhenItIsAskedFor(t *testing.T) {
	s := clustered(t, simulated())
	if len(s.modules) != 0 || s.wanted() != wire.NoMaterial || s.lines() != "" {
		t.Fatalf("%d were asked for, %q", len(s.modules), s.lines())
	}
	s.outlook()
	if !strings.HasPrefix(s.lines(), "Loading") || len(s.modules) != 1 {
		t.Fatalf("%q", s.lines())
	}
	s.door().says(&wire.Hello{Build: "0123456789"}) // which may come before it is handed over
	s.door().opened()
	s.answerSnapshot(start)
	if s.wanted() != wire.WholeMaterial || !strings.Contains(s.lines(), "being computed") {
		t.Fatalf("%v is wanted, %q", s.wanted(), s.lines())
	}
	serial := s.request().Serial
	material := wire.Material{Serial: serial, Interval: 1, Bars: []wire.Reach{{Start: 5}}}
	s.say(&material)
	if sent := s.door().sent; len(sent) != 1 || string(sent[0]) != string(material.Append(nil)) {
		t.Fatalf("%d messages were handed on", len(sent))
	}
	s.door().says(&wire.AheadText{Serial: serial + 1, Lines: []string{"of another map"}})
	if strings.Contains(s.lines(), "another") {
		t.Error("what is said of another map is shown")
	}
	s.door().says(&wire.AheadText{Serial: serial, At: start, Note: "A note.", Lines: []string{"One.", "Two."}})
	if s.lines() != "One.\nTwo." {
		t.Errorf("%q", s.lines())
	}
	s.outlook()
	if s.lines() != "" || !s.door().ended {
		t.Errorf("switched off: %q", s.lines())
	}
	s.answerSnapshot(start)
	if s.wanted() != wire.NoMaterial {
		t.Error("material is still wanted")
	}
	s.outlook()
	if len(s.modules) != 2 {
		t.Error("it is not opened again")
	}
}

// Where it cannot be had, that is said with its code, and the map goes on.
func TestTheSecondModuleMayBeMissing(t *testing.T) {
	s := clustered(t, simulated())
	s.outlook()
	s.door().failed(market.Fault{Code: "extra-blocked", Sentence: "It is held back."})
	if s.lines() != "It is held back. (extra-blocked)" || s.State().Phase != view.Ready || s.State().Notice != "" {
		t.Errorf("%q, notice %q", s.lines(), s.State().Notice)
	}
	s.outlook()
	s.outlook()
	other := s.door()
	other.opened()
	other.says(&wire.Hello{Build: "another"})
	if !strings.HasSuffix(s.lines(), "(extra-build)") || !other.ended {
		t.Errorf("of another build: %q", s.lines())
	}
	s.outlook()
	s.outlook()
	late := s.door()
	s.outlook()
	late.opened()
	if !late.ended || s.lines() != "" {
		t.Errorf("opened after it was switched off: %q", s.lines())
	}
	late.failed(market.Fault{Code: "extra-stopped"})
	late.says(&wire.AheadText{Lines: []string{"too late"}})
	if s.lines() != "" {
		t.Errorf("%q", s.lines())
	}
	s.outlook()
	dies := s.door()
	dies.opened()
	dies.says(&wire.Hello{Build: "0123456789"})
	dies.failed(market.Fault{Code: "extra-stopped", Sentence: "It has stopped."})
	if s.lines() != "It has stopped. (extra-stopped)" || !dies.ended {
		t.Errorf("%q", s.lines())
	}
	s.door().handle([]byte{1})
	if s.State().Notice != "" {
		t.Error("what has ended is still heard")
	}
}

// Who had it on is given it once the map stands.
func TestTheSecondModuleComesByItselfWhereItWasOn(t *testing.T) {
	settings := view.Defaults()
	settings.Ahead = true
	s := clustered(t, simulated(), func(d *device) { d.stored["brink.settings"] = settings.Text() })
	if len(s.modules) != 0 || !strings.HasPrefix(s.lines(), "Loading") {
		t.Fatalf("%d were asked for at once, %q", len(s.modules), s.lines())
	}
	s.device.pass(5 * market.Second)
	if len(s.modules) != 1 {
		t.Errorf("%d were asked for", len(s.modules))
	}
}

func TestNothingIsSaidOnceAFeedHasStopped(t *testing.T) {
	state, _ := view.Story("live")
	state.Settings.Ahead = true
	a := &state.Dock.Ahead
	a.Door, a.At, a.Lines = view.DoorOpen, state.Feed.At-2*market.Hour, []string{"Forced within 1 h"}
	if got := a.Text(state); len(got) != 1 || !strings.Contains(got[0], "more than an hour old") {
		t.Error(got)
	}
	a.At = state.Feed.At - market.Minute
	if got := a.Text(state); got[0] != "Forced within 1 h" {
		t.Error(got)
	}
}

// The readout has the chances of the level under the crosshair.
func TestTheReadoutTellsChances(t *testing.T) {
	s := clustered(t, simulated())
	s.outlook()
	s.door().opened()
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.answerSnapshot(start)
	s.door().says(&wire.AheadText{Serial: s.request().Serial, At: start, Lines: []string{"One."}})
	s.point(at(60_000))
	s.say(&wire.Cell{Serial: 1, Known: true})
	var asked wire.TouchProbe
	sent := s.door().sent
	if len(sent) == 0 || asked.Parse(sent[len(sent)-1]) != nil || asked.Level != 60_000 {
		t.Fatalf("%d messages, %+v", len(sent), asked)
	}
	s.door().says(&wire.Touch{Touched: wire.Touched{Level: 60_000, Text: "1 / 2 / 3 %"}})
	if got := last(t, s.chart.readouts)["touch"]; got != "1 / 2 / 3 %" {
		t.Errorf("%q", got)
	}
	s.point(nil)
	s.door().says(&wire.Touch{Touched: wire.Touched{Level: 60_000, Text: "late"}})
	if got := last(t, s.chart.readouts); got != nil {
		t.Error(got)
	}
}

// What a position's liquidation price is likely to see is asked of the second
// module, which learns a price and nothing of the position.
func TestChancesOfOwnLiquidationPrices(t *testing.T) {
	s := clustered(t, liveMarket())
	s.hold("60000", "1")
	s.outlook()
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	s.answerSnapshot(start)
	s.door().says(&wire.AheadText{Serial: s.request().Serial, At: start, Lines: []string{"One."}})
	levels := view.OwnLevels(s.State())
	var asked wire.TouchProbe
	for _, message := range s.door().sent {
		if kind, _ := wire.KindOf(message); kind == wire.KindTouchProbe {
			if fault := asked.Parse(message); fault != nil {
				t.Fatal(fault)
			}
		}
	}
	if len(levels) != 1 || asked.Level != levels[0] {
		t.Fatalf("%v is asked for, of %v", asked.Level, levels)
	}
	s.door().says(&wire.Touch{Touched: wire.Touched{Level: asked.Level, Text: "1 / 2 / 4 %", Day: .04}})
	if got := s.State().Dock.Ahead.Own; len(got) != 1 || got[0].Day != .04 {
		t.Errorf("%+v", got)
	}
}

// A rule on a chance needs the second module, which is opened for it and ended with
// it.
func TestARuleOnAChanceOpensTheSecondModule(t *testing.T) {
	s := clustered(t, liveMarket())
	s.watch("likely", "50", "30")
	if len(s.modules) != 1 || !strings.Contains(view.AlertsText(s.State()), "Loading what computes chances.") {
		t.Fatalf("%d modules, %q", len(s.modules), view.AlertsText(s.State()))
	}
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	s.answerSnapshot(start)
	c := s.State().Clusters.List[0]
	s.door().says(&wire.AheadText{Serial: s.request().Serial, At: start, Lines: []string{"One."}, Touches: []wire.Touched{{Level: c.Near(), Text: "1 / 2 / 40 %", Day: .4}}})
	if !strings.Contains(s.State().Notice, "with a chance of 40 % within 24 h") {
		t.Errorf("%q", s.State().Notice)
	}
	s.click(func(state *view.State) { state.Apply(state.Alerts.Remove(state.Alerts.Rules.All()[0])) })
	if !s.door().ended {
		t.Error("what nobody wants goes on")
	}
}

// The shading by what price is likely to reach opens the second module, shows
// dollars until chances are known, and follows each bar.
func TestTheMapIsShadedByChances(t *testing.T) {
	s := clustered(t, liveMarket())
	s.click(func(state *view.State) { state.Choose(view.ChoiceShading, string(view.Reached)) })
	text := func() string { return s.State().Dock.Ahead.ReachedText(s.State()) }
	style := func() page.HeatStyle { return s.chart.styles[len(s.chart.styles)-1] }
	if len(s.modules) != 1 || style().Standout || len(style().Weights) != 0 || !strings.HasPrefix(text(), "Loading") {
		t.Fatalf("%d modules, %+v, %q", len(s.modules), style(), text())
	}
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	s.answerSnapshot(start)
	weights := make([]float64, wire.WeightCount)
	weights[0] = 1
	s.door().says(&wire.AheadText{Serial: s.request().Serial, At: start, Lines: []string{"One."}, Weights: weights, Price: 60_000})
	if got := style(); len(got.Weights) != wire.WeightCount || got.Price != 60_000 || text() != "" {
		t.Errorf("%d weights at %v, %q", len(got.Weights), got.Price, text())
	}
	s.door().failed(market.Fault{Code: "extra-stopped", Sentence: "It has stopped."})
	if text() != "It has stopped. (extra-stopped)" {
		t.Errorf("%q", text())
	}
	modules := len(s.modules)
	s.click(func(state *view.State) { state.Choose(view.ChoiceContrast, "0.7") })
	if len(s.modules) != modules {
		t.Error("each step of a slider asks for it again")
	}
	s.click(func(state *view.State) { state.Choose(view.ChoiceShading, string(view.Expected)) })
	if text() != "" || len(style().Weights) != 0 {
		t.Errorf("%q", text())
	}
}

// A cluster that is pinned is asked about once, and again with each map; what the
// worker says of it is handed on.
func TestAPinnedClusterIsExplained(t *testing.T) {
	s := clustered(t, liveMarket())
	asks := func() (n int, last wire.Why) {
		for _, message := range s.engine().sent {
			if kind, _ := wire.KindOf(message); kind == wire.KindWhy {
				if fault := last.Parse(message); fault != nil {
					t.Fatal(fault)
				}
				n++
			}
		}
		return n, last
	}
	pin := func() {
		s.click(func(state *view.State) { rows := state.Rows(); state.Apply(state.Clusters.Pin(&rows[0])) })
	}
	pin()
	if n, _ := asks(); len(s.modules) != 1 || n != 0 || !strings.HasPrefix(view.WhyText(s.State()), "Loading") {
		t.Fatalf("%d modules, %d questions, %q", len(s.modules), n, view.WhyText(s.State()))
	}
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	s.answerSnapshot(start)
	n, last := asks()
	c := s.State().Clusters.Pinned
	if n == 0 || last.Side != c.Side || last.Lo != c.Lo || last.Hi != c.Hi || view.WhyText(s.State()) != "" {
		t.Fatalf("%d questions, %+v", n, last)
	}
	s.click(func(state *view.State) { state.Apply(view.Marks) })
	if again, _ := asks(); again != n {
		t.Error("what is pointed at asks again")
	}
	origin := wire.Origin{Low: 1, High: 2}
	s.say(&origin)
	if sent := s.door().sent; string(sent[len(sent)-1]) != string(origin.Append(nil)) {
		t.Error("the answer is not handed on")
	}
	pin()
	s.answerSnapshot(start + market.Minute)
	if again, _ := asks(); again != n || s.State().Clusters.Pinned != nil {
		t.Error("what is pinned no more is asked about")
	}
}

// Two models are compared while that is looked at, over what the chart shows; Classic
// is held against Learned.
func TestTwoModelsAreCompared(t *testing.T) {
	s := clustered(t, liveMarket())
	asks := func() (n int, last wire.Compare) {
		for _, message := range s.engine().sent {
			if kind, _ := wire.KindOf(message); kind == wire.KindCompare {
				if fault := last.Parse(message); fault != nil {
					t.Fatal(fault)
				}
				n++
			}
		}
		return n, last
	}
	tab := func(t view.Tab) { s.click(func(state *view.State) { state.Apply(state.Dock.Show(t)) }) }
	tab(view.TabCompare)
	if n, _ := asks(); len(s.modules) != 1 || n != 0 || !strings.HasPrefix(view.CompareText(s.State()), "Loading") {
		t.Fatalf("%d modules, %d questions, %q", len(s.modules), n, view.CompareText(s.State()))
	}
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	s.answerSnapshot(start)
	n, last := asks()
	area := s.viewport().Visible
	if n == 0 || last.Models != [2]string{"learned", "classic"} || last.View.Check() != nil || last.View.From > area.From || last.View.Bottom != area.Bottom || last.View.Top != area.Top || last.View.Column%s.State().Source.Interval != 0 {
		t.Fatalf("%d questions, %+v of %+v", n, last, area)
	}
	tab(view.TabClusters)
	s.answerSnapshot(start + market.Minute)
	if again, _ := asks(); again != n {
		t.Error("what nobody looks at is compared")
	}
	s.click(func(state *view.State) { state.Choose(view.ChoiceModel, "classic") })
	tab(view.TabCompare)
	if _, last := asks(); last.Models != [2]string{"classic", "learned"} {
		t.Errorf("%v", last.Models)
	}
}
