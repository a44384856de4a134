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
		f := &Feed{At: now, Filled: 1, Lamps: []Lamp{
			{Venue: "binance", Light: "live", Heard: now - 40, Events: 12, Funding: 1e-5},
			{Venue: "okx", Light: "quiet", Heard: now - 9000, Funding: math.NaN()},
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
		"a second":        {true, func(f *Feed) { f.At += 1000; f.Lamps[0].Heard += 1010; f.Lamps[0].Events += 900; f.Latency = 31 }},
		"funding changes": {true, func(f *Feed) { f.Lamps[0].Funding = 1.1e-5 }},
		"funding turns":   {false, func(f *Feed) { f.Lamps[0].Funding = -1e-5 }},
		"funding unknown": {false, func(f *Feed) { f.Lamps[0].Funding = math.NaN() }},
		"a light":         {false, func(f *Feed) { f.Lamps[1].Light = "blocked here" }},
		"unreadable":      {false, func(f *Feed) { f.Lamps[1].Bad++ }},
		"history":         {false, func(f *Feed) { f.Filling, f.Filled = true, .5 }},
		"another venue":   {false, func(f *Feed) { f.Lamps[1].Venue = "bybit" }},
		"one venue more":  {false, func(f *Feed) { f.Lamps = append(f.Lamps, Lamp{Venue: "bybit"}) }},
	} {
		if got := s.Ticks(feed(c.change)); got != c.ticks {
			t.Errorf("%s: ticks %v", name, got)
		}
	}
	s.Feed = *feed(func(f *Feed) { f.Lamps[0].Light = "quiet" })
	if s.Ticks(feed(func(f *Feed) { f.Lamps[0].Light = "quiet"; f.At += 1000 })) {
		t.Error("the age of a stale map ticks unseen")
	}
}
