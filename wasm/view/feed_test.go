package view

import (
	"math"
	"strings"
	"testing"

	"brink/wasm/market"
)

// What only grows older or is counted is written past Vugu; what is said
// otherwise is a render.
func TestWhatOnlyTicks(t *testing.T) {
	now := 1000 * market.Day
	feed := func(change func(f *Feed)) *Feed {
		f := &Feed{At: now, Share: 1, Venues: []market.VenueHealth{
			{Venue: "binance", Status: market.VenueLive, LastEvent: now - 40, Events: 12, Funding: 1e-5},
			{Venue: "okx", Status: market.VenueQuiet, LastEvent: now - 9000, Funding: math.NaN()},
		}}
		change(f)
		return f
	}
	s := &State{Source: Source{Origin: market.Live, Until: now}, Feed: *feed(func(*Feed) {})}
	for name, c := range map[string]struct {
		ticks  bool
		change func(f *Feed)
	}{
		"nothing":         {true, func(*Feed) {}},
		"a second":        {true, func(f *Feed) { f.At += 1000; f.Venues[0].LastEvent += 1010; f.Venues[0].Events += 900; f.Latency = 31 }},
		"funding changes": {true, func(f *Feed) { f.Venues[0].Funding = 1.1e-5 }},
		"funding turns":   {false, func(f *Feed) { f.Venues[0].Funding = -1e-5 }},
		"funding unknown": {false, func(f *Feed) { f.Venues[0].Funding = math.NaN() }},
		"a light":         {false, func(f *Feed) { f.Venues[1].Status = market.VenueBlocked }},
		"unreadable":      {false, func(f *Feed) { f.Venues[1].Refused++ }},
		"a limit":         {false, func(f *Feed) { f.Venues[1].LimitedUntil = now + market.Minute }},
		"a half":          {false, func(f *Feed) { f.Venues[1].Missing = market.MissingFeed }},
		"a reason":        {false, func(f *Feed) { f.Venues[1].LeftOut = market.Quanto }},
		"a price apart":   {false, func(f *Feed) { f.Venues[1].Apart = .012 }},
		"history":         {false, func(f *Feed) { f.Loading, f.Share = true, .5 }},
		"another venue":   {false, func(f *Feed) { f.Venues[1].Venue = "bybit" }},
		"one venue more":  {false, func(f *Feed) { f.Venues = append(f.Venues, market.VenueHealth{Venue: "bybit"}) }},
	} {
		if got := s.Feed.OnlyCountersDiffer(feed(c.change), now); got != c.ticks {
			t.Errorf("%s: ticks %v", name, got)
		}
	}
	s.Feed = *feed(func(f *Feed) { f.Venues[0].Status = market.VenueQuiet })
	if s.Feed.OnlyCountersDiffer(feed(func(f *Feed) { f.Venues[0].Status = market.VenueQuiet; f.At += 1000 }), now) {
		t.Error("the age of a stale map ticks unseen")
	}
}

func TestListOfLiquidations(t *testing.T) {
	var f Feed
	row := func(n int) Liquidation {
		return Liquidation{"bybit", market.Liquidation{Time: market.Millis(n) * market.Second, USD: market.USD(n), Complete: true}}
	}
	for n := range 5 {
		f.AddLiquidations(n == 0, []Liquidation{row(2 * n), row(2*n + 1)}, 0)
	}
	if len(f.Liquidations) != maxLiquidations || f.Liquidations[0] != row(9) || f.Liquidations[maxLiquidations-1] != row(2) {
		t.Errorf("%+v", f.Liquidations)
	}
	if f.AddLiquidations(true, []Liquidation{row(1)}, 0); len(f.Liquidations) != 1 {
		t.Error("those of before stay")
	}
	if f.AddLiquidations(true, nil, 0); len(f.Liquidations) != 0 {
		t.Error("the list is not emptied")
	}
	l := row(3)
	if got := l.Text(UTC); got != "00:00:03 long, Bybit" {
		t.Error(got)
	}
	if l.Complete = false; l.Text(UTC) != "00:00:03 long, Bybit, sampled" {
		t.Error(l.Text(UTC))
	}
}

func TestVenueTexts(t *testing.T) {
	now := 1000 * market.Day
	v := market.VenueHealth{Venue: "okx", Status: market.VenueLive, LastEvent: now - 400, Events: 12}
	if got := HealthText(&v, now) + "; " + CountersText(&v); got != "live, 0 s; OKX: 12 events, 0 unreadable, liquidations none published" {
		t.Error(got)
	}
	f := Feed{Venues: []market.VenueHealth{v}, Latency: 38}
	if f.UnreadableText() != "" || f.LatencyText() != "Delay from an exchange's message to the screen: 38 ms at most, for 99 of 100" {
		t.Error(f.UnreadableText(), f.LatencyText())
	}
	v.Relayed, v.PublishesLiquidations, v.Refused, v.Reason, v.Sample, v.LastEvent = true, true, 1, "no price", "{}", 0
	if got := HealthText(&v, now) + "; " + CountersText(&v); got != "relayed; OKX: 12 events, 1 unreadable, liquidations sampled. The last: no price: {}" {
		t.Error(got)
	}
	f = Feed{Venues: []market.VenueHealth{v}}
	if f.UnreadableText() != CountersText(&v)+" " || f.LatencyText() != "" {
		t.Error(f.UnreadableText())
	}
	for id, want := range map[string]string{"binance": "Binance", "simulated": "Simulated", "recorded": "Recorded", "nobody": "nobody"} {
		if VenueName(id) != want {
			t.Errorf("%s is called %s", id, VenueName(id))
		}
	}
}

