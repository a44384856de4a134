package page

import (
	"strings"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// receive takes a message of the worker. One that is damaged is said and
// changes nothing else.
func (p *Page) receive(message []byte) {
	kind, fault := wire.KindOf(message)
	p.heard(kind == wire.KindBeat)
	if fault == nil {
		switch kind {
		case wire.KindBeat:
			fault = p.live.beat(message)
		case wire.KindSource:
			fault = p.sourceCame(message)
		case wire.KindBars:
			fault = p.barsCame(message)
		case wire.KindFrame:
			fault = p.frameCame(message)
		case wire.KindCell:
			fault = p.crosshair.cell(message)
		case wire.KindSnapshot:
			fault = p.clusters.snapshot(message)
		case wire.KindMaterial, wire.KindHourly, wire.KindOrigin, wire.KindCompared, wire.KindBooks:
			p.clusters.ahead.hand(message)
		case wire.KindHealth:
			if fault = p.feed.health(message); fault == nil {
				p.live.older() // where it was looked at while something else was on its way
			}
		case wire.KindLiquidations:
			fault = p.liquidationsCame(message)
		case wire.KindTiers:
			fault = p.positions.learn(message)
		case wire.KindCoins:
			fault = p.feed.coins(message)
		case wire.KindFile:
			fault = p.export.file(message)
		case wire.KindFault:
			fault = p.faultCame(message)
		}
	}
	if fault != nil {
		p.say(fault.Sentence)
	}
}

// sourceCame takes what the market at hand is.
func (p *Page) sourceCame(message []byte) *market.Fault {
	var m wire.Source
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	chosen := p.source.offered != nil
	p.source.arrived(&m)
	p.frames.last = nil
	// A restart, and a market that is built anew, keep what is in sight.
	p.bars.expect(p.state.Phase != view.Restarting && !m.Rebuilt)
	if m.Origin == market.Recorded && chosen {
		p.live.leave()
	}
	p.later(func() {
		p.state.Source, p.state.Phase = described(&m), view.Ready
		p.clusters.forget(!m.Rebuilt)
		if !m.Rebuilt {
			p.replay.stop()
			p.state.Chart.Scale = view.Scale{}
			p.viewport.forget()
		}
		if said := p.state.Notice; said == p.source.refusal || m.Origin == market.Live && (said == view.ReturningText(false) || said == view.ReturningText(true)) {
			p.state.Notice = "" // of a file before this one, or of the wait for this market
		}
		if said := p.link.said; m.Notice != "" && said != "" && strings.HasPrefix(p.state.Notice, said) {
			p.state.Notice = said + " " + m.Notice // what was wrong with the link stays
		} else if m.Notice != "" {
			p.state.Notice = m.Notice
		}
		p.state.Fit()
	})
	return nil
}

// barsCame takes bars: at once, with the next frame, or once there is a chart.
func (p *Page) barsCame(message []byte) *market.Fault {
	var m wire.Bars
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if p.chart == nil && m.Replace {
		p.bars.early = message
	}
	if p.chart == nil || len(m.Rows) == 0 {
		return nil
	}
	if p.bars.outdated(&m) {
		// Those of this window are on their way, unless the engine is a new one.
		if p.bars.awaiting != anotherLength {
			p.viewport.request(true)
		}
		return nil
	}
	if p.frames.hold(&m) {
		return nil
	}
	p.frames.show(m.Received) // asks for its frame before the chart does
	p.take(&m)
	return nil
}

// take shows bars.
func (p *Page) take(m *wire.Bars) {
	p.frames.last = nil
	awaited := p.bars.take(m)
	switch {
	case awaited:
		p.chart.Window(p.state.Settings.Window.Span())
		p.settings.draw()
	case m.Replace:
		p.viewport.request(true)
	}
	p.state.Source.Until = m.Until
	p.clusters.ahead.barsEnd(m.Until)
	p.bars.cover()
	if p.state.Playhead.Replaying() { // its moment may be no end of these bars
		p.replay.move()
	}
	if m.Replace {
		p.link.show()
	}
	p.price.set(m.Rows[len(m.Rows)-1].Close)
}

// frameCame takes cells of the map, and asks for what belongs to them.
func (p *Page) frameCame(message []byte) *market.Fault {
	var m wire.Frame
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	ack := wire.Ack{Serial: m.Serial}
	p.send(ack.Append(nil))
	if p.chart == nil || m.Serial != p.viewport.asked.Serial {
		return nil // an answer to a question that is no longer asked
	}
	p.chart.Frame(&m)
	if m.Patch {
		p.viewport.advance(&m.View)
	} else {
		p.clusters.ask()
		p.clusters.ahead.mapCame()
		p.clusters.ahead.compare()
	}
	if scale := (view.Scale{Dim: m.Dim, Bright: m.Bright}); !m.Patch && p.state.Chart.Scale != scale {
		p.later(func() { p.state.Chart.Scale = scale })
		p.settings.style()
	}
	p.crosshair.ask()
	return nil
}

func (p *Page) liquidationsCame(message []byte) *market.Fault {
	var m wire.Liquidations
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	p.feed.liquidations(&m)
	p.alerts.liquidations(&m)
	return nil
}

// faultCame takes what the worker could not do, or that it has stopped.
func (p *Page) faultCame(message []byte) *market.Fault {
	said, damaged := wire.ParseFault(message)
	if damaged != nil {
		return damaged
	}
	if said.Code == wire.EngineCrashed {
		p.stopped()
		return nil
	}
	if p.source.offered != nil {
		p.source.refusal = said.Sentence
	}
	p.source.forget()
	p.export.awaited = false
	p.clusters.end() // what was asked may be what it could not do
	return said
}
