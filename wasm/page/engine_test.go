package page_test

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// crash lets the newest worker stop, and the wait for the next pass.
func (s *stage) crash() {
	s.engine().failed()
	s.device.pass(0)
}

func TestASimulatedMarketIsOpenedAgainAsItHadCome(t *testing.T) {
	s := mapped(t, simulated())
	var first wire.Simulate
	s.asked(wire.KindSimulate, &first)
	s.say(tick(61_440, 0))
	s.crash()
	if !s.workers[0].ended {
		t.Error("the worker that stopped was not ended")
	}
	if s.State().Phase != view.Restarting {
		t.Error("the page does not say that the engine restarts")
	}
	s.notice("The engine stopped unexpectedly and was started again.")
	var again wire.Simulate
	s.asked(wire.KindSimulate, &again)
	if again.Until != start+market.Minute {
		t.Errorf("the market is opened as of %d, want as far as it had come, %d", again.Until, start+market.Minute)
	}
	if again.Until = first.Until; again != first {
		t.Errorf("another market was opened: %+v, was %+v", again, first)
	}
	// What is in sight stays: the bars are not those of a fresh market.
	s.say(simulated(), allBars(halfHour))
	if s.State().Phase != view.Ready || last(t, s.chart.fresh) || len(s.chart.windows) != 1 {
		t.Errorf("after a restart the window is shown anew: phase %d, fresh %v, windows %v", s.State().Phase, s.chart.fresh, s.chart.windows)
	}
	s.asks(wire.KindViewport, 1, "the cells are asked for again")
}

func TestAnEngineThatKeepsStoppingIsStartedLaterAndLater(t *testing.T) {
	s := mapped(t, simulated())
	for i, wait := range []market.Millis{0, 1, 3, 7, 15, 31, 31, 31} {
		started := len(s.workers)
		s.engine().failed()
		if wait > 0 {
			s.device.pass(wait*market.Second - 1)
			if len(s.workers) != started {
				t.Fatalf("stop %d: started again before %d s", i, wait)
			}
			if want := "The engine keeps stopping; it is started again in " + itoa(int(wait)) + " s."; s.State().Notice != want {
				t.Errorf("stop %d: %q, want %q", i, s.State().Notice, want)
			}
		}
		s.device.pass(1)
		if len(s.workers) != started+1 {
			t.Fatalf("stop %d: not started again after %d s", i, wait)
		}
	}
	// After a minute without a stop the next one is the first.
	s.passAlive(market.Minute + market.Second)
	s.engine().failed()
	s.notice("The engine stopped unexpectedly and was started again.")
	started := len(s.workers)
	if s.device.pass(0); len(s.workers) != started+1 {
		t.Error("the first stop after a quiet minute waits")
	}
}

// A clock that is set back makes stops look old or to come; the engine is
// started again all the same.
func TestAClockThatIsSetDoesNotKeepTheEngineStopped(t *testing.T) {
	s := mapped(t, simulated())
	for range 3 {
		s.device.now -= 12 * market.Hour
		started := len(s.workers)
		s.engine().failed()
		s.passAlive(31 * market.Second)
		if len(s.workers) != started+1 {
			t.Fatal("the engine stays stopped")
		}
	}
}

func TestALiveMarketIsAskedForAgain(t *testing.T) {
	s := mounted(t)
	s.answerRelay(200, `{"only":["okx"]}`)
	var first wire.Live
	s.asked(wire.KindLive, &first)
	s.say(liveMarket(), allBars(halfHour))
	s.fault(wire.EngineCrashed) // a worker that caught its own panic
	s.device.pass(0)
	if len(s.workers) != 2 {
		t.Fatal("an engine that says that it crashed is not started again")
	}
	var again wire.Live
	s.asked(wire.KindLive, &again)
	if again.Coin != first.Coin || again.Days != first.Days || again.Relay != first.Relay || len(again.RelayOnly) != 1 {
		t.Errorf("asked for %+v, was %+v", again, first)
	}
	s.asks(wire.KindSimulate, 0, "a live market comes back alone")
}

// An engine that stops before anything was opened must not be asked for
// nothing.
func TestAnEngineThatStopsAtOnce(t *testing.T) {
	s := mounted(t)
	s.crash()
	if sent := s.engine().kinds(); len(sent) != 0 {
		t.Errorf("an engine that has just started is sent %v", sent)
	}
	s.answerRelay(404, "")
	s.asks(wire.KindLive, 1, "once it is known whether there is a relay")
	s.device.pass(2 * market.Second)
	s.asks(wire.KindSimulate, 1, "after the wait nothing else is shown")
}

// A question whose answer died with the engine does not keep others waiting.
func TestWhatWasAskedOfAnEngineThatStoppedIsAskedAnew(t *testing.T) {
	s := mapped(t, simulated())
	s.point(at(60_000))
	s.asks(wire.KindProbe, 1, "the crosshair asks")
	s.asks(wire.KindSnapshotRequest, 1, "the clusters are asked for")
	s.crash()
	s.say(simulated(), allBars(halfHour))
	s.answerViewport()
	s.asks(wire.KindProbe, 1, "the crosshair asks the new engine")
	s.asks(wire.KindSnapshotRequest, 1, "the clusters are asked of the new engine")
}

func TestAWorkerThatStopsTwiceIsEndedOnce(t *testing.T) {
	s := mapped(t, simulated())
	s.fault(wire.EngineCrashed)
	s.device.pass(0)
	old := s.workers[0]
	if !old.ended {
		t.Fatal("a worker that is not to be trusted goes on")
	}
	if old.Send(wire.AppendExportSession(nil)); len(s.workers) != 2 {
		t.Errorf("%d workers", len(s.workers))
	}
}

func itoa(n int) string {
	if n >= 10 {
		return itoa(n/10) + string(rune('0'+n%10))
	}
	return string(rune('0' + n))
}
