package page

import (
	"slices"

	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// export writes files of what is on screen for the visitor.
type export struct {
	*shared
	awaited bool // a session was asked for and has not come
}

// picture hands over what the chart shows, but for the visitor's positions: on
// the clipboard where copied is true, else to another program of a phone, or as
// a file. One that cannot be copied or shared becomes a file.
func (e *export) picture(copied bool) {
	about, set := e.provenance(), &e.state.Settings
	p := Picture{
		Way: "save", Name: about.FileName("map", "png"), Size: set.Look.Picture, Headline: e.state.Headline(), Window: string(set.Window),
		Caption: about.Caption(e.state.Clock.Zone()), Title: set.LegendTitle(), Marks: set.Legend(e.state.Chart.Scale),
	}
	switch {
	case copied:
		p.Way = "copy"
	case e.state.Dock.Narrow:
		p.Way = "share"
	}
	e.chart.Marks(view.PublicMarks(e.state))
	defer func() { e.chart.Marks(e.state.Marks()) }()
	e.chart.Picture(&p, func(png []byte) {
		told := view.PictureText(false)
		if len(png) > 0 {
			e.device.Download(p.Name, "image/png", png)
			told = view.PictureText(true)
		}
		if copied {
			e.device.After(0, func() { e.say(told) })
		}
	})
}

// figures writes the clusters or the levels, as CSV or JSON.
func (e *export) figures(t view.Tool) {
	about := e.provenance()
	name, table := "levels", about.Levels(&e.state.Clusters.Snapshot)
	if t == view.ClustersCSV || t == view.ClustersJSON {
		outlook := *e.state.Outlook()
		outlook.Clusters = e.counted(outlook.Clusters)
		name, table = "clusters", about.Clusters(&outlook)
	}
	if t == view.ClustersCSV || t == view.LevelsCSV {
		e.device.Download(about.FileName(name, "csv"), "text/csv", table.CSV())
	} else {
		e.device.Download(about.FileName(name, "json"), "application/json", table.JSON())
	}
}

// counted is clusters whose dollars by venue are of the venues that are counted
// in alone, in the order in which provenance names them.
func (e *export) counted(list []insight.Cluster) []insight.Cluster {
	out := slices.Clone(list)
	for i := range out {
		c := &out[i]
		all := c.Venues
		c.Venues = nil
		for venue, usd := range all {
			if venue < len(e.state.Source.Venues) && e.state.Settings.Counts(e.state.Source.Venues[venue]) {
				c.Venues = append(c.Venues, usd)
			}
		}
	}
	return out
}

// session asks the worker for the market at hand as a file.
func (e *export) session() {
	if e.state.Phase == view.Restarting {
		e.state.Notice = view.SessionLostText()
		return
	}
	e.awaited = true
	e.send(wire.AppendExportSession(nil))
}

// lost says that the session that was asked for will not come, as the engine has
// stopped.
func (e *export) lost() {
	if e.awaited {
		e.awaited = false
		e.later(func() { e.state.Notice += " " + view.SessionLostText() })
	}
}

// file hands a file of the worker to the visitor.
func (e *export) file(message []byte) *market.Fault {
	var m wire.File
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	e.awaited = false
	e.device.Download(m.Name, "application/octet-stream", m.Content)
	return nil
}

// provenance says what is on screen.
func (e *export) provenance() view.Provenance {
	s := e.state
	out := view.Provenance{Symbol: s.Source.Symbol, Model: s.Model().Title, Version: s.Model().Version, At: s.Clusters.Snapshot.At}
	for _, id := range s.Source.Venues {
		if s.Settings.Counts(id) {
			out.Venues = append(out.Venues, view.VenueName(id))
		}
	}
	return out
}
