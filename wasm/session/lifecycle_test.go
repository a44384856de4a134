package session

import (
	"strconv"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/tape"
	"brink/wasm/wire"
)

// recorder is a platform that answers nothing and counts what is asked of it.
type recorder struct {
	live        *Live
	calls       int // of any method
	jobs        []int
	shut        int
	quarantined []string
}

func (r *recorder) Dial(int, string)              { r.calls++ }
func (r *recorder) Send(int, string)              { r.calls++ }
func (r *recorder) Close(int)                     { r.calls++ }
func (r *recorder) Fetch(job int, _ live.Request) { r.calls++; r.jobs = append(r.jobs, job) }
func (r *recorder) Save(string, []byte)           { r.calls++ }
func (r *recorder) Random() float64               { return .5 }
func (r *recorder) DeviceTime() market.Millis     { return monday + 3*market.Hour }
func (r *recorder) Load([][2]string)              { r.calls++ }
func (r *recorder) Shutdown()                     { r.calls++; r.shut++ }
func (r *recorder) Quarantine(key string) {
	r.calls++
	r.quarantined = append(r.quarantined, key)
}

// storedDay is a day of one venue as the device keeps it: the first hours of
// monday.
func storedDay() (string, []byte) {
	x := tape.New(live.Interval)
	for i := range 30 {
		x.Put(market.Bar{Start: monday + market.Millis(i)*live.Interval, Open: 60_000, High: 60_100, Low: 59_900, Close: 60_000, Volume: 5})
	}
	return "day/binance/BTCUSDT/" + strconv.FormatInt(int64(monday/market.Day), 10), x.Chunk(monday)
}

// lifecycle is a live market under test, at the instant now.
type lifecycle struct {
	t       *testing.T
	session *Session
	*recorder
	emitted int
	notices []string // of sources
	now     market.Instant
}

// livesAt begins a live market and brings it to a stage and progress.
func livesAt(t *testing.T, at stage, p progress) *lifecycle {
	c := &lifecycle{t: t, now: market.Instant(3 * market.Hour)}
	c.session = New(func(message []byte) {
		c.emitted++
		var m wire.Source
		if m.Parse(message) == nil {
			c.notices = append(c.notices, m.Notice)
		}
	})
	c.session.Platform = func(l *Live) Platform {
		c.recorder = &recorder{live: l}
		return c.recorder
	}
	c.goLive("BTC", 1)
	if p != noMap {
		c.live.Stored(storedDay())
		c.live.Tick(c.now)
	}
	switch at {
	case storeLate:
		c.live.Tick(c.now)
		c.now = c.now.Add(storeTimeout + 1)
		c.live.Tick(c.now)
	case connected, ended:
		c.live.Loaded(c.now)
	}
	if p == complete {
		// Every venue says that it does not serve this place: nothing is on its way.
		for len(c.jobs) > 0 {
			job := c.jobs[0]
			c.jobs = c.jobs[1:]
			c.live.Answered(job, 451, 0, nil, c.now)
		}
		for range 8 {
			c.now = c.now.Add(settledAfter / 4)
			if at == readingStore {
				c.live.startedAt = c.now // the store is not late yet
			}
			c.live.Tick(c.now)
		}
	}
	if at == ended {
		c.session.leaveLive()
	}
	c.is("begun", at, p)
	return c
}

func (c *lifecycle) goLive(coin string, days int) {
	m := wire.Live{Coin: coin, Days: days, Column: live.Interval, Model: "classic", At: monday + 3*market.Hour}
	c.session.Handle(m.Append(nil))
}

func (c *lifecycle) is(event string, at stage, p progress) {
	c.t.Helper()
	if c.live.stage != at || c.live.progress != p {
		c.t.Errorf("%s: stage %d, progress %d; want %d and %d", event, c.live.stage, c.live.progress, at, p)
	}
}

// lifecycleEvents are all that can happen to a live market, and to what stage
// and progress each leads.
var lifecycleEvents = []struct {
	name string
	do   func(c *lifecycle, l *Live)
	next func(at stage, p progress) (stage, progress)
}{
	{"Stored", func(c *lifecycle, l *Live) { l.Stored(storedDay()) }, nil},
	{"Stored, damaged", func(c *lifecycle, l *Live) { l.Stored("day/binance/BTCUSDT/1", []byte("x")) }, nil},
	{"Stored, of nobody", func(c *lifecycle, l *Live) { l.Stored("day/nobody/X/1", []byte("x")) }, nil},
	{"Loaded", func(c *lifecycle, l *Live) { l.Loaded(c.now) }, func(at stage, p progress) (stage, progress) { return connected, p }},
	{"Opened", func(c *lifecycle, l *Live) { l.Opened(0, c.now) }, nil},
	{"Ended", func(c *lifecycle, l *Live) { l.Ended(0, c.now) }, nil},
	{"Frame, damaged", func(c *lifecycle, l *Live) { l.Frame(0, []byte("{"), float64(c.now), c.now) }, nil},
	{"Answered, of nobody", func(c *lifecycle, l *Live) { l.Answered(1<<30, 200, 0, []byte("[]"), c.now) }, nil},
	{"Tick", func(c *lifecycle, l *Live) { l.Tick(c.now + 1) }, nil},
	{"Tick after the store's time", func(c *lifecycle, l *Live) {
		l.Tick(c.now + 1)
		l.Tick(c.now.Add(2 + storeTimeout))
	}, func(at stage, p progress) (stage, progress) {
		if at == readingStore {
			at = storeLate
		}
		return at, p
	}},
	{"Wake", func(c *lifecycle, l *Live) { l.Wake(c.now) }, nil},
	{"Show", func(c *lifecycle, l *Live) { l.Show() }, nil},
	{"the same days again", func(c *lifecycle, l *Live) { l.extend(1, monday+3*market.Hour) }, extended},
	{"more days", func(c *lifecycle, l *Live) { l.extend(5, monday+3*market.Hour) }, extended},
}

