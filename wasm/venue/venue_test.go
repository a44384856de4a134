package venue_test

import (
	"strings"
	"testing"
	"time"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// Every venue has a dated row; a complete feed tells all.
func TestCaptures(t *testing.T) {
	for _, row := range venue.All() {
		c := row.Capture
		if c != venue.CaptureOf(row.ID) {
			t.Errorf("%s has two captures", row.ID)
		}
		if _, err := time.Parse(time.DateOnly, c.Dated); err != nil {
			t.Errorf("%s: %v", row.ID, err)
		}
		if c.Complete != (c.Share == 1) || c.Share < 0 || c.Share > 1 || !c.Par.Valid() || c.Complete && c.Saturation != 0 || !(c.Saturation >= 0) {
			t.Errorf("%+v", c)
		}
	}
	if c := venue.CaptureOf("nobody"); c != (venue.Capture{}) {
		t.Errorf("an unknown venue tells %+v", c)
	}
}

// A row is found by its id alone, and says all that a reader relies on.
func TestRows(t *testing.T) {
	titles := map[string]bool{}
	ids := venue.IDs()
	for i := range venue.All() {
		row := &venue.All()[i]
		if venue.Of(row.ID) != row || ids[i] != row.ID {
			t.Errorf("%s is not found by its id", row.ID)
		}
		if row.Title == "" || titles[row.Title] {
			t.Errorf("%s has the title %q, as another has or none", row.ID, row.Title)
		}
		titles[row.Title] = true
		for _, host := range []string{row.REST, row.Stream} {
			if !strings.Contains(host, ".") || strings.ContainsAny(host, "/: ") {
				t.Errorf("%s: %q is no host", row.ID, host)
			}
		}
		if row.Interest.Sides != 1 && row.Interest.Sides != 2 {
			t.Errorf("%s counts a contract %d times", row.ID, row.Interest.Sides)
		}
		if strings.Trim(row.Relay, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || row.Relay == "" {
			t.Errorf("%s is relayed as %q, which is no part of a path", row.ID, row.Relay)
		}
	}
	if venue.Of("nobody") != nil || venue.Of("") != nil || venue.Of(venue.Largest) == nil {
		t.Error("an unknown venue has a row, or the largest has none")
	}
	ids[0] = "changed"
	if venue.IDs()[0] == "changed" {
		t.Error("a caller can change the ids")
	}
}

// A coin is spelled as the venue does and read back, a thousand of a cheap
// one as well.
func TestSpellings(t *testing.T) {
	for _, row := range venue.All() {
		for _, coin := range []string{"BTC", "1000PEPE", "KAVA", "1000000MOG", "1INCH", "1000X", "人生"} {
			symbol := row.Symbol(coin)
			base, ok := strings.CutSuffix(strings.TrimPrefix(symbol, row.Prefix), row.Suffix)
			if !ok || row.Coin(base) != coin {
				t.Errorf("%s spells %s as %s, which is read as %s", row.ID, coin, symbol, row.Coin(base))
			}
			// The units of the two names come out as the row says.
			_, times := venue.Split(coin)
			_, own := venue.Split(base)
			if row.Times(coin) != times/own {
				t.Errorf("%s spells %s as %s, of which it says %v", row.ID, coin, base, row.Times(coin))
			}
			if venue.Symbol(row.ID, coin) != symbol {
				t.Errorf("%s spells %s in two ways", row.ID, coin)
			}
		}
	}
	for _, c := range []struct {
		id           market.Venue
		coin, symbol string
	}{
		{venue.Binance, "BTC", "BTCUSDT"}, {venue.Bybit, "ETH", "ETHUSDT"}, {venue.BybitInverse, "BTC", "BTCUSD"}, {venue.OKX, "BTC", "BTC-USDT-SWAP"},
		{venue.Kraken, "BTC", "PF_XBTUSD"}, {venue.Kraken, "ETH", "PF_ETHUSD"}, {venue.Gate, "1000PEPE", "PEPE_USDT"}, {venue.Deribit, "BTC", "BTC-PERPETUAL"},
		{venue.Hyperliquid, "BTC", "BTC"}, {venue.Hyperliquid, "1000PEPE", "kPEPE"}, {venue.Binance, "1000PEPE", "1000PEPEUSDT"}, {"nobody", "BTC", "BTCUSDT"},
	} {
		if got := venue.Symbol(c.id, c.coin); got != c.symbol {
			t.Errorf("%s spells %s as %s, want %s", c.id, c.coin, got, c.symbol)
		}
	}
	for base, coin := range map[string]string{"kPEPE": "1000PEPE", "kaito": "kaito", "k": "k", "KAVA": "KAVA", "": ""} {
		if got := venue.Of(venue.Hyperliquid).Coin(base); got != coin {
			t.Errorf("%q is the coin %q, want %q", base, got, coin)
		}
	}
}

// A coin by any venue's name is one coin.
func TestCoinsByAnyName(t *testing.T) {
	for name, coin := range map[string]string{"kPEPE": "1000PEPE", "1000PEPE": "1000PEPE", "BTC": "BTC", "KAVA": "KAVA", "kaito": "kaito", "人生": "人生", "": ""} {
		if got := venue.Coin(name); got != coin {
			t.Errorf("%q is %q, want %q", name, got, coin)
		}
	}
}

// How far back open interest is told is the nearest of its bounds.
func TestInterestReachesBack(t *testing.T) {
	const interval, most = 5 * market.Minute, 400
	for _, c := range []struct {
		interest venue.Interest
		want     market.Millis
	}{
		{venue.Interest{}, most * market.Day},
		{venue.Interest{Steps: 1440}, 1440 * interval},
		{venue.Interest{Days: 30}, 30*market.Day - market.Hour},
		{venue.Interest{Steps: 1440, Days: 3}, 3*market.Day - market.Hour},
	} {
		if got := c.interest.Since(interval, most); got != c.want {
			t.Errorf("%+v: %d, want %d", c.interest, got, c.want)
		}
	}
}
