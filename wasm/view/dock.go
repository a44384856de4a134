package view

// Tab is what the dock below the chart shows.
type Tab string

// The tabs of the dock.
const (
	TabClosed    Tab = ""
	TabClusters  Tab = "clusters"
	TabPositions Tab = "positions"
	TabAlerts    Tab = "alerts"
	TabHelp      Tab = "help"
	TabExport    Tab = "export"
	TabObserved  Tab = "observed" // has a button while public positions are read
	TabSkill     Tab = "skill"
	TabCompare   Tab = "compare"
	TabWatch     Tab = "watchlist"
)

// Tabs are the tabs that have a button of their own.
func Tabs(s *State) []Tab {
	tabs := []Tab{TabClusters, TabPositions, TabAlerts, TabWatch, TabSkill, TabCompare, TabHelp}
	if s.Settings.Look.Observed != ObserveOff {
		tabs = append(tabs, TabObserved)
	}
	return tabs
}

// titled are the tabs in the order of the phrases that name them, from phraseTabClusters on.
var titled = [...]Tab{TabClusters, TabPositions, TabAlerts, TabHelp, TabSkill, TabCompare, TabWatch, TabObserved}

// Title is the tab's name for people.
func (t Tab) Title() string {
	for i, tab := range titled {
		if tab == t {
			return words[phraseTabClusters+phrase(i)]
		}
	}
	return ""
}

// Dock says which of the panels around the chart are open: a tab of the dock,
// and the settings. On a phone both lie over the chart, one at a time.
type Dock struct {
	Tab      Tab
	Settings bool // the settings are open; on a large screen they always show
	Panes    bool // the list of indicators is open
	Draw     bool // the tools to draw with lie over the chart
	Tools    bool // on a phone, the buttons that have no room in its row are shown
	Narrow   bool // laid out for a phone
	Ahead    Ahead
}

// Show opens a tab, or closes the one that is open. On a phone the settings
// make room for it.
func (d *Dock) Show(tab Tab) Change {
	if d.Tab == tab {
		tab = TabClosed
	}
	d.Tab, d.Settings, d.Tools = tab, false, false
	switch tab {
	case TabSkill:
		return SkillShown
	case TabCompare:
		return CompareShown
	}
	return Nothing
}

// ToggleDraw shows the tools to draw with, or puts them away. On a phone the panels
// leave the chart free.
func (d *Dock) ToggleDraw() Change {
	d.Draw = !d.Draw
	if d.Narrow {
		d.Tab, d.Settings, d.Tools = TabClosed, false, false
	}
	return DrawTools
}

// TogglePanes opens the list of indicators, or closes it.
func (d *Dock) TogglePanes() Change {
	d.Panes = !d.Panes
	return Nothing
}

// Indicators are those of the list while it is open.
func (d *Dock) Indicators() []Indicator {
	if !d.Panes {
		return nil
	}
	return Indicators()
}

// ToggleSettings opens the settings, or closes them. On a phone the tab makes
// room for them.
func (d *Dock) ToggleSettings() Change {
	d.Settings, d.Tools = !d.Settings, false
	if d.Narrow {
		d.Tab = TabClosed
	}
	return Nothing
}

// ToggleTools shows the buttons that have no room in a phone's row, or puts
// them away.
func (d *Dock) ToggleTools() Change {
	d.Tools = !d.Tools
	return Nothing
}

// covers reports whether anything lies over the chart, as on a phone it does.
func (d *Dock) covers() bool { return d.Narrow && (d.Tab != TabClosed || d.Settings || d.Tools) }

// clear closes on a phone what covers the chart.
func (d *Dock) clear() {
	if d.Narrow {
		d.Tab, d.Settings, d.Tools = TabClosed, false, false
	}
}
