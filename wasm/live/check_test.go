package live_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/tape"
	venues "brink/wasm/venue"
)

// checkedAtVisit is the span of the request that compares what was stored: a day,
// and the bar that forms.
const checkedAtVisit = market.Day + live.Interval

// A bar that was kept half formed is replaced at the next visit, and so is what
// turns out to be different while the page is open.
func TestABarThatTheVenueTellsOtherwiseIsReplaced(t *testing.T) {
	day := begin - begin%market.Day
	half := begin - market.Hour
	x := tape.New(live.Interval)
	for at := day; at < begin; at += live.Interval {
		b := five(at)
		if at == half {
			b.Close, b.Volume = b.Low, b.Volume/2
		}
		x.Put(b)
	}
	w := newScriptedVenues(t, 41, 1, venues.Binance)
	key := "day/binance/BTCUSDT/" + strconv.FormatInt(int64(day/market.Day), 10)
	if fault := w.m.Stored(key, x.Chunk(day)); fault != nil {
		t.Fatal(fault)
	}
	w.m.Build()
	w.m.Begin(w.ours())
	w.run(20 * market.Second)
	if !w.m.Stale() || w.m.Corrected() != 1 {
		t.Errorf("%d bars were corrected, stale %v", w.m.Corrected(), w.m.Stale())
	}
	w.whole(1, w.first(1))
	kept := tape.New(live.Interval)
	if _, fault := kept.Load(w.store[key]); fault != nil || kept.Bars()[int((half-day)/live.Interval)].Volume != five(half).Volume {
		t.Error("what was corrected is not kept", fault)
	}
	// A venue whose feed says that a minute is final before it is.
	w.early = true
	w.run(12 * market.Minute)
	w.early = false
	w.run(70 * market.Minute)
	if w.m.Corrected() < 2 {
		t.Errorf("%d bars were corrected", w.m.Corrected())
	}
	w.whole(1, w.first(1))
}

// Comparing costs a request an hour.
func TestComparingIsCheap(t *testing.T) {
	w := newScriptedVenues(t, 42, 1, venues.Binance)
	bars := 0
	w.status = func(r *request) int {
		if strings.Contains(r.ask.URL, "klines") {
			bars++
		}
		return 200
	}
	w.m.Begin(w.ours())
	w.run(20 * market.Second)
	first := bars
	w.run(4 * market.Hour)
	if n := bars - first; n > 4 || first > 3 {
		t.Errorf("%d requests for bars at first, %d in four hours", first, n)
	}
	if w.m.Corrected() != 0 {
		t.Errorf("%d true bars were corrected", w.m.Corrected())
	}
}

// A step of either clock, a sleep that one or both of them count, a single stamp
// of another day: a minute later every bar is the venue's.
func TestStepsOfClocksLeaveNoBarWrong(t *testing.T) {
	steps := []market.Millis{market.Second, 2 * market.Second, 6 * market.Second, 20 * market.Second, 2 * market.Minute, market.Hour, 8 * market.Hour, market.Day, 30 * market.Day}
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 44))
			w := newScriptedVenues(t, 200+seed, 1, venues.Binance, venues.Bybit)
			w.m.Begin(w.ours())
			w.run(30 * market.Second)
			w.m.Build()
			for range 40 {
				w.run(market.Millis(r.IntN(900)) * market.Second)
				step := steps[r.IntN(len(steps))]
				what := r.IntN(5)
				switch what {
				case 0:
					w.skew += step
				case 1:
					w.skew -= step
				case 2, 3: // asleep
					step = min(step, 8*market.Hour)
					w.now += step - step%250
					if what == 2 {
						w.slept += step - step%250 - min(step-step%250, 10*market.Second)
					} else {
						w.slept += step - step%250
					}
				case 4:
					w.stamp = step
				}
				before := w.dials
				w.run(2 * market.Second)
				if what < 2 && w.dials == before && w.m.Live() > 0 {
					t.Fatalf("step %d of %d ms was not noticed within 2 s", what, step)
				}
				w.run(58 * market.Second)
				for at := w.now % live.Interval; at < 20*market.Second; at = w.now % live.Interval {
					w.run(market.Second)
				}
				w.whole(2, w.first(1))
			}
			limits(t, w)
		})
	}
}

// limits holds the connections that were made against what is allowed.
func limits(t *testing.T, w *scriptedVenues) {
	t.Helper()
	for i, at := range w.dialled {
		n := 0
		for _, other := range w.dialled[i:] {
			if other.Since(at) >= market.Minute {
				break
			}
			n++
		}
		if n > 12 {
			t.Fatalf("%d connections within a minute", n)
		}
	}
}
