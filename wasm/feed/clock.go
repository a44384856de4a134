package feed

import (
	"slices"

	"brink/wasm/market"
)

// Clock estimates the time at a venue from the stamps of many of its messages.
// A message counts for how late it seemed: the instant of its receipt less its
// own time. The quickest of each half second is kept, and of the kept ones the
// lower quartile counts, so that neither messages that were long on their way
// nor a few stamps of another day move the clock. Its zero value has learnt
// nothing.
type Clock struct {
	guess  market.Millis               // instant less venue time, until messages tell
	late   [clockSamples]market.Millis // the quickest of the last slots, in a ring
	sorted [clockSamples]market.Millis // the same of the slots that are over, ascending
	slots  int                         // that have begun, ever
	begun  market.Instant              // of the slot at hand
	usual  market.Millis               // the estimate
}

const (
	clockSamples = 48
	clockSlot    = market.Second / 2
	// clockLeast is of how many slots an estimate is made: of three, one may be
	// wrong.
	clockLeast = 3
)

// Guess has the venue's clock taken to be the device's, which shows wall now,
// until messages tell.
func (c *Clock) Guess(now market.Instant, wall market.Millis) {
	*c = Clock{guess: market.Millis(now) - wall}
}

// Forget drops what was learnt: the instants that it was learnt by may have lost
// some time. Until enough messages have come again the venue's time goes on from
// what was known of it, which is late by as much.
func (c *Clock) Forget() {
	if c.Known() {
		*c = Clock{guess: c.usual}
	} else {
		*c = Clock{guess: c.guess}
	}
}

// Observe takes a message's own time, by the venue's clock, and when it was
// received.
func (c *Clock) Observe(sent market.Millis, received market.Instant) {
	late := market.Millis(received) - sent
	at := &c.late[(c.slots+clockSamples-1)%clockSamples]
	if c.slots > 0 && received.Since(c.begun) < clockSlot {
		*at = min(*at, late)
		return
	}
	c.estimate()
	c.begun = received
	c.late[c.slots%clockSamples] = late
	c.slots++
}

// estimate takes the slots that are over into the estimate.
func (c *Clock) estimate() {
	n := min(c.slots, clockSamples)
	if n < clockLeast {
		return
	}
	copy(c.sorted[:n], c.late[:n])
	slices.Sort(c.sorted[:n])
	if n < 8 {
		c.usual = c.sorted[(n-1)/2]
	} else {
		c.usual = c.sorted[n/4]
	}
}

// Known reports whether enough messages have come to tell the venue's time.
func (c *Clock) Known() bool { return c.slots > clockLeast }

// Venue is the time by the venue's clock at an instant, later by as much as
// messages are usually on their way.
func (c *Clock) Venue(now market.Instant) market.Millis {
	if c.Known() {
		return market.Millis(now) - c.usual
	}
	return market.Millis(now) - c.guess
}
