package view

import (
	"strconv"

	"brink/wasm/market"
	"brink/wasm/palette"
)

// Choice names one of the visitor's choices: a row of the table below, which
// serves the stored settings, the links and the controls.
type Choice uint8

// The choices, in the order in which they are stored.
const (
	ChoiceSymbol Choice = iota
	ChoiceWindow
	ChoiceModel
	ChoiceClasses
	ChoiceLongs
	ChoiceShorts
	ChoiceThreshold
	ChoiceContrast
	ChoicePalette
	ChoiceTheme
	ChoiceLinear
	ChoiceLocked
	ChoiceExcluded
	ChoiceLockedDim
	ChoiceLockedBright
	ChoiceSignificant
	ChoiceZone
	ChoiceTradingHours
	ChoiceShading
	ChoiceAhead
	ChoiceCandles
	ChoiceDistances
	ChoiceSums
	ChoiceObserved
	ChoicePicture
	ChoiceFurther
	ChoicePanes
	ChoiceBook
)

// Option is one entry of a list to choose from: the value as it is stored,
// and what people read.
type Option struct{ Value, Title string }

// row says all that is to be known of one choice.
type row struct {
	key    string // in the stored settings, and in a link that does not spell it otherwise
	usual  string // a first visit's value
	change Change // what a change of it calls for
	// lower and upper bound a number, or the length of a text in bytes.
	lower, upper float64
	// field is where the value is kept. Its type says how it is written: a
	// flag as 0 or 1, several flags as that many digits, a number by all its
	// digits, a text as it is.
	field func(*Settings) any
	// options are the values that a control offers now; nil where it offers
	// whatever can be read.
	options func(*State) []Option
}

// maxUSD bounds every amount of money among the choices.
const maxUSD = 1e15

// choices are the rows, in the order in which they are stored. A new one goes
// to the end.
var choices = [...]row{
	// key, a first visit's value, change, lower and upper bound, field, options
	ChoiceSymbol:       {"symbol", "BTCUSDT", Market, 0, 63, func(s *Settings) any { return &s.Symbol }, symbolOptions},
	ChoiceWindow:       {"window", string(Week), TimeRange, 0, 0, func(s *Settings) any { return &s.Window }, windowOptions},
	ChoiceModel:        {"model", "learned", Cells, 0, 31, func(s *Settings) any { return &s.Model }, modelOptions},
	ChoiceClasses:      {"classes", "1111", Style, 0, 0, func(s *Settings) any { return &s.Classes }, nil},
	ChoiceLongs:        {"longs", "1", Style, 0, 0, func(s *Settings) any { return &s.Longs }, nil},
	ChoiceShorts:       {"shorts", "1", Style, 0, 0, func(s *Settings) any { return &s.Shorts }, nil},
	ChoiceThreshold:    {"threshold", "0", Sliding, 0, 1, func(s *Settings) any { return &s.Threshold }, nil},
	ChoiceContrast:     {"contrast", "0.5", Sliding, 0, 1, func(s *Settings) any { return &s.Contrast }, nil},
	ChoicePalette:      {"palette", "violet", Style, 0, 31, func(s *Settings) any { return &s.Palette }, paletteOptions},
	ChoiceTheme:        {"theme", string(Dark), Style, 0, 0, func(s *Settings) any { return &s.Theme }, themeOptions},
	ChoiceLinear:       {"linear", "0", PriceAxis, 0, 0, func(s *Settings) any { return &s.Linear }, nil},
	ChoiceLocked:       {"locked", "0", Style, 0, 0, func(s *Settings) any { return &s.Locked }, nil},
	ChoiceExcluded:     {"off", "", Cells, 0, 255, func(s *Settings) any { return &s.Excluded }, nil},
	ChoiceLockedDim:    {"dim", "0", Style, 0, maxUSD, func(s *Settings) any { return &s.LockedScale.Dim }, nil},
	ChoiceLockedBright: {"bright", "0", Style, 0, maxUSD, func(s *Settings) any { return &s.LockedScale.Bright }, nil},
	ChoiceSignificant:  {"significant", "0", Marks, 0, maxUSD, func(s *Settings) any { return &s.Significant }, nil},
	ChoiceZone:         {"zone", "UTC", Times, 1, 63, func(s *Settings) any { return &s.Zone }, zoneOptions},
	ChoiceTradingHours: {"hours", "0", Times, 0, 0, func(s *Settings) any { return &s.TradingHours }, nil},
	ChoiceShading:      {"shading", string(Standout), Style, 0, 0, func(s *Settings) any { return &s.Shading }, shadingOptions},
	ChoiceAhead:        {"ahead", "0", NextHours, 0, 0, func(s *Settings) any { return &s.Ahead }, nil},
	ChoiceCandles:      {"candles", "quiet", Style, 0, 31, func(s *Settings) any { return &s.Look.Candles }, candleOptions},
	ChoiceDistances:    {"distances", "0", PriceAxis, 0, 0, func(s *Settings) any { return &s.Look.Distances }, nil},
	ChoiceSums:         {"sums", "0", Style, 0, 0, func(s *Settings) any { return &s.Look.Sums }, nil},
	ChoiceObserved:     {"observed", string(ObserveOff), NextHours, 0, 0, func(s *Settings) any { return &s.Look.Observed }, observedOptions},
	ChoiceFurther:      {"venues", "", VenueList, 0, 127, func(s *Settings) any { return &s.Look.Further }, nil},
	ChoicePicture:      {"picture", "screen", Marks, 0, 31, func(s *Settings) any { return &s.Look.Picture }, pictureOptions},
	ChoicePanes:        {"panes", "", PaneList, 0, 255, func(s *Settings) any { return &s.Look.Panes }, nil},
	ChoiceBook:         {"book", "0", NextHours, 0, 0, func(s *Settings) any { return &s.Look.Book }, nil},
}

