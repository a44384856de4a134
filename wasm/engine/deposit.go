package engine

import "brink/wasm/grid"

// add deposits amount in each of the bins [from, to).
func (f *field) add(from, to grid.Bin, amount float64) {
	if from >= to || amount == 0 {
		return
	}
	if from < f.origin || to > f.origin+grid.Bin(len(f.mass)) {
		f.ensure(from, to)
	}
	a, b := int(from-f.origin), int(to-f.origin)
	each := amount / f.scale
	mass := f.mass[a:b]
	i := 0
	for ; i+8 <= len(mass); i += 8 {
		m := mass[i : i+8 : i+8]
		m[0] += each
		m[1] += each
		m[2] += each
		m[3] += each
		m[4] += each
		m[5] += each
		m[6] += each
		m[7] += each
	}
	if i+4 <= len(mass) {
		m := mass[i : i+4 : i+4]
		m[0] += each
		m[1] += each
		m[2] += each
		m[3] += each
		i += 4
	}
	for ; i < len(mass); i++ {
		mass[i] += each
	}
	f.grow(a, b, amount*float64(b-a))
}

// spread deposits amount times shape[i] in each bin from+i. Four bins at a time:
// in WebAssembly an iteration costs as much as its body.
func (f *field) spread(from grid.Bin, shape []float64, amount float64) {
	to := from + grid.Bin(len(shape))
	if len(shape) == 0 || amount == 0 {
		return
	}
	if from < f.origin || to > f.origin+grid.Bin(len(f.mass)) {
		f.ensure(from, to)
	}
	a, b := int(from-f.origin), int(to-f.origin)
	each, all := amount/f.scale, 0.0
	mass := f.mass[a:b]
	i := 0
	for ; i+4 <= len(shape); i += 4 {
		m, s := mass[i:i+4:i+4], shape[i:i+4:i+4]
		m[0] += s[0] * each
		m[1] += s[1] * each
		m[2] += s[2] * each
		m[3] += s[3] * each
		all = all + s[0] + s[1] + s[2] + s[3]
	}
	for ; i < len(shape); i++ {
		mass[i] += shape[i] * each
		all += shape[i]
	}
	f.grow(a, b, amount*all)
}

// spreadWhole spreads a shape at several distances: amount times weights[i] of it
// at entry+shifts[i]. The shape is of n bins, filled up with zeroes to whole
// eights, and all is its sum. Loops and calls are few, for they are what costs in
// WebAssembly.
func (f *field) spreadWhole(entry grid.Bin, n int, shifts []grid.Bin, shape []float64, amount float64, weights []float64, all float64) {
	if amount == 0 {
		return
	}
	first, last := entry+shifts[0], entry+shifts[len(shifts)-1]
	if from, to := min(first, last), max(first, last)+grid.Bin(len(shape)); from < f.origin || to > f.origin+grid.Bin(len(f.mass)) {
		f.ensure(from, to)
	}
	weights = weights[:len(shifts)]
	live, deposited, mass, scale := f.live, f.deposited, f.mass, f.scale
	lo, hi := f.lo, f.hi
	if lo == hi {
		lo, hi = len(mass), 0
	}
	for i, shift := range shifts {
		a := int(entry + shift - f.origin)
		weighed := amount * weights[i]
		each, bins := weighed/scale, mass[a:a+len(shape)]
		for k := 0; k+8 <= len(shape); k += 8 {
			m, s := bins[k:k+8:k+8], shape[k:k+8:k+8]
			m[0] += s[0] * each
			m[1] += s[1] * each
			m[2] += s[2] * each
			m[3] += s[3] * each
			m[4] += s[4] * each
			m[5] += s[5] * each
			m[6] += s[6] * each
			m[7] += s[7] * each
		}
		weighed *= all
		live += weighed
		deposited += weighed
		lo, hi = min(lo, a), max(hi, a+n)
	}
	f.live, f.deposited, f.lo, f.hi = live, deposited, lo, hi
}

// grow counts a deposit in mass[a:b].
func (f *field) grow(a, b int, total float64) {
	f.live += total
	f.deposited += total
	if f.lo == f.hi {
		f.lo, f.hi = a, b
		return
	}
	if a < f.lo {
		f.lo = a
	}
	if b > f.hi {
		f.hi = b
	}
}

// drop counts a deposit that the in-bar rule discards.
func (f *field) drop(amount float64) {
	f.deposited += amount
	f.voided += amount
}
