package session

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"brink/wasm/live"
	"brink/wasm/market"
	"brink/wasm/wire"
)

// twoVenues is a page with a market of two venues, with gaps, what is known of
// some bars alone, and liquidations of which some look the same.
func twoVenues(t *testing.T) *page {
	p := newPage(t)
	r := rand.New(rand.NewPCG(5, 1))
	var steps []live.Step
	price := 60_000.
	for i := range 700 {
		open := price
		price *= math.Exp(.001 * r.NormFloat64())
		for venue := range 2 {
			if r.IntN(40) == 0 {
				continue
			}
			b := market.Bar{
				Start: monday + market.Millis(i)*step, Open: market.Price(open), Close: market.Price(price),
				High: market.Price(max(open, price) * 1.0007), Low: market.Price(min(open, price) * .9991), Volume: market.Base(90 * r.ExpFloat64()),
			}
			if r.IntN(3) > 0 {
				b.Optional, b.OpenInterest = market.OptionalOI, market.Base(8e4+1e3*r.Float64())
			}
			if r.IntN(3) > 0 {
				b.Optional |= market.OptionalTaker | market.OptionalMark | market.OptionalLiquidated
				b.TakerBuy, b.MarkHigh, b.MarkLow, b.Liquidated = b.Volume/3, b.High, b.Low, [market.Sides]market.USD{1e5, 0}
			}
			steps = append(steps, live.Step{Venue: venue, Bar: b})
		}
	}
	p.session.open(steps, wire.Source{Origin: market.Live, Symbol: "ETH", Symbols: []string{"ETH"}, Venues: []string{"binance", "bybit"}, Interval: step}, step)
	for i := range 60 {
		l := market.Liquidation{Time: monday + market.Millis(i/2)*market.Hour, Closed: market.Side(i / 2 % 2), Price: 6e4, PriceKind: 1, Base: 1, USD: 6e4, Complete: i/2%4 == 0}
		p.session.liquidations = append(p.session.liquidations, market.VenueLiquidation{Venue: i / 2 % 2, Liquidation: l})
	}
	return p
}

func kept(t *testing.T, p *page) []byte {
	p.session.Handle(wire.AppendExportSession(nil))
	if len(p.faults) > 0 || len(p.files) != 1 {
		t.Fatalf("%d files, faults %v", len(p.files), p.faults)
	}
	return p.files[0].Content
}

// A session that was kept is the same market again, bar for bar, and so gives
// the same map.
func TestKeptSessionsComeBack(t *testing.T) {
	was := twoVenues(t)
	file := kept(t, was)
	p := newPage(t)
	p.session.Handle((&wire.Record{Name: "x.brink", Column: step, File: file}).Append(nil))
	if len(p.faults) > 0 {
		t.Fatal(p.faults[0])
	}
	if !reflect.DeepEqual(p.session.market.steps, was.session.market.steps) {
		t.Fatalf("%d bars came back as %d, or as others", len(was.session.market.steps), len(p.session.market.steps))
	}
	if !reflect.DeepEqual(p.session.market.venues, was.session.market.venues) {
		t.Error("the venues differ")
	}
	s := p.sources[0]
	if s.Origin != market.Recorded || s.Symbol != "ETH" || !reflect.DeepEqual(s.Venues, []string{"binance", "bybit"}) {
		t.Errorf("source %+v", s)
	}
	if len(p.forced) != 1 || len(p.forced[0].Rows) != 60 {
		t.Fatalf("liquidations: %+v", p.forced)
	}
	if again := kept(t, p); len(again) != len(file)+len("recorded")-len("live") {
		t.Errorf("kept again it has %d bytes, not %d", len(again), len(file))
	}
}

// Whatever is wrong with a file, it is refused with a sentence, and what was
// there stays.
func TestDamagedSessionsAreRefused(t *testing.T) {
	file := kept(t, twoVenues(t))
	for _, damage := range []func([]byte) []byte{
		func(b []byte) []byte { return b[:len(b)-1] },
		func(b []byte) []byte { return append(b, 0) },
		func(b []byte) []byte { return b[:20] },
		func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		func(b []byte) []byte { return []byte(sessionKind + " live ETH 300000 a\n\xff\xff\xff\xff") },
		func(b []byte) []byte { return []byte(sessionKind + " live ETH 7 a\n\x00\x00\x00\x00") },
		func(b []byte) []byte { return []byte(sessionKind + " live ETH 300000 a\n\x00\x00\x00\x00") },
	} {
		p := newPage(t)
		p.simulate(1)
		before := len(p.session.market.steps)
		p.session.Handle((&wire.Record{Name: "x.brink", Column: step, File: damage(append([]byte(nil), file...))}).Append(nil))
		if len(p.faults) != 1 || p.faults[0].Code != "session-damaged" || len(p.session.market.steps) != before {
			t.Errorf("faults %v, %d bars of %d", p.faults, len(p.session.market.steps), before)
		}
	}
}
