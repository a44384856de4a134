package main

import (
	"strconv"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"brink/wasm/browser"
	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/ui"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// page drives the chart and the worker by what the visitor chooses.
type page struct {
	boot     browser.Boot
	worker   *browser.Worker
	chart    *browser.Chart
	state    *view.State
	env      vugu.EventEnv
	offered  []byte // a recording that the worker is reading
	opened   []byte // the message that opened the market at hand, to open it again
	simulate wire.Simulate
	sight    browser.Sight
	column   market.Millis // of the drawn bars
	looked   wire.Look     // what was last asked for
	fresh    bool          // the market is new and its window not shown yet
	reframe  bool          // bars of another length are on their way
	probing  bool
	pointed  *browser.Point
	wanted   *browser.Point // to probe next
	serial   uint32
	pending  bool // a render is due
	mounting bool
	early    []byte // bars that came before the chart
	rendered market.Millis
}

// settingsKey is where the settings are kept on the device; damaged ones are
// set aside under the other.
const (
	settingsKey = "brink.settings"
	asideKey    = "brink.settings.aside"
)

func runPage() {
	p := &page{boot: browser.TakeBoot(), state: &view.State{Settings: view.Defaults()}}
	if text, ok := browser.Stored(settingsKey); ok {
		settings, fault := view.ParseSettings(text)
		p.state.Settings = settings
		if fault != nil {
			browser.Store(asideKey, text)
			browser.Store(settingsKey, settings.Text())
			p.state.Notice = fault.Sentence
		}
	}
	p.state.Changed = p.changed
	browser.Theme(string(p.state.Settings.Theme))
	renderer, err := domrender.New("#root")
	if err != nil {
		panic(err)
	}
	p.env = renderer.EventEnv()
	build, err := vugu.NewBuildEnv(p.env)
	if err != nil {
		panic(err)
	}
	if name, ok := browser.Query("story"); ok {
		if story, ok := view.Story(name); ok {
			p.state = story
		}
	} else {
		p.startWorker()
		p.openSimulated()
	}
	root := &ui.Root{State: p.state, Mount: p.mount}
	for ok := true; ok; ok = renderer.EventWait() {
		if err := renderer.Render(build.RunBuild(root)); err != nil {
			panic(err)
		}
		p.rendered = browser.Now()
		if p.chart != nil {
			p.chart.Ramp(p.palette()) // a render empties the canvas
		}
	}
}

// mount puts the chart into its element once the first render is through;
// Vugu calls it at every render, in its midst.
func (p *page) mount() {
	if p.mounting {
		return
	}
	p.mounting = true
	if p.worker == nil {
		return // a story has no market
	}
	browser.After(0, p.mountChart)
}

func (p *page) mountChart() {
	p.chart = p.boot.MountChart(".chart", p.saw, p.pointedAt)
	p.chart.Theme()
	p.chart.Scale(p.state.Settings.Linear)
	p.chart.Files(p.refuse, p.open)
	p.style()
	browser.OnPreference(func() { p.changed(view.Style) })
	if p.early != nil {
		if fault := p.bars(p.early); fault != nil {
			p.state.Notice = fault.Sentence
		}
		p.early = nil
	}
}

func (p *page) startWorker() {
	p.worker = p.boot.StartWorker(p.receive, p.died)
}

// died restarts the engine: the market is opened again as it was, which gives
// the same bars and the same map.
func (p *page) died() {
	p.worker.End()
	p.later(func() {
		p.state.Phase = view.Restarting
		p.state.Notice = "The engine stopped unexpectedly and was started again."
	})
	p.startWorker()
	p.probing = false
	if p.state.Source.Simulated {
		p.simulate.Until = max(p.simulate.Until, p.state.Source.Last+p.state.Source.Interval)
		p.opened = p.simulate.Append(nil)
	}
	p.worker.Send(p.opened)
}

// later changes the state outside of an event of a component, and renders.
func (p *page) later(change func()) {
	p.env.Lock()
	change()
	p.env.UnlockOnly()
	p.render()
}

// renderEvery is the least time between two renders: four a second.
const renderEvery = market.Second / 4

// render renders soon, but no more than four times a second.
func (p *page) render() {
	if p.pending {
		return
	}
	p.pending = true
	wait := p.rendered + renderEvery - browser.Now()
	browser.After(max(wait, 0), func() {
		p.pending = false
		p.env.Lock()
		p.env.UnlockRender()
	})
}

// seed is the simulated market's: of the address, or of the visit.
func seed() uint64 {
	if text, ok := browser.Query("sim"); ok {
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return n
		}
	}
	return browser.Random() % 10_000
}