// choiceOf finds a row by its key; nil where there is none.
func choiceOf(key string) *row {
	for i := range choices {
		if choices[i].key == key {
			return &choices[i]
		}
	}
	return nil
}

// text writes the value that settings have.
func (r *row) text(s *Settings) string {
	switch at := r.field(s).(type) {
	case *bool:
		return flags(*at)
	case *[4]bool:
		return flags(at[:]...)
	case *float64:
		return exact(*at)
	case *market.USD:
		return exact(float64(*at))
	case *Window:
		return string(*at)
	case *Theme:
		return string(*at)
	case *Shading:
		return string(*at)
	case *Observing:
		return string(*at)
	case *Panes:
		return string(*at)
	case *string:
		return *at
	}
	return ""
}

// set reads a value as text writes it and reports whether it is one; what is
// none changes nothing.
func (r *row) set(s *Settings, text string) bool {
	ok := false
	switch at := r.field(s).(type) {
	case *bool:
		ok = readFlags(text, at)
	case *[4]bool:
		read := *at
		if ok = readFlags(text, &read[0], &read[1], &read[2], &read[3]); ok {
			*at = read
		}
	case *float64:
		ok = r.number(text, at)
	case *market.USD:
		ok = r.number(text, (*float64)(at))
	case *Window:
		if ok = Window(text).Span() > 0; ok {
			*at = Window(text)
		}
	case *Theme:
		if ok = contains(themeOptions(nil), text); ok {
			*at = Theme(text)
		}
	case *Shading:
		if ok = contains(shadingOptions(nil), text); ok {
			*at = Shading(text)
		}
	case *Observing:
		if ok = contains(observedOptions(nil), text); ok {
			*at = Observing(text)
		}
	case *Panes:
		if ok = Panes(text).known(); ok {
			*at = Panes(text)
		}
	case *string:
		if n := float64(len(text)); n >= r.lower && n <= r.upper {
			*at, ok = text, true
		}
	}
	return ok
}

// number reads a number within the row's bounds, which not-a-number is not.
func (r *row) number(text string, at *float64) bool {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || !(x >= r.lower && x <= r.upper) {
		return false
	}
	*at = x
	return true
}

