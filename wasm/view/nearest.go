package view

import (
	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

const (
	// staysAbove is the share of the smallest significant size down to which
	// a cluster that was named stays named.
	staysAbove = .8
	// takesOver is the factor of that size from which a nearer cluster is named
	// at once; a smaller one must have been there for takesOverAfter.
	takesOver      = 1.25
	takesOverAfter = market.Minute
)

// namedCluster is the cluster that the headline, the title and the chart name as the
// nearest of a side: it does not change because one is about as large as a
// significant one has to be.
type namedCluster struct {
	known  bool
	lo, hi grid.Bin // its bins, [lo, hi)
	// nearer is since when a nearer cluster has been there that is hardly
	// large enough; 0 where none is.
	nearer market.Millis
}

// nearest is the nearest significant cluster of a side, or the one that is
// named already.
func (c *Clusters) nearest(side market.Side, significant market.USD, price market.Price) *insight.Cluster {
	nearest, of := insight.Nearest(c.List, side, significant, price), &c.named[side]
	var before *insight.Cluster
	for i := range c.List {
		k := &c.List[i]
		if of.known && k.Side == side && k.Lo < of.hi && of.lo < k.Hi && k.USD >= staysAbove*significant && (before == nil || k.USD > before.USD) {
			before = k
		}
	}
	switch {
	case before == nil || before == nearest:
		return nearest
	case nearest == nil || before.Distance(price) <= nearest.Distance(price):
		return before
	case nearest.USD >= takesOver*significant || of.nearer != 0 && c.Snapshot.At-of.nearer >= takesOverAfter:
		return nearest
	}
	return before
}

// Settle takes note of which clusters are named, once those of a newer map are
// at hand. Those of another selection, or of a moment that is replayed, are
// named as they are.
func (c *Clusters) Settle(significant market.USD, price market.Price, follows bool) {
	if !follows {
		c.named = [market.Sides]namedCluster{}
	}
	for side := range c.named {
		of := &c.named[side]
		chosen := c.nearest(market.Side(side), significant, price)
		if chosen == nil {
			*of = namedCluster{}
			continue
		}
		since := of.nearer
		if chosen == insight.Nearest(c.List, market.Side(side), significant, price) {
			since = 0
		} else if since == 0 {
			since = c.Snapshot.At
		}
		*of = namedCluster{true, chosen.Lo, chosen.Hi, since}
	}
}
