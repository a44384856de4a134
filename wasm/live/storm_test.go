//go:build !js

package live_test

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// storm is a random schedule of everything that goes wrong at once: clocks that are
// set, sleeps, absurd fields, refusals of every kind, rows that are lost, workers
// that die, networks that fail. What is told of the market is checked each second.
type storm struct {
	*stage
	config live.Config
	follower
	r   *rand.Rand
	ran map[string]int

	poisoned market.Venue // whose messages are, "" for nobody's
	refused  string       // the host that refuses, "" for none
	refusal  refusal
	until    market.Millis // when both of that end
	losing   bool          // answers lose rows

	heard  map[int]market.Millis          // by link: when something came last
	bad    map[market.Venue]market.Millis // since when requests for bars and open interest have been refused, 0 where the last was not
	banned map[string]market.Millis       // by host: until when it has said to have banned us
	toldAt map[string]market.Millis       // when that was
	woke   market.Millis
}

// refusal is an answer in the stead of one.
type refusal struct {
	name   string
	answer func(s *storm, body []byte) (int, []byte)
}

// refusals are all ways in which venues, and whoever stands between, refuse.
var refusals = []refusal{
	{"a firewall", func(*storm, []byte) (int, []byte) { return 403, []byte("<html><body>403 Forbidden</body></html>") }},
	{"a ban", func(s *storm, _ []byte) (int, []byte) {
		until := s.clock + market.Millis(1+s.r.IntN(20))*market.Minute
		return 418, []byte(`{"code":-1003,"msg":"Way too many requests; IP(10.1.2.3) banned until ` + strconv.FormatInt(int64(until), 10) + `. Please use the websocket for live updates to avoid bans."}`)
	}},
	{"a limit", func(*storm, []byte) (int, []byte) { return 429, nil }},
	{"a limit of Bybit", func(*storm, []byte) (int, []byte) {
		return 200, []byte(`{"retCode":10006,"retMsg":"Too many visits!","result":{},"time":1}`)
	}},
	{"a limit of OKX", func(*storm, []byte) (int, []byte) {
		return 200, []byte(`{"code":"50011","msg":"Too Many Requests","data":[]}`)
	}},
	{"a page", func(*storm, []byte) (int, []byte) { return 200, []byte("<!doctype html><title>Log in</title>") }},
	{"nothing", func(*storm, []byte) (int, []byte) { return 200, nil }},
	{"half", func(_ *storm, body []byte) (int, []byte) { return 200, body[:len(body)/2] }},
	{"a failure", func(*storm, []byte) (int, []byte) { return 503, nil }},
	{"nobody", func(*storm, []byte) (int, []byte) { return 0, nil }},
}

// hostNames are the hosts of answers, as their paths begin.
var hostNames = []string{string(venues.Binance), string(venues.Bybit), string(venues.OKX), string(venues.Hyperliquid)}

func newStorm(t *testing.T, seed uint64) *storm {
	s := &storm{
		config: live.Config{Coin: "BTC", Days: 1}, r: rand.New(rand.NewPCG(seed, 77)), ran: map[string]int{},
		heard: map[int]market.Millis{}, bad: map[market.Venue]market.Millis{}, banned: map[string]market.Millis{}, toldAt: map[string]market.Millis{},
	}
	s.stage = newStage(t, seed, "", s.config)
	s.frame, s.answer, s.fetch = s.spoilFrame, s.spoilAnswer, s.obeys
	s.m.Begin(s.now())
	return s
}

// spoilFrame is what comes of a frame.
func (s *storm) spoilFrame(link int, frame []byte) []byte {
	s.heard[link] = s.clock
	if s.poisoned != "" && s.m.VenueIDs()[s.m.VenueOf(link)] == s.poisoned && s.r.IntN(5) == 0 {
		return poison(s.r, frame)
	}
	return frame
}

// spoilAnswer is what comes of an answer, and takes note of what came.
func (s *storm) spoilAnswer(path string, status int, body []byte) (int, []byte) {
	host, _, _ := strings.Cut(path[1:], "/")
	whole := s.refused != host || s.refusal.name == "half"
	switch {
	case s.refused == host:
		status, body = s.refusal.answer(s, body)
		if s.refusal.name == "a ban" {
			until, _ := strconv.ParseInt(strings.Fields(strings.SplitN(string(body), "until ", 2)[1])[0][:13], 10, 64)
			s.banned[host], s.toldAt[host] = max(s.banned[host], market.Millis(until)), s.clock
		}
	case strings.HasPrefix(string(s.poisoned), host) && s.r.IntN(10) == 0:
		body = absurd(s.r, body)
	case s.losing:
		body = loseRow(s.r, body)
	}
	if venue := barsOf(path); status == 200 && whole {
		s.bad[venue] = 0
	} else if s.bad[venue] == 0 {
		s.bad[venue] = s.clock
	}
	return status, body
}

