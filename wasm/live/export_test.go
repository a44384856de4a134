package live

import (
	"brink/wasm/feed"
	"brink/wasm/market"
	"brink/wasm/tape"
)

// Unavailable are the spans of a venue that nobody has.
func (m *Market) Unavailable(venue int) []tape.Span { return m.venues[venue].tape.Unavailable() }

// Instrument is the market's contract at a venue, as the venue lists it; false
// where its list is not there.
func (m *Market) Instrument(venue int) (market.Instrument, bool) {
	v := m.venues[venue]
	for i := range v.listing.Instruments {
		if v.listing.Instruments[i].Symbol == v.symbol {
			return v.listing.Instruments[i], true
		}
	}
	return market.Instrument{}, false
}

// Funding is the newest that a venue has told.
func (m *Market) Funding(venue int) market.Funding { return m.venues[venue].funding }

// VenueOf is the number of the venue that a link is of.
func (m *Market) VenueOf(link int) int { return m.connections[link].venue }

// Links are those of a venue that are open always.
func (m *Market) Links(venue int) []int { return m.venues[venue].links }

// Live is how many connections carry the market.
func (m *Market) Live() (n int) {
	for i := range m.connections {
		if m.connections[i].socket.State() == feed.Live {
			n++
		}
	}
	return n
}
