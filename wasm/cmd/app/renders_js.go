package main

import (
	"github.com/vugu/vugu"

	"brink/wasm/market"
	"brink/wasm/page"
)

// renders is the page's Renderer, over Vugu.
type renders struct {
	env         vugu.EventEnv
	pace        page.RenderPace
	due, urgent chan bool
	acted       chan bool // the visitor did something
}

func newRenders() *renders {
	return &renders{due: make(chan bool, 1), urgent: make(chan bool, 1), acted: make(chan bool, 1)}
}

// wish asks for a render; one that is asked for already will do.
func wish(render chan bool) {
	select {
	case render <- true:
	default:
	}
}

func (r *renders) Change(change func()) {
	r.env.Lock()
	defer r.env.UnlockOnly() // after a panic as well, or nothing would change any more
	change()
}

func (r *renders) Later(change func()) {
	r.Change(change)
	wish(r.due)
}

func (r *renders) Soon(change func()) {
	r.Change(change)
	wish(r.urgent)
}

// wait takes note of a render and returns when the page is to be rendered
// again.
func (r *renders) wait() {
	turn := make(chan bool, 1)
	at := market.Millis(1 << 62)
	by := func(t market.Millis) {
		if t < at {
			at = t
			device.After(t-device.Steady(), func() { wish(turn) })
		}
	}
	for {
		select {
		case <-turn:
			return
		case <-r.acted:
			by(r.pace.Urgent())
		case <-r.urgent:
			by(r.pace.Urgent())
		case <-r.due:
			by(r.pace.Due())
		}
	}
}
