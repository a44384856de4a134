package session

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/wire"
)

// fakeHost is a host whose time passes when a test says so.
type fakeHost struct {
	now     market.Millis
	posted  [][]byte
	timers  []func()
	waits   []market.Millis
	sockets []*fakeSocket
	fetches []func(int, market.Millis, []byte)
	unzips  []func([]byte, replay.Ending)
	broken  bool // Dial panics
}

func (h *fakeHost) Now() market.Millis  { return h.now }
func (h *fakeHost) Exact() float64      { return float64(h.now) }
func (h *fakeHost) Random() uint64      { return 1 << 31 }
func (h *fakeHost) Post(message []byte) { h.posted = append(h.posted, message) }
func (h *fakeHost) After(span market.Millis, f func()) {
	h.waits, h.timers = append(h.waits, span), append(h.timers, f)
}
func (h *fakeHost) Dial(url string, opened func(), frame func([]byte, float64), ended func()) Socket {
	if h.broken {
		panic("the network is on fire")
	}
	s := &fakeSocket{url: url, opened: opened, frame: frame, ended: ended}
	h.sockets = append(h.sockets, s)
	return s
}
func (h *fakeHost) Fetch(_, _, _ string, done func(int, market.Millis, []byte)) {
	h.fetches = append(h.fetches, done)
}
func (h *fakeHost) Unzip(_ []byte, done func([]byte, replay.Ending)) {
	h.unzips = append(h.unzips, done)
}

// expire runs the timers that were set.
func (h *fakeHost) expire() {
	timers := h.timers
	h.timers = nil
	for _, f := range timers {
		f()
	}
}

// kinds are the messages that were posted.
func (h *fakeHost) kinds() (out []wire.Kind) {
	for _, m := range h.posted {
		kind, _ := wire.KindOf(m)
		out = append(out, kind)
	}
	return out
}

// fault is the newest fault that was posted.
func (h *fakeHost) fault(t *testing.T) *market.Fault {
	t.Helper()
	for i := len(h.posted) - 1; i >= 0; i-- {
		if said, damaged := wire.ParseFault(h.posted[i]); damaged == nil {
			return said
		}
	}
	t.Fatal("no fault was posted")
	return nil
}

type fakeSocket struct {
	url    string
	opened func()
	frame  func([]byte, float64)
	ended  func()
	sent   []string
	closed int
}

func (s *fakeSocket) Send(text string) { s.sent = append(s.sent, text) }
func (s *fakeSocket) Disconnect()      { s.closed++ }

// fakeRecords keeps records in memory; held ones are handed over when a test
// lets them.
type fakeRecords struct {
	kept    map[string][]byte
	pending []func()
	trims   int
}

func (r *fakeRecords) Load(first, last string, record func(string, []byte), done func()) {
	r.pending = append(r.pending, func() {
		for key, data := range r.kept {
			if key >= first && key <= last {
				record(key, data)
			}
		}
		done()
	})
}
func (r *fakeRecords) Save(key string, data []byte, _ market.Millis) { r.kept[key] = data }
func (r *fakeRecords) Move(key, other string, _ market.Millis) {
	r.kept[other] = r.kept[key]
	delete(r.kept, key)
}
func (r *fakeRecords) Trim() { r.trims++ }

// load hands over what was asked for.
func (r *fakeRecords) load() {
	pending := r.pending
	r.pending = nil
	for _, f := range pending {
		f()
	}
}

// hosted is a worker with a live market whose records have been handed over.
func hosted(t *testing.T, kept map[string][]byte) (*Worker, *fakeHost, *fakeRecords) {
	t.Helper()
	h, r := &fakeHost{now: monday + 3*market.Hour}, &fakeRecords{kept: kept}
	if kept == nil {
		r.kept = map[string][]byte{}
	}
	w := NewWorker(h, r)
	w.Handle((&wire.Live{Coin: "BTC", Days: 1, Column: live.Interval, Model: "classic", At: h.now}).Append(nil))
	if len(r.pending) == 0 || r.trims != 1 {
		t.Fatalf("%d records are asked for, trimmed %d times", len(r.pending), r.trims)
	}
	if len(h.sockets)+len(h.fetches) != 0 {
		t.Fatal("the network is asked before the device")
	}
	r.load()
	if len(h.sockets) == 0 || len(h.fetches) == 0 {
		t.Fatal("a live market dials and asks nobody")
	}
	return w, h, r
}

