package page_test

import (
	"testing"

	"brink/wasm/view"
)

// What was drawn on a market is shown with its first bars, the tools once they are
// asked for; that they cannot be fetched is said, and asking again tries again.
func TestDrawingFollowsTheMarketAndItsFaultsAreSaid(t *testing.T) {
	s := clustered(t, liveMarket())
	last := func() (market string, on bool) { return s.chart.drawnOn[len(s.chart.drawnOn)-1], s.chart.drawing }
	if market, on := last(); market != "BTC" || on {
		t.Fatalf("%q %v", market, on)
	}
	toggle := func() { s.click(func(state *view.State) { state.Apply(state.Dock.ToggleDraw()) }) }
	toggle()
	if _, on := last(); !on {
		t.Error("no tools")
	}
	s.chart.withoutTools()
	s.device.pass(0)
	if s.State().Dock.Draw || s.State().Notice != view.DrawMissingText() {
		t.Errorf("%v, %q", s.State().Dock.Draw, s.State().Notice)
	}
	toggle()
	s.hears.Closed()
	s.device.pass(0)
	if _, on := last(); on || s.State().Dock.Draw {
		t.Error("tools that were put away are there")
	}
	toggle()
	toggle()
	if _, on := last(); on {
		t.Error("the second press does not put them away")
	}
	price := s.State().Clusters.Price
	if below, above := s.hears.Between(price, price*.9), s.hears.Between(price, price*1.1); below == "" || above == "" || below == above {
		t.Errorf("%q, %q", below, above)
	}
	if text := s.hears.Between(price, 0); text != "" {
		t.Errorf("to no price: %q", text)
	}
	s.click(func(state *view.State) {
		state.Dock.Narrow, state.Dock.Settings = true, true
		state.Apply(state.Dock.ToggleDraw())
	})
	if s.State().Dock.Settings {
		t.Error("on a phone the settings cover what is drawn on")
	}
}
