package extra

import (
	"slices"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// watcher is a module whose watchlist is looked at, with the worker that reads maps: it
// hears what that is sent, and says what the test wants.
type watcher struct {
	*asked
	v     *venueOf
	sent  [][]byte // to the worker
	ended int      // how often it was
	text  wire.WatchText
	told  int
}

func newWatcher(t *testing.T) *watcher {
	w := &watcher{asked: &asked{t: t}, v: &venueOf{now: 1_790_812_800_000, kept: map[string][]byte{}}}
	w.Module = New("0123456789", w.v, func(message []byte) {
		switch kind, _ := wire.KindOf(message); kind {
		case wire.KindWatchAsk:
			if len(message) == 2 {
				w.ended++
				w.sent = nil
			} else {
				w.sent = append(w.sent, message[2:])
			}
		case wire.KindWatchText:
			w.told++
			if fault := w.text.Parse(message); fault != nil {
				t.Fatal(fault)
			}
		default:
			w.out = append(w.out, message)
		}
	})
	return w
}

type appended interface{ Append([]byte) []byte }

// look is what the page says of a live market of BTC, once its other fields are set.
func look() wire.Watch {
	ask := wire.SnapshotRequest{Model: "learned", Sides: 3, Classes: 15}
	open := wire.Live{Coin: "BTC", Relay: "https://brink.test", Days: 90, Column: 5 * market.Minute, Model: "classic", Spent: []int64{1}}
	return wire.Watch{On: true, Symbol: "BTC", Symbols: []string{"BTC", "ETH", "SOL", "1000PEPE"}, Open: open.Append(nil), Ask: ask.Append(nil)}
}

func (w *watcher) says(m appended) { w.Handle(m.Append(nil)) }

// works says something as the worker.
func (w *watcher) works(m appended) {
	w.Handle(append([]byte{wire.Version, byte(wire.KindWatched)}, m.Append(nil)...))
}

// pass lets time pass, with what is due at the venue.
func (w *watcher) pass(span market.Millis) {
	for ; span > 0; span -= 100 {
		w.v.now += 100
		due := w.v.due
		w.v.due = nil
		for _, f := range due {
			f()
		}
		w.Step()
	}
}

// opened is the coin whose market the worker was asked for last.
func (w *watcher) opened() string {
	for i := len(w.sent) - 1; i >= 0; i-- {
		var m wire.Live
		if m.Parse(w.sent[i]) == nil {
			return m.Coin
		}
	}
	return ""
}

// answers has the worker read the map of a coin at a price: a cluster of longs 2 % below
// and one of shorts 4 % above.
func (w *watcher) answers(coin string, price market.Price) {
	w.t.Helper()
	if w.opened() != coin {
		w.t.Fatalf("the worker is asked for %q, not for %s", w.opened(), coin)
	}
	w.works(&wire.Source{Origin: market.Live, Symbol: coin, Symbols: []string{coin}, Interval: step})
	var ask wire.SnapshotRequest
	if fault := ask.Parse(w.sent[len(w.sent)-1]); fault != nil {
		w.t.Fatalf("no map is asked for: %v", fault)
	}
	if ask.Model != "learned" || ask.Sides != 3 || ask.Classes != 15 || ask.At != 0 {
		w.t.Errorf("%+v", ask)
	}
	w.works(w.bars(price))
	w.works(w.mapOf(ask.Serial, price))
	w.works(&wire.Health{Share: 1})
}

// bars are drawn bars of two days that end at a price, 4 % above that of a day before.
func (w *watcher) bars(price market.Price) *wire.Bars {
	m := &wire.Bars{Replace: true, Column: market.Hour, Until: w.v.now}
	for k := 47; k >= 0; k-- {
		p := price
		if k >= 24 {
			p = price / 1.04
		}
		m.Rows = append(m.Rows, market.Bar{Start: w.v.now - market.Millis(k+1)*market.Hour, Open: p, High: p, Low: p, Close: p, Volume: 1})
	}
	return m
}

func (w *watcher) mapOf(serial uint32, price market.Price) *wire.Snapshot {
	m := &wire.Snapshot{Serial: serial, Model: "learned", At: w.v.now, Price: price, UsualDay: 4e6}
	for side, at := range [market.Sides]market.Price{price * .98, price * 1.04} {
		lo := grid.Of(at)
		m.Planes[side] = wire.Plane{Lo: lo, USD: []float64{3e6, 1e6}}
		m.Clusters = append(m.Clusters, insight.Cluster{Side: market.Side(side), Lo: lo, Hi: lo + 2, USD: market.USD(4e6 * float64(side+1)), Peak: lo, Standout: 3})
	}
	return m
}

func (w *watcher) row(coin string) wire.WatchRow {
	w.t.Helper()
	i := slices.IndexFunc(w.text.Rows, func(r wire.WatchRow) bool { return r.Coin == coin })
	if i < 0 {
		w.t.Fatalf("no row of %s: %+v", coin, w.text)
	}
	return w.text.Rows[i]
}

func TestTheWatchlistReadsOneMapAfterTheOther(t *testing.T) {
	w := newWatcher(t)
	page := look()
	w.says(&page)
	if len(w.text.Rows) != 0 || !strings.HasPrefix(w.text.Lead, "No coin is on the list.") || !slices.Equal(w.text.Offers, page.Symbols) {
		t.Fatalf("%+v", w.text)
	}
	w.pass(market.Second)
	if len(w.sent) != 0 {
		t.Fatal("a worker is started for nothing")
	}
	w.says(&wire.WatchCoins{Coins: []string{"BTC", "kPEPE", "BTC"}})
	w.pass(100)
	var asked wire.Live
	if fault := asked.Parse(w.sent[0]); fault != nil || asked.Coin != "BTC" || asked.Relay != "https://brink.test" || asked.At != w.v.now || asked.Days != watchedDays || asked.Model != "learned" || asked.Spent != nil {
		t.Fatalf("%v %+v", fault, asked)
	}
	if r := w.row("1000PEPE"); r.Note != "waits for its turn" || r.Price != unknown || r.Longs >= 0 {
		t.Errorf("%+v", r)
	}
	w.pass(2 * market.Second)
	if r := w.row("BTC"); r.Note != "being read" {
		t.Errorf("%+v", r)
	}
	// What comes late of another coin changes nothing.
	w.works(&wire.Source{Origin: market.Live, Symbol: "SOL", Interval: step})
	w.works(w.mapOf(w.watching.serial, 140))
	w.answers("BTC", 60_000)
	w.pass(settledWithin + 1100)
	r := w.row("BTC")
	if r.Price != "60,000.0" || r.Change != "+4.00 %" {
		t.Errorf("%+v", r)
	}
	if r.Below != "$4.00M, 1.9 % away" || !strings.HasPrefix(r.Above, "$8.00M, 4.0 % away") || r.Balance != "$4.00M / $4.00M" || r.Longs != .5 {
		t.Errorf("%+v", r)
	}
	if !strings.HasSuffix(r.Note, " UTC") {
		t.Errorf("%q", r.Note)
	}
	w.answers("1000PEPE", .012)
	w.pass(settledWithin + market.Second)
	if w.ended != 1 || w.row("1000PEPE").Below == unknown {
		t.Errorf("ended %d times, %+v", w.ended, w.text.Rows)
	}
	// Nothing more until the next five minutes.
	w.pass(2 * market.Minute)
	if len(w.sent) != 0 {
		t.Error("a map is read before its time")
	}
	w.pass(4 * market.Minute)
	if w.opened() != "BTC" {
		t.Error("no second round")
	}
	if r := w.row("BTC"); !strings.HasSuffix(r.Note, " UTC, being read") || r.Below == unknown {
		t.Errorf("what was known is gone: %+v", r)
	}
}

func TestNobodyLooksAtTheWatchlist(t *testing.T) {
	w := newWatcher(t)
	page := look()
	w.says(&wire.WatchCoins{Coins: []string{"BTC", "ETH"}})
	w.pass(market.Second)
	if w.told != 0 || len(w.sent) != 0 {
		t.Fatal("something is read for nobody")
	}
	w.says(&page)
	w.pass(market.Second)
	if w.opened() != "BTC" {
		t.Fatal(w.opened())
	}
	w.says(&wire.Watch{})
	if w.ended != 1 {
		t.Fatal("the worker goes on")
	}
	posts := w.v.posts
	w.pass(6 * market.Minute)
	if len(w.sent) != 0 || w.v.posts != posts {
		t.Error("something is asked for while nobody looks")
	}
	w.says(&page)
	w.pass(market.Second)
	w.answers("BTC", 60_000)
	w.pass(3 * market.Second)
	w.answers("ETH", 2_400)
	w.pass(3 * market.Second)
	// Another coin at hand is no reason to read anything anew; another model is.
	page.Symbol = "ETH"
	w.says(&page)
	w.pass(market.Second)
	if len(w.sent) != 0 || w.text.Symbol != "ETH" || w.row("BTC").Below == unknown {
		t.Errorf("%+v", w.text)
	}
	ask := wire.SnapshotRequest{Model: "learned", Sides: 1, Classes: 15}
	page.Ask = ask.Append(nil)
	w.says(&page)
	if w.row("BTC").Below != unknown {
		t.Error("what is shown is of another part of the map")
	}
	w.pass(market.Second)
	if w.opened() != "BTC" {
		t.Error("it is not read anew")
	}
}

func TestCoinsOfTheWatchlistThatCannotBeRead(t *testing.T) {
	w := newWatcher(t)
	page := look()
	w.says(&page)
	w.says(&wire.WatchCoins{Coins: []string{"NONE", "BTC", "ETH", "SOL"}})
	w.pass(notListedAfter + 100)
	w.works(&wire.Health{Venues: []market.VenueHealth{{Venue: "binance", Status: market.VenueNotListed}, {Venue: "okx", Status: market.VenueNotListed}}})
	w.pass(1100)
	if r := w.row("NONE"); r.Note != "map not known: no connected venue lists it" {
		t.Errorf("%+v", r)
	}
	// One whose market does not come: the worker is started anew for the next one.
	if w.opened() != "BTC" {
		t.Fatal(w.opened())
	}
	w.pass(readWithin + market.Second)
	if r := w.row("BTC"); r.Note != "map not known: no answer within a minute" || w.ended != 1 {
		t.Errorf("%+v, ended %d times", r, w.ended)
	}
	// One at which the worker stops.
	if w.opened() != "ETH" {
		t.Fatal(w.opened())
	}
	w.Handle([]byte{wire.Version, byte(wire.KindWatched)})
	w.pass(1100)
	if r := w.row("ETH"); r.Note != "map not known: what reads it has stopped" {
		t.Errorf("%+v", r)
	}
	// History that is not whole by then is said.
	w.answers("SOL", 140)
	w.works(&wire.Health{Share: .4, Loading: true})
	w.pass(readWithin + market.Second)
	if r := w.row("SOL"); !strings.HasSuffix(r.Note, " UTC, of 40 % of its history") {
		t.Errorf("%+v", r)
	}
	// In the next round all are tried again, and one that fails keeps what was known.
	w.pass(5 * market.Minute)
	w.pass(4 * readWithin)
	if r := w.row("SOL"); !strings.HasSuffix(r.Note, ", no newer: no answer within a minute") || r.Below == unknown {
		t.Errorf("%+v", r)
	}
}

func TestTheListOfCoins(t *testing.T) {
	w := newWatcher(t)
	page := look()
	w.says(&page)
	w.says(&wire.WatchCoins{Coins: []string{"A", "B", "C", "D", "E", "F", "G", "H", "I"}})
	if len(w.text.Rows) != mostWatched {
		t.Errorf("%d rows", len(w.text.Rows))
	}
	// To empty while one is read, and back.
	w.pass(market.Second)
	w.says(&wire.WatchCoins{})
	w.pass(market.Second)
	if len(w.text.Rows) != 0 || w.ended != 1 {
		t.Errorf("%+v, ended %d times", w.text, w.ended)
	}
	w.says(&wire.WatchCoins{Coins: []string{"ETH"}})
	w.pass(market.Second)
	if w.opened() != "ETH" || slices.Contains(w.text.Offers, "ETH") {
		t.Errorf("%q, %v", w.opened(), w.text.Offers)
	}
	pick := func(coin string) wire.WatchChosen {
		var m wire.WatchChosen
		w.out = append(w.out, nil)
		w.says(&wire.WatchPick{Coin: coin})
		_ = m.Parse(w.out[len(w.out)-1])
		return m
	}
	page.Symbols = []string{"BTCUSDT", "ETHUSDT"}
	w.says(&page)
	if m := pick("ETH"); m.Symbol != "ETHUSDT" {
		t.Errorf("%+v", m)
	}
	if m := pick("DOGE"); m.Symbol != "" {
		t.Errorf("%+v", m)
	}
}

func TestTheWatchlistOfOtherMarkets(t *testing.T) {
	w := newWatcher(t)
	w.says(&wire.WatchCoins{Coins: []string{"ETH", "DOGE"}})
	recorded := wire.Watch{On: true, Symbol: "mine", Symbols: []string{"mine"}}
	w.says(&recorded)
	w.pass(market.Second)
	if len(w.text.Rows) != 0 || !strings.HasPrefix(w.text.Lead, "A recording has one market") || len(w.sent) != 0 {
		t.Errorf("%+v", w.text)
	}
	simulate := wire.Simulate{Seed: 7, Symbol: "BTCUSDT", Start: 5, Until: 6}
	page := look()
	page.Open, page.Symbol, page.Symbols, page.Until = simulate.Append(nil), "BTCUSDT", []string{"BTCUSDT", "ETHUSDT"}, 8*step
	w.says(&page)
	w.pass(100)
	var m wire.Simulate
	if fault := m.Parse(w.sent[0]); fault != nil || m.Symbol != "ETHUSDT" || m.Seed != 7 || m.Until != 8*step || m.Model != "learned" {
		t.Fatalf("%v %+v", fault, m)
	}
	w.works(&wire.Source{Symbol: "ETHUSDT", Interval: step})
	w.works(w.bars(2_400))
	w.works(w.mapOf(w.watching.serial, 2_400))
	w.pass(1100)
	if r := w.row("ETH"); r.Price != "2,400.0" || r.Below == unknown || !strings.HasSuffix(w.text.Lead, "All of it is simulated.") {
		t.Errorf("%+v", w.text)
	}
	if r := w.row("DOGE"); r.Note != "map not known: not simulated" {
		t.Errorf("%+v", r)
	}
	if w.v.posts != 0 {
		t.Error("a venue is asked for marks of a simulated market")
	}
	// A bar later all is read anew, and shown until then.
	ended := w.ended
	page.Until += step
	w.says(&page)
	w.pass(market.Second)
	if w.row("ETH").Below == unknown || w.ended != ended || len(w.sent) != 1 {
		t.Errorf("%+v, %d", w.text, len(w.sent))
	}
}
