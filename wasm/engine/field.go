package engine

import (
	"brink/wasm/grid"
	"brink/wasm/market"
)

// field is mass on the price grid that decays by one common factor: an array
// and a scale that is multiplied in lazily. All amounts are in the unit of what
// was deposited (base, times the component's weight).
//
// Invariant: deposited = live + swept + decayed + closed + voided, and mass is
// zero outside [lo, hi).
type field struct {
	mass   []float64 // mass[i]*scale is in bin origin+i
	origin grid.Bin
	lo, hi int
	scale  float64

	live      float64 // sum of mass*scale, updated with every change
	deposited float64
	swept     float64 // liquidated on a path that bars show
	decayed   float64 // closed by holders, by lifetime
	closed    float64 // closed by holders, by what the ledger knows
	voided    float64 // dropped by the in-bar rule, or crossed by price in a gap of the bars
}

// room is how many bins an array gets beyond what is asked for, so that an
// ordinary market never makes it grow again.
const room = 1536

// tiny is the scale below which the factor is multiplied into the array.
const tiny = 1e-120

// ensure grows the array so that it holds the bins [from, to), which are not
// all in it.
func (f *field) ensure(from, to grid.Bin) {
	if f.mass == nil {
		f.origin = from - room
		f.mass = make([]float64, int(to-from)+2*room)
		if f.scale == 0 {
			f.scale = 1
		}
		return
	}
	origin, end := f.origin, f.origin+grid.Bin(len(f.mass))
	if from < origin {
		origin = from - room
	}
	if to > end {
		end = to + room
	}
	grown := make([]float64, int(end-origin))
	move := int(f.origin - origin)
	copy(grown[move+f.lo:], f.mass[f.lo:f.hi])
	f.mass, f.origin, f.lo, f.hi = grown, origin, f.lo+move, f.hi+move
}

// scaleDown multiplies all mass by share and returns the amount removed.
func (f *field) scaleDown(share float64) float64 {
	if f.lo == f.hi {
		return 0
	}
	gone := f.live * (1 - share)
	f.scale *= share
	f.live *= share
	if f.scale < tiny {
		for i := f.lo; i < f.hi; i++ {
			f.mass[i] *= f.scale
		}
		f.scale = 1
	}
	return gone
}

// age is scaleDown of what holders close by lifetime.
func (f *field) age(share float64) {
	if f.lo == f.hi {
		return
	}
	if f.scale*share < tiny {
		f.decayed += f.scaleDown(share)
		return
	}
	f.decayed += f.live * (1 - share)
	f.scale *= share
	f.live *= share
}

// reached reports whether a path between the bins down and up may liquidate
// anything.
func (f *field) reached(side market.Side, down, up grid.Bin) bool {
	if side == market.Long {
		return f.above(down)
	}
	return f.below(up)
}

// above reports whether there may be mass in bins at or above from.
func (f *field) above(from grid.Bin) bool { return f.lo != f.hi && int(from-f.origin) < f.hi }

// below reports whether there may be mass in bins at or below to.
func (f *field) below(to grid.Bin) bool { return f.lo != f.hi && int(to-f.origin) >= f.lo }

// sweep removes and returns what a path between the bins down and up
// liquidates: longs at and above its low, shorts at and below its high.
func (f *field) sweep(side market.Side, down, up grid.Bin) float64 {
	if side == market.Long {
		return f.sweepAbove(down)
	}
	return f.sweepBelow(up)
}

// sweepAbove removes and returns all mass in bins at or above from.
func (f *field) sweepAbove(from grid.Bin) float64 {
	a := int(from - f.origin)
	if f.lo == f.hi || a >= f.hi {
		return 0
	}
	if a < f.lo {
		a = f.lo
	}
	return f.removeRange(a, f.hi)
}

// sweepBelow removes and returns all mass in bins at or below to.
func (f *field) sweepBelow(to grid.Bin) float64 {
	b := int(to-f.origin) + 1
	if f.lo == f.hi || b <= f.lo {
		return 0
	}
	if b > f.hi {
		b = f.hi
	}
	return f.removeRange(f.lo, b)
}

// removeRange removes and returns the mass of the array indices [a, b), which
// touch an end of the live range.
func (f *field) removeRange(a, b int) float64 {
	sum := 0.0
	for _, mass := range f.mass[a:b] {
		sum += mass
	}
	clear(f.mass[a:b])
	if a == f.lo {
		f.lo = b
	} else {
		f.hi = a
	}
	for f.lo < f.hi && f.mass[f.lo] == 0 {
		f.lo++
	}
	for f.lo < f.hi && f.mass[f.hi-1] == 0 {
		f.hi--
	}
	sum *= f.scale
	if f.lo == f.hi {
		sum, f.lo, f.hi = f.live, 0, 0 // rounding goes with the last of it
	}
	f.live -= sum
	return sum
}

// addTo adds the mass of bins lo.. to dst.
func (f *field) addTo(dst []float64, lo grid.Bin) {
	a, b := f.within(lo, len(dst))
	if a >= b {
		return
	}
	out := dst[a:b]
	mass, scale := f.massAt(lo, a, b), f.scale
	i := 0
	for ; i+4 <= len(out); i += 4 {
		o, m := out[i:i+4:i+4], mass[i:i+4:i+4]
		o[0] += m[0] * scale
		o[1] += m[1] * scale
		o[2] += m[2] * scale
		o[3] += m[3] * scale
	}
	for ; i < len(out); i++ {
		out[i] += mass[i] * scale
	}
}

