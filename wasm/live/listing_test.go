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
