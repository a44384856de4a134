package market

import (
	"math"
	"testing"
)

// Brought to a thousand coins, prices are a thousand times as large and sizes a
// thousandth; what it is worth, and every rate, stays.
func TestRescale(t *testing.T) {
	const times = 1000
	events := []Event{
		{Kind: KindTrade, Trade: Trade{Price: 2, Base: 3000}},
		{Kind: KindBar, Candle: Candle{Bar: Bar{Open: 2, High: 3, Low: 1, Close: 2, Volume: 3000, TakerBuy: 1000, OpenInterest: 5000, MarkHigh: 3, MarkLow: 1, Liquidated: [Sides]USD{7, 8}}}},
		{Kind: KindMark, Mark: Mark{Mark: 2, Index: 3}},
		{Kind: KindOpenInterest, OpenInterest: OpenInterest{Base: 3000, USD: 6000}},
		{Kind: KindLiquidation, Liquidation: Liquidation{Price: 2, Base: 3000, USD: 6000}},
		{Kind: KindTier, Tier: Tier{CapBase: 3000, Cap: 5, Maintenance: .1, MaxLeverage: 5, Deduction: 9}},
		{Kind: KindFunding, Funding: Funding{RatePerHour: .001}},
		{Kind: KindBookDelta, Book: Book{Bids: []Level{{2, 3000}}, Asks: []Level{{3, 0}}}},
		{Kind: KindInstrument, Instrument: &Instrument{Contract: 10, Tick: .1}},
	}
	for i := range events {
		events[i].Rescale(times)
	}
	bar := events[1].Candle.Bar
	for name, ok := range map[string]bool{
		"trade":       events[0].Trade == Trade{Price: 2000, Base: 3},
		"bar":         bar.Open == 2000 && bar.High == 3000 && bar.Low == 1000 && bar.Close == 2000 && bar.Volume == 3 && bar.TakerBuy == 1 && bar.OpenInterest == 5 && bar.MarkHigh == 3000 && bar.MarkLow == 1000 && bar.Liquidated == [Sides]USD{7, 8},
		"mark":        events[2].Mark == Mark{Mark: 2000, Index: 3000},
		"interest":    events[3].OpenInterest == OpenInterest{Base: 3, USD: 6000},
		"liquidation": events[4].Liquidation == Liquidation{Price: 2000, Base: 3, USD: 6000},
		"tier":        events[5].Tier == Tier{CapBase: 3, Cap: 5, Maintenance: .1, MaxLeverage: 5, Deduction: 9},
		"funding":     events[6].Funding.RatePerHour == .001,
		"book":        events[7].Book.Bids[0] == Level{2000, 3} && events[7].Book.Asks[0] == Level{3000, 0},
		"instrument":  *events[8].Instrument == Instrument{Contract: 10, Tick: .1},
	} {
		if !ok {
			t.Errorf("%s is wrong: %+v", name, events)
		}
	}
	if value := Value(events[0].Trade.Base, events[0].Trade.Price); math.Abs(float64(value)-6000) > 1e-9 {
		t.Errorf("a trade of 6000 dollars is worth %v", value)
	}
}
