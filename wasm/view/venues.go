package view

import (
	"slices"
	"strconv"
	"strings"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// Counts reports whether a venue's dollars are counted in.
func (s *Settings) Counts(venue string) bool {
	return !slices.Contains(strings.Fields(s.Excluded), venue)
}

// VenueBits has bit i set where the i-th of a market's venues is counted in.
func (s *Settings) VenueBits(venues []string) uint32 {
	bits := uint32(0)
	for i, venue := range venues {
		if s.Counts(venue) {
			bits |= 1 << i
		}
	}
	return bits
}

// CountsOnly reports whether a venue is the only one of a market's that is
// counted in.
func (s *Settings) CountsOnly(venue string, venues []string) bool {
	bits := s.VenueBits(venues)
	return s.Counts(venue) && bits&(bits-1) == 0
}

// FlipVenue counts a venue in or out. The last one stays.
func (s *State) FlipVenue(venue string) {
	before := s.Settings.Excluded
	excluded := strings.Fields(before)
	if s.Settings.Counts(venue) {
		excluded = append(excluded, venue)
	} else {
		excluded = slices.DeleteFunc(excluded, func(v string) bool { return v == venue })
	}
	s.Settings.Excluded = strings.Join(excluded, " ")
	if s.VenueBits() == 0 {
		s.Settings.Excluded = before
	}
	s.Apply(Cells)
}

// VenueBits are the venues of the market at hand that are counted in, as
// Settings.VenueBits has them.
func (s *State) VenueBits() uint32 { return s.Settings.VenueBits(s.Source.Venues) }

// Further are the ids of the venues that a live market connects to where the
// visitor wants.
func (s *Settings) Further() []string {
	var ids []string
	for _, id := range venue.Offered() {
		if !venue.Of(id).Live {
			ids = append(ids, string(id))
		}
	}
	return ids
}

// Follows reports whether a further venue is wanted.
func (s *Settings) Follows(id string) bool {
	return slices.Contains(strings.Fields(s.Look.Further), id) && slices.Contains(s.Further(), id)
}

// Connected are the venues that a live market connects to, in their order; nil
// where no further one is wanted.
func (s *Settings) Connected() []string {
	var ids []string
	further := false
	for _, id := range venue.Offered() {
		if venue.Of(id).Live || s.Follows(string(id)) {
			ids = append(ids, string(id))
			further = further || !venue.Of(id).Live
		}
	}
	if !further {
		return nil
	}
	return ids
}

// FlipFurther wants a further venue, or no longer.
func FlipFurther(s *State, id string) {
	wanted := strings.Fields(s.Settings.Look.Further)
	if s.Settings.Follows(id) {
		wanted = slices.DeleteFunc(wanted, func(v string) bool { return v == id })
	} else {
		wanted = append(wanted, id)
	}
	s.Settings.Look.Further = strings.Join(wanted, " ")
	s.Apply(VenueList)
}

// FurtherTitle says what a further venue adds.
func FurtherTitle(id string) string {
	row := venue.Of(market.Venue(id))
	if row.Capture.Complete {
		return say(words[phraseFurtherComplete], row.Title)
	}
	return say(words[phraseFurtherSampled], row.Title)
}

// InterestText is what the map's venues hold of the open interest that the
// connected ones tell, each contract once, and how much of that lies where every
// liquidation is published; "" where none tells any. counts says of a venue's id
// whether it is counted in.
func (f *Feed) InterestText(counts func(id string) bool) string {
	var all, counted, complete market.USD
	var silent string
	n := 0
	for i := range f.Venues {
		v := &f.Venues[i]
		if all += v.Interest; !counts(string(v.Venue)) {
			continue
		}
		n++
		counted += v.Interest
		if v.Complete {
			complete += v.Interest
		}
		if v.Interest == 0 {
			silent += say(words[phraseInterestSilent], VenueName(string(v.Venue)))
		}
	}
	if counted <= 0 {
		return ""
	}
	share := func(part, of market.USD) string { return strconv.Itoa(int(100*part/of + .5)) }
	return say(words[phraseInterest], strconv.Itoa(n), strconv.Itoa(len(f.Venues)), Dollars(counted), share(counted, all), share(complete, counted)) + silent
}
