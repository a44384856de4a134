package live

import (
	"slices"

	"brink/wasm/gate"
	"brink/wasm/market"
	"brink/wasm/tape"
)

// look is what is known of a span of bars that is missing although it was asked
// for. It is named by where it ends: at the next bar that is there.
type look struct {
	absent int            // answers that held the bar after it, and nothing of it
	failed int            // answers that were bad, or were not believed
	due    market.Instant // when it is asked for again
}

// Rests before a missing span is asked for again: to see whether the venue really
// has none of it, and after answers that were bad, twice as long each time.
const (
	secondLook  = 30 * market.Second
	firstRest   = 10 * market.Second
	longestRest = 5 * market.Minute
)

// absences are how many answers must lack a span, and hold the bar after it,
// before nobody has it.
const absences = 2

// doubted is a bar that nobody confirms, and when it was said.
type doubted struct {
	bar market.Bar
	at  market.Instant
}

// evidence is what is known of bars that have not come, or are not believed.
type evidence struct {
	looks  map[market.Millis]*look
	doubts map[market.Millis]doubted // by start
}

// look is that of a span that ends at a time, made where there is none.
func (e *evidence) look(end market.Millis) *look {
	if e.looks == nil {
		e.looks, e.doubts = map[market.Millis]*look{}, map[market.Millis]doubted{}
	}
	l := e.looks[end]
	if l == nil {
		l = &look{}
		e.looks[end] = l
	}
	return l
}

// fail puts off a span after a bad answer.
func (l *look) fail(now market.Instant) {
	l.due = now.Add(min(firstRest<<min(l.failed, 10), longestRest))
	l.failed++
}

// pages cuts a missing span into what is asked for, the newest first, at most so
// many bars each. A span that an answer lacked before is asked for together with
// the bar after it: an answer that holds the one and not the other shows that the
// venue has none.
func pages(v *venue, hole tape.Span, now market.Instant, rows func(end market.Millis) int) (list []tape.Span) {
	l := v.history.looks[hole.To]
	if l != nil && now < l.due {
		return nil
	}
	if next, ok := v.tape.Next(hole.To); ok && l != nil {
		end := next + Interval
		return []tape.Span{{From: max(hole.From, end-market.Millis(rows(end))*Interval), To: end}}
	}
	for end := hole.To; end > hole.From; end = list[len(list)-1].From {
		list = append(list, tape.Span{From: max(hole.From, end-market.Millis(rows(end))*Interval), To: end})
	}
	return list
}

// judge says what an answer of bars shows of what is still missing of its span:
// that the venue has none, or that it has to be asked again. sound says that the
// answer was good in all its rows.
func (v *venue) judge(m *Market, span tape.Span, bars []market.Bar, sound bool, now market.Instant) {
	h := &v.history
	for _, hole := range v.tape.Missing(span.From, span.To) {
		next, known := v.tape.Next(hole.To)
		end := hole.To
		if known && hole.To == span.To {
			end = next
		}
		l := h.look(end)
		shown := slices.ContainsFunc(bars, func(b market.Bar) bool { return b.Start >= hole.To })
		switch {
		case !sound:
			l.fail(now)
		case !shown:
			l.due = now.Add(planEvery)
			if !known {
				l.due = now.Add(retryAfter) // the newest: the venue may be late with it
			}
		default:
			if l.absent++; l.absent < absences {
				l.due = now.Add(secondLook)
				break
			}
			delete(h.looks, end)
			if all := v.tape.Bars(); len(all) > 0 && hole.To <= all[0].Start {
				hole.From, _ = v.wanted(m, v.clock.Venue(now)) // it was not listed yet
			}
			v.markUnavailable(hole)
		}
	}
}

// believe returns those of an answer's bars that are believed, ordered by time,
// and whether all were. One that leaves what its neighbours traded, or that is
// told in two ways, waits for a witness: another venue's bar, or the same word
// some time later.
func (m *Market) believe(v *venue, bars []market.Bar, now market.Instant) (believed []market.Bar, all bool) {
	slices.SortStableFunc(bars, func(a, b market.Bar) int { return int((a.Start - b.Start) / market.Second) })
	all = true
	for i := 0; i < len(bars); {
		b, twofold := &bars[i], false
		next := i + 1
		for ; next < len(bars) && bars[next].Start == b.Start; next++ {
			twofold = twofold || !same(b, &bars[next])
		}
		after := v.bar(b.Start + Interval)
		if next < len(bars) {
			after = &bars[next]
		}
		before := v.bar(b.Start - Interval)
		if i > 0 {
			before = &bars[i-1]
		}
		if confirmed(m.venues, v, b, before, after, twofold, now) {
			believed = append(believed, *b)
		} else {
			all = false
			v.received.doubt(b)
		}
		i = next
	}
	return believed, all
}

// same reports whether two bars tell the same.
func same(a, b *market.Bar) bool {
	return a.Open == b.Open && a.High == b.High && a.Low == b.Low && a.Close == b.Close && a.Volume == b.Volume && a.TakerBuy == b.TakerBuy
}

// confirmed reports whether a bar needs no witness, or has one.
func confirmed(venues []*venue, v *venue, b, before, after *market.Bar, twofold bool, now market.Instant) bool {
	if _, fault := gate.Clean(b); fault != nil {
		return false
	}
	like, unlike := 0, 0
	for _, o := range venues {
		if other := o.bar(b.Start); o != v && other != nil {
			if gate.Confirms(b, other) {
				like++
			} else if gate.Contradicts(b, other) {
				unlike++
			}
		}
	}
	jumps := gate.Jumps(b, before, after)
	if !twofold && unlike <= like+1 && (!jumps || like > 0 && !gate.Absurd(b, before, after)) || !twofold && like > unlike {
		return true
	}
	h := &v.history
	h.look(b.Start + Interval)
	d, told := h.doubts[b.Start]
	if !told || !same(&d.bar, b) {
		h.doubts[b.Start] = doubted{*b, now}
		return false
	}
	return now.Since(d.at) >= secondLook && unlike < absences && !gate.Absurd(b, before, after)
}
