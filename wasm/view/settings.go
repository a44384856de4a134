// Package view is what the page shows, apart from being a page: the visitor's
// choices, the state of the market at hand, and how figures are written. It
// knows no DOM, no engine and no clock.
package view

import (
	"math"
	"strconv"
	"strings"

	"brink/wasm/market"
)

// Theme is how light the page is.
type Theme string

// The themes.
const (
	Dark   Theme = "dark"
	Light  Theme = "light"
	System Theme = "system"
)

// Title is the theme's name for people.
func (t Theme) Title() string {
	switch t {
	case Light:
		return "Light"
	case System:
		return "As the device"
	}
	return "Dark"
}

// Settings are the visitor's choices; they stay on the device.
type Settings struct {
	Symbol    string
	Window    Window
	Model     string
	Classes   [4]bool // leverage classes, the highest leverage first
	Longs     bool
	Shorts    bool
	Threshold float64 // 0..1, of the brightness below which nothing is drawn
	Contrast  float64 // 0..1, .5 is a plain logarithm
	Palette   string
	Theme     Theme
	Linear    bool       // price scale
	Locked    bool       // of the colour scale
	Off       string     // venues that are not counted in, by id, a space between
	Kept      Scale      // while locked
	Least     market.USD // of a significant cluster
	Zone      string     // that times are told in, by name
	Hours     bool       // trading hours are marked
}

// Defaults are a first visit's settings.
func Defaults() Settings {
	return Settings{
		Symbol: "BTCUSDT", Window: Week, Model: "learned", Classes: [4]bool{true, true, true, true}, Longs: true, Shorts: true,
		Threshold: 0, Contrast: .5, Palette: "classic", Theme: Dark, Least: SignificantUSD, Zone: "UTC",
	}
}

// format is the first word of stored settings.
const format = "brink-1"

// Text writes settings as ParseSettings reads them.
func (s *Settings) Text() string {
	flag := func(b bool) string {
		if b {
			return "1"
		}
		return "0"
	}
	classes := ""
	for _, c := range s.Classes {
		classes += flag(c)
	}
	number := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	return strings.Join([]string{
		format, "symbol=" + s.Symbol, "window=" + string(s.Window), "model=" + s.Model, "classes=" + classes,
		"longs=" + flag(s.Longs), "shorts=" + flag(s.Shorts), "threshold=" + number(s.Threshold), "contrast=" + number(s.Contrast),
		"palette=" + s.Palette, "theme=" + string(s.Theme), "linear=" + flag(s.Linear), "locked=" + flag(s.Locked), "off=" + s.Off, "dim=" + number(float64(s.Kept.Dim)), "bright=" + number(float64(s.Kept.Bright)),
		"least=" + number(float64(s.Least)), "zone=" + s.Zone, "hours=" + flag(s.Hours),
	}, "\n")
}

// ParseSettings reads stored settings. What is damaged in any place is
// refused whole, with a sentence that says where.
func ParseSettings(text string) (Settings, *market.Fault) {
	s := Defaults()
	lines := strings.Split(text, "\n")
	bad := func(what string) (Settings, *market.Fault) {
		return Defaults(), &market.Fault{Code: "settings-damaged", Sentence: "The stored settings could not be read (" + what + "); they were set aside and the page opened with its defaults."}
	}
	if lines[0] != format {
		return bad("they are of another version")
	}
	for _, line := range lines[1:] {
		key, value, ok := strings.Cut(line, "=")
		if !ok || !s.set(key, value) {
			if len(line) > 40 {
				line = line[:40] + "..."
			}
			return bad("at " + strconv.Quote(line))
		}
	}
	return s, nil
}

