package page

import "brink/wasm/market"

const (
	// silentAfter is after how many ticks without a sign of the worker the page
	// says so, and restartAfter after how many it is started anew: one that hangs
	// does not fail by itself.
	silentAfter  = 3
	restartAfter = 4
	// busyTicks takes the place of restartAfter while the worker does what takes
	// long on a slow device, such as a build of all of history, and startTicks
	// before the first beat.
	busyTicks  = 12
	startTicks = 15
	// mostTicks bounds the patience with a device that has shown to be slow.
	mostTicks = 120
	// calmTicks is after how many ticks without a silence a worker that was started
	// anew had been dead, and not slow: so many times as often as that happened, up to
	// mostCalm times.
	calmTicks = 600
	mostCalm  = 6
	// longestTick is the longest between two ticks of a page that runs: after a
	// longer one it was asleep itself, and so was the worker.
	longestTick = 5 * market.Second / 2
)

// watchdog watches whether the worker lives, by its messages: it beats once a
// second. Whether one that is silent hangs or is slow shows when it goes on: each
// one that is started anew is waited for twice as long, up to mostTicks, until it
// has been silent for no time worth mentioning for a while; after one that did go
// on the device is known to be slow.
type watchdog struct {
	works    bool // there is a worker
	beats    bool // it has beaten
	silent   int  // ticks without a message
	calm     int  // ticks since the last silence
	patience int  // ticks of silence after which it is started anew, where that is more than restartAfter
	deaths   int  // workers that were started anew for their silence
	slow     bool // a worker has gone on after a silence
	ticked   market.Millis
}

// begin watches another worker.
func (w *watchdog) begin() { w.works, w.beats, w.silent = true, false, 0 }

// end waits for another worker.
func (w *watchdog) end() { w.works = false }

// dead takes note that the worker is started anew because of its silence.
func (w *watchdog) dead() {
	w.patience, w.calm, w.deaths = min(2*w.silent, mostTicks), 0, min(w.deaths+1, mostCalm)
}

// heard takes note of a message of the worker.
func (w *watchdog) heard(beat bool) {
	if w.silent >= restartAfter {
		w.slow, w.calm = true, 0
		w.patience = min(max(w.patience, 2*w.silent), mostTicks)
	}
	w.beats, w.silent = w.beats || beat, 0
}

// tick lets a second pass; now is a clock that nobody sets, busy says that the
// worker may be at something that takes long. It reports whether the
// worker has been silent for too long to be live, and whether it is to be started
// anew.
func (w *watchdog) tick(now market.Millis, busy bool) (silent, dead bool) {
	slept := now-w.ticked > longestTick || now < w.ticked
	w.ticked = now
	if !w.works || slept {
		w.silent = 0
		return false, false
	}
	w.silent++
	if w.calm++; w.calm >= calmTicks*w.deaths && !w.slow {
		w.patience = 0
	}
	limit := max(restartAfter, w.patience)
	if busy {
		limit = max(limit, busyTicks)
	}
	if !w.beats {
		limit = max(limit, startTicks)
	}
	return w.beats && w.silent >= silentAfter, w.silent >= limit
}
