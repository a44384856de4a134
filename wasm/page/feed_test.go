package page_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// health is a report of two venues, some seconds after the start.
func health(loading bool, seconds market.Millis) *wire.Health {
	now := start + seconds*market.Second
	return &wire.Health{At: now, Share: .5, Loading: loading, Venues: []market.VenueHealth{
		{Venue: "binance", Status: market.VenueLive, LastEvent: now - 2000, Events: 10 * int(seconds), Funding: 1e-5},
		{Venue: "bybit", Status: market.VenueLive, LastEvent: now - 9000, Events: 3, Funding: math.NaN()},
	}}
}

// Counters that change every second are written past the components; anything
// else renders them.
func TestHealthRendersOnlyWhatChanges(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(health(false, 1))
	later := s.render.later
	s.say(health(false, 2))
	if s.render.later != later {
		t.Error("counters render the page")
	}
	if ages := s.device.each[".venue .says textContent"]; len(ages) != 2 || !strings.Contains(ages[1], "9 s") {
		t.Errorf("written: %v", ages)
	}
	if counters := s.device.each[".venue title"]; len(counters) != 2 || !strings.Contains(counters[0], "20 events") {
		t.Errorf("written: %v", counters)
	}
	blocked := health(false, 3)
	blocked.Venues[1].Status = market.VenueBlocked
	if s.say(blocked); s.render.later != later+1 || s.State().Feed.Venues[1].Status != market.VenueBlocked {
		t.Error("a venue that is blocked is not shown")
	}
	alone := health(false, 4)
	alone.Venues = alone.Venues[:1]
	s.say(alone)
	none := health(false, 5)
	none.Venues = nil
	s.say(none, health(false, 6))
	if len(s.State().Feed.Venues) != 2 {
		t.Error("venues that were gone are not shown again")
	}
}

func happened(replace bool, rows ...market.VenueLiquidation) *wire.Liquidations {
	return &wire.Liquidations{Replace: replace, Rows: rows}
}

func liquidation(venue int, usd market.USD, at market.Millis) market.VenueLiquidation {
	return market.VenueLiquidation{Venue: venue, Liquidation: market.Liquidation{Time: at, Price: 60_000, USD: usd, Closed: market.Long}}
}

func TestLiquidationsAreListedAndDrawn(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(happened(true, liquidation(0, 1e5, start-2), liquidation(1, 2e5, start-1)))
	s.say(happened(false, liquidation(1, 3e5, start), liquidation(9, 4e5, start)))
	list := s.State().Feed.Liquidations
	if len(list) != 3 || list[0].USD != 3e5 || list[0].Venue != "bybit" || list[2].Venue != "binance" {
		t.Errorf("listed: %+v", list)
	}
	if len(s.chart.liquidations) != 2 || !s.chart.liquidations[0].Replace || s.chart.liquidations[1].Replace {
		t.Errorf("drawn: %+v", s.chart.liquidations)
	}
	// A report of the venues leaves the list.
	if s.say(health(false, 1)); len(s.State().Feed.Liquidations) != 3 {
		t.Error("the list is gone")
	}
	if s.say(happened(true)); len(s.State().Feed.Liquidations) != 0 {
		t.Error("the list of another market stays")
	}
}

func TestCoinsCanBeChosenOfALiveMarketAlone(t *testing.T) {
	names := &wire.Coins{Names: []string{"BTC", "ETH", "DOGE"}}
	s := mapped(t, liveMarket())
	if s.say(names); !slices.Equal(s.State().Source.Symbols, names.Names) {
		t.Errorf("%v", s.State().Source.Symbols)
	}
	s = mapped(t, simulated())
	if s.say(names); slices.Contains(s.State().Source.Symbols, "DOGE") {
		t.Error("a simulated market offers what the venues have")
	}
}

// lives is a live market of 37 days, whose health is known.
func lives(t *testing.T) *stage {
	t.Helper()
	s := mounted(t)
	s.answerRelay(200, "")
	s.say(liveMarket(), allBars(halfHour), health(false, 0))
	s.sight(week())
	s.asks(wire.KindLive, 1, "to begin with")
	return s
}

func scrolled(back market.Millis) func(*stage) {
	return func(s *stage) {
		sight := week()
		sight.From, sight.To = sight.From-back, sight.To-back
		s.sight(sight)
	}
}

func TestScrollingBeyondThePastAsksForMoreOfIt(t *testing.T) {
	s := lives(t)
	scrolled(29 * market.Day)(s)
	s.asks(wire.KindLive, 1, "within what was asked for")
	scrolled(31 * market.Day)(s)
	s.asks(wire.KindLive, 2, "beyond it")
	var m wire.Live
	if s.asked(wire.KindLive, &m); m.Days != 67 || m.Coin != "BTC" {
		t.Errorf("%+v", m)
	}
	// While it is on its way nothing more is asked for; then what is still
	// missing is.
	scrolled(200 * market.Day)(s)
	s.say(health(true, 1))
	s.asks(wire.KindLive, 2, "while it is on its way")
	s.say(health(false, 2))
	s.asks(wire.KindLive, 3, "once it is there")
}

func TestThePastHasAnEnd(t *testing.T) {
	s := lives(t)
	for i := range market.Millis(100) {
		scrolled(20 * 365 * market.Day)(s)
		s.say(health(false, i))
	}
	var m wire.Live
	if s.asked(wire.KindLive, &m); m.Days != 730 {
		t.Errorf("%d days are asked for", m.Days)
	}
	n := s.engine().count(wire.KindLive)
	scrolled(30 * 365 * market.Day)(s)
	s.asks(wire.KindLive, n, "beyond the end")
}

func TestALongerWindowReachesFurtherBack(t *testing.T) {
	s := lives(t)
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.Day)) })
	s.asks(wire.KindLive, 1, "of a shorter window")
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.Quarter)) })
	var m wire.Live
	if s.asked(wire.KindLive, &m); m.Days != 120 {
		t.Errorf("%d days", m.Days)
	}
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.Month)) })
	s.asks(wire.KindLive, 2, "what is there is not asked for again")
}

// A recording or a simulated market has the past that it has.
func TestOnlyALiveMarketHasMorePast(t *testing.T) {
	s := mapped(t, simulated())
	scrolled(300 * market.Day)(s)
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.Year)) })
	s.asks(wire.KindLive, 0, "of a simulated market")
}

// A device's clock that is off is said with how much, once until it is right
// again.
func TestAClockThatIsOffIsSaidOnce(t *testing.T) {
	s := mapped(t, liveMarket())
	report := func(skew market.Millis) {
		h := health(false, 1)
		h.Venues[0].Skew, h.Venues[1].Skew = skew, skew+40
		s.say(h)
	}
	if report(300); s.State().Notice != "" {
		t.Fatalf("%q", s.State().Notice)
	}
	if report(125 * market.Second); !strings.HasPrefix(s.State().Notice, "The device's clock is 2 min ahead of the exchanges'") {
		t.Errorf("%q", s.State().Notice)
	}
	s.click(func(v *view.State) { v.Notice = "" })
	if report(126 * market.Second); s.State().Notice != "" {
		t.Errorf("said again: %q", s.State().Notice)
	}
	report(0)
	if report(-3 * market.Hour); !strings.HasPrefix(s.State().Notice, "The device's clock is 2 h 59 min behind") && !strings.HasPrefix(s.State().Notice, "The device's clock is 3 h behind") {
		t.Errorf("%q", s.State().Notice)
	}
}
