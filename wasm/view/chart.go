package view

import (
	"brink/wasm/insight"
	"brink/wasm/market"
)

// Chart is what the chart shows beside the visitor's settings.
type Chart struct {
	Scale         Scale        // the dollars of the cells at hand; zero before there are any
	Scrolled      bool         // the newest bar is out of sight
	MapOnly       bool         // the liquidation map has the whole chart
	TruePositions bool         // a simulated market's true positions are drawn
	Low, High     market.Price // the prices on screen; 0 before they are known
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
	NextMark  MarkKind = "next"    // another of the nearest clusters, or the largest
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

// labelShare is the share of a significant size from which one of the nearest
// clusters is named on the chart.
const labelShare = .2

// labelled are the clusters of a side that the chart names beside the nearest
// significant one: the largest first, and the two nearest.
func (o *Outlook) labelled(side market.Side) []*insight.Cluster {
	var out []*insight.Cluster
	largest := insight.Largest(o.Clusters, side)
	if largest != nil {
		out = append(out, largest)
	}
	beyond := -1. // how far the last one is
	for range alwaysNear {
		var next *insight.Cluster
		for i := range o.Clusters {
			c := &o.Clusters[i]
			if away := c.Distance(o.Price); c.Side == side && c.USD >= labelShare*o.Significant && away > beyond && (next == nil || away < next.Distance(o.Price)) {
				next = c
			}
		}
		if next == nil {
			break
		}
		if beyond = next.Distance(o.Price); next != largest {
			out = append(out, next)
		}
	}
	return out
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
	add := func(kind MarkKind, c *insight.Cluster, t string) {
		low, high := c.Band()
		out = append(out, Mark{kind, c.Side, low, high, say(t, Dollars(c.USD), sideOf(c.Side).name)})
	}
	for side := range market.Side(market.Sides) {
		named := o.nearest(side)
		if named != nil {
			add(NearMark, named, words[phraseUsdOf])
		}
		for i, c := range o.labelled(side) {
			t := words[phraseUsdOf]
			if i == 0 && len(o.Clusters) > 1 {
				t = words[phraseMarkLargest]
			}
			if c != named {
				add(NextMark, c, t)
			}
		}
		if pain := s.Clusters.Snapshot.MaxPain(side, painReach); pain.Known {
			out = append(out, Mark{PainMark, side, pain.Price, pain.Price, say(words[phraseMarkPain], Dollars(pain.USD))})
		}
	}
	if s.Clusters.Pinned != nil {
		add(OverMark, s.Clusters.Pinned, words[phraseUsdOf])
	}
	if s.Clusters.Pointed != nil {
		add(OverMark, s.Clusters.Pointed, words[phraseUsdOf])
	}
	return out
}
