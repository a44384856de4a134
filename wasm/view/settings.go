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

// Theme says whether the page is dark or light.
type Theme string

// The themes.
const (
	Dark   Theme = "dark"
	Light  Theme = "light"
	System Theme = "system"
)

// Shading says what the heat's colours stand for.
type Shading string

// The shadings.
const (
	Expected Shading = "dollars"  // dollars that price would force out there
	Reached  Shading = "reached"  // these times the chance that price goes there within a day
	Standout Shading = "standout" // mass over that of its surroundings
)

// Look is what is drawn on the chart beside its heat, and how.
type Look struct {
	Candles   string // a value of their control
	Distances bool   // the price axis tells distances in per cent as well
	Sums      bool   // what was liquidated is summed by bar, under the candles
	Observed  Observing
	Picture   string // how large a saved picture is: a value of its control
	Further   string // venues that are connected to beside the usual ones, by id, a space between
	Panes     Panes
	Book      bool // order books are followed and drawn
}

// Observing says when public positions are read.
type Observing string

// When.
const (
	ObserveOff    Observing = "off"
	ObserveSeen   Observing = "visible" // while the page is in sight
	ObserveAlways Observing = "always"  // for as long as it is open
)

// Settings are the visitor's choices; they stay on the device. The table of
// choices says how each is written, read and bounded.
type Settings struct {
	Symbol       string
	Window       Window
	Model        string
	Classes      [4]bool // leverage classes, the highest leverage first
	Longs        bool
	Shorts       bool
	Threshold    float64 // 0..1, of the brightness below which nothing is drawn
	Contrast     float64 // 0..1, .5 is a plain logarithm
	Palette      string
	Theme        Theme
	Linear       bool       // linear prices instead of logarithmic ones
	Locked       bool       // the colour scale stays as it was
	LockedScale  Scale      // while Locked
	Excluded     string     // venues that are not counted in, by id, a space between
	Significant  market.USD // smallest size of a significant cluster; 0 for the coin's own (Clusters.Significant)
	Zone         string     // time zone, by name
	TradingHours bool       // they are marked on the chart
	Shading      Shading
	Ahead        bool // what may come in the next hours is shown
	Look         Look
}

// format is the first word of stored settings.
const format = "brink-1"

// Settings of before sizes followed the coin had a size under a key of its own.
const oldSignificant = "least"

// Text writes settings as ParseSettings reads them: a choice a line.
func (s *Settings) Text() string {
	text := format
	for i := range choices {
		text += "\n" + choices[i].key + "=" + choices[i].text(s)
	}
	return text
}

