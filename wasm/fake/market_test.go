package fake

import (
	"testing"

	"brink/wasm/market"
	"brink/wasm/replay"
	venues "brink/wasm/venue"
)

const noon = market.Millis(1_793_536_496_000)

func still(t *testing.T, c Config) *Exchange {
	t.Helper()
	c.Now = noon
	if c.Days == 0 {
		c.Days = 2
	}
	x, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	return x
}

// The trades of a minute are its bar: the same four prices, volume and taker
// volume to the last unit, in the order of their times and numbers, without a
// hole between minutes.
func TestTradesMakeTheirBar(t *testing.T) {
	for _, rate := range []float64{0, 1000} {
		x := still(t, Config{Seed: 3, Rate: rate})
		for _, l := range x.list {
			var id int64
			for at := noon - noon%market.Minute - 20*market.Minute; at < noon; at += market.Minute {
				want, _ := l.minute(at)
				got := l.forming(at, at+market.Minute-1)
				got.final = true
				if got != want {
					t.Fatalf("%s %s: trades make %+v of %+v", l.venue, l.symbol, got, want)
				}
				last := at - 1
				for _, p := range l.minutePrints(at) {
					if id != 0 && p.id != id+1 || p.time < last || p.time >= at+market.Minute || p.size <= 0 || p.price%l.tick != 0 {
						t.Fatalf("%s %s: trade %+v after %d at %d", l.venue, l.symbol, p, id, last)
					}
					id, last = p.id, p.time
				}
			}
		}
	}
}

// A seed gives one market, whenever it is looked at.
func TestSeedsAreMarkets(t *testing.T) {
	a, b, c := still(t, Config{Seed: 1}), still(t, Config{Seed: 1}), still(t, Config{Seed: 2})
	truth := func(x *Exchange) Truth {
		v, _ := x.Truth(venues.OKX, "ETH-USDT-SWAP", noon-market.Hour, noon, "")
		return v
	}
	ta, tb, tc := truth(a), truth(b), truth(c)
	if len(ta.Trades) == 0 || len(ta.Trades) != len(tb.Trades) || ta.Trades[7] != tb.Trades[7] {
		t.Error("equal seeds differ")
	}
	if ta.Bars[7] == tc.Bars[7] {
		t.Error("different seeds are the same market")
	}
}

// Shares and prices differ from venue to venue, and not by much.
func TestVenuesShareOneMarket(t *testing.T) {
	x := still(t, Config{Seed: 1})
	whole := 0.0
	for _, l := range x.list {
		if l.coin != "BTC" {
			continue
		}
		whole += l.share
		b, _ := l.minute(noon - noon%market.Minute - market.Minute)
		m := x.world("BTC").at(b.start)
		if away := float64(l.worth(b.close))/m.close - 1; away < -.0006 || away > .0006 {
			t.Errorf("%s is %v from the market", l.venue, away)
		}
	}
	if whole < .999 || whole > 1.001 {
		t.Errorf("the shares are %v together", whole)
	}
}

// recording is hours of five-minute bars with a gap.
func recording(t *testing.T, hours int) *replay.Recording {
	t.Helper()
	r := &replay.Recording{Interval: 5 * market.Minute}
	price := market.Price(60_000)
	for i := range hours * 12 {
		if i == 7 || i == 8 {
			continue
		}
		h := hash(uint64(i))
		next := price * market.Price(1+.004*(fraction(h)-.5))
		b := market.Bar{
			Start: noon - noon%market.Hour - market.Millis(hours)*market.Hour + market.Millis(i)*r.Interval, Open: price, Close: next,
			High: max(price, next) * 1.0005, Low: min(price, next) * .9995, Volume: market.Base(100 + h%300), Optional: market.OptionalOI, OpenInterest: market.Base(80_000 + h%99),
		}
		r.Bars = append(r.Bars, b)
		price = next
	}
	return r
}

