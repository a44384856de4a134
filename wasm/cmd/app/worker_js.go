package main

import (
	"fmt"

	"brink/wasm/browser"
	"brink/wasm/market"
	"brink/wasm/session"
	"brink/wasm/wire"
)

// pace is how often a simulated market moves on by a tick of ten seconds.
const pace = market.Second

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
	browser.Every(pace, func() { guarded(s.Tick) })
	browser.Receive(func(message []byte) { guarded(func() { s.Handle(message) }) })
	select {}
}

// crashed is the code of a fault after which the worker is not to be trusted.
const crashed = "engine-crashed"
