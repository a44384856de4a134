package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// proves is what a side was last told of forecasts to be sealed, and how often.
func proves(t *testing.T, messages [][]byte) (out wire.Prove, n int) {
	t.Helper()
	for _, message := range messages {
		if kind, _ := wire.KindOf(message); kind == wire.KindProve {
			if fault := out.Parse(message); fault != nil {
				t.Fatal(fault)
			}
			n++
		}
	}
	return out, n
}

func (s *stage) skill() {
	s.click(func(state *view.State) { state.Apply(state.Dock.Show(view.TabSkill)) })
}

// Forecasts of a live market are sealed once somebody has looked at how good they
// were, and at each visit from then on, after the map.
func TestForecastsAreSealedOnceTheyAreLookedAt(t *testing.T) {
	s := clustered(t, liveMarket())
	if len(s.modules) != 0 {
		t.Fatal("the second module is asked for by nobody")
	}
	s.skill()
	text := func() string { return s.State().Dock.Ahead.SkillText() }
	if len(s.modules) != 1 || !strings.HasPrefix(text(), "Loading") {
		t.Fatalf("%d modules, %q", len(s.modules), text())
	}
	s.door().says(&wire.Hello{Build: "0123456789"})
	s.door().opened()
	if text() != "" {
		t.Errorf("%q", text())
	}
	told, _ := proves(t, s.door().sent)
	asked, n := proves(t, s.engine().sent)
	if told.Coin != "BTC" || asked.Coin != "BTC" || n != 1 {
		t.Errorf("told %+v, asked %+v %d times", told, asked, n)
	}
	if s.device.stored["brink.sealed"] == "" {
		t.Error("the next visit does not go on")
	}
	// What the worker tells is handed on as it is.
	hourly := wire.Hourly{Coin: "BTC", Interval: market.Minute}
	s.say(&hourly)
	if sent := s.door().sent; string(sent[len(sent)-1]) != string(hourly.Append(nil)) {
		t.Error("it is not handed on")
	}
	s.door().failed(market.Fault{Code: "extra-stopped", Sentence: "It has stopped."})
	if text() != "It has stopped. (extra-stopped)" {
		t.Errorf("%q", text())
	}

	again := clustered(t, liveMarket(), func(d *device) { d.stored["brink.sealed"] = "1" })
	if len(again.modules) != 0 {
		t.Fatal("it does not wait for the map")
	}
	again.device.pass(5 * market.Second)
	again.door().opened()
	again.door().says(&wire.Hello{Build: "0123456789"})
	if told, _ := proves(t, again.door().sent); told.Coin != "BTC" {
		t.Errorf("%+v", told)
	}
}

// Of a market that is not live nothing is sealed, and a sentence says why.
func TestNothingIsSealedOfAMarketThatIsNotLive(t *testing.T) {
	for _, source := range []*wire.Source{simulated(), recorded()} {
		s := clustered(t, source, func(d *device) { d.stored["brink.sealed"] = "1" })
		s.device.pass(5 * market.Second)
		if len(s.modules) != 0 {
			t.Fatalf("%s: the second module is asked for", source.Name)
		}
		s.skill()
		s.door().opened()
		s.door().says(&wire.Hello{Build: "0123456789"})
		told, n := proves(t, s.door().sent)
		if asked, _ := proves(t, s.engine().sent); told.Coin != "" || asked.Coin != "" || n != 1 {
			t.Errorf("%s: %+v", source.Name, told)
		}
	}
}

// At a full hour sealing begins by itself, but not where nothing is kept, as in a
// frame of somebody else's page.
func TestAFullHourBeginsToSealWhereItIsKept(t *testing.T) {
	for _, keepsNothing := range []bool{false, true} {
		s := clustered(t, liveMarket(), func(d *device) { d.full = keepsNothing })
		hour := start - start%market.Hour + market.Hour
		s.say(&wire.Bars{Column: halfHour, Until: hour, Rows: []market.Bar{bar(start, 60_000)}})
		s.device.pass(5 * market.Second)
		if begun := len(s.modules) == 1; begun == keepsNothing {
			t.Errorf("a device that keeps nothing, %v: sealing has begun, %v", keepsNothing, begun)
		}
	}
}