// barsOf is the venue whose bars or open interest are asked for by a path, "" where other things are,
// or the path does not tell.
func barsOf(path string) market.Venue {
	if !strings.Contains(path, "kline") && !strings.Contains(path, "candle") && !strings.Contains(path, "/openInterest?") {
		return ""
	}
	if strings.Contains(path, "category=inverse") {
		return venues.BybitInverse
	}
	host, _, _ := strings.Cut(path[1:], "/")
	return market.Venue(host)
}

// absurd replaces one number of an answer by one that nobody believes.
func absurd(r *rand.Rand, body []byte) []byte {
	spans := numbers(body)
	if len(spans) == 0 {
		return body
	}
	at := spans[r.IntN(len(spans))]
	text := []string{"1e13", "-1", "6e23", "1e300", "NaN", "1e999", "9999999999999"}[r.IntN(7)]
	return append(append(slices.Clone(body[:at[0]]), text...), body[at[1]:]...)
}

// loseRow takes one row out of an answer that has many.
func loseRow(r *rand.Rand, body []byte) []byte {
	rows := strings.Split(string(body), "],[")
	if len(rows) < 12 {
		return body
	}
	at := 1 + r.IntN(len(rows)-2)
	return []byte(strings.Join(append(rows[:at:at], rows[at+1:]...), "],["))
}

// obeys fails where a host is asked that has said until when it has banned us: by its
// own clock, which may be some seconds ahead.
func (s *storm) obeys(path string) {
	host, _, _ := strings.Cut(path[1:], "/")
	if s.clock < s.banned[host]-3*market.Second && s.clock > s.toldAt[host]+market.Second {
		s.t.Errorf("%d: %s is asked %d s before its ban ends", s.clock-stageStart, host, (s.banned[host]-s.clock)/market.Second)
	}
}

// step lets something go wrong, and time pass.
func (s *storm) step() {
	if s.clock >= s.until {
		s.poisoned, s.refused, s.losing = "", "", false
	}
	sizes := []market.Millis{market.Second, 2 * market.Second, 6 * market.Second, 20 * market.Second, 2 * market.Minute, market.Hour, 8 * market.Hour, market.Day, 30 * market.Day}
	size := sizes[s.r.IntN(len(sizes))]
	span := market.Millis(30+s.r.IntN(270)) * market.Second
	what := []string{"clock", "sleep", "poison", "refusal", "refusal", "death", "rows", "network", "network", "calm"}[s.r.IntN(10)]
	s.ran[what]++
	switch what {
	case "clock":
		s.ahead += size * market.Millis(1-2*s.r.IntN(2))
	case "sleep":
		s.sleep(min(size, 2*market.Hour))
	case "poison":
		s.poisoned, s.until = s.m.VenueIDs()[s.r.IntN(5)], s.clock+span
	case "refusal":
		s.refused, s.refusal, s.until = hostNames[s.r.IntN(len(hostNames))], refusals[s.r.IntN(len(refusals))], s.clock+span
	case "death":
		s.die()
	case "rows":
		s.losing, s.until = true, s.clock+span
	case "network":
		if s.set(s.usual() + []string{"", ",gone=okx:2m", ",silence=1m@binance", ",skew=2500@bybit"}[s.r.IntN(4)]); s.r.IntN(3) == 0 {
			s.set("")
		}
	}
	s.watch(market.Millis(20+s.r.IntN(300)) * market.Second)
}

// sleep stops everything for a time, which the worker's instants count as ten
// seconds at most, or not at all. After a long one no connection stands, though
// nobody says so.
func (s *storm) sleep(span market.Millis) {
	counted := min(span, 10*market.Second) * market.Millis(s.r.IntN(2))
	if span > market.Minute {
		for _, l := range s.lines {
			if l.lost = true; l.line != nil {
				l.line.Close()
			}
		}
	}
	s.clock += span - span%250
	s.slept += span - span%250 - (counted - counted%250)
	s.woke = s.clock
}

// die ends the worker without a word. The page starts another one some seconds
// later, which has what was stored, and what the last beat said.
func (s *storm) die() {
	for link := range s.lines {
		s.Close(link)
	}
	s.asks, s.dead = nil, true
	for host, at := range s.toldAt {
		if s.clock-at < 1250 {
			s.banned[host] = 0 // no beat has told of it
		}
	}
	s.run(market.Millis(3+s.r.IntN(6)) * market.Second)
	s.dead = false
	if s.r.IntN(6) == 0 {
		s.store = map[string][]byte{} // the device keeps nothing
	} else if s.r.IntN(3) == 0 {
		s.spoilStore()
	}
	config := s.config
	config.Spent, config.SpentAgo = s.spent, s.now().Since(s.told)
	s.m = live.New(config, s)
	s.follower = follower{}
	for _, span := range s.m.TakeUnloaded(s.config.Days, s.DeviceTime()) {
		for key, chunk := range s.store {
			if key >= span[0] && key <= span[1] {
				s.m.Stored(key, chunk)
			}
		}
	}
	s.m.Begin(s.now())
	s.heard, s.woke = map[int]market.Millis{}, s.clock
}

