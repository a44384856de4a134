package view

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

// cluster is one that begins a share of the price away from 60,000.
func cluster(side market.Side, away, width float64, usd market.USD) insight.Cluster {
	edge := grid.Coordinate(60_000 * market.Price(1+away))
	if side == market.Short {
		lo := grid.Bin(math.Round(edge))
		return insight.Cluster{Side: side, Lo: lo, Hi: lo + grid.Bin(width/grid.Step), USD: usd}
	}
	hi := grid.Bin(math.Round(grid.Coordinate(60_000 * market.Price(1-away))))
	return insight.Cluster{Side: side, Lo: hi - grid.Bin(width/grid.Step), Hi: hi, USD: usd}
}

func outlook(clusters ...insight.Cluster) *Outlook {
	return &Outlook{Price: 60_000, Significant: 50e6, Clusters: clusters}
}

func TestHeadline(t *testing.T) {
	long, far, short, small := cluster(market.Long, .018, .01, 120e6), cluster(market.Long, .05, .01, 400e6), cluster(market.Short, .024, .01, 85e6), cluster(market.Short, .004, .01, 12e6)
	pays := func(o *Outlook, rate float64) *Outlook { o.Funding = Funding{rate, true}; return o }
	touched := outlook(long)
	touched.Price = 58_900
	for _, c := range []struct {
		o    *Outlook
		want string
	}{
		{outlook(long, far, short, small), "$120M of longs 1.8 % below, $85.0M of shorts 2.4 % above"},
		{pays(outlook(long, small), 1e-5), "$120M of longs 1.8 % below, no cluster of $50.0M above; funding positive: longs pay"},
		{pays(outlook(short), -1e-5), "$85.0M of shorts 2.4 % above, no cluster of $50.0M below; funding negative: shorts pay"},
		{pays(outlook(small), 0), "No cluster of $50.0M in this market: the largest is $12.0M of shorts 0.42 % above; funding zero: nobody pays"},
		{outlook(), "No cluster stands out of this map"},
		{pays(outlook(), math.NaN()), "No cluster stands out of this map"},
		{touched, "$120M of longs at the price, no cluster of $50.0M above"},
	} {
		if got := c.o.Headline(); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
	if got := outlook(long, short).Title("BTCUSDT"); got != "▼$120M 1.8 % ▲$85.0M 2.4 % BTCUSDT – Brink" {
		t.Error(got)
	}
	if got := outlook(small).Title("BTCUSDT"); got != "BTCUSDT – Brink" {
		t.Error(got)
	}
	lower := outlook(small)
	if lower.Significant = 10e6; !strings.HasPrefix(lower.Headline(), "$12.0M of shorts 0.42 % above") {
		t.Errorf("with another limit: %s", lower.Headline())
	}
}

// What a headline says first and beside that is the whole of it.
func TestTheHeadlineIsEmphasised(t *testing.T) {
	for headline, want := range map[string][]Words{
		"": nil,
		"$120M of longs 1.8 % below ($272M within 5.0 %), $85.0M of shorts 2.4 % above ($1K within 5.0 %); funding positive: longs pay": {
			{"$120M of longs 1.8 % below", false}, {" ($272M within 5.0 %)", true}, {", $85.0M of shorts 2.4 % above", false}, {" ($1K within 5.0 %)", true}, {"; funding positive: longs pay", true},
		},
		"No cluster stands out of this map": {{"No cluster stands out of this map", false}},
		"one (two":                          {{"one", false}, {" (two", true}},
	} {
		got := Emphasised(headline)
		whole := ""
		for _, w := range got {
			whole += w.Text
		}
		if !reflect.DeepEqual(got, want) || whole != headline {
			t.Errorf("%+v\nwant %+v", got, want)
		}
	}
}

func TestBalance(t *testing.T) {
	for usd, want := range map[[2]market.USD]string{
		{1.2e9, 2.3e9}: "Within 10 % of the price an estimated $1.20B of longs would be forced out below and $2.30B of shorts above: 1.9 times as much in shorts as in longs.",
		{3e9, 2e9}:     "Within 10 % of the price an estimated $3.00B of longs would be forced out below and $2.00B of shorts above: 1.5 times as much in longs as in shorts.",
		{1e9, 1.05e9}:  "Within 10 % of the price an estimated $1.00B of longs would be forced out below and $1.05B of shorts above: about as much on both sides.",
		{1e9, 0}:       "Within 10 % of the price an estimated $1.00B of longs would be forced out below and $0 of shorts above: nearly all of it longs.",
		{}:             "Within 10 % of the price nothing is expected to be forced out on either side.",
	} {
		if got := Balance(usd, .1); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestNews(t *testing.T) {
	since := at(t, "2026-11-24 08:00")
	band := insight.Band{Side: market.Long, Lo: 3555, Hi: 3583, USD: 70e6}
	events := []insight.Event{
		{Kind: insight.Swept, Band: band, At: since + market.Hour}, {Kind: insight.Swept, Band: band},
		{Kind: insight.New, Band: band, Now: 70e6, At: since + 2*market.Hour}, {Kind: insight.Grown, Band: band, Now: 140e6},
	}
	got := News(events, since, since+5*market.Hour, UTC)
	want := []string{
		"Swept: $70.0M of longs at 59,150.5 to 59,984.4, 09:00", "Swept: $70.0M of longs at 59,150.5 to 59,984.4",
		"New: $70.0M of longs at 59,150.5 to 59,984.4, since 10:00", "Grown: from $70.0M at 08:00 to $140M of longs at 59,150.5 to 59,984.4",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := News(events[:1], since, since+30*market.Hour, zoneOf(t, "Asia/Tokyo")); got[0] != "Swept: $70.0M of longs at 59,150.5 to 59,984.4, 24 Nov 2026 18:00" {
		t.Error(got)
	}
	if len(News(nil, 0, 0, UTC)) != 0 {
		t.Error("news of nothing")
	}
}

func TestSorting(t *testing.T) {
	o := outlook(cluster(market.Long, .01, .01, 10), cluster(market.Long, .05, .01, 40), cluster(market.Short, .02, .01, 30), cluster(market.Short, .08, .01, 20))
	for i := range o.Clusters {
		o.Clusters[i].Age = market.Millis(i) * market.Hour
		o.Clusters[i].Hour = insight.Change{PerHour: market.USD(5 - 3*i), Known: i != 1}
	}
	o.Clusters[0].Older = true // of no known age
	for _, c := range []struct {
		by      Column
		reverse bool
		want    []market.USD
	}{
		{BySize, false, []market.USD{40, 30, 20, 10}}, {BySize, true, []market.USD{10, 20, 30, 40}},
		{ByDistance, false, []market.USD{10, 30, 40, 20}}, {ByDistance, true, []market.USD{20, 40, 30, 10}},
		{ByAge, false, []market.USD{20, 30, 40, 10}}, {ByAge, true, []market.USD{40, 30, 20, 10}},
		{ByChange, false, []market.USD{10, 30, 20, 40}}, {ByChange, true, []market.USD{20, 30, 10, 40}},
	} {
		o.Sort(c.by, c.reverse)
		var got []market.USD
		for _, cluster := range o.Clusters {
			got = append(got, cluster.USD)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("by %s, reverse %v: %v, want %v", c.by, c.reverse, got, c.want)
		}
	}
}

func TestRows(t *testing.T) {
	c := cluster(market.Long, .018, .01, 100e6)
	c.Classes, c.Venues = [4]market.USD{20e6, 50e6, 30e6, 1}, []market.USD{75e6, 25e6}
	c.Age, c.Hour = 50*market.Hour, insight.Change{PerHour: 1.2e6, Known: true}
	o := outlook(c)
	o.TrueRange = 1200
	got := o.Row(&c, []string{"binance", "bybit"})
	want := Row{"longs", "$100M", "58,328.2 – 58,914.4", "1.8 %", "0.9 ATR", "2 d 2 h", "+$1.20M/h", "50 % at 29x to 62x, 30 % at 12x to 29x, 20 % over 62x; 75 % binance, 25 % bybit"}
	if got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	c.Hour.PerHour, c.Age, c.Venues = -5e5, 0, nil
	o.TrueRange = 0
	if got := o.Row(&c, nil); got.Change != "-$500K/h" || got.Age != "new" || got.Ranges != "–" || strings.Contains(got.Makeup, ";") {
		t.Errorf("%+v", got)
	}
	c.Older, c.Hour.Known = true, false
	if got := o.Row(&c, nil); got.Age != "–" || got.Change != "–" {
		t.Errorf("%+v", got)
	}
	if c.Age = 31 * market.Day; o.Row(&c, nil).Age != "at least 31 d" {
		t.Error(o.Row(&c, nil).Age)
	}
}

func TestSummary(t *testing.T) {
	o := outlook(cluster(market.Long, .05, .01, 40e6), cluster(market.Long, .018, .01, 120e6), cluster(market.Long, .09, .01, 5e6))
	want := "Clusters below the price: $120M of longs at 58,914.4, 1.8 % away; $40.0M of longs at 57,001.9, 5.0 % away. No cluster stands above the price."
	if got := o.Summary(2); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if o.Clusters[0].USD != 40e6 {
		t.Error("the summary sorts the table")
	}
}

func TestPercents(t *testing.T) {
	for share, want := range map[float64]string{0: "0.00 %", .0045: "0.45 %", .00996: "1.0 %", .018: "1.8 %", -.018: "1.8 %", .0996: "10 %", .123: "12 %", math.Inf(1): "–"} {
		if got := Percent(share); got != want {
			t.Errorf("%v is %s, want %s", share, got, want)
		}
	}
	if Percent(math.NaN()) != "–" {
		t.Error("an unknown share is shown as something")
	}
}

// How likely price reaches the nearest clusters is told with them where it is
// known, and of the liquidation of a position.
func TestChancesAreToldWithTheNearestClusters(t *testing.T) {
	s := &State{}
	near := insight.Cluster{Side: market.Long, Lo: grid.Of(59_000), Hi: grid.Of(59_200), USD: 120e6}
	o := &Outlook{Price: 60_000, Clusters: []insight.Cluster{near}, Significant: 50e6, Chance: func(level market.Price) string { return chanceText(s, level) }}
	if got := o.Headline(); strings.Contains(got, "24 h") {
		t.Errorf("not known: %q", got)
	}
	for chance, want := range map[float64]string{.3149: ", 31 % in 24 h", .004: ", below 1 % in 24 h", -1: " below, no", 1: ", 100 % in 24 h"} {
		s.Dock.Ahead.Touches = []Touched{{Level: near.Near(), Day: chance}}
		if got := o.Headline(); !strings.Contains(got, want) {
			t.Errorf("%v: %q", chance, got)
		}
	}
	s.Dock.Ahead.Own = []Touched{{Level: 55_000, Day: .04}}
	if got := chanceText(s, 55_000); got != "4 % in 24 h" {
		t.Errorf("%q", got)
	}
}

// What came true of the last map is told: swept, touched without, and untouched.
func TestNewsTellsWhatCameTrue(t *testing.T) {
	band := insight.Band{Side: market.Long, Lo: grid.Of(59_000), Hi: grid.Of(59_400), USD: 70e6}
	got := NewsText([]insight.Event{{Kind: insight.Swept, Band: band}, {Kind: insight.Touched, Band: band}}, 2, 0, 3*market.Hour, UTC)
	for _, want := range []string{"Swept: $70.0M of longs at ", "; Touched, not swept: $70.0M of longs at ", "; untouched of those there then: 2."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	if got := NewsText(nil, 2, 0, market.Hour, UTC); !strings.Contains(got, "no significant cluster was swept") {
		t.Errorf("%q", got)
	}
}
