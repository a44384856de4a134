package view

import (
	"math"
	"strconv"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// Liquidation is one that happened at a venue.
type Liquidation struct {
	Venue string // id
	market.Liquidation
}

// Feed is how a live market's venues are.
type Feed struct {
	At           market.Millis // when this was so
	Share        float64       // of the history that is there, 0 to 1
	Loading      bool          // more of the history is on its way
	Venues       []market.VenueHealth
	Liquidations []Liquidation // the newest large ones, newest first
	Smaller      Smaller       // those that are not listed for their size
	Silent       bool          // the engine does not answer
	Latency      market.Millis // from message to pixels, the 99th percentile of the last minute; 0 where unknown
}

// maxLiquidations is how many liquidations the list shows.
const maxLiquidations = 8

// VenueName is a venue's name for people; its id where it has none.
func VenueName(id string) string {
	if row := venue.Of(market.Venue(id)); row != nil {
		return row.Title
	}
	switch id {
	case "simulated":
		return words[phraseVenueSimulated]
	case "recorded":
		return words[phraseVenueRecorded]
	}
	return id
}

// liveVenues is how many venues are live.
func (f *Feed) liveVenues() int {
	n := 0
	for i := range f.Venues {
		if f.Venues[i].Status == market.VenueLive {
			n++
		}
	}
	return n
}

// staleAfter is how long nothing may come of any venue of a live market.
const staleAfter = 15 * market.Second

// stale reports whether no venue is live, or nothing has come of any for so long
// that what is shown is not live.
func (f *Feed) stale() bool {
	newest := market.Millis(0)
	for i := range f.Venues {
		newest = max(newest, f.Venues[i].LastEvent)
	}
	return f.liveVenues() == 0 || newest > 0 && f.At-newest > staleAfter
}

// status is the state of a live market, whose bars reach until a time, in
// words.
func (f *Feed) status(until market.Millis) string {
	n := f.liveVenues()
	if f.stale() {
		return say(words[phraseStatusStale], Age(f.At-until))
	}
	text := say(words[phraseStatusLive], strconv.Itoa(n), strconv.Itoa(len(f.Venues)))
	for i := range f.Venues {
		if v := &f.Venues[i]; half(v) != "" {
			text += say(words[phraseStatusWithout], VenueName(string(v.Venue)), half(v))
		}
	}
	if f.Loading {
		text += say(words[phraseStatusHistory], strconv.Itoa(int(100*f.Share)))
	}
	return text
}

// half is which half of a venue is missing while the other comes; "" where both
// come or neither.
func half(v *market.VenueHealth) string {
	if v.Status == market.VenueQuiet {
		switch v.Missing {
		case market.MissingFeed:
			return words[phraseHalfFeed]
		case market.MissingHistory:
			return words[phraseHalfHistory]
		}
	}
	return ""
}

// funding is the mean rate of the venues that tell theirs.
func (f *Feed) funding() (mean Funding) {
	n := 0.
	for i := range f.Venues {
		if rate := f.Venues[i].Funding; !math.IsNaN(rate) {
			mean.PerHour += rate
			n++
		}
	}
	if n > 0 {
		mean.PerHour, mean.Known = mean.PerHour/n, true
	}
	return mean
}

// OnlyCountersDiffer reports whether the next feed says of the venues what
// this one says, but for ages, counters and latency. Those are written past
// the components, for rendering the page costs a frame. The market's bars
// reach until a time.
func (f *Feed) OnlyCountersDiffer(next *Feed, until market.Millis) bool {
	if len(f.Venues) != len(next.Venues) || f.status(until) != next.status(until) || f.funding().sentence() != next.funding().sentence() || f.InterestText(everywhere) != next.InterestText(everywhere) {
		return false
	}
	for i := range f.Venues {
		if a, b := &f.Venues[i], &next.Venues[i]; a.Venue != b.Venue || a.Status != b.Status || a.Missing != b.Missing || a.LeftOut != b.LeftOut || a.Apart != b.Apart || a.Refused != b.Refused || a.LimitedUntil != b.LimitedUntil {
			return false
		}
	}
	return true
}

// everywhere counts every venue.
func everywhere(string) bool { return true }

// HealthText is a venue's state at a time, by which route, and how long ago
// anything came.
func HealthText(v *market.VenueHealth, now market.Millis) string {
	text := v.Status.String()
	if v.Status == market.VenueLive && v.Relayed {
		text = words[phraseHealthRelayed]
	} else if what := half(v); what != "" {
		text = say(words[phraseHealthNo], what)
	}
	if v.LastEvent > 0 {
		text += ", " + Age(now-v.LastEvent)
	}
	return text
}

// CountersText is a venue's counters in words: events, messages that could not
// be read with the last of them, and whether it publishes liquidations, and
// all of them.
func CountersText(v *market.VenueHealth) string {
	publishes := words[phraseSampled]
	switch {
	case !v.PublishesLiquidations:
		publishes = words[phraseUnpublished]
	case v.Complete:
		publishes = words[phraseComplete]
	}
	text := say(words[phraseCounters], VenueName(string(v.Venue)), Number(float64(v.Events), 0), Number(float64(v.Refused), 0), publishes)
	if v.Refused > 0 {
		text += say(words[phraseCountersLast], v.Reason, v.Sample)
	}
	return text
}

// UnreadableText tells of the messages that could not be read, venue by venue;
// "" where there are none.
func (f *Feed) UnreadableText() string {
	text := ""
	for i := range f.Venues {
		if v := &f.Venues[i]; v.Refused > 0 {
			text += CountersText(v) + " "
		}
	}
	return text
}

// Notes are what there is to say of the venues beneath their list: whose price is
// apart from the others', who has no contract that can be shown and why, who limits our requests and until when, by the clock of a
// zone, and what could not be read; "" where there is nothing.
func (f *Feed) Notes(zone Zone) string {
	text := ""
	for i := range f.Venues {
		v := &f.Venues[i]
		name := VenueName(string(v.Venue))
		if v.Apart != 0 {
			where, t := words[phraseAbove], words[phraseApart]
			if v.Apart < 0 {
				where = words[phraseBelow]
			}
			if v.Disputed {
				t = words[phraseApartDisputed]
			}
			text += say(t, name, Percent(v.Apart), where) + " "
		}
		if v.LeftOut != market.ListedHere {
			text += name + words[phraseLeftOut+phrase(v.LeftOut)-1] + " "
		}
		if v.LimitedUntil > f.At {
			text += say(words[phraseLimits], name, TimeOfDay(v.LimitedUntil, zone)) + " "
		}
	}
	return text + f.UnreadableText()
}

// LatencyText is how long messages take to the screen; "" where unknown.
func (f *Feed) LatencyText() string {
	if f.Latency == 0 {
		return ""
	}
	return say(words[phraseLatency], strconv.Itoa(int(f.Latency)))
}

// Smaller is how many liquidations were left out of the list, and their dollars.
type Smaller struct {
	N   int
	USD market.USD
}

// Text says so; "" where there are none.
func (s Smaller) Text() string {
	if s.N == 0 {
		return ""
	}
	return say(words[phraseSmallerOnes], strconv.Itoa(s.N), Dollars(s.USD))
}

// listedShare is the share of what is forced out on a usual day from which on a
// liquidation is listed.
const listedShare = 1. / 5000

// ListedFrom is the smallest liquidation that is listed: it follows the coin.
func (c *Clusters) ListedFrom() market.USD { return c.UsualDay * listedShare }

// AddLiquidations adds rows, which come oldest first, to the list, those of
// least and more; others are counted. replace drops what came before.
func (f *Feed) AddLiquidations(replace bool, all []Liquidation, least market.USD) {
	if replace {
		f.Liquidations, f.Smaller = nil, Smaller{}
	}
	rows := make([]Liquidation, 0, len(all))
	for i := range all {
		if all[i].USD >= least {
			rows = append(rows, all[i])
			continue
		}
		f.Smaller.N++
		f.Smaller.USD += all[i].USD
	}
	if len(rows) > maxLiquidations {
		rows = rows[len(rows)-maxLiquidations:]
	}
	var list []Liquidation
	for i := len(rows) - 1; i >= 0; i-- {
		list = append(list, rows[i])
	}
	list = append(list, f.Liquidations...)
	f.Liquidations = list[:min(len(list), maxLiquidations)]
}

// Text is when a liquidation happened in a zone, its side and venue, and
// whether the venue's feed is sampled.
func (l *Liquidation) Text(zone Zone) string {
	t := words[phraseHappened]
	if !l.Complete {
		t = words[phraseHappenedSampled]
	}
	return say(t, TimeOfDay(l.Time, zone), l.Closed.String(), VenueName(l.Venue))
}
