package view

import (
	"strconv"

	"brink/wasm/book"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Door is how far the second module is, which holds what a first visit can do
// without.
//
//	from      what happens                          to
//	shut      something of it is asked for          opening
//	opening   it says that it is of this build      open
//	opening   it cannot be had                      failed
//	open      it ends                               failed
//	any       nothing of it is wanted any more      shut
//	failed    something of it is asked for again    opening
type Door uint8

// The states.
const (
	DoorShut Door = iota
	DoorOpening
	DoorOpen
	DoorFailed
)

// Ahead is what is said of the next hours, from the moment that is shown on.
type Ahead struct {
	Door    Door
	Fault   market.Fault // why the second module cannot be had
	At      market.Millis
	Note    string   // what chances of a touch rest on
	Lines   []string // a sentence each; none before they are known
	Touches []Touched
	Weights []float64 // the chances that price goes so far from Price within 24 h (wire.WeightStep)
	Price   market.Price
	Own     []Touched  // of the liquidation prices of the visitor's positions
	Depth   book.Depth // what rests in order books now, of nobody where none is followed
}

// Touched is the chances that price reaches a level, in percent by horizon.
type Touched struct {
	Level market.Price
	Text  string
	Day   float64 // the chance within 24 h; below 0 where it is not known
}

// Forget drops what was said, as of another moment.
func (a *Ahead) Forget() {
	a.At, a.Note, a.Lines, a.Touches, a.Own, a.Weights = 0, "", nil, nil, nil, nil
	a.Depth = book.Depth{}
}

// stopped reports whether what is said of a live market is too old.
func (a *Ahead) stopped(s *State) bool {
	at := a.At
	return at != 0 && s.Source.Live() && !s.Playhead.Replaying() && s.Feed.At-at > market.Hour
}

// Text is what is said of the next hours, a sentence each; nil while that is
// switched off.
func (a *Ahead) Text(s *State) []string {
	switch {
	case !s.Settings.Ahead:
		return nil
	case a.Door == DoorFailed:
		return []string{a.Fault.Sentence + " (" + a.Fault.Code + ")"}
	case a.Door != DoorOpen:
		return []string{words[phraseAheadLoading]}
	case a.stopped(s):
		return []string{words[phraseAheadStale]}
	case len(a.Lines) == 0:
		return []string{words[phraseAheadComputing]}
	}
	return a.Lines
}

// touch is the chances that price reaches a cluster, in percent by horizon.
func (a *Ahead) touch(s *State, c *insight.Cluster) string {
	if t := a.touched(s, c.Near()); t != nil {
		return t.Text
	}
	return "–"
}

// touched is what is known of a level; nil for nothing.
func (a *Ahead) touched(s *State, level market.Price) *Touched {
	if a.stopped(s) {
		return nil
	}
	for _, list := range [...][]Touched{a.Touches, a.Own} {
		for i := range list {
			if list[i].Level == level {
				return &list[i]
			}
		}
	}
	return nil
}

// Chance is the chance that price reaches a level within 24 h, where it is known.
func Chance(s *State, level market.Price) (chance float64, known bool) {
	if t := s.Dock.Ahead.touched(s, level); t != nil && t.Day >= 0 {
		return t.Day, true
	}
	return 0, false
}

// chanceText is that chance in words: 31 % in 24 h; "" where it is not known.
func chanceText(s *State, level market.Price) string {
	chance, known := Chance(s, level)
	switch {
	case !known:
		return ""
	case chance < .01:
		return words[phraseChanceSmall]
	}
	return say(words[phraseChanceInDay], strconv.Itoa(int(100*chance+.5)))
}

// Observes is whose public positions are read of the market at hand, and where
// that is nobody's, a sentence that says why.
func Observes(s *State) (coin, why string) {
	if s.Source.Live() {
		return market.CoinOf(s.Source.Symbol), ""
	}
	return "", say(words[phraseObservesNone], venue.Public().Title)
}

// ObservedText is what is said of public positions beside their control; what is
// read of them the second module says.
func (a *Ahead) ObservedText(s *State) string {
	if s.Settings.Look.Observed == ObserveOff {
		return ""
	}
	return a.doorText(phraseObservedLoading)
}

// SkillText is what stands in the place of sealed forecasts while the second module
// is not there; "" once it is.
func (a *Ahead) SkillText() string { return a.doorText(phraseSkillLoading) }

// WhyText stands in the place of why what is pinned stands where it does, while
// the second module is not there.
func WhyText(s *State) string { return s.Dock.Ahead.doorText(phraseWhyLoading) }

// CompareText stands in the place of two models' maps while the second module is not
// there.
func CompareText(s *State) string { return s.Dock.Ahead.doorText(phraseCompareLoading) }

// WatchText stands in the place of the watchlist while the second module is not there.
func WatchText(s *State) string { return s.Dock.Ahead.doorText(phraseWatchLoading) }

// ReachedText is why the map is not shaded by what price is likely to reach; ""
// while it is, or is not to be.
func (a *Ahead) ReachedText(s *State) string {
	switch {
	case s.Settings.Shading != Reached:
		return ""
	case a.Door == DoorOpen && len(a.Weights) == 0 && a.Note != "":
		return a.Note
	case a.Door == DoorOpen && len(a.Weights) == 0:
		return words[phraseReachedLoading]
	}
	return a.doorText(phraseReachedLoading)
}

// doorText is why the second module does not do something, loading while it is on
// its way; "" while it does.
func (a *Ahead) doorText(loading phrase) string {
	switch a.Door {
	case DoorFailed:
		return a.Fault.Sentence + " (" + a.Fault.Code + ")"
	case DoorOpen:
		return ""
	}
	return words[loading]
}