// A recording's minutes are its bars; after its end it goes back the way it
// came, so that price does not jump.
func TestRecordingIsPlayed(t *testing.T) {
	r := recording(t, 6)
	c, err := play(r, r.Bars[20].Start, true)
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld("BTC", c)
	for _, b := range r.Bars {
		var low, high, volume float64
		for i := range market.Millis(5) {
			m := w.at(b.Start + i*market.Minute)
			if i == 0 {
				low, high = m.low, m.high
				if m.open != float64(b.Open) || m.oi != float64(b.OpenInterest) {
					t.Fatalf("minute %+v of bar %+v", m, b)
				}
			}
			low, high, volume = min(low, m.low), max(high, m.high), volume+m.volume
		}
		if low != float64(b.Low) || high != float64(b.High) || w.at(b.Start+4*market.Minute).close != float64(b.Close) || volume < float64(b.Volume)*.999 || volume > float64(b.Volume)*1.001 {
			t.Fatalf("minutes from %v to %v with %v are not bar %+v", low, high, volume, b)
		}
	}
	before := w.at(w.first).close
	for i := range market.Millis(3 * 6 * 60) {
		m := w.at(w.first + i*market.Minute)
		if jump := m.open/before - 1; i > 0 && (jump < -1e-9 || jump > 1e-9) {
			t.Fatalf("minute %d opens at %v after %v", i, m.open, before)
		}
		if m.low > min(m.open, m.close) || m.high < max(m.open, m.close) || m.buy < 0 || m.buy > m.volume {
			t.Fatalf("minute %d cannot be: %+v", i, m)
		}
		before = m.close
	}
	if _, err := play(r, r.Bars[0].Start-1, true); err == nil {
		t.Error("a clock outside of the recording is taken")
	}
}

// Without a clock of its own the recording moves to the present, by whole
// intervals of funding.
func TestRecordingMovesToThePresent(t *testing.T) {
	r := recording(t, 48)
	c, err := play(r, noon+100*market.Day, false)
	if err != nil {
		t.Fatal(err)
	}
	if moved := c.begin - r.Bars[0].Start; moved%settles != 0 {
		t.Errorf("it moves by %d", moved)
	}
	if past := noon + 100*market.Day - c.begin; past < 24*market.Hour || past > 48*market.Hour {
		t.Errorf("%d hours of 48 are past", past/market.Hour)
	}
	x, err := New(Config{Recording: r, Coin: "ETH", Speed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if len(x.list) != 5 || x.listed(venues.Bybit, "ETHUSDT") == nil {
		t.Error("the recording's coin alone is listed")
	}
	if _, err := New(Config{Recording: r, Coin: "DOGE"}); err == nil {
		t.Error("an unknown coin is taken")
	}
}

// Binance and OKX tell one liquidation of a second, and it is the largest.
func TestLiquidationsAreSampled(t *testing.T) {
	x := still(t, Config{Seed: 1, Days: 3})
	for _, venue := range []market.Venue{venues.Binance, venues.OKX, venues.Bybit} {
		l := x.of(venue)[0]
		truth, _ := x.Truth(venue, l.symbol, noon-48*market.Hour, noon, "liquidations")
		if len(truth.Liquidations) < 100 {
			t.Fatalf("%s: %d liquidations", venue, len(truth.Liquidations))
		}
		told, most := map[market.Millis]market.Base{}, map[market.Millis]market.Base{}
		hidden := 0
		for _, f := range truth.Liquidations {
			second := f.Time / market.Second
			most[second] = max(most[second], f.Base)
			if !f.Told {
				hidden++
				continue
			}
			if told[second] > 0 && venue != venues.Bybit {
				t.Errorf("%s tells two of the second %d", venue, second)
			}
			told[second] = max(told[second], f.Base)
		}
		if venue == venues.Bybit {
			if hidden > 0 {
				t.Errorf("bybit hides %d", hidden)
			}
			continue
		}
		for second, base := range most {
			if told[second] != base && second > (noon-48*market.Hour)/market.Second && second < noon/market.Second {
				t.Errorf("%s tells %v of the second %d, the largest is %v", venue, told[second], second, base)
			}
		}
		t.Logf("%s: %d of %d are not told", venue, hidden, len(truth.Liquidations))
	}
}
