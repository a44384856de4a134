package view

import (
	"slices"
	"strconv"
	"strings"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// Lamp is the health of one venue, as it is shown.
type Lamp struct {
	Venue    string // id
	Light    string // connecting, live, quiet, blocked here, not listed
	Relayed  bool
	Forced   bool // it publishes liquidations
	Complete bool // all of them
	Heard    market.Millis
	Events   int
	Bad      int // messages that could not be read
	Reason   string
	Sample   string
	Notice   string  // what the venue last said to us
	Part     float64 // of the history
	Funding  float64 // rate per hour, longs pay when positive; NaN where unknown
	Next     market.Millis
}

// Forced is a liquidation that happened.
type Forced struct {
	Venue    string
	Time     market.Millis
	Closed   market.Side
	Price    market.Price
	USD      market.USD
	Complete bool
}

// Feed is how a live market's venues are.
type Feed struct {
	At      market.Millis // when this was so
	Filled  float64       // of the history, 0 to 1
	Filling bool
	Lamps   []Lamp
	Forced  []Forced      // the newest, newest first
	Latency market.Millis // from message to pixels, the 99th percentile of the last minute; 0 where unknown
}

// ForcedKept is how many liquidations the list shows.
const ForcedKept = 8

// VenueName is a venue's name for people; its id where it has none.
func VenueName(id string) string {
	if row := venues.Of(market.Venue(id)); row != nil {
		return row.Title
	}
	switch id {
	case "simulated":
		return "Simulated"
	case "recorded":
		return "Recorded"
	}
	return id
}

// Live reports whether the market at hand goes on at exchanges.
func (s *State) Live() bool { return s.Source.Origin == market.Live }

// Offers reports whether a window can be chosen: of a live market any, for
// older history is fetched when it is.
func (s *State) Offers(w Window) bool { return s.Live() || w.Fits(s.Source.Length()) }

// shining is how many venues are live.
func (f *Feed) shining() int {
	n := 0
	for i := range f.Lamps {
		if f.Lamps[i].Light == "live" {
			n++
		}
	}
	return n
}

// status is the state of a live market, whose bars reach until a time, in
// words.
func (f *Feed) status(until market.Millis) string {
	n := f.shining()
	if n == 0 {
		return "STALE, last bar " + Age(f.At-until) + " ago"
	}
	text := "LIVE, " + strconv.Itoa(n) + " of " + strconv.Itoa(len(f.Lamps)) + " venues"
	if f.Filling {
		text += ", history " + strconv.Itoa(int(100*f.Filled)) + " %"
	}
	return text
}

// Ticks reports whether the next feed says of the venues what the one at hand
// says, but for ages, counts and speed.
func (s *State) Ticks(next *Feed) bool {
	was, until := &s.Feed, s.Source.Until
	if len(was.Lamps) != len(next.Lamps) || was.status(until) != next.status(until) || was.funding().sentence() != next.funding().sentence() {
		return false
	}
	for i := range was.Lamps {
		if a, b := &was.Lamps[i], &next.Lamps[i]; a.Venue != b.Venue || a.Light != b.Light || a.Bad != b.Bad {
			return false
		}
	}
	return true
}

// Age writes a span of time short: 45 s, 12 min, 3 h, 2 d.
func Age(span market.Millis) string {
	if span < 0 {
		span = 0
	}
	switch {
	case span < 2*market.Minute:
		return strconv.Itoa(int(span/market.Second)) + " s"
	case span < 2*market.Hour:
		return strconv.Itoa(int(span/market.Minute)) + " min"
	case span < 2*market.Day:
		return strconv.Itoa(int(span/market.Hour)) + " h"
	}
	return strconv.Itoa(int(span/market.Day)) + " d"
}

// Says is a lamp in words: its light, by which way, how long ago something
// came.
func (s *State) Says(l *Lamp) string {
	text := l.Light
	if l.Light == "live" && l.Relayed {
		text = "relayed"
	}
	if l.Heard > 0 {
		text += ", " + Age(s.Feed.At-l.Heard)
	}
	return text
}

// Sampling is what is known of a venue's liquidations.
func (l *Lamp) Sampling() string {
	switch {
	case !l.Forced:
		return "none published"
	case l.Complete:
		return "complete"
	}
	return "sampled"
}

// Counters are a lamp's figures in words, with the last message that could
// not be read.
func (l *Lamp) Counters() string {
	text := VenueName(l.Venue) + ": " + strconv.Itoa(l.Events) + " events, " + strconv.Itoa(l.Bad) + " unreadable, liquidations " + l.Sampling()
	if l.Bad > 0 {
		text += ". The last: " + l.Reason + ": " + l.Sample
	}
	return text
}

// On reports whether a venue is counted in.
func (s *Settings) On(venue string) bool { return !slices.Contains(strings.Fields(s.Off), venue) }

// Venues are a bit for each venue of the source that is counted in.
func (s *State) Venues() uint32 {
	bits := uint32(0)
	for i, venue := range s.Source.Venues {
		if s.Settings.On(venue) {
			bits |= 1 << i
		}
	}
	return bits
}

// Turn counts a venue in or out. The last one stays.
func (s *State) Turn(venue string) {
	off := strings.Fields(s.Settings.Off)
	if s.Settings.On(venue) {
		off = append(off, venue)
	} else {
		kept := off[:0]
		for _, v := range off {
			if v != venue {
				kept = append(kept, v)
			}
		}
		off = kept
	}
	before := s.Settings.Off
	if s.Settings.Off = strings.Join(off, " "); s.Venues() == 0 {
		s.Settings.Off = before
	}
	s.changed(Look)
}

// Happened adds liquidations to the list, the newest first.
func (f *Feed) Happened(anew bool, rows []Forced) {
	if anew {
		f.Forced = nil
	}
	if len(rows) > ForcedKept {
		rows = rows[len(rows)-ForcedKept:]
	}
	var list []Forced
	for i := len(rows) - 1; i >= 0; i-- {
		list = append(list, rows[i])
	}
	list = append(list, f.Forced...)
	f.Forced = list[:min(len(list), ForcedKept)]
}

// Told is a liquidation's side, venue, and whether such a feed tells of all.
func (f *Forced) Told() string {
	text := f.Closed.String() + ", " + VenueName(f.Venue)
	if !f.Complete {
		text += ", sampled"
	}
	return text
}

// Clock writes a time of day in a zone: 12:05:30.
func Clock(t market.Millis, zone Zone) string {
	of := rest(t+zone.Offset(t), market.Day)
	two := func(n market.Millis) string {
		return string([]byte{byte('0' + n/10), byte('0' + n%10)})
	}
	return two(of/market.Hour) + ":" + two(of/market.Minute%60) + ":" + two(of/market.Second%60)
}

// Speed is how long messages take to the screen, in words.
func (s *State) Speed() string {
	if s.Feed.Latency == 0 {
		return ""
	}
	return "Message to pixels: " + strconv.Itoa(int(s.Feed.Latency)) + " ms for 99 of 100"
}

// Unreadable tells of the messages that could not be read, venue by venue; ""
// where there are none.
func (s *State) Unreadable() string {
	text := ""
	for i := range s.Feed.Lamps {
		if l := &s.Feed.Lamps[i]; l.Bad > 0 {
			text += l.Counters() + " "
		}
	}
	return text
}

// Offered are the symbols to choose from: the one chosen and those that match
// what was typed, or the first of all, and no more than a list may hold.
func (s *State) Offered() []string {
	if s.Source.Symbol == "" {
		return nil
	}
	out := []string{s.Source.Symbol}
	typed := strings.ToUpper(strings.TrimSpace(s.Typed))
	for _, symbol := range s.Source.Symbols {
		if symbol != s.Source.Symbol && strings.HasPrefix(strings.ToUpper(symbol), typed) && len(out) < symbolsShown {
			out = append(out, symbol)
		}
	}
	return out
}

// symbolsShown bounds the list of symbols: each is an element of the page.
const symbolsShown = 16

// Search takes what was typed to find a symbol; the symbol itself is chosen
// at once.
func (s *State) Search(typed string) {
	s.Typed = typed
	for _, symbol := range s.Source.Symbols {
		if strings.EqualFold(symbol, strings.TrimSpace(typed)) {
			s.Typed = ""
			s.Choose(ChoiceSymbol, symbol)
		}
	}
}

// Many reports whether there are more symbols than the list shows.
func (s *State) Many() bool { return len(s.Source.Symbols) >= symbolsShown }

// Alone reports whether a venue is the only one that is counted in.
func (s *State) Alone(venue string) bool {
	bits := s.Venues()
	return s.Settings.On(venue) && bits&(bits-1) == 0
}