// exact writes a number by all the digits that it takes to read it back.
func exact(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// flags writes a digit for each: 1 for true.
func flags(set ...bool) string {
	out := make([]byte, len(set))
	for i, on := range set {
		if out[i] = '0'; on {
			out[i] = '1'
		}
	}
	return string(out)
}

// readFlags reads as many digits as there are flags. On failure the flags
// before the wrong digit are set already.
func readFlags(text string, set ...*bool) bool {
	if len(text) != len(set) {
		return false
	}
	for i := range set {
		if text[i] != '0' && text[i] != '1' {
			return false
		}
		*set[i] = text[i] == '1'
	}
	return true
}

// Defaults are a first visit's settings.
func Defaults() (s Settings) {
	for i := range choices {
		choices[i].set(&s, choices[i].usual)
	}
	return s
}

// Options are the values that the control of a choice offers now; nil for a
// choice without a list.
func (s *State) Options(c Choice) []Option {
	if offered := choices[c].options; offered != nil {
		return offered(s)
	}
	return nil
}

// Choose sets a choice to a value of its control, written as it is stored. A
// value that the control's list does not offer, or that cannot be read, changes
// nothing.
func (s *State) Choose(c Choice, value string) {
	r := &choices[c]
	if r.options != nil && !contains(r.options(s), value) {
		return
	}
	// The market at hand is chosen again while another one is on its way.
	same := c == ChoiceSymbol && value == s.Source.Symbol && value == s.Settings.Symbol || c == ChoiceModel && value == s.Settings.Model
	if !same && r.set(&s.Settings, value) {
		s.Apply(r.change)
	}
}

// Flip turns a choice over that is either on or off.
func (s *State) Flip(c Choice) {
	if on, ok := choices[c].field(&s.Settings).(*bool); ok {
		*on = !*on
		s.Apply(choices[c].change)
	}
}

// FlipClass shows the i-th leverage class, or hides it. There may be no such
// class.
func (s *State) FlipClass(i int) {
	if i < 0 || i >= len(s.Settings.Classes) {
		return
	}
	s.Settings.Classes[i] = !s.Settings.Classes[i]
	s.Apply(choices[ChoiceClasses].change)
}

// contains reports whether a list offers a value.
func contains(list []Option, value string) bool {
	for i := range list {
		if list[i].Value == value {
			return true
		}
	}
	return false
}

// named are options whose values are their own titles.
func named(values []string) []Option {
	out := make([]Option, len(values))
	for i, v := range values {
		out[i] = Option{v, v}
	}
	return out
}

func symbolOptions(s *State) []Option { return named(s.Source.Symbols) }

func windowOptions(s *State) (out []Option) {
	for _, w := range Windows() {
		if s.Source.Offers(w) {
			out = append(out, Option{string(w), string(w)})
		}
	}
	return out
}

func modelOptions(s *State) (out []Option) {
	for i := range s.Source.Models {
		out = append(out, Option{s.Source.Models[i].Name, s.Source.Models[i].Title})
	}
	return out
}

// zoneOptions are the device's own time zone, those that traders speak of, and
// the one that is chosen.
func zoneOptions(s *State) []Option {
	list := named([]string{"UTC", "America/New_York", "Europe/London", "Asia/Tokyo", "Asia/Singapore"})
	for _, name := range [...]string{s.Clock.Device, s.Settings.Zone} {
		if name != "" && !contains(list, name) {
			list = append(list, Option{name, name})
		}
	}
	return list
}

// paletteOptions are the colour tables. A stored or linked name of another is
// read all the same: another version of the page may have it.
func paletteOptions(*State) (out []Option) {
	for _, p := range palette.All() {
		out = append(out, Option{p.Name, p.Title})
	}
	return out
}

func themeOptions(*State) []Option {
	return []Option{{string(Dark), words[phraseThemeDark]}, {string(Light), words[phraseThemeLight]}, {string(System), words[phraseThemeSystem]}}
}

// pictureOptions are the sizes of a saved picture, in pixels, or twice as many
// for sharp screens.
func pictureOptions(*State) []Option {
	list := []Option{{"screen", words[phrasePictureScreen]}}
	for _, size := range [...]string{"1200x675", "1600x900", "1080x1080"} {
		list = append(list, Option{size, size}, Option{size + "@2", say(words[phrasePictureTwice], size)})
	}
	return list
}

// candleOptions are the ways to draw candles: by lightness alone, by hue, and
// those that rise as outlines.
func candleOptions(*State) []Option {
	return []Option{{"quiet", words[phraseCandlesQuiet]}, {"coloured", words[phraseCandlesColoured]}, {"hollow", words[phraseCandlesHollow]}}
}

func shadingOptions(*State) []Option {
	return []Option{{string(Standout), words[phraseShadingStandout]}, {string(Expected), words[phraseShadingDollars]}, {string(Reached), words[phraseShadingReached]}}
}

func observedOptions(*State) []Option {
	return []Option{{string(ObserveOff), words[phraseObserveOff]}, {string(ObserveSeen), words[phraseObserveSeen]}, {string(ObserveAlways), words[phraseObserveAlways]}}
}
