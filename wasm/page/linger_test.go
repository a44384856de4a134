package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// A picture is passed on: it has the map's marks and none of the visitor's
// positions, which stay on the screen.
func TestAPictureHoldsNoPosition(t *testing.T) {
	s := clustered(t, simulated())
	s.hold("60000", "0.5")
	shown := len(s.chart.marks)
	for range 2 {
		s.click(func(v *view.State) { v.Use(view.Picture) })
		for _, m := range s.chart.pictured {
			if m.Kind == view.EntryMark || m.Kind == view.LossMark || strings.Contains(m.Text, "your") {
				t.Errorf("the picture shows %+v", m)
			}
		}
		if len(s.chart.pictured) == 0 || len(s.chart.marks) != shown || s.marks(view.EntryMark) != 1 {
			t.Errorf("%d marks in the picture, %d on the screen, %d before", len(s.chart.pictured), len(s.chart.marks), shown)
		}
	}
}

// A link in the address would undo at a reload what was chosen after it.
func TestALaterChoiceTakesTheLinkOutOfTheAddress(t *testing.T) {
	for range 2 {
		s := clustered(t, simulated())
		s.click(func(v *view.State) { v.Use(view.Share) })
		if s.device.fragment == "" {
			t.Fatal("nothing is shared")
		}
		s.click(func(v *view.State) { v.Apply(v.Dock.Show(view.TabHelp)) })
		if s.device.fragment == "" {
			t.Error("a tab changes the view that was shared")
		}
		s.click(func(v *view.State) { v.Choose(view.ChoicePalette, "magma") })
		if s.device.fragment != "" {
			t.Errorf("the address keeps %q", s.device.fragment)
		}
	}
}

// Whoever opens the link of a first visit gets the same simulated market.
func TestALinkOfAFirstVisitOpensTheSameMarket(t *testing.T) {
	s := mounted(t, func(d *device) { d.random = 4711 })
	s.device.pass(2 * market.Second)
	var first wire.Simulate
	s.asked(wire.KindSimulate, &first)
	s.say(simulated(), allBars(halfHour))
	s.sight(week())
	s.click(func(v *view.State) { v.Use(view.Share) })
	s.device.pass(0)
	link := last(t, s.device.copied)
	query, _, _ := strings.Cut(strings.SplitN(link, "?", 2)[1], "#")
	other := mounted(t, func(d *device) {
		d.now += market.Day
		for _, pair := range strings.Split(query, "&") {
			key, value, _ := strings.Cut(pair, "=")
			d.query[key] = value
		}
	})
	var second wire.Simulate
	if other.asked(wire.KindSimulate, &second); second.Seed != first.Seed || second.Start != first.Start {
		t.Errorf("%s opens %+v, of %+v", link, second, first)
	}
}

// What was said of one file is not said over the next one, and a recording
// leads back to the market that was there before it.
func TestFromARecordingBackToTheMarket(t *testing.T) {
	s := clustered(t, simulated())
	for range 2 {
		s.chart.read("bad.csv", []byte("x"))
		s.fault("recording-damaged")
		s.notice("The worker says recording-damaged.")
		s.chart.read("good.csv", []byte("y"))
		s.say(recorded(), allBars(halfHour))
		s.notice("")
		if !s.State().Source.Recorded() || s.State().Status() != "RECORDING" {
			t.Errorf("%q", s.State().Status())
		}
		before := s.engine().count(wire.KindSimulate)
		s.click(func(v *view.State) { v.Apply(view.Return) })
		s.asks(wire.KindSimulate, before+1, "back to the market")
		s.say(simulated(), allBars(halfHour))
		if s.State().Source.Recorded() || !strings.HasPrefix(s.State().Status(), "SIMULATED") {
			t.Errorf("%q", s.State().Status())
		}
	}
	l := clustered(t, liveMarket())
	l.say(recorded(), allBars(halfHour))
	before := l.engine().count(wire.KindLive)
	l.click(func(v *view.State) { v.Apply(view.Return) })
	l.answerRelay(200, "")
	l.asks(wire.KindLive, before+1, "back to the live market")
}

// A second recording of the same time and prices looks like the first: its map
// is asked for all the same.
func TestASecondRecordingIsAskedForThoughItLooksAlike(t *testing.T) {
	s := clustered(t, simulated())
	for range 3 {
		before := s.engine().count(wire.KindViewport)
		s.say(recorded(), allBars(halfHour))
		s.sight(week())
		if s.engine().count(wire.KindViewport) <= before {
			t.Fatal("no map is asked for")
		}
		s.answerViewport()
		s.answerSnapshot(start)
		if s.State().Headline() == "" || s.State().Chart.Scale == (view.Scale{}) || len(s.State().Rows()) == 0 {
			t.Errorf("headline %q, scale %v, %d rows", s.State().Headline(), s.State().Chart.Scale, len(s.State().Rows()))
		}
	}
}

// The readout counts what the map shows, of classes and sides.
func TestTheReadoutCountsWhatIsSwitchedOn(t *testing.T) {
	s := mapped(t, simulated())
	s.point(at(60_000))
	var m wire.Probe
	if s.asked(wire.KindProbe, &m); m.Classes != 15 || m.Sides != 3 {
		t.Errorf("%+v", m)
	}
	s.say(&wire.Cell{Serial: 1, Known: true})
	for class := range 4 {
		s.click(func(v *view.State) { v.FlipClass(class) })
		s.say(&wire.Cell{Serial: 1, Known: true})
	}
	s.click(func(v *view.State) { v.Flip(view.ChoiceLongs) })
	s.say(&wire.Cell{Serial: 1, Known: true})
	if s.asked(wire.KindProbe, &m); m.Classes != 0 || m.Sides != 1<<market.Short {
		t.Errorf("with all classes and longs off: %+v", m)
	}
}
