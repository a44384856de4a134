package live

import (
	"testing"

	books "brink/wasm/book"
	"brink/wasm/exchange"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// levels are n levels of a unit each, from a price on.
func levels(from, step market.Price, n int) (list []market.Level) {
	for i := range n {
		list = append(list, market.Level{Price: from + step*market.Price(i), Base: 1})
	}
	return list
}

func snapshot(at market.Millis, last int64, bid, ask market.Price, n int) *market.Event {
	return &market.Event{Kind: market.KindBookSnapshot, Time: at, Book: market.Book{Last: last, Bids: levels(bid, -1, n), Asks: levels(ask, 1, n)}}
}

func delta(at market.Millis, prev, last int64, bids, asks []market.Level) *market.Event {
	return &market.Event{Kind: market.KindBookDelta, Time: at, Book: market.Book{Prev: prev, Last: last, Bids: bids, Asks: asks}}
}

// A snapshot or a change by which a bid is not below every ask is never shown.
func TestACrossedBookIsVoid(t *testing.T) {
	b := newBook(exchange.ByPrevious)
	b.update(snapshot(1, 10, 101, 100, 5), 1)
	if b.complete || b.gaps != 1 {
		t.Errorf("a snapshot that is crossed is shown: %+v", b)
	}
	b.update(snapshot(2, 20, 100, 101, 5), 2)
	b.update(delta(3, 20, 21, []market.Level{{Price: 103, Base: 1}}, nil), 3)
	if b.complete || b.gaps != 2 {
		t.Errorf("a change that crosses is shown: %+v", b)
	}
	b.update(delta(4, 21, 22, []market.Level{{Price: 99, Base: 7}}, nil), 4)
	b.update(snapshot(5, 21, 100, 101, 5), 5)
	if !b.complete || b.bids[1].Base != 7 {
		t.Errorf("it does not come back with the next snapshot: %+v", b)
	}
}

// A book that is sent again and again unchanged, or whose changes hold nothing, does
// not count as changed.
func TestAFrozenBookIsSeen(t *testing.T) {
	whole := newBook(exchange.WholeOnly)
	for at := market.Millis(1); at <= 20; at++ {
		whole.update(snapshot(at*1000, 0, 100, 101, 20), market.Instant(at*1000))
	}
	if whole.changedAt != 1000 || whole.at != 20_000 {
		t.Errorf("changed at %d, told at %d", whole.changedAt, whole.at)
	}
	steps := newBook(exchange.BySequence)
	steps.update(snapshot(1, 5, 100, 101, 20), 1)
	steps.update(delta(2, 5, 5, nil, nil), 2)
	if steps.changedAt != 1 || !steps.complete {
		t.Errorf("%+v", steps)
	}
	steps.update(delta(3, 5, 6, levels(99, 1, 1), nil), 3)
	if steps.changedAt != 3 {
		t.Errorf("%+v", steps)
	}
	v := &venue{id: venues.OKX, row: venues.Of(venues.OKX)}
	d := depth{book: steps}
	var out books.Venue
	d.tell(&out, v, 3+market.Instant(books.FrozenAfter))
	if !out.Frozen() || out.Counts() {
		t.Errorf("%+v", out)
	}
}

// Where price nears an end of a snapshot another one is asked for, and the old one
// is shown until it is there.
func TestASnapshotIsRenewed(t *testing.T) {
	b := newBook(exchange.ByPrevious)
	b.update(snapshot(1, 10, 1000, 1001, 100), 1)
	if b.reach(true) != [market.Sides]market.Price{901, 1100} || b.outgrown(1+market.Instant(renewAfter)) {
		t.Fatalf("%v", b.reach(true))
	}
	// Price falls: bids are taken, asks follow. Far below something is told of, and
	// what lies between is not known.
	var taken []market.Level
	for _, l := range levels(1000, -1, 80) {
		taken = append(taken, market.Level{Price: l.Price})
	}
	b.update(delta(2, 10, 11, append(taken, market.Level{Price: 500, Base: 1}), levels(921, 1, 80)), 2)
	if got := b.reach(true); got != [market.Sides]market.Price{901, 1100} {
		t.Errorf("reaches %v", got)
	}
	if b.outgrown(2) || !b.outgrown(2+market.Instant(renewAfter)) {
		t.Error("it is not renewed in time")
	}
	b.renewing = true
	b.chain.Lose()
	b.update(delta(3, 11, 12, levels(919, -1, 1), nil), 3)
	if !b.complete || len(b.pending) != 1 {
		t.Errorf("it is not shown while it is renewed: %+v", b)
	}
	b.update(snapshot(3, 12, 919, 921, 100), 4)
	if !b.complete || b.renewing || b.reach(true) != [market.Sides]market.Price{820, 1020} || b.gaps != 0 {
		t.Errorf("%+v", b)
	}
	// The change that was held is in the snapshot; the next one follows.
	b.update(delta(4, 12, 13, []market.Level{{Price: 918, Base: 9}}, nil), 5)
	if !b.complete || b.bids[1].Base != 9 {
		t.Errorf("%+v", b.bids[:3])
	}
}
