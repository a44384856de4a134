package engine

import (
	"math"
	"testing"

	"brink/wasm/market"
)

// books returns what a side's map and pool hold before the sweep of the last
// bar, which is what the open interest at its start counted.
func books(l *ledger, side int) float64 {
	return l.pool[side] + l.dated(market.Side(side)) + l.pending.swept[side]
}

// Map and pool are the open interest, on both sides, at every bar: through
// gaps, bars without the figure, and violent ones.
func TestLedgerBalances(t *testing.T) {
	for seed := range uint64(6) {
		bars := walk(100+seed, 3000, market.OptionalOI)
		for i := range bars {
			if i%97 > 90 {
				bars[i].Optional, bars[i].OpenInterest = 0, 0
			}
			if i%211 == 0 {
				bars[i].OpenInterest *= .2
			}
		}
		e := New(&OpenInterest, five, 1)
		l := e.venues[0].(*ledger)
		for i := range bars {
			feed(t, e, bars[i:i+1])
			for side := range l.pool {
				if l.pool[side] < 0 {
					t.Fatalf("bar %d: a pool of %v", i, l.pool[side])
				}
				if !bars[i].Optional.Has(market.OptionalOI) {
					continue
				}
				oi := float64(bars[i].OpenInterest)
				if got := books(l, side); math.Abs(got-oi) > 1e-9*oi {
					t.Fatalf("bar %d: the books of side %d hold %v, the open interest is %v", i, side, got, oi)
				}
			}
		}
		for side := range l.maps {
			for class := range l.maps[side] {
				f := &l.maps[side][class]
				if out := f.live + f.swept + f.decayed + f.closed + f.voided; f.deposited == 0 || math.Abs(out-f.deposited) > 1e-9*f.deposited {
					t.Errorf("side %d class %d: deposited %v, accounted for %v", side, class, f.deposited, out)
				}
			}
		}
	}
}

// By hand, at one price. Bar 1: open interest 8,640 and the mean volume, so in
// five minutes of 72 hours both sides turn over 2 * 8,640 * 5/4,320 = 20. The
// open interest grows by 4: each side closes (20-4)/2 = 8 and opens 12. Before
// it all 8,640 were undated; 8,632 of them remain, and the 12 are dated, for
// none of their liquidations lies at the one price traded.
func TestLedgerByHand(t *testing.T) {
	bar := func(start market.Millis, oi, volume market.Base) market.Bar {
		return market.Bar{Start: start, Open: 100, High: 100, Low: 100, Close: 100, Volume: volume, Optional: market.OptionalOI, OpenInterest: oi}
	}
	e := New(&OpenInterest, five, 1)
	feed(t, e, []market.Bar{bar(0, 8640, 40), bar(five, 8644, 0)})
	l := e.venues[0].(*ledger)
	for side := range l.pool {
		if math.Abs(l.pool[side]-8632) > 1e-9 || math.Abs(l.dated(market.Side(side))-12) > 1e-9 {
			t.Errorf("side %d: pool %v and map %v, want 8632 and 12", side, l.pool[side], l.dated(market.Side(side)))
		}
	}
}

// A recording without open interest has no ledger: nothing is drawn, and
// nothing is invented.
func TestLedgerWithoutOpenInterest(t *testing.T) {
	e := New(&OpenInterest, five, 1)
	feed(t, e, walk(7, 500, 0))
	for side := range market.Side(market.Sides) {
		if lo, hi := e.Extent(side); lo != hi {
			t.Errorf("heat in bins %d to %d", lo, hi)
		}
	}
}

// The map never holds more dollars than the open interest.
func TestLedgerIsBoundedByOpenInterest(t *testing.T) {
	e := New(&OpenInterest, five, 1)
	bars := walk(8, 4000, market.OptionalOI)
	feed(t, e, bars)
	l := e.venues[0].(*ledger)
	for side := range market.Side(market.Sides) {
		dated := l.dated(side)
		if oi := float64(bars[len(bars)-1].OpenInterest); dated > oi || dated < .02*oi {
			t.Errorf("side %d: %v dated of an open interest of %v", side, dated, oi)
		}
	}
}
