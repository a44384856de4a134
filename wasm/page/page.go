// Package page is what the page does, apart from being a page: messages of the
// worker and choices of the visitor in; orders to the chart, the worker and the
// device out. It knows no browser, no component and no clock.
//
// Each feature is a type of its own in a file of its own. Page hands each
// message and each choice to those it concerns, in their order.
package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// Page drives the chart and the worker by what the visitor chooses. All its
// methods are called on one goroutine, none while another runs.
type Page struct {
	shared
	engine    engine
	source    source
	live      live
	bars      drawn
	viewport  viewport
	crosshair crosshair
	clusters  clusters
	replay    replay
	feed      feed
	frames    frames
	price     price
	alerts    alerts
	positions positions
	settings  settings
	clock     clock
	link      link
	export    export
	story     story
	mounting  bool // the chart is about to be mounted, or is
}

// New returns the page as the device and the address want it. Nothing is
// asked for before Start.
func New(device Device, parts Parts, renderer Renderer) *Page {
	p := &Page{}
	s := &p.shared
	s.device, s.renderer, s.state = device, renderer, &view.State{Settings: view.Defaults()}
	p.connect(parts)
	if s.state.Dock.Narrow = device.Narrow(); !s.state.Dock.Narrow {
		s.state.Dock.Tab = view.TabClusters
	}
	p.settings.load()
	p.link.load()
	p.positions.load()
	p.alerts.load()
	s.state.Clock.Device = device.OwnZone()
	p.clock.setZone()
	p.tick()
	p.frames.start(p.take)
	s.state.Form, s.state.DecimalComma = view.NewForm(), device.DecimalComma()
	s.state.Changed, s.state.RunTool = p.changed, p.run
	device.Theme(string(s.state.Settings.Theme))
	return p
}

// connect gives each feature what it shares with all, and those that it asks.
func (p *Page) connect(parts Parts) {
	for _, of := range [...]**shared{
		&p.engine.shared, &p.source.shared, &p.live.shared, &p.bars.shared, &p.viewport.shared, &p.crosshair.shared, &p.clusters.shared, &p.replay.shared, &p.feed.shared,
		&p.frames.shared, &p.price.shared, &p.alerts.shared, &p.positions.shared, &p.settings.shared, &p.clock.shared, &p.link.shared, &p.export.shared, &p.story.shared,
	} {
		*of = &p.shared
	}
	p.engine.parts = parts
	p.clusters.ahead = &nextHours{shared: &p.shared, parts: parts, clusters: &p.clusters, crosshair: &p.crosshair, alerts: &p.alerts, settings: &p.settings}
	p.crosshair.ahead = p.clusters.ahead
	p.clusters.watchlist = &watchlist{shared: &p.shared, ahead: p.clusters.ahead, live: &p.live, source: &p.source}
	p.clusters.books = &books{shared: &p.shared, ahead: p.clusters.ahead}
	p.source.bars, p.viewport.bars, p.replay.bars, p.feed.bars, p.clock.bars, p.story.bars = &p.bars, &p.bars, &p.bars, &p.bars, &p.bars, &p.bars
	p.live.viewport, p.crosshair.viewport, p.clusters.viewport, p.clock.viewport, p.link.viewport = &p.viewport, &p.viewport, &p.viewport, &p.viewport, &p.viewport
	p.replay.clusters, p.positions.clusters, p.story.clusters = &p.clusters, &p.clusters, &p.clusters
	p.clusters.visits = &visits{shared: &p.shared, bars: &p.bars}
	p.replay.crosshair, p.link.replay, p.link.source, p.feed.frames = &p.crosshair, &p.replay, &p.source, &p.frames
}

// Start opens the story that the address names, or starts the worker and opens
// a market.
func (p *Page) Start() {
	if name, ok := p.device.Query("story"); ok {
		p.story.open(name)
		return
	}
	p.engine.start(p.receive, p.stopped)
	if _, fixed := p.device.Query("sim"); fixed {
		p.source.openSimulated()
	} else {
		p.live.findRelay(p.source.openSimulated)
	}
}

// State is what the page shows; after Start it stays the same one.
func (p *Page) State() *view.State { return p.state }

// Mount puts the chart into its element once the first render is through; it
// may be called at every render, in its midst.
func (p *Page) Mount() {
	if p.mounting {
		return
	}
	p.mounting = true
	p.device.After(0, func() {
		if p.worker != nil {
			p.mountChart()
		} else if p.state.Phase != view.Loading {
			p.mountChart()
			p.story.draw()
		}
	})
}

