// Package browser is the only home of syscall/js: the page's chart and
// storage, and both ends of the worker. It moves bytes and names; what they
// mean is decided elsewhere.
package browser

import (
	"strings"
	"syscall/js"

	"brink/wasm/market"
)

var (
	global     = js.Global()
	uint8Array = global.Get("Uint8Array")
)

// IsWorker reports whether this is the worker's instance of the binary.
func IsWorker() bool { return global.Get("document").IsUndefined() }

// onPanic is told what the panics were of that Guard has ended; nil where they
// end the program.
var onPanic func(cause any)

// OnPanic lets the program outlive panics from now on: f is called after each
// with what it was. Of the action in which it came up nothing more is done.
func OnPanic(f func(cause any)) { onPanic = f }

// Guard does what act does, and ends a panic of it.
func Guard(act func()) {
	defer func() {
		if onPanic == nil {
			return
		}
		if cause := recover(); cause != nil {
			onPanic(cause)
		}
	}()
	act()
}

// funcOf is a function for the browser to call, guarded: a panic in it would
// end the program. After one it returns null.
func funcOf(f func(this js.Value, args []js.Value) any) js.Func {
	return js.FuncOf(func(this js.Value, args []js.Value) (out any) {
		Guard(func() { out = f(this, args) })
		return out
	})
}

// Device is the device and the tab that this binary runs in.
type Device struct{}

var device Device

// Every calls f again and again, milliseconds apart.
func Every(span market.Millis, f func()) {
	global.Call("setInterval", funcOf(func(js.Value, []js.Value) any { f(); return nil }), int64(span))
}

// After calls f once, milliseconds from now.
func (*Device) After(span market.Millis, f func()) {
	var once js.Func
	once = funcOf(func(js.Value, []js.Value) any {
		once.Release()
		f()
		return nil
	})
	global.Call("setTimeout", once, int64(span))
}

// Now is the device's clock.
func (*Device) Now() market.Millis { return market.Millis(global.Get("Date").Call("now").Float()) }

// Random is a number that differs from visit to visit.
func (*Device) Random() uint64 {
	words := global.Get("Uint32Array").New(1)
	global.Get("crypto").Call("getRandomValues", words)
	return uint64(words.Index(0).Int())
}

// Query is a parameter of the page's address, and whether it is there.
func (*Device) Query(name string) (string, bool) {
	value := global.Get("URLSearchParams").New(global.Get("location").Get("search")).Call("get", name)
	if value.IsNull() {
		return "", false
	}
	text, _, _ := strings.Cut(value.String(), "#") // of an address whose "#" some program has escaped
	return text, true
}

// Stored reads a text kept on the device. Storage may be refused; then there
// is none.
func (*Device) Stored(key string) (text string, ok bool) {
	defer func() { _ = recover() }() // a browser that refuses storage throws
	value := global.Get("localStorage").Call("getItem", key)
	if value.IsNull() {
		return "", false
	}
	return value.String(), true
}

// Store keeps a text on the device and says whether that was possible.
func (*Device) Store(key, text string) (ok bool) {
	defer func() { _ = recover() }()
	global.Get("localStorage").Call("setItem", key, text)
	return true
}

// Origin is the page's own: scheme, host and port.
func (*Device) Origin() string { return global.Get("location").Get("origin").String() }

// Text writes a text into the element that a selector finds, if there is one.
func (*Device) Text(selector, text string) {
	if element := global.Get("document").Call("querySelector", selector); !element.IsNull() {
		element.Set("textContent", text)
	}
}

// Each sets a property of each element that a selector finds, in their order.
func (*Device) Each(selector, property string, values []string) {
	list := global.Get("document").Call("querySelectorAll", selector)
	for i := range min(list.Length(), len(values)) {
		list.Index(i).Set(property, values[i])
	}
}

// AfterFrame returns a function that asks for an animation frame: begun is
// called when it begins to be drawn, and ended when that is done, with the
// exact time of it. Nothing is drawn while the page is hidden: then neither is
// called before it is seen again.
func (*Device) AfterFrame(begun func(), ended func(now float64)) (ask func()) {
	channel := global.Get("MessageChannel").New()
	channel.Get("port1").Set("onmessage", funcOf(func(js.Value, []js.Value) any {
		ended(device.Exact())
		return nil
	}))
	port := channel.Get("port2")
	frame := funcOf(func(js.Value, []js.Value) any {
		begun()
		port.Call("postMessage", js.Null())
		return nil
	})
	return func() { global.Call("requestAnimationFrame", frame) }
}

// Hidden reports whether the page is out of sight.
func (*Device) Hidden() bool { return global.Get("document").Get("hidden").Bool() }

// Title sets the tab's title.
func (*Device) Title(text string) { global.Get("document").Set("title", text) }

// Narrow reports whether the page is laid out for a phone.
func (*Device) Narrow() bool {
	return global.Call("matchMedia", "(max-width: 760px), (max-height: 500px)").Get("matches").Bool()
}

// PrefersLight reports whether the device asks for light pages.
func (*Device) PrefersLight() bool {
	return global.Call("matchMedia", "(prefers-color-scheme: light)").Get("matches").Bool()
}

// OnPreference calls f when the device begins or ceases to ask for light pages.
func OnPreference(f func()) {
	global.Call("matchMedia", "(prefers-color-scheme: light)").Call("addEventListener", "change", funcOf(func(js.Value, []js.Value) any { f(); return nil }))
}

// Theme sets the page's theme, by an attribute that the style sheet reads.
func (*Device) Theme(name string) {
	global.Get("document").Get("documentElement").Call("setAttribute", "data-theme", name)
}
