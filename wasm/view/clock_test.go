package view

import (
	"strings"
	"testing"

	"brink/wasm/market"
)

func TestClockThatJumps(t *testing.T) {
	var w ClockWatch
	for _, c := range []struct{ wall, steady, moved market.Millis }{
		{5_000_000, 100, 0}, {5_001_000, 1100, 0}, {5_003_900, 2100, 0}, {5_004_900, 3100, 0},
		{8_605_000, 4100, 3_599_100}, {8_606_000, 5100, 0}, {5_006_000, 5100, -3_600_000}, {5_007_000, 6100, 0},
	} {
		if moved := w.Check(c.wall, c.steady); moved != c.moved {
			t.Errorf("at %v the clock was moved by %v, want %v", c.steady, moved, c.moved)
		}
	}
	if ClockMovedText(0) != "" || ClockMovedText(market.Hour) == ClockMovedText(-market.Hour) {
		t.Error("the sentences")
	}
	for span, want := range map[market.Millis]string{0: "0 s", 45_999: "45 s", market.Hour - 1: "59 min", 3 * market.Hour: "3 h", 200 * market.Minute: "3 h 20 min", 52 * market.Hour: "2 d 4 h", 31 * market.Day: "31 d"} {
		if got := Span(span); got != want {
			t.Errorf("%d is %s, want %s", span, got, want)
		}
	}
}

func TestAges(t *testing.T) {
	for length, want := range map[market.Millis]string{
		-market.Hour: "0 s", 0: "0 s", 119_999: "119 s", 2 * market.Minute: "2 min", 2*market.Hour - 1: "119 min", 2 * market.Hour: "2 h", 2*market.Day - 1: "47 h", 9 * market.Day: "9 d",
	} {
		if got := Age(length); got != want {
			t.Errorf("%d is %s, want %s", length, got, want)
		}
	}
}

func TestTimesAreInTheChosenZone(t *testing.T) {
	var c Clock
	noon := at(t, "2026-11-24 12:00") + 5*market.Second
	if TimeOfDay(noon, c.Zone()) != "12:00:05" || c.Zone().Name() != "UTC" {
		t.Error("a clock that nobody has set is not in UTC")
	}
	c.Chosen = zoneOf(t, "Asia/Kathmandu")
	if got := TimeOfDay(noon, c.Zone()); got != "17:45:05" {
		t.Error(got)
	}
}

func TestClockThatIsOff(t *testing.T) {
	for _, c := range []struct {
		skews []market.Millis
		says  string
	}{
		{nil, ""}, {[]market.Millis{0, 0}, ""}, {[]market.Millis{4000, 4500, 0}, ""}, {[]market.Millis{60_000}, "1 min ahead"}, {[]market.Millis{0, 60_000, 61_000}, "1 min ahead"},
		{[]market.Millis{-90_000, -90_100, 5}, "behind"}, {[]market.Millis{-90_000, 90_000}, ""}, {[]market.Millis{100, 120, 3 * market.Hour}, ""},
	} {
		var venues []market.VenueHealth
		for _, skew := range c.skews {
			venues = append(venues, market.VenueHealth{Skew: skew})
		}
		if got := ClockOffText(venues); c.says == "" != (got == "") || !strings.Contains(got, c.says) {
			t.Errorf("%v: %q", c.skews, got)
		}
	}
}
