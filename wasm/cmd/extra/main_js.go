// Command extra is the second module of Brink in the browser: what a first visit
// can do without, in a worker of its own.
package main

import (
	"brink/wasm/browser/port"
	"brink/wasm/extra"
)

// build is the hash of the binary that this module belongs to; the linker
// writes it.
var build string

func main() {
	port.Receive(extra.New(build, port.Post).Handle)
	select {}
}
