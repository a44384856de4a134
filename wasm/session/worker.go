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
	// BeatEvery is how often the page is told that the worker lives.
	BeatEvery = market.Second
	// TickEvery is how often a live market is told that time passes.
	TickEvery = market.Second / 4
)

// Worker answers a page. What panics is posted as a fault with the code
// wire.EngineCrashed, after which the worker is not to be trusted.
type Worker struct {
	host     Host
	records  Records
	session  *Session
	platform *hostPlatform // of the live market at hand; nil before the first
	clock    clock
	full     bool // the page was told that the device keeps no more
}

// NewWorker returns a worker without a market.
func NewWorker(host Host, records Records) *Worker {
	w := &Worker{host: host, records: records, session: New(host.Post), clock: newClock(host)}
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

// Beat tells the page that the worker lives, and what its market has used of what
// venues allow; it is called every BeatEvery, and when a connection is made or a
// request refused: a worker that dies a moment later does not take that with it.
func (w *Worker) Beat() {
	w.guard(func() {
		m := wire.Beat{}
		if l := w.session.live; l != nil {
			m.Spent = live.Spent(l.market, true, w.clock.now())
		}
		w.host.Post(m.Append(nil))
	})
}

// Tick tells a live market that time has passed; it is called every TickEvery.
func (w *Worker) Tick() {
	now := w.clock.now()
	if p := w.platform; p != nil {
		w.guard(func() { p.live.Tick(now) })
	}
}

// Wake tells a live market that the network is there again.
func (w *Worker) Wake() {
	if p := w.platform; p != nil {
		w.guard(func() { p.live.Wake(w.clock.now()) })
	}
}

// RecordsFull tells the page, once, that the device refuses to keep a record.
func (w *Worker) RecordsFull() {
	if w.full {
		return
	}
	w.full = true
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
		func() { w.guard(func() { p.live.Opened(link, w.clock.now()) }) },
		func(data []byte, received float64) {
			w.guard(func() {
				now := w.clock.at(received)
				p.live.Frame(link, data, received, now)
				p.showBars(now)
			})
		},
		func() {
			w.guard(func() {
				delete(p.sockets, link)
				p.live.Ended(link, w.clock.now())
			})
		})
	w.Beat()
}

// showBars lets the page see what has come, now or soon.
func (p *hostPlatform) showBars(now market.Instant) {
	show, timer := p.show.event(now)
	if show {
		p.live.Show()
	}
	if timer {
		p.worker.host.After(p.show.left(now), func() {
			if p.show.expired(p.worker.clock.now()) {
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
			w.guard(func() { p.live.Answered(job, status, wait, body, w.clock.now()) })
			if status != 200 {
				w.Beat()
			}
		}
	})
}

func (p *hostPlatform) Save(key string, chunk []byte) {
	p.worker.records.Save(key, chunk, p.worker.host.Now())
}

func (p *hostPlatform) DeviceTime() market.Millis { return p.worker.host.Now() }

func (p *hostPlatform) Random() float64 { return float64(p.worker.host.Random()) / (1 << 32) }

func (p *hostPlatform) Load(keys [][2]string) {
	w, left := p.worker, len(keys)
	for _, span := range keys {
		w.records.Load(span[0], span[1],
			func(key string, data []byte) { w.guard(func() { p.live.Stored(key, data) }) },
			func() {
				if left--; left == 0 {
					w.guard(func() { p.live.Loaded(w.clock.now()) })
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

// showEvery is the least time between two messages of new prices to the
// page, which of those of a frame takes the first and the last.
const showEvery market.Millis = 4

// throttle lets one of many events through at once, and the others together
// after a while.
type throttle struct {
	timer   bool           // is set
	pending bool           // an event has not been shown
	shown   market.Instant // when one last was
}

// event reports whether an event is to be shown now, or a timer is to be set
// after which all are. The timers of a busy worker come late; then the event at
// hand does what the timer would have done.
func (t *throttle) event(now market.Instant) (show, timer bool) {
	if now.Since(t.shown) >= showEvery {
		t.pending, t.shown = false, now
		return true, false
	}
	timer = !t.timer
	t.pending, t.timer = true, true
	return false, timer
}

// left is how long such a timer runs.
func (t *throttle) left(now market.Instant) market.Millis { return t.shown.Add(showEvery).Since(now) }

// expired is called by the timer, and reports whether there is something to be
// shown.
func (t *throttle) expired(now market.Instant) bool {
	t.timer = false
	if !t.pending {
		return false
	}
	t.pending, t.shown = false, now
	return true
}
