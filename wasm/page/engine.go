package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// engine starts the worker that computes the map, and starts it again when it
// has stopped: one that stops again soon is started later and later.
type engine struct {
	*shared
	parts    Parts
	watchdog watchdog
	stops    int // in quick succession
	stopped  market.Millis
}

// mostStops bounds the wait before the next start: 31 s.
const mostStops = 5

// start starts a worker. receive gets its messages; stopped is called when it
// has died.
func (e *engine) start(receive func(message []byte), stopped func()) {
	e.watchdog.begin()
	e.worker = e.parts.StartWorker(receive, stopped)
}

// stop ends a worker that has died or is not to be trusted any more, says so,
// and calls again when the next one is to be started.
func (e *engine) stop(again func()) {
	e.worker.End()
	now := e.device.Steady()
	if now-e.stopped > market.Minute {
		e.stops = 0
	}
	wait := market.Second<<e.stops - market.Second
	e.stopped, e.stops = now, min(e.stops+1, mostStops)
	e.later(func() {
		e.state.Phase = view.Restarting
		e.state.Notice = view.EngineStoppedText(int(wait / market.Second))
	})
	e.device.After(wait, again)
}
