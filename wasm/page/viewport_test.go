package page_test

import (
	"math"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

func TestCellsAreAskedForBeyondTheEdges(t *testing.T) {
	s := opened(t, simulated())
	m, sight := s.viewport(), week()
	end := m.View.From + market.Millis(m.View.Columns)*m.View.Column
	if m.View.From > sight.From-3*market.Day || m.View.Bottom >= sight.Bottom || m.View.Top <= sight.Top {
		t.Errorf("asked for no more than what is in sight: %+v", m.View)
	}
	if end < start+7*halfHour || end > start+9*halfHour {
		t.Errorf("columns end %d bars after the newest", (end-start)/halfHour)
	}
	if m.View.From%halfHour != 0 || m.View.Check() != nil {
		t.Errorf("%+v: %v", m.View, m.View.Check())
	}
	if m.Serial != 1 || m.Model != "learned" || m.Venues != 1 {
		t.Errorf("%+v", m)
	}
	if m.Visible != (wire.Area{From: sight.From, To: sight.To, Bottom: sight.Bottom, Top: sight.Top}) {
		t.Errorf("the colours are to be scaled for %+v", m.Visible)
	}
}

// What is drawn already is not asked for again; what is not, is.
func TestCellsInSightAreAskedForOnce(t *testing.T) {
	for name, c := range map[string]struct {
		move func(*page.Sight)
		asks int
	}{
		"nothing":              {func(*page.Sight) {}, 0},
		"a little to the left": {func(s *page.Sight) { s.From -= market.Day; s.To -= market.Day }, 0},
		"far to the left":      {func(s *page.Sight) { s.From -= 6 * market.Day; s.To -= 6 * market.Day }, 1},
		"a little up":          {func(s *page.Sight) { s.Bottom *= 1.02; s.Top *= 1.02 }, 0},
		"far up":               {func(s *page.Sight) { s.Bottom *= 2; s.Top *= 2 }, 1},
		"much closer":          {func(s *page.Sight) { s.From = s.To - market.Day }, 1},
		"much closer in price": {func(s *page.Sight) { s.Bottom, s.Top = 59_900, 60_100 }, 1},
		"before the market":    {func(s *page.Sight) { s.From -= 100 * market.Day }, 1},
	} {
		s := mapped(t, simulated())
		before := s.engine().count(wire.KindViewport)
		sight := week()
		c.move(&sight)
		s.sight(sight)
		s.asks(wire.KindViewport, before+c.asks, "moved: "+name)
	}
}

// However absurd what is in sight is, what is asked for can be drawn.
func TestAbsurdSights(t *testing.T) {
	for name, sight := range map[string]page.Sight{
		"an instant":        {From: start, To: start, Bottom: 50_000, Top: 70_000, Width: 1000, Height: 600},
		"one price":         {From: start - market.Day, To: start, Bottom: 60_000, Top: 60_000, Width: 1000, Height: 600},
		"a flat chart":      {From: start - market.Day, To: start, Bottom: 50_000, Top: 70_000, Width: 1000, Height: 0},
		"a century":         {From: -100 * 365 * market.Day, To: start, Bottom: 50_000, Top: 70_000, Width: 1000, Height: 600},
		"all prices":        {From: start - market.Day, To: start, Bottom: 1e-6, Top: 1e9, Width: 1000, Height: 20_000},
		"the future":        {From: start + market.Day, To: start + 2*market.Day, Bottom: 50_000, Top: 70_000, Width: 1000, Height: 600},
		"a hall of screens": {From: start - 7*market.Day, To: start, Bottom: 50_000, Top: 70_000, Width: 60_000, Height: 40_000},
	} {
		s := mounted(t, func(d *device) { d.query["sim"] = "7" })
		s.say(simulated(), allBars(halfHour))
		s.sight(sight)
		m := s.viewport()
		if m.View.Columns < 1 || m.View.Columns > 1<<14 || m.View.Rows < 8 || m.View.Rows > 1400 || m.View.Columns*m.View.Rows > 1<<23 {
			t.Errorf("%s: %d columns of %d rows", name, m.View.Columns, m.View.Rows)
		}
	}
}

// What is in sight moves by less than a row: its rows lie as they lay, on the
// borders of the engine's own bins where they are as fine as those.
func TestRowsLieAlikeWhateverIsInSight(t *testing.T) {
	for _, zoom := range []float64{1.02, 1.4} {
		var borders []float64
		for shift := range 5 {
			s := mounted(t, func(d *device) { d.query["sim"] = "7" })
			s.say(simulated(), allBars(halfHour))
			by := 1 + .0007*float64(shift)
			s.sight(page.Sight{From: start - 7*market.Day, To: start, Bottom: market.Price(50_000 * by), Top: market.Price(50_000 * by * zoom), Width: 1000, Height: 600})
			v := s.viewport().View
			edges := v.Edges(nil)
			height := edges[1] - edges[0]
			if shift == 0 {
				borders = edges
			}
			rows := (edges[0] - borders[0]) / height
			if off := math.Abs(rows - math.Round(rows)); off > 1e-6 {
				t.Errorf("zoom %v, moved by %v: rows lie %.3f of a row off", zoom, by, off)
			}
			if zoom < 1.1 && math.Abs(edges[0]-math.Round(edges[0])) > 1e-6 {
				t.Errorf("zoom %v: the lowest border is at bin %v", zoom, edges[0])
			}
		}
	}
}

func TestWithoutAMarketOrAChartNothingIsAskedFor(t *testing.T) {
	s := mounted(t, func(d *device) { d.query["sim"] = "7" })
	s.sight(week())
	s.asks(wire.KindViewport, 0, "while the page loads")
	s.say(simulated(), allBars(halfHour))
	hidden := week()
	hidden.Width = 0
	s.sight(hidden)
	s.asks(wire.KindViewport, 0, "of a chart without width")
	s.crash()
	s.sight(week())
	s.asks(wire.KindViewport, 0, "while the engine restarts")
}

func TestAnotherModelOrVenueAsksForOtherCells(t *testing.T) {
	s := mapped(t, liveMarket())
	s.click(func(v *view.State) { v.Choose(view.ChoiceModel, "classic") })
	if m := s.viewport(); m.Model != "classic" || m.Serial != 2 {
		t.Errorf("%+v", m)
	}
	s.click(func(v *view.State) { v.FlipVenue("bybit") })
	if m := s.viewport(); m.Venues != 1 || m.Serial != 3 {
		t.Errorf("%+v", m)
	}
	s.click(func(v *view.State) { v.FlipVenue("binance") })
	if s.State().VenueBits() == 0 {
		t.Error("no venue is counted")
	}
}

// An answer to a question before is drawn by nobody, and acknowledged all the
// same: the worker waits for that.
func TestALateFrameIsAcknowledgedAndNotDrawn(t *testing.T) {
	s := mapped(t, simulated())
	first := s.viewport()
	s.click(func(v *view.State) { v.Choose(view.ChoiceModel, "classic") })
	drawn := len(s.chart.frames)
	s.say(cells(first.Serial, first.Model, first.View))
	if len(s.chart.frames) != drawn {
		t.Error("it is drawn")
	}
	var ack wire.Ack
	if s.asked(wire.KindAck, &ack); ack.Serial != first.Serial || s.engine().count(wire.KindAck) != 2 {
		t.Errorf("acknowledged: %+v, %d times", ack, s.engine().count(wire.KindAck))
	}
}

// A market that goes on runs beyond what was asked for; once its newest bars
// would not fit, more is asked for.
func TestPatchesMoveTheViewAlong(t *testing.T) {
	s := mapped(t, simulated())
	asked := s.viewport()
	patch := func(bars int) {
		v := asked.View
		v.From += market.Millis(v.Columns+bars-2) * v.Column
		v.Columns = 2
		m := cells(asked.Serial, asked.Model, v)
		m.Patch = true
		s.State().Source.Until = v.From + 2*v.Column
		s.say(m)
	}
	patch(0)
	s.asks(wire.KindViewport, 1, "of a patch within what was asked for")
	if !last(t, s.chart.frames).Patch {
		t.Error("the patch is not drawn")
	}
	for bars := 1; bars <= asked.View.Columns; bars++ {
		if patch(bars); s.engine().count(wire.KindViewport) > 1 {
			return
		}
	}
	t.Error("the market runs out of the picture")
}

func TestTheColourScaleFollowsTheMapUnlessItIsThePatchOfOne(t *testing.T) {
	s := mapped(t, simulated())
	styles := len(s.chart.styles)
	asked := s.viewport()
	m := cells(asked.Serial, asked.Model, asked.View)
	m.Bright = 5e7
	m.Patch = true
	if s.say(m); s.State().Chart.Scale.Bright != 1e7 || len(s.chart.styles) != styles {
		t.Error("a patch changes the scale")
	}
	m.Patch = false
	if s.say(m); s.State().Chart.Scale.Bright != 5e7 || len(s.chart.styles) != styles+1 {
		t.Error("a whole frame does not change the scale")
	}
	if s.say(m); len(s.chart.styles) != styles+1 {
		t.Error("the same scale colours the cells again")
	}
}

func TestTheNewestBarOutOfSightOffersTheWayBack(t *testing.T) {
	s := mapped(t, simulated())
	s.chart.live = false
	later := s.render.later
	s.sight(week())
	s.sight(week())
	if !s.State().Chart.Scrolled || s.render.later != later+1 {
		t.Errorf("scrolled %v, rendered %d times", s.State().Chart.Scrolled, s.render.later-later)
	}
	s.click((*view.State).Return)
	if s.State().Chart.Scrolled || last(t, s.chart.windows) != 7*market.Day {
		t.Error("the way back does not show the window")
	}
}

// Rows are no finer than the engine's own bins.
func TestRowsAreNoFinerThanTheGrid(t *testing.T) {
	s := opened(t, simulated())
	sight := week()
	sight.Bottom, sight.Top, sight.Height = 60_000, 60_600, 2000
	s.sight(sight)
	v := s.viewport().View
	if row := math.Log(float64(v.Top/v.Bottom)) / float64(v.Rows); row < grid.Step*.99 {
		t.Errorf("a row of %g is finer than a bin of %g", row, grid.Step)
	}
}
