package view

import (
	"strconv"
	"time"

	"brink/wasm/market"
)

// Zone is a time zone by its name. Its offset is asked for each moment anew,
// for it changes with daylight saving; who knows it is the caller's affair.
type Zone interface {
	Name() string                          // Europe/Berlin
	Offset(at market.Millis) market.Millis // local time less UTC at a moment
}

// UTC is the zone that needs nobody's help.
var UTC Zone = utc{}

type utc struct{}

func (utc) Name() string                       { return "UTC" }
func (utc) Offset(market.Millis) market.Millis { return 0 }

// local is a moment's wall clock in a zone, as a time that claims to be UTC.
func local(at market.Millis, zone Zone) time.Time {
	return time.UnixMilli(int64(at + zone.Offset(at))).UTC()
}

// StampIn writes a time in a zone: 24 Nov 2026 12:05.
func StampIn(at market.Millis, zone Zone) string { return local(at, zone).Format("2 Jan 2006 15:04") }

// StampNamed writes a time with its zone, for captions: 24 Nov 2026 12:05
// Europe/Berlin.
func StampNamed(at market.Millis, zone Zone) string { return StampIn(at, zone) + " " + zone.Name() }

// HourIn writes the time of day: 12:05.
func HourIn(at market.Millis, zone Zone) string { return local(at, zone).Format("15:04") }

// moment is the instant at which a zone's wall clock shows a time. One that
// daylight saving skips is taken as if the clock had not been changed.
func moment(wall market.Millis, zone Zone) market.Millis {
	at := wall - zone.Offset(wall)
	return wall - zone.Offset(at)
}

// Trading is a part of the week by which traders tell time.
type Trading uint8

// The parts of the week.
const (
	Asia Trading = iota
	London
	NewYork
	Weekend
)

// String is the name for people.
func (t Trading) String() string {
	return [...]string{"Asia", "London", "New York", "Weekend"}[t]
}

// Places are the zones that the sessions are told in.
type Places struct{ Tokyo, London, NewYork Zone }

// Session is one occurrence: [From, To).
type Session struct {
	Of       Trading
	From, To market.Millis
}

// hours are when the desks of a place work, on its own clock, Monday to
// Friday: nine to six in Tokyo, eight to five in London and New York.
var hours = [...]struct{ open, shut market.Millis }{
	Asia: {9 * market.Hour, 18 * market.Hour}, London: {8 * market.Hour, 17 * market.Hour}, NewYork: {8 * market.Hour, 17 * market.Hour},
}

// Sessions appends those that touch [from, to), ordered by kind, then time. A
// weekend runs from New York's Friday five o'clock to its Sunday five o'clock,
// while currencies do not trade. Stretches of more than a year have none: they
// would be thinner than a line.
func Sessions(dst []Session, from, to market.Millis, places Places) []Session {
	if to-from > 366*market.Day {
		return dst
	}
	add := func(of Trading, open, shut market.Millis) {
		if open < to && shut > from {
			dst = append(dst, Session{of, open, shut})
		}
	}
	for of, zone := range [...]Zone{Asia: places.Tokyo, London: places.London, NewYork: places.NewYork} {
		for day := midnight(from-market.Day, zone); day < to+market.Day; day += market.Day {
			if weekday := weekdayOf(day); weekday != time.Saturday && weekday != time.Sunday {
				add(Trading(of), moment(day+hours[of].open, zone), moment(day+hours[of].shut, zone))
			}
		}
	}
	shut := hours[NewYork].shut
	for day := midnight(from-3*market.Day, places.NewYork); day < to+market.Day; day += market.Day {
		if weekdayOf(day) == time.Friday {
			add(Weekend, moment(day+shut, places.NewYork), moment(day+2*market.Day+shut, places.NewYork))
		}
	}
	return dst
}

// midnight is the wall clock's last midnight at a moment, on the wall clock.
func midnight(at market.Millis, zone Zone) market.Millis {
	wall := at + zone.Offset(at)
	return wall - rest(wall, market.Day)
}

func weekdayOf(wall market.Millis) time.Weekday { return time.UnixMilli(int64(wall)).UTC().Weekday() }

// rest is what is left of t over multiples of span, never negative.
func rest(t, span market.Millis) market.Millis {
	if over := t % span; over >= 0 {
		return over
	} else {
		return over + span
	}
}

// Countdown writes what is left of a drawn bar: 4:05, 1:02:09, 3 d 04:11.
func Countdown(now, bar market.Millis) string {
	if bar <= 0 {
		return "–"
	}
	left := bar - rest(now, bar)
	seconds := int64((left + market.Second - 1) / market.Second)
	two := func(n int64) string {
		if n < 10 {
			return "0" + strconv.FormatInt(n, 10)
		}
		return strconv.FormatInt(n, 10)
	}
	days, hour, minute := seconds/86400, seconds/3600%24, seconds/60%60
	switch {
	case days > 0:
		return strconv.FormatInt(days, 10) + " d " + two(hour) + ":" + two(minute)
	case hour > 0:
		return strconv.FormatInt(hour, 10) + ":" + two(minute) + ":" + two(seconds%60)
	}
	return strconv.FormatInt(minute, 10) + ":" + two(seconds%60)
}

// Watch reads the device's two clocks: the wall clock, which somebody may set,
// and a steady one, which only counts on. Its zero value is ready.
type Watch struct {
	wall, steady market.Millis
	wound        bool
}

// jump is how far the clocks may drift apart before one of them was moved; a
// device that slept counts as moved, and rightly so.
const jump = 2 * market.Second

// Read returns by how much the wall clock was moved since the last reading, 0
// where it went on as it should.
func (w *Watch) Read(wall, steady market.Millis) (moved market.Millis) {
	if w.wound {
		if by := (wall - w.wall) - (steady - w.steady); by > jump || by < -jump {
			moved = by
		}
	}
	w.wall, w.steady, w.wound = wall, steady, true
	return moved
}

// Moved says that the clock was moved; "" where it was not.
func Moved(by market.Millis) string {
	switch {
	case by > 0:
		return "The device's clock was moved ahead by " + Span(by) + ", or the device slept; times and countdowns follow the new one, and the map is built from the venues' own times."
	case by < 0:
		return "The device's clock was moved back by " + Span(-by) + "; times and countdowns follow the new one, and the map is built from the venues' own times."
	}
	return ""
}

// Span writes a length of time with its two largest units: 45 s, 12 min,
// 3 h 20 min, 2 d 4 h.
func Span(length market.Millis) string {
	part := func(n market.Millis, unit string) string { return strconv.FormatInt(int64(n), 10) + " " + unit }
	two := func(large market.Millis, unit string, small market.Millis, of string) string {
		if small == 0 {
			return part(large, unit)
		}
		return part(large, unit) + " " + part(small, of)
	}
	switch {
	case length < market.Minute:
		return part(length/market.Second, "s")
	case length < market.Hour:
		return part(length/market.Minute, "min")
	case length < market.Day:
		return two(length/market.Hour, "h", length%market.Hour/market.Minute, "min")
	}
	return two(length/market.Day, "d", length%market.Day/market.Hour, "h")
}
