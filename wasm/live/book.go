package live

import (
	"slices"
	"sort"

	books "brink/wasm/book"
	"brink/wasm/exchange"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// book is the order book of a venue while somebody looks at it: a snapshot
// with every change since, by the venue's rule of continuity. Where one is
// missing it is empty until the next snapshot.
type book struct {
	chain      *exchange.Chain
	bids, asks []market.Level // best first
	at         market.Millis
	pending    []market.Event // changes that wait for their snapshot
	complete   bool
	askedAt    market.Instant // for a snapshot; 0 where none is on its way
	gaps       int
	changedAt  market.Instant // when it last changed
	snapshotAt market.Instant
	ends       [market.Sides]market.Price // the last levels of the snapshot
	renewing   bool                       // another snapshot is awaited while this one is still shown
}

// depth is a venue's order book and what carries it.
type depth struct {
	book   *book // nil while nobody looks at it
	link   int   // of the connection that carries the book
	topics []string
	flows  []books.Flow // since they were taken last
}

// Bounds of a book.
const (
	maxPending = 2000
	maxLevels  = 4000 // of a side
	// snapshotTimeout is how long a snapshot is waited for.
	snapshotTimeout = 5 * market.Second
	// renewAfter is how long a snapshot serves at least.
	renewAfter = 15 * market.Second
)

func newBook(rule exchange.Continuity) *book { return &book{chain: exchange.NewChain(rule)} }

// update applies a snapshot or a change, or queues it until its snapshot is there.
func (b *book) update(e *market.Event, now market.Instant) {
	switch b.chain.Next(e) {
	case exchange.Replace:
		b.replace(e, now)
	case exchange.Apply:
		if len(e.Book.Bids)+len(e.Book.Asks) > 0 { // else it is a sign of life
			b.changedAt = now
		}
		b.apply(e)
	case exchange.Hold:
		b.queue(e)
	case exchange.Gap:
		b.gap()
		b.queue(e)
	}
}

// gap empties the book: something of it is missing.
func (b *book) gap() {
	b.complete, b.renewing, b.bids, b.asks = false, false, b.bids[:0], b.asks[:0]
	b.gaps++
}

// reset forgets the book with its connection.
func (b *book) reset(rule exchange.Continuity) {
	*b = book{chain: exchange.NewChain(rule), gaps: b.gaps}
}

func (b *book) queue(e *market.Event) {
	if len(b.pending) == maxPending {
		b.pending = b.pending[:0] // the snapshot is late beyond any use
	}
	copied := *e
	copied.Book.Bids, copied.Book.Asks = slices.Clone(e.Book.Bids), slices.Clone(e.Book.Asks)
	b.pending = append(b.pending, copied)
}

func (b *book) replace(e *market.Event, now market.Instant) {
	// A venue that sends whole books may send the same one again and again.
	if !slices.Equal(b.bids, e.Book.Bids) || !slices.Equal(b.asks, e.Book.Asks) {
		b.changedAt = now
	}
	b.complete, b.renewing, b.askedAt, b.at, b.snapshotAt = true, false, 0, e.Time, now
	b.bids, b.asks = append(b.bids[:0], e.Book.Bids...), append(b.asks[:0], e.Book.Asks...)
	sort.Slice(b.bids, func(i, j int) bool { return b.bids[i].Price > b.bids[j].Price })
	sort.Slice(b.asks, func(i, j int) bool { return b.asks[i].Price < b.asks[j].Price })
	b.ends = b.furthest()
	held := b.pending
	b.pending = nil
	if b.crossed() {
		b.gap()
		b.chain.Lose()
		return
	}
	for i := range held {
		if b.complete {
			b.update(&held[i], now)
		}
	}
}

// crossed reports whether a bid is not below every ask: these would have traded, so
// something was lost or misread.
func (b *book) crossed() bool {
	return len(b.bids) > 0 && len(b.asks) > 0 && b.bids[0].Price >= b.asks[0].Price
}

// furthest are the last levels of both sides, 0 where there are none.
func (b *book) furthest() (ends [market.Sides]market.Price) {
	if n := len(b.bids); n > 0 {
		ends[market.Long] = b.bids[n-1].Price
	}
	if n := len(b.asks); n > 0 {
		ends[market.Short] = b.asks[n-1].Price
	}
	return ends
}

// reach is up to where all of each side is known. A venue that sends changes of all
// prices sends them beyond the end of the snapshot too, where the rest is missing.
func (b *book) reach(asked bool) [market.Sides]market.Price {
	ends := b.furthest()
	if asked {
		ends[market.Long], ends[market.Short] = max(ends[market.Long], b.ends[market.Long]), min(ends[market.Short], b.ends[market.Short])
	}
	return ends
}

// outgrown reports whether price has come so near to an end of the snapshot that
// another one is worth its request.
func (b *book) outgrown(now market.Instant) bool {
	if !b.complete || now.Since(b.snapshotAt) < renewAfter || len(b.bids) == 0 || len(b.asks) == 0 {
		return false
	}
	below, above := b.bids[0].Price-b.ends[market.Long], b.ends[market.Short]-b.asks[0].Price
	return min(below, above) < max(below, above)/3
}

func (b *book) apply(e *market.Event) {
	b.at = e.Time
	for _, l := range e.Book.Bids {
		b.bids = set(b.bids, l, -1)
	}
	for _, l := range e.Book.Asks {
		b.asks = set(b.asks, l, 1)
	}
	if b.crossed() {
		b.gap()
		b.chain.Lose()
	}
}

// order compares prices.
func order(x, y market.Price) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// set puts a level in its place on a side that ascends (sign 1) or descends
// (-1); one of size 0 is removed.
func set(side []market.Level, l market.Level, sign int) []market.Level {
	at, there := slices.BinarySearchFunc(side, l.Price, func(x market.Level, p market.Price) int { return sign * order(x.Price, p) })
	switch {
	case l.Base == 0 && there:
		return slices.Delete(side, at, at+1)
	case l.Base == 0:
		return side
	case there:
		side[at].Base = l.Base
		return side
	case at == maxLevels:
		return side
	case len(side) == maxLevels:
		side = side[:maxLevels-1]
	}
	return slices.Insert(side, at, l)
}

// Depth begins to follow the order books of all venues, or ends it: they are
// most of what venues send, so nobody receives them who does not look.
func (m *Market) Depth(on bool, now market.Instant) {
	m.books = on
	for _, v := range m.venues {
		v.depth.book, v.depth.flows = nil, nil
		if on && len(v.depth.topics) > 0 {
			v.depth.book = newBook(v.plan.Continuity)
		}
	}
	m.subscribe(now)
}

// Book is a venue's order book, each side best first, with the venue's time of
// its newest change; false while none is followed or something of it is missing.
// The caller only reads it, until the next message.
func (m *Market) Book(venue int) (bids, asks []market.Level, at market.Millis, ok bool) {
	b := m.venues[venue].depth.book
	if b == nil || !b.complete {
		return nil, nil, 0, false
	}
	return b.bids, b.asks, b.at, true
}

// AppendBooks adds the order book of each venue of a market to dst, in the order of VenueIDs, as
// the map's bins, and what was traded since this was last called. What it adds is
// good until the next message; the memory of what dst held is used again.
func AppendBooks(dst []books.Venue, m *Market, now market.Instant) []books.Venue {
	for _, v := range m.venues {
		if len(dst) < cap(dst) {
			dst = dst[:len(dst)+1]
		} else {
			dst = append(dst, books.Venue{})
		}
		v.depth.tell(&dst[len(dst)-1], v, now)
	}
	return dst
}

// tell fills in a venue's book, and the flows since the last call.
func (d *depth) tell(out *books.Venue, v *venue, now market.Instant) {
	out.ID, out.State, out.Age, out.Gaps, out.Mid = string(v.id), books.Unsent, 0, 0, 0
	out.Reach = [market.Sides]market.Price{}
	for side := range out.Sides {
		out.Sides[side] = out.Sides[side][:0]
	}
	out.Flows = append(out.Flows[:0], d.flows...)
	d.flows = d.flows[:0]
	out.Interest, out.Funding = v.openInterest, v.funding
	b := d.book
	if b == nil {
		return
	}
	out.State, out.Gaps = books.Awaited, b.gaps
	if !b.complete {
		return
	}
	if len(b.bids) > 0 && len(b.asks) > 0 {
		out.Mid = (b.bids[0].Price + b.asks[0].Price) / 2
	}
	out.State, out.Age, out.Reach = books.Known, now.Since(b.changedAt), b.reach(v.row.Book == venues.Asked)
	out.Sides[market.Long] = books.AppendBins(out.Sides[market.Long], b.bids)
	out.Sides[market.Short] = books.AppendBins(out.Sides[market.Short], b.asks)
}

// traded takes note of a trade, while somebody looks at the book.
func (d *depth) traded(t *market.Trade) {
	if d.book == nil || !t.Price.Valid() {
		return
	}
	flow, usd := books.FlowOf(&d.flows, t.Price), market.Value(t.Base, t.Price)
	if t.Taker == market.Buy {
		flow.Buy += usd
	} else {
		flow.Sell += usd
	}
}

// forced takes note of a liquidation, while somebody looks at the book.
func (d *depth) forced(l *market.Liquidation) {
	if d.book != nil && l.Price.Valid() {
		books.FlowOf(&d.flows, l.Price).Forced[l.Closed] += l.USD
	}
}

// loadBook sees to it that a book without a snapshot gets one: the venue is
// asked for it, or sends one to whoever subscribes again.
func (v *venue) loadBook(m *Market, now market.Instant) {
	b := v.depth.book
	if v.row.Book == venues.Asked && !b.renewing && b.outgrown(now) {
		b.renewing = true
		b.chain.Lose() // so that changes wait for it; until then the old one is shown
	}
	if b.complete && !b.renewing || len(b.pending) == 0 || b.askedAt != 0 && now.Since(b.askedAt) < snapshotTimeout {
		return
	}
	first := b.askedAt == 0 && b.gaps == 0
	b.askedAt = now
	switch {
	case v.row.Book == venues.Asked && v.requests.Has(exchange.CallBook):
	case v.row.Book == venues.Asked:
		v.requests.Add(exchange.CallBook, exchange.Query{Symbol: v.symbol, Limit: 1000}, 0)
	case first:
		// The snapshot is on its way with the subscription.
	default:
		b.pending = b.pending[:0]
		m.connections[v.depth.link].socket.Resubscribe(v.depth.topics, now)
		m.execute(v.depth.link)
	}
}

// answeredBook takes a snapshot that was asked for.
func (v *venue) answeredBook(m *Market, a *answer, now market.Instant) {
	if v.depth.book == nil {
		return
	}
	for i := range a.events {
		if e := &a.events[i]; e.Kind == market.KindBookSnapshot && e.Symbol == v.symbol && m.believes(v, e, now) {
			v.depth.book.update(e, now)
		}
	}
}
