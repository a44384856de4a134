package view

import (
	"strconv"

	"brink/wasm/market"
)

// Zone is a time zone. Its offset is asked for each moment anew, for it changes
// with daylight saving; the browser knows it, a test brings its own.
type Zone interface {
	Name() string                          // Europe/Berlin
	Offset(at market.Millis) market.Millis // local time less UTC at a moment
}

// UTC is the zone that needs nobody's help.
var UTC Zone = utc{}

type utc struct{}

func (utc) Name() string                       { return "UTC" }
func (utc) Offset(market.Millis) market.Millis { return 0 }

// local is a moment's date in a zone.
func local(at market.Millis, zone Zone) date { return dateOf(at + zone.Offset(at)) }

// StampIn writes a time in a zone: 24 Nov 2026 12:05; with its offset in the
// hour that there is twice when clocks are put back.
func StampIn(at market.Millis, zone Zone) string {
	d := local(at, zone)
	return strconv.Itoa(d.day) + " " + words[phraseJanuary+phrase(d.month-1)] + " " + padded(d.year, 4) + " " + d.hourMinute() + which(at, zone)
}

// DateOf writes a day of UTC: 2026-11-24.
func DateOf(at market.Millis) string {
	d := local(at, UTC)
	return padded(d.year, 4) + "-" + padded(d.month, 2) + "-" + padded(d.day, 2)
}

// which tells a moment apart whose wall clock another moment shows as well, an
// hour before or after, where clocks are put back: " (UTC+2)"; "" elsewhere.
func which(at market.Millis, zone Zone) string {
	const reach = 3 * market.Hour // beyond any change of a clock
	own := zone.Offset(at)
	for _, probe := range [...]market.Millis{-reach, reach} {
		other := zone.Offset(at + probe)
		// That the clock was or will be put back: the wall clock is shown twice.
		if back := probe > 0 == (own > other); other != own && back && zone.Offset(at+own-other) == other {
			return " (" + offsetText(own) + ")"
		}
	}
	return ""
}

// offsetText writes an offset: UTC+2, UTC-3:30.
func offsetText(offset market.Millis) string {
	text := "UTC+"
	if offset < 0 {
		text, offset = "UTC-", -offset
	}
	text += strconv.Itoa(int(offset / market.Hour))
	if minutes := offset % market.Hour / market.Minute; minutes > 0 {
		text += ":" + padded(int(minutes), 2)
	}
	return text
}

// StampNamed writes a time with its zone, for captions: 24 Nov 2026 12:05
// Europe/Berlin.
func StampNamed(at market.Millis, zone Zone) string { return StampIn(at, zone) + " " + zone.Name() }

// HourIn writes the hour and minute of a day: 12:05.
func HourIn(at market.Millis, zone Zone) string {
	return local(at, zone).hourMinute() + which(at, zone)
}

// TimeOfDay writes the time of day with its second: 12:05:30.
func TimeOfDay(at market.Millis, zone Zone) string {
	d := local(at, zone)
	return d.hourMinute() + ":" + padded(d.second, 2) + which(at, zone)
}

// instant is the instant at which a zone's wall clock shows a time. One that
// daylight saving skips is taken as if the clock had not been changed.
func instant(wall market.Millis, zone Zone) market.Millis {
	at := wall - zone.Offset(wall)
	return wall - zone.Offset(at)
}

// SessionKind says which desks work in a session.
type SessionKind uint8

// The kinds of sessions.
const (
	Asia SessionKind = iota
	London
	NewYork
	Weekend
)

// String is the name for people.
func (k SessionKind) String() string {
	return words[phraseSessionAsia+phrase(k)]
}

// SessionZones are the zones that the sessions begin and end by.
type SessionZones struct{ Tokyo, London, NewYork Zone }

// Session is one trading session, [From, To).
type Session struct {
	Kind     SessionKind
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
func Sessions(dst []Session, from, to market.Millis, zones SessionZones) []Session {
	if to-from > 366*market.Day {
		return dst
	}
	add := func(kind SessionKind, open, shut market.Millis) {
		if open < to && shut > from {
			dst = append(dst, Session{kind, open, shut})
		}
	}
	for kind, zone := range [...]Zone{Asia: zones.Tokyo, London: zones.London, NewYork: zones.NewYork} {
		for day := midnight(from-market.Day, zone); day < to+market.Day; day += market.Day {
			if weekday := weekdayOf(day); weekday != saturday && weekday != sunday {
				add(SessionKind(kind), instant(day+hours[kind].open, zone), instant(day+hours[kind].shut, zone))
			}
		}
	}
	shut := hours[NewYork].shut
	for day := midnight(from-3*market.Day, zones.NewYork); day < to+market.Day; day += market.Day {
		if weekdayOf(day) == friday {
			add(Weekend, instant(day+shut, zones.NewYork), instant(day+2*market.Day+shut, zones.NewYork))
		}
	}
	return dst
}

// midnight is the last midnight of a zone's wall clock before a moment, as the
// wall clock tells it.
func midnight(at market.Millis, zone Zone) market.Millis {
	wall := at + zone.Offset(at)
	return wall - remainder(wall, market.Day)
}

// remainder is what is left of t over multiples of span, never negative.
func remainder(t, span market.Millis) market.Millis {
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
	left := bar - remainder(now, bar)
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
