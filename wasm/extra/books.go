package extra

import (
	"brink/wasm/book"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// reading follows the order books of the market at hand, and puts them into words
// and steps.
type reading struct {
	zones    wire.Zones
	books    wire.Books // the newest
	depth    book.Depth
	watch    book.Watch
	interest []interest // by the minute, the oldest first
	heard    int        // messages
	counted  []book.Venue
	flows    []book.Flow
}

// interest is what was open at a moment, at so many venues.
type interest struct {
	at     market.Millis
	usd    market.USD
	venues int
}

const (
	// interestSpan is how far back open interest is compared.
	interestSpan = 30 * market.Minute
	// depthEvery is how many messages of books the page's own summary takes: it is
	// in the place of one in words, so that each message has one answer.
	depthEvery = 8
	// mostBins is how many bins of a side are drawn.
	mostBins = 400
)

// against takes which clusters books are held against.
func (r *reading) against(message []byte) ([]byte, *market.Fault) {
	var m wire.Zones
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	if m.Venues != r.zones.Venues {
		r.heard = 0 // the page's summary is of others
	}
	r.zones = m
	if r.books.At == 0 {
		return nil, nil
	}
	return r.text(), nil
}

// told takes what venues' books are now, and answers with what is to be drawn and
// said, or at times with the summary that the page keeps.
func (r *reading) told(message []byte) ([]byte, *market.Fault) {
	var m wire.Books
	if fault := m.Parse(message); fault != nil {
		return nil, fault
	}
	if !sameVenues(m.Venues, r.books.Venues) {
		*r = reading{zones: r.zones} // another market
	}
	r.books = m
	r.counted, r.flows = r.counted[:0], r.flows[:0]
	set := uint32(0)
	for i := range m.Venues {
		if v := &m.Venues[i]; i < 32 && r.zones.Venues>>i&1 != 0 {
			r.flows = append(r.flows, v.Flows...)
			if v.Counts() {
				r.counted, set = append(r.counted, *v), set|1<<i
			}
		}
	}
	r.depth.Sum(r.counted, m.At, m.Price)
	r.watch.See(&r.depth, set, r.flows, r.zones.Zones)
	r.noteInterest()
	r.heard++
	if r.heard%depthEvery == 1 {
		return (&wire.Depth{Depth: r.depth}).Append(nil), nil
	}
	return r.text(), nil
}

func sameVenues(a, b []book.Venue) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID {
			return false
		}
	}
	return true
}

// noteInterest takes note of open interest once a minute.
func (r *reading) noteInterest() {
	now := r.open()
	if n := len(r.interest); now.venues == 0 || n > 0 && (now.at-r.interest[n-1].at < market.Minute && now.at >= r.interest[n-1].at) {
		return
	}
	if n := len(r.interest); n > 0 && now.at < r.interest[n-1].at {
		r.interest = r.interest[:0] // the clock was put back
	}
	r.interest = append(r.interest, now)
	for now.at-r.interest[0].at > interestSpan {
		r.interest = r.interest[1:]
	}
}

// open is what is open now at the venues that count and tell it.
func (r *reading) open() interest {
	out := interest{at: r.books.At}
	for i := range r.books.Venues {
		if v := &r.books.Venues[i]; r.zones.Venues>>i&1 != 0 && v.Interest.Time > 0 {
			usd := v.Interest.USD
			if usd == 0 {
				usd = market.Value(v.Interest.Base, r.books.Price)
			}
			out.usd += usd
			out.venues++
		}
	}
	return out
}

// text is what is drawn and said.
func (r *reading) text() []byte {
	d := &r.depth
	out := wire.BookText{Lead: r.lead(), Lines: r.lines(), Facts: r.facts(), Events: r.events(), Lamp: r.lamp(), Step: grid.Step, Every: d.Most, Price: d.Price, At: r.books.At}
	if d.Counted > 0 {
		here := grid.Of(d.Price)
		out.From = [market.Sides]market.Price{here.Lower(), (here + 1).Lower()}
		for side := range out.USD {
			out.USD[side] = d.USD[side][:min(len(d.USD[side]), mostBins)]
		}
	}
	return out.Append(nil)
}
