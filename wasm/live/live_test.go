package live_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

func TestHistoryComesNewestFirstAndWhole(t *testing.T) {
	w := newScriptedVenues(t, 1, 30, venues.Binance, venues.Bybit)
	newest := market.Millis(1 << 62)
	w.status = func(r *request) int {
		if end := param(r.ask.URL, "endTime"); strings.Contains(r.ask.URL, "klines") {
			if end > newest+6*1500*live.Interval {
				t.Errorf("%s is asked for after what is older", r.ask.URL)
			}
			newest = min(newest, end)
		}
		return 200
	}
	w.m.Begin(w.ours())
	for len(w.m.Build()) == 0 {
		w.run(250)
	}
	early := w.m.Build()
	if early[len(early)-1].Bar.Start != w.now/live.Interval*live.Interval-live.Interval {
		t.Error("the newest bars were not first")
	}
	w.run(5 * market.Second)
	if part, waiting := w.m.HistoryShare(); part != 1 || waiting {
		t.Fatalf("filled %v, waiting %v after 5.5 s", part, waiting)
	}
	if len(early) < 60*288 && !w.m.Stale() {
		t.Error("older history came, and the build is not stale")
	}
	w.whole(2, w.first(30))
}

func TestBarsCloseInStep(t *testing.T) {
	w := newScriptedVenues(t, 2, 1, venues.Binance, venues.Bybit)
	w.m.Begin(w.ours())
	w.run(10 * market.Second)
	w.m.Build()
	var got []live.Step
	for range 60 * 60 {
		w.run(market.Second)
		got = append(got, w.m.Closed()...)
	}
	if w.m.Stale() {
		t.Error("a quiet hour made the build stale")
	}
	if len(got) != 24 {
		t.Fatalf("%d bars closed in an hour at two venues", len(got))
	}
	for i, s := range got {
		if s.Venue != i%2 || s.Bar.Start != got[i/2*2].Bar.Start {
			t.Fatalf("bar %d is of venue %d at %d", i, s.Venue, s.Bar.Start)
		}
	}
	w.whole(2, w.first(1))
}

// Eight hours with everything that networks do: lost, doubled and broken
// messages, closed and silent connections, refused and torn answers, a clock
// that is wrong. What is built in the end is the complete record.
func TestEightHoursOfFaults(t *testing.T) {
	for seed := range uint64(6) {
		w := newScriptedVenues(t, 100+seed, 2, venues.Binance, venues.Bybit)
		w.faults, w.until = true, begin+8*market.Hour
		w.skew = market.Millis(w.r.IntN(20_000) - 10_000)
		w.m.Begin(w.ours())
		w.run(8 * market.Hour)
		w.run(2*market.Minute + 20*market.Second)
		w.whole(2, w.first(2))
		if w.dials < 40 {
			t.Fatalf("only %d connections: the faults did not happen", w.dials)
		}
		for i, l := range w.m.Health(w.ours()) {
			if l.Status != market.VenueLive || l.Refused == 0 {
				t.Errorf("venue %d: %v with %d broken messages", i, l.Status, l.Refused)
			}
			if skew := l.Skew - w.skew; i == 0 && (skew < 0 || skew > 1000) {
				t.Errorf("skew off by %d", skew)
			}
		}
		seen := map[market.Millis]int{}
		for _, f := range w.m.Liquidations() {
			seen[f.Time]++
		}
		for at, n := range seen {
			if n > 1 {
				t.Errorf("the liquidation of %d is there %d times", at, n)
			}
		}
		if len(seen) < len(w.forced)*8/10 || len(seen) == 0 {
			t.Errorf("%d of %d liquidations", len(seen), len(w.forced))
		}
	}
}

