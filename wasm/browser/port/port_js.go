// Package port is a worker's end of its page, and what all of the browser's
// programs need of JavaScript. It moves bytes and knows no message.
package port

import "syscall/js"

var (
	global     = js.Global()
	uint8Array = global.Get("Uint8Array")
)

// BytesOf copies an ArrayBuffer into Go.
func BytesOf(buffer js.Value) []byte { return Copied(uint8Array.New(buffer)) }

// Copied is the bytes of a Uint8Array.
func Copied(view js.Value) []byte {
	out := make([]byte, view.Length())
	js.CopyBytesToGo(out, view)
	return out
}

// BufferOf copies bytes into a fresh Uint8Array.
func BufferOf(data []byte) js.Value {
	view := uint8Array.New(len(data))
	js.CopyBytesToJS(view, data)
	return view
}

// Post sends a message from a worker to its page, transferred.
func Post(message []byte) { Send(global, message) }

// Send sends a message to whoever has postMessage, transferred.
func Send(to js.Value, message []byte) {
	buffer := BufferOf(message).Get("buffer")
	to.Call("postMessage", buffer, js.ValueOf([]any{buffer}))
}

// Receive hands the page's messages to a worker's handler, first those that
// came before it listened.
func Receive(handle func(message []byte)) {
	global.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		handle(BytesOf(args[0].Get("data")))
		return nil
	}))
	inbox := global.Get("inbox")
	global.Delete("inbox")
	for i := range inbox.Length() {
		handle(BytesOf(inbox.Index(i)))
	}
}

// WrittenNumber is 1234567.8 as the browser's language writes it, in Latin digits.
func WrittenNumber() string {
	format := global.Get("Intl").Get("NumberFormat").New(js.Undefined(), map[string]any{"useGrouping": "always", "numberingSystem": "latn"})
	return format.Call("format", 1234567.8).String()
}
