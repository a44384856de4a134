package page

import (
	"strconv"

	"brink/wasm/market"
	recording "brink/wasm/replay"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// source opens the simulated market and recordings, and knows how to open the
// one at hand again.
type source struct {
	*shared
	bars     *drawn
	offered  []byte // a recording that the worker is reading
	opened   []byte // the message that opened the market at hand; nil of a live one
	simulate wire.Simulate
	before   market.Origin // of the market before a recording
	refusal  string        // what was said of the file that was offered last
}

const (
	// simulatedDays is how much of the simulated market is there to begin with.
	simulatedDays = 30
	// simulatedStart is where it begins when the address says which one it is.
	simulatedStart market.Millis = 1_790_812_800_000 // 2026-10-01
)

// seed is the simulated market's: of the address, or of the visit.
func (s *source) seed() uint64 {
	if text, ok := s.device.Query("sim"); ok {
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return n
		}
	}
	if s.simulate.Symbol != "" {
		return s.simulate.Seed // other coins of the same market
	}
	return s.device.Random() % 10_000
}

// fixed reports whether the address says which simulated market it is.
func (s *source) fixed() bool {
	_, ok := s.device.Query("sim")
	return ok
}

// query is the parameters of an address that open the simulated market at hand.
// "" where the address has them.
func (s *source) query() string {
	if s.fixed() {
		return ""
	}
	return "?sim=" + strconv.FormatUint(s.simulate.Seed, 10) + "&start=" + strconv.FormatInt(int64(s.simulate.Start), 10)
}

// openSimulated opens the simulated market. With a seed in the address its
// days are fixed as well, so that it is the same market at every visit.
func (s *source) openSimulated() {
	start := s.device.Now() - simulatedDays*market.Day
	if s.fixed() {
		start = simulatedStart
		if text, ok := s.device.Query("start"); ok {
			if t, err := strconv.ParseInt(text, 10, 64); err == nil && t > 0 && t < int64(s.device.Now()) {
				start = market.Millis(t)
			}
		}
	}
	start -= start % market.Day
	set := &s.state.Settings
	s.bars.column = set.Window.Bar(5*market.Minute, s.state.Dock.Narrow)
	s.simulate = wire.Simulate{Seed: s.seed(), Symbol: market.CoinOf(set.Symbol) + "USDT", Start: start, Until: start + simulatedDays*market.Day, Column: s.bars.column, Model: set.Model}
	s.opened = s.simulate.Append(nil)
	s.send(s.opened)
}

// refuse turns a file away by its size, before it is read.
func (s *source) refuse(size int64) bool {
	fault := recording.Oversize(size)
	if fault != nil {
		s.refusal = fault.Sentence
		s.say(fault.Sentence)
	}
	return fault != nil
}

// open hands a recording to the worker. What is on screen stays until it has
// been read without a fault.
func (s *source) open(name string, content []byte) {
	message := wire.Record{Name: name, Column: s.state.Settings.Window.Bar(market.Minute, s.state.Dock.Narrow), File: content}
	s.send(message.Append(nil))
	s.offered = message.Append(nil)
}

// arrived takes note that a market is at hand.
func (s *source) arrived(m *wire.Source) {
	if m.Origin != market.Recorded {
		s.before = m.Origin
	} else if s.offered != nil {
		s.opened, s.offered = s.offered, nil
	}
}

// forget lets go of a recording that was not read.
func (s *source) forget() { s.offered = nil }

// reopen opens the market at hand again, as it had come to be, after the engine
// has stopped: that gives the same bars and the same map. A live one is opened
// by live. A recording that was chosen since is read then.
func (s *source) reopen() {
	origin := s.state.Source.Origin
	if origin == market.Simulated {
		s.simulate.Until = s.state.Source.Until
		s.opened = s.simulate.Append(nil)
	}
	if origin != market.Live && s.opened != nil {
		s.send(s.opened)
	}
	if s.offered != nil {
		s.send(s.offered)
	}
}

// described is the market at hand as it is shown.
func described(m *wire.Source) view.Source {
	s := view.Source{Origin: m.Origin, Name: m.Name, Symbols: m.Symbols, Symbol: m.Symbol, Venues: m.Venues, Interval: m.Interval, First: m.First, Until: m.Last + m.Interval}
	for _, c := range m.Models {
		s.Models = append(s.Models, view.Model(c))
	}
	return s
}
