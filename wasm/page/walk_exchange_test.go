package page_test

import (
	"slices"
	"testing"
	"time"

	"brink/wasm/fake"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/session"
)

// venuesOfWalk are the exchanges that a walker's engine may speak to: in their
// true formats, at the time of the walker's device, without a network between.
type venuesOfWalk struct {
	t     *testing.T
	w     *walker
	x     *fake.Exchange
	store map[string][]byte // of the device
	at    *platform         // of the live market at hand; nil before the first
	away  bool              // nobody answers
}

func newVenuesOfWalk(t *testing.T, w *walker) *venuesOfWalk {
	v := &venuesOfWalk{t: t, w: w, store: map[string][]byte{}}
	x, err := fake.New(fake.Config{
		Seed: 5, Now: w.device.now, Speed: 1, Days: 40, Still: true, Unlimited: true,
		Wall: func() time.Time { return time.UnixMilli(int64(v.w.device.now)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	v.x = x
	return v
}

// platform is the network and the store of one live market.
type platform struct {
	*venuesOfWalk
	live  *session.Live
	lines map[int]*fake.Line // nil while it is being dialled
	urls  map[int]string
	asks  []ask
	over  bool
}

type ask struct {
	job int
	of  live.Request
}

// begin is the session's Platform.
func (v *venuesOfWalk) begin(l *session.Live) session.Platform {
	v.at = &platform{venuesOfWalk: v, live: l, lines: map[int]*fake.Line{}, urls: map[int]string{}}
	return v.at
}

func (p *platform) now() market.Instant { return market.Instant(p.w.device.steady) }

func (p *platform) Dial(link int, url string) {
	p.Close(link)
	p.urls[link] = url
}

func (p *platform) Send(link int, text string) {
	if line := p.lines[link]; line != nil {
		line.Say(text)
	}
}

func (p *platform) Close(link int) {
	if line := p.lines[link]; line != nil {
		line.Close()
	}
	delete(p.lines, link)
	delete(p.urls, link)
}

func (p *platform) Fetch(job int, of live.Request) { p.asks = append(p.asks, ask{job, of}) }
func (p *platform) Save(key string, chunk []byte)  { p.store[key] = slices.Clone(chunk) }
func (p *platform) Random() float64                { return .5 }
func (p *platform) DeviceTime() market.Millis      { return p.w.device.now }
func (p *platform) Quarantine(key string)          { p.t.Errorf("%s is damaged", key) }
func (p *platform) Load(keys [][2]string) {
	for key, chunk := range p.store {
		for _, span := range keys {
			if key >= span[0] && key <= span[1] {
				p.live.Stored(key, chunk)
			}
		}
	}
	p.live.Loaded(p.now())
}

func (p *platform) Shutdown() {
	for link := range p.urls {
		p.Close(link)
	}
	p.over = true
}

// path is an address as the fake exchange knows it.
func (p *platform) path(address string) string {
	path, known := fake.PathOf(address)
	if !known {
		p.t.Fatalf("nobody is at %s", address)
	}
	return path
}

// run lets time pass for the venues and the live market.
func (v *venuesOfWalk) run(span market.Millis) {
	const beat = 250
	for end := v.w.device.steady + span; v.w.device.steady < end; {
		v.w.device.pass(beat)
		v.x.Publish()
		if p := v.at; p != nil && !p.over {
			p.turn()
		}
		v.w.speak()
	}
}

// turn is one beat of a live market.
func (p *platform) turn() {
	for _, link := range sortedKeys(p.urls) {
		p.read(link)
	}
	asks := p.asks
	p.asks = nil
	for _, q := range asks {
		if p.over {
			return
		}
		status, body := 0, []byte(nil)
		if !p.away {
			status, _, body = p.x.Ask(q.of.Method, p.path(q.of.URL), q.of.Body)
		}
		p.live.Answered(q.job, status, 0, body, p.now())
	}
	if !p.over {
		p.live.Tick(p.now())
		p.live.Show()
	}
}

func sortedKeys(m map[int]string) (keys []int) {
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// read hands over what has come on a connection.
func (p *platform) read(link int) {
	line := p.lines[link]
	if line == nil {
		address, dialled := p.urls[link]
		if !dialled {
			return
		}
		if !p.away {
			line = p.x.Dial(p.path(address))
		}
		if line == nil {
			delete(p.urls, link)
			p.live.Ended(link, p.now())
			return
		}
		p.lines[link] = line
		p.live.Opened(link, p.now())
	}
	for !p.over && p.lines[link] == line {
		message, open := line.Read()
		if message == nil {
			if !open || p.away {
				p.Close(link)
				p.live.Ended(link, p.now())
			}
			return
		}
		p.live.Frame(link, message, float64(p.w.device.now), p.now())
	}
}
