package live

import (
	"testing"

	"brink/wasm/market"
	venues "brink/wasm/venue"
)

// priced is a venue of a market with an hour of bars at a price.
func priced(number int, id market.Venue, price market.Price) *venue {
	v := newVenue(&Config{Coin: "CAT"}, nowhere{}, number, id)
	for i := range 12 {
		v.tape.Put(market.Bar{Start: market.Day + market.Millis(i)*Interval, Open: price, High: price, Low: price, Close: price, Volume: 1})
	}
	return v
}

// A venue that lists another coin by the market's name is known by its price, where
// two others agree, and its bars are left out; a price a little apart is none.
func TestAnotherCoinOfTheSameNameIsLeftOut(t *testing.T) {
	const now = market.Instant(market.Hour)
	for name, c := range map[string]struct {
		prices []market.Price
		out    int // which is left out, -1 for none
	}{
		"a thousandth of the others'": {[]market.Price{.01, .0101, .00001}, 2},
		"twice the others'":           {[]market.Price{2, 1, 1.01}, 0},
		"one percent apart":           {[]market.Price{1, 1.01, 1.02}, -1},
		"two alone":                   {[]market.Price{1, 100}, -1},
		"no two agree":                {[]market.Price{1, 100, 10000}, -1},
		"two against two":             {[]market.Price{1, 1, 100, 100}, -1},
	} {
		m := &Market{}
		ids := []market.Venue{venues.Binance, venues.Bybit, venues.OKX, venues.Hyperliquid}
		for i, price := range c.prices {
			m.venues = append(m.venues, priced(i, ids[i], price))
		}
		m.sequence.built = true
		compareBars(m, now)
		compareBars(m, now.Add(compareEvery))
		for i, v := range m.venues {
			if out := i == c.out; v.listing.another != out || v.notListed != out || (len(v.tape.Bars()) == 0) != out || (v.listing.why == market.AnotherProject) != out {
				t.Errorf("%s: venue %d is left out: %v", name, i, v.listing.another)
			}
		}
		if m.sequence.stale != (c.out >= 0) {
			t.Errorf("%s: the map is to be built anew: %v", name, m.sequence.stale)
		}
	}
}

// A venue that counts a coin by one comes to the market's unit with all that it
// says, and its stored days are kept apart from those in another.
func TestUnitsAreBroughtToOne(t *testing.T) {
	v := newVenue(&Config{Coin: "1000PEPE"}, nowhere{}, 0, venues.OKX)
	v.decoder.Learn(market.Instrument{Symbol: v.symbol, BaseCoin: "PEPE", Contract: 10_000_000})
	events, fault := v.decoder.Frame(nil, []byte(`{"arg":{"channel":"trades","instId":"PEPE-USDT-SWAP"},"data":[{"instId":"PEPE-USDT-SWAP","tradeId":"1","px":"0.00001","sz":"3","side":"sell","ts":"1790812800000"},{"instId":"BTC-USDT-SWAP","tradeId":"1","px":"60000","sz":"1","side":"sell","ts":"1790812800000"}]}`), 0)
	if fault != nil || len(events) != 2 {
		t.Fatal(events, fault)
	}
	if trade := events[0].Trade; trade.Price != .01 || trade.Base != 30_000 || market.Value(trade.Base, trade.Price) != 300 {
		t.Errorf("30,000,000 PEPE at .00001 are %+v", trade)
	}
	if other := events[1].Trade; other.Price != 60_000 || other.Base != .01 {
		t.Errorf("another contract is brought to a unit too: %+v", other)
	}
	if v.archive.keys != "day/okx/PEPE-USDT-SWAP*1000/" || newVenue(&Config{Coin: "BTC"}, nowhere{}, 0, venues.OKX).archive.keys != "day/okx/BTC-USDT-SWAP/" {
		t.Errorf("its days are kept as %s", v.archive.keys)
	}
}
