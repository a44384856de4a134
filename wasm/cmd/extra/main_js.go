// Command extra is the second module of Brink in the browser: what a first visit
// can do without, in a worker of its own.
package main

import (
	"brink/wasm/browser/network"
	"brink/wasm/browser/port"
	"brink/wasm/census"
	"brink/wasm/extra"
	"brink/wasm/view"
)

// build is the hash of the binary that this module belongs to; the linker
// writes it.
var build string

func main() {
	view.WriteNumbersAs(port.WrittenNumber())
	module := extra.New(build, network.Take(), port.Post)
	network.Every(census.StepEvery, module.Step)
	port.Receive(module.Handle)
	select {}
}
