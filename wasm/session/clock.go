package session

import "brink/wasm/market"

const (
	// clocksPart is by how much the device's two clocks may part from one
	// reading to the next before one of them has made a step.
	clocksPart = 500.
	// longestGap is the most that may pass, ms, between two readings: more is
	// taken for a sleep or a step of both clocks.
	longestGap = 10_000.
)

// clock makes instants of the host's two clocks. Either may make a step: the
// device's when it is set, the exact one when it stands still while the device
// sleeps. An instant passes over that: from one reading to the next it grows by
// what the exact clock says, or the device's where that says less, by nothing
// where that is negative, and by longestGap at most.
type clock struct {
	host  Host
	exact float64 // at the last reading
	wall  float64
	last  float64 // the instant at the last reading
	ahead float64 // of the device's clock before the exact one, when they last parted
}

func newClock(host Host) clock {
	exact, wall := host.Exact(), float64(host.Now())
	return clock{host: host, exact: exact, wall: wall, last: exact, ahead: wall - exact}
}

// now is the instant.
func (c *clock) now() market.Instant { return c.at(c.host.Exact()) }

// at is the instant of a reading of the exact clock that was just made.
func (c *clock) at(exact float64) market.Instant {
	wall := float64(c.host.Now())
	grown := exact - c.exact
	if ahead := wall - exact; ahead-c.ahead > clocksPart || c.ahead-ahead > clocksPart {
		grown = min(grown, wall-c.wall)
		c.ahead = ahead
	}
	c.exact, c.wall = exact, wall
	c.last += max(0, min(grown, longestGap))
	return market.Instant(c.last)
}
