package view

import (
	"math"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Tab is what the dock below the map shows.
type Tab string

// The tabs of the dock.
const (
	Closed    Tab = ""
	Clusters  Tab = "clusters"
	Positions Tab = "positions"
	Alerts    Tab = "alerts"
	Help      Tab = "help"
	Export    Tab = "export"
)

// Show opens a tab of the dock, and closes the one that is open. On a phone
// the settings make room for it.
func (s *State) Show(tab Tab) {
	if s.Tab == tab {
		tab = Closed
	}
	s.Tab, s.Sheet = tab, false
	s.changed(Nothing)
}

// Drawn is how many clusters the table shows: each is several elements of the
// page.
const Drawn = 8

// Table is the clusters that the table shows, in the chosen order.
func (s *State) Table() []insight.Cluster {
	s.Outlook.Sort(s.Order, s.Backward)
	return s.Outlook.Clusters[:min(len(s.Outlook.Clusters), Drawn)]
}

// OrderBy sorts the table by a column, or turns its order around.
func (s *State) OrderBy(by Column) {
	s.Backward = s.Order == by && !s.Backward
	s.Order = by
}

// Arrow says how a column sorts the table, in the words of accessibility.
func (s *State) Arrow(by Column) string {
	switch {
	case s.Order != by:
		return "none"
	case s.Backward:
		return "ascending"
	}
	return "descending"
}

// Price is the newest price, or that of the moment that is replayed.
func (s *State) Price() market.Price {
	if !s.Replaying() && s.Last.Valid() {
		return s.Last
	}
	return s.Outlook.Price
}

// Look is the outlook as of now: with the newest price and funding.
func (s *State) Look() *Outlook {
	o := &s.Outlook
	o.Price, o.Least = s.Price(), s.Settings.Least
	if o.Funding = (Funding{}); !s.Replaying() {
		o.Funding = s.Feed.funding()
	}
	return o
}

// funding is the venues' mean, of those that tell.
func (f *Feed) funding() (mean Funding) {
	n := 0.
	for i := range f.Lamps {
		if rate := f.Lamps[i].Funding; !math.IsNaN(rate) {
			mean.PerHour += rate
			n++
		}
	}
	if n > 0 {
		mean.PerHour, mean.Known = mean.PerHour/n, true
	}
	return mean
}

// Headline is the market in one line; "" before anything is known of it.
func (s *State) Headline() string {
	if s.Standing.At == 0 {
		return ""
	}
	return s.Look().Headline()
}

// nearby is the share of the price within which sides are weighed.
const nearby = .05

// Balance says what stands on the two sides, near the price.
func (s *State) Balance() string {
	if s.Standing.At == 0 {
		return "The clusters are being counted."
	}
	return Balance(s.Standing.Balance(nearby), nearby)
}

// MarkKind is how a mark on the chart looks.
type MarkKind string

// The kinds of marks.
const (
	NearMark  MarkKind = "near"    // the nearest significant cluster of a side
	PainMark  MarkKind = "pain"    // where a side loses the most at once
	OverMark  MarkKind = "pointed" // the cluster that is pointed at in the table
	EntryMark MarkKind = "entry"   // of a position
	LossMark  MarkKind = "loss"    // where a position is liquidated
)

// Mark is a stretch of prices that the chart points out.
type Mark struct {
	Kind      MarkKind
	Side      market.Side
	Low, High market.Price
	Text      string
}

// Marks are what the chart points out now.
func (s *State) Marks() []Mark {
	out := s.heldMarks()
	if s.Standing.At == 0 {
		return out
	}
	o := s.Look()
	add := func(kind MarkKind, c *insight.Cluster) {
		low, high := c.Band()
		out = append(out, Mark{kind, c.Side, low, high, Dollars(c.USD) + " of " + words[c.Side].many})
	}
	for side := range market.Side(market.Sides) {
		if c := insight.Nearest(o.Clusters, side, o.Least, o.Price); c != nil {
			add(NearMark, c)
		}
		if pain := s.Standing.MaxPain(side, painReach); pain.Known {
			out = append(out, Mark{PainMark, side, pain.Price, pain.Price, "max pain, " + words[side].many + " " + Dollars(pain.USD)})
		}
	}
	if s.Pointed != nil {
		add(OverMark, s.Pointed)
	}
	return out
}

// painReach is the share of the price within which the level of most pain is
// looked for.
const painReach = .1

// Point points a cluster out on the chart; nil points nothing out.
func (s *State) Point(c *insight.Cluster) {
	if c != nil {
		kept := *c
		c = &kept
	}
	s.Pointed = c
	s.changed(Marked)
}

// Way is what is forced out on the way from the price to another.
func (s *State) Way(to market.Price) string {
	from := s.Price()
	if s.Standing.At == 0 || !from.Valid() || !grid.Holds(to) {
		return ""
	}
	side := market.Short
	if to < from {
		side = market.Long
	}
	return Dollars(s.Standing.Between(side, from, to)) + " of " + words[side].many
}

// Matter sets the least size of a significant cluster, in millions of
// dollars as it is typed; what is no size changes nothing.
func (s *State) Matter(millions float64) {
	if millions > 0 && millions <= 1e6 {
		s.Settings.Least = market.USD(millions) * 1e6
		s.changed(Marked)
	}
}

// Tabs are the tabs that can be opened.
func Tabs() []Tab { return []Tab{Clusters, Positions, Alerts, Help} }

// Title is the tab's name for people.
func (t Tab) Title() string {
	return map[Tab]string{Clusters: "Clusters", Positions: "Positions", Alerts: "Alerts", Help: "Help"}[t]
}

// VenueNames are the venues of the source for people.
func (s *State) VenueNames() []string {
	out := make([]string, len(s.Source.Venues))
	for i, id := range s.Source.Venues {
		out[i] = VenueName(id)
	}
	return out
}

// Heard puts the news away.
func (s *State) Heard() { s.News = "" }

// Zone is the zone that times are told in.
func (s *State) Zone() Zone {
	if s.Place == nil {
		return UTC
	}
	return s.Place
}

// ShowSettings opens the settings, or closes them. On a phone the dock makes
// room for them.
func (s *State) ShowSettings() {
	s.Sheet = !s.Sheet
	if s.Narrow {
		s.Tab = Closed
	}
	s.changed(Nothing)
}

// ToggleMap gives the liquidation map the whole chart, or takes that back.
func (s *State) ToggleMap() {
	s.Whole = !s.Whole
	s.changed(Mapped)
}
