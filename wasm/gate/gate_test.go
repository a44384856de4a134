package gate_test

import (
	"math"
	"slices"
	"testing"

	"brink/wasm/gate"
	"brink/wasm/market"
)

func bar(at int) market.Bar {
	p := market.Price(60_000 + at%7)
	return market.Bar{Start: market.Millis(at) * 5 * market.Minute, Open: p, High: p + 10, Low: p - 10, Close: p, Volume: 100}
}

func TestABarThatCannotBe(t *testing.T) {
	for name, poison := range map[string]func(*market.Bar){
		"price off the grid": func(b *market.Bar) { b.High = 1e13 },
		"no number":          func(b *market.Bar) { b.Close = market.Price(math.NaN()) },
		"volume":             func(b *market.Bar) { b.Volume = 2e11 * 60_000 },
		"infinite volume":    func(b *market.Bar) { b.Volume = market.Base(math.Inf(1)) },
		"open above high":    func(b *market.Bar) { b.Open = b.High + 1 },
	} {
		b := bar(1)
		poison(&b)
		if gate.Bar(&b) == nil {
			t.Errorf("%s: believed", name)
		}
	}
	if b := bar(1); gate.Bar(&b) != nil {
		t.Error("a usual bar is refused")
	}
}

// What a bar may carry besides its trades costs itself.
func TestCleanDropsOptionalFieldsAlone(t *testing.T) {
	all := market.OptionalMark | market.OptionalOI | market.OptionalLiquidated
	whole := bar(1)
	whole.Optional, whole.MarkLow, whole.MarkHigh, whole.OpenInterest = all, 59_990, 60_010, 5000
	whole.Liquidated = [market.Sides]market.USD{1e6, 2e6}
	same := whole
	if dropped, fault := gate.Clean(&same); dropped || fault != nil || same.Optional != all {
		t.Fatalf("%v %v %+v", dropped, fault, same)
	}
	for name, c := range map[string]struct {
		poison func(*market.Bar)
		left   market.Optional
	}{
		"mark of 1e13":     {func(b *market.Bar) { b.MarkHigh = 1e13 }, all &^ market.OptionalMark},
		"mark of 1":        {func(b *market.Bar) { b.MarkLow = 1 }, all &^ market.OptionalMark},
		"mark upside down": {func(b *market.Bar) { b.MarkLow, b.MarkHigh = b.MarkHigh, b.MarkLow }, all &^ market.OptionalMark},
		"no mark":          {func(b *market.Bar) { b.MarkLow = market.Price(math.NaN()) }, all &^ market.OptionalMark},
		"open interest":    {func(b *market.Bar) { b.OpenInterest = 1e300 }, all &^ market.OptionalOI},
		"negative":         {func(b *market.Bar) { b.OpenInterest = -1 }, all &^ market.OptionalOI},
		"liquidated":       {func(b *market.Bar) { b.Liquidated[1] = 6e23 }, all &^ market.OptionalLiquidated},
	} {
		b := whole
		c.poison(&b)
		if dropped, fault := gate.Clean(&b); !dropped || fault != nil || b.Optional != c.left || b.Close != whole.Close {
			t.Errorf("%s: %v %v %+v", name, dropped, fault, b)
		}
	}
}

func TestLonelyBarsAreFoundWhereverTheyStand(t *testing.T) {
	for at := range 5 {
		for name, poison := range map[string]func(*market.Bar){
			"high":   func(b *market.Bar) { b.Open, b.High, b.Low, b.Close = 1e11, 1e11, 1e11, 1e11 },
			"low":    func(b *market.Bar) { b.Open, b.High, b.Low, b.Close = 1, 1, 1, 1 },
			"wick":   func(b *market.Bar) { b.High = 1e9 },
			"volume": func(b *market.Bar) { b.Volume = 1e9 },
		} {
			var bars []market.Bar
			for i := range 5 {
				bars = append(bars, bar(i))
			}
			if got := gate.Lonely(bars); got != nil {
				t.Fatal(got)
			}
			poison(&bars[at])
			if got := gate.Lonely(bars); !slices.Equal(got, []int{at}) {
				t.Errorf("%s at %d: %v", name, at, got)
			}
		}
	}
	// A market that falls to an eighth stays there; one that was listed begins
	// low. Neither stands alone.
	fall := []market.Bar{bar(0), bar(1), bar(2), bar(3)}
	for i := 2; i < 4; i++ {
		b := &fall[i]
		b.Open, b.High, b.Low, b.Close = 5000, 5100, 4900, 5000
	}
	if got := gate.Lonely(fall); got != nil {
		t.Errorf("a fall: %v", got)
	}
	if gate.Lonely(fall[:2]) != nil || gate.Lonely(nil) != nil {
		t.Error("of two bars, or none")
	}
}
