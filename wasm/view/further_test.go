package view

import (
	"slices"
	"strings"
	"testing"

	"brink/wasm/market"
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

// The sums say which venues they hold, and how much of the open interest that is
// known: each contract once, complete feeds apart.
func TestSumsSayWhatTheyHold(t *testing.T) {
	var f Feed
	if f.InterestText(everywhere) != "" {
		t.Error("without a venue something is said")
	}
	f.Venues = []market.VenueHealth{{Venue: "binance", Interest: 6e9}, {Venue: "bybit", Interest: 3e9, Complete: true}, {Venue: "okx", Interest: 1e9}, {Venue: "gate", Complete: true}}
	for counted, want := range map[string]string{
		"binance bybit okx gate": "The sums hold 4 of 4 venues, with $10.0B of open interest, 100 % of what they all tell. 30 % of it is where every liquidation is published. Gate tells none.",
		"bybit okx":              "The sums hold 2 of 4 venues, with $4.00B of open interest, 40 % of what they all tell. 75 % of it is where every liquidation is published.",
		"gate":                   "",
	} {
		if got := f.InterestText(func(id string) bool { return slices.Contains(strings.Fields(counted), id) }); got != want {
			t.Errorf("%s: %q", counted, got)
		}
	}
	next := f
	next.Venues = slices.Clone(f.Venues)
	next.Venues[1].Interest = 5e9
	if f.OnlyCountersDiffer(&next, 0) || !f.OnlyCountersDiffer(&f, 0) {
		t.Error("another open interest is written nowhere")
	}
}
