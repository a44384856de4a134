package view

import (
	"math/rand/v2"
	"testing"
	"time"

	"brink/wasm/market"
)

// Dates are those of the package time, before 1970 and after 2100 as well.
func TestDatesAreTheCalendars(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(at market.Millis) {
		t.Helper()
		want := time.UnixMilli(int64(at)).UTC()
		for got, want := range map[string]string{
			iso(at):            want.Format("2006-01-02T15:04:05Z"),
			isoShort(at):       want.Format("20060102T150405Z"),
			StampIn(at, UTC):   want.Format("2 Jan 2006 15:04"),
			HourIn(at, UTC):    want.Format("15:04"),
			TimeOfDay(at, UTC): want.Format("15:04:05"),
		} {
			if got != want {
				t.Fatalf("%d is %s, want %s", at, got, want)
			}
		}
		if got := weekdayOf(at); got != int(want.Weekday()) {
			t.Fatalf("%d is weekday %d, want %s", at, got, want.Weekday())
		}
	}
	for day := market.Millis(-700_000); day < 800_000; day += 3 {
		check(day*market.Day + market.Millis(random.Int64N(int64(market.Day))))
	}
	for _, at := range []market.Millis{0, -1, 1, -market.Day, market.Day - 1, 951_782_399_999, 951_782_400_000, 4_107_542_400_000} {
		check(at)
	}
}
