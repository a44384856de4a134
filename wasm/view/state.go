package view

import "brink/wasm/market"

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
	Simulated bool
	Name      string
	Symbols   []string
	Interval  market.Millis
	First     market.Millis
	Last      market.Millis
	Models    []Model
}

// Length is how much time the source's bars cover.
func (s *Source) Length() market.Millis { return s.Last + s.Interval - s.First }

// Change says what a choice calls for.
type Change uint8

// The changes, each calling for more than the one before.
const (
	Nothing Change = iota
	Style          // other colours of the same cells
	Look           // other cells of the same market
	Rescale        // another price axis
	Reframe        // another stretch of time
	Market         // another market
)

// State is all that the page shows.
type State struct {
	Settings Settings
	Phase    Phase
	Source   Source
	Scale    Scale // of the map at hand
	Last     market.Price
	Notice   string // a sentence that can be put away
	Sheet    bool   // the controls are open, on a phone
	Away     bool   // the newest bar is out of sight
	// Changed is called after each choice.
	Changed func(Change)
}

func (s *State) changed(c Change) {
	if s.Changed != nil {
		s.Changed(c)
	}
}

// Choose takes a choice from a list, by the control's name. What is not in
// the list changes nothing.
func (s *State) Choose(control, value string) {
	set := &s.Settings
	switch control {
	case "Symbol":
		if contains(s.Source.Symbols, value) && value != set.Symbol {
			set.Symbol = value
			s.changed(Market)
		}
	case "Window":
		if w := Window(value); w.Span() > 0 && w.Fits(s.Source.Length()) {
			set.Window = w
			s.changed(Reframe)
		}
	case "Model":
		for _, m := range s.Source.Models {
			if m.Name == value && value != set.Model {
				set.Model = value
				s.changed(Look)
			}
		}
	case "Palette":
		set.Palette = value
		s.changed(Style)
	case "Theme":
		if t := Theme(value); t == Dark || t == Light || t == System {
			set.Theme = t
			s.changed(Style)
		}
	}
}

func contains(list []string, value string) bool {
	for _, v := range list {
		if v == value {
			return true
		}
	}
	return false
}

// Toggle turns a choice over.
func (s *State) Toggle(choice *bool, c Change) {
	*choice = !*choice
	s.changed(c)
}

// Slide sets a choice between 0 and 1.
func (s *State) Slide(choice *float64, value float64) {
	if value >= 0 && value <= 1 {
		*choice = value
		s.changed(Style)
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
	case s.Source.Simulated:
		return "SIMULATED market, " + s.Source.Name
	}
	return "RECORDING"
}

// Span is the period that the source covers, in words.
func (s *State) Span() string {
	if s.Phase == Loading {
		return ""
	}
	return "built from " + Stamp(s.Source.First) + " UTC"
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
	case s.Source.Simulated:
		return "simulated"
	}
	return "recording"
}

// PutAway closes the notice.
func (s *State) PutAway() { s.Notice = "" }

// Return shows the newest bars again.
func (s *State) Return() {
	s.Away = false
	s.changed(Reframe)
}

// Fit takes back choices that the source at hand does not offer.
func (s *State) Fit() {
	for w := len(Windows()) - 1; w > 0 && !s.Settings.Window.Fits(s.Source.Length()); w-- {
		s.Settings.Window = Windows()[w-1]
	}
	if s.Model().Name == "" && len(s.Source.Models) > 0 {
		s.Settings.Model = s.Source.Models[0].Name
	}
}
