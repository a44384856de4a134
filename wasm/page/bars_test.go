package page_test

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

func TestBarsThatComeBeforeTheChartAreDrawnOnceItIsThere(t *testing.T) {
	s := newStage(t)
	happened := &wire.Liquidations{Replace: true, Rows: []market.VenueLiquidation{{Liquidation: market.Liquidation{Time: start - 1, Price: 60_000, USD: 5e5}}}}
	s.say(liveMarket(), allBars(halfHour), happened, tick(61_500, 0))
	s.mount()
	if len(s.chart.bars) != 1 || !s.chart.bars[0].Replace || !s.chart.fresh[0] || len(s.chart.bars[0].Rows) != days*48 {
		t.Fatalf("the chart got %d messages of bars, fresh %v", len(s.chart.bars), s.chart.fresh)
	}
	if f := last(t, s.chart.liquidations); len(f.Rows) != 1 || !f.Replace {
		t.Errorf("the liquidations before it: %+v", s.chart.liquidations)
	}
	if len(s.chart.windows) != 1 || s.chart.windows[0] != 7*market.Day {
		t.Errorf("the window is not shown: %v", s.chart.windows)
	}
	s.mount()
	if s.device.pass(market.Minute); len(s.chart.bars) != 1 {
		t.Error("a chart that is rendered again gets its bars again")
	}
}

func TestOfEarlyBarsTheNewestMarketsAreDrawn(t *testing.T) {
	s := newStage(t)
	short := allBars(halfHour)
	short.Rows = short.Rows[:3]
	s.say(simulated(), allBars(halfHour), liveMarket(), short)
	s.mount()
	if len(s.chart.bars) != 1 || len(s.chart.bars[0].Rows) != 3 {
		t.Error("the bars of a market before are drawn")
	}
}

// A market without a bar yet is there, and draws nothing.
func TestAMarketWithoutBars(t *testing.T) {
	s := mounted(t)
	s.say(liveMarket(), &wire.Bars{Replace: true, Column: halfHour, Until: start})
	if len(s.chart.bars) != 0 || s.State().Last != 0 {
		t.Error("bars are drawn that are not there")
	}
	s.say(allBars(halfHour))
	if len(s.chart.windows) != 1 {
		t.Error("the first bars do not show the window")
	}
}

func TestAnotherWindowWaitsForItsBars(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.Day)) })
	asked := s.viewport()
	if asked.View.Column != 5*market.Minute || asked.Visible.To-asked.Visible.From != market.Day || asked.Visible.To != start {
		t.Errorf("asked for %+v", asked)
	}
	if len(s.chart.windows) != 1 {
		t.Error("the window is shown before its bars are there")
	}
	// Bars of the window before, on their way while it was chosen, are let go.
	drawn := len(s.chart.bars)
	s.say(allBars(halfHour))
	if len(s.chart.bars) != drawn {
		t.Error("bars of the window before are drawn")
	}
	s.asks(wire.KindViewport, 2, "the bars that are awaited are not asked for again")
	if s.say(tick(61_500, 0)); len(s.chart.windows) != 1 {
		t.Error("the forming bar shows a window whose bars are not there")
	}
	s.say(allBars(5 * market.Minute))
	if len(s.chart.windows) != 2 || s.chart.windows[1] != market.Day || !last(t, s.chart.fresh) {
		t.Errorf("the window is not shown with its bars: %v %v", s.chart.windows, s.chart.fresh)
	}
}

func TestAnotherWindowOfTheSameBarsIsShownAtOnce(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.Day)) })
	s.say(allBars(5 * market.Minute))
	drawn := len(s.chart.bars)
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.HalfDay)) })
	if last(t, s.chart.windows) != 12*market.Hour || len(s.chart.bars) != drawn {
		t.Errorf("windows %v", s.chart.windows)
	}
}