// simulatedDays is how much of the simulated market is there to begin with.
const simulatedDays = 30

// openSimulated opens the simulated market. With a seed in the address its
// days are fixed as well, so that it is the same market at every visit.
func (p *page) openSimulated() {
	start := browser.Now() - simulatedDays*market.Day
	if _, ok := browser.Query("sim"); ok {
		start = 1_790_812_800_000 // 2026-10-01
	}
	start -= start % market.Day
	s := &p.state.Settings
	p.column = s.Window.Bar(5 * market.Minute)
	p.simulate = wire.Simulate{Seed: seed(), Symbol: s.Symbol, Start: start, Until: start + simulatedDays*market.Day, Column: p.column}
	p.opened = p.simulate.Append(nil)
	p.worker.Send(p.opened)
}

// refuse turns a file away by its size, before it is read.
func (p *page) refuse(size int64) bool {
	fault := replay.Oversize(size)
	if fault != nil {
		p.later(func() { p.state.Notice = fault.Sentence })
	}
	return fault != nil
}

// open hands a recording to the worker. What is on screen stays until it has
// been read without a fault.
func (p *page) open(name string, content []byte) {
	message := wire.Record{Name: name, Column: p.state.Settings.Window.Bar(market.Minute), File: content}
	p.worker.Send(message.Append(nil))
	p.offered = message.Append(nil)
}

// receive takes a message of the worker.
func (p *page) receive(message []byte) {
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
		case wire.KindFault:
			said, damaged := wire.ParseFault(message)
			if fault = damaged; fault == nil && said.Code == crashed {
				p.died()
			} else if fault == nil {
				fault = said
			}
		}
	}
	if fault != nil {
		p.later(func() { p.state.Notice = fault.Sentence })
	}
}

func (p *page) source(message []byte) *market.Fault {
	var m wire.Source
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if !m.Simulated && p.offered != nil {
		p.opened, p.offered = p.offered, nil
	}
	p.fresh = p.state.Phase != view.Restarting // a restart keeps what is in sight
	p.later(func() {
		s := view.Source{Simulated: m.Simulated, Name: m.Name, Symbols: m.Symbols, Interval: m.Interval, First: m.First, Last: m.Last}
		for _, c := range m.Models {
			s.Models = append(s.Models, view.Model(c))
		}
		p.state.Source, p.state.Phase, p.state.Scale = s, view.Ready, view.Scale{}
		p.state.Settings.Symbol = m.Symbol
		if m.Notice != "" {
			p.state.Notice = m.Notice
		}
		p.state.Fit()
	})
	return nil
}

func (p *page) bars(message []byte) *market.Fault {
	var m wire.Bars
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if p.chart == nil && m.Anew {
		p.early = message
	}
	if p.chart == nil || len(m.Rows) == 0 {
		return nil
	}
	p.chart.Bars(&m)
	if m.Anew {
		p.column = m.Column
		if !p.fresh && !p.reframe {
			p.look(true)
		}
		if p.fresh || p.reframe {
			p.fresh, p.reframe = false, false
			p.chart.Window(p.state.Settings.Window.Span())
		}
	}
	last := m.Rows[len(m.Rows)-1].Close
	if p.state.Last != last {
		p.later(func() { p.state.Last = last })
		browser.Title(view.Price(last) + " " + p.state.Settings.Symbol + " · Brink")
	}
	return nil
}

func (p *page) frame(message []byte) *market.Fault {
	var m wire.Frame
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	ack := wire.Ack{Serial: m.Serial}
	p.worker.Send(ack.Append(nil))
	if p.chart == nil || m.Serial != p.serial {
		return nil // an answer to a question that is no longer asked
	}
	p.chart.Frame(&m)
	if scale := (view.Scale{Dim: m.Dim, Bright: m.Bright}); !m.Patch && p.state.Scale != scale {
		p.later(func() { p.state.Scale = scale })
		p.style()
	}
	p.probe()
	return nil
}

func (p *page) cell(message []byte) *market.Fault {
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
