package engine

import (
	"testing"

	"brink/wasm/market"
)

// A usual day is the one in the middle: a crash and a day that is known in part
// do not make it another.
func TestUsualDay(t *testing.T) {
	const hour = market.Hour
	var f forcedDays
	day := func(n int, from, hours market.Millis, usd float64) {
		start := market.Millis(20_000+n)*market.Day + from*hour
		for i := range hours {
			f.add(start+i*hour, hour, usd/float64(hours))
		}
	}
	near := func(what string, want market.USD) {
		t.Helper()
		if got := f.usual(); got < want*(1-1e-9) || got > want*(1+1e-9) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	near("before any bar", 0)
	day(0, 12, 5, 50e6)
	near("five hours", 0)
	day(0, 17, 5, 50e6)
	near("ten hours", 240e6)
	day(1, 0, 24, 80e6)
	near("a whole day is not over", 80e6)
	day(2, 0, 24, 2e9)
	near("a day, and a crash that goes on", 80e6)
	day(3, 0, 24, 100e6)
	near("two days", 1040e6)
	day(4, 0, 20, 90e6)
	near("three days", 100e6)
	day(5, 0, 24, 0)
	near("four days", 95e6)
	for n := range 60 {
		day(6+n, 0, 24, 10e6)
	}
	near("after two months", 10e6)
}

// What a copy says is what the original says, at every model.
func TestUsualDayOfACopy(t *testing.T) {
	bars := walk(7, 2000, market.OptionalOI)
	for _, model := range Models() {
		e := New(model, 5*market.Minute, 1)
		feed(t, e, bars)
		if got := e.UsualDay(); !(got > 0) || e.Clone().UsualDay() != got {
			t.Errorf("%s: %v, its copy %v", model.Name, got, e.Clone().UsualDay())
		}
	}
}
