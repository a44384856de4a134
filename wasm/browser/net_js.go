package browser

import (
	"strconv"
	"syscall/js"

	"brink/wasm/browser/port"
	"brink/wasm/market"
	"brink/wasm/session"
)

// Socket is a WebSocket of the worker.
type Socket struct {
	value js.Value
	funcs []js.Func
}

// encoder makes bytes of texts; buffer is the memory they are copied to, again
// and again.
var (
	encoder = global.Get("TextEncoder").New()
	buffer  = make([]byte, 1<<16)
)

// Dial opens a connection. opened is called when it stands, frame with each
// message and when it was received (ms since 1970, with fractions), ended
// once when it has ended or never stood. A frame's bytes are only good until
// the call returns.
func (*Device) Dial(url string, opened func(), frame func(data []byte, received float64), ended func()) session.Socket {
	s := &Socket{}
	on := func(name string, f func(event js.Value)) {
		fn := funcOf(func(_ js.Value, args []js.Value) any {
			f(args[0])
			return nil
		})
		s.funcs = append(s.funcs, fn)
		s.value.Call("addEventListener", name, fn)
	}
	s.value = global.Get("WebSocket").New(url)
	s.value.Set("binaryType", "arraybuffer")
	on("open", func(js.Value) { opened() })
	on("message", func(event js.Value) { frame(copyOut(event.Get("data")), device.Exact()) })
	on("close", func(js.Value) {
		s.release()
		ended()
	})
	return s
}

// copyOut copies a text or an ArrayBuffer into buffer.
func copyOut(data js.Value) []byte {
	var view js.Value
	if data.Type() == js.TypeString {
		view = encoder.Call("encode", data)
	} else {
		view = uint8Array.New(data)
	}
	n := view.Length()
	if n > len(buffer) {
		buffer = make([]byte, 2*n)
	}
	js.CopyBytesToGo(buffer[:n], view)
	return buffer[:n]
}

// Send sends a text. One that cannot be sent any more is dropped: the end of
// the connection is told.
func (s *Socket) Send(text string) {
	if s.value.Get("readyState").Int() == 1 {
		s.value.Call("send", text)
	}
}

// Disconnect closes the connection; nothing more is told of it.
func (s *Socket) Disconnect() {
	for _, name := range []string{"open", "message", "close"} {
		for i := range s.funcs {
			s.value.Call("removeEventListener", name, s.funcs[i])
		}
	}
	s.release()
	s.value.Call("close")
}

func (s *Socket) release() {
	for _, f := range s.funcs {
		f.Release()
	}
	s.funcs = nil
}

// Exact is the device's clock with fractions of a millisecond.
func (*Device) Exact() float64 {
	clock := global.Get("performance")
	return clock.Get("timeOrigin").Float() + clock.Call("now").Float()
}

// patience is how long an answer may take.
const patience = 20 * market.Second

// Fetch asks a server, without cookies and without saying from which page.
// done gets the status (0 where the network failed), how long the server
// asks to wait, and the body.
func (*Device) Fetch(method, url, body string, done func(status int, wait market.Millis, body []byte)) {
	options := map[string]any{
		"method": method, "credentials": "omit", "referrerPolicy": "no-referrer",
		"signal": global.Get("AbortSignal").Call("timeout", int64(patience)),
	}
	if body != "" {
		options["body"], options["headers"] = body, map[string]any{"Content-Type": "application/json"}
	}
	status, wait := 0, market.Millis(0)
	var answered, read, failed js.Func
	release := func() {
		answered.Release()
		read.Release()
		failed.Release()
	}
	answered = funcOf(func(_ js.Value, args []js.Value) any {
		status = args[0].Get("status").Int()
		if after := args[0].Get("headers").Call("get", "Retry-After"); !after.IsNull() {
			if seconds, err := strconv.Atoi(after.String()); err == nil && seconds > 0 {
				wait = market.Millis(min(seconds, 86_400)) * market.Second
			}
		}
		return args[0].Call("arrayBuffer")
	})
	read = funcOf(func(_ js.Value, args []js.Value) any {
		data := port.BytesOf(args[0])
		release()
		done(status, wait, data)
		return nil
	})
	failed = funcOf(func(js.Value, []js.Value) any {
		release()
		done(0, 0, nil)
		return nil
	})
	global.Call("fetch", url, options).Call("then", answered).Call("then", read, failed)
}

// OnWake calls f when the device comes back from sleep or the network is
// there again.
func OnWake(f func()) {
	global.Call("addEventListener", "online", funcOf(func(js.Value, []js.Value) any { f(); return nil }))
}
