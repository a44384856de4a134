package browser

import (
	"syscall/js"

	"brink/wasm/browser/port"
	"brink/wasm/replay"
)

// endings are the words of site/unzip.js.
var endings = map[string]replay.Ending{"whole": replay.Whole, "cut": replay.CutShort, "damaged": replay.Damaged, "large": replay.TooLarge}

// Unzip unpacks a gzip in the worker, up to replay.MaxUnzipped bytes, and
// calls done later with its text, as far as it was readable. A browser that
// has no means to, or does not get at them, leaves it Unsupported.
func (*Device) Unzip(file []byte, done func(text []byte, end replay.Ending)) {
	global.Call("unzip", port.BufferOf(file), replay.MaxUnzipped).Call("then", either(
		func(result js.Value) { done(port.Copied(result.Get("text")), endings[result.Get("end").String()]) },
		func(js.Value) { done(nil, replay.Unsupported) },
	)...)
}
