package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
)

const settingsKey = "brink.settings"

// slide moves a slider by many steps, some of a moment apart.
func slide(s *stage, choice view.Choice, places ...string) {
	for _, place := range places {
		s.click(func(v *view.State) { v.Choose(choice, place) })
		s.device.pass(30)
	}
}

// Nothing is written while a slider moves, once when it has come to rest, and
// the chart follows at each step.
func TestASliderIsSavedOnceItRests(t *testing.T) {
	s := mounted(t, func(d *device) { d.query["sim"] = "7" })
	before, styles := s.device.writes, len(s.chart.styles)
	slide(s, view.ChoiceThreshold, "0.1", "0.2", "0.3", "0.4")
	if s.device.writes != before || len(s.chart.styles) != styles+4 {
		t.Errorf("on the way %d writes and %d styles", s.device.writes-before, len(s.chart.styles)-styles)
	}
	s.device.pass(market.Second)
	if s.device.writes != before+1 || !strings.Contains(s.device.stored[settingsKey], "\nthreshold=0.4\n") {
		t.Errorf("%d writes: %q", s.device.writes-before, s.device.stored[settingsKey])
	}
	if s.device.pass(market.Minute); s.device.writes != before+1 {
		t.Error("it is written again")
	}
}

// Whoever leaves while a slider moves finds it there at the next visit; who
// leaves otherwise leaves the device as it was.
func TestLeavingSavesWhatMoves(t *testing.T) {
	s := mounted(t, func(d *device) { d.query["sim"] = "7" })
	before := s.device.writes
	if s.Hidden(); s.device.writes != before {
		t.Error("a visit without a choice is written")
	}
	slide(s, view.ChoiceContrast, "0.9")
	if s.Hidden(); s.device.writes != before+1 || !strings.Contains(s.device.stored[settingsKey], "\ncontrast=0.9\n") {
		t.Errorf("%d writes: %q", s.device.writes-before, s.device.stored[settingsKey])
	}
	if s.Hidden(); s.device.writes != before+1 {
		t.Error("leaving twice writes twice")
	}
	if s.device.pass(market.Second); s.device.writes != before+1 {
		t.Error("it is written again")
	}
}

// Another choice is written at once, with the slider's place; what changes no
// setting is not written at all.
func TestChoicesAreSavedAtOnce(t *testing.T) {
	s := mounted(t, func(d *device) { d.query["sim"] = "7" })
	before := s.device.writes
	slide(s, view.ChoiceContrast, "0.9")
	s.click(func(v *view.State) { v.Flip(view.ChoiceLongs) })
	if s.device.writes != before+1 || !strings.Contains(s.device.stored[settingsKey], "\nlongs=0\nshorts=1\nthreshold=0\ncontrast=0.9\n") {
		t.Errorf("%d writes: %q", s.device.writes-before, s.device.stored[settingsKey])
	}
	for range 5 {
		s.click(func(v *view.State) { v.Apply(v.Dock.Show(view.TabHelp)) })
		s.click(func(v *view.State) { v.Apply(v.Playhead.Scrub(.5)) })
	}
	if s.device.pass(market.Second); s.device.writes != before+1 {
		t.Errorf("%d writes of the same", s.device.writes-before)
	}
}

// A link's view is not taken for the reader's own before the reader chooses.
func TestALinkAloneIsNotSaved(t *testing.T) {
	own := "brink-1\nsymbol=ETHUSDT\ntheme=light"
	s := mounted(t, func(d *device) {
		d.query["sim"], d.fragment, d.stored[settingsKey] = "7", "v1&contrast=0.9", own
	})
	s.device.pass(market.Minute)
	if s.Hidden(); s.device.stored[settingsKey] != own {
		t.Errorf("%q", s.device.stored[settingsKey])
	}
}

// A device that refuses says so once, and what is chosen holds for the visit.
func TestADeviceThatRefusesSaysSoOnce(t *testing.T) {
	s := mounted(t, func(d *device) { d.query["sim"], d.full = "7", true })
	slide(s, view.ChoiceContrast, "0.8", "0.9")
	s.device.pass(market.Second)
	s.notice("The device refuses to keep this; it is gone when the page is closed.")
	s.click(func(v *view.State) { v.Notice = "" })
	s.click(func(v *view.State) { v.Flip(view.ChoiceLongs) })
	if s.notice(""); s.State().Settings.Contrast != .9 || s.State().Settings.Longs {
		t.Errorf("%+v", s.State().Settings)
	}
}
