package page_test

import (
	"sort"
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
	render  *renderer
	sight   func(page.Sight)
	point   func(*page.Point)
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

func (s *stage) MountChart(sight func(page.Sight), point func(*page.Point)) page.Chart {
	s.sight, s.point = sight, point
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

// timer is one call to come.
type timer struct {
	at market.Millis
	f  func()
}

// fetch is one question to a server.
type fetch struct {
	method, url string
	done        func(status int, wait market.Millis, body []byte)
}

// file is one that was handed to the visitor.
type file struct {
	name, kind string
	content    []byte
}

// device is a device whose time passes when a test says so.
type device struct {
	t                     *testing.T
	now, steady           market.Millis
	timers                []timer
	stored                map[string]string
	full                  bool // it refuses to keep anything
	query                 map[string]string
	fragment              string
	hidden, narrow, light bool
	zones                 map[string]bool
	permission            string // to notify
	asked                 int    // how often it was
	refuseCopy            bool
	random                uint64

	texts         map[string]string // newest, by selector
	each          map[string][]string
	titles        []string
	themes        []string
	notifications []string
	beeps         int
	files         []file
	copied        []string
	fetches       []fetch
	begun         func()
	ended         func(now float64)
	framesAsked   int
}

// pass lets time pass, by both clocks.
func (d *device) pass(span market.Millis) {
	end := d.steady + span
	for {
		sort.SliceStable(d.timers, func(i, j int) bool { return d.timers[i].at < d.timers[j].at })
		if len(d.timers) == 0 || d.timers[0].at > end {
			break
		}
		next := d.timers[0]
		d.timers = d.timers[1:]
		d.now += max(next.at-d.steady, 0)
		d.steady = max(next.at, d.steady)
		next.f()
	}
	d.now += end - d.steady
	d.steady = end
}

// frame draws an animation frame.
func (d *device) frame() {
	d.begun()
	d.ended(float64(d.now))
}

func (d *device) Now() market.Millis    { return d.now }
func (d *device) Steady() market.Millis { return d.steady }
func (d *device) After(span market.Millis, f func()) {
	d.timers = append(d.timers, timer{d.steady + max(span, 0), f})
}
func (d *device) AfterFrame(begun func(), ended func(float64)) func() {
	d.begun, d.ended = begun, ended
	return func() { d.framesAsked++ }
}
func (d *device) Stored(key string) (string, bool) { text, ok := d.stored[key]; return text, ok }
func (d *device) Store(key, text string) bool {
	if !d.full {
		d.stored[key] = text
	}
	return !d.full
}
func (d *device) AskNotify(done func(string)) {
	d.asked++
	answer := d.permission
	d.After(0, func() { done(answer) })
}
func (d *device) Notify(title, text string)        { d.notifications = append(d.notifications, text) }
func (d *device) Beep()                            { d.beeps++ }
func (d *device) Query(name string) (string, bool) { text, ok := d.query[name]; return text, ok }
func (d *device) Fragment() string                 { return d.fragment }
func (d *device) Share(fragment string) string {
	d.fragment = fragment
	return d.Origin() + "/#" + fragment
}
func (d *device) Origin() string             { return "https://brink.test" }
func (d *device) Hidden() bool               { return d.hidden }
func (d *device) Title(text string)          { d.titles = append(d.titles, text) }
func (d *device) Narrow() bool               { return d.narrow }
func (d *device) PrefersLight() bool         { return d.light }
func (d *device) Theme(name string)          { d.themes = append(d.themes, name) }
func (d *device) Text(selector, text string) { d.texts[selector] = text }
func (d *device) Each(s, p string, list []string) {
	if d.each == nil {
		d.each = map[string][]string{}
	}
	d.each[s+" "+p] = list
}
func (d *device) Download(name, kind string, content []byte) {
	d.files = append(d.files, file{name, kind, content})
}
func (d *device) Copy(text string, done func(bool)) {
	ok := !d.refuseCopy
	if ok {
		d.copied = append(d.copied, text)
	}
	d.After(0, func() { done(ok) })
}
func (d *device) Fetch(method, url, body string, done func(int, market.Millis, []byte)) {
	d.fetches = append(d.fetches, fetch{method, url, done})
}
func (d *device) OwnZone() string { return "Europe/London" }
func (d *device) ZoneOf(name string) (view.Zone, bool) {
	return zone(name), d.zones[name]
}
func (d *device) Random() uint64 { return d.random }

// zone is a zone without an offset.
type zone string

func (z zone) Name() string                       { return string(z) }
func (z zone) Offset(market.Millis) market.Millis { return 0 }

// chart notes what it is given.
type chart struct {
	live, drawn bool

	bars     []wire.Bars
	fresh    []bool // for each of bars
	frames   []wire.Frame
	styles   []page.HeatStyle
	ramps    int
	forced   []wire.Liquidations
	marks    []view.Mark
	maps     []bool
	truth    [market.Sides]wire.Plane
	sessions []view.Session
	zones    []string
	replays  []market.Millis
	sights   []page.Sight
	windows  []market.Millis
	captions []string
	themes   int
	linear   bool
	readouts []map[string]string
	refuse   func(int64) bool
	read     func(string, []byte)
}

func (c *chart) Bars(m *wire.Bars, fresh bool) {
	c.bars, c.fresh = append(c.bars, *m), append(c.fresh, fresh)
}
func (c *chart) Frame(m *wire.Frame)                    { c.frames = append(c.frames, *m) }
func (c *chart) Style(s *page.HeatStyle)                { c.styles = append(c.styles, *s) }
func (c *chart) Ramp([]byte)                            { c.ramps++ }
func (c *chart) Forced(m *wire.Liquidations)            { c.forced = append(c.forced, *m) }
func (c *chart) Marks(marks []view.Mark)                { c.marks = marks }
func (c *chart) Map(whole bool)                         { c.maps = append(c.maps, whole) }
func (c *chart) Truth(planes *[market.Sides]wire.Plane) { c.truth = *planes }
func (c *chart) Sessions(list []view.Session)           { c.sessions = list }
func (c *chart) Zone(name string)                       { c.zones = append(c.zones, name) }
func (c *chart) Replay(at market.Millis)                { c.replays = append(c.replays, at) }
func (c *chart) Sight(s page.Sight)                     { c.sights = append(c.sights, s) }
func (c *chart) Window(span market.Millis)              { c.windows = append(c.windows, span) }
func (c *chart) Picture(caption string, done func([]byte)) {
	c.captions = append(c.captions, caption)
	done([]byte("png"))
}
func (c *chart) Theme()                          { c.themes++ }
func (c *chart) Scale(linear bool)               { c.linear = linear }
func (c *chart) Live() bool                      { return c.live }
func (c *chart) Drawn() bool                     { return c.drawn }
func (c *chart) Readout(texts map[string]string) { c.readouts = append(c.readouts, texts) }
func (c *chart) Files(refuse func(int64) bool, read func(string, []byte)) {
	c.refuse, c.read = refuse, read
}

// last is the newest of a list.
func last[T any](t *testing.T, list []T) T {
	t.Helper()
	if len(list) == 0 {
		t.Fatal("there is none")
	}
	return list[len(list)-1]
}
