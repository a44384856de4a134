// Package debug stands in for runtime/debug in the browser's binary, which asks
// it for one thing: the standard one brings os and time with it, and much that
// these bring.
//
// site/build.mjs puts it in place by go build -overlay. No package imports it
// by this path.
package debug

// SetGCPercent sets by which part of what is in use, in percent, the heap may
// grow before the collector runs, and returns what that was before.
func SetGCPercent(percent int) int { return int(setGCPercent(int32(percent))) }

// setGCPercent is the runtime's.
func setGCPercent(percent int32) int32
