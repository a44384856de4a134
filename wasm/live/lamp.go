package live

import (
	"brink/wasm/feed"
	"brink/wasm/market"
)

// Light is the state of a venue in one word.
type Light uint8

// The states of a venue, as its lamp shows them.
const (
	Waiting  Light = iota // connecting
	Shining               // live
	Quiet                 // nothing comes
	Barred                // blocked here: the venue does not serve this place
	Unlisted              // the venue has no such market
	Off                   // switched off
)

// String is the state for people.
func (l Light) String() string {
	return [...]string{"connecting", "live", "quiet", "blocked here", "not listed", "off"}[l]
}

// Lamp is what is shown of a venue's health.
type Lamp struct {
	Venue    market.Venue
	Symbol   string
	Light    Light
	Relayed  bool
	Heard    market.Millis // when anything of the market last came, 0 for never
	Events   int
	Bad      int    // messages that could not be read
	Sample   string // the beginning of the last of them
	Reason   string // why it was refused
	Complete bool   // its liquidations are all there; else sampled
	Forced   bool   // it publishes liquidations at all
	Last     market.Price
	Skew     market.Millis
	Part     float64 // of the history that is there
	Notice   string  // what the venue last said to us, such as why it refused a subscription
	Funding  market.Funding
	Mark     market.Mark
	Stood    market.Millis // since when marks and liquidations come without a break, venue's time; 0 while they do not
}

// Lamps are the venues' states, in their order.
func (m *Market) Lamps(now market.Millis) []Lamp {
	var out []Lamp
	for _, v := range m.venues {
		l := Lamp{
			Venue: v.id, Symbol: v.symbol, Heard: v.heard, Events: v.events, Bad: v.bad, Sample: v.sample, Reason: v.reason,
			Complete: Captured(v.id) == 1, Forced: Captured(v.id) > 0, Last: v.last, Skew: v.clock.Skew(), Part: v.history.part,
			Notice: v.notice, Funding: v.funding, Mark: v.mark,
		}
		l.Stood, _ = v.tape.Stood()
		up := 0
		for _, i := range v.links {
			w := &m.wires[i]
			if w.link.State() == feed.Live {
				up++
				l.Relayed = l.Relayed || w.link.Relayed()
			}
		}
		switch {
		case v.off:
			l.Light = Off
		case up == len(v.links):
			l.Light = Shining
		case v.unlisted:
			l.Light = Unlisted
		case v.desk.Blocked():
			l.Light = Barred
		case up > 0 || v.heard > 0 || now-m.began > quietAfter:
			l.Light = Quiet
		}
		out = append(out, l)
	}
	return out
}

// quietAfter is how long a venue may take to come at all.
const quietAfter = 20 * market.Second
