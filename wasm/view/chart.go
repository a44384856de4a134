package view

import (
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Chart is what the chart shows beside the visitor's settings.
type Chart struct {
	Scale         Scale // the dollars of the cells at hand; zero before there are any
	Scrolled      bool  // the newest bar is out of sight
	MapOnly       bool  // the liquidation map has the whole chart
	TruePositions bool  // a simulated market's true positions are drawn
}

// ToggleMap gives the liquidation map the whole chart, or takes that back.
func (c *Chart) ToggleMap() Change {
	c.MapOnly = !c.MapOnly
	return MapSize
}

// ToggleTruth draws a simulated market's true positions, or takes them away.
func (c *Chart) ToggleTruth() Change {
	c.TruePositions = !c.TruePositions
	return Marks
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

// painReach is the share of the price within which the level of most pain is
// looked for.
const painReach = .1

// Marks are what the chart points out now.
func (s *State) Marks() []Mark { return append(positionMarks(s), PublicMarks(s)...) }

// PublicMarks are the marks that may leave the page: all but those of the
// visitor's positions.
func PublicMarks(s *State) []Mark {
	var out []Mark
	if s.Clusters.Snapshot.At == 0 {
		return out
	}
	o := s.Outlook()
	add := func(kind MarkKind, c *insight.Cluster) {
		low, high := c.Band()
		out = append(out, Mark{kind, c.Side, low, high, Dollars(c.USD) + " of " + sideWords[c.Side].name})
	}
	for side := range market.Side(market.Sides) {
		if c := o.nearest(side); c != nil {
			add(NearMark, c)
		}
		if pain := s.Clusters.Snapshot.MaxPain(side, painReach); pain.Known {
			out = append(out, Mark{PainMark, side, pain.Price, pain.Price, "max pain, " + sideWords[side].name + " " + Dollars(pain.USD)})
		}
	}
	if s.Clusters.Pointed != nil {
		add(OverMark, s.Clusters.Pointed)
	}
	return out
}
