package view

// Tool is something that the page does once, when its button is pressed.
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
	CopyPicture
)

// Exports are the tools that write a file of figures.
func Exports() []Tool { return []Tool{ClustersCSV, ClustersJSON, LevelsCSV, LevelsJSON, SavedSession} }

// Title is the tool's name for people.
func (t Tool) Title() string {
	return words[phraseToolShare+phrase(t)]
}

// Use asks the page for a tool.
func (s *State) Use(t Tool) {
	s.Dock.Tools = false
	if s.RunTool != nil {
		s.RunTool(t)
	}
}

// Keys are the page's keys and what they do.
func Keys() [][2]string {
	return [][2]string{
		{"?", words[phraseKeyHelp]}, {"c p a", words[phraseKeyTabs]}, {"r", words[phraseKeyReplay]}, {words[phraseKeySpace], words[phraseKeyPlay]}, {", .", words[phraseKeyStep]},
		{"l, Esc", words[phraseKeyLive]}, {"\u2190 \u2192", words[phraseKeyMove]}, {"\u2191 \u2193", words[phraseKeyRead]}, {"Enter", words[phraseKeyPin]}, {"+ \u2212", words[phraseKeyZoom]}, {"Home", words[phraseKeyHome]}, {"End", words[phraseKeyEnd]},
	}
}

// Press does what a key is for, and reports whether it is for anything now.
func (s *State) Press(key string) bool {
	switch key {
	case "?":
		s.Apply(s.Dock.Show(TabHelp))
	case "c":
		s.Apply(s.Dock.Show(TabClusters))
	case "p":
		s.Apply(s.Dock.Show(TabPositions))
	case "a":
		s.Apply(s.Dock.Show(TabAlerts))
	case "r":
		s.ToggleReplay()
	case "l", "Escape":
		if key == "Escape" && s.Dock.covers() {
			s.Dock.clear()
			return true
		}
		if !s.Playhead.Replaying() && !s.Chart.Scrolled {
			return false
		}
		s.Return()
	case " ", ",", ".":
		if !s.Playhead.Replaying() {
			return false
		}
		switch key {
		case " ":
			s.Apply(s.Playhead.PlayPause())
		case ",":
			s.Apply(s.Playhead.Step(-1))
		default:
			s.Apply(s.Playhead.Step(1))
		}
	default:
		return false
	}
	return true
}

// ToggleReplay begins a replay where the newest bar is, or ends it.
func (s *State) ToggleReplay() {
	if s.Playhead.Replaying() {
		s.Return()
		return
	}
	s.Dock.clear() // which would cover the replay's controls
	if s.Playhead.Last > 0 {
		s.Playhead.Seek(s.Playhead.Last)
		s.Apply(Moment)
	}
}
