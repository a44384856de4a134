package live

import (
	"reflect"
	"testing"

	"brink/wasm/exchange"
	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// A thousand of a cheap coin is one market, whatever a venue calls it.
func TestThousandsAreOneCoin(t *testing.T) {
	list := func(id market.Venue, bases ...string) *venue {
		v := &venue{id: id, row: venues.Of(id)}
		for _, base := range bases {
			v.listing.instruments = append(v.listing.instruments, market.Instrument{Venue: id, Symbol: base + v.row.Suffix, BaseCoin: base})
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
			if h.LeftOut != want || v.notListed != (coin != "BTC") || v.listing.has(v.symbol) != (coin == "BTC") {
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
