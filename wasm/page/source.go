package page

import (
	"strconv"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// seed is the simulated market's: of the address, or of the visit.
func (p *Page) seed() uint64 {
	if text, ok := p.device.Query("sim"); ok {
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return n
		}
	}
	return p.device.Random() % 10_000
}

// simulatedDays is how much of the simulated market is there to begin with.
const simulatedDays = 30

// openSimulated opens the simulated market. With a seed in the address its
// days are fixed as well, so that it is the same market at every visit.
func (p *Page) openSimulated() {
	start := p.device.Now() - simulatedDays*market.Day
	if _, ok := p.device.Query("sim"); ok {
		start = 1_790_812_800_000 // 2026-10-01
	}
	start -= start % market.Day
	s := &p.state.Settings
	p.column = s.Window.Bar(5 * market.Minute)
	p.simulate = wire.Simulate{Seed: p.seed(), Symbol: market.CoinOf(s.Symbol) + "USDT", Start: start, Until: start + simulatedDays*market.Day, Column: p.column, Model: s.Model}
	p.opened = p.simulate.Append(nil)
	p.send(p.opened)
}

// refuse turns a file away by its size, before it is read.
func (p *Page) refuse(size int64) bool {
	fault := replay.Oversize(size)
	if fault != nil {
		p.later(func() { p.state.Notice = fault.Sentence })
	}
	return fault != nil
}

// open hands a recording to the worker. What is on screen stays until it has
// been read without a fault.
func (p *Page) open(name string, content []byte) {
	message := wire.Record{Name: name, Column: p.state.Settings.Window.Bar(market.Minute), File: content}
	p.send(message.Append(nil))
	p.offered = message.Append(nil)
}

// source takes what the market at hand is.
func (p *Page) source(message []byte) *market.Fault {
	var m wire.Source
	if fault := m.Parse(message); fault != nil {
		return fault
	}
	if m.Origin == market.Recorded && p.offered != nil {
		p.opened, p.offered = p.offered, nil
	}
	p.late = nil
	// A restart, and a market that is built anew, keep what is in sight.
	p.fresh = p.state.Phase != view.Restarting && !m.Rebuilt
	if m.Origin == market.Recorded {
		p.lively = wire.Live{}
	}
	p.later(func() {
		s := view.Source{Origin: m.Origin, Name: m.Name, Symbols: m.Symbols, Symbol: m.Symbol, Venues: m.Venues, Interval: m.Interval, First: m.First, Until: m.Last + m.Interval}
		for _, c := range m.Models {
			s.Models = append(s.Models, view.Model(c))
		}
		p.state.Source, p.state.Phase = s, view.Ready
		p.unstudied(!m.Rebuilt)
		if !m.Rebuilt {
			p.unreplayed()
		}
		if !m.Rebuilt {
			p.state.Chart.Scale = view.Scale{}
		}
		if m.Notice != "" {
			p.state.Notice = m.Notice
		}
		p.state.Fit()
	})
	return nil
}
