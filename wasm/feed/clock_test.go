package feed_test

import (
	"math/rand/v2"
	"testing"

	"brink/wasm/feed"
	"brink/wasm/market"
)

// late is how far a clock takes the venue to be behind the instants.
func late(c *feed.Clock, now market.Instant) market.Millis { return market.Millis(now) - c.Venue(now) }

func TestClockIsTheDevicesUntilMessagesTell(t *testing.T) {
	var c feed.Clock
	c.Guess(5000, when)
	if got := c.Venue(6000); got != when+1000 || c.Known() {
		t.Errorf("%d, known %v", got, c.Known())
	}
	for now := market.Instant(5000); now < 7500; now += 100 {
		c.Observe(when+market.Millis(now)+market.Minute, now)
	}
	if got := c.Venue(8000); got != when+8000+market.Minute || !c.Known() {
		t.Errorf("%d, known %v", got, c.Known())
	}
	c.Forget()
	if got := c.Venue(8000); got != when+8000+market.Minute || c.Known() {
		t.Errorf("after it forgot %d, known %v", got, c.Known())
	}
}

// The quickest messages count, and what is learnt is replaced within half a
// minute.
func TestClockFollows(t *testing.T) {
	var c feed.Clock
	r := rand.New(rand.NewPCG(5, 5))
	now := start
	for range 5000 {
		now += 100
		c.Observe(market.Millis(now)-4000-market.Millis(20+r.IntN(900)), now)
	}
	if got := late(&c, now); got < 4020 || got > 4150 {
		t.Errorf("late by %d, want just above 4020", got)
	}
	for range 300 {
		now += 100
		c.Observe(market.Millis(now)-50, now)
	}
	if got := late(&c, now); got != 50 {
		t.Errorf("late by %d after the venue's clock was set", got)
	}
}

// Stamps of another time, of which one in five messages or a single one in each
// second has one, move a clock by no more than messages are late.
func TestStampsOfAnotherDayMoveNoClock(t *testing.T) {
	for _, off := range []market.Millis{-30 * market.Day, -market.Hour, 4 * market.Minute, market.Day, 250 * 365 * market.Day} {
		for seed := range uint64(20) {
			var c feed.Clock
			r := rand.New(rand.NewPCG(seed, 6))
			now := start
			for n := range 1000 {
				now = now.Add(market.Millis(r.IntN(200)))
				sent := market.Millis(now) - 100 - market.Millis(r.IntN(100))
				if n%50 == 20 {
					sent += off
				}
				c.Observe(sent, now)
				if got := late(&c, now); c.Known() && (got < 100 || got > 200) {
					t.Fatalf("seed %d, message %d: late by %d with stamps off by %d", seed, n, got, off)
				}
			}
		}
	}
}

func TestClockAllocatesNothing(t *testing.T) {
	var c feed.Clock
	now := start
	if n := testing.AllocsPerRun(1000, func() {
		now += 300
		c.Observe(market.Millis(now)-50, now)
	}); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}
