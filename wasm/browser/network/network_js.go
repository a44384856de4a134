package network

import (
	"syscall/js"

	"brink/wasm/browser/port"
	"brink/wasm/census"
	"brink/wasm/market"
)

var global = js.Global()

// Network is what site/extra-worker.js lends a worker of the network.
type Network struct{ value js.Value }

// Take takes it.
func Take() *Network {
	n := &Network{global.Get("net")}
	global.Delete("net")
	return n
}

// Now is the device's clock.
func (*Network) Now() market.Millis { return market.Millis(global.Get("Date").Call("now").Float()) }

// Every calls f again and again, milliseconds apart.
func Every(span market.Millis, f func()) {
	global.Call("setInterval", js.FuncOf(func(js.Value, []js.Value) any { f(); return nil }), int64(span))
}

// Post sends a question.
func (n *Network) Post(url, body string, done func(status int, wait market.Millis, body []byte)) {
	var answered js.Func
	answered = js.FuncOf(func(_ js.Value, args []js.Value) any {
		answered.Release()
		done(args[0].Int(), market.Millis(args[1].Float()), port.Copied(args[2]))
		return nil
	})
	n.value.Call("post", url, body, answered)
}

// Load hands over what is kept on the device under a name; nothing where there is
// none.
func (n *Network) Load(name string, done func(list []byte)) {
	var loaded js.Func
	loaded = js.FuncOf(func(_ js.Value, args []js.Value) any {
		loaded.Release()
		done(port.Copied(args[0]))
		return nil
	})
	n.value.Call("load", name, loaded)
}

// Save keeps a list on the device in place of one of the same name.
func (n *Network) Save(name string, list []byte) { n.value.Call("save", name, port.BufferOf(list)) }

// Keep is Save, and says later whether the device kept it.
func (n *Network) Keep(name string, data []byte, done func(kept bool)) {
	var ended js.Func
	ended = js.FuncOf(func(_ js.Value, args []js.Value) any {
		ended.Release()
		done(args[0].Bool())
		return nil
	})
	n.value.Call("save", name, port.BufferOf(data), ended)
}

// Hold waits until no other tab holds a name.
func (n *Network) Hold(name string, held func(release func())) {
	var got js.Func
	got = js.FuncOf(func(_ js.Value, args []js.Value) any {
		got.Release()
		held(func() { args[0].Invoke() })
		return nil
	})
	n.value.Call("hold", name, got)
}

// socket is one connection.
type socket struct {
	value js.Value
	funcs []js.Func
}

// Dial opens a connection.
func (n *Network) Dial(url string, opened func(), frame func([]byte), ended func()) census.Socket {
	s := &socket{}
	on := func(f func(args []js.Value)) js.Func {
		fn := js.FuncOf(func(_ js.Value, args []js.Value) any { f(args); return nil })
		s.funcs = append(s.funcs, fn)
		return fn
	}
	s.value = n.value.Call("dial", url,
		on(func([]js.Value) { opened() }),
		on(func(args []js.Value) { frame([]byte(args[0].String())) }),
		on(func([]js.Value) {
			s.release()
			ended()
		}))
	return s
}

// Send sends a text.
func (s *socket) Send(text string) { s.value.Call("send", text) }

// Disconnect closes it.
func (s *socket) Disconnect() {
	s.value.Call("end")
	s.release()
}

func (s *socket) release() {
	for _, f := range s.funcs {
		f.Release()
	}
	s.funcs = nil
}
