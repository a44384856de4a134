package margin

import (
	"math"
	"testing"

	"brink/wasm/market"
)

// One BTC at 60,000 under Binance's table of 2026-05-01: the worked values
// of SPEC.md 14.1.
func TestLiquidationOfOneBitcoinOnBinance(t *testing.T) {
	table := BuiltIn("binance", "BTCUSDT")
	for _, c := range []struct {
		leverage    float64
		long, short float64
	}{{10, 54216.9, 65737.1}, {25, 57831.3, 62151.4}, {100, 59638.6, 60358.6}} {
		for side, want := range []float64{c.long, c.short} {
			got, ok := Liquidation(Position{market.Side(side), 60000, 1, Initial(60000, 1, c.leverage)}, table)
			if !ok || math.Abs(float64(got)-want) > .05 {
				t.Errorf("%vx %v: %v %v, want %v", c.leverage, market.Side(side), got, ok, want)
			}
		}
	}
}

// Distance and the liquidation price are the same thing said twice, and
// maintenance brings the liquidation nearer: 100x at 0.4 % stands 0.6 % away,
// not 1.4 %.
func TestDistanceHasTheRightSign(t *testing.T) {
	if d := Distance(market.Long, 100, .004); math.Abs(d-.006/.996) > 1e-15 {
		t.Errorf("100x long: %v", d)
	}
	if d := Distance(market.Short, 100, .004); math.Abs(d-.006/1.004) > 1e-15 {
		t.Errorf("100x short: %v", d)
	}
	table := &Table{Tiers: []market.Tier{{Cap: market.USD(math.Inf(1)), Maintenance: .004, MaxLeverage: 200}}}
	for _, side := range []market.Side{market.Long, market.Short} {
		for _, leverage := range []float64{2, 5, 10, 20, 50, 100, 125} {
			d := Distance(side, leverage, .004)
			if got := Leverage(side, d, .004); math.Abs(got-leverage) > 1e-9*leverage {
				t.Errorf("leverage of distance: %v, want %v", got, leverage)
			}
			price, ok := Liquidation(Position{side, 60000, .5, Initial(60000, .5, leverage)}, table)
			moved := math.Abs(float64(price)-60000) / 60000
			if !ok || math.Abs(moved-d) > 1e-12 {
				t.Errorf("%vx %v: moved %v, distance %v", leverage, side, moved, d)
			}
		}
	}
}

// A deduction is c_i = c_(i-1) + cap_(i-1) (m_i - m_(i-1)): maintenance is
// continuous over every cap (SPEC.md 14.1).
func TestDeductionsMakeMaintenanceContinuous(t *testing.T) {
	for _, table := range tables {
		for i := 1; i < len(table.Tiers); i++ {
			a, b := table.Tiers[i-1], table.Tiers[i]
			want := float64(a.Deduction) + float64(a.Cap)*(b.Maintenance-a.Maintenance)
			if math.Abs(float64(b.Deduction)-want) > 1e-6*want {
				t.Errorf("%s %s tier %d: deduction %v, want %v", table.Venue, table.Symbol, i+1, b.Deduction, want)
			}
			if b.Cap <= a.Cap || b.Maintenance <= a.Maintenance || b.MaxLeverage >= a.MaxLeverage {
				t.Errorf("%s %s tier %d is not above the one before it", table.Venue, table.Symbol, i+1)
			}
		}
	}
}

// At the liquidation price the margin equals the maintenance of the tier
// that holds there, and one step nearer to entry it is above it.
func TestMarginIsExhaustedAtLiquidation(t *testing.T) {
	table := BuiltIn("binance", "BTCUSDT")
	for _, side := range []market.Side{market.Long, market.Short} {
		d := 1.0
		if side == market.Short {
			d = -1
		}
		for _, size := range []market.Base{.01, 1, 4.9, 5.1, 60, 900, 5000} {
			for _, leverage := range []float64{1.5, 3, 8, 15} {
				entry := market.Price(60000)
				p := Position{side, entry, size, Initial(entry, size, leverage)}
				price, ok := Liquidation(p, table)
				if !ok {
					continue
				}
				slack := func(at float64) float64 {
					notional := float64(size) * at
					row, _ := table.Tier(market.USD(notional))
					return float64(p.Margin) + d*float64(size)*(at-float64(entry)) - (row.Maintenance*notional - float64(row.Deduction))
				}
				if s := slack(float64(price)); math.Abs(s) > 1e-6*float64(p.Margin) {
					t.Errorf("%v %v BTC %vx: slack %v at %v", side, size, leverage, s, price)
				}
				if slack(float64(price)+d*float64(price)*1e-4) <= 0 {
					t.Errorf("%v %v BTC %vx: already exhausted on entry's side of %v", side, size, leverage, price)
				}
			}
		}
	}
}

func TestUnknownStaysUnknown(t *testing.T) {
	if BuiltIn("binance", "NOSUCH") != nil {
		t.Error("a table for a contract that nobody knows")
	}
	okx := BuiltIn("okx", "BTC-USDT-SWAP")
	if _, ok := okx.Tier(50e6); ok || okx.Complete {
		t.Error("an incomplete table answers beyond its last row")
	}
	if _, ok := Liquidation(Position{market.Long, 60000, 1, 70000}, BuiltIn("binance", "BTCUSDT")); ok {
		t.Error("a long with more margin than it is worth has no liquidation price")
	}
	for _, size := range []market.Base{0, -1, market.Base(math.NaN())} {
		if _, ok := Liquidation(Position{market.Long, 60000, size, 1}, BuiltIn("binance", "BTCUSDT")); ok {
			t.Errorf("size %v has a liquidation price", size)
		}
	}
}
