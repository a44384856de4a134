package feed

import "brink/wasm/market"

// DialLimit bounds how many connections are made within a minute, whatever
// happens: of one link, or of all that share it.
type DialLimit struct {
	times []market.Instant // of the newest, in a ring
	n     int              // how many there were
}

// Bounds of connections made within dialPeriod.
const (
	dialPeriod = market.Minute
	linkDials  = 2 // of one link
	// MarketDials is the bound for all links of a market together.
	MarketDials = 12
)

// NewDialLimit returns a limit of so many connections a minute.
func NewDialLimit(most int) *DialLimit { return &DialLimit{times: make([]market.Instant, most)} }

// Widen allows for so many connections a minute, where that is more than before.
func (d *DialLimit) Widen(most int) {
	if most <= len(d.times) {
		return
	}
	times := make([]market.Instant, most)
	kept := min(d.n, len(d.times))
	for i := range kept {
		times[i] = d.times[(d.n-kept+i)%len(d.times)]
	}
	d.times, d.n = times, kept
}

// next is the instant from which on a connection may be made.
func (d *DialLimit) next() market.Instant {
	if d == nil || d.n < len(d.times) {
		return 0
	}
	return d.times[d.n%len(d.times)].Add(dialPeriod)
}

// note counts a connection.
func (d *DialLimit) note(now market.Instant) {
	if d != nil {
		d.times[d.n%len(d.times)] = now
		d.n++
	}
}