// spoilStore puts an absurd price into a stored day, which is sound otherwise.
func (s *storm) spoilStore() {
	for key, chunk := range s.store {
		const head, size = 28, 57
		if strings.HasPrefix(key, "day/") && len(chunk) > head+20*size {
			binary.LittleEndian.PutUint64(chunk[head+10*size+8+8:], math.Float64bits(1e13))
			binary.LittleEndian.PutUint32(chunk[len(chunk)-4:], crc32.ChecksumIEEE(chunk[:len(chunk)-4]))
			return
		}
	}
}

// watch lets time pass, and checks each second what is told.
func (s *storm) watch(span market.Millis) {
	for end := s.clock + span; s.clock < end; {
		s.run(market.Second)
		s.follow(s.m)
		s.honest()
	}
}

// Patience with what is told: silence is noticed by a socket after 25 s at most,
// and the end of answers after ten.
const (
	feedPatience    = 32 * market.Second
	historyPatience = 15 * market.Second
)

// honest fails where a venue is told to be live that is not.
func (s *storm) honest() {
	if s.clock < s.woke+3*market.Second {
		return
	}
	for i, h := range s.m.Health(s.now()) {
		if h.Status != market.VenueLive {
			continue
		}
		for _, link := range s.m.Links(i) {
			if l := s.lines[link]; l == nil || l.line == nil || s.clock-s.heard[link] > feedPatience {
				s.t.Errorf("%d: %s is told to be live, and nothing has come on link %d for %d s", s.clock-stageStart, h.Venue, link, (s.clock-s.heard[link])/market.Second)
			}
		}
		if since := s.bad[h.Venue]; since > 0 && s.clock-max(since, s.woke) > historyPatience {
			s.t.Errorf("%d: %s is told to be live, and no answer has been good for %d s", s.clock-stageStart, h.Venue, (s.clock-since)/market.Second)
		}
	}
}

// within fails where more was asked for, or connected to, than is allowed at any
// moment.
func (s *storm) within() {
	for what, times := range s.x.Exceeded() {
		s.t.Errorf("%s: %d times too much", what, times)
	}
	var all []market.Millis
	for link, made := range s.made {
		if n := most(made); n > 2 {
			s.t.Errorf("%d connections of link %d within a minute", n, link)
		}
		all = append(all, made...)
	}
	slices.Sort(all)
	if n := most(all); n > 12 {
		s.t.Errorf("%d connections within a minute", n)
	}
}

// most is how many of some times, ascending, lie within a minute.
func most(times []market.Millis) (n int) {
	from := 0
	for i, at := range times {
		for at-times[from] >= market.Minute {
			from++
		}
		n = max(n, i-from+1)
	}
	return n
}

// Everything that can go wrong goes wrong at once, in simulated days. In the end
// every bar is the venue's, and none is missing; at no moment was anything told to
// be live that was not, nor more asked for than venues allow.
func TestStorms(t *testing.T) {
	seeds, steps := []uint64{1, 2}, 16
	if *long {
		seeds, steps = []uint64{1, 2, 3, 4, 5, 6, 7, 8}, 400
	}
	for _, seed := range seeds {
		t.Run("seed "+strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			s := newStorm(t, 300+seed)
			s.watch(20 * market.Second)
			for n := 0; n < steps && !t.Failed(); n++ {
				s.step()
			}
			s.poisoned, s.refused, s.losing = "", "", false
			s.set("")
			s.calm(t)
			s.within()
			t.Logf("%d h with %v: %d builds, %d connections, %d corrected, requests %v", (s.clock-stageStart)/market.Hour, s.ran, s.builds, s.dials, s.m.Corrected(), s.asked)
		})
	}
}

// calm lets everything be well until what is known has been compared with the
// venues' own word, and holds it against what happened.
func (s *storm) calm(t *testing.T) {
	s.watch(70 * market.Minute)
	s.run(80 * market.Second) // away from the end of a bar
	s.follow(s.m)
	// A device whose clock was behind has opened days before those that are wanted:
	// what is absurd in them is left out, and asked for once they are wanted.
	s.wanted = s.clock - s.clock%market.Day - market.Millis(s.config.Days)*market.Day
	wrong, lacking := s.compareBars(s.steps)
	for i, h := range s.m.Health(s.now()) {
		if wrong[i] > 0 || lacking[i] > 0 || len(s.m.Unavailable(i)) > 0 || h.Status != market.VenueLive || h.Share < 1 || h.Apart != 0 {
			t.Errorf("%s: %d wrong, %d lacking, gaps %v, %v, missing %d, %.3f of its history; the last: %s", h.Venue, wrong[i], lacking[i], s.m.Unavailable(i), h.Status, h.Missing, h.Share, h.Reason)
		}
	}
}