func TestTheNotesSayWhoLimitsAndUntilWhen(t *testing.T) {
	f := Feed{At: 1000 * market.Day, Venues: []market.VenueHealth{
		{Venue: "binance", LimitedUntil: 1000*market.Day + 90*market.Second}, {Venue: "okx", LimitedUntil: 1000*market.Day - 1},
	}}
	if got := f.Notes(UTC); got != "Binance limits requests until 00:01:30; what is missing is asked for then. " {
		t.Errorf("%q", got)
	}
	f.At += market.Hour
	if got := f.Notes(UTC); got != "" {
		t.Errorf("when it is over: %q", got)
	}
}

// Which half of a venue is missing is said in the status and beside its name.
func TestTheHalfThatIsMissingIsSaid(t *testing.T) {
	now := 1000 * market.Day
	f := Feed{At: now, Venues: []market.VenueHealth{
		{Venue: "binance", Status: market.VenueQuiet, Missing: market.MissingHistory, LastEvent: now - 1000},
		{Venue: "bybit", Status: market.VenueLive, LastEvent: now},
		{Venue: "okx", Status: market.VenueQuiet, Missing: market.MissingFeed},
		{Venue: "hyperliquid", Status: market.VenueQuiet, Missing: market.MissingFeed | market.MissingHistory},
		{Venue: "bybit-inverse", Status: market.VenueBlocked, Missing: market.MissingHistory},
	}}
	if got := f.status(now); got != "LIVE, 1 of 5 venues, Binance without history, OKX without live prices" {
		t.Error(got)
	}
	for i, want := range []string{"no history, 1 s", "live, 0 s", "no live prices", "quiet", "blocked here"} {
		if got := HealthText(&f.Venues[i], now); got != want {
			t.Errorf("%s: %q", f.Venues[i].Venue, got)
		}
	}
	f.Venues[1].Status = market.VenueQuiet
	if got := f.status(now - market.Minute); got != "STALE, last bar 60 s ago" {
		t.Errorf("without a whole venue: %q", got)
	}
}

func TestTheNotesSayWhosePriceIsApart(t *testing.T) {
	f := Feed{Venues: []market.VenueHealth{{Venue: "okx", Distance: market.Distance{Apart: .014}}, {Venue: "bybit"}, {Venue: "binance", Distance: market.Distance{Apart: -.021, Disputed: true}}}}
	if got := f.Notes(UTC); got != "OKX's price is 1.4 % above the other venues. Binance's price is 2.1 % below the only other venue; which of them is right is not known. " {
		t.Error(got)
	}
}

func TestSmallLiquidationsAreCountedAndNotListed(t *testing.T) {
	c := Clusters{UsualDay: 100e6}
	least := c.ListedFrom()
	if least != 20_000 || (&Clusters{}).ListedFrom() != 0 {
		t.Errorf("of a usual day of $100M from %v on", least)
	}
	var f Feed
	of := func(usd ...market.USD) (rows []Liquidation) {
		for _, x := range usd {
			rows = append(rows, Liquidation{Venue: "okx", Liquidation: market.Liquidation{USD: x}})
		}
		return rows
	}
	if f.AddLiquidations(true, of(10, 30_000, 20_000), least); len(f.Liquidations) != 2 || f.Liquidations[0].USD != 20_000 || f.Smaller != (Smaller{1, 10}) {
		t.Errorf("%+v", f)
	}
	f.AddLiquidations(false, of(500, 1_990), least)
	if got := f.Smaller.Text(); got != "and 3 smaller ones, $2.50K in all" || len(f.Liquidations) != 2 {
		t.Errorf("%q", got)
	}
	if f.AddLiquidations(true, nil, least); f.Smaller.Text() != "" || len(f.Liquidations) != 0 {
		t.Errorf("another market keeps %+v", f)
	}
}

// Each reason for which a venue is left out is a sentence of its own, in their order.
func TestWhyAVenueIsLeftOut(t *testing.T) {
	for why, word := range map[market.LeftOut]string{
		market.OtherCurrency: "another currency", market.Dated: "ends on a day", market.Quanto: "quanto", market.Untraded: "no longer",
		market.AnotherProject: "another coin", market.Unnumbered: "number",
	} {
		f := Feed{Venues: []market.VenueHealth{{Venue: "okx", Listing: market.Listing{LeftOut: why}}, {Venue: "bybit"}}}
		if got := f.Notes(nil); !strings.HasPrefix(got, "OKX is left out: ") || !strings.Contains(got, word) || strings.Contains(got, "Bybit") || strings.Count(got, ".") != 1 {
			t.Errorf("%d: %q", why, got)
		}
	}
	if got := (&Feed{Venues: []market.VenueHealth{{Venue: "okx"}}}).Notes(nil); got != "" {
		t.Errorf("one that is not left out: %q", got)
	}
}
