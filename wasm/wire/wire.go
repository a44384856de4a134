// Package wire is the messages between the page and its worker: binary,
// versioned, little-endian (FORMAT.md draws the bytes). It knows layouts and
// bounds, and nothing of what is drawn or estimated.
package wire

import (
	"encoding/binary"
	"math"

	"brink/wasm/market"
)

// Version is the first byte of every message. Page and worker are one binary,
// so a message of another version is from neither.
const Version = 1

// Kind is the second byte of a message: which one it is.
type Kind uint8

// The messages of the page, then those of the worker.
const (
	KindSimulate Kind = 1 + iota
	KindRecord
	KindViewport
	KindProbe
	KindAck
	KindLive
)

// The messages of the worker.
const (
	KindSource Kind = 64 + iota
	KindBars
	KindFrame
	KindCell
	KindFault
	KindHealth
	KindLiquidations
	KindCoins
	KindTiers
	KindBeat
)

// maxCount bounds every count in a message, so that a damaged one cannot ask for
// unbounded memory.
const maxCount = 1 << 26

func fault(what string) *market.Fault {
	return &market.Fault{Code: "message-damaged", Sentence: "a message between page and worker is damaged: " + what}
}

// KindOf reads a message's header.
func KindOf(message []byte) (Kind, *market.Fault) {
	if len(message) < 2 {
		return 0, fault("it is cut short")
	}
	if message[0] != Version {
		return 0, fault("it is of another version")
	}
	return Kind(message[1]), nil
}

// What follows is called by each message many times. It stays out of line: a
// browser loads every copy.

// header begins a message in dst.
//
//go:noinline
func header(dst []byte, k Kind) []byte { return append(dst, Version, byte(k)) }

//go:noinline
func appendFloat(dst []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
}

//go:noinline
func appendInt(dst []byte, v int64) []byte {
	return binary.LittleEndian.AppendUint64(dst, uint64(v))
}

//go:noinline
func appendCount(dst []byte, n int) []byte { return binary.LittleEndian.AppendUint32(dst, uint32(n)) }

//go:noinline
func appendFlag(dst []byte, set bool) []byte {
	if set {
		return append(dst, 1)
	}
	return append(dst, 0)
}

//go:noinline
func appendText(dst []byte, s string) []byte { return append(appendCount(dst, len(s)), s...) }

// reader takes a message apart. The first thing that is not there spoils it;
// what is read after that is zero.
type reader struct {
	rest  []byte
	spoil string
}

//go:noinline
func read(message []byte, want Kind) (*reader, *market.Fault) {
	k, f := KindOf(message)
	if f != nil {
		return nil, f
	}
	if k != want {
		return nil, fault("it is of another kind than expected")
	}
	return &reader{rest: message[2:]}, nil
}

func (r *reader) take(n int) []byte {
	if r.spoil != "" || n < 0 || n > len(r.rest) {
		if r.spoil == "" {
			r.spoil = "it is cut short"
		}
		return nil
	}
	out := r.rest[:n]
	r.rest = r.rest[n:]
	return out
}

//go:noinline
func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

//go:noinline
func (r *reader) uint() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *reader) int() int64     { return int64(r.uint()) }
func (r *reader) float() float64 { return math.Float64frombits(r.uint()) }

//go:noinline
func (r *reader) count() int {
	b := r.take(4)
	if b == nil {
		return 0
	}
	n := binary.LittleEndian.Uint32(b)
	if n > maxCount {
		r.spoil = "a count is beyond belief"
		return 0
	}
	return int(n)
}

// bytes is a counted run that shares the message's memory.
//
//go:noinline
func (r *reader) bytes() []byte { return r.take(r.count()) }

//go:noinline
func (r *reader) text() string { return string(r.bytes()) }

// texts is a counted list of texts.
func (r *reader) texts() []string {
	n := r.count()
	if n > len(r.rest)/4 {
		r.spoil = "a list is longer than its message"
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = r.text()
	}
	return out
}

// end is nil when the message was whole and nothing is left of it.
//
//go:noinline
func (r *reader) end() *market.Fault {
	if r.spoil == "" && len(r.rest) > 0 {
		r.spoil = "it is longer than it should be"
	}
	if r.spoil != "" {
		return fault(r.spoil)
	}
	return nil
}
