package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// use does one of the tools.
func (p *Page) use(t view.Tool) {
	s := p.state
	about := p.provenance()
	switch t {
	case view.Share:
		p.share()
	case view.Picture:
		p.chart.Picture(about.Caption(s.Clock.Zone()), func(png []byte) { p.device.Download(about.FileName("map", "png"), "image/png", png) })
	case view.ClustersCSV, view.ClustersJSON, view.LevelsCSV, view.LevelsJSON:
		name, table := "levels", about.Levels(&s.Clusters.Snapshot)
		if t == view.ClustersCSV || t == view.ClustersJSON {
			name, table = "clusters", about.Clusters(s.Outlook())
		}
		if t == view.ClustersCSV || t == view.LevelsCSV {
			p.device.Download(about.FileName(name, "csv"), "text/csv", table.CSV())
		} else {
			p.device.Download(about.FileName(name, "json"), "application/json", table.JSON())
		}
	case view.SavedSession:
		p.send(wire.AppendExportSession(nil))
	}
}

// provenance says what is on screen.
func (p *Page) provenance() view.Provenance {
	s := p.state
	out := view.Provenance{Symbol: s.Source.Symbol, Model: s.Model().Title, Version: s.Model().Version, At: s.Clusters.Snapshot.At}
	for _, id := range s.Source.Venues {
		if s.Settings.Counts(id) {
			out.Venues = append(out.Venues, view.VenueName(id))
		}
	}
	return out
}

// file hands a file of the worker to the visitor.
func (p *Page) file(message []byte) *market.Fault {
	var m wire.File
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	p.device.Download(m.Name, "application/octet-stream", m.Content)
	return nil
}

// share puts the view into the address and copies that.
func (p *Page) share() {
	s := p.state
	link := s.Settings.Share()
	link.From, link.To, link.Bottom, link.Top = p.sight.From, p.sight.To, p.sight.Bottom, p.sight.Top
	if !s.Chart.Scrolled && !s.Playhead.Replaying() {
		link.From, link.To = 0, 0 // the newest bars, whenever it is opened
	}
	if s.Playhead.Replaying() {
		link.At = s.Playhead.At()
	}
	address := p.device.Share(link.Text())
	p.device.Copy(address, func(copied bool) {
		p.soon(func() {
			if s.Notice = "The link to this view was copied. It holds the view alone: no position, no alert."; !copied {
				s.Notice = "The link to this view is in the address bar: " + address
			}
		})
	})
}

// takeLink opens the view that the address holds, if it holds one.
func (p *Page) takeLink() {
	link, found, fault := view.ParseLink(p.device.Fragment())
	switch {
	case fault != nil:
		p.state.Notice = fault.Sentence
	case found:
		p.state.Settings.Take(&link)
		p.linked = link
	}
}

// showLinked shows the stretch and the moment of the link, once there is a
// chart with bars.
func (p *Page) showLinked() {
	l := p.linked
	p.linked = view.Link{}
	if l.From != 0 || l.Bottom != 0 {
		p.chart.Sight(Sight{From: l.From, To: l.To, Bottom: l.Bottom, Top: l.Top})
	}
	if l.At != 0 {
		p.state.Playhead.Seek(l.At)
		p.moved()
	}
}