// A new engine draws the bars it was asked for last; where another window was
// chosen since, those are asked for.
func TestAnotherWindowWhileTheEngineRestarts(t *testing.T) {
	s := mapped(t, simulated())
	s.say(simulated(), allBars(halfHour))
	s.click(func(v *view.State) { v.Choose(view.ChoiceWindow, string(view.Day)) })
	s.crash()
	s.say(simulated())
	s.say(allBars(halfHour))
	s.asks(wire.KindViewport, 0, "while its bars are awaited")
	s.sight(week())
	if asked := s.viewport(); asked.View.Column != 5*market.Minute {
		t.Errorf("asked for bars of %d", asked.View.Column)
	}
	s.say(allBars(5 * market.Minute))
	if last(t, s.chart.windows) != market.Day {
		t.Errorf("windows %v", s.chart.windows)
	}
}

// Bars of another length that nobody awaits, as of an engine that has fallen
// back, bring the question for those of the window.
func TestBarsOfALengthThatNobodyAwaits(t *testing.T) {
	s := mapped(t, simulated())
	asked := s.engine().count(wire.KindViewport)
	drawn := len(s.chart.bars)
	s.say(allBars(market.Hour))
	if len(s.chart.bars) != drawn {
		t.Error("they are drawn")
	}
	s.asks(wire.KindViewport, asked+1, "those of the window are asked for")
}

// A market that is built anew shows all its bars again and leaves what is in
// sight; its cells are asked for again.
func TestAMarketBuiltAnewLeavesWhatIsInSight(t *testing.T) {
	s := mapped(t, liveMarket())
	again := liveMarket()
	again.Rebuilt = true
	s.say(again, allBars(halfHour))
	if last(t, s.chart.fresh) || len(s.chart.windows) != 1 {
		t.Errorf("fresh %v, windows %v", s.chart.fresh, s.chart.windows)
	}
	s.asks(wire.KindViewport, 2, "its cells are other ones")
}

// An engine that stops before the first bars are there shows the window with
// those of the next engine.
func TestAMarketWhoseEngineStopsBeforeItsBars(t *testing.T) {
	s := mounted(t, func(d *device) { d.query["sim"] = "7" })
	s.say(simulated())
	s.crash()
	s.say(simulated(), allBars(halfHour))
	if len(s.chart.windows) != 1 || !last(t, s.chart.fresh) {
		t.Errorf("fresh %v, windows %v", s.chart.fresh, s.chart.windows)
	}
}

func TestALinkWaitsForBars(t *testing.T) {
	moment := start - 2*market.Day
	link := view.Link{From: start - 3*market.Day, To: start - market.Day, Bottom: 55_000, Top: 65_000, At: moment}
	s := mounted(t, func(d *device) {
		defaults := view.Defaults()
		l := defaults.Share()
		l.From, l.To, l.Bottom, l.Top, l.At = link.From, link.To, link.Bottom, link.Top, link.At
		d.fragment = l.Text()
	})
	s.say(liveMarket(), &wire.Bars{Replace: true, Column: halfHour, Until: start})
	if len(s.chart.sights) != 0 {
		t.Error("a link is shown before there is a bar")
	}
	s.say(allBars(halfHour))
	want := page.Sight{From: link.From, To: link.To, Bottom: link.Bottom, Top: link.Top}
	if len(s.chart.sights) != 1 || s.chart.sights[0] != want {
		t.Errorf("shown: %+v", s.chart.sights)
	}
	if last(t, s.chart.replays) != moment || !s.State().Playhead.Replaying() {
		t.Errorf("the moment of the link is not replayed: %v", s.chart.replays)
	}
	// It is shown once: what the visitor moves to afterwards stays.
	s.click((*view.State).Return)
	s.say(allBars(halfHour))
	if len(s.chart.sights) != 1 || s.State().Playhead.Replaying() {
		t.Error("the link is shown again")
	}
}

func TestALinkThatIsDamagedIsSaidAndLeavesTheVisitorsOwn(t *testing.T) {
	s := newStage(t, func(d *device) {
		set := view.Defaults()
		set.Symbol = "ETHUSDT"
		d.stored["brink.settings"] = set.Text()
		d.fragment = "v1&symbol=SOLUSDT&window=never"
	})
	if s.State().Settings.Symbol != "ETHUSDT" || s.State().Notice == "" {
		t.Errorf("symbol %q, notice %q", s.State().Settings.Symbol, s.State().Notice)
	}
}
