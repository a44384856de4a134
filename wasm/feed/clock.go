package feed

import "brink/wasm/market"

// Clock learns how far a venue's clock is from ours, by the quickest message
// of each of the last spans: what is on its way longer tells of the way.
type Clock struct {
	known bool
	best  [8]market.Millis // least of received - sent, by span
	spans int              // how many of best count
	at    int
	start market.Millis
}

// clockSpan is how long each least is kept apart.
const clockSpan = 30 * market.Second

// Observe takes a message's own time and when it was received.
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

// Skew is how far our clock is ahead of the venue's, the quickest way
// included; 0 before a message was seen.
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

// Venue is the venue's time at one of ours.
func (c *Clock) Venue(now market.Millis) market.Millis { return now - c.Skew() }
