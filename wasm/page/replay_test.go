package page_test

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

func TestAReplayShowsTheMomentAndAsksWhatWasKnownThen(t *testing.T) {
	s := clustered(t, simulated())
	s.click((*view.State).ToggleReplay)
	s.click(func(v *view.State) { v.Apply(v.Playhead.Step(-4)) })
	moment := start - 4*halfHour
	if last(t, s.chart.replays) != moment {
		t.Errorf("the chart shows %v", s.chart.replays)
	}
	price := 60_000 + market.Price(days*48-5)
	if s.device.texts["[data-part=last]"] != view.Price(price) || s.State().Price() != price {
		t.Errorf("the price is %q, want that of the moment, %v", s.device.texts["[data-part=last]"], price)
	}
	s.answerSnapshot(start) // of the first step
	if m := s.request(); m.At != moment {
		t.Errorf("asked for the clusters of %d, want %d", m.At, moment)
	}
	// The newest price goes on unseen.
	s.say(tick(99_999, 0))
	if s.device.pass(market.Second); s.device.texts["[data-part=last]"] != view.Price(price) {
		t.Errorf("during a replay the newest price is written: %q", s.device.texts["[data-part=last]"])
	}
	s.click((*view.State).Return)
	if last(t, s.chart.replays) != 0 || s.device.texts["[data-part=last]"] != view.Price(99_999) {
		t.Errorf("back: %v, %q", s.chart.replays, s.device.texts["[data-part=last]"])
	}
	s.answerSnapshot(moment)
	if m := s.request(); m.At != 0 {
		t.Error("the newest clusters are not asked for")
	}
}

func TestAReplayPlaysOnUntilTheNewestBar(t *testing.T) {
	s := clustered(t, simulated())
	s.click((*view.State).ToggleReplay)
	s.click(func(v *view.State) { v.Apply(v.Playhead.Step(-3)) })
	s.click(func(v *view.State) { v.Apply(v.Playhead.PlayPause()) })
	shown := len(s.chart.replays)
	s.device.pass(2 * market.Second)
	if len(s.chart.replays) < shown+1 {
		t.Error("it does not move")
	}
	s.device.pass(10 * market.Second)
	if p := s.State().Playhead; p.Playing != view.Paused || p.At() != p.Last {
		t.Errorf("at the end: %+v", p)
	}
	timers := len(s.device.timers)
	if s.device.pass(market.Minute); len(s.device.timers) > timers {
		t.Error("it goes on without an end")
	}
}

// Playing, pausing and playing again quickly leaves one timer, not two: else it
// would run at twice its speed.
func TestPausingAndPlayingRunsOnce(t *testing.T) {
	s := clustered(t, simulated())
	s.click((*view.State).ToggleReplay)
	s.click(func(v *view.State) { v.Apply(v.Playhead.Step(-400)) })
	for range 9 {
		s.click(func(v *view.State) { v.Apply(v.Playhead.PlayPause()) })
	}
	from := s.State().Playhead.At()
	s.device.pass(10 * market.Second)
	if bars := (s.State().Playhead.At() - from) / halfHour; bars < 9 || bars > 11 {
		t.Errorf("in ten seconds %d bars passed", bars)
	}
}

// A tab that slept, or whose clock was set, does not leap.
func TestAReplayDoesNotLeap(t *testing.T) {
	for _, by := range []market.Millis{market.Day, -market.Day} {
		s := clustered(t, simulated())
		s.click((*view.State).ToggleReplay)
		s.click(func(v *view.State) { v.Apply(v.Playhead.Step(-400)) })
		s.click(func(v *view.State) { v.Apply(v.Playhead.PlayPause()) })
		from := s.State().Playhead.At()
		s.device.now += by
		s.device.pass(40)
		if bars := (s.State().Playhead.At() - from) / halfHour; bars > 1 || bars < 0 {
			t.Errorf("a clock set by %d: %d bars", by, bars)
		}
		if s.device.pass(3 * market.Second); s.State().Playhead.At() <= from {
			t.Errorf("a clock set by %d stops it", by)
		}
	}
}

func TestAnotherMarketEndsAReplay(t *testing.T) {
	s := clustered(t, simulated())
	s.click((*view.State).ToggleReplay)
	s.click(func(v *view.State) { v.Apply(v.Playhead.Step(-4)) })
	s.say(liveMarket(), allBars(halfHour))
	if s.State().Playhead.Replaying() || last(t, s.chart.replays) != 0 {
		t.Error("another market is shown as of a moment of the one before")
	}
	// The same, built anew, does not.
	s = clustered(t, liveMarket())
	s.click((*view.State).ToggleReplay)
	s.click(func(v *view.State) { v.Apply(v.Playhead.Step(-4)) })
	again := liveMarket()
	again.Rebuilt = true
	if s.say(again, allBars(halfHour)); !s.State().Playhead.Replaying() {
		t.Error("a map that is built anew ends the replay")
	}
}

// A moment whose bars are gone, as those of a shorter recording, moves to one
// that is there.
func TestAReplayStaysWithinTheBars(t *testing.T) {
	s := clustered(t, simulated())
	s.click((*view.State).ToggleReplay)
	s.click(func(v *view.State) { v.Apply(v.Playhead.Scrub(0)) })
	short := allBars(halfHour)
	short.Rows = short.Rows[len(short.Rows)-10:]
	s.say(short)
	if p := s.State().Playhead; p.At() < p.First || p.First != start-9*halfHour {
		t.Errorf("at %d of %d to %d", p.At(), p.First, p.Last)
	}
}

func TestTheFormingBarIsNoMomentOfAReplay(t *testing.T) {
	s := clustered(t, simulated())
	s.say(tick(61_000, 0))
	if p := s.State().Playhead; p.Last != start {
		t.Errorf("the last moment is %d, want the end of the last closed bar", p.Last-start)
	}
	closed := tick(61_000, 0)
	closed.Until = start + halfHour
	s.say(closed)
	if p := s.State().Playhead; p.Last != start+halfHour {
		t.Errorf("the last moment is %d, want the end of the bar that closed", p.Last-start)
	}
}

func TestKeysOfAReplay(t *testing.T) {
	s := clustered(t, simulated())
	for _, key := range []string{" ", ",", ".", "Escape", "x"} {
		if s.Press(key) {
			t.Errorf("%q does something without a replay", key)
		}
	}
	soon := s.render.soon
	if !s.Press("r") || !s.State().Playhead.Replaying() || s.render.soon != soon+1 {
		t.Error("r does not begin a replay")
	}
	if !s.Press(",") || last(t, s.chart.replays) != start-halfHour {
		t.Errorf("a bar back: %v", s.chart.replays)
	}
	if !s.Press("Escape") || s.State().Playhead.Replaying() {
		t.Error("Escape does not end it")
	}
	s.asks(wire.KindLive, 0, "by keys")
}
