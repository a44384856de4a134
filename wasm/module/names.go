package module

import (
	"bytes"
	"strings"
)

// A function's name is a word and its number. Only three things are read off
// names: whether a goroutine is one of the runtime's, what a call of a method
// through a nil pointer says, and whether a function is one of two of reflect,
// which keep theirs. All else prints them.
const (
	nameSize  = 16 // bytes of a name, ended by a zero
	wordSize  = 8
	mostNamed = 10_000 // by numbers of four digits
)

// The words, by what of a name is read.
const (
	namedPlain = iota
	namedRuntime
	namedWrapper
	namedKinds
)

var words = [namedKinds]string{"program.", "runtime.", "p.(*m).m"}

// argsUnknown is the size of the arguments of a function that gets another
// function's.
const argsUnknown = 1 << 31

// funcWrapper is the kind of a function that the compiler has added.
const funcWrapper = 23

// DropNames replaces the names of functions by their numbers in the tables,
// which the code of DropIndex writes, and returns the names in that order. In
// the place of a name a record has, until then, which word its number follows.
func (t *Tables) DropNames(m Memory) ([]string, error) {
	if t.Functions > mostNamed || nameSize*t.Functions+wordSize*namedKinds > t.Files-t.Names {
		return nil, errLayout
	}
	var names []string
	var kept []byte
	free := nameSize*t.Functions + wordSize*namedKinds
	var err error
	t.records(m, func(record int) {
		at := t.Names + int(m.Uint32(record+recordName))
		length := bytes.IndexByte(m[min(at, t.Files):t.Files], 0)
		if length < 0 {
			err = errLayout
			return
		}
		name := string(m[at : at+length])
		names = append(names, name)
		word := namedPlain
		switch {
		case m[record+recordKind] == funcWrapper && strings.Contains(name, ".(*") && !strings.Contains(name, ".gowrap"):
			word = namedWrapper
		case strings.HasPrefix(name, "runtime."):
			word = namedRuntime
		case m.Uint32(record+recordArgs) == argsUnknown && strings.HasPrefix(name, "reflect."):
			word = free + len(kept)
			kept = append(append(kept, name...), 0)
		}
		m.SetUint32(record+recordName, uint32(word))
	})
	if err != nil || free+len(kept) > t.Files-t.Names {
		return nil, errLayout
	}
	clear(m[t.Names:t.Files])
	for i, word := range words {
		copy(m[t.Words()+wordSize*i:], word)
	}
	copy(m[t.Names+free:], kept)
	return names, nil
}

// Words is where the words are that numbers follow.
func (t *Tables) Words() int { return t.Names + nameSize*t.Functions }
