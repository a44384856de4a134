package main

import (
	"time"

	"github.com/vugu/vugu"

	"brink/wasm/market"
)

// renders says when the page is rendered: at most twice in any half second, of
// which one is for what the visitor does and for what is urgent, so that these
// need not wait for what comes by itself.
type renders struct {
	env         vugu.EventEnv
	due, urgent chan bool
	last        [2]market.Millis // the older first
}

const half = market.Second / 2

func newRenders() *renders {
	return &renders{due: make(chan bool, 1), urgent: make(chan bool, 1)}
}

// wish asks for a render; one that is asked for already will do.
func wish(render chan bool) {
	select {
	case render <- true:
	default:
	}
}

// note takes note of a render.
func (r *renders) note() {
	r.last = [2]market.Millis{r.last[1], device.Now()}
}

// wait returns when the page is to be rendered again.
func (r *renders) wait(acted <-chan bool) {
	var turn <-chan time.Time
	at := market.Millis(1 << 62)
	by := func(t market.Millis) {
		if t < at {
			at = t
			turn = time.After(time.Duration(t-device.Now()) * time.Millisecond)
		}
	}
	for {
		select {
		case <-turn:
			return
		case <-acted:
			by(r.last[0] + half)
		case <-r.urgent:
			by(r.last[0] + half)
		case <-r.due:
			by(r.last[1] + half)
		}
	}
}

// Change changes the state outside of an event of a component.
func (r *renders) Change(change func()) {
	r.env.Lock()
	change()
	r.env.UnlockOnly()
}

// Later is Change, and renders in its turn.
func (r *renders) Later(change func()) {
	r.Change(change)
	wish(r.due)
}

// Soon is Later, for what is not to wait for its turn.
func (r *renders) Soon(change func()) {
	r.Change(change)
	wish(r.urgent)
}
