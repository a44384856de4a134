package view

import (
	"strconv"

	"brink/wasm/market"
)

// date is what a calendar and a clock on the wall show at a moment. The package
// time would do the same for 14 KB of the browser's binary.
type date struct {
	year, month, day     int // month and day from 1
	hour, minute, second int
}

// dateOf is the date of a moment whose zone has been added.
func dateOf(wall market.Millis) date {
	second := int(remainder(wall, market.Day) / market.Second)
	// Days are counted from 1 March of the year 0, so that a leap day is the
	// last of its year; 146,097 days are 400 years.
	days := int((wall-remainder(wall, market.Day))/market.Day) + 719_468
	era := days / 146_097
	if days < 0 {
		era = (days - 146_096) / 146_097
	}
	days -= era * 146_097
	year := (days - days/1460 + days/36_524 - days/146_096) / 365
	days -= 365*year + year/4 - year/100
	month := (5*days + 2) / 153 // from March; five months have 153 days
	d := date{era*400 + year, month + 3, days - (153*month+2)/5 + 1, second / 3600, second / 60 % 60, second % 60}
	if d.month > 12 {
		d.year, d.month = d.year+1, d.month-12
	}
	return d
}

// Weekdays, as weekdayOf counts them.
const (
	sunday   = 0
	friday   = 5
	saturday = 6
)

// weekdayOf is the weekday of a moment whose zone has been added.
func weekdayOf(wall market.Millis) int {
	const thursday = 4 // 1 January 1970
	return int(remainder((wall-remainder(wall, market.Day))/market.Day+thursday, 7))
}

// padded writes a whole number with zeroes before it, up to a width.
func padded(n, width int) string {
	text := strconv.Itoa(n)
	for len(text) < width {
		text = "0" + text
	}
	return text
}

// hourMinute writes 12:05.
func (d date) hourMinute() string { return padded(d.hour, 2) + ":" + padded(d.minute, 2) }

// iso writes a moment as 2026-11-24T12:05:30Z.
func iso(at market.Millis) string {
	d := dateOf(at)
	return padded(d.year, 4) + "-" + padded(d.month, 2) + "-" + padded(d.day, 2) + "T" + d.hourMinute() + ":" + padded(d.second, 2) + "Z"
}

// isoShort writes a moment as 20261124T120530Z, for names of files.
func isoShort(at market.Millis) string {
	d := dateOf(at)
	return padded(d.year, 4) + padded(d.month, 2) + padded(d.day, 2) + "T" + padded(d.hour, 2) + padded(d.minute, 2) + padded(d.second, 2) + "Z"
}
