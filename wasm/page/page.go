// Package page is what the page does, apart from being a page: messages of the
// worker and choices of the visitor in; orders to the chart, the worker and the
// device out. It knows no browser, no component and no clock.
package page

import (
	"strconv"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// Page drives the chart and the worker by what the visitor chooses.
type Page struct {
	device      Device
	parts       Parts
	renderer    Renderer
	worker      Worker // nil in a story
	chart       Chart  // nil before it is mounted
	state       *view.State
	offered     []byte // a recording that the worker is reading
	opened      []byte // the message that opened the market at hand, to open it again
	simulate    wire.Simulate
	sight       Sight
	column      market.Millis // of the drawn bars
	looked      wire.Viewport // what was last asked for
	fresh       bool          // the market is new and its window not shown yet
	reframe     bool          // bars of another length are on their way
	probing     bool
	pointed     *Point
	wanted      *Point // to probe next
	serial      uint32
	mounting    bool
	dressed     string       // the theme that page and chart have
	early       []byte       // bars that came before the chart
	rows        []market.Bar // the drawn bars
	study       study
	linked      view.Link                // to show once there are bars
	replayed    market.Millis            // the moment that the chart shows, 0 for the newest
	running     bool                     // a replay moves on
	truth       [market.Sides]wire.Plane // of a simulated market
	clock       clock
	refused     bool // it was said that the device keeps nothing
	crashes     int  // of the engine, in quick succession
	crashed     market.Millis
	lively      wire.Live // the live market that was asked for; no coin where none was
	titled      market.Millis
	late        *wire.Bars // the newest of those that came once a frame was asked for
	oldest      float64    // receipt of the oldest message that is in the next frame, 0 for none
	afterFrame  func()
	writing     bool          // the newest price is about to be written
	written     market.Millis // when it was
	latency     view.Latency
	earlyForced wire.Liquidations // liquidations that came before the chart
}

// settingsKey is where the settings are kept on the device.
const settingsKey = "brink.settings"

// New returns the page as the device and the address want it. Nothing is
// asked for before Start.
func New(device Device, parts Parts, renderer Renderer) *Page {
	p := &Page{device: device, parts: parts, renderer: renderer, state: &view.State{Settings: view.Defaults()}}
	if p.state.Dock.Narrow = p.device.Narrow(); !p.state.Dock.Narrow {
		p.state.Dock.Tab = view.TabClusters
	}
	text, ok := p.device.Stored(settingsKey)
	if p.state.Tour.Offered = !ok; ok {
		settings, fault := view.ParseSettings(text)
		p.state.Settings = settings
		if fault != nil {
			p.setAside(settingsKey, text, fault)
			p.device.Store(settingsKey, settings.Text())
		}
	}
	p.takeLink()
	p.takeHeld()
	p.state.Clock.Device = p.device.OwnZone()
	p.setZone()
	p.tick()
	p.afterFrame = p.measured()
	p.state.Form = view.NewForm()
	p.state.Changed, p.state.RunTool = p.changed, p.use
	p.device.Theme(string(p.state.Settings.Theme))
	return p
}

// Start opens the story that the address names, or starts the worker and opens
// a market.
func (p *Page) Start() {
	if name, ok := p.device.Query("story"); ok {
		p.takeStory(name)
		return
	}
	p.startWorker()
	if _, fixed := p.device.Query("sim"); fixed {
		p.openSimulated()
	} else {
		p.findRelay()
	}
}

// State is what the page shows; after Start it stays the same one.
func (p *Page) State() *view.State { return p.state }

// Press takes a key that was pressed outside of any control, and reports
// whether it stands for anything.
func (p *Page) Press(key string) (taken bool) {
	p.soon(func() { taken = p.state.Press(key) })
	return taken
}

// Seen is called when the page comes into sight again.
func (p *Page) Seen() {
	if p.state.Clusters.Snapshot.At != 0 && !p.state.Playhead.Replaying() {
		p.soon(p.remember)
	}
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
		p.chart.Ramp(p.palette())
	}
}

// Mount puts the chart into its element once the first render is through;
// Vugu calls it at every render, in its midst.
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
			p.tell()
		}
	})
}

func (p *Page) mountChart() {
	p.chart = p.parts.MountChart(p.saw, p.pointedAt)
	p.dress()
	p.chart.Scale(p.state.Settings.Linear)
	p.chart.Files(p.refuse, p.open)
	p.style()
	p.setZone()
	if p.early != nil {
		if fault := p.bars(p.early); fault != nil {
			p.state.Notice = fault.Sentence
		}
		p.early = nil
		p.chart.Forced(&p.earlyForced)
	}
}

// send hands a message to the worker. A story has none.
func (p *Page) send(message []byte) {
	if p.worker != nil {
		p.worker.Send(message)
	}
}

