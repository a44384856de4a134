package replay

import (
	"bytes"
	"math"

	"brink/wasm/market"
)

// stamps is how a file writes its times, as far as the rows up to here tell.
type stamps struct {
	text        bool // as text, not as a number
	order       byte // of 3/4/2026: d for the day first, m for the month; 0 while not known
	zoned, bare bool // rows with and without an offset
	offset      market.Millis
	offsets     bool // more than one
}

// latest is 2100-01-01: a stamp beyond it is of another unit.
const latest = 4_102_444_800_000

// units are what a number of time since 1970 may count, each with the numbers
// that are read so, which do not overlap: from 2001 to 2100.
var units = [...]struct {
	from, to, times, over float64
}{{1e9, latest / 1e3, 1e3, 1}, {1e15, latest * 1e3, 1, 1e3}, {1e18, latest * 1e6, 1, 1e6}}

// millis parses the stamp of the row at hand: Unix time in milliseconds, or in
// seconds, microseconds or nanoseconds unless the column is called ts_ms, also
// with a fraction of zero; or a date with a clock.
func (t *table) millis(c int) market.Millis {
	field := t.fields[t.places[c]]
	v, ok := t.numbers.parse(field)
	if !ok || t.date > 0 {
		return t.moment(c, field)
	}
	if t.columns[c].name != "ts_ms" {
		for _, u := range units {
			if v >= u.from && v <= u.to {
				v = v * u.times / u.over
				if u.over > 1 {
					v = math.Trunc(v)
				}
				break
			}
		}
	}
	advice := ""
	if bytes.IndexByte(bytes.ToLower(field), 'e') >= 0 {
		advice = "; a spreadsheet has rounded it: show the column as a number without decimals and save again"
	}
	switch {
	case v < 0 || v > latest:
		t.spoil(c, "stamp-impossible", "is not in milliseconds between 1970 and 2100"+advice)
	case v != math.Trunc(v):
		t.spoil(c, "stamp-unreadable", "is not a whole number of milliseconds"+advice)
	default:
		return market.Millis(v)
	}
	return 0
}

// findDate finds a date beside a column that may hold a clock alone.
func (t *table) findDate() {
	switch plainName(t.fields[t.places[0]]) {
	case "time", "uhrzeit", "zeit":
	default:
		return
	}
	for i, field := range t.fields {
		if name := plainName(field); name == "date" || name == "datum" {
			row := *t
			row.fields = nil
			if row.next() {
				clock := row.fields[row.places[0]]
				if n := bytes.IndexByte(clock, ':'); n > 0 && n <= 2 {
					t.date = i + 1
				}
			}
			return
		}
	}
}

// moment parses a stamp that is text.
func (t *table) moment(c int, field []byte) market.Millis {
	if t.date > 0 {
		field = append(append(append([]byte(nil), t.fields[t.date-1]...), ' '), field...)
	}
	p := dateParser{rest: field}
	day, ok := p.date(t)
	if t.fault != nil {
		return 0
	}
	clock, offset, zoned := market.Millis(0), market.Millis(0), false
	if ok {
		clock, offset, zoned, ok = p.clock()
	}
	if !ok {
		t.spoil(c, "stamp-unreadable", "is no time that is read here; write it as 2026-03-01 13:45 or as Unix milliseconds")
		return 0
	}
	s := &t.times
	s.offsets = s.offsets || s.zoned && zoned && s.offset != offset
	s.text, s.offset, s.zoned, s.bare = true, offset, s.zoned || zoned, s.bare || !zoned
	at := day + clock - offset
	if at < 0 || at > latest {
		t.spoil(c, "stamp-impossible", "is not between 1970 and 2100")
	}
	return at
}

// dateParser takes a text apart from its front.
type dateParser struct{ rest []byte }

// figure takes a whole number of up to four digits, and says how many.
func (p *dateParser) figure() (n, width int) {
	for len(p.rest) > 0 && width < 4 && p.rest[0] >= '0' && p.rest[0] <= '9' {
		n = n*10 + int(p.rest[0]-'0')
		width++
		p.rest = p.rest[1:]
	}
	return n, width
}

// sign takes one of the signs, and returns 0 where none stands.
func (p *dateParser) sign(signs string) byte {
	if len(p.rest) > 0 && bytes.IndexByte([]byte(signs), p.rest[0]) >= 0 {
		c := p.rest[0]
		p.rest = p.rest[1:]
		return c
	}
	return 0
}

