package live

import (
	"math"

	"brink/wasm/feed"
	"brink/wasm/market"
)

// Status is the state of a venue in one word.
type Status uint8

// The states of a venue.
const (
	StatusConnecting Status = iota
	StatusLive              // the market comes on every connection
	StatusQuiet             // something is missing: a connection, or anything at all
	StatusBlocked           // the venue does not serve this place
	StatusNotListed         // the venue has no such market
)

// String is the state for people.
func (s Status) String() string {
	return [...]string{"connecting", "live", "quiet", "blocked here", "not listed"}[s]
}

// VenueHealth is what is shown of a venue's health.
type VenueHealth struct {
	Venue                 market.Venue
	Symbol                string // as the venue spells the market
	Status                Status
	Relayed               bool          // some of it comes through the relay
	PublishesLiquidations bool          // its feed tells of any
	Complete              bool          // of all of them; else sampled
	LastEvent             market.Millis // when anything of the market last came, by our clock; 0 for never
	Skew                  market.Millis // how far our clock is ahead of the venue's
	Share                 float64       // of the history that is there, 0 to 1
	Events                int           // that have come
	Refused               int           // messages that could not be read
	Reason                string        // why the last of them was refused
	Sample                string        // its beginning
	Notice                string        // what the venue last said to us, such as why it refused a subscription
	Funding               float64       // rate per hour, longs pay when positive; NaN where unknown
	NextFunding           market.Millis // next payment, 0 where unknown
}

// Health is how each venue is now, in their order; the caller owns it.
func (m *Market) Health(now market.Millis) []VenueHealth {
	var out []VenueHealth
	for _, v := range m.venues {
		r := &v.received
		h := VenueHealth{
			Venue: v.id, Symbol: v.symbol, LastEvent: r.lastEvent, Events: r.events, Refused: r.refused, Reason: r.reason, Sample: r.sample, Notice: r.notice,
			Complete: v.row.Capture.Complete, PublishesLiquidations: v.row.Capture.Share > 0, Skew: v.clock.Skew(), Share: v.history.loaded,
			Funding: v.funding.RatePerHour, NextFunding: v.funding.Next,
		}
		if v.funding.Time == 0 {
			h.Funding = math.NaN()
		}
		open := 0
		for _, link := range v.links {
			if s := m.connections[link].socket; s.State() == feed.Live {
				open++
				h.Relayed = h.Relayed || s.Relayed()
			}
		}
		switch {
		case open == len(v.links):
			h.Status = StatusLive
		case v.notListed:
			h.Status = StatusNotListed
		case v.requests.Blocked():
			h.Status = StatusBlocked
		case open > 0 || r.lastEvent > 0 || now-m.begunAt > quietAfter:
			h.Status = StatusQuiet
		}
		out = append(out, h)
	}
	return out
}

// quietAfter is how long a venue may take to come at all.
const quietAfter = 20 * market.Second
