package page_test

import (
	"slices"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// messages is one message of each kind that the worker says.
func messages() map[wire.Kind][]byte {
	v := simulated()
	list := []appender{v, allBars(halfHour), &wire.Cell{Serial: 1}, snapshot(1, start, 9e7), health(false, 1), happened(true, liquidation(0, 1e6, start)), &wire.Coins{Names: []string{"BTC"}}, &wire.File{Name: "f", Content: []byte("x")}}
	out := map[wire.Kind][]byte{wire.KindFault: wire.AppendFault(nil, &market.Fault{Code: "x", Sentence: "y."})}
	for _, m := range list {
		message := m.Append(nil)
		kind, _ := wire.KindOf(message)
		out[kind] = message
	}
	return out
}

// A message that is cut short at any place, or that nobody knows, is said and
// changes nothing else.
func TestDamagedMessagesAreSaid(t *testing.T) {
	s := clustered(t, liveMarket())
	asked := s.viewport()
	frame := cells(asked.Serial, asked.Model, asked.View).Append(nil)
	all := messages()
	all[wire.KindFrame] = frame
	source, clusters, files := s.State().Source, len(s.State().Clusters.List), len(s.device.files)
	drawn, frames := len(s.chart.bars), len(s.chart.frames)
	for kind, message := range all {
		for _, n := range []int{2, 3, len(message) / 2, len(message) - 1} {
			s.State().Notice = ""
			s.engine().handle(slices.Clone(message[:n]))
			if s.State().Notice == "" {
				t.Errorf("a message of kind %d cut to %d of %d bytes is taken", kind, n, len(message))
			}
		}
	}
	for _, message := range [][]byte{nil, {1}, {99, 64}, {1, 64}} {
		s.State().Notice = ""
		if s.engine().handle(message); s.State().Notice == "" {
			t.Errorf("%v is taken", message)
		}
	}
	if got := s.State().Source; got.Symbol != source.Symbol || got.Until != source.Until || len(s.State().Clusters.List) != clusters || len(s.device.files) != files || len(s.chart.bars) != drawn || len(s.chart.frames) != frames || len(s.workers) != 1 {
		t.Error("something of it is taken")
	}
	// A kind that this page does not know is of no concern.
	s.State().Notice = ""
	if s.engine().handle([]byte{1, 200}); s.State().Notice != "" {
		t.Errorf("%q", s.State().Notice)
	}
}

// Every message may come before there is a chart.
func TestMessagesBeforeTheChart(t *testing.T) {
	for kind, message := range messages() {
		s := newStage(t)
		s.engine().handle(message)
		s.device.pass(10 * market.Second)
		s.Rendered()
		s.Preferred()
		s.Seen()
		s.Hidden()
		s.mount()
		if s.State().Notice != "" && kind != wire.KindFault {
			t.Errorf("kind %d: %q", kind, s.State().Notice)
		}
	}
}

// Every click may come before there is a chart and before there is a market.
func TestClicksBeforeThereIsAMarket(t *testing.T) {
	for _, prepare := range []func(*testing.T, ...func(*device)) *stage{newStage, mounted} {
		s := prepare(t)
		for change := view.Nothing; change <= view.Market; change++ {
			if change == view.TimeRange || change == view.Market {
				continue // their controls offer nothing before there is a market
			}
			s.click(func(v *view.State) { v.Apply(change) })
		}
		for _, key := range []string{"?", "c", "p", "a", "r", " ", ",", ".", "l", "Escape"} {
			s.Press(key)
		}
		s.device.pass(market.Minute)
	}
}

func TestThemes(t *testing.T) {
	s := mapped(t, simulated())
	colours := func() []byte { return last(t, s.chart.styles).Palette }
	dark, themes := slices.Clone(colours()), s.chart.themes
	s.click(func(v *view.State) { v.Choose(view.ChoiceTheme, string(view.Light)) })
	light := slices.Clone(colours())
	if last(t, s.device.themes) != string(view.Light) || s.chart.themes != themes+1 || slices.Equal(light, dark) || slices.Min(light[:3]) < 235 || slices.Max(dark[:3]) > 40 {
		t.Errorf("themes %v, read %d times", s.device.themes, s.chart.themes-themes)
	}
	s.click(func(v *view.State) { v.Choose(view.ChoiceTheme, string(view.System)) })
	if slices.Equal(colours(), light) {
		t.Error("a dark device shows a light page")
	}
	s.device.light = true
	if s.Preferred(); !slices.Equal(colours(), light) {
		t.Error("a device that becomes light is not followed")
	}
	themes = s.chart.themes
	s.click(func(v *view.State) { v.Flip(view.ChoiceShorts) })
	if s.chart.themes != themes || last(t, s.chart.styles).Sides != [market.Sides]bool{true, false} {
		t.Error("another choice reads the theme again, or does not colour the cells")
	}
}

func TestCandlesSumsAndDistancesAreTheChartsMatter(t *testing.T) {
	s := mapped(t, simulated())
	themes := s.chart.themes
	s.click(func(v *view.State) { v.Choose(view.ChoiceCandles, "hollow") })
	if s.chart.candles != "hollow" || s.chart.sums || s.chart.themes != themes+1 {
		t.Errorf("candles %q, sums %t", s.chart.candles, s.chart.sums)
	}
	s.click(func(v *view.State) { v.Flip(view.ChoiceSums) })
	if s.chart.candles != "hollow" || !s.chart.sums || s.chart.themes != themes+2 {
		t.Errorf("candles %q, sums %t", s.chart.candles, s.chart.sums)
	}
	s.click(func(v *view.State) { v.Flip(view.ChoiceDistances) })
	if !s.chart.distances || s.chart.linear || s.chart.themes != themes+2 {
		t.Errorf("distances %t, linear %t", s.chart.distances, s.chart.linear)
	}
}

func TestAPaletteThatIsGoneIsTheFirst(t *testing.T) {
	s := mapped(t, simulated(), func(d *device) { d.fragment = "v1&palette=gone" })
	if n := len(last(t, s.chart.styles).Palette); n != 4*256 {
		t.Errorf("%d bytes of colours", n)
	}
}

func TestTheLegendIsPaintedAfterEachRender(t *testing.T) {
	s := newStage(t)
	s.Rendered()
	if s.chart.ramps != 0 {
		t.Error("a legend is painted without a chart")
	}
	s.mount()
	before := s.chart.ramps
	if s.Rendered(); s.chart.ramps != before+1 {
		t.Error("a render leaves the legend empty")
	}
}

func TestThePageOpensAsTheDeviceLeftIt(t *testing.T) {
	s := newStage(t)
	if !s.State().Tour.Offered || s.State().Dock.Tab != view.TabClusters || s.State().Clock.Device != "Europe/London" {
		t.Errorf("to a newcomer: %+v %+v", s.State().Tour, s.State().Dock)
	}
	set := view.Defaults()
	set.Window, set.Linear = view.Month, true
	s = mounted(t, func(d *device) { d.stored[settingsKey], d.narrow = set.Text(), true })
	if s.State().Tour.Offered || s.State().Settings != set || s.State().Dock.Tab != view.TabClosed || !s.chart.linear {
		t.Errorf("to a visitor: %+v", s.State().Settings)
	}
	s = newStage(t, func(d *device) { d.stored[settingsKey] = "brink-1\nwindow=soon" })
	if s.State().Settings != view.Defaults() || s.State().Notice == "" || s.device.stored[settingsKey+".aside"] != "brink-1\nwindow=soon" || s.device.stored[settingsKey] != s.State().Settings.Text() {
		t.Errorf("with damaged settings: %+v, %q", s.State().Settings, s.State().Notice)
	}
}

func TestAStoryNeedsNoEngine(t *testing.T) {
	for _, name := range []string{"simulated", "recording", "loading", "restarting", "notice", "away", "sheet", "empty", "locked", "live", "stale", "replay", "positions", "alerts", "help", "export", "news", "tour"} {
		s := mounted(t, func(d *device) {
			d.query["story"] = name
			set := view.Defaults()
			set.Theme = view.Light
			d.stored[settingsKey] = set.Text()
		})
		s.device.pass(10 * market.Second)
		if len(s.workers) != 0 || len(s.device.fetches) != 0 {
			t.Errorf("%s starts %d workers and asks %d servers", name, len(s.workers), len(s.device.fetches))
		}
		if s.State().Settings.Theme != view.Light {
			t.Errorf("%s forgets the visitor's theme", name)
		}
		if drawn := len(s.chart.frames) > 0; drawn != (s.State().Phase != view.Loading) {
			t.Errorf("%s: drawn %v", name, drawn)
		}
		if s.State().Phase == view.Ready {
			s.sight(week())
			s.point(at(60_000))
			s.point(nil)
		}
	}
	s := mounted(t, func(d *device) { d.query["story"] = "never told" })
	if s.State().Phase != view.Loading || len(s.chart.bars) != 0 {
		t.Error("a story that there is none of is drawn")
	}
}

func TestTheMapAloneAndThePriceAxis(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Apply(v.Chart.ToggleMap()) })
	s.click(func(v *view.State) { v.Flip(view.ChoiceLinear) })
	if !last(t, s.chart.maps) || !s.chart.linear {
		t.Errorf("map %v, linear %v", s.chart.maps, s.chart.linear)
	}
}
