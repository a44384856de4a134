// Package session is what the worker does, apart from being a worker: messages
// of the page in, messages to the page out. It holds the market at hand, the
// models' timelines over it, the part of the map that the page shows and the
// snapshot that it asked for. It knows no browser and no clock: time comes in
// with each call.
package session

import (
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// Session is one visit's market and maps. All of it belongs to one goroutine.
type Session struct {
	// Emit receives every message for the page and owns its memory.
	Emit func(message []byte)

	// Platform gives a live market its network and store; nil where there are
	// none.
	Platform func(*Live) Platform

	fileOpening

	market       openMarket
	simulation   simulation
	live         *Live // at work, if perhaps not shown yet; nil where there is none
	frames       frames
	snapshots    snapshots
	columns      snapshots // of cells of the past that somebody asks about
	proofs       proofs
	books        books
	liquidations []market.VenueLiquidation // of a session that was opened from a file, by time
}

// New returns a session without a market.
func New(emit func([]byte)) *Session { return &Session{Emit: emit} }

// answerer acts on one message of its kind. It returns why the message cannot
// be acted on; the session is then as it was before.
type answerer func(s *Session, message []byte) *market.Fault

// answerers are the kinds of messages that the page may send, each with what
// acts on it. A further kind needs a line here and nothing else of this file.
var answerers = map[wire.Kind]answerer{
	wire.KindSimulate:        parsed(func() *wire.Simulate { return new(wire.Simulate) }, (*Session).simulate),
	wire.KindRecord:          parsed(func() *wire.Record { return new(wire.Record) }, (*Session).record),
	wire.KindLive:            parsed(func() *wire.Live { return new(wire.Live) }, (*Session).goLive),
	wire.KindViewport:        parsed(func() *wire.Viewport { return new(wire.Viewport) }, (*Session).show),
	wire.KindAck:             parsed(func() *wire.Ack { return new(wire.Ack) }, (*Session).acknowledge),
	wire.KindProbe:           parsed(func() *wire.Probe { return new(wire.Probe) }, (*Session).probe),
	wire.KindSnapshotRequest: parsed(func() *wire.SnapshotRequest { return new(wire.SnapshotRequest) }, (*Session).answerSnapshot),
	wire.KindExportSession:   exportSession,
	wire.KindCompare:         parsed(func() *wire.Compare { return new(wire.Compare) }, (*Session).compare),
	wire.KindWhy:             parsed(func() *wire.Why { return new(wire.Why) }, (*Session).why),
	wire.KindFollowBooks:     parsed(func() *wire.FollowBooks { return new(wire.FollowBooks) }, followBooks),
	wire.KindProve:           parsed(func() *wire.Prove { return new(wire.Prove) }, (*Session).prove),
}

// parsed is an answerer that reads the message into an empty one first. One that
// cannot be read is refused and never acted on. Only pointers are its type
// parameter: so the binary holds one copy of it.
func parsed[P interface {
	Parse(message []byte) *market.Fault
}](empty func() P, act func(*Session, P) *market.Fault) answerer {
	return func(s *Session, message []byte) *market.Fault {
		m := empty()
		if fault := m.Parse(message); fault != nil {
			return fault
		}
		return act(s, m)
	}
}

// Handle acts on one message of the page, and may keep its memory. What cannot be done is answered by a fault; what was
// there before stays.
func (s *Session) Handle(message []byte) {
	kind, fault := wire.KindOf(message)
	if fault == nil {
		if act := answerers[kind]; act != nil {
			fault = act(s, message)
		} else {
			fault = &market.Fault{Code: "message-unknown", Sentence: "the page sent a message that the worker does not know"}
		}
	}
	s.report(fault)
}

// report tells the page of a fault, if there is one.
func (s *Session) report(fault *market.Fault) {
	if fault != nil {
		s.Emit(wire.AppendFault(nil, fault))
	}
}

// emit sends a message, if there is one, or tells of the fault that there is
// instead.
func (s *Session) emit(message []byte, fault *market.Fault) {
	s.report(fault)
	if message != nil {
		s.Emit(message)
	}
}

// open replaces the market at hand and tells of it. column is the length of
// the drawn bars to begin with, rounded down to a multiple of the market's own
// bars.
func (s *Session) open(steps []live.Step, source wire.Source, column market.Millis) {
	s.frames.close()
	s.market.column = max(column/source.Interval, 1) * source.Interval
	s.rebuild(steps, source)
}

// rebuild takes the market's bars anew and tells of them. What the page looks
// at stays until it asks anew.
func (s *Session) rebuild(steps []live.Step, source wire.Source) {
	s.snapshots, s.columns = snapshots{}, snapshots{}
	s.proofs.outdated = true
	s.market.set(steps, source)
	s.Emit(s.market.source.Append(nil))
	s.emitBars(wire.Bars{Replace: true})
}

// emitBars completes a message of bars with its rows and sends it: all drawn
// bars where it replaces those before, else the last two, of which one may have
// closed and one begun.
func (s *Session) emitBars(m wire.Bars) {
	m.Column, m.Until = s.market.column, s.market.end()
	if s.simulation.running() {
		m.Until = s.simulation.market.Now()
	}
	m.Rows = s.market.drawn(m.Replace)
	s.Emit(m.Append(nil))
}

// advanced tells the page what bars that have closed, and the one that forms
// now, have changed.
func (s *Session) advanced() {
	s.emitBars(wire.Bars{})
	s.refreshSnapshot()
	s.refreshFrame()
}

// prepare steps a model's timeline before its viewport is asked for, while the
// page takes in what it was told. Of a model that does not exist the viewport's
// answer says so.
func (s *Session) prepare(model string) {
	if timeline, fault := s.market.timeline(model); fault == nil {
		timeline.Live()
	}
}

// leaveMarket ends whatever goes on by itself: the live market and the
// simulated one.
func (s *Session) leaveMarket() {
	s.leaveLive()
	s.simulation.stop()
	s.market.forming, s.liquidations = nil, nil
}