// set takes one stored choice and says whether it is one.
func (s *Settings) set(key, value string) bool {
	flag := func(b *bool) bool {
		*b = value == "1"
		return value == "0" || value == "1"
	}
	number := func(x *float64, most float64) bool {
		v, err := strconv.ParseFloat(value, 64)
		*x = v
		return err == nil && v >= 0 && v <= most
	}
	switch key {
	case "symbol":
		s.Symbol = value
		return len(value) < 64
	case "window":
		s.Window = Window(value)
		return s.Window.Span() > 0
	case "model":
		s.Model = value
		return len(value) < 32
	case "classes":
		if len(value) != len(s.Classes) {
			return false
		}
		for i := range s.Classes {
			if value[i] != '0' && value[i] != '1' {
				return false
			}
			s.Classes[i] = value[i] == '1'
		}
		return true
	case "longs":
		return flag(&s.Longs)
	case "shorts":
		return flag(&s.Shorts)
	case "threshold":
		return number(&s.Threshold, 1)
	case "contrast":
		return number(&s.Contrast, 1)
	case "palette":
		s.Palette = value
		return len(value) < 32
	case "theme":
		s.Theme = Theme(value)
		return s.Theme == Dark || s.Theme == Light || s.Theme == System
	case "linear":
		return flag(&s.Linear)
	case "locked":
		return flag(&s.Locked)
	case "off":
		s.Off = value
		return len(value) < 256
	case "dim":
		return number((*float64)(&s.Kept.Dim), 1e15)
	case "bright":
		return number((*float64)(&s.Kept.Bright), 1e15)
	case "zone":
		s.Zone = value
		return value != "" && len(value) < 64
	case "hours":
		return flag(&s.Hours)
	case "least":
		return number((*float64)(&s.Least), 1e15) && s.Least > 0
	}
	return false
}

// Window is a stretch of time that is chosen by name.
type Window string

// The windows.
const (
	HalfDay  Window = "12h"
	Day      Window = "24h"
	ThreeDay Window = "3d"
	Week     Window = "7d"
	Month    Window = "30d"
	Quarter  Window = "90d"
	HalfYear Window = "180d"
	Year     Window = "1y"
)

// Windows lists them, the shortest first.
func Windows() []Window {
	return []Window{HalfDay, Day, ThreeDay, Week, Month, Quarter, HalfYear, Year}
}

// windows are the length of each and of the bars drawn in it.
var windows = map[Window]struct{ span, bar market.Millis }{
	HalfDay: {12 * market.Hour, 5 * market.Minute}, Day: {market.Day, 5 * market.Minute}, ThreeDay: {3 * market.Day, 15 * market.Minute},
	Week: {7 * market.Day, 30 * market.Minute}, Month: {30 * market.Day, 2 * market.Hour}, Quarter: {90 * market.Day, 4 * market.Hour},
	HalfYear: {180 * market.Day, 12 * market.Hour}, Year: {365 * market.Day, market.Day},
}

// Span is how much time the window shows; 0 of a name that is none.
func (w Window) Span() market.Millis { return windows[w].span }

// Bar is the length of the bars drawn, at least the market's own and a
// multiple of it.
func (w Window) Bar(interval market.Millis) market.Millis {
	bar := windows[w].bar
	if bar < interval {
		return interval
	}
	return bar / interval * interval
}

// Fits reports whether a market of this length has anything to show in the
// window that the next shorter one does not.
func (w Window) Fits(length market.Millis) bool {
	shorter := market.Millis(0)
	for _, other := range Windows() {
		if other == w {
			break
		}
		shorter = other.Span()
	}
	return length > shorter
}

// Ramp is the colour scale: logarithms of the darkest and the brightest
// dollars, and the exponent between.
type Ramp struct{ Low, High, Gamma float64 }

// most and fewest octaves lie between the darkest and the brightest dollars.
const (
	most   = 9
	fewest = 2.5
)

// Scale is what the cells of a map hold.
type Scale struct{ Dim, Bright market.USD }

// Ramp is the colour scale for a map: the dim third of its cells is dark, the
// brightest are bright, so that every model reads alike.
func (s *Settings) Ramp(scale Scale) Ramp {
	if s.Locked && s.Kept.Bright > 0 {
		scale = s.Kept
	}
	if !(scale.Bright > 1) {
		scale = Scale{1e4, 1e6}
	}
	high := math.Log(float64(scale.Bright))
	low := math.Log(float64(max(scale.Dim, 1)))
	low = min(max(low, high-most*math.Ln2), high-fewest*math.Ln2)
	return Ramp{low, high, plain * math.Exp2(3*(s.Contrast-.5))}
}

// plain is the exponent at half contrast: it keeps the ground dark.
const plain = 1.5

// Least is the dollars below which nothing is drawn.
func (r Ramp) Least(threshold float64) market.USD {
	if threshold <= 0 {
		return 0
	}
	return r.At(threshold)
}

// At is the dollars at a brightness between 0 and 1.
func (r Ramp) At(bright float64) market.USD {
	return market.USD(math.Exp(r.Low + math.Pow(bright, 1/r.Gamma)*(r.High-r.Low)))
}
