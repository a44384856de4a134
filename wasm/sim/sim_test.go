package sim

import (
	"hash/fnv"
	"math"
	"strconv"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/margin"
	"brink/wasm/market"
)

// monday is 2026-01-05, 00:00 UTC.
const monday = market.Millis(1_767_571_200_000)

// course runs a market over some days and checks it at every tick.
func course(t testing.TB, c Config, days int, check func(*Market, *Events)) (*Market, *Events) {
	t.Helper()
	m, e := New(c), &Events{}
	for m.Now() < c.Start+market.Millis(days)*market.Day {
		before := *e
		m.Step(e)
		if check != nil {
			check(m, &Events{e.Bars[len(before.Bars):], e.Trades[len(before.Trades):], e.Liquidations[len(before.Liquidations):], e.Funding[len(before.Funding):]})
		}
	}
	return m, e
}

// digest is a number that changes with any bit of what happened.
func digest(e *Events) string {
	h := fnv.New64a()
	add := func(v float64) { h.Write(strconv.AppendUint(nil, math.Float64bits(v), 16)) }
	for _, b := range e.Bars {
		for _, v := range []float64{float64(b.Start), float64(b.Open), float64(b.High), float64(b.Low), float64(b.Close), float64(b.Volume), float64(b.TakerBuy), float64(b.OpenInterest)} {
			add(v)
		}
	}
	for _, l := range e.Liquidations {
		add(float64(l.Time))
		add(float64(l.Price))
		add(float64(l.USD))
	}
	for _, f := range e.Funding {
		add(f.RatePerHour)
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// A seed is a market, bit for bit, here and in the browser: the digests were
// taken natively and hold in WebAssembly.
func TestSeedIsAMarket(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Seed: 1, Start: monday}, "2bceb6397dbf4bf6"},
		{Config{Seed: 1, Start: monday, Symbol: "ETHUSDT", Interval: market.Minute}, "a914f7c494e7c7b"},
	} {
		_, e := course(t, c.config, 3, nil)
		if got := digest(e); got != c.want {
			t.Errorf("%+v: digest %s, was %s", c.config, got, c.want)
		}
		// Telling trades changes nothing of what happens.
		c.config.Trades = 5
		if _, told := course(t, c.config, 3, nil); digest(told) != c.want || len(told.Trades) != 5*3*8640 {
			t.Errorf("%+v: another market with trades told", c.config)
		}
	}
	_, a := course(t, Config{Seed: 1, Start: monday}, 1, nil)
	_, b := course(t, Config{Seed: 2, Start: monday}, 1, nil)
	if digest(a) == digest(b) {
		t.Error("two seeds give one market")
	}
}

// What is long is short at every moment, every position is possible, and the
// books of the crowd agree with its positions.
func TestBooksBalance(t *testing.T) {
	n := 0
	course(t, Config{Seed: 3, Start: monday}, 4, func(m *Market, e *Events) {
		if n++; n%50 != 0 {
			return
		}
		var held [market.Sides]float64
		for _, p := range m.Positions(nil) {
			if !(p.Size > 0) || !(p.Margin > 0) || !p.Entry.Valid() || p.Liquidation < 0 {
				t.Fatalf("a position that cannot be: %+v", p)
			}
			held[p.Side] += float64(p.Size)
		}
		for side := range held {
			if math.Abs(held[side]-m.crowd.held[side]) > 1e-6*held[side] {
				t.Fatalf("%v %vs are held, the books say %v", held[side], market.Side(side), m.crowd.held[side])
			}
		}
		maker := held[market.Short] - held[market.Long] // long where the crowd is short
		long, short := held[market.Long]+math.Max(0, maker), held[market.Short]+math.Max(0, -maker)
		oi := float64(m.OpenInterest())
		if math.Abs(long-short) > 1e-9*long || math.Abs(long-oi) > 1e-6*oi {
			t.Fatalf("long %v, short %v, open interest %v", long, short, oi)
		}
	})
}

// Nobody is liquidated before price comes to his liquidation, and nobody is
// left standing after it.
func TestLiquidatedWhenAndOnlyWhenMet(t *testing.T) {
	n, total := 0, 0
	course(t, Config{Seed: 4, Start: monday}, 6, func(m *Market, e *Events) {
		total += len(e.Liquidations)
		for _, l := range e.Liquidations {
			if !l.Price.Valid() || !(l.Base > 0) || math.Abs(float64(l.USD-market.Value(l.Base, l.Price))) > 1e-6*float64(l.USD) {
				t.Fatalf("a liquidation that cannot be: %+v", l)
			}
		}
		if n++; n%20 == 1 {
			nobodyStandsPast(t, m)
		}
	})
	if total < 50 {
		t.Errorf("%d liquidations in six days", total)
	}
}

// nobodyStandsPast fails when price has passed a standing position's
// liquidation.
func nobodyStandsPast(t *testing.T, m *Market) {
	t.Helper()
	price := float64(m.Price())
	for i := range m.crowd.places {
		p := &m.crowd.places[i]
		if p.size > 0 && p.liquidation != 0 && (p.side == market.Long && price < p.liquidation || p.side == market.Short && price > p.liquidation) {
			t.Fatalf("at %d price %v has passed a standing %v at %v", m.Now(), price, p.side, p.liquidation)
		}
	}
}