// within is the part [a, b) of the n bins from lo on that may hold mass,
// counted from lo.
func (f *field) within(lo grid.Bin, n int) (a, b int) {
	first := int(f.origin - lo)
	return max(first+f.lo, 0), min(first+f.hi, n)
}

// massAt is the array behind the bins [lo+a, lo+b).
func (f *field) massAt(lo grid.Bin, a, b int) []float64 {
	skip := int(lo - f.origin)
	return f.mass[skip+a : skip+b]
}

// total sets dst to the mass of some fields in the bins lo.., summed in their
// order. It passes over dst once for every four fields: drawing a map spends
// most of its time here.
func total(dst []float64, lo grid.Bin, fields []*field) {
	more := fields[min(len(fields), Classes):]
	fields = fields[:len(fields)-len(more)]
	for from := 0; from < len(dst); {
		// The stretch from here on in which the same fields hold mass.
		var here [Classes]*field
		n, end := 0, len(dst)
		for _, f := range fields {
			if a, b := f.within(lo, len(dst)); from < a {
				end = min(end, a)
			} else if from < b {
				end = min(end, b)
				here[n] = f
				n++
			}
		}
		sum(dst[from:end], lo, from, here[:n])
		from = end
	}
	for _, f := range more {
		f.addTo(dst, lo)
	}
}

// sum sets out to the mass of at most four fields, all of which reach over the
// bins lo+from...
func sum(out []float64, lo grid.Bin, from int, fields []*field) {
	var masses [Classes][]float64
	var scales [Classes]float64
	for i, f := range fields {
		masses[i], scales[i] = f.massAt(lo, from, from+len(out)), f.scale
	}
	n := len(out)
	switch len(fields) {
	case 0:
		clear(out)
	case 1:
		m0, s0 := masses[0][:n], scales[0]
		for i := range out {
			out[i] = m0[i] * s0
		}
	case 2:
		m0, s0, m1, s1 := masses[0][:n], scales[0], masses[1][:n], scales[1]
		for i := range out {
			out[i] = m0[i]*s0 + m1[i]*s1
		}
	case 3:
		m0, s0, m1, s1 := masses[0][:n], scales[0], masses[1][:n], scales[1]
		m2, s2 := masses[2][:n], scales[2]
		for i := range out {
			out[i] = m0[i]*s0 + m1[i]*s1 + m2[i]*s2
		}
	case 4:
		m0, s0, m1, s1 := masses[0][:n], scales[0], masses[1][:n], scales[1]
		m2, s2, m3, s3 := masses[2][:n], scales[2], masses[3][:n], scales[3]
		i := 0
		for ; i+4 <= n; i += 4 { // in WebAssembly each iteration costs as much as its body
			o, a, b, c, d := out[i:i+4:i+4], m0[i:i+4:i+4], m1[i:i+4:i+4], m2[i:i+4:i+4], m3[i:i+4:i+4]
			o[0] = a[0]*s0 + b[0]*s1 + c[0]*s2 + d[0]*s3
			o[1] = a[1]*s0 + b[1]*s1 + c[1]*s2 + d[1]*s3
			o[2] = a[2]*s0 + b[2]*s1 + c[2]*s2 + d[2]*s3
			o[3] = a[3]*s0 + b[3]*s1 + c[3]*s2 + d[3]*s3
		}
		for ; i < n; i++ {
			out[i] = m0[i]*s0 + m1[i]*s1 + m2[i]*s2 + m3[i]*s3
		}
	}
}

// switchedOn appends the fields of the classes that are switched on.
func switchedOn(dst []*field, fields *[Classes]field, classes uint8) []*field {
	for class := range fields {
		if classes>>class&1 != 0 {
			dst = append(dst, &fields[class])
		}
	}
	return dst
}

// addDollars adds base amounts at their bins' prices to dst.
func addDollars(dst, base, prices []float64) {
	base, prices = base[:len(dst)], prices[:len(dst)]
	i := 0
	for ; i+4 <= len(dst); i += 4 {
		d, b, p := dst[i:i+4:i+4], base[i:i+4:i+4], prices[i:i+4:i+4]
		d[0] += b[0] * p[0]
		d[1] += b[1] * p[1]
		d[2] += b[2] * p[2]
		d[3] += b[3] * p[3]
	}
	for ; i < len(dst); i++ {
		dst[i] += base[i] * prices[i]
	}
}

// extent is the range of bins [lo, hi) that hold mass.
func (f *field) extent() (lo, hi grid.Bin) {
	return f.origin + grid.Bin(f.lo), f.origin + grid.Bin(f.hi)
}

// widen grows the range [lo, hi) by a field's; an empty one adds nothing.
func widen(lo, hi grid.Bin, f *field) (grid.Bin, grid.Bin) {
	if f.lo == f.hi {
		return lo, hi
	}
	a, b := f.extent()
	if lo == hi {
		return a, b
	}
	return min(lo, a), max(hi, b)
}

// copyFrom makes f a deep copy of g, reusing f's array. Where f is fresh it
// gets no more room than g's live range needs.
func (f *field) copyFrom(g *field) {
	mass := f.mass
	*f = *g
	if cap(mass) < len(g.mass) {
		if g.lo == g.hi {
			f.mass, f.lo, f.hi = nil, 0, 0
			return
		}
		f.mass = append([]float64(nil), g.mass[g.lo:g.hi]...)
		f.origin += grid.Bin(g.lo)
		f.lo, f.hi = 0, g.hi-g.lo
		return
	}
	f.mass = mass[:len(g.mass)]
	clear(f.mass)
	copy(f.mass[g.lo:g.hi], g.mass[g.lo:g.hi])
}
