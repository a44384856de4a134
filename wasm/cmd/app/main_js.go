// Command app is Brink in the browser: one binary, two roles. In the page it
// is the controls and the chart's driver; in the worker it is the engine.
package main

import "brink/wasm/browser"

// device is what this binary runs on.
var device browser.Device

func main() {
	if browser.IsWorker() {
		runWorker()
	} else {
		runPage()
	}
}
