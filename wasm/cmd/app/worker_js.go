package main

import (
	"runtime/debug"

	"brink/wasm/browser"
	"brink/wasm/browser/port"
	"brink/wasm/session"
	"brink/wasm/wire"
)

// Until the first map is drawn nothing waits for the memory that is let go on
// the way there, and looking for it takes a third of the time: the collector
// lets the heap grow by these parts of what is in use.
const (
	untilFirstMap = 1600
	afterwards    = 100
)

// host is the browser as the worker's host.
type host struct {
	browser.Device
	drawn bool // the first map
}

func (h *host) Post(message []byte) {
	port.Post(message)
	if kind, _ := wire.KindOf(message); kind == wire.KindFrame && !h.drawn {
		h.drawn = true
		debug.SetGCPercent(afterwards)
	}
}

// runWorker answers the page for as long as the worker lives.
func runWorker() {
	debug.SetGCPercent(untilFirstMap)
	var w *session.Worker
	w = session.NewWorker(&host{}, browser.OpenRecords("brink", func() { w.RecordsFull() }))
	browser.Every(session.StepEvery, w.Step)
	browser.Every(session.TickEvery, w.Tick)
	browser.Every(session.BeatEvery, w.Beat)
	browser.OnWake(w.Wake)
	port.Receive(w.Handle)
	select {}
}
