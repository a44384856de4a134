package session

import (
	"brink/wasm/market"
	"brink/wasm/replay"
)

// Host is what a worker runs on: its clock, its network and the page.
type Host interface {
	// Now is the device's clock, which may be set at any time. Exact is one that
	// nobody sets, but which may stand still while the device sleeps, ms since 1970
	// with fractions. What happens is ordered by neither, but by a Worker's
	// instants.
	Now() market.Millis
	Exact() float64
	// After calls f once, a span from now and never before it has returned.
	After(span market.Millis, f func())
	// Random differs from call to call and from visit to visit.
	Random() uint64
	// Post hands a message to the page, and with it its memory.
	Post(message []byte)
	// Dial opens a connection. opened is called when it stands, frame with each
	// message and the exact time of its receipt, ended once when it has ended
	// or never stood. A frame's bytes are good until frame returns.
	Dial(url string, opened func(), frame func(data []byte, received float64), ended func()) Socket
	// Fetch asks a server. done gets the status, 0 where the network failed,
	// how long the server asks to wait, and the body, later.
	Fetch(method, url, body string, done func(status int, wait market.Millis, body []byte))
	// Unzip unpacks a gzip, up to replay.MaxUnzipped bytes. done gets its text,
	// as far as it was readable, later.
	Unzip(file []byte, done func(text []byte, end replay.Ending))
}

// Socket is a connection that was dialled.
type Socket interface {
	// Send sends a text; one that cannot be sent any more is dropped.
	Send(text string)
	// Disconnect closes the connection; nothing more is told of it.
	Disconnect()
}

// Records are bytes kept on the device, by key.
type Records interface {
	// Load hands over every record whose key lies from first to last, both
	// included, in the order of their keys, then calls done.
	Load(first, last string, record func(key string, data []byte), done func())
	// Save keeps a record in place of one with the same key.
	Save(key string, data []byte, now market.Millis)
	// Move gives a record another key.
	Move(key, other string, now market.Millis)
	// Trim removes the oldest records where there are too many.
	Trim()
}
