package browser

import (
	"strings"
	"syscall/js"

	"brink/wasm/browser/port"
	"brink/wasm/market"
)

// either makes functions of which the first that is called releases all.
func either(handlers ...func(value js.Value)) []any {
	funcs := make([]js.Func, len(handlers))
	out := make([]any, len(handlers))
	for i, handle := range handlers {
		funcs[i] = funcOf(func(_ js.Value, args []js.Value) any {
			for _, f := range funcs {
				f.Release()
			}
			value := js.Undefined()
			if len(args) > 0 {
				value = args[0]
			}
			handle(value)
			return nil
		})
		out[i] = funcs[i]
	}
	return out
}

// Download hands a file to the visitor.
func (*Device) Download(name, kind string, content []byte) {
	blob := global.Get("Blob").New([]any{port.BufferOf(content)}, map[string]any{"type": kind})
	url := global.Get("URL").Call("createObjectURL", blob)
	link := global.Get("document").Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	device.After(10*market.Second, func() { global.Get("URL").Call("revokeObjectURL", url) })
}

// Fragment is what stands behind the "#" of the page's address, or behind a
// "#" that some program has escaped.
func (*Device) Fragment() string {
	location := global.Get("location")
	if hash := location.Get("hash").String(); hash != "" {
		return hash[1:]
	}
	_, fragment, _ := strings.Cut(location.Get("href").String(), "%23")
	return fragment
}

// Share puts a fragment into the page's address, or takes it out where that is
// "", and returns the address, with another query unless that is "".
func (*Device) Share(query, fragment string) string {
	address := global.Get("URL").New(global.Get("location").Get("href"))
	address.Set("hash", fragment)
	global.Get("history").Call("replaceState", js.Null(), "", address)
	if query != "" {
		address.Set("search", query)
	}
	return address.Get("href").String()
}

// Copy puts a text on the clipboard and says whether that was allowed.
func (*Device) Copy(text string, done func(copied bool)) {
	clipboard := global.Get("navigator").Get("clipboard")
	if clipboard.IsUndefined() {
		device.After(0, func() { done(false) })
		return
	}
	clipboard.Call("writeText", text).Call("then", either(func(js.Value) { done(true) }, func(js.Value) { done(false) })...)
}

// OnKey hands over each key that is pressed outside of a control, by its
// name. One that handle takes does nothing else.
func OnKey(handle func(key string) (taken bool)) {
	global.Get("document").Call("addEventListener", "keydown", funcOf(func(_ js.Value, args []js.Value) any {
		e := args[0]
		if e.Get("ctrlKey").Bool() || e.Get("altKey").Bool() || e.Get("metaKey").Bool() || !e.Get("target").Call("closest", "input, select, textarea").IsNull() {
			return nil
		}
		key := e.Get("key").String()
		if key == " " && !e.Get("target").Call("closest", "button, a").IsNull() {
			return nil // which it presses
		}
		if handle(key) {
			e.Call("preventDefault")
		}
		return nil
	}))
}

// OnSeen calls f when the page comes into sight again.
func OnSeen(f func()) {
	document := global.Get("document")
	document.Call("addEventListener", "visibilitychange", funcOf(func(js.Value, []js.Value) any {
		if !device.Hidden() {
			f()
		}
		return nil
	}))
}

// OnHidden calls f when the page goes out of sight or is left; where it is left
// perhaps twice.
func OnHidden(f func()) {
	hidden := funcOf(func(_ js.Value, args []js.Value) any {
		if args[0].Get("type").String() == "pagehide" || device.Hidden() {
			f()
		}
		return nil
	})
	global.Get("document").Call("addEventListener", "visibilitychange", hidden)
	global.Call("addEventListener", "pagehide", hidden)
}

// AskNotify asks whether notifications may be shown; the device asks the
// visitor unless it has an answer. done gets "granted", "denied", "default", or
// "missing" of a browser that shows none to a page in a tab.
func (*Device) AskNotify(done func(answer string)) {
	notification := global.Get("Notification")
	answer := "missing"
	if !notification.IsUndefined() {
		answer = notification.Get("permission").String()
	}
	if answer != "default" {
		device.After(0, func() { done(answer) })
		return
	}
	notification.Call("requestPermission").Call("then", either(func(answer js.Value) { done(answer.String()) })...)
}

// Notify shows a notification where that is allowed, and says whether it was
// shown: by the service worker where there is one, as phones let no page.
func (*Device) Notify(title, text string, done func(shown bool)) {
	notification := global.Get("Notification")
	if notification.IsUndefined() || notification.Get("permission").String() != "granted" {
		device.After(0, func() { done(false) })
		return
	}
	options := map[string]any{"body": text}
	alone := func(js.Value) {
		defer func() { done(recover() == nil) }()
		notification.New(title, options)
	}
	workers := global.Get("navigator").Get("serviceWorker")
	if workers.IsUndefined() {
		device.After(0, func() { alone(js.Null()) })
		return
	}
	workers.Call("getRegistration").Call("then", either(func(registration js.Value) {
		if registration.IsUndefined() || registration.Get("active").IsNull() {
			alone(registration)
			return
		}
		registration.Call("showNotification", title, options).Call("then", either(func(js.Value) { done(true) }, alone)...)
	}, alone)...)
}

// audio plays every sound; it is made with the first.
var audio js.Value

// soundsAfter is how long a device may take to let a sound begin.
const soundsAfter = market.Second / 3

// Beep sounds for a moment, and says whether the device lets the page sound. One
// that does not lets it after the next click or key, when what was held back
// sounds.
func (*Device) Beep(done func(sounded bool)) {
	defer func() {
		if recover() != nil { // there is no sound in this browser
			device.After(0, func() { done(false) })
		}
	}()
	if audio.IsUndefined() {
		audio = global.Get("AudioContext").New()
		resume := funcOf(func(js.Value, []js.Value) any { return audio.Call("resume") })
		for _, gesture := range []string{"pointerdown", "keydown"} {
			global.Get("document").Call("addEventListener", gesture, resume)
		}
	}
	audio.Call("resume")
	tone, volume := audio.Call("createOscillator"), audio.Call("createGain")
	volume.Get("gain").Set("value", .08)
	tone.Get("frequency").Set("value", 880)
	tone.Call("connect", volume)
	volume.Call("connect", audio.Get("destination"))
	now := audio.Get("currentTime").Float()
	tone.Call("start", now)
	tone.Call("stop", now+.25)
	device.After(soundsAfter, func() { done(audio.Get("state").String() == "running") })
}
