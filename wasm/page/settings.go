package page

import (
	"strconv"

	"brink/wasm/market"
	"brink/wasm/palette"
	"brink/wasm/view"
)

// settings keeps the visitor's choices on the device, and gives page and chart
// the looks that they ask for.
type settings struct {
	*shared
	refused bool   // it was said that the device keeps nothing
	theme   string // that page and chart have
	saved   string // what the device keeps, as far as this page knows
	steps   int    // of sliders; the last one's timer saves
	moving  bool   // a slider has moved and its place is not saved
}

// sliderRest is how long a slider must not have moved to have come to rest.
const sliderRest = market.Second / 2

// load reads what the device keeps. Damaged settings are set aside, and what
// could be read of them is kept in their place.
func (s *settings) load() {
	text, ok := s.device.Stored(settingsKey)
	if s.state.Tour.Offered = !ok; !ok {
		return
	}
	set, fault := view.ParseSettings(text)
	s.state.Settings, s.saved = set, text
	if fault != nil {
		s.setAside(settingsKey, text, fault)
		s.device.Store(settingsKey, set.Text())
	}
}

// save keeps the choices, where any has changed. That the device refuses is
// said once.
func (s *settings) save() {
	s.moving = false
	text := s.state.Settings.Text()
	switch {
	case text == s.saved:
	case s.device.Store(settingsKey, text):
		s.saved = text
	case !s.refused:
		s.refused = true
		s.state.Notice = view.StorageRefusedText()
	}
}

// saveOnceRested is a debounced save: nothing is written at each step of a
// slider.
func (s *settings) saveOnceRested() {
	s.moving = true
	s.steps++
	step := s.steps
	s.device.After(sliderRest, func() {
		if step == s.steps {
			s.saveMoved()
		}
	})
}

// saveMoved saves at once where a slider has moved.
func (s *settings) saveMoved() {
	if s.moving {
		s.soon(s.save)
	}
}

// applyTheme gives page and chart the theme, where it is another than before.
func (s *settings) applyTheme() {
	set := &s.state.Settings
	theme := string(set.Theme) + " " + strconv.FormatBool(s.light()) + " " + set.Look.Candles + " " + strconv.FormatBool(set.Look.Sums)
	if theme == s.theme {
		return
	}
	s.theme = theme
	s.device.Theme(string(set.Theme))
	s.chart.Theme(set.Look.Candles, set.Look.Sums)
}

// style colours the cells that are there; no data moves.
func (s *settings) style() {
	set := &s.state.Settings
	ramp := set.Ramp(s.state.Chart.Scale)
	colours := s.palette()
	style := &HeatStyle{
		Classes: set.Classes, Sides: [market.Sides]bool{set.Longs, set.Shorts},
		Low: ramp.Low, High: ramp.High, Gamma: ramp.Gamma, Threshold: ramp.Cutoff(set.Threshold), Palette: colours,
		Standout: set.Shading == view.Standout,
	}
	if ahead := &s.state.Dock.Ahead; set.Shading == view.Reached {
		style.Weights, style.Price = ahead.Weights, ahead.Price
	}
	s.chart.Style(style)
	s.chart.Ramp(colours)
}

// palette is the chosen table of colours, from the background's on: that of a
// light page is its own, in which little is pale and much is dark.
func (s *settings) palette() []byte {
	chosen := palette.ByName(s.state.Settings.Palette)
	if chosen == nil {
		chosen = palette.All()[0]
	}
	if s.light() {
		return chosen.LightTable()[:]
	}
	return chosen.Table()[:]
}

// light reports whether the page is light now.
func (s *settings) light() bool {
	theme := s.state.Settings.Theme
	return theme == view.Light || theme == view.System && s.device.PrefersLight()
}
