package view

import (
	"slices"
	"strings"
	"testing"

	"brink/wasm/venue"
)

// Further venues are connected to where they are wanted, each in its place among
// the others; without one nothing is said, so that every market has the usual.
func TestFurtherVenues(t *testing.T) {
	s, calls := visit(t, "live")
	further := s.Settings.Further()
	if len(further) == 0 || s.Settings.Connected() != nil {
		t.Fatalf("%v are further, and a first visit connects to %v", further, s.Settings.Connected())
	}
	for _, id := range further {
		if s.Settings.Follows(id) || !strings.Contains(FurtherTitle(id), VenueName(id)) {
			t.Errorf("%s is wanted at first, or %q", id, FurtherTitle(id))
		}
		FlipFurther(s, id)
	}
	var all []string
	for _, id := range venue.Offered() {
		all = append(all, string(id))
	}
	if got := s.Settings.Connected(); !slices.Equal(got, all) {
		t.Errorf("with all of them it connects to %v", got)
	}
	if len(*calls) != len(further) || (*calls)[0] != VenueList {
		t.Errorf("a choice of venues calls for %v", *calls)
	}
	read, fault := ParseSettings(s.Settings.Text())
	if fault != nil || !slices.Equal(read.Connected(), all) {
		t.Errorf("stored, it connects to %v, %v", read.Connected(), fault)
	}
	for _, id := range further {
		FlipFurther(s, id)
	}
	if s.Settings.Connected() != nil || s.Settings.Look.Further != "" {
		t.Errorf("it still connects to %v", s.Settings.Connected())
	}
	// Of the others none is counted: once the last that was is gone, all are.
	s.Source.Venues = all
	for _, id := range all[1:] {
		s.FlipVenue(id)
	}
	if s.Fit(); s.VenueBits() != 1 {
		t.Fatalf("%b are counted", s.VenueBits())
	}
	s.Source.Venues = all[1:]
	if s.Fit(); s.VenueBits() != 1<<(len(all)-1)-1 {
		t.Errorf("%b are counted once the one that was is gone", s.VenueBits())
	}
	s.Settings.Look.Further = "nobody bybit okx"
	if s.Settings.Connected() != nil {
		t.Errorf("what is stored of no further venue connects to %v", s.Settings.Connected())
	}
}
