package module

import (
	"encoding/binary"
	"errors"
)

// Memory is a program's memory as its data section fills it: addresses from 0.
type Memory []byte

// mostMemory bounds a memory, in bytes: far above what a linker writes.
const mostMemory = 1 << 30

// ReadMemory lays out the segments of a data section. Only active segments of
// memory 0 at constant addresses are known, as Go's linker writes them.
func ReadMemory(body []byte) (Memory, error) {
	r := NewReader(body)
	var memory Memory
	for n := r.Uint(); n > 0 && r.Err() == nil; n-- {
		if r.Byte() != 0 || r.Byte() != opI32Const {
			return nil, errors.New("module: a data segment of a kind that Go's linker does not write")
		}
		at := r.Int()
		if r.Byte() != opEnd || at < 0 || at > mostMemory {
			return nil, errors.New("module: a data segment at no constant address")
		}
		content := r.Bytes(r.Uint())
		if end := int(at) + len(content); end > len(memory) {
			memory = append(memory, make([]byte, end-len(memory))...)
		}
		copy(memory[at:], content)
	}
	return memory, r.Err()
}

// zeroes is how many bytes of zero in a row part two segments. Fewer are
// cheaper written: a segment has a head of eight bytes that does not compress.
const zeroes = 32

// AppendMemory adds the data section's body of a memory that is zero before it
// is filled.
func AppendMemory(dst []byte, memory Memory) []byte {
	var segments []byte
	count := 0
	for at := 0; at < len(memory); {
		if memory[at] == 0 {
			at++
			continue
		}
		end, run := at, 0 // end is past the last byte that is not zero
		for i := at; i < len(memory) && run < zeroes; i++ {
			if memory[i] == 0 {
				run++
			} else {
				end, run = i+1, 0
			}
		}
		segments = AppendInt(append(segments, 0, opI32Const), int64(at))
		segments = AppendUint(append(segments, opEnd), end-at)
		segments = append(segments, memory[at:end]...)
		count, at = count+1, end
	}
	return append(AppendUint(dst, count), segments...)
}

// Uint32 is the number at an address.
func (m Memory) Uint32(at int) uint32 { return binary.LittleEndian.Uint32(m[at:]) }

// Uint64 is the number at an address.
func (m Memory) Uint64(at int) uint64 { return binary.LittleEndian.Uint64(m[at:]) }

// SetUint32 writes a number.
func (m Memory) SetUint32(at int, v uint32) { binary.LittleEndian.PutUint32(m[at:], v) }

// Opcodes that are read or written here.
const (
	opLoop      = 0x03
	opIf        = 0x04
	opEnd       = 0x0b
	opBrIf      = 0x0d
	opLocalGet  = 0x20
	opLocalSet  = 0x21
	opLocalTee  = 0x22
	opI32Load   = 0x28
	opI64Load   = 0x29
	opI32Load8  = 0x2d
	opI32Store  = 0x36
	opI64Store  = 0x37
	opI32Store8 = 0x3a
	opI32Const  = 0x41
	opI32LtU    = 0x49
	opI32Add    = 0x6a
	opI32Mul    = 0x6c
	opI32DivU   = 0x6e
	opI32RemU   = 0x70
	opI32And    = 0x71
	opI32Shl    = 0x74
)
