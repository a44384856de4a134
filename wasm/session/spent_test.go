package session

import (
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// beaten is what the newest beat says was used, and how many beats there were.
func (h *fakeHost) beaten(t *testing.T) (spent []int64, beats int) {
	t.Helper()
	for _, message := range h.posted {
		var m wire.Beat
		if m.Parse(message) == nil {
			spent = m.Spent
			beats++
		}
	}
	return spent, beats
}

// What a market has used of what venues allow is told with each beat, and at once
// when a connection is made or a request is refused. The worker that takes the
// place of this one goes on from there, and so does a market of another coin.
func TestWhatIsUsedOutlivesTheWorker(t *testing.T) {
	w, h, _ := hosted(t, nil)
	dialled := len(h.sockets)
	spent, beats := h.beaten(t)
	if beats < dialled || len(spent) == 0 || spent[0] != int64(dialled) {
		t.Fatalf("%d connections: %d beats, the last says %v", dialled, beats, spent)
	}
	h.fetches[0](429, 0, nil)
	refused, more := h.beaten(t)
	if more != beats+1 {
		t.Errorf("a refusal is told with %d beats", more-beats)
	}
	w.Tick()
	h.fetches = nil
	w.Handle((&wire.Live{Coin: "ETH", Days: 1, Column: live.Interval, Model: "classic", At: h.now}).Append(nil))
	if s := w.session.live.market; len(live.Spent(s, true, 0)) == 0 {
		t.Error("nothing is known of the other coin")
	}

	// A second worker, two seconds later.
	h2, r2 := &fakeHost{now: h.now + 2*market.Second}, &fakeRecords{kept: map[string][]byte{}}
	w2 := NewWorker(h2, r2)
	w2.Handle((&wire.Live{Coin: "BTC", Days: 1, Column: live.Interval, Model: "classic", At: h2.now, Spent: refused, SpentAgo: 2 * market.Second}).Append(nil))
	r2.load()
	if n := len(h2.sockets); n != 12-dialled {
		t.Errorf("after %d connections %d more are made at once", dialled, n)
	}
	for range 4 * 62 {
		h2.now += 250
		w2.Tick()
	}
	if len(h2.sockets) <= 12-dialled {
		t.Error("none is made a minute later")
	}
}

// A worker without a live market beats too.
func TestAnIdleWorkerBeats(t *testing.T) {
	h := &fakeHost{}
	NewWorker(h, &fakeRecords{}).Beat()
	if spent, beats := h.beaten(t); beats != 1 || len(spent) != 0 {
		t.Errorf("%d beats, used %v", beats, spent)
	}
}
