package live

import (
	"reflect"
	"strings"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/listed"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// A thousand of a cheap coin is one market, whatever a venue calls it.
func TestThousandsAreOneCoin(t *testing.T) {
	list := func(id market.Venue, bases ...string) *venue {
		v := &venue{id: id, row: venues.Of(id)}
		for _, base := range bases {
			v.listing.Instruments = append(v.listing.Instruments, market.Instrument{Venue: id, Symbol: base + v.row.Suffix, BaseCoin: base})
		}
		return v
	}
	m := &Market{sequence: sequence{venues: []*venue{list(venues.Binance, "1000PEPE", "KAVA"), list(venues.Hyperliquid, "kPEPE", "KAVA", "kaito"), list(venues.OKX, "PEPE", "1INCH"), list(venues.Bybit, "SHIB1000", "10000NEWCOIN", "人生")}}}
	both := []market.Venue{venues.Binance, venues.Hyperliquid}
	bybit := []market.Venue{venues.Bybit}
	want := []Coin{{"1000PEPE", []market.Venue{venues.Binance, venues.Hyperliquid, venues.OKX}}, {"KAVA", both}, {"10000NEWCOIN", bybit}, {"1000SHIB", bybit}, {"1INCH", []market.Venue{venues.OKX}}, {"kaito", both[1:]}, {"人生", bybit}}
	if got := m.Coins(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	for coin, symbol := range map[string]string{"1000PEPE": "kPEPE", "KAVA": "KAVA", "kPEPE": "kPEPE"} {
		if got := venues.Symbol(venues.Hyperliquid, coin); got != symbol {
			t.Errorf("%s is %s", coin, got)
		}
	}
	if got := venues.Symbol(venues.Binance, "1000PEPE"); got != "1000PEPEUSDT" {
		t.Error(got)
	}
}

// okxRow is a contract as the venue lists it.
func okxRow(name, family, kind, margin, state, ends string) string {
	return `{"instType":"SWAP","instId":"` + name + `","instFamily":"` + family + `","uly":"` + family + `","ctVal":"1","ctMult":"1","ctType":"` + kind + `","ctValCcy":"X","settleCcy":"` + margin +
		`","lever":"50","tickSz":"0.1","lotSz":"1","minSz":"1","expTime":"` + ends + `","state":"` + state + `"}`
}

// What a venue lists of a coin and cannot be shown is left out with its reason, also
// at the next visit, which reads it from the device; a coin that it does not list at
// all has none.
func TestWhatIsLeftOutHasAReason(t *testing.T) {
	future := func(row string) string { return `{"instType":"FUTURES"` + row[len(`{"instType":"SWAP"`):] }
	body := `{"code":"0","msg":"","data":[` + okxRow("BTC-USDT-SWAP", "BTC-USDT", "linear", "USDT", "live", "") +
		"," + future(okxRow("BTC-USDT-261225", "BTC-USDT", "linear", "USDT", "live", "1798185600000")) +
		"," + okxRow("GONE-USDT-SWAP", "GONE-USDT", "linear", "USDT", "suspend", "") +
		"," + okxRow("THIRD-USDT-SWAP", "THIRD-USDT", "linear", "BTC", "live", "") +
		"," + okxRow("COINED-USDT-SWAP", "COINED-USDT", "inverse", "COINED", "live", "") +
		"," + okxRow("OTHER-USD-SWAP", "OTHER-USD", "inverse", "OTHER", "live", "") +
		"," + okxRow("人生-USDT-SWAP", "人生-USDT", "linear", "USDT", "preopen", "") +
		"," + future(okxRow("ENDS-USDT-261225", "ENDS-USDT", "linear", "USDT", "live", "1798185600000")) + `]}`
	for coin, want := range map[string]market.LeftOut{
		"BTC": market.ListedHere, "GONE": market.Untraded, "THIRD": market.Quanto, "COINED": market.OtherCurrency, "OTHER": market.OtherCurrency,
		"人生": market.Untraded, "ENDS": market.Dated, "NOBODY": market.ListedHere,
	} {
		saved := &keeps{}
		visit := func() (*Market, *venue) {
			m := New(Config{Coin: coin, Days: 1, Venues: []market.Venue{venues.OKX}}, saved)
			return m, m.venues[0]
		}
		m, v := visit()
		var a answer
		a.events, a.fault = v.decoder.Answer(nil, exchange.CallInstruments, exchange.Query{}, []byte(body), 0)
		if a.fault != nil || len(a.events) != 8 {
			t.Fatal(len(a.events), a.fault)
		}
		check := func(when string, m *Market, v *venue) {
			t.Helper()
			h := m.Health(1)[0]
			if h.LeftOut != want || v.notListed != (coin != "BTC") || v.listing.Has(v.symbol) != (coin == "BTC") {
				t.Errorf("%s, %s: left out %d, want %d; not listed %v", coin, when, h.LeftOut, want, v.notListed)
			}
			if coins := m.Coins(); len(coins) != 1 || coins[0].Name != "BTC" {
				t.Errorf("%s, %s: the coins are %v", coin, when, coins)
			}
		}
		v.answeredList(m, &a, 1)
		check("answered", m, v)
		again, w := visit()
		if fault := again.Stored(listKey(venues.OKX), saved.chunk); fault != nil {
			t.Fatal(fault)
		}
		check("stored", again, w)
		saved.chunk[len(saved.chunk)-6] ^= 4 // a reason
		if again.Stored(listKey(venues.OKX), saved.chunk) == nil {
			t.Error("a damaged list is taken")
		}
		// It is traded after all.
		listed := a
		listed.events = append(listed.events, market.Event{Kind: market.KindInstrument, Instrument: &market.Instrument{Symbol: v.symbol, BaseCoin: v.row.Coin(coin), Contract: 1, Live: true}})
		v.answeredList(m, &listed, 2)
		if h := m.Health(2)[0]; h.LeftOut != market.ListedHere || v.notListed {
			t.Errorf("%s stays left out once it is listed: %d", coin, h.LeftOut)
		}
	}
}

// keeps is a device that keeps the last that was saved.
type keeps struct {
	nowhere
	chunk []byte
}

func (k *keeps) Save(_ string, chunk []byte) { k.chunk = chunk }

// asks is a device that keeps what was asked.
type asks struct {
	keeps
	job  int
	urls []string
}

func (a *asks) Fetch(job int, r Request) { a.job, a.urls = job, append(a.urls, r.URL) }

// The lists of all venues come from the relay at once, where there is one; venues are
// asked for their own where it has none, answers nonsense or nothing, or where the map
// waits for the size of a contract.
func TestListsComeFromTheRelay(t *testing.T) {
	instrument := func(id market.Venue, coin string) market.Event {
		symbol := venues.Symbol(id, coin)
		return market.Event{Kind: market.KindInstrument, Venue: id, Symbol: symbol, Instrument: &market.Instrument{Venue: id, Symbol: symbol, BaseCoin: coin, Quote: "USDT", Contract: 1, Live: true}}
	}
	all := func(at market.Millis) []byte {
		var b []byte
		for _, id := range []market.Venue{venues.OKX, venues.Gate, venues.Binance} {
			l := listed.Of(venues.Of(id), []market.Event{instrument(id, "BTC"), instrument(id, "人生")}, at)
			b = listed.AppendVenue(b, id, l.Append(nil))
		}
		return b
	}
	begun := func(relay string) (*Market, *asks) {
		a := &asks{}
		m := New(Config{Coin: "BTC", Days: 1, Venues: []market.Venue{venues.Binance, venues.OKX}, Relay: relay}, a)
		for _, v := range m.venues {
			v.history.incomplete = false
			v.clock.Guess(1, a.DeviceTime())
		}
		return m, a
	}
	direct := func(m *Market) int {
		n := 0
		for _, v := range m.venues {
			if v.requests.Has(exchange.CallInstruments) {
				n++
			}
		}
		return n
	}
	const now market.Instant = 1000
	load := func(m *Market, at market.Instant) {
		for _, v := range m.venues {
			v.loadList(m, at)
		}
	}
	at := (&asks{}).DeviceTime() - 3*market.Hour
	for name, c := range map[string]struct {
		status int
		body   []byte
		direct int
	}{
		"good":        {200, all(at), 0},
		"none":        {204, nil, 2},
		"refused":     {403, []byte(`{"code":"origin-refused"}`), 2},
		"gone":        {0, nil, 2},
		"a page":      {200, []byte("<!doctype html><title>Brink</title>"), 2},
		"another's":   {200, []byte(strings.Repeat("\xff", 300)), 2},
		"damaged":     {200, func() []byte { b := all(at); b[40] ^= 1; return b }(), 1}, // of the first venue in it
		"days old":    {200, all(at - 3*market.Day), 2},
		"of tomorrow": {200, all(at + 3*market.Day), 2},
	} {
		m, a := begun("https://relay.test")
		load(m, now)
		load(m, now+1)
		if len(a.urls) != 1 || a.urls[0] != "https://relay.test/lists/instruments.bin" || direct(m) != 0 {
			t.Fatalf("%s: asked %v, and %d venues", name, a.urls, direct(m))
		}
		m.Answered(a.job, c.status, 0, c.body, now+2)
		load(m, now+3)
		if direct(m) != c.direct {
			t.Errorf("%s: %d venues are asked for their own list, want %d", name, direct(m), c.direct)
		}
		if coins := m.Coins(); c.direct == 0 && (len(coins) != 2 || len(coins[1].Venues) != 2 || a.chunk == nil) {
			t.Errorf("%s: the coins are %v", name, coins)
		}
		if m.Answered(a.job, 200, 0, all(at), now+4); direct(m) != c.direct {
			t.Errorf("%s: an answer that comes twice asks for something", name)
		}
	}
	m, a := begun("https://relay.test")
	load(m, now)
	if load(m, now.Add(listsWait-1)); direct(m) != 0 {
		t.Error("the relay is not waited for")
	}
	if load(m, now.Add(listsWait)); direct(m) != 2 || len(a.urls) != 1 {
		t.Errorf("a relay that is silent: %d venues are asked, %v", direct(m), a.urls)
	}
	// What comes late is taken all the same.
	if m.Answered(a.job, 200, 0, all(at), now.Add(market.Minute)); len(m.Coins()) != 2 {
		t.Errorf("late lists give %v", m.Coins())
	}
	m, a = begun("")
	if load(m, now); direct(m) != 2 || len(a.urls) != 0 {
		t.Errorf("without a relay %d venues are asked, %v", direct(m), a.urls)
	}
	// A contract whose size nobody has told yet is asked for at once.
	m, a = begun("https://relay.test")
	m.venues[1].symbol = "人生-USDT-SWAP"
	if load(m, now); direct(m) != 1 || len(a.urls) != 1 {
		t.Errorf("with a size unknown %d venues are asked, %v", direct(m), a.urls)
	}
}
