package view

import "brink/wasm/market"

// Tool is a thing that the page does once when it is asked to.
type Tool uint8

// The tools.
const (
	Share Tool = iota
	Picture
	ClustersCSV
	ClustersJSON
	LevelsCSV
	LevelsJSON
	SavedSession
)

// Exports are the tools that write a file of figures.
func Exports() []Tool { return []Tool{ClustersCSV, ClustersJSON, LevelsCSV, LevelsJSON, SavedSession} }

// Title is the tool's name for people.
func (t Tool) Title() string {
	return [...]string{"Share", "Save picture", "Clusters as CSV", "Clusters as JSON", "Levels as CSV", "Levels as JSON", "Save session"}[t]
}

// Do asks for a tool.
func (s *State) Do(t Tool) {
	if s.Use != nil {
		s.Use(t)
	}
}

// Try lets an alert go off as it would.
func (s *State) Try() { s.changed(Rung) }

// Keys are the page's keys and what they do.
func Keys() [][2]string {
	return [][2]string{
		{"?", "this table"}, {"c p a", "clusters, positions, alerts"}, {"r", "replay"}, {"space", "play, pause"}, {", .", "one bar back, one on"},
		{"l, Esc", "back to live"}, {"\u2190 \u2192", "move the chart"}, {"+ \u2212", "zoom"}, {"Home", "the whole window"}, {"End", "the newest bar"},
	}
}

// Press does what a key stands for, and reports whether it stands for
// anything.
func (s *State) Press(key string) bool {
	switch key {
	case "?":
		s.Show(Help)
	case "c":
		s.Show(Clusters)
	case "p":
		s.Show(Positions)
	case "a":
		s.Show(Alerts)
	case "r":
		s.Replay()
	case "l", "Escape":
		if !s.Replaying() && !s.Away {
			return false
		}
		s.Return()
	case " ", ",", ".":
		if !s.Replaying() {
			return false
		}
		switch key {
		case " ":
			s.PlayPause()
		case ",":
			s.Step(-1)
		default:
			s.Step(1)
		}
	default:
		return false
	}
	return true
}

// Replaying reports whether the past is looked at.
func (s *State) Replaying() bool { return s.Playhead.Doing != Following }

// Replay begins a replay where the newest bar is, or ends it.
func (s *State) Replay() {
	if s.Replaying() {
		s.Return()
		return
	}
	if s.Narrow {
		s.Tab, s.Sheet = Closed, false // which would cover its controls
	}
	if s.Playhead.Last > 0 {
		s.Playhead.Seek(s.Playhead.Last)
		s.changed(Moment)
	}
}

// PlayPause runs a replay, or holds it.
func (s *State) PlayPause() {
	if s.Playhead.Doing == Running {
		s.Playhead.Pause()
	} else {
		s.Playhead.Play(s.Playhead.Speed)
	}
	s.changed(Moment)
}

// Step goes some bars on in a replay, or back.
func (s *State) Step(bars int) {
	s.Playhead.Step(bars)
	s.changed(Moment)
}

// Scrub goes to a place of a replay, 0 to 1.
func (s *State) Scrub(share float64) {
	s.Playhead.Scrub(share)
	s.changed(Moment)
}

// Pace sets how fast a replay runs.
func (s *State) Pace(x float64) {
	if s.Playhead.Speed = x; s.Playhead.Doing == Running {
		s.Playhead.Play(x)
	}
	s.changed(Moment)
}

// Then is the last drawn bar at the moment that is looked at, of bars of a
// length; nil where there is none.
func (p *Playhead) Then(rows []market.Bar) *market.Bar {
	for i := len(rows) - 1; i >= 0; i-- {
		if p.Shows(rows[i].Start) {
			return &rows[i]
		}
	}
	return nil
}

// Simulated reports whether the market at hand is.
func (s *State) Simulated() bool { return s.Source.Origin == market.Simulated }

// tour is what a newcomer is told, a step each.
var tour = [...]string{
	"The candles are the price. What glows behind them is an estimate of the dollars that would be forced to close, were the price to go there: longs below, shorts above. The scale at the left says how much.",
	"The silhouette at the right edge is the same map as it stands now; the dashed line adds up what is forced out on the way. The table below names the clusters: how much, how far, since when.",
	"Nobody sees positions, so this is an estimate. In this simulated market the true ones are known: they are now drawn in white at the right edge, on a scale of their own. Compare.",
	"Replay shows any moment of the past as the map stood then, never repainted. Help says how to read the map, and how not to. With the internet in reach, live venues take this market's place.",
}

// TourText is the step of the tour in words; "" while there is none.
func (s *State) TourText() string {
	if s.Tour == 0 {
		return ""
	}
	return tour[s.Tour-1]
}

// Guide goes to the next step of the tour, and after the last one ends it.
func (s *State) Guide() {
	s.Newcomer = false
	if s.Tour++; s.Tour == 3 {
		s.Truth = true
	}
	if s.Tour > len(tour) {
		s.Tour = 0
	}
	s.changed(Marked)
}

// Unguided ends the tour, or its offer.
func (s *State) Unguided() {
	s.Tour, s.Newcomer = 0, false
	s.changed(Nothing)
}

// ToggleTruth lays a simulated market's true positions over the map, or takes
// them away.
func (s *State) ToggleTruth() {
	s.Truth = !s.Truth
	s.changed(Marked)
}
