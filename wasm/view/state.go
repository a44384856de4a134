package view

import (
	"brink/wasm/alert"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/position"
)

// Phase is where the page stands.
type Phase uint8

// The phases.
const (
	Loading Phase = iota
	Ready
	Restarting // the engine stopped and starts again
)

// Model is what people are told of a model.
type Model struct{ Name, Version, Title, Note string }

// Source is the market at hand.
type Source struct {
	Origin   market.Origin
	Name     string
	Symbol   string
	Symbols  []string
	Venues   []string // ids
	Interval market.Millis
	First    market.Millis
	Until    market.Millis // how far it has come
	Models   []Model
}

// Length is how much time the source's bars cover.
func (s *Source) Length() market.Millis { return s.Until - s.First }

// Change says what a choice calls for.
type Change uint8

// The changes, each calling for more than the one before.
const (
	Nothing  Change = iota
	Mapped          // the liquidation map alone, or not
	Timed           // other times, or marks of times
	Marked          // other marks on the same cells
	Holding         // other positions
	Watching        // other alerts
	Rung            // an alert as it would go off
	Moment          // another moment, or another speed of a replay
	Style           // other colours of the same cells
	Look            // other cells of the same market
	Rescale         // another price axis
	Reframe         // another stretch of time
	Market          // another market
)

// State is all that the page shows.
type State struct {
	Settings Settings
	Phase    Phase
	Source   Source
	Feed     Feed  // of a live market
	Scale    Scale // of the map at hand
	Last     market.Price
	Typed    string // to find a symbol
	Notice   string // a sentence that can be put away
	Sheet    bool   // the controls are open, on a phone
	Away     bool   // the newest bar is out of sight
	Tab      Tab    // of the dock
	Narrow   bool   // laid out for a phone: dock and settings are sheets over the chart
	Whole    bool   // the liquidation map has the whole chart
	Outlook  Outlook
	Standing insight.Map // at the moment that is looked at; its zero value before one is known
	Order    Column      // of the table of clusters
	Backward bool
	Pointed  *insight.Cluster // in the table
	News     string           // since the last look
	Playhead Playhead
	Draft    Draft
	Held     []position.Position
	Bell     alert.Bell
	Place    Zone // that times are told in; nil is UTC
	// Permitted says whether the device shows notifications.
	Permitted string
	Own       string // the device's time zone
	Truth     bool   // a simulated market's true positions are laid over
	Tour      int    // its step, 0 for none
	Newcomer  bool   // nothing was kept of a visit before
	// Changed is called after each choice, Use when a tool is asked for.
	Changed func(Change)
	Use     func(Tool)
}

func (s *State) changed(c Change) {
	if s.Changed != nil {
		s.Changed(c)
	}
}

// Lock keeps the colour scale as it is now, or lets it go.
func (s *State) Lock() {
	s.Settings.Locked = !s.Settings.Locked
	s.Settings.Kept = Scale{}
	if s.Settings.Locked {
		s.Settings.Kept = s.Scale
	}
	s.changed(Style)
}

// Model is the card of the model in use; its zero value before one is known.
func (s *State) Model() Model {
	for _, m := range s.Source.Models {
		if m.Name == s.Settings.Model {
			return m
		}
	}
	return Model{}
}

// Status is the state of the data in words; its first says of which kind.
func (s *State) Status() string {
	switch {
	case s.Phase == Loading:
		return "Loading"
	case s.Phase == Restarting:
		return "Restarting the engine"
	case s.Replaying():
		return "REPLAY, " + StampNamed(s.Playhead.At(), s.Zone())
	case s.Source.Origin == market.Simulated:
		return "SIMULATED market, " + s.Source.Name
	case s.Live():
		return s.Feed.status(s.Source.Until)
	}
	return "RECORDING"
}

// Span is the period that the source covers, in words.
func (s *State) Span() string {
	if s.Phase == Loading {
		return ""
	}
	return "built from " + StampNamed(s.Source.First, s.Zone())
}

// Legend is the dollars at the marks of the colour scale, brightest first.
func (s *State) Legend() []string {
	if s.Scale.Bright <= 0 && !s.Settings.Locked {
		return []string{"–", "–", "–", "–", "–"}
	}
	r := s.Settings.Ramp(s.Scale)
	out := make([]string, 5)
	for i := range out {
		out[i] = Dollars(r.At(1 - float64(i)/4))
	}
	return out
}

// ClassNames are the leverage classes for people: distance to liquidation and
// the leverage that it means on an isolated position under 0.4 % maintenance.
func ClassNames() [4]string {
	return [4]string{"below 1.2 %, over 62x", "1.2 to 3 %, 29x to 62x", "3 to 8 %, 12x to 29x", "above 8 %, under 12x"}
}

// Kind is the state of the data in one word, for styles.
func (s *State) Kind() string {
	switch {
	case s.Phase != Ready:
		return "loading"
	case s.Replaying():
		return "replay"
	case s.Live() && s.Feed.shining() == 0:
		return "stale"
	case s.Live():
		return "live"
	case s.Source.Origin == market.Simulated:
		return "simulated"
	}
	return "recording"
}

// PutAway closes the notice.
func (s *State) PutAway() { s.Notice = "" }

// Return shows the newest bars again.
func (s *State) Return() {
	s.Away = false
	s.Playhead.Live()
	s.changed(Reframe)
}

// Fit takes back choices that the source at hand does not offer.
func (s *State) Fit() {
	for w := len(Windows()) - 1; w > 0 && !s.Offers(s.Settings.Window); w-- {
		s.Settings.Window = Windows()[w-1]
	}
	if s.Model().Name == "" && len(s.Source.Models) > 0 {
		s.Settings.Model = s.Source.Models[0].Name
	}
}
