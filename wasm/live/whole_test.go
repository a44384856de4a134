//go:build !js

package live_test

import (
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/exchange/codecs"
	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// settled is a stage whose history is there.
func settled(t *testing.T, seed uint64, config live.Config) *stage {
	s := newStage(t, seed, "", config)
	s.m.Begin(s.now())
	s.run(30 * market.Second)
	s.m.Build()
	return s
}

// requests counts those whose path holds a word.
func (s *stage) requests(word string) int {
	n := 0
	for path, times := range s.asked {
		if strings.Contains(path, word) {
			n += times
		}
	}
	return n
}

// Books are followed only while somebody looks, and are true whenever they are
// shown, whatever is lost on the way.
func TestDepth(t *testing.T) {
	s := settled(t, 21, live.Config{Coin: "BTC", Days: 1})
	for i := range s.m.VenueIDs() {
		if _, _, _, ok := s.m.Book(i); ok {
			t.Fatal("a book that nobody asked for")
		}
	}
	quiet := s.dials
	s.m.Depth(true, s.now())
	s.set("bookgap=.02,reorder=.01,duplicate=.02,malformed=.001,drop=50s")
	shown := map[market.Venue]int{}
	for range 400 {
		s.run(500)
		for i, venue := range s.m.VenueIDs() {
			bids, asks, at, ok := s.m.Book(i)
			if !ok {
				continue
			}
			shown[venue]++
			if len(bids) == 0 || len(asks) == 0 || bids[0].Price >= asks[0].Price {
				t.Fatalf("%s shows a book that cannot be", venue)
			}
			if at > s.clock || at < s.clock-2*market.Second {
				continue // it is quiet, or its connection is
			}
			s.sameBook(venue, at, bids, asks)
		}
	}
	for _, venue := range s.m.VenueIDs() {
		if shown[venue] < 100 {
			t.Errorf("%s showed its book %d times of 400", venue, shown[venue])
		}
	}
	s.set("")
	s.m.Depth(false, s.now())
	s.run(2 * market.Second)
	before := s.frames
	s.run(10 * market.Second)
	if per := (s.frames - before) / 10; per > 120 {
		t.Errorf("%d messages a second without books", per)
	}
	if s.dials == quiet {
		t.Error("no connection was made for the book")
	}
	if s.compared < 300 {
		t.Errorf("only %d books could be compared", s.compared)
	}
	t.Logf("shown %v, compared %d", shown, s.compared)
}

// sameBook holds a book against the one that the venue answers with, where it
// is of the same moment.
func (s *stage) sameBook(venue market.Venue, at market.Millis, bids, asks []market.Level) {
	plan := codecs.PlanOf(venue)
	r, _ := plan.Request(exchange.CallBook, exchange.Query{Symbol: venues.Symbol(venue, "BTC"), Limit: 400})
	status, _, body := s.x.Ask(r.Method, s.path(r.URL()), r.Body)
	events, fault := codecs.New(venue).Answer(nil, exchange.CallBook, exchange.Query{Symbol: venues.Symbol(venue, "BTC")}, body, s.clock)
	if status != 200 || fault != nil {
		return // damaged, too
	}
	if truth := &events[0]; truth.Time == at {
		s.compared++
		for k, side := range [][2][]market.Level{{bids, truth.Book.Bids}, {asks, truth.Book.Asks}} {
			n := min(len(side[1]), 50)
			for i := range n {
				if i >= len(side[0]) || side[0][i] != side[1][i] {
					s.t.Fatalf("%s at %d, side %d, level %d: %v, the venue says %v", venue, at, k, i, side[0][:min(i+1, len(side[0]))], side[1][:i+1])
				}
			}
		}
	}
}

func TestExtendHistoryFetchesWhatIsOlder(t *testing.T) {
	s := settled(t, 22, live.Config{Coin: "BTC", Days: 2, Venues: []market.Venue{venues.Binance, venues.Bybit}})
	have := len(s.m.Build())
	before := s.requests("kline")
	s.m.ExtendHistory(1) // is there already
	s.m.ExtendHistory(4) // the stage has two days more than were asked for first
	if part, _ := s.m.HistoryShare(); part > .99 {
		s.run(market.Second)
	}
	s.run(20 * market.Second)
	if part, waiting := s.m.HistoryShare(); part != 1 || waiting {
		t.Fatalf("filled %v, waiting %v", part, waiting)
	}
	if !s.m.Stale() {
		t.Error("older bars came, and the build is not stale")
	}
	if more := len(s.m.Build()) - have; more != 2*2*288 {
		t.Errorf("%d bars more", more)
	}
	if n := s.requests("kline") - before; n > 6 {
		t.Errorf("%d requests for two days at two venues", n)
	}
}

func TestListsServeTheSearchForADay(t *testing.T) {
	s := settled(t, 24, live.Config{Coin: "ETH", Days: 1})
	coins := s.m.Coins()
	if len(coins) != 3 || len(coins[0].Venues) != 5 || coins[0].Name != "BTC" {
		t.Errorf("coins %v", coins)
	}
	for i, venue := range s.m.VenueIDs() {
		if x, ok := s.m.Instrument(i); !ok || x.BaseCoin != "ETH" || x.Symbol != venues.Symbol(venue, "ETH") || !(x.Contract > 0) || !(x.Tick > 0) {
			t.Errorf("%s: %+v", venue, x)
		}
	}
	s.m.End()
	visit := func(later market.Millis) *stage {
		b := newStage(t, 24, "", live.Config{Coin: "ETH", Days: 1})
		b.clock = s.clock + later
		for key, chunk := range s.store {
			if fault := b.m.Stored(key, chunk); fault != nil {
				t.Fatal(key, fault)
			}
		}
		if len(b.m.Coins()) != 3 {
			t.Error("the stored lists are not used")
		}
		b.m.Begin(b.now())
		b.run(30 * market.Second)
		return b
	}
	if n := visit(market.Hour).requests("instruments") + visit(market.Hour).requests("exchangeInfo"); n != 0 {
		t.Errorf("lists are asked for again %d times within a day", n)
	}
	if n := visit(25 * market.Hour).requests("exchangeInfo"); n != 1 {
		t.Errorf("a list is asked for %d times after a day", n)
	}
	broken := append([]byte(nil), s.store["list/okx"]...)
	broken[20] ^= 4
	if s.m.Stored("list/okx", broken) == nil {
		t.Error("a damaged list was taken")
	}
}

// Before a venue listed the coin there is nothing to be had, and that is said
// once: it is asked for neither again nor at the next visit.
func TestWhatCameBeforeTheListingIsGone(t *testing.T) {
	config := live.Config{Coin: "BTC", Days: 12}
	s := newStage(t, 25, "", config)
	first := stageStart - stageStart%market.Day - market.Millis(config.Days+2)*market.Day
	s.m.Begin(s.now())
	s.m.ExtendHistory(30)
	s.run(market.Minute)
	s.m.Build()
	for i, venue := range s.m.VenueIDs() {
		gone := s.m.Unavailable(i)
		if len(gone) != 1 || gone[0].From != stageStart-stageStart%market.Day-30*market.Day || gone[0].To < first {
			t.Errorf("%s: gone %v, listed at %d", venue, gone, first)
		}
	}
	before := s.requests("")
	s.run(2 * market.Minute)
	if n := s.requests("line") + s.requests("info"); s.requests("")-before > 20 {
		t.Errorf("what nobody has is asked for on and on: %d requests, %d of bars", s.requests("")-before, n)
	}
	s.m.End()
	b := newStage(t, 25, "", live.Config{Coin: "BTC", Days: 30})
	b.clock = s.clock
	for key, chunk := range s.store {
		if fault := b.m.Stored(key, chunk); fault != nil {
			t.Fatal(fault)
		}
	}
	b.m.Begin(b.now())
	b.run(20 * market.Second)
	if n := b.requests("line") + b.requests("candles"); n > 8 {
		t.Errorf("%d requests for bars at the next visit", n)
	}
}

// A device whose clock is hours wrong has the same map: times are the venues'.
func TestTheDevicesClockMayBeWrong(t *testing.T) {
	for _, ahead := range []market.Millis{-3 * market.Hour, 2 * market.Hour} {
		s := newStage(t, 26, "", live.Config{Coin: "BTC", Days: 1, Venues: []market.Venue{venues.Binance, venues.Bybit, venues.OKX}})
		s.ahead = ahead
		s.m.Begin(s.now())
		s.run(20 * market.Minute)
		steps := s.m.Build()
		last := s.clock - s.clock%live.Interval - live.Interval
		if n := len(steps); n < 3*288 || steps[n-1].Bar.Start != last {
			t.Errorf("ahead by %d: %d bars up to %d, want %d", ahead, n, steps[n-1].Bar.Start, last)
		}
		for i, l := range s.m.Health(s.now()) {
			if off := l.Skew - ahead; off < -100 || off > 1500 || len(s.m.Unavailable(i)) > 0 {
				t.Errorf("%s: skew off by %d, gone %v", l.Venue, off, s.m.Unavailable(i))
			}
		}
	}
}

func TestACoinThatNobodyLists(t *testing.T) {
	s := newStage(t, 27, "", live.Config{Coin: "NOBODY", Days: 1})
	s.m.Begin(s.now())
	s.run(3 * market.Minute)
	for _, l := range s.m.Health(s.now()) {
		if l.Status != market.VenueNotListed {
			t.Errorf("%s is %v", l.Venue, l.Status)
		}
	}
	if len(s.m.Build()) > 0 {
		t.Error("bars of nothing")
	}
}

// What a venue's funding and marks are is known of each.
func TestFundingAndMarks(t *testing.T) {
	s := settled(t, 28, live.Config{Coin: "BTC", Days: 1})
	for range 11 {
		s.run(market.Minute)
	}
	marked, newest := map[int]int{}, map[int]market.Bar{}
	for _, step := range s.m.Build() {
		newest[step.Venue] = step.Bar
		if b := step.Bar; b.Optional.Has(market.OptionalMark) {
			marked[step.Venue]++
			if b.MarkLow > b.MarkHigh || b.MarkHigh < b.Low*.99 || b.MarkLow > b.High*1.01 {
				t.Errorf("marks of %+v", b)
			}
		}
	}
	for i, l := range s.m.Health(s.now()) {
		f := s.m.Funding(i)
		if f.Every <= 0 || f.RatePerHour == 0 || f.RatePerHour > .001 || f.RatePerHour < -.001 || f.RatePerHour != l.Funding || f.Next != l.NextFunding {
			t.Errorf("%s: funding %+v, its health says %v and %d", l.Venue, f, l.Funding, l.NextFunding)
		}
		if b := newest[i]; !b.Optional.Has(market.OptionalMark) || !(b.MarkLow > 0) {
			t.Errorf("%s: the newest bar does not know its marks: %+v", l.Venue, b)
		}
		if l.Venue != venues.Hyperliquid && f.Next <= s.clock {
			t.Errorf("%s: the next payment is at %d", l.Venue, f.Next)
		}
		if marked[i] == 0 {
			t.Errorf("%s: no bar knows its marks", l.Venue)
		}
	}
}

// Somebody who leaves early does not fetch again what had come.
func TestDaysThatHaveComeAreKeptWhileOlderOnesAreAwaited(t *testing.T) {
	s := newStage(t, 5, "", live.Config{Coin: "BTC", Days: 120, Venues: []market.Venue{venues.OKX}})
	s.m.Begin(s.now())
	s.run(6 * market.Second)
	part, waiting := s.m.HistoryShare()
	kept := 0
	for key := range s.store {
		if strings.HasPrefix(key, "day/") {
			kept++
		}
	}
	if !waiting || part > .9 {
		t.Fatalf("%.0f %% have come, waiting %v: nothing older is awaited any more", part*100, waiting)
	}
	if kept < 10 || float64(kept) > part*122 {
		t.Errorf("%d days are kept with %.0f %% of 120 there", kept, part*100)
	}
}
