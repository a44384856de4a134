package page

import "brink/wasm/market"

const (
	// silentAfter is after how many ticks without a sign of the worker the page
	// says so, and restartAfter after how many it is started anew: one that hangs
	// does not fail by itself.
	silentAfter  = 3
	restartAfter = 4
	// busyTicks takes the place of restartAfter while the worker does what takes
	// long on a slow device, such as a build of all of history.
	busyTicks = 12
	// longestTick is the longest between two ticks of a page that runs: after a
	// longer one it was asleep itself, and so was the worker.
	longestTick = 5 * market.Second / 2
)

// watchdog watches whether the worker lives, by its messages: it beats once a
// second. It begins to count with the first beat.
type watchdog struct {
	beats  bool // the worker has beaten
	silent int  // ticks without a message
	ticked market.Millis
}

// begin watches another worker.
func (w *watchdog) begin() { *w = watchdog{ticked: w.ticked} }

// heard takes note of a message of the worker.
func (w *watchdog) heard(beat bool) {
	w.beats, w.silent = w.beats || beat, 0
}

// tick lets a second pass; now is a clock that nobody sets, busy says that the
// worker may be at something that takes long. It reports whether the
// worker has been silent for too long to be live, and whether it is to be started
// anew.
func (w *watchdog) tick(now market.Millis, busy bool) (silent, dead bool) {
	slept := now-w.ticked > longestTick || now < w.ticked
	w.ticked = now
	if !w.beats || slept {
		w.silent = 0
		return false, false
	}
	w.silent++
	limit := restartAfter
	if busy {
		limit = busyTicks
	}
	return w.silent >= silentAfter, w.silent >= limit
}
