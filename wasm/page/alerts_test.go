package page_test

import (
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

const alertsKey = "brink.alerts"

// watch adds an alert as the form does: the kind and the percents of it.
func (s *stage) watch(kind, minimum, share string) {
	s.t.Helper()
	s.click(func(v *view.State) {
		v.Form[view.FieldAlertKind], v.Form[view.FieldAlertMinimum], v.Form[view.FieldAlertShare] = kind, minimum, share
		v.AddAlert()
	})
}

func TestAnAlertSoundsNotifiesAndIsShownOnce(t *testing.T) {
	s := clustered(t, liveMarket())
	s.watch("near", "50", "5")
	s.say(tick(61_000, 0))
	s.device.pass(market.Second)
	if s.device.beeps != 1 || len(s.device.notifications) != 1 || s.State().Notice != s.device.notifications[0] {
		t.Fatalf("%d sounds, %q, notice %q", s.device.beeps, s.device.notifications, s.State().Notice)
	}
	if text := s.device.notifications[0]; !strings.Contains(text, "BTC") || !strings.Contains(text, "$90.0M") {
		t.Errorf("%q", text)
	}
	s.device.pass(market.Minute)
	if s.device.beeps != 1 {
		t.Errorf("it sounds %d times for the same", s.device.beeps)
	}
	if kept := s.device.stored[alertsKey]; !strings.Contains(kept, "near") {
		t.Errorf("kept %q", kept)
	}
}

// What has gone off is remembered over a visit: a reload does not sound again.
func TestAnAlertThatHasGoneOffStaysQuietOverAReload(t *testing.T) {
	s := clustered(t, liveMarket())
	s.watch("near", "50", "5")
	s.say(tick(61_000, 0))
	s.device.pass(market.Second)
	again := clustered(t, liveMarket(), func(d *device) { d.stored[alertsKey] = s.device.stored[alertsKey] })
	again.say(tick(61_000, 0))
	again.device.pass(10 * market.Second)
	if again.device.beeps != 0 {
		t.Error("after a reload it sounds again for the same")
	}
}

// A replay, an incomplete map and a map that is not there yet sound nothing.
func TestAnAlertSeesTheNewestCompleteMapAlone(t *testing.T) {
	for name, prepare := range map[string]func(*stage){
		"a replay":          func(s *stage) { s.click((*view.State).ToggleReplay) },
		"an incomplete map": func(s *stage) { s.say(health(true, 1)) },
		"another market":    func(s *stage) { s.say(liveMarket(), allBars(halfHour)) },
	} {
		s := clustered(t, liveMarket())
		s.say(tick(61_000, 0))
		prepare(s)
		s.watch("near", "50", "5")
		if s.device.pass(5 * market.Second); s.device.beeps != 0 {
			t.Errorf("%s sounds", name)
		}
	}
}

func TestLiquidationsSoundOnceAndTogether(t *testing.T) {
	s := clustered(t, liveMarket())
	s.watch("forced", "1", "")
	s.say(happened(true, liquidation(0, 5e6, start-market.Hour)))
	if s.device.beeps != 0 {
		t.Error("what happened before sounds")
	}
	s.say(happened(false, liquidation(0, 5e6, start), liquidation(9, 7e6, start)))
	if s.device.beeps != 1 || !strings.Contains(s.device.notifications[0], "$5.00M") {
		t.Fatalf("%d sounds: %q", s.device.beeps, s.device.notifications)
	}
	// Those of the minute that follows are summed up into one alert.
	for i := range market.Millis(20) {
		s.say(happened(false, liquidation(1, 2e6, start+i)))
	}
	s.device.pass(59 * market.Second)
	if s.device.beeps != 1 {
		t.Errorf("within a minute it sounds %d times", s.device.beeps)
	}
	s.device.pass(2 * market.Second)
	if s.device.beeps != 2 || !strings.Contains(s.device.notifications[1], "20 large liquidations") {
		t.Errorf("%d sounds: %q", s.device.beeps, s.device.notifications)
	}
}

func TestPermissionIsAskedWithTheFirstAlert(t *testing.T) {
	for answer, want := range map[string]string{
		"granted": "This device shows them.",
		"denied":  "This device does not allow notifications: alerts sound and show here alone.",
		"default": "",
	} {
		s := clustered(t, liveMarket(), func(d *device) { d.permission = answer })
		if s.device.pass(market.Minute); s.device.asked != 0 {
			t.Error("it is asked unasked")
		}
		s.watch("near", "50", "1")
		s.device.pass(0)
		if s.device.asked != 1 || s.State().Alerts.Permission != want {
			t.Errorf("%s: asked %d times, %q", answer, s.device.asked, s.State().Alerts.Permission)
		}
		s.click(func(v *view.State) { v.Apply(v.Alerts.Remove(v.Alerts.Rules.All()[0])) })
		if s.device.asked != 1 || strings.Contains(s.device.stored[alertsKey], "near") {
			t.Errorf("with the last alert gone: asked %d times, kept %q", s.device.asked, s.device.stored[alertsKey])
		}
	}
}

func TestAnAlertCanBeTried(t *testing.T) {
	s := clustered(t, liveMarket())
	s.click(func(v *view.State) { v.Apply(view.AlertTest) })
	if s.device.beeps != 0 {
		t.Error("it sounds within the click, while the page is locked")
	}
	s.device.pass(0)
	if s.device.beeps != 1 || s.device.notifications[0] != "This is how an alert goes off." {
		t.Errorf("%d sounds, %q", s.device.beeps, s.device.notifications)
	}
	s.notice("This is how an alert goes off. The device showed no notification and played the sound.")
}

// What came of an alert that is tried is told as it went.
func TestATriedAlertTellsWhatCameOfIt(t *testing.T) {
	for _, c := range []struct {
		permission string
		mute       bool
		want, note string
	}{
		{"granted", false, "The device showed the notification and played the sound.", "This device shows them."},
		{"granted", true, "The device showed the notification and held the sound back; it sounds after the next click.", "This device shows them."},
		{"denied", false, "The device showed no notification and played the sound.", "does not allow"},
		{"missing", true, "The device showed no notification and held the sound back; it sounds after the next click.", "home screen"},
	} {
		s := clustered(t, liveMarket(), func(d *device) { d.permission, d.mute = c.permission, c.mute })
		for range 2 {
			s.click(func(v *view.State) { v.Apply(view.AlertTest) })
			s.device.pass(0)
			s.notice("This is how an alert goes off. " + c.want)
		}
		if !strings.Contains(s.State().Alerts.Permission, c.note) {
			t.Errorf("%s: %q", c.permission, s.State().Alerts.Permission)
		}
	}
}

// An alert that went off while nobody looked is there when somebody does, though
// something else was said since; and it is told once.
func TestAnAlertOfAHiddenPageIsThereWhenItIsSeen(t *testing.T) {
	s := clustered(t, simulated())
	s.device.hidden = true
	s.watch("near", "1", "50")
	s.device.pass(2 * market.Second)
	if s.device.beeps == 0 {
		t.Fatal("nothing goes off")
	}
	s.click(func(v *view.State) { v.Notice = "something else" })
	s.device.hidden = false
	s.Seen()
	if !strings.HasPrefix(s.State().Notice, "While you were away: BTCUSDT: price is") {
		t.Errorf("%q", s.State().Notice)
	}
	s.click(func(v *view.State) { v.Notice = "" })
	s.Seen()
	s.notice("")
}

// A rule on a market that is not shown says that it is not watched.
func TestARuleOnAnotherMarketSaysThatItWaits(t *testing.T) {
	s := clustered(t, liveMarket())
	s.watch("near", "50", "1")
	rule := s.State().Alerts.Rules.All()[0]
	if got := s.State().Source.RuleText(&rule); strings.Contains(got, "Not watched") {
		t.Errorf("%q", got)
	}
	rule.Symbol = "ETH"
	if got := s.State().Source.RuleText(&rule); !strings.HasSuffix(got, "Not watched while BTC is shown") {
		t.Errorf("%q", got)
	}
}

// An alert that cannot be is refused and changes nothing.
func TestAnImpossibleAlertIsRefused(t *testing.T) {
	s := clustered(t, liveMarket())
	s.watch("near", "-3", "1")
	if len(s.State().Alerts.Rules.All()) != 0 || s.State().Notice == "" || s.device.stored[alertsKey] != "" {
		t.Errorf("%+v, %q", s.State().Alerts.Rules.All(), s.State().Notice)
	}
}

func TestAlertsAndPositionsThatAreDamagedAreSetAside(t *testing.T) {
	for _, key := range []string{alertsKey, positionsKey} {
		for _, text := range []string{"nonsense", "", "\x00\xff", strings.Repeat("a", 1<<16)} {
			s := newStage(t, func(d *device) { d.stored[key] = text })
			if s.device.stored[key+".aside"] != text || s.State().Notice == "" {
				t.Errorf("%s of %.20q: aside %.20q, notice %q", key, text, s.device.stored[key+".aside"], s.State().Notice)
			}
			if len(s.State().Alerts.Rules.All()) != 0 || len(s.State().Positions.List) != 0 {
				t.Errorf("%s: something of it is taken", key)
			}
		}
	}
}

// Observed positions sound once, those of the market at hand alone, also a while after
// they were read, and never while nothing is observed.
func TestAlertsOnObservedPositions(t *testing.T) {
	walls := func(coin string) *wire.Walls {
		at := grid.Of(61_000)
		return &wire.Walls{Coin: coin, Rows: []wire.Wall{{Side: market.Short, Lo: at + 2, Hi: at + 9, USD: 3e6}}}
	}
	begun := func(when view.Observing) *stage {
		s := clustered(t, liveMarket())
		s.observing(when)
		if when == view.ObserveOff {
			s.outlook() // so that the second module is there all the same
		}
		s.door().opened()
		s.door().says(&wire.Hello{Build: "0123456789"})
		s.watch("wall", "2", "1")
		return s
	}
	for name, c := range map[string]struct {
		when  view.Observing
		coin  string
		after market.Millis
		do    func(*stage)
		want  int
	}{
		"read now":              {view.ObserveSeen, "BTC", 0, nil, 1},
		"read before it hid":    {view.ObserveSeen, "BTC", 0, func(s *stage) { s.device.hidden = true; s.Hidden() }, 1},
		"read for long not":     {view.ObserveSeen, "BTC", 2 * market.Hour, nil, 0},
		"of another coin":       {view.ObserveSeen, "ETH", 0, nil, 0},
		"while it is off":       {view.ObserveOff, "BTC", 0, nil, 0},
		"in a replay":           {view.ObserveSeen, "BTC", 0, func(s *stage) { s.click((*view.State).ToggleReplay) }, 0},
		"of a clock set back":   {view.ObserveSeen, "BTC", -market.Hour, nil, 0},
		"of an hour set onward": {view.ObserveSeen, "BTC", 3 * market.Hour, nil, 0},
	} {
		s := begun(c.when)
		s.door().says(walls(c.coin))
		s.device.now += c.after
		if c.do != nil {
			c.do(s)
		}
		s.say(tick(61_000, 0))
		if s.device.pass(10 * market.Second); s.device.beeps != c.want {
			t.Errorf("%s: it sounds %d times", name, s.device.beeps)
		}
		if c.want > 0 && !strings.HasSuffix(s.device.notifications[0], ", as observed") {
			t.Error(name, s.device.notifications)
		}
	}
}
