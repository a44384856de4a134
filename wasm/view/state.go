package view

import (
	"brink/wasm/book"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/venue"
)

// Phase says how far the page has come.
type Phase uint8

// The phases.
const (
	Loading    Phase = iota // no market is at hand yet
	Ready                   // a market is at hand
	Restarting              // the engine stopped and starts again
)

// Model is what people read of a model.
type Model struct{ Name, Version, Title, Note string }

// Source is the market at hand.
type Source struct {
	Origin   market.Origin
	Name     string
	Symbol   string
	Symbols  []string      // that can be chosen instead
	Venues   []string      // ids
	Interval market.Millis // length of its bars
	First    market.Millis // start of its first bar
	Until    market.Millis // end of its newest bar
	Models   []Model
}

// Length is how much time the bars cover.
func (s *Source) Length() market.Millis { return s.Until - s.First }

// Recorded reports whether the market is one of a file.
func (s *Source) Recorded() bool { return s.Interval > 0 && s.Origin == market.Recorded }

// Live reports whether the market goes on at exchanges.
func (s *Source) Live() bool { return s.Origin == market.Live }

// Simulated reports whether the market is simulated.
func (s *Source) Simulated() bool { return s.Origin == market.Simulated }

// Offers reports whether a window can be chosen: of a live market any, for
// older history is fetched when it is.
func (s *Source) Offers(w Window) bool { return s.Live() || w.Fits(s.Length()) }

// Model is the model of a name; its zero value where the market has none.
func (s *Source) Model(name string) Model {
	for _, m := range s.Models {
		if m.Name == name {
			return m
		}
	}
	return Model{}
}

// VenueNames are the venues for people, in the order of Venues.
func (s *Source) VenueNames() []string {
	out := make([]string, len(s.Venues))
	for i, id := range s.Venues {
		out[i] = VenueName(id)
	}
	return out
}

// spelled is how a venue spells the market.
func (s *Source) spelled(id market.Venue) string { return venue.Symbol(id, market.CoinOf(s.Symbol)) }

// Change says what has to follow a choice or an act of the visitor.
type Change uint8

// The changes.
const (
	Nothing      Change = iota // the page is rendered, as after each of the others
	MapSize                    // the liquidation map takes the whole chart, or leaves it
	Times                      // another time zone, or marks of times
	Marks                      // other marks on the same cells
	PositionList               // other positions
	AlertRules                 // other alerts
	AlertTest                  // an alert as it would fire
	Moment                     // another moment or another speed of a replay
	Style                      // other colours of the same cells
	Sliding                    // the same, by a slider that has not come to rest
	Cells                      // other cells of the same market
	PriceAxis                  // linear or logarithmic prices
	PaneList                   // other indicators beside the map
	DrawTools                  // tools to draw with, or none
	TimeRange                  // another stretch of time
	Market                     // another market
	VenueList                  // other venues of the same market
	NextHours                  // what may come in the next hours, or not
	SkillShown                 // how good the forecasts were is looked at
	CompareShown               // two models are compared
	Return                     // from a recording to the market that was there before it
)

// State is all that the page shows, composed of the features' own states. The
// page fills in what the worker says; the components call its methods, and
// hand what the features' methods return to Apply.
type State struct {
	Settings     Settings
	Phase        Phase
	Source       Source
	Feed         Feed // of a live market
	Chart        Chart
	Clusters     Clusters
	Playhead     Playhead
	Dock         Dock
	Form         Form
	Asked        Form // what the form held when a number in it was last asked about
	DecimalComma bool // whether the device's language writes 0,5
	Positions    Positions
	Alerts       Alerts
	Search       Search
	Clock        Clock
	Tour         Tour
	Last         market.Price // the newest price; 0 before one is known
	Notice       string       // a sentence that the visitor can put away
	// Changed is called after each change, RunTool when a tool is asked for.
	// Both may be nil.
	Changed func(Change)
	RunTool func(Tool)
}

// Apply tells the page what a change calls for.
func (s *State) Apply(c Change) {
	if s.Changed != nil {
		s.Changed(c)
	}
}