func TestNextVisitFetchesOnlyWhatIsMissing(t *testing.T) {
	a := newScriptedVenues(t, 5, 3, venues.Binance)
	a.m.Begin(a.ours())
	a.run(20 * market.Second)
	a.m.End()
	b := newScriptedVenues(t, 6, 3, venues.Binance)
	b.now = a.now + market.Hour
	// A longer past stands beside the days that are wanted, and stays there.
	keys := b.m.TakeUnloaded(3, b.now)
	if again := b.m.TakeUnloaded(3, b.now+market.Hour); len(keys) != 2 || len(again) != 0 {
		t.Fatalf("of one venue %q and then %q", keys, again)
	}
	wanted := 0
	for key := range a.store {
		if key >= keys[0][0] && key <= keys[0][1] {
			wanted++
		}
	}
	if wanted != 4 {
		t.Errorf("%d of %d stored records from %q to %q", wanted, len(a.store), keys[0][0], keys[0][1])
	}
	if older := b.m.TakeUnloaded(33, b.now); len(older) != 1 || older[0][1] >= keys[0][0] || older[0][0] >= older[0][1] {
		t.Errorf("thirty days more are those of %q", older)
	}
	for key, chunk := range a.store {
		if fault := b.m.Stored(key, chunk); fault != nil {
			t.Fatal(fault)
		}
	}
	if steps := b.m.Build(); len(steps) < 3*288 {
		t.Fatalf("%d bars without any network", len(steps))
	}
	asked, checks := market.Millis(0), 0
	b.status = func(r *request) int {
		if strings.Contains(r.ask.URL, "klines") {
			span := param(r.ask.URL, "endTime") - param(r.ask.URL, "startTime") + live.Interval
			if limit := param(r.ask.URL, "limit"); limit != span/live.Interval {
				t.Errorf("%d rows are asked for of %d", limit, span/live.Interval)
			}
			if span == checkedAtVisit {
				checks++
				return 200
			}
			asked += span
		}
		return 200
	}
	b.m.Begin(b.ours())
	b.run(10 * market.Second)
	if asked == 0 || asked > market.Hour+2*live.Interval || checks != 1 {
		t.Errorf("%d minutes were fetched, of which an hour was missing", asked/market.Minute)
	}
	b.whole(1, b.first(3))
}

func TestADamagedDayIsFetchedAgain(t *testing.T) {
	a := newScriptedVenues(t, 7, 2, venues.Binance)
	a.m.Begin(a.ours())
	a.run(20 * market.Second)
	a.m.End()
	b := newScriptedVenues(t, 8, 2, venues.Binance)
	b.now = a.now
	damaged := 0
	for key, chunk := range a.store {
		if strings.HasSuffix(key, strconv.FormatInt(int64(begin/market.Day)-1, 10)) {
			chunk = slices.Clone(chunk)
			chunk[100] ^= 1
		}
		if b.m.Stored(key, chunk) != nil {
			damaged++
		}
	}
	if damaged != 1 {
		t.Fatalf("%d days were refused", damaged)
	}
	b.m.Begin(b.ours())
	b.run(10 * market.Second)
	b.whole(1, b.first(2))
}

func TestOutOfReachWithoutTheRelay(t *testing.T) {
	w := newScriptedVenues(t, 9, 1, venues.Binance)
	w.direct = true
	w.m.Begin(w.ours())
	w.run(10 * market.Second)
	w.whole(1, w.first(1))
	if l := w.m.Health(w.ours())[0]; l.Status != market.VenueLive || !l.Relayed {
		t.Errorf("health %+v", l)
	}
}

func TestABlockedVenueAffectsItsOwnHealthAlone(t *testing.T) {
	w := newScriptedVenues(t, 10, 1, venues.Binance, venues.Bybit)
	w.status = func(r *request) int {
		if strings.Contains(r.ask.URL, "fapi.binance") {
			return 451
		}
		if strings.Contains(r.ask.URL, "/relay/binance") {
			t.Errorf("%s: the relay was asked round a block", r.ask.URL)
		}
		return 200
	}
	w.m.Begin(w.ours())
	delete(w.links, 0)
	w.run(30 * market.Second)
	delete(w.links, 0)
	venues := w.m.Health(w.ours())
	if venues[1].Status != market.VenueLive || venues[1].Share != 1 {
		t.Errorf("bybit %+v", venues[1])
	}
	w.run(10 * market.Minute)
	if steps := w.m.Build(); len(steps) < 288 {
		t.Errorf("%d bars", len(steps))
	}
}

func TestAMarketThatAVenueDoesNotList(t *testing.T) {
	w := newScriptedVenues(t, 11, 1, venues.Binance, venues.Bybit)
	w.status = func(r *request) int {
		if strings.Contains(r.ask.URL, "binance") {
			return 400
		}
		return 200
	}
	w.m.Begin(w.ours())
	w.links = map[int]*socket{}
	w.run(5 * market.Second)
	if l := w.m.Health(w.ours())[0]; l.Status != market.VenueNotListed {
		t.Errorf("%v", l.Status)
	}
}
