package page_test

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/page"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// at is a place of the crosshair, at a price.
func at(price market.Price) *page.Point {
	return &page.Point{Time: start - market.Hour, Price: price}
}

func TestOneQuestionAboutACellIsUnderWay(t *testing.T) {
	s := mapped(t, simulated())
	for price := market.Price(60_000); price < 60_100; price += 10 {
		s.point(at(price))
	}
	s.asks(wire.KindProbe, 1, "while the answer is awaited")
	s.answerViewport()
	s.asks(wire.KindProbe, 1, "while the answer is awaited, another map asks nothing")
	s.say(&wire.Cell{Serial: 1, Known: true, Long: 1e6, Short: 2e6})
	s.asks(wire.KindProbe, 2, "the newest place is asked for then")
	var m wire.Probe
	if s.asked(wire.KindProbe, &m); m.Price != 60_090 {
		t.Errorf("asked at %v, want where the crosshair is", m.Price)
	}
	s.say(&wire.Cell{Serial: 1, Known: true})
	s.asks(wire.KindProbe, 2, "once it is answered")
}

func TestTheReadoutTellsWhatIsKnown(t *testing.T) {
	s := clustered(t, simulated())
	s.point(at(60_000))
	s.say(&wire.Cell{Known: true, Long: 1.5e6, Short: 2e6, Low: 1e6, High: 9e6})
	known := last(t, s.chart.readouts)
	if known["price"] != view.Price(60_000) || known["long"] != view.Dollars(1.5e6) || known["short"] != view.Dollars(2e6) || known["band"] != view.Dollars(1e6)+" to "+view.Dollars(9e6) || known["distance"] == "" || known["time"] == "" || known["way"] == "" {
		t.Errorf("%v", known)
	}
	s.point(at(60_500))
	s.say(&wire.Cell{})
	if unknown := last(t, s.chart.readouts); unknown["long"] != "" || unknown["band"] != "" {
		t.Errorf("of what is not known it says %v", unknown)
	}
}

// A crosshair that has left is told nothing, also by an answer that comes late.
func TestACrosshairThatHasLeft(t *testing.T) {
	s := mapped(t, simulated())
	s.point(at(60_000))
	s.point(at(60_001))
	s.point(nil)
	if last(t, s.chart.readouts) != nil {
		t.Error("the readout stays")
	}
	before := len(s.chart.readouts)
	s.say(&wire.Cell{Known: true})
	if len(s.chart.readouts) != before {
		t.Error("a late answer is written")
	}
	s.asks(wire.KindProbe, 1, "of a crosshair that has left nothing is asked")
}

func TestNothingIsAskedBeforeThereIsAMarket(t *testing.T) {
	s := mounted(t)
	s.point(at(60_000))
	s.asks(wire.KindProbe, 0, "while the page loads")
	s.say(simulated(), allBars(halfHour))
	s.sight(week())
	s.answerViewport()
	s.asks(wire.KindProbe, 1, "once the map is drawn")
}

// What a replay does not show yet it does not tell either.
func TestTheReadoutOfAReplayEndsAtItsMoment(t *testing.T) {
	s := clustered(t, simulated())
	s.click(func(v *view.State) { v.ToggleReplay(); v.Apply(v.Playhead.Step(-10)) })
	s.point(&page.Point{Time: start - market.Hour, Price: 60_000})
	s.say(&wire.Cell{Known: true, Long: 1e6})
	if texts := last(t, s.chart.readouts); texts["long"] != "" {
		t.Errorf("a cell after the moment that is replayed is told: %v", texts)
	}
	s.point(&page.Point{Time: start - market.Day, Price: 60_000})
	s.say(&wire.Cell{Known: true, Long: 1e6})
	if texts := last(t, s.chart.readouts); texts["long"] == "" {
		t.Errorf("a cell before the moment that is replayed is not told: %v", texts)
	}
}
