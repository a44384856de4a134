package page_test

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// start is the moment at which every test begins: 2026-11-01.
const start market.Millis = 1_793_491_200_000

// stage is a page over a device, a chart and workers that a test drives.
type stage struct {
	*page.Page
	t       *testing.T
	device  *device
	chart   *chart
	workers []*worker
	modules []*module
	render  *renderer
	sight   func(page.Sight)
	point   func(*page.Point)
	hears   page.ChartListener
}

// newStage is a page that has started and not been mounted. prepare may say
// what the device holds.
func newStage(t *testing.T, prepare ...func(*device)) *stage {
	s := &stage{t: t, chart: &chart{live: true, drawn: true}, render: &renderer{t: t}}
	s.device = &device{t: t, now: start, steady: 5000, stored: map[string]string{}, query: map[string]string{}, texts: map[string]string{}, zones: map[string]bool{"UTC": true, "Asia/Tokyo": true, "Europe/London": true, "America/New_York": true}}
	for _, f := range prepare {
		f(s.device)
	}
	s.Page = page.New(s.device, s, s.render)
	s.Start()
	return s
}

// mounted is a stage whose chart is there.
func mounted(t *testing.T, prepare ...func(*device)) *stage {
	s := newStage(t, prepare...)
	s.mount()
	return s
}

func (s *stage) mount() {
	s.Mount()
	s.device.pass(0)
}

// StartWorker and MountChart make the stage the page's Parts.
func (s *stage) StartWorker(handle func([]byte), failed func()) page.Worker {
	w := &worker{handle: handle, failed: failed}
	s.workers = append(s.workers, w)
	return w
}

// OpenExtra and Build make the second module a worker that a test drives.
func (s *stage) OpenExtra(opened func(page.Worker), handle func([]byte), failed func(market.Fault)) {
	w := &worker{handle: handle}
	s.modules = append(s.modules, &module{worker: w, opened: func() { opened(w) }, failed: failed})
}

func (s *stage) Build() string { return "0123456789" }

// module is a second module that was asked for.
type module struct {
	*worker
	opened func()
	failed func(market.Fault)
}

func (s *stage) MountChart(hears page.ChartListener) page.Chart {
	s.sight, s.point, s.hears = hears.View, hears.Point, hears
	return s.chart
}

// engine is the newest worker.
func (s *stage) engine() *worker {
	s.t.Helper()
	if len(s.workers) == 0 {
		s.t.Fatal("no worker was started")
	}
	return s.workers[len(s.workers)-1]
}

// appender is a message of the worker.
type appender interface{ Append([]byte) []byte }

// say lets the newest worker say messages.
func (s *stage) say(messages ...appender) {
	s.t.Helper()
	for _, m := range messages {
		s.engine().handle(m.Append(nil))
	}
}

// fault lets the newest worker say a fault.
func (s *stage) fault(code string) {
	s.engine().handle(wire.AppendFault(nil, &market.Fault{Code: code, Sentence: "The worker says " + code + "."}))
}

// click lets the visitor choose, in the way that a component does: in an event,
// while nothing is rendered.
func (s *stage) click(act func(*view.State)) {
	s.t.Helper()
	s.render.hold(func() { act(s.State()) })
}

// answerRelay answers the question whether the page's server relays.
func (s *stage) answerRelay(status int, listing string) {
	s.t.Helper()
	asked := s.device.fetches
	if len(asked) == 0 {
		s.t.Fatal("nobody asks whether there is a relay")
	}
	s.device.fetches = asked[1:]
	asked[0].done(status, 0, []byte(listing))
}

// worker is the page's end of a worker.
type worker struct {
	handle func([]byte)
	failed func()
	sent   [][]byte
	ended  bool
}

func (w *worker) Send(message []byte) {
	if w.ended {
		return // a worker that has ended hears nothing
	}
	w.sent = append(w.sent, append([]byte{}, message...))
}

func (w *worker) End() { w.ended = true }

// kinds are the messages that were sent, in their order.
func (w *worker) kinds() (out []wire.Kind) {
	for _, m := range w.sent {
		kind, fault := wire.KindOf(m)
		if fault != nil {
			kind = 0
		}
		out = append(out, kind)
	}
	return out
}

// count is how many messages of a kind were sent.
func (w *worker) count(kind wire.Kind) (n int) {
	for _, k := range w.kinds() {
		if k == kind {
			n++
		}
	}
	return n
}

// parser reads a message.
type parser interface{ Parse([]byte) *market.Fault }

// asked reads the newest message of m's kind that the newest worker was sent.
func (s *stage) asked(kind wire.Kind, m parser) {
	s.t.Helper()
	sent := s.engine().sent
	for i := len(sent) - 1; i >= 0; i-- {
		if k, fault := wire.KindOf(sent[i]); fault == nil && k == kind {
			if fault := m.Parse(sent[i]); fault != nil {
				s.t.Fatal(fault.Sentence)
			}
			return
		}
	}
	s.t.Fatalf("no message of kind %d was sent, of %v", kind, s.engine().kinds())
}

// asks checks how many messages of a kind the newest worker has been sent.
func (s *stage) asks(kind wire.Kind, want int, why string) {
	s.t.Helper()
	if got := s.engine().count(kind); got != want {
		s.t.Errorf("%s: %d messages of kind %d, want %d", why, got, kind, want)
	}
}

// notice checks the sentence that is shown.
func (s *stage) notice(want string) {
	s.t.Helper()
	if got := s.State().Notice; got != want {
		s.t.Errorf("the notice is %q, want %q", got, want)
	}
}

// renderer holds the page's lock as the browser's does: who takes it twice
// waits for ever.
type renderer struct {
	t           *testing.T
	held        bool
	later, soon int
}

func (r *renderer) hold(change func()) {
	r.t.Helper()
	if r.held {
		r.t.Fatal("the state is changed within a change: in a browser that waits for ever")
	}
	r.held = true
	change()
	r.held = false
}

func (r *renderer) Change(change func()) { r.t.Helper(); r.hold(change) }
func (r *renderer) Later(change func())  { r.t.Helper(); r.hold(change); r.later++ }
func (r *renderer) Soon(change func())   { r.t.Helper(); r.hold(change); r.soon++ }

// last is the newest of a list.
func last[T any](t *testing.T, list []T) T {
	t.Helper()
	if len(list) == 0 {
		t.Fatal("there is none")
	}
	return list[len(list)-1]
}
