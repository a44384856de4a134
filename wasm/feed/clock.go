package feed

import "brink/wasm/market"

// Clock estimates how far a venue's clock is from ours by the quickest message of
// the last spans: the difference of a slower one is mostly its time on the way.
type Clock struct {
	known bool
	best  [8]market.Millis // smallest received - sent, by span
	spans int              // how many of best count
	at    int
	start market.Millis
}

// clockSpan is the length of a span of which the smallest difference is kept.
const clockSpan = 30 * market.Second

// Observe takes a message's own time, by the venue's clock, and when it was
// received, by ours.
func (c *Clock) Observe(sent, received market.Millis) {
	late := received - sent
	switch {
	case !c.known:
		c.known, c.spans, c.start, c.best[0] = true, 1, received, late
	case received-c.start >= clockSpan:
		c.start = received
		c.at = (c.at + 1) % len(c.best)
		c.spans = min(c.spans+1, len(c.best))
		c.best[c.at] = late
	case late < c.best[c.at]:
		c.best[c.at] = late
	}
}

// Skew is how far our clock is ahead of the venue's, plus the time that the
// quickest message was on its way; 0 before a message was seen.
func (c *Clock) Skew() market.Millis {
	if !c.known {
		return 0
	}
	least := c.best[0]
	for _, late := range c.best[1:c.spans] {
		least = min(least, late)
	}
	return least
}

// Venue is the time by the venue's clock at a time of ours.
func (c *Clock) Venue(now market.Millis) market.Millis { return now - c.Skew() }
