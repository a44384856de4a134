package market

import (
	"math"
	"testing"
)

// A bar that can exist is taken; with any one figure spoilt it is refused, by
// the code of that figure, and a figure that is not known is never looked at.
func TestBarCheck(t *testing.T) {
	good := Bar{
		Start: 1, Open: 100, High: 110, Low: 90, Close: 105, Volume: 7,
		Optional: OptionalTaker | OptionalOI | OptionalMark | OptionalLiquidated, TakerBuy: 7, OpenInterest: 0, MarkHigh: 111, MarkLow: 91,
		Liquidated: [Sides]USD{1, 0}, Profile: []Base{0, 3},
	}
	if fault := good.Check(); fault != nil {
		t.Fatal(fault)
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, bad := range []float64{0, -1, nan, inf, -inf} {
		for name, price := range map[string]func(*Bar) *Price{
			"open": func(b *Bar) *Price { return &b.Open }, "high": func(b *Bar) *Price { return &b.High },
			"low": func(b *Bar) *Price { return &b.Low }, "close": func(b *Bar) *Price { return &b.Close },
		} {
			b := good
			*price(&b) = Price(bad)
			if fault := b.Check(); fault == nil || fault.Code != "bar-price-impossible" {
				t.Errorf("%s %v: %v", name, bad, fault)
			}
		}
	}
	for _, c := range []struct {
		code  string
		known Optional // that the figure needs
		spoil func(*Bar)
	}{
		{"bar-high-below-low", 0, func(b *Bar) { b.High, b.Low = 90, 110 }},
		{"bar-open-outside-range", 0, func(b *Bar) { b.Open = 89 }},
		{"bar-close-outside-range", 0, func(b *Bar) { b.Close = 111 }},
		{"bar-volume-impossible", 0, func(b *Bar) { b.Volume = -1 }},
		{"bar-volume-impossible", 0, func(b *Bar) { b.Volume = Base(nan) }},
		{"bar-taker-impossible", OptionalTaker, func(b *Bar) { b.TakerBuy = 7.5 }},
		{"bar-taker-impossible", OptionalTaker, func(b *Bar) { b.TakerBuy = Base(nan) }},
		{"bar-oi-impossible", OptionalOI, func(b *Bar) { b.OpenInterest = Base(inf) }},
		{"bar-mark-impossible", OptionalMark, func(b *Bar) { b.MarkLow = 0 }},
		{"bar-mark-impossible", OptionalMark, func(b *Bar) { b.MarkHigh = Price(inf) }},
		{"bar-mark-high-below-low", OptionalMark, func(b *Bar) { b.MarkHigh = 90.5 }},
		{"bar-liquidated-impossible", OptionalLiquidated, func(b *Bar) { b.Liquidated[Short] = -1 }},
		{"bar-profile-impossible", 0, func(b *Bar) { b.Profile = []Base{1, Base(nan)} }},
	} {
		b := good
		c.spoil(&b)
		if fault := b.Check(); fault == nil || fault.Code != c.code || fault.Sentence == "" {
			t.Errorf("%s: %v", c.code, fault)
		}
		b.Optional &^= c.known
		if fault := b.Check(); c.known != 0 && fault != nil {
			t.Errorf("%s is looked at though it is not known: %v", c.code, fault)
		}
	}
}

func TestSweepRangeIsTheMarks(t *testing.T) {
	b := Bar{Open: 100, High: 110, Low: 90, Close: 105, MarkHigh: 108, MarkLow: 93}
	if low, high := b.SweepRange(); low != 90 || high != 110 {
		t.Errorf("without a mark: %v to %v", low, high)
	}
	b.Optional = OptionalMark
	if low, high := b.SweepRange(); low != 93 || high != 108 {
		t.Errorf("with a mark: %v to %v", low, high)
	}
}

func TestSides(t *testing.T) {
	if Long.Other() != Short || Short.Other() != Long || Long.String() != "long" || Short.String() != "short" {
		t.Error("the two sides are not each other's")
	}
	if Value(2, 30) != 60 {
		t.Error("two at thirty are not worth sixty")
	}
}

func TestCoinOf(t *testing.T) {
	for symbol, want := range map[string]string{"BTCUSDT": "BTC", "BTC": "BTC", "1000PEPEUSDT": "1000PEPE", "USDT": "", "bars_5m": "bars_5m", "": ""} {
		if got := CoinOf(symbol); got != want {
			t.Errorf("%s is about %s, want %s", symbol, got, want)
		}
	}
}

// The page styles a venue by these words, and tests in the browser read them.
func TestVenueStatusesHaveWords(t *testing.T) {
	for status, want := range map[VenueStatus]string{VenueConnecting: "connecting", VenueLive: "live", VenueQuiet: "quiet", VenueBlocked: "blocked here", VenueNotListed: "not listed"} {
		if status.String() != want {
			t.Errorf("%d is %s, want %s", status, status, want)
		}
	}
}
