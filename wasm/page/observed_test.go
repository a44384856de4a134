package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// observing chooses when public positions are read.
func (s *stage) observing(when view.Observing) {
	s.click(func(state *view.State) { state.Choose(view.ChoiceObserved, string(when)) })
}

// observe is what the second module was last told to read.
func (m *module) observe(t *testing.T) (out wire.Observe) {
	t.Helper()
	for _, message := range m.sent {
		if kind, _ := wire.KindOf(message); kind == wire.KindObserve {
			if fault := out.Parse(message); fault != nil {
				t.Fatal(fault)
			}
		}
	}
	return out
}

// Public positions are read of the coin at hand for as long as somebody looks,
// and of no market that is not live.
func TestPublicPositionsAreReadWhileSomebodyLooks(t *testing.T) {
	s := clustered(t, liveMarket())
	s.observing(view.ObserveSeen)
	door := s.door()
	door.says(&wire.Hello{Build: "0123456789"}) // which may come before it is handed over
	door.opened()
	if got := door.observe(t); got != (wire.Observe{Coin: "BTC"}) {
		t.Errorf("%+v", got)
	}
	s.device.hidden = true
	if s.Hidden(); !door.observe(t).Resting {
		t.Error("it goes on while nobody looks")
	}
	s.device.hidden = false
	if s.Seen(); door.observe(t).Resting {
		t.Error("it rests while somebody looks")
	}
	s.observing(view.ObserveAlways)
	s.device.hidden = true
	if s.Hidden(); door.observe(t).Resting {
		t.Error("it rests although it is to go on always")
	}
	s.outlook()
	s.observing(view.ObserveOff)
	if got := door.observe(t); got != (wire.Observe{}) || door.ended {
		t.Errorf("switched off: %+v, %v", got, door.ended)
	}
	s.outlook()
	if !door.ended {
		t.Error("what nobody wants goes on")
	}
}

func TestNothingIsObservedOfAMarketThatIsNotLive(t *testing.T) {
	for _, source := range []*wire.Source{simulated(), recorded()} {
		s := clustered(t, source)
		s.observing(view.ObserveAlways)
		s.door().opened()
		s.door().says(&wire.Hello{Build: "0123456789"})
		if got := s.door().observe(t); got.Coin != "" || !strings.HasPrefix(got.Why, "Nothing is observed: this market is not live.") {
			t.Errorf("%s: %+v", source.Name, got)
		}
	}
}

// Whoever had it on is not asked for positions before the map stands.
func TestPublicPositionsWaitForTheMap(t *testing.T) {
	settings := view.Defaults()
	settings.Look.Observed = view.ObserveAlways
	s := clustered(t, liveMarket(), func(d *device) { d.stored["brink.settings"] = settings.Text() })
	text := func() string { return s.State().Dock.Ahead.ObservedText(s.State()) }
	if len(s.modules) != 0 || text() == "" {
		t.Fatalf("%d were asked for at once, %q", len(s.modules), text())
	}
	s.device.pass(5 * market.Second)
	s.door().opened()
	s.door().says(&wire.Hello{Build: "0123456789"})
	if got := s.door().observe(t); got.Coin != "BTC" || text() != "" {
		t.Errorf("%+v %q", got, text())
	}
	s.click(func(state *view.State) { state.Apply(state.Dock.Show(view.TabObserved)) })
	s.door().failed(market.Fault{Code: "extra-stopped", Sentence: "It has stopped."})
	if text() != "It has stopped. (extra-stopped)" {
		t.Error(text())
	}
	s.observing(view.ObserveOff)
	if s.State().Dock.Tab != view.TabClusters {
		t.Error("a tab without a button stays open")
	}
}
