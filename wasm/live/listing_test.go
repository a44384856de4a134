package live

import (
	"reflect"
	"testing"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// A thousand of a cheap coin is one market, whatever a venue calls it.
func TestThousandsAreOneCoin(t *testing.T) {
	list := func(id market.Venue, bases ...string) *venue {
		v := &venue{id: id, row: venues.Of(id)}
		for _, base := range bases {
			v.listing.instruments = append(v.listing.instruments, market.Instrument{Venue: id, Symbol: base, BaseCoin: base})
		}
		return v
	}
	m := &Market{sequence: sequence{venues: []*venue{list(venues.Binance, "1000PEPE", "KAVA"), list(venues.Hyperliquid, "kPEPE", "KAVA", "kaito")}}}
	both := []market.Venue{venues.Binance, venues.Hyperliquid}
	want := []Coin{{"1000PEPE", both}, {"KAVA", both}, {"kaito", both[1:]}}
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
