package view

import (
	"slices"
	"strings"
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
