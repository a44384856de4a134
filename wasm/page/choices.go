package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// changed acts on a choice of the visitor.
func (p *Page) changed(c view.Change) {
	if c == view.Sliding {
		p.settings.saveOnceRested()
	} else {
		p.settings.save()
	}
	if p.chart == nil {
		return
	}
	p.clusters.watchlist.follow()
	if c != view.Nothing && c != view.SkillShown && c != view.CompareShown && c != view.PositionList && c != view.AlertRules && c != view.AlertTest {
		p.link.outdated()
	}
	switch c {
	case view.Times:
		p.clock.setZone()
		p.clock.tradingHours()
	case view.MapSize:
		p.chart.Map(p.state.Chart.MapOnly)
	case view.Marks:
		p.clusters.mark()
		p.clusters.books.zones()
		p.clusters.ahead.why(false)
	case view.PositionList:
		p.positions.save()
		p.clusters.ahead.probeOwn()
	case view.AlertRules:
		p.alerts.save()
		p.clusters.ahead.follow()
	case view.AlertTest:
		p.alerts.try()
	case view.Moment:
		p.replay.move()
	case view.Style, view.Sliding:
		p.clusters.ahead.shaded()
		p.settings.applyTheme()
		p.settings.style()
		p.clusters.ask()
		p.crosshair.again()
	case view.Cells:
		p.viewport.request(true)
	case view.PriceAxis:
		p.chart.Scale(p.state.Settings.Linear, p.state.Settings.Look.Distances)
	case view.PaneList:
		p.showPanes()
	case view.DrawTools:
		p.settings.draw()
	case view.TimeRange:
		p.replay.move()
		p.live.reach()
		p.showWindow()
	case view.Market:
		p.openMarket()
	case view.VenueList:
		if p.state.Source.Live() {
			p.live.open()
		}
	case view.NextHours:
		p.clusters.ahead.follow()
	case view.SkillShown:
		p.clusters.ahead.beginProofs()
	case view.CompareShown:
		p.clusters.ahead.compare()
	case view.Return:
		p.backToMarket()
	}
}

// showPanes shows the chosen indicators, or says that they cannot be fetched.
func (p *Page) showPanes() {
	p.chart.Panes(p.state.Settings.Look.Panes, func() { p.say(view.PanesMissingText()) })
}

// showWindow shows the chosen window, with bars of its length.
func (p *Page) showWindow() {
	window := p.state.Settings.Window
	if column := window.Bar(p.state.Source.Interval, p.state.Dock.Narrow); column != p.bars.column {
		p.viewport.window(column)
		return
	}
	p.chart.Window(window.Span())
}

// openMarket opens the market of the chosen symbol, of the kind at hand.
func (p *Page) openMarket() {
	if p.state.Source.Live() {
		p.live.another()
		return
	}
	p.source.openSimulated()
}

// backToMarket opens the market that was there before a recording, or leads from
// the simulated one to the live one.
func (p *Page) backToMarket() {
	before := p.source.before
	if p.state.Source.Recorded() && (before == market.Simulated || before == market.Recorded && p.source.fixed()) {
		p.source.openSimulated()
		return
	}
	p.live.again()
}

// run does what one of the tools is for.
func (p *Page) run(t view.Tool) {
	switch t {
	case view.Share:
		p.link.share()
	case view.Picture:
		p.export.picture(false)
	case view.CopyPicture:
		p.export.picture(true)
	case view.ClustersCSV, view.ClustersJSON, view.LevelsCSV, view.LevelsJSON:
		p.export.figures(t)
	case view.SavedSession:
		p.export.session()
	}
}
