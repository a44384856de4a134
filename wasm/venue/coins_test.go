package venue_test

import (
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// A name tells its coin and how many of it are one, wherever the number stands;
// digits of a coin's own name are no number.
func TestSplit(t *testing.T) {
	for name, want := range map[string]struct {
		coin  string
		times float64
	}{
		"1000PEPE": {"PEPE", 1000}, "kPEPE": {"PEPE", 1000}, "SHIB1000": {"SHIB", 1000}, "1000000MOG": {"MOG", 1e6}, "1MBABYDOGE": {"BABYDOGE", 1e6}, "10000SATS": {"SATS", 1e4},
		"1000CAT": {"CAT", 1000}, "1000人生": {"人生", 1000}, "1INCH": {"1INCH", 1}, "1MOON": {"1MOON", 1}, "1000X": {"1000X", 1}, "1000": {"1000", 1}, "": {"", 1}, "k": {"k", 1}, "kaito": {"kaito", 1},
		"KAVA": {"KAVA", 1}, "SPX6900": {"SPX6900", 1}, "H100": {"H100", 1}, "1MIL": {"1MIL", 1}, "1M": {"1M", 1}, "10000000AI16Z": {"10000000AI16Z", 1}, "X1000": {"X1000", 1}, "AI16Z": {"AI16Z", 1},
	} {
		if coin, times := venue.Split(name); coin != want.coin || times != want.times {
			t.Errorf("%q is %v of %q, want %v of %q", name, times, coin, want.times, want.coin)
		}
	}
}

// One coin is one market whatever its venues call it, in one unit.
func TestOneCoinAtAllVenues(t *testing.T) {
	for _, c := range []struct {
		names, coin string
		symbols     map[market.Venue]string
		times       map[market.Venue]float64
	}{
		{"1000PEPE kPEPE PEPE", "1000PEPE",
			map[market.Venue]string{venue.Binance: "1000PEPEUSDT", venue.Bybit: "1000PEPEUSDT", venue.OKX: "PEPE-USDT-SWAP", venue.Hyperliquid: "kPEPE", venue.Gate: "PEPE_USDT"},
			map[market.Venue]float64{venue.Binance: 1, venue.OKX: 1000, venue.Hyperliquid: 1, venue.Gate: 1000}},
		{"1000SHIB SHIB1000 kSHIB SHIB", "1000SHIB", map[market.Venue]string{venue.Binance: "1000SHIBUSDT", venue.Bybit: "SHIB1000USDT", venue.OKX: "SHIB-USDT-SWAP"}, map[market.Venue]float64{venue.Bybit: 1}},
		{"1000SATS 10000SATS SATS", "1000SATS", map[market.Venue]string{venue.Bybit: "10000SATSUSDT"}, map[market.Venue]float64{venue.Binance: 1, venue.Bybit: .1, venue.OKX: 1000}},
		{"1MBABYDOGE 1000000BABYDOGE", "1000000BABYDOGE", map[market.Venue]string{venue.Binance: "1MBABYDOGEUSDT", venue.Bybit: "1000000BABYDOGEUSDT"}, map[market.Venue]float64{venue.Binance: 1, venue.Bybit: 1}},
		{"1000000MOG MOG", "1000000MOG", map[market.Venue]string{venue.Hyperliquid: "MOG", venue.Binance: "1000000MOGUSDT"}, map[market.Venue]float64{venue.Hyperliquid: 1e6}},
		{"1INCH", "1INCH", map[market.Venue]string{venue.Binance: "1INCHUSDT", venue.OKX: "1INCH-USDT-SWAP"}, map[market.Venue]float64{venue.OKX: 1}},
	} {
		for _, name := range strings.Fields(c.names) {
			if got := venue.Coin(name); got != c.coin {
				t.Errorf("%s is called %s, want %s", name, got, c.coin)
			}
		}
		for id, want := range c.symbols {
			if got := venue.Symbol(id, c.coin); got != want {
				t.Errorf("%s spells %s as %s, want %s", id, c.coin, got, want)
			}
		}
		for id, want := range c.times {
			if got := venue.Of(id).Times(c.coin); got != want {
				t.Errorf("one %s is %v of what %s counts, want %v", c.coin, got, id, want)
			}
		}
	}
	if venue.Coin("X") == venue.Coin("1000X") {
		t.Error("two coins are one")
	}
}

// A coin is found by any venue's symbol of it.
func TestTyped(t *testing.T) {
	for text, coin := range map[string]string{
		"pepe": "1000PEPE", "PEPEUSDT": "1000PEPE", "1000pepeusdt": "1000PEPE", "btc-usdt-swap": "BTC", "PF_XBTUSD": "BTC", "btc_usdt": "BTC", "BTCUSD_PERP": "BTC", " eth ": "ETH", "人生": "人生",
		"人生USDT": "人生", "1inch": "1INCH", "": "", "USDT": "USDT",
	} {
		if got := venue.Typed(text); got != coin {
			t.Errorf("%q is %q, want %q", text, got, coin)
		}
	}
}
