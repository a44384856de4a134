package module

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
)

// Tables is where a program of Go 1.26 keeps what its runtime knows of its
// functions: addresses in its memory (runtime.pcHeader, moduledata, _func).
type Tables struct {
	Functions int // that the tables describe
	Names     int // text of their names
	Files     int // numbers and text of their source files, up to Values
	Values    int // values by place in a function: stack depths, lines and others, up to Index
	Index     int // pairs of a function's number and the place of its record from Index
	Buckets   int // which record a place in the program belongs to
	Data      int // what records point to: maps of pointers and others
	End       int // of Data
}

// The layout of a record, runtime._func, in bytes from its beginning.
const (
	recordEntry     = 0
	recordName      = 4
	recordArgs      = 8 // the size of its arguments
	recordStack     = 16
	recordFile      = 20
	recordLine      = 24
	recordValues    = 28 // how many tables of values follow the record
	recordUnit      = 32
	recordFirstLine = 36
	recordKind      = 40
	recordData      = 43 // how many places in Data follow those, a byte
	recordSize      = 44
)

// The tables of values of a record that wasm asks for: which slots of the
// stack are pointers, which bound was passed. The others are for interrupting a
// goroutine and for printing its trace, such as which calls were inlined.
const (
	valuesPointers = 1
	valuesInlined  = 2
	valuesBounds   = 4
)

// Of a record's places in Data those that only a trace asks for: an element of
// inlinedSize for each inlined call, and how to print the arguments, which ends
// with a mark.
const (
	dataInlined   = 3
	dataArguments = 5
	inlinedSize   = 16
	argumentsEnd  = 0xff
)

// A function is found by its number times 16 in the buckets, each of which has
// the number of a record and 16 bytes to add to it.
const (
	bucketsEach = 16
	bucketSize  = 20
)

// errLayout is that a program's tables are not those of Go 1.26.
var errLayout = errors.New("module: the tables of functions are not laid out as Go 1.26 does")

// FindTables finds the tables in a program's memory and checks that they are
// laid out as is known here.
func FindTables(m Memory) (*Tables, error) {
	header, found := 0, 0
	for at := 0; at+72 <= len(m); at += 8 {
		if binary.BigEndian.Uint64(m[at:]) == 0xf1ffffff00000108 { // magic 0xfffffff1, steps of 1, pointers of 8 bytes
			header, found = at, found+1
		}
	}
	if found != 1 {
		return nil, errLayout
	}
	to := func(field int) int { return header + int(min(m.Uint64(header+field), math.MaxInt32)) }
	t := &Tables{Functions: to(8) - header, Names: to(32), Files: to(40), Values: to(56), Index: to(64)}
	if !(header < t.Names && t.Names < t.Files && t.Files < t.Values && t.Values < t.Index && t.Index < len(m)) {
		return nil, errLayout
	}
	for at := 0; at+8*50 <= len(m); at += 8 {
		if m.Uint64(at) == uint64(header) && m.Uint64(at+8) == uint64(t.Names) {
			t.Buckets, t.Data, t.End = int(m.Uint64(at+8*19)), int(m.Uint64(at+8*40)), int(m.Uint64(at+8*41))
		}
	}
	if !(t.Index < t.Data && t.Data < t.Buckets && t.Buckets < t.End && t.End <= len(m)) {
		return nil, errLayout
	}
	return t, t.check(m)
}

// check looks at everything that the tables are changed by.
func (t *Tables) check(m Memory) error {
	if t.Functions < 2 || t.Index+8*t.Functions > len(m) || t.Buckets+t.bucketBytes() >= t.End {
		return errLayout
	}
	first, next := m.Uint32(t.Index), m.Uint32(t.Index+4)
	for i := range t.Functions {
		at := t.Index + 8*i
		number, record := first+uint32(i), t.Index+int(next)
		if m.Uint32(at) != number || m.Uint32(at+4) != next || record+recordSize > t.Data || m.Uint32(record+recordEntry) != number {
			return errLayout
		}
		next += uint32(t.size(m, record))
	}
	for b := range t.bucketBytes() / bucketSize {
		bucket := m[t.Buckets+b*bucketSize:]
		if binary.LittleEndian.Uint32(bucket) != uint32(b/bucketsEach) || [16]byte(bucket[4:]) != [16]byte{} {
			return errLayout
		}
	}
	return nil
}

// bucketBytes is how much of the buckets follows from the number of functions:
// all but those of the last function, which are fewer.
func (t *Tables) bucketBytes() int { return bucketsEach * bucketSize * (t.Functions - 1) }

