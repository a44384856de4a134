package view

import (
	"strings"
	"testing"

	"brink/wasm/insight"
	"brink/wasm/market"
)

// The cluster that is named stays the same while another one is about as large
// as a significant one has to be, and gives way to one that is clearly larger
// or lasts.
func TestTheNamedClusterDoesNotJump(t *testing.T) {
	const price = 60_000
	far := cluster(market.Long, .054, .01, 72.8e6)
	near := func(usd market.USD) insight.Cluster { return cluster(market.Long, .015, .005, usd) }
	c := &Clusters{}
	at := market.Millis(1_790_000_000_000)
	named := func(passed market.Millis, follows bool, list ...insight.Cluster) market.USD {
		at += passed
		c.Snapshot.At, c.List = at, list
		c.Settle(50e6, price, follows)
		if got := c.nearest(market.Long, 50e6, price); got != nil {
			return got.USD
		}
		return 0
	}
	for i, step := range []struct {
		passed  market.Millis
		follows bool
		list    []insight.Cluster
		want    market.USD
	}{
		{0, true, []insight.Cluster{far}, 72.8e6},
		{20_000, true, []insight.Cluster{near(58.8e6), far}, 72.8e6}, // hardly large enough, and new
		{20_000, true, []insight.Cluster{near(49e6), far}, 72.8e6},
		{20_000, true, []insight.Cluster{near(58.8e6), far}, 72.8e6},
		{60_000, true, []insight.Cluster{near(58.8e6), far}, 58.8e6}, // it has lasted
		{1000, true, []insight.Cluster{near(45e6), far}, 45e6},       // and stays while it is about as large
		{1000, true, []insight.Cluster{near(39e6), far}, 72.8e6},
		{1000, true, []insight.Cluster{near(90e6), far}, 90e6}, // clearly large: at once
		{1000, true, nil, 0},
		{1000, true, []insight.Cluster{far}, 72.8e6},
		{1000, false, []insight.Cluster{near(58.8e6), far}, 58.8e6}, // another choice: as it is
	} {
		if got := named(step.passed, step.follows, step.list...); got != step.want {
			t.Errorf("step %d names %v, want %v", i, got, step.want)
		}
	}
}

// A far cluster is never told without the dollars that stand nearer, and what
// the headline says is what the title and the chart say.
func TestTheHeadlineTellsWhatStandsNear(t *testing.T) {
	s, _ := visit(t, "simulated")
	within := s.Clusters.Snapshot.Balance(BalanceReach)
	for _, significant := range []market.USD{s.Settings.Significant, 1, 1e14} {
		s.Settings.Significant = significant
		headline := s.Headline()
		for side := range within {
			if !strings.Contains(headline, Dollars(within[side])) || !strings.Contains(headline, "within 5.0 %") {
				t.Errorf("%q does not tell %s", headline, Dollars(within[side]))
			}
		}
		title := s.Outlook().Title("X")
		for _, m := range s.Marks() {
			if usd, _, _ := strings.Cut(m.Text, " "); m.Kind == NearMark && (!strings.Contains(headline, m.Text) || !strings.Contains(title, usd)) {
				t.Errorf("the chart says %q, the headline %q, the title %q", m.Text, headline, title)
			}
		}
	}
}
