package live

import (
	"brink/wasm/market"
	"brink/wasm/tape"
)

// barTimeout is how long after its end a bar is waited for before those
// of other venues are used without it.
const barTimeout = 12 * market.Second

// close hands out bars that have closed, in step over the venues.
func (m *Market) close(now market.Millis) {
	if !m.built {
		return
	}
	for start := m.closedThrough + Interval; ; start += Interval {
		have, wait := false, false
		for _, v := range m.venues {
			if v.at(start) >= 0 {
				have = true
			} else if v.streaming(m) && v.clock.Venue(now) < start+Interval+barTimeout {
				wait = true
			}
		}
		if wait || !have && !m.later(start) {
			return
		}
		if have {
			for i, v := range m.venues {
				if at := v.at(start); at >= 0 {
					m.closed = append(m.closed, v.step(i, at))
				}
			}
		}
		m.closedThrough = start
	}
}

// step is the i-th bar of a venue as it is handed out, sealed.
func (v *venue) step(number, i int) Step {
	if v.tape.Finalise(i) {
		v.dirty[tape.Day(v.tape.Bars()[i].Start)] = true
	}
	return Step{number, v.tape.BarAt(i)}
}

// later reports whether any venue has a bar after this one.
func (m *Market) later(start market.Millis) bool {
	for _, v := range m.venues {
		if bars := v.tape.Bars(); len(bars) > 0 && bars[len(bars)-1].Start > start {
			return true
		}
	}
	return false
}

// Closed returns the bars that have closed since the last call, in order.
func (m *Market) Closed() []Step {
	out := m.closed
	m.closed = nil
	return out
}

// Stale reports whether a build made now would differ from the last one in
// more than bars that Closed has told of: history has come, or a gap was
// filled.
func (m *Market) Stale() bool { return m.stale }

// Len is how many closed bars are known, over all venues.
func (m *Market) Len() int {
	n := 0
	for _, v := range m.venues {
		n += len(v.tape.Bars())
	}
	return n
}

// Build is all closed bars of all venues, ordered by start, then venue.
func (m *Market) Build() []Step {
	out := make([]Step, 0, m.Len())
	at := make([]int, len(m.venues))
	for {
		next := market.Millis(-1)
		for i, v := range m.venues {
			if bars := v.tape.Bars(); at[i] < len(bars) && (next < 0 || bars[at[i]].Start < next) {
				next = bars[at[i]].Start
			}
		}
		if next < 0 {
			break
		}
		for i, v := range m.venues {
			if bars := v.tape.Bars(); at[i] < len(bars) && bars[at[i]].Start == next {
				out = append(out, v.step(i, at[i]))
				at[i]++
			}
		}
		m.closedThrough = max(m.closedThrough, next)
	}
	m.built = m.built || len(out) > 0
	m.stale, m.closed = false, nil
	return out
}

// Forming is the bar that forms, by the first venue that has one.
func (m *Market) Forming() (market.Bar, bool) {
	for _, v := range m.venues {
		if b, ok := v.tape.Forming(); ok && b.Start > m.closedThrough {
			return b, true
		}
	}
	return market.Bar{}, false
}