func (p *Page) mountChart() {
	p.chart = p.engine.parts.MountChart(ChartListener{View: p.saw, Point: p.crosshair.point, Pinned: p.clusters.pinned, Between: p.clusters.between, Closed: p.settings.putToolsAway})
	p.settings.applyTheme()
	p.chart.Scale(p.state.Settings.Linear, p.state.Settings.Look.Distances)
	p.showPanes()
	p.chart.Files(p.source.refuse, p.source.open)
	p.settings.style()
	p.clock.setZone()
	if early := p.bars.early; early != nil {
		if fault := p.barsCame(early); fault != nil {
			p.state.Notice = fault.Sentence
		}
		p.bars.early = nil
		p.chart.Liquidations(&p.bars.earlyLiquidations)
	}
}

// Press takes a key that was pressed outside of any control, and reports
// whether it stands for anything.
func (p *Page) Press(key string) (taken bool) {
	p.soon(func() { taken = p.state.Press(key) })
	return taken
}

// Seen is called when the page comes into sight again.
func (p *Page) Seen() {
	p.clusters.ahead.observe()
	p.alerts.seen()
	if p.state.Clusters.Snapshot.At != 0 && !p.state.Playhead.Replaying() {
		p.soon(p.clusters.remember)
	}
}

// Hidden is called when the page goes out of sight, and so before it is closed:
// a slider that has not come to rest is saved where it is.
func (p *Page) Hidden() {
	p.settings.saveMoved()
	p.clusters.ahead.observe()
}

// Preferred is called when the device prefers light pages from now on, or
// does no more.
func (p *Page) Preferred() {
	if p.chart != nil {
		p.changed(view.Style)
	}
}

// Rendered is called after each render, which empties the legend's canvas.
func (p *Page) Rendered() {
	if p.chart != nil {
		p.chart.Ramp(p.settings.palette())
	}
}

// Recovered is called after a panic that ended an action of the page or of the
// visitor, with what it was: the page goes on without that action, and says so.
// The caller may hold the renderer's lock.
func (p *Page) Recovered(cause any) {
	p.device.After(0, func() { p.say(view.PanicText(cause)) })
}

// Unrendered is called after a panic that ended a render. What was wrong is
// written past the renderer, and no render is asked for: the next one comes with
// the next change.
func (p *Page) Unrendered(cause any) {
	p.state.Notice = view.PanicText(cause)
	p.device.Text(".notice span", p.state.Notice)
	p.device.Each(".notice:not(.tour)", "className", []string{"notice"})
}

// tick lets a second pass.
func (p *Page) tick() {
	p.device.After(market.Second, func() {
		p.tick() // first: a panic in what follows must not end it
		p.clock.tick()
		p.price.title()
		p.alerts.tick()
		p.watch()
	})
}

// heard takes note of a message of the worker: it lives.
func (p *Page) heard(beat bool) {
	p.engine.watchdog.heard(beat)
	p.beaten = p.beaten || beat
	if p.state.Feed.Silent {
		p.soon(func() { p.state.Feed.Silent = false })
	}
}

// watch says when the worker is silent, and starts it anew when it stays so.
func (p *Page) watch() {
	silent, dead := p.engine.watchdog.tick(p.device.Steady(), p.busy > 0)
	if p.beaten && p.busy > 0 {
		p.busy--
	}
	p.beaten = false
	if silent != p.state.Feed.Silent {
		p.soon(func() { p.state.Feed.Silent = silent })
	}
	if dead {
		p.engine.watchdog.dead()
		p.stopped()
	}
}

// stopped is called when the engine has stopped: it is started again, and the
// market is opened as it had come to be.
func (p *Page) stopped() {
	p.engine.watchdog.end()
	p.busy = 0
	p.state.Feed.Silent = false
	p.engine.stop(func() {
		p.engine.start(p.receive, p.stopped)
		if p.state.Source.Recorded() { // the live market that may be asked for takes its place
			p.source.reopen()
			p.live.reopen()
			return
		}
		p.live.reopen()
		p.source.reopen()
	})
	p.export.lost()
	p.source.forget()
	p.crosshair.answer, p.clusters.answer = answered, answered // none will come
}

// saw takes note of what is in sight, and asks for what of it is not drawn.
func (p *Page) saw(s Sight) {
	p.viewport.sight = s
	p.state.Chart.Low, p.state.Chart.High = s.Bottom, s.Top
	if p.worker == nil {
		return // a story shows what it tells
	}
	if scrolled := !p.chart.Live(); scrolled != p.state.Chart.Scrolled {
		p.later(func() { p.state.Chart.Scrolled = scrolled })
	}
	p.live.older()
	p.viewport.request(false)
	if p.state.Settings.TradingHours {
		p.clock.tradingHours()
	}
}
