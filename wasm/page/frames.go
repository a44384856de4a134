package page

import (
	"brink/wasm/market"
	"brink/wasm/view"
	"brink/wasm/wire"
)

// frames measures how long a message of an exchange takes to the screen, and
// lets one message of new bars a frame through as it comes and the last of the
// others with the frame after it.
type frames struct {
	*shared
	ask     func()     // for an animation frame
	next    float64    // receipt of the oldest message in the frame to come, 0 for none
	current float64    // likewise of the frame that is being drawn
	last    *wire.Bars // the newest of those that wait for the next frame
	latency view.Latency
}

// start begins to measure. take draws bars that have waited.
func (f *frames) start(take func(*wire.Bars)) {
	f.ask = f.device.AfterFrame(func() { f.begin(take) }, f.end)
}

// begin is called when a frame begins to be drawn.
func (f *frames) begin(take func(*wire.Bars)) {
	if f.current == 0 {
		f.current = f.next
	}
	f.next = 0
	if last := f.last; last != nil {
		if f.chart.Drawn() {
			f.show(last.Received) // with the next frame
		}
		take(last)
	}
}

// end is called when a frame has been drawn.
func (f *frames) end(now float64) {
	if f.current != 0 {
		f.latency.Add(market.Millis(now-f.current+.5), market.Millis(now))
	}
	f.current = 0
}

// show takes note of when a message was received that the next frame shows, 0
// for none. Nothing is measured while the page is hidden.
func (f *frames) show(received float64) {
	if received == 0 || f.device.Hidden() || f.next != 0 {
		return // of a frame that is to come, the oldest message counts
	}
	f.next = received
	f.ask()
}

// hold keeps bars until the frame that was asked for, and reports whether it
// did. Each message holds all that is new since the last bar closed, so the
// newest one will do.
func (f *frames) hold(m *wire.Bars) bool {
	if m.Replace || f.next == 0 || f.device.Hidden() {
		return false
	}
	f.last = m
	return true
}
