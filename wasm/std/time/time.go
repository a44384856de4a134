// Package time stands in for the standard package of that name in the browser's
// binary, where nothing asks for it but a function of Vugu that nobody calls:
// the standard one is initialised all the same, with what it brings.
//
// site/build.mjs puts it in place by go build -overlay. No package imports it
// by this path.
package time

import _ "unsafe" // for linkname

// Time is a moment.
type Time struct{ seconds, nanoseconds int64 }

// Now is the device's clock.
func Now() Time {
	seconds, nanoseconds, _ := now()
	return Time{seconds, int64(nanoseconds)}
}

// Unix is whole seconds since 1970.
func (t Time) Unix() int64 { return t.seconds }

// UnixNano is nanoseconds since 1970.
func (t Time) UnixNano() int64 { return t.seconds*1e9 + t.nanoseconds }

// now is the runtime's.
//
//go:linkname now
func now() (seconds int64, nanoseconds int32, steady int64)
