package page_test

import (
	"sort"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
)

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
	comma                 bool // its language writes a decimal comma
	full                  bool // it refuses to keep anything
	writes                int  // how often it was asked to keep something
	query                 map[string]string
	fragment              string
	hidden, narrow, light bool
	zones                 map[string]bool
	places                map[string]view.Zone // with offsets
	permission            string               // to notify
	mute                  bool                 // it lets the page make no sound
	asked                 int                  // how often it was
	refuseCopy            bool
	random                uint64
	panics                string // the element that no text can be written to

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
	d.writes++
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
func (d *device) Notify(title, text string, done func(bool)) {
	d.notifications = append(d.notifications, text)
	shown := d.permission == "granted"
	d.After(0, func() { done(shown) })
}
func (d *device) Beep(done func(bool)) {
	d.beeps++
	sounded := !d.mute
	d.After(0, func() { done(sounded) })
}
func (d *device) Query(name string) (string, bool) { text, ok := d.query[name]; return text, ok }
func (d *device) Fragment() string                 { return d.fragment }
func (d *device) Share(query, fragment string) string {
	d.fragment = fragment
	return d.Origin() + "/" + query + "#" + fragment
}
func (d *device) Origin() string     { return "https://brink.test" }
func (d *device) Hidden() bool       { return d.hidden }
func (d *device) Title(text string)  { d.titles = append(d.titles, text) }
func (d *device) Narrow() bool       { return d.narrow }
func (d *device) PrefersLight() bool { return d.light }
func (d *device) Theme(name string)  { d.themes = append(d.themes, name) }
func (d *device) Text(selector, text string) {
	if selector == d.panics {
		panic("the element is gone")
	}
	d.texts[selector] = text
}
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
func (d *device) DecimalComma() bool { return d.comma }
func (d *device) OwnZone() string    { return "Europe/London" }
func (d *device) ZoneOf(name string) (view.Zone, bool) {
	if place, ok := d.places[name]; ok {
		return place, true
	}
	return zone(name), d.zones[name]
}
func (d *device) Random() uint64 { return d.random }

// zone is a zone without an offset.
type zone string

func (z zone) Name() string                       { return string(z) }
func (z zone) Offset(market.Millis) market.Millis { return 0 }