// ParseSettings reads stored settings. What is damaged in any place is
// refused whole, with a sentence that says where.
func ParseSettings(text string) (Settings, *market.Fault) {
	s := Defaults()
	lines := strings.Split(text, "\n")
	bad := func(what string) (Settings, *market.Fault) {
		return Defaults(), &market.Fault{Code: "settings-damaged", Sentence: say(words[phraseSettingsDamaged], what)}
	}
	if lines[0] != format {
		return bad(words[phraseSettingsOther])
	}
	for _, line := range lines[1:] {
		key, value, _ := strings.Cut(line, "=")
		if key == oldSignificant {
			key = choices[ChoiceSignificant].key
		}
		if r := choiceOf(key); r == nil || !strings.Contains(line, "=") || !r.set(&s, value) {
			return bad(say(words[phraseAtPlace], strconv.Quote(cut(line))))
		}
	}
	return s, nil
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

// windows are the length of each and of the bars drawn in it: on a desk, and on
// a phone, which has room for half as many.
var windows = map[Window]struct{ span, bar, narrow market.Millis }{
	HalfDay:  {12 * market.Hour, 5 * market.Minute, 10 * market.Minute},
	Day:      {market.Day, 5 * market.Minute, 10 * market.Minute},
	ThreeDay: {3 * market.Day, 15 * market.Minute, 30 * market.Minute},
	Week:     {7 * market.Day, 30 * market.Minute, market.Hour},
	Month:    {30 * market.Day, 2 * market.Hour, 4 * market.Hour},
	Quarter:  {90 * market.Day, 4 * market.Hour, 12 * market.Hour},
	HalfYear: {180 * market.Day, 12 * market.Hour, market.Day},
	Year:     {365 * market.Day, market.Day, 2 * market.Day},
}

// Span is how much time the window shows; 0 of a name that is none.
func (w Window) Span() market.Millis { return windows[w].span }

// Bar is the length of the bars drawn, at least the market's own and a
// multiple of it.
func (w Window) Bar(interval market.Millis, narrow bool) market.Millis {
	bar := windows[w].bar
	if narrow {
		bar = windows[w].narrow
	}
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

// Ramp is the colour scale: logarithms of what is darkest and what is brightest,
// dollars or stand-outs, and the exponent between.
type Ramp struct{ Low, High, Gamma float64 }

// Bounds of the octaves between the darkest and the brightest dollars.
const (
	maxOctaves = 9
	minOctaves = 2.5
)

// Scale is the dollars of a map's cells, by which its colours are chosen: a
// third of the cells hold less than Dim, few hold more than Bright.
type Scale struct{ Dim, Bright market.USD }

// What stands out as little as its surroundings is dark, what does so
// brightestStandout times is as bright as can be. The scale is the same for every
// map, so two views compare.
const (
	darkestStandout   = .95
	brightestStandout = 1.6
)

// Ramp is the colour scale for a map: the dim third of its cells is dark, the
// brightest are bright, so that every model reads alike.
func (s *Settings) Ramp(scale Scale) Ramp {
	if s.Shading == Standout {
		return Ramp{math.Log(darkestStandout), math.Log(brightestStandout), math.Exp2(3 * (s.Contrast - .5))}
	}
	if s.Locked && s.LockedScale.Bright > 0 {
		scale = s.LockedScale
	}
	if !(scale.Bright > 1) {
		scale = Scale{1e4, 1e6}
	}
	if s.Shading == Reached { // the brightest cells are seldom those that price is near
		scale = Scale{scale.Dim * reachedShare, scale.Bright * reachedShare}
	}
	high := math.Log(float64(scale.Bright))
	low := math.Log(float64(max(scale.Dim, 1)))
	low = min(max(low, high-maxOctaves*math.Ln2), high-minOctaves*math.Ln2)
	return Ramp{low, high, midGamma * math.Exp2(3*(s.Contrast-.5))}
}

// reachedShare is the share of the brightest cells' dollars that is as bright as can
// be, once dollars are multiplied by the chance that price goes there.
const reachedShare = .3

// midGamma is the exponent at half contrast: above 1, so that most cells stay
// dark.
const midGamma = 1.5

// Cutoff is what is below which nothing is drawn at a threshold from 0 to 1.
func (r Ramp) Cutoff(threshold float64) float64 {
	if threshold <= 0 {
		return 0
	}
	return r.At(threshold)
}

// At is what has a brightness between 0 and 1.
func (r Ramp) At(bright float64) float64 {
	return math.Exp(r.Low + math.Pow(bright, 1/r.Gamma)*(r.High-r.Low))
}

// LegendTitle says what the marks of the colour scale are.
func (s *Settings) LegendTitle() string {
	if s.Shading == Standout {
		return words[phraseLegendStandout]
	}
	if s.Shading == Reached {
		return words[phraseLegendReached]
	}
	return words[phraseLegendDollars]
}

// Legend is what the marks of the colour scale of a map stand for, brightest
// first; dashes before its cells are known.
func (s *Settings) Legend(scale Scale) []string {
	if scale.Bright <= 0 && !s.Locked {
		return []string{"–", "–", "–", "–", "–"}
	}
	r := s.Ramp(scale)
	out := make([]string, 5)
	for i := range out {
		at := r.At(1 - float64(i)/4)
		if out[i] = Number(at, 2) + "x"; s.Shading != Standout {
			out[i] = Dollars(market.USD(at))
		}
	}
	return out
}

// StandoutText says how far the mass at a place stands out; a dash where there
// is none.
func StandoutText(ratio float64) string {
	if !(ratio > 0) {
		return "–"
	}
	return say(words[phraseStandsOut], Number(ratio, 1))
}

// ClassNames are the leverage classes for people: distance to liquidation and
// the leverage that it means on an isolated position under 0.4 % maintenance.
func ClassNames() [4]string {
	return [4]string(words[phraseClass62:][:4])
}
