package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
)

// replayStep is how often a running replay moves on.
const replayStep market.Millis = 40

// replay shows the moment that the playhead stands at.
type replay struct {
	*shared
	bars      *drawn
	clusters  *clusters
	crosshair *crosshair
	shown     market.Millis // the moment that the chart shows, 0 for the newest
	ticking   bool          // a timer moves it on
}

// move shows the moment that the playhead stands at, and goes on from there
// where it runs.
func (r *replay) move() {
	head := &r.state.Playhead
	at := market.Millis(0)
	if r.state.Playhead.Replaying() {
		at = head.At()
	}
	if at != r.shown {
		r.shown = at
		r.chart.Replay(at)
		if bar := head.LastBar(r.bars.rows); bar != nil && at != 0 {
			r.state.Clusters.Price = bar.Close
			r.device.Text("[data-part=last]", view.Price(bar.Close))
		} else {
			r.device.Text("[data-part=last]", view.Price(r.state.Last))
		}
		r.clusters.mark() // the labels name what the headline does
		r.clusters.ask()
		r.crosshair.ask()
	}
	if head.Playing == view.Running && !r.ticking {
		r.ticking = true
		r.tick(r.device.Now())
	}
}

// tick lets a replay go on until it is held or has come to the newest bar.
func (r *replay) tick(last market.Millis) {
	r.device.After(replayStep, func() {
		now := r.device.Now()
		if r.state.Playhead.Playing != view.Running {
			r.ticking = false
			return
		}
		r.tick(now) // first: a panic in what follows must not end it
		if r.state.Playhead.Advance(now - last) {
			r.move()
			r.later(func() {})
		}
	})
}

// stop goes back to the newest bar before another market is shown.
func (r *replay) stop() {
	if r.state.Playhead.Follow(); r.shown != 0 && r.chart != nil {
		r.shown = 0
		r.chart.Replay(0)
		r.device.Text("[data-part=last]", view.Price(r.state.Last)) // the next market's may be the same
	}
}
