package view

import (
	"slices"
	"strings"
	"testing"

	"brink/wasm/alert"
	"brink/wasm/insight"
	"brink/wasm/market"
)

func TestAlertTexts(t *testing.T) {
	band := insight.Band{Side: market.Long, Lo: 3555, Hi: 3583, USD: 70e6}
	closeTo := alert.Rule{Kind: alert.Near, Symbol: "BTCUSDT", Sides: 3, Minimum: 50e6, Share: .01}
	grown := alert.Rule{Kind: alert.Grown, Symbol: "BTCUSDT", Sides: 1, Minimum: 50e6, Share: .25}
	wall := alert.Rule{Kind: alert.Wall, Symbol: "BTCUSDT", Sides: 3, Minimum: 2e6, Share: .01}
	forced := alert.Rule{Kind: alert.Liquidation, Symbol: "BTCUSDT", Sides: 2, Minimum: 1e6}
	short := insight.Band{Side: market.Short}
	for _, c := range []struct {
		r    alert.Fired
		want string
	}{
		{alert.Fired{Rule: closeTo, Band: band, USD: 70e6, Away: .0095}, "BTCUSDT: price is 0.95 % from $70.0M of longs at 59,984.4"},
		{alert.Fired{Rule: closeTo, Band: band, USD: 70e6}, "BTCUSDT: price is in a cluster of $70.0M of longs"},
		{alert.Fired{Rule: grown, Band: band, USD: 70e6, Grew: .3}, "BTCUSDT: $70.0M of longs at 59,150.5 to 59,984.4, 30 % more than an hour before"},
		{alert.Fired{Rule: grown, Band: band, USD: 70e6, Grew: 100}, "BTCUSDT: $70.0M of longs at 59,150.5 to 59,984.4 have come up within an hour"},
		{alert.Fired{Rule: wall, Band: band, USD: 70e6, Away: .0095}, "BTCUSDT: price is 0.95 % from $70.0M of longs at 59,984.4, as observed"},
		{alert.Fired{Rule: forced, Band: short, USD: 2e6, Count: 1, Venue: "bybit", Price: 60_123.5}, "BTCUSDT: $2.00M of shorts liquidated at 60,123.5 on bybit"},
		{alert.Fired{Rule: forced, Band: short, USD: 9e6, Count: 3, Venue: "bybit", Price: 60_123.5}, "BTCUSDT: 3 large liquidations, $9.00M in all, the last of shorts at 60,123.5 on bybit"},
	} {
		if got := FiredText(&c.r); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
	for a, want := range map[alert.Rule]string{
		closeTo: "BTCUSDT: price within 1.0 % of $50.0M or more of longs or shorts",
		wall:    "BTCUSDT: price within 1.0 % of $2.00M or more of longs or shorts, as observed",
		grown:   "BTCUSDT: a cluster of $50.0M or more of longs grown by 25 % within an hour",
		forced:  "BTCUSDT: $1.00M or more of shorts liquidated at once",
	} {
		if got := RuleText(&a); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestAlertsAreAddedAndRemoved(t *testing.T) {
	s, calls := visit(t, "simulated")
	s.AddAlert()
	s.Form[FieldAlertKind], s.Form[FieldAlertSides], s.Form[FieldAlertMinimum], s.Form[FieldAlertShare] = "forced", "short", "2.5", "7"
	s.AddAlert()
	want := []alert.Rule{{Kind: alert.Near, Symbol: "BTCUSDT", Sides: 3, Minimum: 50e6, Share: .01}, {Kind: alert.Liquidation, Symbol: "BTCUSDT", Sides: 2, Minimum: 2.5e6}}
	if !slices.Equal(s.Alerts.Rules.All(), want) || s.Notice != "" || !slices.Equal(*calls, []Change{AlertRules, AlertRules}) {
		t.Errorf("%+v, %q, %v", s.Alerts.Rules.All(), s.Notice, *calls)
	}
	for field, bad := range map[Field]string{FieldAlertKind: "far", FieldAlertSides: "none", FieldAlertMinimum: "x"} {
		kept := s.Form
		s.Form[field] = bad
		if s.AddAlert(); len(s.Alerts.Rules.All()) != 2 || s.Notice == "" {
			t.Errorf("%q in field %d is taken", bad, field)
		}
		s.Form, s.Notice = kept, ""
	}
	first := s.Alerts.Rules.All()[0]
	if s.Alerts.Remove(first) != AlertRules || len(s.Alerts.Rules.All()) != 1 {
		t.Error("it stays")
	}
	// The same click twice, before the row is gone from the page.
	if s.Alerts.Remove(first) != Nothing || len(s.Alerts.Rules.All()) != 1 {
		t.Error("a second click takes another one out")
	}
	for _, o := range AlertKinds() {
		if alert.KindNamed(o.Value).String() != o.Value {
			t.Errorf("%s is no kind of alert", o.Value)
		}
	}
}

// An alert on observed positions has the size of one venue's, and whoever makes it
// learns that nothing is watched while nothing is observed.
func TestAlertsOnObservedPositions(t *testing.T) {
	s, _ := visit(t, "simulated")
	s.Clusters.UsualDay = 9e9
	s.Form[FieldAlertKind] = "wall"
	s.AddAlert()
	if want := (alert.Rule{Kind: alert.Wall, Symbol: "BTCUSDT", Sides: 3, Minimum: 1e6, Share: .01}); s.Notice != "" || !slices.Equal(s.Alerts.Rules.All(), []alert.Rule{want}) {
		t.Errorf("%+v, %q", s.Alerts.Rules.All(), s.Notice)
	}
	const off = "Observed positions are not watched while Observed is off."
	if !strings.Contains(AlertsText(s), off) {
		t.Error(AlertsText(s))
	}
	s.Settings.Look.Observed = ObserveSeen
	if strings.Contains(AlertsText(s), off) {
		t.Error("it is on:", AlertsText(s))
	}
}
