package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

func (s *stage) back() {
	s.t.Helper()
	s.click(func(v *view.State) { v.Apply(view.Return) })
}

// lives lets seconds pass in which the worker lives.
func (s *stage) lives(seconds int) {
	for range seconds {
		s.beat()
		s.device.pass(market.Second)
	}
}

// With a relay that does not answer and no exchange in reach the way back is not
// silent: it is said that it was asked for, that nobody answers, and the market
// comes when somebody does.
func TestTheWayBackWithADeadRelayIsSaid(t *testing.T) {
	s := clustered(t, liveMarket())
	for range 2 {
		s.chart.read("good.csv", []byte("y"))
		s.say(recorded(), allBars(halfHour))
		asked := s.engine().count(wire.KindLive)
		s.back()
		s.notice(view.ReturningText(false))
		s.device.pass(2 * market.Second)
		s.asks(wire.KindLive, asked+1, "without an answer of the relay")
		s.device.pass(8 * market.Second)
		s.notice(view.ReturningText(true))
		if !s.State().Source.Recorded() {
			t.Error("what was shown is gone")
		}
		s.say(liveMarket(), allBars(halfHour))
		s.notice("")
		if !s.State().Source.Live() {
			t.Errorf("%q", s.State().Status())
		}
		s.device.fetches = nil
		s.lives(60)
		s.notice("")
	}
}

// What the relay had said at the start is known on the way back.
func TestTheWayBackKnowsTheRelay(t *testing.T) {
	s := opened(t, liveMarket())
	s.chart.read("good.csv", []byte("y"))
	s.say(recorded(), allBars(halfHour))
	s.back()
	s.device.pass(2 * market.Second)
	var m wire.Live
	if s.asked(wire.KindLive, &m); m.Relay != "https://brink.test" || m.Coin != "BTC" || m.Days != 37 {
		t.Errorf("%+v", m)
	}
}

// From a simulated market, also one that the address names, the way leads to the
// live one; and a link from there names no simulated one.
func TestFromASimulatedMarketToTheLiveOne(t *testing.T) {
	s := clustered(t, simulated())
	s.back()
	s.answerRelay(200, "")
	s.asks(wire.KindLive, 1, "to the live market")
	if !s.State().Source.Simulated() {
		t.Error("what was shown is gone before the live market is there")
	}
	s.say(liveMarket(), allBars(halfHour))
	s.click(func(v *view.State) { v.Use(view.Share) })
	s.device.pass(0)
	if link := last(t, s.device.copied); strings.Contains(link, "sim=") {
		t.Errorf("the link to the live market is %s", link)
	}
	s.chart.read("good.csv", []byte("y"))
	s.say(recorded(), allBars(halfHour))
	s.back()
	s.device.pass(2 * market.Second)
	s.asks(wire.KindLive, 2, "from a recording back to the live market")
}

// The way back that was asked for while the engine was down is taken once it is
// up, over the recording that is opened again.
func TestTheWayBackWhileTheEngineIsDown(t *testing.T) {
	s := clustered(t, liveMarket())
	s.chart.read("good.csv", []byte("y"))
	s.say(recorded(), allBars(halfHour))
	s.engine().failed()
	s.back()
	s.answerRelay(200, "")
	s.device.pass(market.Second)
	if kinds := s.engine().kinds(); len(kinds) != 2 || kinds[0] != wire.KindRecord || kinds[1] != wire.KindLive {
		t.Fatalf("the new engine is sent %v", kinds)
	}
	s.say(recorded(), allBars(halfHour))
	s.crash()
	s.device.pass(market.Minute)
	s.asks(wire.KindLive, 1, "after another stop")
}

// A session that the engine did not live to write is said to be lost, and one is
// not asked of an engine that is down.
func TestASessionThatIsNotSavedIsSaid(t *testing.T) {
	s := clustered(t, liveMarket())
	save := func() { s.click(func(v *view.State) { v.Use(view.SavedSession) }) }
	for range 2 {
		save()
		s.engine().failed()
		if got := s.State().Notice; !strings.HasPrefix(got, "The engine ") || !strings.HasSuffix(got, view.SessionLostText()) {
			t.Errorf("%q", got)
		}
		save()
		s.notice(view.SessionLostText())
		s.device.pass(2 * market.Second)
		s.say(liveMarket(), allBars(halfHour))
		s.asks(wire.KindExportSession, 0, "of the new engine")
		s.lives(120)
	}
	save()
	s.say(&wire.File{Name: "brink-BTC-session.brink", Content: []byte("x")})
	s.engine().failed()
	if got := s.State().Notice; strings.Contains(got, view.SessionLostText()) {
		t.Errorf("of one that was saved: %q", got)
	}
	if len(s.device.files) != 1 {
		t.Errorf("%d files", len(s.device.files))
	}
}

// A link cannot hold a recording: that is said, and it names no place on it.
func TestALinkFromARecordingSaysThatItHoldsNone(t *testing.T) {
	s := clustered(t, simulated())
	s.chart.read("good.csv", []byte("y"))
	s.say(recorded(), allBars(halfHour))
	s.sight(week())
	s.State().Chart.Scrolled = true
	s.click(func(v *view.State) { v.Use(view.Share) })
	s.device.pass(0)
	if got := s.State().Notice; !strings.Contains(got, "does not hold the recording") {
		t.Errorf("%q", got)
	}
	if link := last(t, s.device.copied); strings.Contains(link, "from=") || strings.Contains(link, "low=") {
		t.Errorf("%s", link)
	}
}

// What was wrong with a link is not said over by the market that comes.
func TestWhatIsWrongWithALinkStays(t *testing.T) {
	s := mounted(t, func(d *device) { d.query["sim"], d.fragment = "7", "v1&symbol=ETHU" })
	first := s.State().Notice
	if !strings.Contains(first, "may have been cut short") {
		t.Fatalf("%q", first)
	}
	m := simulated()
	m.Notice = "There is no simulated market of ETHUUSDT: that of BTCUSDT is shown."
	s.say(m, allBars(halfHour))
	s.notice(first + " " + m.Notice)
	next := liveMarket()
	next.Notice = "Live data has come; the simulated market was put away."
	s.say(next, allBars(halfHour))
	s.notice(first + " " + next.Notice)
	s.click(func(v *view.State) { v.Notice = "" })
	next.Notice = "Another."
	s.say(next, allBars(halfHour))
	s.notice("Another.")
}

// The title follows what is chosen and which moment is shown, also of a market in
// which no price changes.
func TestTheTitleFollowsChoicesAndMoments(t *testing.T) {
	s := clustered(t, recorded())
	title := func(want string) {
		t.Helper()
		if s.device.pass(2 * market.Second); !strings.Contains(last(t, s.device.titles), want) {
			t.Errorf("the title is %q, want %q in it", last(t, s.device.titles), want)
		}
	}
	for range 2 {
		title("▼$90.0M")
		s.click(func(v *view.State) { v.Flip(view.ChoiceLongs) })
		s.say(&wire.Snapshot{Serial: s.request().Serial, Model: "learned", At: start, Price: 61_000})
		title("bars – Brink")
		s.click(func(v *view.State) { v.Flip(view.ChoiceLongs) })
		s.answerSnapshot(start)
	}
	s.click(func(v *view.State) { v.Apply(v.Playhead.Scrub(.5)) })
	s.say(snapshot(s.request().Serial, start-15*market.Day, 70e6))
	title("▼$70.0M")
	written := len(s.device.titles)
	if s.device.pass(market.Minute); len(s.device.titles) != written {
		t.Error("the same title is written again and again")
	}
}