func (p *Page) startWorker() {
	p.worker = p.parts.StartWorker(p.receive, p.died)
}

// died restarts the engine: the market is opened again as it had come to be,
// which gives the same bars and the same map. One that stops again soon is
// started later and later.
func (p *Page) died() {
	p.worker.End()
	now := p.device.Now()
	if now-p.crashed > market.Minute {
		p.crashes = 0
	}
	wait := market.Second<<p.crashes - market.Second
	p.crashed, p.crashes = now, min(p.crashes+1, 5)
	p.later(func() {
		p.state.Phase = view.Restarting
		p.state.Notice = "The engine stopped unexpectedly and was started again."
		if wait > 0 {
			p.state.Notice = "The engine keeps stopping; it is started again in " + strconv.Itoa(int(wait/market.Second)) + " s."
		}
	})
	p.probing, p.offered, p.study.asking = false, nil, false
	p.device.After(wait, func() {
		p.startWorker()
		if p.lively.Coin != "" {
			p.send(p.lively.Append(nil))
		}
		switch p.state.Source.Origin {
		case market.Live:
			return
		case market.Simulated:
			p.simulate.Until = p.state.Source.Until
			p.opened = p.simulate.Append(nil)
		}
		p.send(p.opened)
	})
}

// later changes the state outside of an event of a component, and renders in
// its turn.
func (p *Page) later(change func()) { p.renderer.Later(change) }

// soon is later, for what is not to wait for its turn.
func (p *Page) soon(change func()) { p.renderer.Soon(change) }

// receive takes a message of the worker.
func (p *Page) receive(message []byte) {
	kind, fault := wire.KindOf(message)
	if fault == nil {
		switch kind {
		case wire.KindSource:
			fault = p.source(message)
		case wire.KindBars:
			fault = p.bars(message)
		case wire.KindFrame:
			fault = p.frame(message)
		case wire.KindCell:
			fault = p.cell(message)
		case wire.KindSnapshot:
			fault = p.standing(message)
		case wire.KindHealth:
			fault = p.health(message)
		case wire.KindLiquidations:
			fault = p.forced(message)
		case wire.KindCoins:
			fault = p.coins(message)
		case wire.KindFile:
			fault = p.file(message)
		case wire.KindFault:
			said, damaged := wire.ParseFault(message)
			if fault = damaged; fault == nil && said.Code == wire.EngineCrashed {
				p.died()
			} else if fault == nil {
				fault, p.offered, p.study.asking = said, nil, false
			}
		}
	}
	if fault != nil {
		p.later(func() { p.state.Notice = fault.Sentence })
	}
}

func (p *Page) bars(message []byte) *market.Fault {
	var m wire.Bars
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if p.chart == nil && m.Replace {
		p.early = message
	}
	if p.chart == nil || len(m.Rows) == 0 {
		return nil
	}
	if m.Replace && !p.fresh && m.Column != p.column {
		// Bars of a window before: those of this one are on their way, unless
		// the engine is a new one.
		if !p.reframe {
			p.look(true)
		}
		return nil
	}
	if !m.Replace && p.oldest != 0 && !p.device.Hidden() {
		p.late = &m // each holds all that is new since the last bar closed
		return nil
	}
	p.painted(m.Received) // asks for its frame before the chart does
	p.take(&m)
	return nil
}

// take shows drawn bars.
func (p *Page) take(m *wire.Bars) {
	p.late = nil
	p.keep(m)
	p.chart.Bars(m, p.fresh || p.reframe)
	if m.Replace {
		p.column = m.Column
		if !p.fresh && !p.reframe {
			p.look(true)
		}
		if p.fresh || p.reframe {
			p.fresh, p.reframe = false, false
			p.chart.Window(p.state.Settings.Window.Span())
		}
	}
	p.state.Source.Until = m.Until
	p.cover()
	if m.Replace && p.linked.Symbol != "" {
		p.showLinked()
	}
	p.priced(m.Rows[len(m.Rows)-1].Close)
}

func (p *Page) frame(message []byte) *market.Fault {
	var m wire.Frame
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	ack := wire.Ack{Serial: m.Serial}
	p.send(ack.Append(nil))
	if p.chart == nil || m.Serial != p.serial {
		return nil // an answer to a question that is no longer asked
	}
	p.chart.Frame(&m)
	if m.Patch {
		p.advance(&m.View)
	} else {
		p.restudy()
	}
	if scale := (view.Scale{Dim: m.Dim, Bright: m.Bright}); !m.Patch && p.state.Chart.Scale != scale {
		p.later(func() { p.state.Chart.Scale = scale })
		p.style()
	}
	p.probe()
	return nil
}

func (p *Page) cell(message []byte) *market.Fault {
	var m wire.Cell
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	p.probing = false
	if p.pointed != nil {
		p.readout(&m)
	}
	if p.wanted != nil {
		p.probe()
	}
	return nil
}
