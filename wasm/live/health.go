package live

import (
	"brink/wasm/feed"
	"brink/wasm/market"
)

// Status is the state of a venue in one word.
type Status uint8

// The states of a venue.
const (
	StatusConnecting Status = iota // connecting
	StatusLive                     // live
	StatusQuiet                    // nothing comes
	StatusBlocked                  // blocked here: the venue does not serve this place
	StatusNotListed                // the venue has no such market
	StatusOff                      // switched off
)

// String is the state for people.
func (l Status) String() string {
	return [...]string{"connecting", "live", "quiet", "blocked here", "not listed", "off"}[l]
}

// VenueHealth is what is shown of a venue's health.
type VenueHealth struct {
	Venue     market.Venue
	Symbol    string
	Status    Status
	Relayed   bool
	LastEvent market.Millis // when anything of the market last came, 0 for never
	Events    int
	Refused   int    // messages that could not be read
	Sample    string // the beginning of the last of them
	Reason    string // why it was refused
	Complete  bool   // its liquidations are all there; else sampled
	Publishes bool   // it publishes liquidations at all
	Last      market.Price
	Skew      market.Millis
	Share     float64 // of the history that is there
	Notice    string  // what the venue last said to us, such as why it refused a subscription
	Funding   market.Funding
	Mark      market.Mark
	UpSince   market.Millis // since when marks and liquidations come without a break, venue's time; 0 while they do not
}

// Health is the venues' states, in their order.
func (m *Market) Health(now market.Millis) []VenueHealth {
	var out []VenueHealth
	for _, v := range m.venues {
		l := VenueHealth{
			Venue: v.id, Symbol: v.symbol, LastEvent: v.lastEvent, Events: v.events, Refused: v.refused, Sample: v.sample, Reason: v.reason,
			Complete: v.row.Capture.Complete, Publishes: v.row.Capture.Share > 0, Last: v.last, Skew: v.clock.Skew(), Share: v.history.share,
			Notice: v.notice, Funding: v.funding, Mark: v.mark,
		}
		l.UpSince, _ = v.tape.UpSince()
		up := 0
		for _, i := range v.links {
			w := &m.connections[i]
			if w.link.State() == feed.Live {
				up++
				l.Relayed = l.Relayed || w.link.Relayed()
			}
		}
		switch {
		case v.off:
			l.Status = StatusOff
		case up == len(v.links):
			l.Status = StatusLive
		case v.unlisted:
			l.Status = StatusNotListed
		case v.requests.Blocked():
			l.Status = StatusBlocked
		case up > 0 || v.lastEvent > 0 || now-m.began > quietAfter:
			l.Status = StatusQuiet
		}
		out = append(out, l)
	}
	return out
}

// quietAfter is how long a venue may take to come at all.
const quietAfter = 20 * market.Second
