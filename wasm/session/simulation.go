package session

import (
	"slices"
	"strconv"

	"brink/wasm/grid"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/sim"
	"brink/wasm/wire"
)

// simulation is the simulated market while it is the market at hand. Its zero
// value is one that does not run.
type simulation struct {
	market    *sim.Market    // nil where none runs
	events    sim.Events     // memory for those of a step
	lacks     string         // the symbol that was asked for and is not simulated; "" for none
	postponed *wire.Simulate // to be opened where the device's store holds nothing of the live market
}

// longestSimulation bounds what the page may ask to be simulated at once.
const longestSimulation = 400 * market.Day

func (x *simulation) running() bool { return x.market != nil }

func (x *simulation) stop() { x.market = nil }

// step moves the market on by one step; events then holds what happened.
func (x *simulation) step() {
	x.events.Bars, x.events.Liquidations, x.events.Funding = x.events.Bars[:0], x.events.Liquidations[:0], x.events.Funding[:0]
	x.market.Step(&x.events)
}

// furthestTruth is how far from the price true positions are told, as a
// logarithm.
const furthestTruth = .3

// truth is what the positions of the simulated market would force out: USD by
// native bin on both sides of the price.
func (x *simulation) truth() (planes [market.Sides]wire.Plane) {
	const bins = int(furthestTruth / grid.Step)
	at := grid.Of(x.market.Price())
	for side, lo := range [market.Sides]grid.Bin{market.Long: at - grid.Bin(bins), market.Short: at} {
		p := &planes[side]
		p.Lo, p.USD = lo, make([]float64, bins)
		x.market.Density(p.USD, market.Side(side), lo)
	}
	return planes
}

// simulate opens the simulated market. The page asks for it where nothing live
// has come for a while: a map of what the device has stored goes before it, and
// stays.
func (s *Session) simulate(m *wire.Simulate) *market.Fault {
	if m.Until-m.Start > longestSimulation {
		return &market.Fault{Code: "simulation-too-long", Sentence: "more than 400 days were asked of the simulated market"}
	}
	if !slices.Contains(sim.Symbols(), m.Symbol) {
		s.simulation.lacks, m.Symbol = m.Symbol, sim.Symbols()[0]
	}
	switch l := s.live; {
	case l != nil && l.stage == readingStore:
		s.simulation.postponed = m
	case l == nil || l.progress == noMap:
		s.runSimulation(m)
	}
	return nil
}

func (s *Session) runSimulation(m *wire.Simulate) {
	x := &s.simulation
	x.market, x.events = sim.New(sim.Config{Symbol: m.Symbol, Seed: m.Seed, Start: m.Start}), sim.Events{}
	for x.market.Now() < m.Until {
		x.market.Step(&x.events)
		x.events.Liquidations, x.events.Funding = x.events.Liquidations[:0], x.events.Funding[:0]
	}
	forming := x.market.Forming()
	s.market.forming = &forming
	source := wire.Source{
		Origin: market.Simulated, Name: "seed " + strconv.FormatUint(m.Seed, 10), Symbol: m.Symbol, Symbols: sim.Symbols(), Venues: []string{"simulated"}, Interval: 5 * market.Minute,
	}
	if x.lacks != "" {
		source.Notice = "There is no simulated market of " + x.lacks + ": that of " + m.Symbol + " is shown."
		x.lacks = ""
	}
	s.open(ofOne(x.events.Bars), source, m.Column)
	x.events.Bars = nil
	s.prepare(m.Model)
}

// runPostponed opens the simulated market that was asked for while the store
// was read, unless show is false: then it is forgotten.
func (s *Session) runPostponed(show bool) {
	m := s.simulation.postponed
	s.simulation.postponed = nil
	if m != nil && show {
		s.runSimulation(m)
	}
}

// Tick moves a simulated market on by one step and tells of it; without one it
// does nothing.
func (s *Session) Tick() {
	x := &s.simulation
	if !x.running() {
		return
	}
	x.step()
	for i := range x.events.Bars {
		s.market.append(live.Step{Bar: x.events.Bars[i]})
	}
	*s.market.forming = x.market.Forming()
	s.advanced()
	tellSimulatedBook(s)
}
