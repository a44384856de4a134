package page_test

import (
	"testing"

	"brink/wasm/market"
)

// received is a moment some ms after the start, as messages say it.
func received(ms float64) float64 { return float64(start) + ms }

// Of the bars that come within a frame the first are drawn as they come and the
// last with the frame; those between would not be seen.
func TestAFrameTakesTheFirstAndTheLastBars(t *testing.T) {
	s := mapped(t, liveMarket())
	drawn := len(s.chart.bars)
	for i := range 50 {
		s.say(tick(61_000+market.Price(i), received(float64(i))))
	}
	if len(s.chart.bars) != drawn+1 || s.device.framesAsked != 1 {
		t.Errorf("before the frame %d messages are drawn, %d frames asked for", len(s.chart.bars)-drawn, s.device.framesAsked)
	}
	s.device.frame()
	if len(s.chart.bars) != drawn+2 || s.State().Last != 61_049 {
		t.Errorf("with the frame %d messages are drawn, the newest at %v", len(s.chart.bars)-drawn, s.State().Last)
	}
	// What came too late for a frame that has been drawn is in the next one.
	if s.device.framesAsked != 2 {
		t.Errorf("%d frames are asked for", s.device.framesAsked)
	}
}

// Of messages without a time of receipt nothing is measured and nothing waits.
func TestBarsThatNobodyReceivedAreDrawnAtOnce(t *testing.T) {
	s := mapped(t, simulated())
	drawn := len(s.chart.bars)
	for i := range 5 {
		s.say(tick(61_000+market.Price(i), 0))
	}
	if len(s.chart.bars) != drawn+5 || s.device.framesAsked != 0 {
		t.Errorf("%d drawn, %d frames", len(s.chart.bars)-drawn, s.device.framesAsked)
	}
}

func TestLatencyIsMeasuredFromTheOldestMessageOfAFrame(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(tick(61_000, received(0)))
	s.device.pass(30)
	s.say(tick(61_001, received(29)))
	s.chart.drawn = false // the chart draws both in this frame
	s.device.frame()
	s.say(health(false, 1))
	if got := s.State().Feed.Latency; got != 30 {
		t.Errorf("%d ms, want 30", got)
	}
	if text := s.device.texts["[data-part=latency]"]; text == "" {
		s.say(health(false, 2))
		if s.device.texts["[data-part=latency]"] == "" {
			t.Error("the latency is not written")
		}
	}
}

// Nothing is drawn while the page is hidden, so nothing is held and nothing is
// measured: the first frame after an hour is no message that took an hour.
func TestAHiddenPageMeasuresNothing(t *testing.T) {
	s := mapped(t, liveMarket())
	s.device.hidden = true
	drawn := len(s.chart.bars)
	for i := range 5 {
		s.say(tick(61_000+market.Price(i), received(float64(i))))
	}
	if len(s.chart.bars) != drawn+5 || s.device.framesAsked != 0 {
		t.Errorf("%d drawn, %d frames asked for", len(s.chart.bars)-drawn, s.device.framesAsked)
	}
	s.device.hidden = false
	s.device.pass(market.Hour)
	s.device.frame()
	if s.say(health(false, 3600)); s.State().Feed.Latency != 0 {
		t.Errorf("%d ms are measured", s.State().Feed.Latency)
	}
}

// Bars that wait for a frame of one market are let go when another is opened.
func TestAMarketLetsGoOfBarsThatWait(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(tick(61_000, received(0)), tick(61_001, received(1)))
	drawn := len(s.chart.bars)
	s.say(simulated())
	s.device.frame()
	if len(s.chart.bars) != drawn {
		t.Error("bars of the market before are drawn into another")
	}
}

// All bars anew do not wait for a frame: what is asked for next depends on
// them.
func TestAllBarsDoNotWait(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(tick(61_000, received(0)))
	drawn := len(s.chart.bars)
	m := allBars(halfHour)
	m.Received = received(1)
	if s.say(m); len(s.chart.bars) != drawn+1 {
		t.Error("they wait")
	}
}

// Whatever comes into the frame that was asked for, its oldest message counts.
func TestTheOldestMessageOfAFrameCounts(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(tick(61_000, received(0)))
	m := allBars(halfHour)
	m.Received = received(20)
	s.device.pass(20)
	s.say(m)
	if s.device.framesAsked != 1 {
		t.Errorf("%d frames are asked for", s.device.framesAsked)
	}
	s.device.pass(10)
	s.chart.drawn = false
	// A frame may begin before the end of the one before is told.
	s.device.begun()
	s.device.begun()
	s.device.ended(float64(s.device.now))
	if s.say(health(false, 1)); s.State().Feed.Latency != 30 {
		t.Errorf("%d ms, want 30", s.State().Feed.Latency)
	}
}

// A page that is hidden before its frame has come draws without one.
func TestAPageThatIsHiddenBeforeItsFrame(t *testing.T) {
	s := mapped(t, liveMarket())
	s.say(tick(61_000, received(0)))
	s.device.hidden = true
	drawn := len(s.chart.bars)
	if s.say(tick(61_001, received(1))); len(s.chart.bars) != drawn+1 {
		t.Error("bars wait for a frame that does not come")
	}
}
