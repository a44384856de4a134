package view

import (
	"math"
	"strings"
	"testing"

	"brink/wasm/alert"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// The table opens with what is nearest. What lies beyond the prices on screen is
// folded, but for the two nearest of each side, and unfolds.
func TestFarClustersAreFolded(t *testing.T) {
	s, _ := visit(t, "simulated")
	s.Last, s.Clusters.List = 60_000, nil
	for i := range 5 {
		s.Clusters.List = append(s.Clusters.List, cluster(market.Short, .03+.02*float64(4-i), .01, 1e6), cluster(market.Long, .02+.03*float64(i), .01, 2e6))
	}
	shown := func() (text string) {
		for _, r := range s.Rows() {
			text += r.Distance + ", "
		}
		return text + FoldText(s)
	}
	const whole = "2.0 %, 3.0 %, 5.0 %, 5.0 %, 7.0 %, 8.0 %, 9.0 %, 11 %, "
	if got := shown(); got != whole+"2 more, farther away" {
		t.Errorf("before prices are known: %s", got)
	}
	s.Chart.Low, s.Chart.High = 59_000, 64_500
	if got := shown(); got != "2.0 %, 3.0 %, 5.0 %, 5.0 %, 7.0 %, 5 more, farther away" {
		t.Errorf("folded: %s", got)
	}
	s.Clusters.Unfolded = true
	if got := shown(); got != whole+"11 %, 14 %, Only those near" {
		t.Errorf("unfolded: %s", got)
	}
	s.Clusters.List = nil
	if s.Clusters.Unfolded = false; shown() != "" {
		t.Errorf("of nothing: %s", shown())
	}
}

// The chart names the nearest significant cluster of a side, the two nearest and
// the largest, each once, and none that is next to nothing.
func TestWhatTheChartNames(t *testing.T) {
	s, _ := visit(t, "simulated")
	s.Last = 60_000
	at := func(away float64, usd market.USD) insight.Cluster { return cluster(market.Long, away, .01, usd) }
	for name, c := range map[string]struct {
		list []insight.Cluster
		want string
	}{
		"all apart":          {[]insight.Cluster{at(.01, 9e6), at(.02, 20e6), at(.04, 30e6), at(.06, 80e6), at(.09, 300e6)}, "near $80.0M of longs; next $300M of longs, the largest; next $20.0M of longs; next $30.0M of longs; "},
		"the nearest counts": {[]insight.Cluster{at(.02, 60e6), at(.04, 70e6)}, "near $60.0M of longs; next $70.0M of longs, the largest; "},
		"one":                {[]insight.Cluster{at(.02, 60e6)}, "near $60.0M of longs; "},
		"a small one":        {[]insight.Cluster{at(.02, 1e6)}, "next $1.00M of longs; "},
		"none":               {nil, ""},
	} {
		s.Clusters.List, s.Clusters.Snapshot.Planes = c.list, [market.Sides]insight.Plane{}
		got := ""
		for _, m := range s.Marks() {
			got += string(m.Kind) + " " + m.Text + "; "
		}
		if got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

// While nothing is typed the size follows the coin: what is forced out on its usual
// day.
func TestTheSignificantSizeFollowsTheCoin(t *testing.T) {
	s, _ := visit(t, "simulated")
	for day, want := range map[market.USD]market.USD{0: 50e6, 200e6: 50e6, 171e6: 50e6, 92e6: 20e6, 127e6: 30e6, 4e6: 1e6, 5.5e6: 1.5e6, 36e6: 10e6, 30e3: 7e3, 1e30: 3e29} {
		s.Clusters.UsualDay = day
		if got := s.Clusters.Significant(s.Settings.Significant); math.Abs(float64(got/want)-1) > 1e-9 {
			t.Errorf("of a usual day of %v: %v, want %v", day, got, want)
		}
	}
	s.Clusters.UsualDay = 4e6
	s.Clusters.List = []insight.Cluster{cluster(market.Long, .018, .01, 1.2e6)}
	if got := s.Headline(); !strings.HasPrefix(got, "$1.20M of longs") || !strings.Contains(got, "no cluster of $1.00M above") {
		t.Error(got)
	}
	s.SetSignificant("2")
	if got := s.Headline(); !strings.HasPrefix(got, "No cluster of $2.00M in this market") || s.Clusters.Significant(s.Settings.Significant) != 2e6 {
		t.Error(got)
	}
	if s.SetSignificant(" "); s.Clusters.Significant(s.Settings.Significant) != 1e6 || s.Form[FieldSignificant] != "" {
		t.Errorf("after the field was emptied: %v, %q", s.Clusters.Significant(s.Settings.Significant), s.Form[FieldSignificant])
	}
}

// Headline, title, table, chart, alert and export of one moment tell of the same
// cluster by the same figures.
func TestOneMomentIsToldAlike(t *testing.T) {
	s, _ := visit(t, "simulated")
	o := s.Outlook()
	named := o.nearest(market.Long)
	usd, edge := Dollars(named.USD), Price(named.Near())
	if got := s.Headline(); !strings.HasPrefix(got, usd+" of longs "+Percent(named.Distance(s.Price()))+" below") {
		t.Errorf("the headline: %s", got)
	}
	if got := o.Title("X"); !strings.Contains(got, "▼"+usd+" ") {
		t.Errorf("the title: %s", got)
	}
	row, mark := false, false
	for _, r := range s.Rows() {
		row = row || r.USD == usd && r.Side == "longs" && r.Distance == Percent(named.Distance(s.Price()))
	}
	for _, m := range s.Marks() {
		mark = mark || m.Kind == NearMark && m.Text == usd+" of longs" && m.High == named.Near()
	}
	if !row || !mark {
		t.Errorf("in the table: %v, on the chart: %v", row, mark)
	}
	var rules alert.Rules
	if fault := rules.Add(alert.Rule{Kind: alert.Near, Symbol: "X", Sides: 1, Minimum: o.Significant, Share: .5}); fault != nil {
		t.Fatal(fault)
	}
	if fired := rules.CheckClusters("X", o.Price, o.Clusters, func(market.Price) (float64, bool) { return 0, false }); len(fired) == 0 || !strings.Contains(FiredText(&fired[0]), usd+" of longs at "+edge) {
		t.Errorf("the alert: %+v", fired)
	}
	p := Provenance{Symbol: "X", At: s.Clusters.Snapshot.At}
	table, levels, exported := p.Clusters(o), p.Levels(&s.Clusters.Snapshot), false
	sum := 0.0
	for _, r := range levels.rows {
		if from := valueOf(r[1]); r[0].text == "long" && from >= float64(named.Far())-1e-6 && from < float64(named.Near())-1e-6 {
			sum += valueOf(r[3])
		}
	}
	for _, r := range table.rows {
		exported = exported || r[4].name == "usd" && valueOf(r[4]) == float64(named.USD)
	}
	if !exported || math.Abs(sum/float64(named.USD)-1) > 1e-9 {
		t.Errorf("in the export of clusters: %v, the levels of its band hold %v of %v", exported, sum, named.USD)
	}
}
