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
)

// Tabs are the tabs that have a button of their own.
func Tabs() []Tab { return []Tab{TabClusters, TabPositions, TabAlerts, TabHelp} }

// Title is the tab's name for people.
func (t Tab) Title() string {
	return map[Tab]string{TabClusters: "Clusters", TabPositions: "Positions", TabAlerts: "Alerts", TabHelp: "Help"}[t]
}

// Dock says which of the panels around the chart are open: a tab of the dock,
// and the settings. On a phone both lie over the chart, one at a time.
type Dock struct {
	Tab      Tab
	Settings bool // the settings are open; on a large screen they always show
	Narrow   bool // laid out for a phone
	Ahead    Ahead
}

// Show opens a tab, or closes the one that is open. On a phone the settings
// make room for it.
func (d *Dock) Show(tab Tab) Change {
	if d.Tab == tab {
		tab = TabClosed
	}
	d.Tab, d.Settings = tab, false
	return Nothing
}

// ToggleSettings opens the settings, or closes them. On a phone the tab makes
// room for them.
func (d *Dock) ToggleSettings() Change {
	d.Settings = !d.Settings
	if d.Narrow {
		d.Tab = TabClosed
	}
	return Nothing
}

// clear closes on a phone what covers the chart.
func (d *Dock) clear() {
	if d.Narrow {
		d.Tab, d.Settings = TabClosed, false
	}
}
