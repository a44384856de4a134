package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
)

const countdown = "[data-part=countdown]"

func TestTheCountdownFollowsTheMarketsOwnTime(t *testing.T) {
	s := mapped(t, liveMarket())
	s.device.pass(10 * market.Second)
	if got, want := s.device.texts[countdown], "closes in "+view.Countdown(s.device.now, halfHour); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	s = mapped(t, simulated())
	s.say(tick(61_000, 0))
	s.device.pass(10 * market.Second)
	if got, want := s.device.texts[countdown], "closes in "+view.Countdown(start+market.Minute, halfHour); got != want {
		t.Errorf("simulated: %q, want %q", got, want)
	}
	if got, want := s.chart.countdown, view.Countdown(start+market.Minute, halfHour); got != want {
		t.Errorf("beside the price: %q, want %q", got, want)
	}
	s.click((*view.State).ToggleReplay)
	if s.device.pass(market.Second); s.device.texts[countdown] != "" || s.chart.countdown != "" {
		t.Errorf("during a replay: %q", s.device.texts[countdown])
	}
	s = mapped(t, recorded())
	if s.device.pass(market.Second); s.device.texts[countdown] != "" {
		t.Errorf("of a recording: %q", s.device.texts[countdown])
	}
	s = mounted(t)
	if s.device.pass(market.Second); s.device.texts[countdown] != "" {
		t.Errorf("before there is a market: %q", s.device.texts[countdown])
	}
}

func TestAClockThatIsMovedIsSaid(t *testing.T) {
	s := mapped(t, simulated())
	s.passAlive(10 * market.Second)
	s.notice("")
	s.device.now -= 2 * market.Hour
	s.device.pass(market.Second)
	if !strings.Contains(s.State().Notice, "moved back by 2 h") {
		t.Errorf("%q", s.State().Notice)
	}
	s.click(func(v *view.State) { v.Notice = "" })
	s.passAlive(10 * market.Second)
	s.notice("") // it is said once
	s.device.now += 3 * market.Hour
	s.device.pass(market.Second)
	if !strings.Contains(s.State().Notice, "moved ahead by 3 h") {
		t.Errorf("%q", s.State().Notice)
	}
}

func TestTimesFollowTheChosenZone(t *testing.T) {
	s := mapped(t, simulated())
	zones := len(s.chart.zones)
	s.click(func(v *view.State) { v.Choose(view.ChoiceZone, "Asia/Tokyo") })
	if s.State().Clock.Zone().Name() != "Asia/Tokyo" || len(s.chart.zones) != zones+1 || last(t, s.chart.zones) != "Asia/Tokyo" {
		t.Errorf("%v", s.chart.zones)
	}
	s.click(func(v *view.State) { v.Flip(view.ChoiceTradingHours) })
	if len(s.chart.zones) != zones+1 {
		t.Error("the same zone is told again")
	}
}

// A zone that this browser does not know leaves UTC.
func TestAZoneThatTheBrowserDoesNotKnow(t *testing.T) {
	s := mapped(t, simulated(), func(d *device) {
		set := view.Defaults()
		set.Zone = "Mars/Olympus"
		d.stored["brink.settings"] = set.Text()
	})
	if s.State().Clock.Zone().Name() != view.UTC.Name() {
		t.Errorf("times are told in %s", s.State().Clock.Zone().Name())
	}
}

func TestTradingHoursAreDrawnWhereTheyAreWanted(t *testing.T) {
	s := mapped(t, simulated())
	if len(s.chart.sessions) != 0 {
		t.Error("they are drawn unasked")
	}
	s.click(func(v *view.State) { v.Flip(view.ChoiceTradingHours) })
	n := len(s.chart.sessions)
	if n == 0 {
		t.Error("they are not drawn")
	}
	sight := week()
	sight.From = sight.To - market.Day
	if s.sight(sight); len(s.chart.sessions) == 0 || len(s.chart.sessions) >= n {
		t.Errorf("of a day %d are drawn, of a week %d", len(s.chart.sessions), n)
	}
	s.click(func(v *view.State) { v.Flip(view.ChoiceTradingHours) })
	if len(s.chart.sessions) != 0 {
		t.Error("they stay")
	}
}

func TestTradingHoursNeedZones(t *testing.T) {
	s := mapped(t, simulated(), func(d *device) { delete(d.zones, "Europe/London") })
	s.click(func(v *view.State) { v.Flip(view.ChoiceTradingHours) })
	s.notice("This browser does not know the time zone Europe/London, so trading hours cannot be told.")
	if len(s.chart.sessions) != 0 {
		t.Error("hours are drawn that cannot be told")
	}
}
