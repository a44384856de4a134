package session

import (
	"bytes"
	"slices"
	"strconv"
	"testing"

	"brink/wasm/engine"
	"brink/wasm/engine/enginetest"
	"brink/wasm/grid"
	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/tape"
	"brink/wasm/wire"
)

// device is a platform whose store keeps what it is given, and on which no venue
// serves this place.
type device struct {
	recorder
	kept map[string][]byte
}

func (d *device) Save(key string, data []byte) { d.kept[key] = data }

// withDays is a device that has kept some days up to monday, of one venue.
func withDays(days int) *device {
	d := &device{kept: map[string][]byte{}}
	bars := enginetest.Walk(31, days*288)
	x := tape.New(live.Interval)
	for i := range bars {
		bars[i].Start = monday - market.Millis(days)*market.Day + market.Millis(i)*live.Interval
	}
	x.Put(bars...)
	for day := monday - market.Millis(days)*market.Day; day < monday; day += market.Day {
		d.kept["day/binance/BTCUSDT/"+strconv.FormatInt(int64(day/market.Day), 10)] = x.Chunk(day)
	}
	return d
}

// visit is what a visitor sees of the last two days: the frame, after everything
// has gone quiet for a while.
func (d *device) visit(t *testing.T) (frame []byte, s *Session) {
	s = New(func(message []byte) {
		if kind, _ := wire.KindOf(message); kind == wire.KindFrame && frame == nil {
			frame = message
		}
	})
	s.Platform = func(l *Live) Platform {
		d.recorder = recorder{live: l}
		return d
	}
	ask := wire.Live{Coin: "BTC", Days: 8, Column: live.Interval, Model: "learned", At: monday}
	s.Handle(ask.Append(nil))
	now := market.Instant(3 * market.Hour)
	keys := []string{}
	for key := range d.kept {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		s.live.Stored(key, d.kept[key])
	}
	s.live.Loaded(now)
	last := s.market.steps[len(s.market.steps)-1].Bar.Close
	show := wire.Viewport{Serial: 1, Model: "learned", Venues: 1<<5 - 1, View: grid.View{From: monday - 2*market.Day + 5*market.Hour, Column: live.Interval, Columns: 500, Rows: 200, Bottom: last * .9, Top: last * 1.1}}
	s.Handle(show.Append(nil))
	s.Handle(new(wire.Ack).Append(nil))
	for range 12 {
		for len(d.jobs) > 0 {
			job := d.jobs[0]
			d.jobs = d.jobs[1:]
			s.live.Answered(job, 451, 0, nil, now)
		}
		now = now.Add(market.Second / 2)
		s.live.Tick(now)
	}
	return frame, s
}

// The second visit goes on from the state that the first has kept, and shows the
// same map, bit for bit.
func TestNextVisitGoesOnFromWhatWasKept(t *testing.T) {
	d := withDays(6)
	first, s := d.visit(t)
	if n := s.market.timelines["learned"].Resumed(); n != 0 || first == nil {
		t.Fatalf("the first visit went on from the state after %d bars", n)
	}
	state := d.kept["state/BTC"]
	if state == nil {
		t.Fatal("no state was kept")
	}
	second, s := d.visit(t)
	if n := s.market.timelines["learned"].Resumed(); n != 4*288 {
		t.Errorf("the second visit went on from the state after %d bars", n)
	}
	if !bytes.Equal(first, second) {
		t.Error("the second visit shows another map")
	}
	if !bytes.Equal(d.kept["state/BTC"], state) {
		t.Error("the state was kept anew")
	}
	// The past beyond the state is the same as well.
	_, fresh := withDays(6).visit(t)
	for _, n := range []int{700, 100, 1151} {
		var usd [2][300]float64
		for i, visit := range []*Session{s, fresh} {
			line := visit.market.timelines["learned"]
			_, bar := line.Bar(n)
			line.After(n).Heat(usd[i][:], market.Long, grid.Of(bar.Close)-300, engine.Everything)
		}
		if usd[0] != usd[1] {
			t.Errorf("the map after %d bars is another one", n)
		}
	}
}

// A state that is damaged, or of days that have changed since, costs nothing but
// its use; it is replaced.
func TestStateThatDoesNotHold(t *testing.T) {
	want, _ := withDays(6).visit(t)
	d := withDays(6)
	d.visit(t)
	for what, change := range map[string]func(){
		"damaged":       func() { d.kept["state/BTC"][1000] ^= 1 },
		"cut":           func() { d.kept["state/BTC"] = d.kept["state/BTC"][:100] },
		"empty":         func() { d.kept["state/BTC"] = nil },
		"of other days": func() { d.kept["state/BTC"] = withDays(7).stateOf(t) },
		"one that is no state": func() {
			d.kept["state/BTC"] = d.kept["day/binance/BTCUSDT/"+strconv.FormatInt(int64(monday/market.Day)-2, 10)]
		},
	} {
		change()
		frame, s := d.visit(t)
		if s.market.timelines["learned"].Resumed() != 0 || !bytes.Equal(frame, want) {
			t.Errorf("a state that is %s is gone on from", what)
		}
		if _, s = d.visit(t); s.market.timelines["learned"].Resumed() == 0 {
			t.Errorf("a state that is %s is not replaced", what)
		}
	}
	if len(d.quarantined) != 0 {
		t.Errorf("%v was set aside", d.quarantined)
	}
}

// stateOf is the state that a device keeps.
func (d *device) stateOf(t *testing.T) []byte {
	d.visit(t)
	return d.kept["state/BTC"]
}
