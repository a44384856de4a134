// Package module reads and writes the sections of a WebAssembly file as Go's
// linker lays them out: enough to change data and to add code, and no more.
package module

import (
	"encoding/binary"
	"errors"
)

// The numbers of the sections that have a reader here.
const (
	Custom   = 0
	Type     = 1
	Import   = 2
	Function = 3
	Export   = 7
	Start    = 8
	Element  = 9
	Code     = 10
	Data     = 11
)

// Section is one section of a file: its number and all that follows its size.
type Section struct {
	ID   byte
	Body []byte
}

const preamble = "\x00asm\x01\x00\x00\x00"

// errShort is that a file ends within something.
var errShort = errors.New("module: the file is cut short")

// Parse splits a file into its sections, which share its memory, in order.
func Parse(file []byte) ([]Section, error) {
	if len(file) < len(preamble) || string(file[:len(preamble)]) != preamble {
		return nil, errors.New("module: this is no WebAssembly of version 1")
	}
	r := &Reader{rest: file[len(preamble):]}
	var out []Section
	for r.Len() > 0 {
		id := r.Byte()
		out = append(out, Section{id, r.Bytes(r.Uint())})
	}
	return out, r.Err()
}

// Join is the file of these sections.
func Join(sections []Section) []byte {
	out := []byte(preamble)
	for _, s := range sections {
		out = binary.AppendUvarint(append(out, s.ID), uint64(len(s.Body)))
		out = append(out, s.Body...)
	}
	return out
}

// Find is the section of this number; false where a file has none.
func Find(sections []Section, id byte) (*Section, bool) {
	for i := range sections {
		if sections[i].ID == id {
			return &sections[i], true
		}
	}
	return nil, false
}

// Reader takes one value after the other from bytes. Past their end it
// returns zeroes; Err tells.
type Reader struct {
	rest  []byte
	short bool
}

// NewReader reads these bytes.
func NewReader(body []byte) *Reader { return &Reader{rest: body} }

// Len is how many bytes are left.
func (r *Reader) Len() int { return len(r.rest) }

// Err is an error where more was read than there was.
func (r *Reader) Err() error {
	if r.short {
		return errShort
	}
	return nil
}

// Byte takes a byte.
func (r *Reader) Byte() byte {
	if b := r.Bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

// Bytes takes n bytes, which share the reader's memory.
func (r *Reader) Bytes(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.short, r.rest = true, nil
		return nil
	}
	out := r.rest[:n:n]
	r.rest = r.rest[n:]
	return out
}

// Uint takes an unsigned LEB128 number.
func (r *Reader) Uint() int {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > 1<<32 {
		r.short, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return int(v)
}

// Int takes a signed LEB128 number.
func (r *Reader) Int() int64 {
	var v int64
	for shift := 0; shift < 64; shift += 7 {
		b := r.Byte()
		v |= int64(b&0x7f) << shift
		if b < 0x80 {
			if b&0x40 != 0 && shift < 57 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
	r.short = true
	return 0
}

// AppendUint adds an unsigned LEB128 number.
func AppendUint(dst []byte, v int) []byte { return binary.AppendUvarint(dst, uint64(v)) }

// AppendInt adds a signed LEB128 number.
func AppendInt(dst []byte, v int64) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(dst, b)
		}
		dst = append(dst, b|0x80)
	}
}
