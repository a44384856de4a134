// Package extra is what the second module does, apart from being one: messages
// of the page in, messages to the page out. It holds what a first visit can do
// without. It knows no browser and no clock.
package extra

import (
	"brink/wasm/census"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// Module answers a page. All of it belongs to one goroutine.
type Module struct {
	emit     func(message []byte)
	forecast forecasts
	observed observing
	proofs   proving
	books    reading
	// explained is what is pinned.
	explained explained
	watching  watching
}

// New returns a module that belongs to a build, of which it tells at once. emit
// receives every message for the page and owns its memory.
func New(build string, device Device, emit func(message []byte)) *Module {
	hello := wire.Hello{Build: build}
	emit(hello.Append(nil))
	m := &Module{emit: emit, observed: observing{network: device, emit: emit, source: census.Public()}}
	m.proofs = proving{device: device, say: emit, observed: m.observed.agreement}
	m.watching = watching{device: device, emit: emit, source: m.observed.source}
	return m
}

// Step does what is due; it wants to be called as often as a census does.
func (m *Module) Step() {
	if message := m.observed.step(); message != nil {
		m.emit(message)
	}
	if message := m.watching.step(); message != nil {
		m.emit(message)
	}
}

// answerers are the kinds of messages that the page may send, each with what
// acts on it. It returns the answer, if there is one, or a fault; the module is then
// as it was before.
var answerers = map[wire.Kind]func(m *Module, message []byte) ([]byte, *market.Fault){
	wire.KindMaterial: func(m *Module, message []byte) ([]byte, *market.Fault) {
		m.observed.compare(message)
		answer, fault := m.forecast.ahead(message)
		if fault == nil {
			m.emit(m.forecast.strip.Append(nil))
		}
		return answer, fault
	},
	wire.KindObserve:    func(m *Module, message []byte) ([]byte, *market.Fault) { return m.observed.begin(message) },
	wire.KindMine:       func(m *Module, message []byte) ([]byte, *market.Fault) { return m.observed.mine.begin(message) },
	wire.KindMix:        func(m *Module, message []byte) ([]byte, *market.Fault) { return m.observed.switched(message) },
	wire.KindProve:      func(m *Module, message []byte) ([]byte, *market.Fault) { return m.proofs.begin(message) },
	wire.KindHourly:     func(m *Module, message []byte) ([]byte, *market.Fault) { return m.proofs.told(message) },
	wire.KindZones:      func(m *Module, message []byte) ([]byte, *market.Fault) { return m.books.against(message) },
	wire.KindBooks:      func(m *Module, message []byte) ([]byte, *market.Fault) { return m.told(message) },
	wire.KindWatch:      func(m *Module, message []byte) ([]byte, *market.Fault) { return m.watching.begin(message) },
	wire.KindWatchCoins: func(m *Module, message []byte) ([]byte, *market.Fault) { return m.watching.list(message) },
	wire.KindWatched:    func(m *Module, message []byte) ([]byte, *market.Fault) { return m.watching.heard(message) },
	wire.KindWatchPick:  func(m *Module, message []byte) ([]byte, *market.Fault) { return m.watching.pick(message) },
	wire.KindCompared:   func(_ *Module, message []byte) ([]byte, *market.Fault) { return compare(message) },
	wire.KindOrigin:     func(m *Module, message []byte) ([]byte, *market.Fault) { return m.why(message) },
	wire.KindTouchProbe: func(m *Module, message []byte) ([]byte, *market.Fault) { return m.forecast.touch(message) },
}

// Handle acts on one message of the page. What cannot be done is answered by a
// fault.
func (m *Module) Handle(message []byte) {
	var answer []byte
	kind, fault := wire.KindOf(message)
	if fault == nil {
		if act := answerers[kind]; act != nil {
			answer, fault = act(m, message)
		} else {
			fault = &market.Fault{Code: "message-unknown", Sentence: "the page sent a message that the second module does not know"}
		}
	}
	if fault != nil {
		answer = wire.AppendFault(nil, fault)
	}
	if answer != nil {
		m.emit(answer)
	}
}
