package engine

import "brink/wasm/market"

// code writes or reads an engine whose venues are all learned. What is a cache, or
// follows from the model and the venues, is left out.
func (e *Engine) code(c *codec) {
	for i := range e.venues {
		e.seen[i].code(c)
		c.float(&e.traded[i].dollars)
		c.millis(&e.traded[i].at)
		e.venues[i].(*learned).code(c)
	}
	c.millis(&e.slot.start)
	c.bin(&e.slot.low)
	c.bin(&e.slot.high)
	c.flag(&e.slot.known)
	f := &e.forced
	for i := range f.sums {
		c.float(&f.sums[i])
	}
	c.int(&f.days)
	c.millis(&f.day)
	c.millis(&f.from)
	c.millis(&f.until)
	c.float(&f.sum)
}

func (l *last) code(c *codec) {
	c.flag(&l.known)
	c.millis(&l.start)
	c.floats((*float64)(&l.close), (*float64)(&l.openInterest))
	c.bin(&l.closed)
	c.bin(&l.low)
	c.bin(&l.high)
	c.flag(&l.hasOI)
	c.bin(&l.absent.low)
	c.bin(&l.absent.high)
	c.flag(&l.absent.is)
}

func (l *learned) code(c *codec) {
	c.floats(&l.marketShare, (*float64)(&l.closed))
	c.bin(&l.closedBin)
	for side := range l.fields {
		c.floats(&l.levels[side].seen, &l.levels[side].forecast, &l.level[side], &l.forecast[side])
		for zone := range l.terms[side] {
			c.float(&l.terms[side][zone])
		}
		for class := range l.fields[side] {
			l.fields[side][class].code(c)
		}
	}
	l.feed.code(c)
	l.slow.code(c)
	l.novelty.code(c)
}

func (f *field) code(c *codec) {
	held := f.mass[f.lo:f.hi]
	c.list(&held)
	if c.reads {
		c.bin(&f.origin)
		if f.lo, f.hi = 0, len(held); f.hi > 0 {
			f.mass = held
		}
	} else {
		first, _ := f.extent()
		c.bin(&first)
	}
	c.floats(&f.scale, &f.live, &f.deposited, &f.swept, &f.decayed, &f.closed, &f.voided)
}

func (f *feedState) code(c *codec) {
	c.float(&f.market)
	c.millis(&f.from)
	c.millis(&f.span)
	for side := range f.hour {
		c.floats(&f.hour[side].published, &f.hour[side].forced)
	}
	for i := range f.bends {
		c.floats(&f.bends[i].logs, &f.bends[i].published)
	}
	c.floats(&f.seen, &f.hours)
	c.int(&f.chosen)
	if f.chosen < -(len(bends)/2) || f.chosen > len(bends)/2 {
		f.chosen, c.spoilt = 0, true
	}
}

func (s *slow) code(c *codec) {
	for _, a := range [...]*average{&s.usual, &s.flow, &s.day, &s.week, &s.mid} {
		c.floats(&a.sum, &a.weight)
	}
	c.floats(&s.center, &s.move)
}

func (n *Novelty) code(c *codec) {
	c.float((*float64)(&n.closed))
	c.flag(&n.seen)
	for side := range n.windows {
		n.windows[side].code(c)
		for zone := range n.extremes {
			c.float(&n.extremes[zone][side])
			c.bin(&n.bins[side][zone])
		}
	}
}

func (e *extremes) code(c *codec) {
	over := e.first[Zones-2] // of candidates that are in no window any more
	n := c.count(len(e.at) - over)
	if c.reads {
		e.at, e.values = make([]market.Millis, n), make([]float64, n)
	}
	for i := range n {
		c.millis(&e.at[over+i])
		c.float(&e.values[over+i])
	}
	for zone, first := range e.first {
		first -= over
		c.int(&first)
		if !c.reads {
			continue
		}
		if first < 0 || first > max(n-1, 0) || zone > 0 && first > e.first[zone-1] {
			first, c.spoilt = 0, true
		}
		e.first[zone] = first
	}
}
