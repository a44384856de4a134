package view

import (
	"strconv"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Clusters is what is known of the clusters at the moment that is shown, and
// how their table shows them.
type Clusters struct {
	// Snapshot is the map that the clusters are of; its At is 0 before one is
	// known.
	Snapshot  insight.Map
	List      []insight.Cluster // in the order of the table, once it was shown
	Price     market.Price      // at that moment
	TrueRange market.Price      // mean true range of a day, 0 where less than a day is known
	UsualDay  market.USD        // what is forced out on a usual day by the model's account, 0 where too little is known
	Pinned    *insight.Cluster  // the one that stays pointed out, a copy
	Level     market.Price      // that was pinned on the chart after it; 0 for none
	LevelAt   market.Millis     // where the crosshair was then, in a column of the past; else 0
	Pointed   *insight.Cluster  // the one that is pointed at in the table, a copy
	News      string            // since the last visit; "" for none
	named     [market.Sides]namedCluster
	order     Column
	reversed  bool
	Unfolded  bool // the table shows the far ones too
}

// Forget drops what is known, as of another market. The table's order stays.
func (c *Clusters) Forget() {
	*c = Clusters{Price: c.Price, TrueRange: c.TrueRange, UsualDay: c.UsualDay, order: c.order, reversed: c.reversed, Unfolded: c.Unfolded}
}

// OrderBy sorts the table by a column, or turns its order around.
func (c *Clusters) OrderBy(by Column) {
	c.reversed = c.order == by && !c.reversed
	c.order = by
}

// SortDirection is how a column sorts the table, in the words of aria-sort.
func (c *Clusters) SortDirection(by Column) string {
	switch {
	case c.order != by:
		return "none"
	case c.reversed:
		return "ascending"
	}
	return "descending"
}

// The most clusters that the table shows while the far ones are folded, and with
// them: each is several elements of the page.
const (
	maxRows    = 8
	maxFarRows = 20
)

// alwaysNear is how many clusters of each side the table shows however far they
// are.
const alwaysNear = 2

// TableRow is a row of the table, and of which cluster it is.
type TableRow struct {
	Row
	Path   string // what rests in order books before it, over its dollars
	Touch  string // chances in percent that price reaches it within 1, 4 and 24 h
	side   market.Side
	lo, hi grid.Bin // the cluster's bins are [lo, hi)
}

// Rows are the rows of the table, in the chosen order.
func (s *State) Rows() []TableRow {
	o, venues := s.Outlook(), s.Source.VenueNames()
	o.Sort(s.Clusters.order, s.Clusters.reversed)
	var out []TableRow
	for _, c := range listed(s, o) {
		out = append(out, TableRow{o.Row(c, venues), resistanceText(Resistance(s, c)), s.Dock.Ahead.touch(s, c), c.Side, c.Lo, c.Hi})
	}
	return out
}

// listed are the clusters of an outlook that the table shows, in its order.
func listed(s *State, o *Outlook) []*insight.Cluster {
	far, most := o.far(s.Chart.Low, s.Chart.High), maxRows
	if s.Clusters.Unfolded {
		far, most = nil, maxFarRows
	}
	var out []*insight.Cluster
	for i := range o.Clusters {
		if len(out) < most && (far == nil || !far[i]) {
			out = append(out, &o.Clusters[i])
		}
	}
	return out
}

// far tells which clusters lie beyond the prices on screen, but for the nearest of
// each side; nil where the prices are not known.
func (o *Outlook) far(low, high market.Price) []bool {
	if !(low < high) {
		return nil
	}
	out := make([]bool, len(o.Clusters))
	for i := range o.Clusters {
		c := &o.Clusters[i]
		nearer := 0
		for k := range o.Clusters {
			if other := &o.Clusters[k]; other.Side == c.Side && other.Distance(o.Price) < c.Distance(o.Price) {
				nearer++
			}
		}
		out[i] = nearer >= alwaysNear && (c.Near() < low || c.Near() > high)
	}
	return out
}

// FoldText is what unfolds the far clusters of the table, or folds them; "" where
// there is nothing to.
func FoldText(s *State) string {
	if s.Clusters.Unfolded {
		return words[phraseFoldNear]
	}
	if folded := min(len(s.Clusters.List), maxFarRows) - len(listed(s, s.Outlook())); folded > 0 {
		return say(words[phraseFoldMore], strconv.Itoa(folded))
	}
	return ""
}

// Point points the cluster of a row out on the chart. One that a newer list
// does not have any more changes nothing.
func (c *Clusters) Point(r *TableRow) Change {
	for i := range c.List {
		if k := &c.List[i]; k.Side == r.side && k.Lo == r.lo && k.Hi == r.hi {
			pointed := *k
			c.Pointed = &pointed
			return Marks
		}
	}
	return Nothing
}

// Pin keeps the cluster of a row pointed out, or lets it go.
func (c *Clusters) Pin(r *TableRow) Change {
	if p := c.Pinned; p != nil && p.Side == r.side && p.Lo == r.lo && p.Hi == r.hi {
		c.Pinned = nil
		return Marks
	}
	before := c.Pointed
	if c.Point(r) == Marks {
		c.Pinned, c.Pointed, c.Level = c.Pointed, before, 0
	}
	return Marks
}

// PinLevel takes note of a level that was pinned on the chart, 0 where one was let
// go, and of the time that it was pinned at; a cluster that is pinned is let go.
func (c *Clusters) PinLevel(level market.Price, at market.Millis) Change {
	c.Pinned, c.Level, c.LevelAt = nil, level, at
	return Marks
}

// aroundLevel is how much of the map around a pinned level is explained, either way,
// as a part of its price: what a finger or a mouse can point at.
const aroundLevel = .0025

// Explained is the part of the map that was pinned last: a cluster, or what stands
// around a level, longs below the price and shorts above. ok is false where nothing
// is pinned, or the price is unknown.
func (c *Clusters) Explained() (side market.Side, lo, hi grid.Bin, ok bool) {
	switch p := c.Pinned; {
	case p != nil:
		return p.Side, p.Lo, p.Hi, true
	case !c.Level.Valid() || !c.Price.Valid():
		return 0, 0, 0, false
	}
	if c.Level > c.Price {
		side = market.Short
	}
	return side, grid.Of(c.Level * (1 - aroundLevel)), grid.Of(c.Level*(1+aroundLevel)) + 1, true
}

// Unpoint points none out.
func (c *Clusters) Unpoint() Change {
	c.Pointed = nil
	return Marks
}

// usualShare is the share of a coin's usual day that makes a cluster significant
// where the visitor has not said what does.
const usualShare = .25

// unknownUsual is that size while no usual day is known.
const unknownUsual market.USD = 50e6

// Significant is the smallest size of a significant cluster: the visitor's choice,
// or where that is 0 the coin's own, a quarter of what is forced out on its usual
// day, as a round figure.
func (c *Clusters) Significant(chosen market.USD) market.USD {
	switch own := c.UsualDay * usualShare; {
	case chosen > 0:
		return chosen
	case own > 0:
		return roundUSD(own)
	}
	return unknownUsual
}

// roundUSD is the nearest of 1, 1.5, 2, 3, 5 and 7 times a power of ten.
func roundUSD(usd market.USD) market.USD {
	power := market.USD(1)
	for power*10 <= usd && power < 1e30 {
		power *= 10
	}
	best := power
	for _, x := range [...]market.USD{1.5, 2, 3, 5, 7, 10} {
		if x *= power; usd*usd > best*x { // beyond the middle of their logarithms
			best = x
		}
	}
	return best
}

// SetSignificant sets the smallest size of a significant cluster, in millions
// of dollars as it is typed; nothing typed is the coin's own. What is no number changes nothing, and stays in the
// field with a sentence beside it; a number that is no size changes nothing, and
// the field shows the size that counts. What can be read in two ways stays in the
// field too, and counts once it is taken so.
func (s *State) SetSignificant(typed string) {
	s.Form[FieldSignificant] = typed
	t := ReadTyped(typed, s.DecimalComma)
	if t.Empty {
		s.Form[FieldSignificant] = ""
		s.Choose(ChoiceSignificant, "0")
		return
	}
	if t.Refusal != "" {
		return
	}
	if !(t.Value > 0 && t.Value <= 1e6) {
		s.Form[FieldSignificant] = ""
		return
	}
	if Unsure(s, ClusterFields) {
		return
	}
	s.Form[FieldSignificant] = ""
	s.Choose(ChoiceSignificant, exact(t.Value*1e6))
}

// DismissNews puts the news away.
func (c *Clusters) DismissNews() { c.News = "" }

// BalanceReach is the share of the price within which the sides are weighed.
const BalanceReach = .05

// Balance says how many dollars stand on each side near the price.
func (c *Clusters) Balance() string {
	if c.Snapshot.At == 0 {
		return words[phraseCounting]
	}
	return Balance(c.Snapshot.Balance(BalanceReach), BalanceReach)
}

// DollarsOnPath is what would be liquidated on the path from one price to
// another; "" where that is not known.
func (c *Clusters) DollarsOnPath(from, to market.Price) string {
	if c.Snapshot.At == 0 || !from.Valid() || !grid.Holds(to) {
		return ""
	}
	side := market.Short
	if to < from {
		side = market.Long
	}
	return say(words[phraseUsdOf], Dollars(c.Snapshot.Between(side, from, to)), sideOf(side).name)
}
