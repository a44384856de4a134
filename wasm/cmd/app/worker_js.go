package main

import (
	"runtime/debug"
	"sync"

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

// Until the first map is drawn nothing waits for the memory that is let go on
// the way there, and looking for it takes a third of the time: the collector
// lets the heap grow by these parts of what is in use.
const (
	eager = 1600
	usual = 100
)

// runWorker answers the page for as long as the worker lives.
func runWorker() {
	settle := sync.OnceFunc(func() { debug.SetGCPercent(usual) })
	debug.SetGCPercent(eager)
	s := session.New(func(message []byte) {
		browser.Post(message)
		if kind, _ := wire.KindOf(message); kind == wire.KindFrame {
			settle()
		}
	})
	guarded := func(f func()) {
		defer func() {
			if reason := recover(); reason != nil {
				browser.Post(wire.AppendFault(nil, &market.Fault{Code: wire.EngineCrashed, Sentence: described(reason)}))
			}
		}()
		f()
	}
	shelf := browser.OpenShelf("brink", func() {
		browser.Post(wire.AppendFault(nil, &market.Fault{Code: "store-full", Sentence: "The device keeps no more history; at the next visit it is fetched again."}))
	})
	var p *platform
	s.Platform = func(l *session.Live) session.Platform {
		p = &platform{live: l, shelf: shelf, guarded: guarded, sockets: map[int]*browser.Socket{}}
		return p
	}
	browser.Every(pace, func() { guarded(s.Tick) })
	last := device.Now()
	browser.Every(beat, func() {
		now := device.Now()
		guarded(func() {
			if p != nil && now-last > napped {
				p.live.Wake(now)
			} else if p != nil {
				p.live.Tick(now)
			}
		})
		last = now
	})
	browser.OnWake(func() {
		if p != nil {
			guarded(func() { p.live.Wake(device.Now()) })
		}
	})
	browser.Receive(func(message []byte) { guarded(func() { s.Handle(message) }) })
	select {}
}

// described is what a panic said, as text.
func described(reason any) string {
	switch v := reason.(type) {
	case error:
		return v.Error()
	case string:
		return v
	}
	return "the engine stopped without a reason"
}
