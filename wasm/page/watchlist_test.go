package page_test

import (
	"slices"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// watched is the newest that a module was told of the watchlist, and how often it was.
func (m *module) watched(t *testing.T) (newest wire.Watch, times int) {
	for _, message := range m.sent {
		if kind, _ := wire.KindOf(message); kind == wire.KindWatch {
			if fault := newest.Parse(message); fault != nil {
				t.Fatal(fault)
			}
			times++
		}
	}
	return newest, times
}

func (s *stage) tab(t view.Tab) {
	s.click(func(state *view.State) { state.Apply(state.Dock.Show(t)) })
}

func TestTheWatchlistIsKeptWhileSomebodyLooks(t *testing.T) {
	s := clustered(t, liveMarket())
	if len(s.modules) != 0 {
		t.Fatal("the second module is fetched unasked")
	}
	s.tab(view.TabWatch)
	if len(s.modules) != 1 || view.WatchText(s.State()) != "Loading the watchlist." {
		t.Fatalf("%d modules, %q", len(s.modules), view.WatchText(s.State()))
	}
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	m, times := s.door().watched(t)
	var open wire.Live
	var ask wire.SnapshotRequest
	if fault := open.Parse(m.Open); fault != nil || times != 1 || !m.On || m.Symbol != s.State().Source.Symbol || !slices.Equal(m.Symbols, s.State().Source.Symbols) {
		t.Fatalf("%d times, %v %+v", times, fault, m)
	}
	if fault := ask.Parse(m.Ask); fault != nil || ask.Model != "learned" || ask.Sides != 3 || ask.At != 0 {
		t.Errorf("%v %+v", fault, ask)
	}
	if view.WatchText(s.State()) != "" {
		t.Errorf("%q", view.WatchText(s.State()))
	}
	// Another part of the map, then nobody looks, then somebody does, then another tab.
	s.click(func(state *view.State) { state.Flip(view.ChoiceLongs) })
	if m, n := s.door().watched(t); n != 2 || ask.Parse(m.Ask) != nil || ask.Sides != 1<<market.Short {
		t.Errorf("%d times, %+v", n, ask)
	}
	for i, hidden := range []bool{true, false} {
		if s.device.hidden = hidden; hidden {
			s.Hidden()
		} else {
			s.Seen()
		}
		if m, n := s.door().watched(t); m.On == hidden || n != 3+i {
			t.Errorf("hidden %v: %d times, %+v", hidden, n, m)
		}
	}
	s.tab(view.TabClusters)
	if m, _ := s.door().watched(t); m.On {
		t.Error("it is kept for nobody")
	}
	// A second module that has ended and comes again is told again.
	s.tab(view.TabWatch)
	s.door().failed(market.Fault{Code: "extra-stopped", Sentence: "It has stopped."})
	if view.WatchText(s.State()) != "It has stopped. (extra-stopped)" {
		t.Errorf("%q", view.WatchText(s.State()))
	}
	s.outlook()
	s.door().opened()
	s.door().says(&wire.Hello{Build: "0123456789"})
	if m, n := s.door().watched(t); len(s.modules) != 2 || n != 1 || !m.On {
		t.Errorf("%d modules, %d times, %+v", len(s.modules), n, m)
	}
}

// A click on a row opens its market, on a phone with the chart free; a coin that there is
// not changes nothing.
func TestACoinOfTheWatchlistIsChosen(t *testing.T) {
	s := clustered(t, simulated(), func(d *device) { d.narrow = true })
	s.tab(view.TabWatch)
	s.door().opened()
	s.door().says(&wire.Hello{Build: "0123456789"})
	m, _ := s.door().watched(t)
	var open wire.Simulate
	if fault := open.Parse(m.Open); fault != nil || m.Until == 0 || m.Until > s.State().Source.Until {
		t.Errorf("%v %+v", fault, m)
	}
	s.door().says(&wire.WatchChosen{Symbol: "NONE"})
	if s.State().Settings.Symbol == "NONE" {
		t.Error("a symbol is chosen that there is not")
	}
	s.tab(view.TabWatch)
	s.door().says(&wire.WatchChosen{Symbol: "ETHUSDT"})
	var again wire.Simulate
	s.asked(wire.KindSimulate, &again)
	if again.Symbol != "ETHUSDT" || again.Seed != open.Seed || s.State().Dock.Tab != view.TabClosed {
		t.Errorf("%+v, tab %q", again, s.State().Dock.Tab)
	}
}
