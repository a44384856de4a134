package live

import (
	"slices"
	"sort"

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
}

// depth is a venue's order book and what carries it.
type depth struct {
	book   *book // nil while nobody looks at it
	link   int   // of the connection that carries the book
	topics []string
}

// Bounds of a book.
const (
	maxPending = 2000
	maxLevels  = 4000 // of a side
	// snapshotTimeout is how long a snapshot is waited for.
	snapshotTimeout = 5 * market.Second
)

func newBook(rule exchange.Continuity) *book { return &book{chain: exchange.NewChain(rule)} }

// update applies a snapshot or a change, or queues it until its snapshot is there.
func (b *book) update(e *market.Event) {
	switch b.chain.Next(e) {
	case exchange.Replace:
		b.replace(e)
	case exchange.Apply:
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
	b.complete, b.bids, b.asks = false, b.bids[:0], b.asks[:0]
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

func (b *book) replace(e *market.Event) {
	b.complete, b.askedAt, b.at = true, 0, e.Time
	b.bids, b.asks = append(b.bids[:0], e.Book.Bids...), append(b.asks[:0], e.Book.Asks...)
	sort.Slice(b.bids, func(i, j int) bool { return b.bids[i].Price > b.bids[j].Price })
	sort.Slice(b.asks, func(i, j int) bool { return b.asks[i].Price < b.asks[j].Price })
	held := b.pending
	b.pending = nil
	for i := range held {
		if b.complete {
			b.update(&held[i])
		}
	}
}

func (b *book) apply(e *market.Event) {
	b.at = e.Time
	for _, l := range e.Book.Bids {
		b.bids = set(b.bids, l, -1)
	}
	for _, l := range e.Book.Asks {
		b.asks = set(b.asks, l, 1)
	}
	// A bid above an ask would have traded: a change was lost or misread.
	if len(b.bids) > 0 && len(b.asks) > 0 && b.bids[0].Price >= b.asks[0].Price {
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
		v.depth.book = nil
		if on {
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

// loadBook sees to it that a book without a snapshot gets one: the venue is
// asked for it, or sends one to whoever subscribes again.
func (v *venue) loadBook(m *Market, now market.Instant) {
	b := v.depth.book
	if b.complete || len(b.pending) == 0 || b.askedAt != 0 && now.Since(b.askedAt) < snapshotTimeout {
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
			v.depth.book.update(e)
		}
	}
}