func extended(at stage, p progress) (stage, progress) {
	if p == complete {
		p = filling
	}
	return at, p
}

func TestEveryEventInEveryStage(t *testing.T) {
	for _, at := range []stage{readingStore, storeLate, connected} {
		for _, p := range []progress{noMap, filling, complete} {
			for _, event := range lifecycleEvents {
				c := livesAt(t, at, p)
				wantStage, wantProgress := at, p
				for _, time := range []string{"once", "twice"} {
					if event.next != nil {
						wantStage, wantProgress = event.next(wantStage, wantProgress)
					}
					event.do(c, c.live)
					c.is(event.name+" "+time, wantStage, wantProgress)
				}
			}
		}
	}
}

// After the end nothing has any effect, twice neither: no message for the page,
// nothing asked of the device.
func TestNothingHappensAfterTheEnd(t *testing.T) {
	for _, p := range []progress{noMap, filling, complete} {
		for _, event := range lifecycleEvents {
			if event.next != nil && event.name != "Loaded" && event.name != "Tick after the store's time" {
				continue // the session asks its own live market alone
			}
			c := livesAt(t, ended, p)
			calls, emitted := c.calls, c.emitted
			for range 2 {
				event.do(c, c.live)
				c.is(event.name, ended, p)
			}
			if c.calls != calls || c.emitted != emitted || c.shut != 1 {
				t.Errorf("%s after the end: %d calls of the device, %d messages, shut down %d times", event.name, c.calls-calls, c.emitted-emitted, c.shut)
			}
		}
	}
}

// Another coin, and a file, end a live market in whatever stage it is; both
// twice end it once.
func TestEveryStageEnds(t *testing.T) {
	for _, at := range []stage{readingStore, storeLate, connected} {
		for _, p := range []progress{noMap, filling, complete} {
			c := livesAt(t, at, p)
			before := c.recorder
			c.goLive("ETH", 1)
			c.goLive("ETH", 1)
			if before.live.stage != ended || before.shut != 1 || c.live.market.Coin() != "ETH" || c.live.stage != readingStore {
				t.Errorf("stage %d, progress %d: another coin leaves it at %d", at, p, before.live.stage)
			}
			c = livesAt(t, at, p)
			for range 2 {
				c.session.Handle(requests()[wire.KindRecord])
				if c.live.stage != ended || c.shut != 1 || c.session.live != nil || c.session.market.source.Origin != market.Recorded {
					t.Errorf("stage %d, progress %d: a file leaves it at %d", at, p, c.live.stage)
				}
			}
			// A file that cannot be read ends nothing.
			c = livesAt(t, at, p)
			c.session.Handle((&wire.Record{Name: "x", Column: step, File: []byte("nothing")}).Append(nil))
			c.is("a damaged file", at, p)
		}
	}
}

// A map that was complete says that bars had been missing once they come; one
// that fills says nothing, and its first map neither.
func TestOnlyACompleteMapIsAnnouncedAnew(t *testing.T) {
	key, chunk := storedDay()
	for p, want := range map[progress]bool{filling: false, complete: true} {
		c := livesAt(t, connected, p)
		for _, notice := range c.notices {
			if notice != "" {
				t.Errorf("the first map says %q", notice)
			}
		}
		before := len(c.notices)
		c.live.Stored(key, chunk)
		c.live.build(c.now)
		if len(c.notices) != before+1 || (c.notices[before] != "") != want {
			t.Errorf("progress %d: notices %q", p, c.notices[before:])
		}
	}
}

// Stored days that are damaged are set aside once each, and told of once, with
// how many they are by then.
func TestDamagedRecordsAreSetAside(t *testing.T) {
	c := livesAt(t, readingStore, noMap)
	key, chunk := storedDay()
	for range 2 {
		c.live.Stored(key, chunk[:len(chunk)-1])
	}
	if len(c.quarantined) != 2 || c.quarantined[0] != key {
		t.Errorf("set aside: %q", c.quarantined)
	}
	emitted := c.emitted
	c.live.Loaded(c.now)
	if c.emitted != emitted+1 {
		t.Errorf("%d messages", c.emitted-emitted)
	}
	emitted = c.emitted
	c.live.Loaded(c.now)
	if c.emitted != emitted {
		t.Errorf("told again: %d messages", c.emitted-emitted)
	}
}
