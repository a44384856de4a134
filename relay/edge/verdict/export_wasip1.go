package main

import "unsafe"

// room is where the entry module writes what it asks, and out what it is
// answered; neither moves.
var (
	room [32 << 10]byte
	out  = make([]byte, 0, 16<<10)
)

//go:wasmexport room
func exportRoom() unsafe.Pointer { return unsafe.Pointer(&room) }

//go:wasmexport size
func exportSize() int32 { return int32(len(room)) }

//go:wasmexport out
func exportOut() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(out)) }

// Each of these takes the length of what stands in room and returns the
// length of what then stands in out.

//go:wasmexport judge
func exportJudge(length int32) int32 { return int32(len(judge(out, asked(length)))) }

//go:wasmexport examine
func exportExamine(length int32) int32 { return int32(len(examine(out, asked(length)))) }

//go:wasmexport handshake
func exportHandshake(length int32) int32 { return int32(len(handshake(out, asked(length)))) }

//go:wasmexport resting
func exportResting(length int32) int32 { return int32(len(resting(out, asked(length)))) }

//go:wasmexport fail
func exportFail(length int32) int32 { return int32(len(fail(out, asked(length)))) }

// feed takes the next bytes of a body; it answers nothing.
//
//go:wasmexport feed
func exportFeed(length int32) { scanner.Feed(room[:length]) }

// asked is what stands in room, unread by anybody once the call returns.
func asked(length int32) string { return unsafe.String(&room[0], int(length)) }
