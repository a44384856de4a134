package page_test

import (
	"bytes"
	"testing"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/view"
	"brink/wasm/wire"
)

func TestASlowStartShowsTheSimulatedMarketAndThenTheLiveOne(t *testing.T) {
	s := mounted(t)
	s.device.pass(1499)
	s.asks(wire.KindSimulate, 0, "while the visitor still waits")
	s.device.pass(1)
	s.asks(wire.KindSimulate, 1, "once the visitor has waited for long enough")
	s.say(simulated(), allBars(halfHour))
	if got := s.State().Kind(); got != "simulated" {
		t.Errorf("the page says that it is %s", got)
	}
	s.answerRelay(200, `{"only":["okx"]}`)
	s.say(liveMarket(), allBars(halfHour))
	if s.State().Source.Origin != market.Live || s.State().Source.Symbol != "BTC" {
		t.Errorf("the live market does not take its place: %+v", s.State().Source)
	}
	if len(s.chart.windows) != 2 || !last(t, s.chart.fresh) {
		t.Errorf("another market is not shown afresh: %v %v", s.chart.windows, s.chart.fresh)
	}
}

func TestAMapFromTheDeviceLeavesTheSimulatedMarketAway(t *testing.T) {
	s := mounted(t)
	s.answerRelay(200, "")
	s.say(liveMarket(), allBars(halfHour))
	s.device.pass(market.Minute)
	s.asks(wire.KindSimulate, 0, "of a market that is there")
}

// A venue more or less is asked of the market at hand, whose window and history
// stay; of a market that is none of theirs nothing is asked.
func TestVenuesAreAskedOfTheMarketAtHand(t *testing.T) {
	s := mapped(t, liveMarket())
	id := s.State().Settings.Further()[0]
	for _, wanted := range []int{1, 0, 1, 0} {
		s.click(func(v *view.State) { view.FlipFurther(v, id) })
		var m wire.Live
		if s.asked(wire.KindLive, &m); m.Coin != "BTC" || m.Days != 7+30 || len(m.Venues) != 6*wanted {
			t.Errorf("asked for %+v", m)
		}
		rebuilt := liveMarket()
		rebuilt.Rebuilt = true
		if wanted == 1 {
			rebuilt.Venues = append(rebuilt.Venues, id)
		}
		windows := len(s.chart.windows)
		if s.say(rebuilt, allBars(halfHour)); len(s.chart.windows) != windows || len(s.State().Source.Venues) != 2+wanted {
			t.Errorf("the window moves, or the venues are %v", s.State().Source.Venues)
		}
	}
	s = mapped(t, simulated())
	before := len(s.engine().sent)
	s.click(func(v *view.State) { view.FlipFurther(v, id) })
	if len(s.engine().sent) != before {
		t.Error("the simulated market is asked for a venue")
	}
}

func TestWhatTheRelaySaysIsHandedOn(t *testing.T) {
	for name, c := range map[string]struct {
		status        int
		listing, want string
		only          int
	}{
		"relays":       {200, `{"only":["okx","bybit"]}`, "https://brink.test", 2},
		"is elsewhere": {404, "not found", "", 0},
		"fails":        {0, "", "", 0},
		"is damaged":   {200, `{"only":`, "https://brink.test", 0},
	} {
		s := mounted(t)
		if f := s.device.fetches[0]; f.method != "GET" || f.url != "/relay/" {
			t.Errorf("asked %s %s", f.method, f.url)
		}
		s.answerRelay(c.status, c.listing)
		var m wire.Live
		s.asked(wire.KindLive, &m)
		if m.Relay != c.want || len(m.RelayOnly) != c.only || m.Coin != "BTC" || m.Days != 7+30 || m.Column != halfHour || m.Model != "learned" || m.At != s.device.now {
			t.Errorf("a relay that %s: %+v", name, m)
		}
	}
}

func TestASeedInTheAddressIsTheSameMarketAtEveryVisit(t *testing.T) {
	var first wire.Simulate
	for i, now := range []market.Millis{start, start + 400*market.Day} {
		s := mounted(t, func(d *device) { d.query["sim"], d.now, d.random = "42", now, uint64(i) })
		var m wire.Simulate
		s.asked(wire.KindSimulate, &m)
		if m.Seed != 42 || m.Until-m.Start != 30*market.Day {
			t.Errorf("%+v", m)
		}
		if i == 0 {
			first = m
		} else if m != first {
			t.Errorf("at another visit: %+v, was %+v", m, first)
		}
		if len(s.device.fetches) != 0 {
			t.Error("a page with a seed asks for a relay")
		}
	}
	s := mounted(t, func(d *device) { d.query["sim"], d.random = "many", 123_456_789 })
	var m wire.Simulate
	if s.asked(wire.KindSimulate, &m); m.Seed != 6_789 {
		t.Errorf("of what is no number the seed is %d", m.Seed)
	}
}

func TestARecordingTakesTheMarketsPlaceOnceItIsRead(t *testing.T) {
	s := mapped(t, simulated())
	s.chart.read("bars.csv", []byte("ts_ms"))
	var m wire.Record
	s.asked(wire.KindRecord, &m)
	if m.Name != "bars.csv" || !bytes.Equal(m.File, []byte("ts_ms")) || m.Column != halfHour {
		t.Errorf("%+v", m)
	}
	if s.State().Source.Origin != market.Simulated {
		t.Error("the market at hand is gone before the recording is read")
	}
	s.say(recorded(), allBars(halfHour))
	if s.State().Kind() != "recording" {
		t.Errorf("the page says that it is %s", s.State().Kind())
	}
	s.crash()
	if kinds := s.engine().kinds(); len(kinds) != 1 || kinds[0] != wire.KindRecord {
		t.Errorf("after a stop it asks for %v, want the recording", kinds)
	}
}

