package view

import (
	"slices"
	"strconv"

	"brink/wasm/market"
)

// Clock is the time zone that the page writes times in.
type Clock struct {
	Chosen Zone   // nil for UTC
	Device string // name of the device's own zone, "" where unknown
}

// Zone is the zone that times are written in.
func (c *Clock) Zone() Zone {
	if c.Chosen == nil {
		return UTC
	}
	return c.Chosen
}

// ClockWatch notices when the device's wall clock, which somebody may set, was
// moved: it holds it against a steady clock, which only counts on. The zero
// value is ready.
type ClockWatch struct {
	wall, steady market.Millis // of the last check
	started      bool
}

// maxDrift is how far the clocks may drift apart between two checks before one
// of them was moved. A device that slept counts as moved: its steady clock may
// have stood still.
const maxDrift = 2 * market.Second

// Check returns by how much the wall clock was moved since the last check, 0
// where it went on as it should.
func (w *ClockWatch) Check(wall, steady market.Millis) (moved market.Millis) {
	if w.started {
		if by := (wall - w.wall) - (steady - w.steady); by > maxDrift || by < -maxDrift {
			moved = by
		}
	}
	w.wall, w.steady, w.started = wall, steady, true
	return moved
}

// ClockMovedText says that the clock was moved; "" where it was not.
func ClockMovedText(by market.Millis) string {
	switch {
	case by > 0:
		return say(words[phraseClockAhead], Span(by))
	case by < 0:
		return say(words[phraseClockBack], Span(-by))
	}
	return ""
}

// maxSkew is by how much a device's clock may differ from the venues' before it
// is said.
const maxSkew = 5 * market.Second

// ClockOffText says by how much the device's clock is off, which is what most of
// the venues that stamp their messages agree on; "" while it is right.
func ClockOffText(venues []market.VenueHealth) string {
	var skews []market.Millis
	for i := range venues {
		if skew := venues[i].Skew; skew != 0 {
			skews = append(skews, skew)
		}
	}
	if len(skews) == 0 {
		return ""
	}
	slices.Sort(skews)
	// The lower of the middle two: of two venues that disagree, the nearer to
	// none of both signs says nothing.
	middle := skews[(len(skews)-1)/2]
	if other := skews[len(skews)/2]; other < 0 != (middle < 0) {
		return ""
	}
	switch {
	case middle > maxSkew:
		return say(words[phraseClockFast], Span(middle))
	case middle < -maxSkew:
		return say(words[phraseClockSlow], Span(-middle))
	}
	return ""
}

// Age writes a length of time with one unit: 45 s, 12 min, 3 h, 2 d. What is
// negative, as by a clock that was turned back, is none.
func Age(length market.Millis) string {
	length = max(length, 0)
	switch {
	case length < 2*market.Minute:
		return units(length, market.Second, "s")
	case length < 2*market.Hour:
		return units(length, market.Minute, "min")
	case length < 2*market.Day:
		return units(length, market.Hour, "h")
	}
	return units(length, market.Day, "d")
}

// Span writes a length of time with its two largest units: 45 s, 12 min,
// 3 h 20 min, 2 d 4 h.
func Span(length market.Millis) string {
	switch {
	case length < market.Minute:
		return units(length, market.Second, "s")
	case length < market.Hour:
		return units(length, market.Minute, "min")
	case length < market.Day:
		return two(length, market.Hour, "h", market.Minute, "min")
	}
	return two(length, market.Day, "d", market.Hour, "h")
}

// units writes how many whole units a length has.
func units(length, unit market.Millis, name string) string {
	return strconv.FormatInt(int64(length/unit), 10) + " " + name
}

// two writes a length in two units; the smaller is left out where it is 0.
func two(length, large market.Millis, name string, small market.Millis, of string) string {
	text := units(length, large, name)
	if length%large < small {
		return text
	}
	return text + " " + units(length%large, small, of)
}
