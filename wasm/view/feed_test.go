package view

import (
	"math"
	"testing"

	"brink/wasm/market"
)

// What only grows older or is counted is written past Vugu; what is said
// otherwise is a render.
func TestWhatOnlyTicks(t *testing.T) {
	now := 1000 * market.Day
	feed := func(change func(f *Feed)) *Feed {
		f := &Feed{At: now, Share: 1, Venues: []VenueHealth{
			{Venue: "binance", Status: "live", LastEvent: now - 40, Events: 12, Funding: 1e-5},
			{Venue: "okx", Status: "quiet", LastEvent: now - 9000, Funding: math.NaN()},
		}}
		change(f)
		return f
	}
	s := &State{Source: Source{Origin: market.Live, Until: now}, Feed: *feed(func(*Feed) {})}
	for name, c := range map[string]struct {
		ticks  bool
		change func(f *Feed)
	}{
		"nothing":         {true, func(*Feed) {}},
		"a second":        {true, func(f *Feed) { f.At += 1000; f.Venues[0].LastEvent += 1010; f.Venues[0].Events += 900; f.Latency = 31 }},
		"funding changes": {true, func(f *Feed) { f.Venues[0].Funding = 1.1e-5 }},
		"funding turns":   {false, func(f *Feed) { f.Venues[0].Funding = -1e-5 }},
		"funding unknown": {false, func(f *Feed) { f.Venues[0].Funding = math.NaN() }},
		"a light":         {false, func(f *Feed) { f.Venues[1].Status = "blocked here" }},
		"unreadable":      {false, func(f *Feed) { f.Venues[1].Refused++ }},
		"history":         {false, func(f *Feed) { f.Loading, f.Share = true, .5 }},
		"another venue":   {false, func(f *Feed) { f.Venues[1].Venue = "bybit" }},
		"one venue more":  {false, func(f *Feed) { f.Venues = append(f.Venues, VenueHealth{Venue: "bybit"}) }},
	} {
		if got := s.Feed.OnlyCountersDiffer(feed(c.change), now); got != c.ticks {
			t.Errorf("%s: ticks %v", name, got)
		}
	}
	s.Feed = *feed(func(f *Feed) { f.Venues[0].Status = "quiet" })
	if s.Feed.OnlyCountersDiffer(feed(func(f *Feed) { f.Venues[0].Status = "quiet"; f.At += 1000 }), now) {
		t.Error("the age of a stale map ticks unseen")
	}
}
