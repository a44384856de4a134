package session

import (
	"math/rand/v2"
	"testing"

	"brink/wasm/market"
)

// steppedHost is a host of which each clock makes steps of its own.
type steppedHost struct {
	fakeHost
	exact float64
}

func (h *steppedHost) Exact() float64 { return h.exact }

// steps are what a clock may do at once, ms.
var steps = []market.Millis{market.Second, 2 * market.Second, 6 * market.Second, 20 * market.Second, 2 * market.Minute, market.Hour, market.Day, 30 * market.Day}

// Whatever either clock does, an instant never goes back and never runs ahead
// of the time that has passed, but for as much as both clocks say at once.
func TestInstantsPassOverStepsOfEitherClock(t *testing.T) {
	for _, step := range steps {
		for _, by := range []market.Millis{step, -step} {
			for _, which := range []string{"device", "exact"} {
				h := &steppedHost{fakeHost: fakeHost{now: monday}, exact: float64(monday) - 5000}
				c := newClock(h)
				pass := func(n int) market.Millis {
					before := c.now()
					for range n {
						h.now += 10
						h.exact += 10
						c.now()
					}
					return c.now().Since(before)
				}
				if got := pass(100); got != market.Second {
					t.Fatalf("a second is %d ms", got)
				}
				before := c.now()
				if which == "device" {
					h.now += by
				} else {
					h.exact += float64(by)
				}
				if got := c.now().Since(before); got < 0 || got > 1 {
					t.Errorf("%s by %d: the instant moves by %d", which, by, got)
				}
				if got := pass(100); got != market.Second {
					t.Errorf("%s by %d: a second afterwards is %d ms", which, by, got)
				}
			}
		}
	}
}

// A device that sleeps lets both clocks go on, or stops the exact one: of a long
// sleep longestGap at most counts.
func TestASleepIsALongestGap(t *testing.T) {
	for _, asleep := range []market.Millis{market.Second, 8 * market.Hour, 30 * market.Day} {
		h := &steppedHost{fakeHost: fakeHost{now: monday}, exact: float64(monday)}
		c := newClock(h)
		before := c.now()
		h.now += asleep
		h.exact += float64(asleep)
		if got, want := c.now().Since(before), min(asleep, longestGap); got != want {
			t.Errorf("%d ms are %d", asleep, got)
		}
	}
}

func TestInstantsNeverGoBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	h := &steppedHost{fakeHost: fakeHost{now: monday}, exact: float64(monday)}
	c := newClock(h)
	last := c.now()
	for range 100_000 {
		h.now += market.Millis(r.IntN(300))
		h.exact += 300 * r.Float64()
		switch r.IntN(50) {
		case 0:
			h.now += steps[r.IntN(len(steps))] - steps[r.IntN(len(steps))]
		case 1:
			h.exact += float64(steps[r.IntN(len(steps))] - steps[r.IntN(len(steps))])
		}
		now := c.now()
		if now < last || now.Since(last) > longestGap {
			t.Fatalf("from %d to %d", last, now)
		}
		last = now
	}
}
