package main

import (
	"fmt"

	"brink/wasm/browser"
	"brink/wasm/market"
	"brink/wasm/session"
	"brink/wasm/wire"
)

const (
	// pace is how often a simulated market moves on by a tick of ten seconds.
	pace = market.Second
	// beat is how often a live market is told that time passes. Timers of a
	// sleeping device stop: a beat that is late by napped wakes it.
	beat   = market.Second / 4
	napped = 10 * market.Second
)

// runWorker answers the page for as long as the worker lives.
func runWorker() {
	s := session.New(browser.Post)
	guarded := func(f func()) {
		defer func() {
			if reason := recover(); reason != nil {
				browser.Post(wire.AppendFault(nil, &market.Fault{Code: crashed, Sentence: fmt.Sprint(reason)}))
			}
		}()
		f()
	}
	shelf := browser.OpenShelf("brink", func() {
		browser.Post(wire.AppendFault(nil, &market.Fault{Code: "store-full", Sentence: "The device keeps no more history; at the next visit it is fetched again."}))
	})
	var g *ground
	s.Ground = func(l *session.Live) session.Ground {
		g = &ground{live: l, shelf: shelf, guarded: guarded, sockets: map[int]*browser.Socket{}}
		return g
	}
	browser.Every(pace, func() { guarded(s.Tick) })
	last := browser.Now()
	browser.Every(beat, func() {
		now := browser.Now()
		guarded(func() {
			if g != nil && now-last > napped {
				g.live.Wake(now)
			} else if g != nil {
				g.live.Tick(now)
			}
		})
		last = now
	})
	browser.OnWake(func() {
		if g != nil {
			guarded(func() { g.live.Wake(browser.Now()) })
		}
	})
	browser.Receive(func(message []byte) { guarded(func() { s.Handle(message) }) })
	select {}
}

// crashed is the code of a fault after which the worker is not to be trusted.
const crashed = "engine-crashed"
