package session

import (
	"slices"
	"strconv"
	"strings"

	"brink/wasm/market"
)

// Spare are the keys of records that a device which takes no more gives up for one:
// a quarter of all at most, those that were set aside first, then the oldest days.
// A day goes for none but a newer one, and what is no day is kept.
func Spare(keys []string, saved string) []string {
	var spare []string
	until := dayOf(saved)
	for _, key := range keys {
		if at := dayOf(key); at < until {
			spare = append(spare, key)
		}
	}
	slices.SortStableFunc(spare, func(a, b string) int { return int((dayOf(a) - dayOf(b)) / market.Day) })
	return spare[:min(len(spare), (len(keys)+3)/4)]
}

// noDay is later than every day.
const noDay = market.Millis(1) << 52

// dayOf is the day that a record is of: -1 where it was set aside, noDay where it
// is of none.
func dayOf(key string) market.Millis {
	if strings.HasPrefix(key, "aside/") {
		return -market.Day
	}
	if strings.HasPrefix(key, "day/") {
		if n, err := strconv.ParseInt(key[strings.LastIndexByte(key, '/')+1:], 10, 32); err == nil {
			return market.Millis(n) * market.Day
		}
	}
	return noDay
}
