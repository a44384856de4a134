package page_test

import (
	"errors"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// A panic costs the action in which it comes up, is said in a sentence, and
// everything else goes on.
func TestAPanicIsSaidAndThePageGoesOn(t *testing.T) {
	s := clustered(t, simulated())
	for _, cause := range []any{errors.New("index out of range"), "a text", 7} {
		s.click(func(*view.State) { s.Recovered(cause) }) // as a handler's is, with the lock held
		s.device.pass(0)
		if got := s.State().Notice; !strings.HasPrefix(got, "Brink made a mistake") {
			t.Errorf("after %v: %q", cause, got)
		}
		s.click(func(v *view.State) { v.Notice = "" })
	}
	before := s.engine().count(wire.KindViewport)
	s.click(func(v *view.State) { v.Choose(view.ChoiceModel, "classic") })
	if s.engine().count(wire.KindViewport) == before {
		t.Error("the page asks for nothing any more")
	}
}

// A render that panics is said past the renderer, and asks for none: it would
// panic again at once.
func TestARenderThatPanicsIsSaidPastTheRenderer(t *testing.T) {
	s := clustered(t, simulated())
	later, soon := s.render.later, s.render.soon
	s.Unrendered(errors.New("nil pointer"))
	s.device.pass(0)
	if !strings.Contains(s.device.texts[".notice span"], "nil pointer") || s.render.later != later || s.render.soon != soon {
		t.Errorf("%q, %d and %d renders", s.device.texts[".notice span"], s.render.later-later, s.render.soon-soon)
	}
}

// What comes up in one second does not end the seconds after it.
func TestAPanicInASecondDoesNotEndTheNextOnes(t *testing.T) {
	s := clustered(t, simulated())
	s.device.panics = "[data-part=countdown]"
	func() {
		defer func() { _ = recover() }()
		s.device.pass(market.Second)
		t.Error("nothing panics")
	}()
	s.device.panics = ""
	delete(s.device.texts, "[data-part=countdown]")
	s.device.pass(2 * market.Second)
	if _, written := s.device.texts["[data-part=countdown]"]; !written {
		t.Error("the clock stands still")
	}
}

// While another market is on its way, the one at hand can be chosen again.
func TestTheMarketAtHandIsChosenAgainWhileAnotherComes(t *testing.T) {
	s := clustered(t, liveMarket())
	first := s.State().Source.Symbol
	other := ""
	for _, symbol := range s.State().Source.Symbols {
		if symbol != first {
			other = symbol
		}
	}
	for range 2 {
		for _, symbol := range []string{other, first} {
			before := s.engine().count(wire.KindLive)
			s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, symbol) })
			if s.engine().count(wire.KindLive) != before+1 || s.State().Settings.Symbol != symbol {
				t.Errorf("%s is not asked for", symbol)
			}
		}
	}
}
