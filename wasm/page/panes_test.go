package page_test

import (
	"strings"
	"testing"

	"brink/wasm/view"
)

// The chart is given the panes that are chosen, those of the visit before when
// it is mounted; what they cannot be fetched for is said, and the choice stays.
func TestPanesAreShownAndWhatCannotBeFetchedIsSaid(t *testing.T) {
	s := mounted(t, func(d *device) {
		d.query["sim"] = "7"
		d.stored[settingsKey] = "brink-1\npanes=rsi"
	})
	shown := func() view.Panes { return s.chart.panes[len(s.chart.panes)-1] }
	if shown() != "rsi" {
		t.Errorf("of the visit before: %q", shown())
	}
	s.click(func(v *view.State) { v.Apply(v.Settings.Look.FlipIndicator("volume")) })
	if shown() != "rsi volume" || !strings.Contains(s.device.stored[settingsKey], "\npanes=rsi volume\n") {
		t.Errorf("shown %q, stored %q", shown(), s.device.stored[settingsKey])
	}
	s.click(func(v *view.State) { v.Apply(v.Settings.Look.FlipIndicator("vwap")) })
	s.chart.withoutPanes()
	if shown() != "rsi volume vwap" || s.State().Notice != view.PanesMissingText() {
		t.Errorf("shown %q, said %q", shown(), s.State().Notice)
	}
	for _, name := range []string{"vwap", "rsi", "volume"} {
		s.click(func(v *view.State) { v.Apply(v.Settings.Look.FlipIndicator(name)) })
	}
	if shown() != "" {
		t.Errorf("with all of them put away: %q", shown())
	}
}