// LockScale fixes the colour scale as it is now, or releases it.
func (s *State) LockScale() {
	s.Settings.Locked = !s.Settings.Locked
	s.Settings.LockedScale = Scale{}
	if s.Settings.Locked {
		s.Settings.LockedScale = s.Chart.Scale
	}
	s.Apply(Style)
}

// Model is the model in use; its zero value before one is known.
func (s *State) Model() Model { return s.Source.Model(s.Settings.Model) }

// Status is the state of the data in words. The first word is its kind.
func (s *State) Status() string {
	switch {
	case s.Phase == Loading:
		return words[phraseStatusLoading]
	case s.Phase == Restarting:
		return words[phraseStatusRestarting]
	case s.Feed.Silent:
		return words[phraseStatusSilent]
	case s.Playhead.Replaying():
		t := words[phraseStatusReplay]
		if s.Source.Simulated() {
			t = words[phraseStatusReplaySimulated]
		}
		return say(t, StampNamed(s.Playhead.At(), s.Clock.Zone()))
	case s.Source.Simulated():
		return say(words[phraseStatusSimulated], s.Source.Name)
	case s.Source.Live():
		return s.Feed.status(s.Source.Until)
	}
	return words[phraseStatusRecording]
}

// Kind is the state of the data in one word, for styles.
func (s *State) Kind() string {
	switch {
	case s.Phase != Ready:
		return "loading"
	case s.Playhead.Replaying():
		return "replay"
	case s.Feed.Silent, s.Source.Live() && s.Feed.stale():
		return "stale"
	case s.Source.Live():
		return "live"
	case s.Source.Simulated():
		return "simulated"
	}
	return "recording"
}

// BuiltFrom says where the source's bars begin; "" before there is one.
func (s *State) BuiltFrom() string {
	if s.Phase == Loading {
		return ""
	}
	return say(words[phraseBuiltFrom], StampNamed(s.Source.First, s.Clock.Zone()))
}

// Price is the newest price, or that of the moment that is replayed; 0 before
// one is known.
func (s *State) Price() market.Price {
	if !s.Playhead.Replaying() && s.Last.Valid() {
		return s.Last
	}
	return s.Clusters.Price
}

// Outlook is what the clusters mean at the price and the funding of now, or of
// the moment that is replayed.
func (s *State) Outlook() *Outlook {
	o := &Outlook{Price: s.Price(), Clusters: s.Clusters.List, Significant: s.Clusters.Significant(s.Settings.Significant), TrueRange: s.Clusters.TrueRange}
	if !s.Playhead.Replaying() {
		o.Funding = s.Feed.funding()
	}
	o.Resist = func(c *insight.Cluster) book.Resistance { return Resistance(s, c) }
	o.Named = new([market.Sides]*insight.Cluster)
	for side := range o.Named {
		o.Named[side] = s.Clusters.nearest(market.Side(side), o.Significant, o.Price)
	}
	return o
}

// Headline is the market in one line; "" before anything is known of it.
func (s *State) Headline() string {
	if s.Clusters.Snapshot.At == 0 {
		return ""
	}
	o, within := s.Outlook(), s.Clusters.Snapshot.Balance(BalanceReach)
	o.Within, o.Chance = &within, func(level market.Price) string { return chanceText(s, level) }
	return o.Headline()
}

// Return shows the newest bars again.
func (s *State) Return() {
	s.Chart.Scrolled = false
	s.Playhead.Follow()
	s.Apply(TimeRange)
}

// Fit replaces a window and a model that the source at hand does not offer by
// ones that it does, and counts all of its venues where none of them is counted.
func (s *State) Fit() {
	for w := len(Windows()) - 1; w > 0 && !s.Source.Offers(s.Settings.Window); w-- {
		s.Settings.Window = Windows()[w-1]
	}
	if s.Model().Name == "" && len(s.Source.Models) > 0 {
		s.Settings.Model = s.Source.Models[0].Name
	}
	if len(s.Source.Venues) > 0 && s.VenueBits() == 0 { // those that were counted are gone
		s.Settings.Excluded = ""
	}
}