func TestAPanicIsPostedAndEndsNothingElse(t *testing.T) {
	for reason, want := range map[any]string{
		"a sentence": "a sentence", errors.New("an error"): "an error", 7: "the engine stopped without a reason",
	} {
		h := &fakeHost{}
		w := NewWorker(h, &fakeRecords{})
		w.guard(func() { panic(reason) })
		if f := h.fault(t); f.Code != wire.EngineCrashed || f.Sentence != want {
			t.Errorf("%v: %+v", reason, f)
		}
		w.guard(func() { h.now++ })
		if h.now != 1 {
			t.Error("the worker does nothing any more")
		}
	}
	// Within a call of the host as well.
	h, r := &fakeHost{now: monday, broken: true}, &fakeRecords{kept: map[string][]byte{}}
	w := NewWorker(h, r)
	w.Handle((&wire.Live{Coin: "BTC", Days: 1, Column: live.Interval, Model: "classic", At: h.now}).Append(nil))
	r.load()
	if f := h.fault(t); f.Code != wire.EngineCrashed || f.Sentence != "the network is on fire" {
		t.Errorf("%+v", f)
	}
}

func TestAMessageThatIsNoneIsAnswered(t *testing.T) {
	h := &fakeHost{}
	NewWorker(h, &fakeRecords{}).Handle(nil)
	if f := h.fault(t); f.Code != "message-damaged" {
		t.Errorf("%+v", f)
	}
}

func TestRecordsThatAreFullAreSaid(t *testing.T) {
	h := &fakeHost{}
	NewWorker(h, &fakeRecords{}).RecordsFull()
	if f := h.fault(t); f.Code != "store-full" || f.Sentence == "" {
		t.Errorf("%+v", f)
	}
}

func TestAStepMovesASimulatedMarket(t *testing.T) {
	h := &fakeHost{}
	w := NewWorker(h, &fakeRecords{})
	w.Step()
	w.Tick()
	w.Wake()
	if len(h.posted) != 0 {
		t.Errorf("without a market it posts %v", h.kinds())
	}
	w.Handle((&wire.Simulate{Seed: 2, Symbol: "BTCUSDT", Start: monday, Until: monday + market.Day, Column: step}).Append(nil))
	before := len(h.posted)
	w.Step()
	if !slices.Contains(h.kinds()[before:], wire.KindBars) {
		t.Errorf("a step posts %v", h.kinds()[before:])
	}
}

// Of a record that is damaged the key is kept aside and the page is told; the
// day is fetched again.
func TestADamagedRecordIsMovedAway(t *testing.T) {
	key, chunk := storedDay()
	_, h, r := hosted(t, map[string][]byte{key: chunk[:len(chunk)/2]})
	if _, kept := r.kept[key]; kept || !bytes.Equal(r.kept["aside/"+key], chunk[:len(chunk)/2]) {
		t.Errorf("kept: %d records", len(r.kept))
	}
	if f := h.fault(t); f.Code != "store-damaged" {
		t.Errorf("%+v", f)
	}
}

func TestAStoredMapIsPostedBeforeTheNetworkAnswers(t *testing.T) {
	key, chunk := storedDay()
	_, h, _ := hosted(t, map[string][]byte{key: chunk})
	if kinds := h.kinds(); !slices.Contains(kinds, wire.KindSource) || !slices.Contains(kinds, wire.KindBars) {
		t.Errorf("posted %v", kinds)
	}
}

// Every span that is asked of the device must have come before the network is.
func TestTheNetworkWaitsForAllRecords(t *testing.T) {
	h, r := &fakeHost{now: monday}, &fakeRecords{kept: map[string][]byte{}}
	w := NewWorker(h, r)
	w.Handle((&wire.Live{Coin: "BTC", Days: 1, Column: live.Interval, Model: "classic", At: h.now}).Append(nil))
	pending := r.pending
	if len(pending) < 2 {
		t.Fatalf("%d spans are asked for", len(pending))
	}
	for _, f := range pending[1:] {
		f()
	}
	if len(h.sockets) != 0 {
		t.Error("the network is asked before all records have come")
	}
	pending[0]()
	if len(h.sockets) == 0 {
		t.Error("the network is not asked")
	}
}

