package session

import (
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/wire"
)

// How often the host calls a Worker.
const (
	// StepEvery is how often a simulated market moves on.
	StepEvery = market.Second
	// TickEvery is how often a live market is told that time passes.
	TickEvery = market.Second / 4
	// slept is how late a tick is after which the device has slept: its timers
	// stood still, and its connections may be dead.
	slept = 10 * market.Second
)

// Worker answers a page. What panics is posted as a fault with the code
// wire.EngineCrashed, after which the worker is not to be trusted.
type Worker struct {
	host     Host
	records  Records
	session  *Session
	platform *hostPlatform // of the live market at hand; nil before the first
	ticked   market.Millis
}

// NewWorker returns a worker without a market.
func NewWorker(host Host, records Records) *Worker {
	w := &Worker{host: host, records: records, session: New(host.Post), ticked: host.Now()}
	w.session.Platform = func(l *Live) Platform {
		w.platform = &hostPlatform{worker: w, live: l, sockets: map[int]Socket{}}
		return w.platform
	}
	w.session.Unzip = func(file []byte, done func([]byte, replay.Ending)) {
		host.Unzip(file, func(text []byte, end replay.Ending) { w.guard(func() { done(text, end) }) })
	}
	return w
}

// Handle answers a message of the page.
func (w *Worker) Handle(message []byte) {
	w.guard(func() { w.session.Handle(message) })
}

// Step moves a simulated market on; it is called every StepEvery.
func (w *Worker) Step() { w.guard(w.session.Tick) }

// Tick tells a live market that time has passed; it is called every TickEvery.
func (w *Worker) Tick() {
	now := w.host.Now()
	if p := w.platform; p != nil {
		w.guard(func() {
			if now-w.ticked > slept {
				p.live.Wake(now)
			} else {
				p.live.Tick(now)
			}
		})
	}
	w.ticked = now
}

// Wake tells a live market that the network is there again.
func (w *Worker) Wake() {
	if p := w.platform; p != nil {
		w.guard(func() { p.live.Wake(w.host.Now()) })
	}
}

// RecordsFull tells the page that the device refuses to keep a record.
func (w *Worker) RecordsFull() {
	w.fault("store-full", "The device keeps no more history; at the next visit it is fetched again.")
}

func (w *Worker) fault(code, sentence string) {
	w.host.Post(wire.AppendFault(nil, &market.Fault{Code: code, Sentence: sentence}))
}

func (w *Worker) guard(f func()) {
	defer func() {
		if reason := recover(); reason != nil {
			w.fault(wire.EngineCrashed, panicText(reason))
		}
	}()
	f()
}

// panicText is what a panic said, as text.
func panicText(reason any) string {
	switch v := reason.(type) {
	case error:
		return v.Error()
	case string:
		return v
	}
	return "the engine stopped without a reason"
}

// hostPlatform is the host's network and records under one live market.
type hostPlatform struct {
	worker  *Worker
	live    *Live
	sockets map[int]Socket // by link
	closed  bool
	show    throttle
}

func (p *hostPlatform) Dial(link int, url string) {
	p.Close(link)
	w := p.worker
	p.sockets[link] = w.host.Dial(url,
		func() { w.guard(func() { p.live.Opened(link, w.host.Now()) }) },
		func(data []byte, received float64) {
			w.guard(func() {
				p.live.Frame(link, data, received)
				p.showBars(received)
			})
		},
		func() {
			w.guard(func() {
				delete(p.sockets, link)
				p.live.Ended(link, w.host.Now())
			})
		})
}

// showBars lets the page see what has come, now or soon.
func (p *hostPlatform) showBars(now float64) {
	show, timer := p.show.event(now)
	if show {
		p.live.Show()
	}
	if timer {
		p.worker.host.After(p.show.left(now), func() {
			if p.show.expired(p.worker.host.Exact()) {
				p.worker.guard(p.live.Show)
			}
		})
	}
}

func (p *hostPlatform) Send(link int, text string) {
	if s := p.sockets[link]; s != nil {
		s.Send(text)
	}
}

func (p *hostPlatform) Close(link int) {
	if s := p.sockets[link]; s != nil {
		s.Disconnect()
		delete(p.sockets, link)
	}
}

func (p *hostPlatform) Fetch(job int, ask live.Request) {
	w := p.worker
	w.host.Fetch(ask.Method, ask.URL, ask.Body, func(status int, wait market.Millis, body []byte) {
		if !p.closed {
			w.guard(func() { p.live.Answered(job, status, wait, body, w.host.Now()) })
		}
	})
}

func (p *hostPlatform) Save(key string, chunk []byte) {
	p.worker.records.Save(key, chunk, p.worker.host.Now())
}

func (p *hostPlatform) Random() float64 { return float64(p.worker.host.Random()) / (1 << 32) }

func (p *hostPlatform) Load(keys [][2]string) {
	w, left := p.worker, len(keys)
	for _, span := range keys {
		w.records.Load(span[0], span[1],
			func(key string, data []byte) { w.guard(func() { p.live.Stored(key, data) }) },
			func() {
				if left--; left == 0 {
					w.guard(func() { p.live.Loaded(w.host.Now()) })
				}
			})
	}
	w.records.Trim()
}

func (p *hostPlatform) Quarantine(key string) {
	p.worker.records.Move(key, "aside/"+key, p.worker.host.Now())
}

func (p *hostPlatform) Shutdown() {
	p.closed = true
	for link := range p.sockets {
		p.Close(link)
	}
}

// showEvery is the least time, ms, between two messages of new prices to the
// page, which of those of a frame takes the first and the last.
const showEvery = 4.

// throttle lets one of many events through at once, and the others together
// after a while.
type throttle struct {
	timer   bool    // is set
	pending bool    // an event has not been shown
	shown   float64 // when one last was
}

// event reports whether an event is to be shown now, or a timer is to be set
// after which all are. The timers of a busy worker come late; then the event at
// hand does what the timer would have done.
func (t *throttle) event(now float64) (show, timer bool) {
	if now >= t.shown+showEvery {
		t.pending, t.shown = false, now
		return true, false
	}
	timer = !t.timer
	t.pending, t.timer = true, true
	return false, timer
}

// left is how long such a timer runs.
func (t *throttle) left(now float64) market.Millis { return market.Millis(t.shown + showEvery - now) }

// expired is called by the timer, and reports whether there is something to be
// shown.
func (t *throttle) expired(now float64) bool {
	t.timer = false
	if !t.pending {
		return false
	}
	t.pending, t.shown = false, now
	return true
}
