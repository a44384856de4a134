// Command program does what the runtime looks up its tables of functions for:
// it grows stacks, collects garbage, unwinds panics through deferred calls and
// inlined ones, and waits for other goroutines.
package main

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

type node struct {
	next  *node
	value []byte
}

type text string

// Length is called through a pointer by code that the compiler adds.
func (t text) Length() int { return len(t) }

//go:noinline
func deep(n int, keep *node) int {
	var frame [64]int
	frame[n%64] = n
	if n == 0 {
		runtime.GC()
		return len(keep.value)
	}
	return deep(n-1, &node{keep, make([]byte, 10)}) + frame[n%64] - n
}

func inner(list []int, at int) int { return list[at] } // is inlined

func caught(do func()) (said string) {
	defer func() {
		if reason := recover(); reason != nil {
			said = reason.(error).Error()
		}
	}()
	do()
	return "nothing"
}

func nested() (said []string) {
	defer func() { said = append(said, recover().(error).Error()) }()
	defer func() {
		defer func() { said = append(said, recover().(error).Error()) }()
		panic(errors.New("second"))
	}()
	panic(errors.New("first"))
}

func main() {
	println("deep", deep(20_000, &node{value: make([]byte, 7)}))
	println("bounds", caught(func() { inner(make([]int, 3), len(os.Args)+7) }))
	println("nil", caught(func() { println((*node)(nil).next.value) }))
	println("map", caught(func() { map[string]int(nil)["a"] = 1 }))
	println("type", caught(func() { _ = any(3).(string) }))
	println("nested", strings.Join(nested(), " "))
	println("value method", strings.HasPrefix(caught(func() { println(any((*text)(nil)).(interface{ Length() int }).Length()) }), "value method "))

	answers := make(chan string)
	var first *node
	for i := range 50 {
		go func() {
			for range 200 {
				first = &node{first, make([]byte, 1000)}
				if len(first.value) != 1000 {
					panic("lost")
				}
				if i%10 == 0 {
					first = nil
				}
				runtime.Gosched()
			}
			answers <- "done"
		}()
	}
	for range 50 {
		<-answers
	}
	println("goroutines", runtime.NumGoroutine())

	trace := string(debug.Stack())
	println("names", strings.Contains(trace, "main.main"), strings.Contains(trace, "main.go:"))
	if len(os.Args) > 1 {
		panic("asked for")
	}
}
