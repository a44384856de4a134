package main

import (
	"testing"
	"time"

	"brink/relay/policy"
)

// frame is one of a client's, masked, with a payload of so many bytes.
func frame(first byte, size int) []byte {
	f := []byte{first}
	switch {
	case size < 126:
		f = append(f, 128|byte(size))
	case size < 1<<16:
		f = append(f, 128|126, byte(size>>8), byte(size))
	default:
		f = append(f, 128|127, 0, 0, 0, 0, byte(size>>24), byte(size>>16), byte(size>>8), byte(size))
	}
	return append(f, make([]byte, 4+size)...)
}

// Every frame is counted once, whatever its kind and size and however it
// comes in pieces.
func TestFramesAreCounted(t *testing.T) {
	now := time.Now()
	for name, one := range map[string][]byte{
		"text": frame(0x81, 20), "ping": frame(0x89, 0), "pong": frame(0x8a, 5), "a fragment of nothing": frame(0x00, 0),
		"a long one": frame(0x82, 300), "a longer one": frame(0x82, 70_000),
	} {
		for _, piece := range []int{1, 3, 1 << 20} {
			c := newCounted(nil, policy.Frames{Burst: 5, PerSecond: 1})
			passed := 0
			for range 8 {
				within := true
				for rest := one; len(rest) > 0 && within; {
					n := min(piece, len(rest))
					within, rest = c.within(rest[:n], now), rest[n:]
				}
				if !within {
					break
				}
				passed++
			}
			if passed != 5 {
				t.Errorf("%s in pieces of %d: %d of 5 passed", name, piece, passed)
			}
		}
	}
}

func TestSteadyPagesPass(t *testing.T) {
	c, now := newCounted(nil, policy.Frames{Burst: 60, PerSecond: 10}), time.Now()
	for i := range 1000 {
		if now = now.Add(time.Second / 10); !c.within(frame(0x81, 20), now) {
			t.Fatalf("frame %d of a steady page was refused", i)
		}
	}
}