// size is how many bytes a record takes, with what follows it.
func (t *Tables) size(m Memory, record int) int {
	return (recordSize + 4*int(m.Uint32(record+recordValues)) + 4*int(m[record+recordData]) + 7) &^ 7
}

// records calls visit with the address of each record.
func (t *Tables) records(m Memory, visit func(record int)) {
	for i := range t.Functions {
		visit(t.Index + int(m.Uint32(t.Index+8*i+4)))
	}
}

// DropLines removes what tells the source line of a place in the program, for
// a goroutine's trace, and what only other machines ask for. Names stay.
func (t *Tables) DropLines(m Memory) error {
	if err := t.dropData(m); err != nil {
		return err
	}
	kept := map[uint32]uint32{0: 0} // from a table's old place to its new one
	values := []byte{0}
	var err error
	keep := func(at int) {
		old := m.Uint32(at)
		place, known := kept[old]
		if !known {
			table, bad := table(m[t.Values:t.Index], int(old))
			if bad != nil {
				err = bad
				return
			}
			place = uint32(len(values))
			kept[old], values = place, append(values, table...)
		}
		m.SetUint32(at, place)
	}
	t.records(m, func(record int) {
		for _, at := range []int{recordFile, recordLine, recordUnit, recordFirstLine} {
			m.SetUint32(record+at, 0)
		}
		keep(record + recordStack)
		count := int(m.Uint32(record + recordValues))
		for kind := range count {
			at := record + recordSize + 4*kind
			switch kind {
			case valuesPointers, valuesBounds:
				keep(at)
			default:
				m.SetUint32(at, 0)
			}
		}
	})
	if err != nil {
		return err
	}
	clear(m[t.Files:t.Index])
	copy(m[t.Values:t.Index], values)
	return nil
}

// dropData removes from Data what only a trace asks for.
func (t *Tables) dropData(m Memory) error {
	dropped, kept := map[int]int{}, map[int]bool{} // by place; of what is dropped the size
	var err error
	t.records(m, func(record int) {
		values := record + recordSize
		places := values + 4*int(m.Uint32(record+recordValues))
		for kind := range int(m[record+recordData]) {
			field := places + 4*kind
			if m.Uint32(field) == math.MaxUint32 {
				continue
			}
			at := t.Data + int(m.Uint32(field))
			if at >= t.Buckets {
				err = errLayout
				return
			}
			switch {
			case kind == dataInlined && places-values > 4*valuesInlined:
				size := inlinedSize * t.inlinedCalls(m, int(m.Uint32(values+4*valuesInlined)))
				dropped[at] = max(dropped[at], size)
			case kind == dataArguments:
				dropped[at] = max(dropped[at], 1+bytes.IndexByte(m[at:t.Buckets], argumentsEnd))
			default:
				kept[at] = true
				continue
			}
			m.SetUint32(field, math.MaxUint32)
		}
	})
	for at, size := range dropped {
		for i := range size {
			if kept[at+i] {
				return errLayout // what is dropped is not where it was looked for
			}
		}
		clear(m[at : at+size])
	}
	return err
}

// inlinedCalls is how many inlined calls a table of values tells of.
func (t *Tables) inlinedCalls(m Memory, at int) int {
	r := NewReader(m[t.Values+at : t.Index])
	most, value := -1, -1
	for first := true; r.Err() == nil; first = false {
		step := r.Uint()
		if step == 0 && !first {
			break
		}
		value += step>>1 ^ -(step & 1)
		most = max(most, value)
		r.Uint()
	}
	return most + 1
}

// table is the bytes of one table of values: pairs of numbers that end with a
// step of zero, where the first may be zero as well.
func table(values []byte, at int) ([]byte, error) {
	if at >= len(values) {
		return nil, errLayout
	}
	r := NewReader(values[at:])
	for first := true; ; first = false {
		if step := r.Uint(); step == 0 && !first {
			return values[at : len(values)-r.Len()], r.Err()
		}
		r.Uint()
		if r.Err() != nil {
			return nil, r.Err()
		}
	}
}

// DropIndex removes the parts of the tables that follow from the others and
// returns the code of a function, without parameters and results, that writes
// them again. It must run before the program.
func (t *Tables) DropIndex(m Memory) []byte {
	number, record := m.Uint32(t.Index), m.Uint32(t.Index+4)
	t.records(m, func(record int) { m.SetUint32(record+recordEntry, 0) })
	clear(m[t.Index : t.Index+8*t.Functions])
	clear(m[t.Buckets : t.Buckets+t.bucketBytes()])
	return t.writer(int(number), int(record))
}