func TestAnotherMarketHangsUpOnTheOneBefore(t *testing.T) {
	w, h, r := hosted(t, nil)
	old := slices.Clone(h.sockets)
	answers := slices.Clone(h.fetches)
	w.Handle((&wire.Live{Coin: "ETH", Days: 1, Column: live.Interval, Model: "classic", At: h.now}).Append(nil))
	for _, s := range old {
		if s.closed != 1 {
			t.Errorf("%s was closed %d times", s.url, s.closed)
		}
	}
	r.load()
	before := len(h.posted)
	for _, done := range answers {
		done(200, 0, []byte("late"))
	}
	if len(h.posted) != before {
		t.Errorf("a late answer to the market before is told: %v", h.kinds()[before:])
	}
}

// A connection that has ended is dialled again after a while, by ticks.
func TestAConnectionThatEndedIsDialledAgain(t *testing.T) {
	w, h, _ := hosted(t, nil)
	url := h.sockets[0].url
	dialled := func() (n int) {
		for _, s := range h.sockets {
			if s.url == url {
				n++
			}
		}
		return n
	}
	h.sockets[0].opened()
	h.sockets[0].ended()
	for range 4 * 120 {
		h.now += TickEvery
		w.Tick()
	}
	if dialled() < 2 {
		t.Error("nobody dials again")
	}
}

// failing is a worker whose connections have failed so often that they are
// dialled again after a long wait only.
func failing(t *testing.T) (*Worker, *fakeHost) {
	w, h, _ := hosted(t, nil)
	links := len(h.sockets)
	for range 12 {
		for _, s := range h.sockets {
			s.ended()
		}
		for h.sockets = nil; len(h.sockets) < links; w.Tick() {
			h.now += TickEvery
		}
	}
	for _, s := range h.sockets {
		s.ended()
	}
	h.sockets = nil
	return w, h
}

// A network that is there again is dialled at once, but no more often than twice
// a minute and connection.
func TestANetworkThatIsBackIsDialled(t *testing.T) {
	w, h := failing(t)
	for range 4 * 30 {
		h.now += TickEvery
		w.Tick()
	}
	if len(h.sockets) != 0 {
		t.Fatal("nothing waits to be dialled")
	}
	if w.Wake(); len(h.sockets) == 0 {
		t.Error("a network that is back is not dialled")
	}
}

func TestTheFirstAndTheLastOfManyEventsAreShown(t *testing.T) {
	var x throttle
	if show, timer := x.event(1000); !show || timer {
		t.Error("the first is not shown at once")
	}
	if show, timer := x.event(1001); show || !timer || x.left(1001) != 3 {
		t.Errorf("the second sets no timer, or one of %d ms", x.left(1001))
	}
	if show, timer := x.event(1002); show || timer {
		t.Error("the third sets another timer")
	}
	if !x.expired(1004) {
		t.Error("the timer shows nothing")
	}
	if x.expired(1005) {
		t.Error("a timer shows what was shown")
	}
	// A timer that comes late finds that the next event has done its work.
	x = throttle{}
	x.event(1000)
	x.event(1001)
	if show, _ := x.event(1010); !show {
		t.Error("an event after the time of a late timer is not shown")
	}
	if x.expired(1020) {
		t.Error("the late timer shows it again")
	}
	if show, timer := x.event(1011); show || !timer {
		t.Error("after it no timer is set any more")
	}
}

func TestWhatAWorkerSavesHasTheTimeOfItsWriting(t *testing.T) {
	w, _, r := hosted(t, nil)
	w.platform.Save("key", []byte("data"))
	if string(r.kept["key"]) != "data" {
		t.Errorf("kept %q", r.kept)
	}
	if x := w.platform.Random(); !(x >= 0 && x < 1) {
		t.Errorf("random %v", x)
	}
	w.platform.Send(99, "to nobody")
	w.platform.Close(99)
	for link, s := range w.platform.sockets {
		w.platform.Send(link, "hello")
		if !strings.Contains(strings.Join(s.(*fakeSocket).sent, " "), "hello") {
			t.Error("a text is not sent")
		}
	}
}
