package page_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// beat lets the newest worker say that it lives.
func (s *stage) beat() { s.engine().handle(wire.AppendBeat(nil)) }

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
	s.device.pass(20 * market.Second)
	if len(s.workers) != 2 {
		t.Error("a worker that has not beaten yet is counted as silent")
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
