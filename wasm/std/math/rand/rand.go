// Package rand stands in for math/rand in the browser's binary, where nothing
// asks for it but a function of Vugu that nobody calls: the standard one is
// initialised all the same, with what it brings. The simulation's numbers are
// those of math/rand/v2.
//
// site/build.mjs puts it in place by go build -overlay. No package imports it
// by this path.
package rand

import "math/rand/v2"

// Rand draws numbers from a source.
type Rand struct{ *rand.Rand }

// New draws from a source.
func New(source *rand.PCG) *Rand { return &Rand{rand.New(source)} }

// NewSource is a source of numbers that follow from a seed.
func NewSource(seed int64) *rand.PCG { return rand.NewPCG(uint64(seed), 0) }

// Int63 is a number from 0 to below 2^63.
func (r *Rand) Int63() int64 { return r.Int64() }