// Funding and losses beyond a margin can put a liquidation where price has
// been already: it is met a tick later all the same. Months in which that
// happened.
func TestNobodyIsForgotten(t *testing.T) {
	for symbol, seed := range map[string]uint64{"BTCUSDT": 904, "ETHUSDT": 905, "SOLUSDT": 902} {
		n := 0
		course(t, Config{Symbol: symbol, Seed: seed, Start: monday}, 30, func(m *Market, _ *Events) {
			if n++; n%60 == 1 { // a tick after funding, among others
				nobodyStandsPast(t, m)
			}
		})
	}
}

// Liquidation prices are those of the venue's table.
func TestPositionsFollowTheTable(t *testing.T) {
	m, _ := course(t, Config{Seed: 5, Start: monday}, 1, nil)
	positions := m.Positions(nil)
	isolated, cross, onNodes := 0, 0, 0
	for _, p := range positions {
		price, ok := margin.Liquidation(margin.Position{Side: p.Side, Entry: p.Entry, Size: p.Size, Margin: p.Margin}, m.symbol.table)
		if p.Cross {
			cross++
		} else {
			isolated++
		}
		d := math.Abs(float64(p.Entry-p.Liquidation)) / float64(p.Entry)
		for _, node := range []float64{.004, .006, .009, .013, .019, .028, .04, .06, .09, .14, .2, .3, .5} {
			if math.Abs(d-node) < 1e-6 {
				onNodes++
			}
		}
		// A partial close since then leaves the price where it was: size and
		// margin shrink together, within a tier.
		if ok && p.Liquidation != 0 && math.Abs(float64(price/p.Liquidation)-1) > .02 {
			t.Errorf("%+v: the table says %v", p, price)
		}
	}
	if len(positions) < 1000 || isolated < len(positions)/4 || cross < len(positions)/4 || onNodes > len(positions)/100 {
		t.Errorf("%d positions: %d isolated, %d cross, %d on an estimator's nodes", len(positions), isolated, cross, onNodes)
	}
}

// Bars are what was traded: whole, in order, and their trades add up.
func TestBarsAreTheirTrades(t *testing.T) {
	var buy, sell float64
	at := monday
	course(t, Config{Seed: 6, Start: monday, Trades: 7}, 2, func(m *Market, e *Events) {
		for _, trade := range e.Trades {
			if !trade.Price.Valid() || !(trade.Base >= 0) {
				t.Fatalf("a trade that cannot be: %+v", trade)
			}
			if trade.Taker == market.Buy {
				buy += float64(trade.Base)
			} else {
				sell += float64(trade.Base)
			}
		}
		for _, b := range e.Bars {
			if fault := b.Check(); fault != nil {
				t.Fatal(fault)
			}
			if b.Start != at {
				t.Fatalf("a bar at %d, expected %d", b.Start, at)
			}
			at += 5 * market.Minute
			if math.Abs(float64(b.Volume)-buy-sell) > 1e-6*(buy+sell) || math.Abs(float64(b.TakerBuy)-buy) > 1e-6*buy {
				t.Fatalf("volume %v and taker buys %v, the trades add up to %v and %v", b.Volume, b.TakerBuy, buy+sell, buy)
			}
			buy, sell = 0, 0
		}
	})
}

func TestDensityIsThePositions(t *testing.T) {
	m, _ := course(t, Config{Seed: 7, Start: monday}, 2, nil)
	lo := grid.Of(m.Price()) - 4000
	dst := make([]float64, 8000)
	for side := range market.Side(market.Sides) {
		m.Density(dst, side, lo)
		var want, got float64
		for _, p := range m.Positions(nil) {
			if p.Side == side && p.Liquidation > 0 {
				if k := grid.Of(p.Liquidation); k >= lo && k < lo+8000 {
					want += float64(market.Value(p.Size, p.Liquidation))
				}
			}
		}
		for i, usd := range dst {
			got += usd
			if k := lo + grid.Bin(i); usd > 0 && (side == market.Long && k > grid.Of(m.Price())+3 || side == market.Short && k < grid.Of(m.Price())-3) {
				t.Errorf("%v USD of %vs in bin %d beyond the price's %d", usd, side, k, grid.Of(m.Price()))
			}
		}
		if math.Abs(got-want) > 1e-9*want || want == 0 {
			t.Errorf("%vs: %v USD in bins, %v in positions", side, got, want)
		}
	}
}

func TestBookAndFunding(t *testing.T) {
	m, e := course(t, Config{Seed: 8, Start: monday}, 5, nil)
	if len(e.Funding) != 15 {
		t.Errorf("%d fundings in five days", len(e.Funding))
	}
	for _, f := range e.Funding {
		if math.Abs(f.RatePerHour) > .003/8 || f.Time%(8*market.Hour) != 0 {
			t.Errorf("funding %+v", f)
		}
	}
	for _, bids := range []bool{true, false} {
		last := m.Price()
		depth := 0.0
		for _, level := range m.Book(nil, bids, 100) {
			if bids && level.Price >= last || !bids && level.Price <= last || !(level.Base > 0) {
				t.Fatalf("levels out of order: %+v after %v", level, last)
			}
			last = level.Price
			depth += float64(market.Value(level.Base, level.Price))
		}
		if depth < .1*m.price.depth || depth > 1.3*m.price.depth {
			t.Errorf("%v USD of book within 1 %%, depth is %v", depth, m.price.depth)
		}
	}
}

func BenchmarkMonth(b *testing.B) {
	for b.Loop() {
		course(b, Config{Seed: 1, Start: monday}, 30, nil)
	}
}