func TestARecordingThatIsDamagedChangesNothing(t *testing.T) {
	s := mapped(t, simulated())
	s.chart.read("bars.csv", []byte("nonsense"))
	s.fault("recording-damaged")
	s.notice("The worker says recording-damaged.")
	if s.State().Kind() != "simulated" {
		t.Error("the market at hand is gone")
	}
	s.crash()
	if kinds := s.engine().kinds(); len(kinds) != 1 || kinds[0] != wire.KindSimulate {
		t.Errorf("after a stop it asks for %v, want the market at hand", kinds)
	}
}

// The engine stops over a recording: the one that was shown comes back.
func TestARecordingThatStopsTheEngine(t *testing.T) {
	s := mapped(t, simulated())
	s.chart.read("bars.csv", []byte("poison"))
	s.crash()
	if kinds := s.engine().kinds(); len(kinds) != 1 || kinds[0] != wire.KindSimulate {
		t.Errorf("it asks for %v, want the market at hand", kinds)
	}
	s.say(simulated(), allBars(halfHour))
	if s.State().Kind() != "simulated" {
		t.Errorf("the page says that it is %s", s.State().Kind())
	}
}

// A file that is dropped while the engine is down is read once it is up.
func TestARecordingWaitsForTheEngine(t *testing.T) {
	for _, source := range []*wire.Source{simulated(), liveMarket()} {
		s := mapped(t, source)
		s.crash()
		s.engine().failed() // the second stop waits for a second
		s.chart.read("bars.csv", []byte("ts_ms"))
		s.device.pass(market.Second)
		kinds := s.engine().kinds()
		if len(kinds) != 2 || kinds[1] != wire.KindRecord {
			t.Errorf("the new engine is sent %v, want the market at hand and then the recording", kinds)
		}
		s.say(recorded(), allBars(halfHour))
		s.crash()
		if s.device.pass(market.Minute); s.State().Kind() != "loading" || s.engine().count(wire.KindRecord) != 1 {
			t.Errorf("after another stop it asks for %v", s.engine().kinds())
		}
	}
}

// What is chosen while the engine is down is opened once it is up.
func TestAChoiceWhileTheEngineIsDown(t *testing.T) {
	s := mapped(t, liveMarket())
	s.crash()
	s.engine().failed()
	s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "ETH") })
	s.device.pass(market.Second)
	var l wire.Live
	if s.asked(wire.KindLive, &l); l.Coin != "ETH" {
		t.Errorf("asked for %+v", l)
	}
	s = mapped(t, simulated())
	s.crash()
	s.engine().failed()
	s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "ETHUSDT") })
	s.device.pass(market.Second)
	var m wire.Simulate
	if s.asked(wire.KindSimulate, &m); m.Symbol != "ETHUSDT" {
		t.Errorf("asked for %+v", m)
	}
}

func TestARecordingEndsTheWishForALiveMarket(t *testing.T) {
	s := mounted(t)
	s.answerRelay(200, "")
	s.say(liveMarket(), allBars(halfHour))
	s.chart.read("bars.csv", []byte("ts_ms"))
	s.say(recorded(), allBars(halfHour))
	s.crash()
	s.asks(wire.KindLive, 0, "after a stop the recording comes back alone")
	s.asks(wire.KindRecord, 1, "after a stop the recording comes back")
}

func TestAFileThatIsTooLargeIsNotRead(t *testing.T) {
	s := mapped(t, simulated())
	if s.chart.refuse(replay.MaxSize) {
		t.Error("the largest file is refused")
	}
	s.notice("")
	if !s.chart.refuse(replay.MaxSize + 1) {
		t.Error("a file that is too large is read")
	}
	s.notice(replay.Oversize(replay.MaxSize + 1).Sentence)
}

func TestAnotherSymbolOpensAnotherMarketOfTheSameKind(t *testing.T) {
	s := mapped(t, simulated())
	s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "ETHUSDT") })
	var m wire.Simulate
	if s.asked(wire.KindSimulate, &m); m.Symbol != "ETHUSDT" {
		t.Errorf("asked for %q", m.Symbol)
	}
	s = mounted(t)
	s.answerRelay(200, "")
	s.say(liveMarket(), allBars(halfHour))
	s.click(func(v *view.State) { v.Choose(view.ChoiceSymbol, "ETH") })
	var l wire.Live
	if s.asked(wire.KindLive, &l); l.Coin != "ETH" || l.Days != 37 {
		t.Errorf("asked for %+v", l)
	}
}

// A market that is opened forgets what was known of the one before; the one at
// hand, built anew, keeps it until it is known again.
func TestAnotherMarketForgetsAndTheSameRemembers(t *testing.T) {
	s := clustered(t, liveMarket())
	if s.State().Clusters.Snapshot.At == 0 {
		t.Fatal("no clusters are known")
	}
	again := liveMarket()
	again.Rebuilt = true
	s.say(again, allBars(halfHour))
	if s.State().Clusters.Snapshot.At == 0 || s.State().Chart.Scale.Bright == 0 {
		t.Error("a market that is built anew is forgotten")
	}
	s.say(liveMarket(), allBars(halfHour))
	if s.State().Clusters.Snapshot.At != 0 || s.State().Chart.Scale.Bright != 0 || len(s.State().Clusters.List) != 0 {
		t.Error("another market shows the clusters of the one before")
	}
}

func TestTheNoticeOfAMarketIsShown(t *testing.T) {
	s := mounted(t)
	m := recorded()
	m.Notice = "A column was ignored."
	s.say(m, allBars(halfHour))
	s.notice("A column was ignored.")
}
