package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// beat lets the newest worker say that it lives.
func (s *stage) beat() { s.engine().handle((&wire.Beat{}).Append(nil)) }

// A worker that hangs, or is gone without a word, is said within three seconds
// and started anew with the next.
func TestASilentWorkerIsSaidAndStartedAnew(t *testing.T) {
	s := mapped(t, simulated())
	for range 4 {
		s.device.pass(market.Second)
		s.beat()
	}
	if s.State().Feed.Silent || len(s.workers) != 1 {
		t.Fatal("a worker that beats is not taken to live")
	}
	s.device.pass(2 * market.Second)
	if s.State().Feed.Silent {
		t.Error("two seconds are taken for silence")
	}
	s.device.pass(market.Second)
	if got := s.State().Status(); !strings.HasPrefix(got, "STALE") || s.State().Kind() != "stale" {
		t.Errorf("after three seconds the page says %q", got)
	}
	s.beat()
	if s.State().Feed.Silent || s.State().Phase != view.Ready {
		t.Error("a worker that answers again is still taken for silent")
	}
	s.device.pass(4 * market.Second)
	if !s.workers[0].ended || len(s.workers) != 2 || s.State().Feed.Silent {
		t.Errorf("%d workers after four seconds of silence", len(s.workers))
	}
	s.device.pass(10 * market.Second)
	if len(s.workers) != 2 || s.State().Feed.Silent {
		t.Error("a worker that has not beaten yet is counted as silent")
	}
}

// passAlive lets time pass in which the newest worker beats.
func (s *stage) passAlive(span market.Millis) {
	for ; span > 0; span -= market.Second {
		s.device.pass(min(span, market.Second))
		s.beat()
	}
}

// restarts counts the workers that are started within a time in which none of them
// says anything.
func (s *stage) restarts(span market.Millis) int {
	before := len(s.workers)
	s.device.pass(span)
	return len(s.workers) - before
}

// A worker that dies before it says anything is started anew, later each time.
func TestAWorkerThatNeverBeatsIsStartedAnew(t *testing.T) {
	s := mounted(t)
	s.answerRelay(200, "")
	if n := s.restarts(14 * market.Second); n != 0 {
		t.Errorf("%d within 14 s", n)
	}
	if n := s.restarts(2 * market.Second); n != 1 {
		t.Errorf("%d after 15 s", n)
	}
	if n := s.restarts(28 * market.Second); n != 0 {
		t.Errorf("%d within half a minute", n)
	}
	if n := s.restarts(10 * market.Minute); n < 4 || n > 6 {
		t.Errorf("%d in ten minutes", n)
	}
}

// A device on which every build takes long is started anew a few times, and then
// waited for, at every build to come.
func TestASlowDeviceIsNotStartedAnewForEver(t *testing.T) {
	for _, takes := range []market.Millis{6, 20, 55} {
		s := mapped(t, simulated())
		s.passAlive(5 * market.Second)
		restarted := 0
		for i := range 40 { // builds
			for range takes { // of as many seconds
				n := len(s.workers)
				s.device.pass(market.Second)
				if len(s.workers) > n {
					restarted++
					break
				}
			}
			s.passAlive(market.Millis(3+i%3*6) * market.Minute)
		}
		if restarted > 6 {
			t.Errorf("builds of %d s: started anew %d times", takes, restarted)
		}
		if n := s.restarts(125 * market.Second); n == 0 {
			t.Errorf("builds of %d s: one that is dead is never started anew", takes)
		}
	}
}

// Workers that hang, and whose successors do well, are each found out as soon as
// the first: the patience with them does not grow.
func TestHangsFarApartAreFoundAtOnce(t *testing.T) {
	s := mapped(t, simulated())
	for i := range 8 {
		s.passAlive(61 * market.Minute)
		if n := s.restarts(4 * market.Second); n != 1 {
			t.Errorf("hang %d: %d workers after four seconds", i, n)
		}
	}
}

// What was used of what venues allow is handed to the worker that takes the place
// of one, with its age.
func TestTheNextWorkerLearnsWhatWasUsed(t *testing.T) {
	s := lives(t)
	s.say(&wire.Beat{Spent: []int64{1, 2, 3}})
	s.device.pass(4 * market.Second)
	s.engine().failed()
	s.device.pass(market.Second)
	var m wire.Live
	if s.asked(wire.KindLive, &m); len(s.workers) != 3 && len(s.workers) != 2 || len(m.Spent) != 3 || m.SpentAgo < 4*market.Second || m.SpentAgo > 6*market.Second {
		t.Errorf("%d workers; the new one is told %v of %d ms ago", len(s.workers), m.Spent, m.SpentAgo)
	}
}

// A worker that was asked for what takes long may take its time.
func TestABusyWorkerIsNotStartedAnew(t *testing.T) {
	s := mapped(t, simulated())
	s.beat()
	s.beat()
	s.click(func(v *view.State) { v.Apply(view.Cells) })
	s.device.pass(8 * market.Second)
	if len(s.workers) != 1 || !s.State().Feed.Silent {
		t.Errorf("%d workers, silent %v", len(s.workers), s.State().Feed.Silent)
	}
	s.device.pass(8 * market.Second)
	if len(s.workers) != 2 {
		t.Error("it is waited for without end")
	}
}

// A page that was frozen has heard nothing either.
func TestAPageThatSleptDoesNotAccuseItsWorker(t *testing.T) {
	s := mapped(t, simulated())
	s.beat()
	for range 5 {
		s.device.steady += 10 * market.Minute
		s.device.pass(market.Second)
	}
	if s.State().Feed.Silent || len(s.workers) != 1 {
		t.Errorf("silent %v, %d workers", s.State().Feed.Silent, len(s.workers))
	}
}
