package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// shared is what every feature works with.
type shared struct {
	device   Device
	renderer Renderer
	state    *view.State
	worker   Worker // nil in a story
	chart    Chart  // nil before it is mounted
	busy     int    // seconds with beats of the worker until what it was asked last, and takes long, has begun
	beaten   bool   // the worker has beaten since the last second
}

// send hands a message to the worker. A story has none.
func (s *shared) send(message []byte) {
	if s.worker != nil {
		switch kind, _ := wire.KindOf(message); kind {
		case wire.KindLive, wire.KindSimulate, wire.KindRecord, wire.KindViewport, wire.KindExportSession:
			s.busy = 2
		}
		s.worker.Send(message)
	}
}

// later changes the state outside of an event of a component, and renders in
// its turn.
func (s *shared) later(change func()) { s.renderer.Later(change) }

// soon is later, for what is not to wait for its turn.
func (s *shared) soon(change func()) { s.renderer.Soon(change) }

// say shows a sentence for a person.
func (s *shared) say(sentence string) {
	s.later(func() { s.state.Notice = sentence })
}

// Where things are kept on the device. Damaged ones are set aside under the
// same name with "aside".
const (
	settingsKey  = "brink.settings"
	visitKey     = "brink.look"
	positionsKey = "brink.positions"
	tiersKey     = "brink.tiers"
	alertsKey    = "brink.alerts"
	asideEnd     = ".aside"
)

// setAside keeps what was damaged on the device, and says so.
func (s *shared) setAside(key, text string, fault *market.Fault) {
	s.device.Store(key+asideEnd, text)
	s.state.Notice = fault.Sentence
}

// keep stores a text on the device, and says so where it is refused.
func (s *shared) keep(key, text string) {
	if !s.device.Store(key, text) {
		s.state.Notice = view.StorageRefusedText()
	}
}