// date takes 2026-03-01, 2026/03/01, 01.03.2026, or 3/1/2026 in the order that
// the file tells.
func (p *dateParser) date(t *table) (market.Millis, bool) {
	a, wide := p.figure()
	sign := p.sign("-./")
	b, second := p.figure()
	if wide == 0 || second == 0 || second > 2 || sign == 0 || p.sign(string(sign)) == 0 {
		return 0, false
	}
	c, third := p.figure()
	year, month, day := a, b, c
	switch {
	case wide == 4 && third >= 1 && third <= 2:
	case wide > 2 || third != 4 && third != 2:
		return 0, false
	case sign == '.' || t.dayFirst(a, b, sign):
		year, month, day = c, b, a
	default:
		year, month, day = c, a, b
	}
	if year < 100 {
		year += 2000
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return market.Millis(daysSince1970(year, month, day)) * market.Day, true
}

// dayFirst reports whether the file writes the day before the month: a figure
// above twelve in any row tells. Where none does, the stamp is refused.
func (t *table) dayFirst(a, b int, sign byte) bool {
	look := dateParser{}
	for line, rest := []byte(nil), t.rest; t.times.order == 0; {
		switch {
		case a > 12:
			t.times.order = 'd'
		case b > 12:
			t.times.order = 'm'
		case len(rest) == 0:
			t.spoil(0, "stamp-ambiguous", "can be read with the day or the month first, and no row of the file tells; write dates as 2026-03-01")
			return true
		}
		line = rest[:lineEnd(rest)]
		rest = rest[min(len(line)+1, len(rest)):]
		copied := *t
		copied.fields = nil
		if a, b = 0, 0; copied.cut(line) == t.width {
			place := t.places[0]
			if t.date > 0 {
				place = t.date - 1
			}
			look.rest = copied.fields[place]
			a, _ = look.figure()
			if look.sign(string(sign)) != 0 {
				b, _ = look.figure()
			}
		}
	}
	return t.times.order == 'd'
}

// clock takes what follows a date: nothing, or 13:45, 13:45:30.5, 1:45 PM,
// 11-PM, with Z, UTC, GMT or an offset from it.
func (p *dateParser) clock() (clock, offset market.Millis, zoned, ok bool) {
	if p.sign("Tt,") != 0 || len(p.rest) > 0 && p.rest[0] == ' ' {
		for p.sign(" ") != 0 {
		}
		hour, wide := p.figure()
		if wide == 0 {
			offset, zoned = p.zone()
			return 0, offset, zoned, len(p.rest) == 0
		}
		minute, second, fraction := 0, 0, market.Millis(0)
		if p.sign(":") != 0 {
			minute, wide = p.figure()
			if wide == 2 && p.sign(":") != 0 {
				if second, wide = p.figure(); p.sign(".,") != 0 {
					fraction = p.fraction()
				}
			}
			if wide != 2 {
				return 0, 0, false, false
			}
		}
		if half := p.half(); half != 0 {
			if hour < 1 || hour > 12 {
				return 0, 0, false, false
			}
			if hour %= 12; half == 'p' {
				hour += 12
			}
		}
		if hour > 23 || minute > 59 || second > 59 {
			return 0, 0, false, false
		}
		clock = market.Millis(hour)*market.Hour + market.Millis(minute)*market.Minute + market.Millis(second)*market.Second + fraction
	}
	offset, zoned = p.zone()
	return clock, offset, zoned, len(p.rest) == 0
}

// fraction takes the digits after a second's point, as milliseconds.
func (p *dateParser) fraction() (ms market.Millis) {
	for unit := market.Millis(100); len(p.rest) > 0 && p.rest[0] >= '0' && p.rest[0] <= '9'; unit /= 10 {
		ms += unit * market.Millis(p.rest[0]-'0')
		p.rest = p.rest[1:]
	}
	return ms
}

// half takes AM or PM, and returns a, p or 0.
func (p *dateParser) half() byte {
	if text := bytes.ToLower(bytes.TrimLeft(p.rest, " -")); len(text) == 2 && text[1] == 'm' && (text[0] == 'a' || text[0] == 'p') {
		p.rest = nil
		return text[0]
	}
	return 0
}

// zone takes an offset from UTC to the end of a text.
func (p *dateParser) zone() (offset market.Millis, zoned bool) {
	p.rest = bytes.TrimSpace(p.rest)
	switch string(p.rest) {
	case "Z", "z", "UTC", "GMT":
		p.rest = nil
		return 0, true
	}
	sign := p.sign("+-")
	if sign == 0 {
		return 0, false
	}
	hour, wide := p.figure()
	minute := 0
	switch {
	case wide == 4:
		hour, minute = hour/100, hour%100
	case wide == 2 && p.sign(":") != 0:
		minute, _ = p.figure()
	case wide != 2:
		p.rest = []byte{sign}
	}
	if offset = market.Millis(hour)*market.Hour + market.Millis(minute)*market.Minute; hour > 15 || minute > 59 {
		p.rest = []byte{sign}
	}
	if sign == '-' {
		offset = -offset
	}
	return offset, true
}

func daysIn(year, month int) int {
	switch {
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	case month != 2:
		return 31
	case year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	}
	return 28
}

// daysSince1970 counts the days to a date of the Gregorian calendar.
func daysSince1970(year, month, day int) int {
	if month < 3 { // years begin in March, so that the leap day is the last
		year, month = year-1, month+12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 719469
}
