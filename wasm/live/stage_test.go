//go:build !js

package live_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"brink/wasm/fake"
	"brink/wasm/feed"
	"brink/wasm/live"
	"brink/wasm/market"
)

// stage is a live market and the exchanges that it listens to, of which the
// test moves the clock: everything speaks the venues' true formats and nothing
// waits. It is a live.Transport.
type stage struct {
	t      *testing.T
	r      *rand.Rand
	x      *fake.Exchange
	m      *live.Market
	clock  market.Millis // ours and theirs
	ahead  market.Millis // of the device's clock
	wanted market.Millis // from when on bars are, 0 for all that there are
	slept  market.Millis // that the instants do not count
	dead   bool          // the worker with the market in it: what comes reaches nobody
	lines  map[int]*line
	asks   []question
	store  map[string][]byte
	dials  int
	made   map[int][]market.Millis // connections by link, when
	spent  feed.Spent              // as the page knows it
	told   market.Instant          // when the page was told
	asked  map[string]int          // requests by path

	frames   int
	compared int // books

	frame  func(link int, frame []byte) []byte                      // what comes of a frame in its stead, nil for all as they are
	answer func(path string, status int, body []byte) (int, []byte) // the same of answers
	fetch  func(path string)                                        // is told of each request
}

type line struct {
	url  string
	lost bool       // what comes of it does not arrive any more
	line *fake.Line // nil until it stands
	due  market.Millis
}

type question struct {
	job int
	ask live.Request
	due market.Millis
}

// stageStart is a moment away from any boundary: 2026-11-03 10:17:20 UTC.
const stageStart market.Millis = 1_793_701_040_000

func newStage(t *testing.T, seed uint64, faults string, config live.Config) *stage {
	s := &stage{
		t: t, r: rand.New(rand.NewPCG(seed, 9)), clock: stageStart,
		lines: map[int]*line{}, store: map[string][]byte{}, made: map[int][]market.Millis{}, asked: map[string]int{},
	}
	x, err := fake.New(fake.Config{
		Seed: seed, Now: stageStart, Speed: 1, Days: config.Days + 2, Faults: faults, Still: true, Further: config.Venues != nil,
		Wall: func() time.Time { return time.UnixMilli(int64(s.clock)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	s.x, s.m = x, live.New(config, s)
	return s
}

// path is an address as the fake exchange knows it, whose relay is itself.
func (s *stage) path(address string) string {
	path, known := fake.PathOf(address)
	if !known {
		s.t.Fatalf("nobody is at %s", address)
	}
	return path
}

// now is the instant that it is, of a clock that began an hour before the stage.
func (s *stage) now() market.Instant {
	return market.Instant(s.clock - s.slept - stageStart + market.Hour)
}

func (s *stage) DeviceTime() market.Millis { return s.clock + s.ahead }

func (s *stage) Dial(link int, url string) {
	s.Close(link)
	s.dials++
	s.made[link] = append(s.made[link], s.clock)
	s.beat()
	s.lines[link] = &line{url: url, due: s.clock + market.Millis(30+s.r.IntN(200))}
}

func (s *stage) Send(link int, text string) {
	if l := s.lines[link]; l != nil && l.line != nil {
		l.line.Say(text)
	}
}

func (s *stage) Close(link int) {
	if l := s.lines[link]; l != nil && l.line != nil {
		l.line.Close()
	}
	delete(s.lines, link)
}

func (s *stage) Fetch(job int, ask live.Request) {
	if s.fetch != nil {
		s.fetch(s.path(ask.URL))
	}
	s.asks = append(s.asks, question{job, ask, s.clock + market.Millis(20+s.r.IntN(300))})
}
func (s *stage) Save(key string, chunk []byte) { s.store[key] = slices.Clone(chunk) }
func (s *stage) Random() float64               { return s.r.Float64() }

// beat tells the page what the market has used of what venues allow.
func (s *stage) beat() { s.spent, s.told = live.Spent(s.m, true, s.now()), s.now() }

// pulse is how finely time passes on a stage.
const pulse = 50

// run lets time pass.
func (s *stage) run(span market.Millis) {
	for end := s.clock + span; s.clock < end; {
		s.clock += pulse
		s.x.Publish()
		if s.dead {
			continue
		}
		for link := range 16 {
			if l := s.lines[link]; l != nil && s.clock >= l.due {
				s.read(link, l)
			}
		}
		asks := s.asks
		s.asks = nil
		for _, q := range asks {
			if q.due > s.clock {
				s.asks = append(s.asks, q)
				continue
			}
			path := s.path(q.ask.URL)
			base, _, _ := strings.Cut(path, "?")
			s.asked[base]++
			status, retry, body := s.x.Ask(q.ask.Method, path, q.ask.Body)
			if s.answer != nil {
				status, body = s.answer(path, status, body)
			}
			s.m.Answered(q.job, status, market.Millis(retry.Milliseconds()), body, s.now())
		}
		if s.clock%250 == 0 {
			s.m.Tick(s.now())
		}
		if s.clock%market.Second == 0 {
			s.beat()
		}
	}
}

func (s *stage) read(link int, l *line) {
	if l.line == nil {
		if l.line = s.x.Dial(s.path(l.url)); l.line == nil {
			delete(s.lines, link)
			s.m.Ended(link, s.now())
			return
		}
		s.m.Opened(link, s.now())
	}
	for !l.lost {
		message, open := l.line.Read()
		if message == nil {
			if !open {
				l.line.Close()
				delete(s.lines, link)
				s.m.Ended(link, s.now())
			}
			return
		}
		s.frames++
		if s.frame != nil {
			message = s.frame(link, message)
		}
		s.m.Frame(link, message, s.now())
		if s.lines[link] != l {
			return // it hung up over it
		}
	}
}
