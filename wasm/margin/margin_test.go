package margin

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/market"
	"brink/wasm/venue"
)

// One BTC at 60,000 under Binance's table of 2026-05-01: the worked values
// of wasm/venue/VENUES.md.
func TestLiquidationOfOneBitcoinOnBinance(t *testing.T) {
	table := BuiltIn("binance", "BTCUSDT")
	for _, c := range []struct {
		leverage    float64
		long, short float64
	}{{10, 54216.9, 65737.1}, {25, 57831.3, 62151.4}, {100, 59638.6, 60358.6}} {
		for side, want := range []float64{c.long, c.short} {
			got, ok := Liquidation(Position{Side: market.Side(side), Entry: 60000, Size: 1, Margin: Initial(60000, 1, c.leverage)}, table)
			if !ok || math.Abs(float64(got)-want) > .05 {
				t.Errorf("%vx %v: %v %v, want %v", c.leverage, market.Side(side), got, ok, want)
			}
		}
	}
}

// Maintenance brings the liquidation nearer to entry: an isolated position at
// leverage L under the rate m stands (1/L - m)/(1 - m) of the entry away as a
// long and (1/L - m)/(1 + m) as a short, 100x at 0.4 % about 0.6 % and not 1.4.
func TestMaintenanceBringsTheLiquidationNearer(t *testing.T) {
	const m = .004
	table := &Table{Tiers: []market.Tier{{Cap: market.USD(math.Inf(1)), Maintenance: m, MaxLeverage: 200}}}
	for side, below := range []float64{1 - m, 1 + m} {
		for _, leverage := range []float64{2, 5, 10, 20, 50, 100, 125} {
			price, ok := Liquidation(Position{Side: market.Side(side), Entry: 60000, Size: .5, Margin: Initial(60000, .5, leverage)}, table)
			moved := math.Abs(float64(price)-60000) / 60000
			if want := (1/leverage - m) / below; !ok || math.Abs(moved-want) > 1e-12 {
				t.Errorf("%vx %v: moved %v, want %v", leverage, market.Side(side), moved, want)
			}
		}
	}
}

// What other venues publish is the same formula with the fee in the rate
// (wasm/venue/VENUES.md).
func TestFormulasOfTheVenues(t *testing.T) {
	const q, entry, w, m, f = 2., 60_000., 9_000., .005, .0006
	table := &Table{Tiers: []market.Tier{{Cap: market.USD(math.Inf(1)), Maintenance: m, Deduction: 70}}}
	plain := &Table{Tiers: []market.Tier{{Cap: market.USD(math.Inf(1)), Maintenance: m}}}
	for side, d := range []float64{1, -1} {
		p := Position{Side: market.Side(side), Entry: entry, Size: q, Margin: w}
		fee := p
		fee.Fee = f
		for _, c := range []struct {
			name     string
			position Position
			table    *Table
			want     float64
		}{
			{"binance", p, table, (w + 70 - d*q*entry) / (q*m - d*q)},
			{"okx, gate", fee, plain, (entry - d*w/q) / (1 - d*(m+f))},
			{"bitget", fee, plain, (w - d*q*entry) / (q * (m + f - d))},
			// At the price asked of, here the entry, maintenance is l q px.
			{"hyperliquid", p, plain, entry - d*(w-m*q*entry)/q/(1-m*d)},
		} {
			if got, ok := Liquidation(c.position, c.table); !ok || math.Abs(float64(got)-c.want) > 1e-9*c.want {
				t.Errorf("%s %v: %v %v, want %v", c.name, p.Side, got, ok, c.want)
			}
		}
	}
}

// Price walks away from entry in small steps until the margin no longer covers
// the maintenance of the tier at hand: that is where every table liquidates,
// also where a tier begins with a jump, and before it nobody is.
func TestLiquidationIsWhereMarginEnds(t *testing.T) {
	const step = 2e-5
	jumps := 0
	for _, one := range venue.AllTiers() {
		table := (*Table)(&one)
		for _, side := range []market.Side{market.Long, market.Short} {
			for _, notional := range []float64{4e4, 150e3, 199e3, 295e3, 790e3, 990e3, 2.6e6, 4.8e6, 40e6, 148e6} {
				for _, leverage := range []float64{1.2, 3, 8, 15, 40} {
					const entry = 60_000.
					p := Position{Side: side, Entry: entry, Size: market.Base(notional / entry), Margin: market.USD(notional / leverage), Fee: .0005}
					d := 1.
					if side == market.Short {
						d = -1
					}
					slack := func(at float64) (float64, bool) {
						row, ok := table.Tier(p.Size, market.Price(at))
						return float64(p.Margin) + d*float64(p.Size)*(at-entry) - ((row.Maintenance+p.Fee)*float64(p.Size)*at - float64(row.Deduction)), ok
					}
					if left, ok := slack(entry); !ok || left <= 0 {
						continue // no such position can be opened
					}
					at, known := entry, true
					for left := 1.; left > 0 && known && at > 100 && at < 3*entry; {
						at *= 1 - d*step
						left, known = slack(at)
					}
					got, ok := Liquidation(p, table)
					if !known || at <= 100 || at >= 3*entry {
						if ok && got > 100 && got < 3*entry {
							t.Errorf("%s %v of %v USD at %vx: liquidated at %v, where the table does not reach", table.Venue, side, notional, leverage, got)
						}
						continue
					}
					if !ok || math.Abs(float64(got)/at-1) > 2*step {
						t.Errorf("%s %v of %v USD at %vx: %v %v, the margin ends at %v", table.Venue, side, notional, leverage, got, ok, at)
					}
					if left, _ := slack(float64(got) * (1 + 1e-9)); side == market.Short && left < -1e-6*float64(p.Margin) {
						jumps++
					}
				}
			}
		}
	}
	if jumps == 0 {
		t.Error("no short was ended by a tier's jump: the test wants some")
	}
}

func TestUnknownStaysUnknown(t *testing.T) {
	if BuiltIn("binance", "NOSUCH") != nil {
		t.Error("a table for a contract that nobody knows")
	}
	okx := BuiltIn("okx", "BTC-USDT-SWAP")
	if _, ok := okx.Tier(11, 60_000); ok || okx.Complete {
		t.Error("an incomplete table answers beyond its last row")
	}
	if row, ok := okx.Tier(10, 60_000); !ok || row.Maintenance != .004 {
		t.Errorf("ten coins at OKX: %+v %v", row, ok)
	}
	if _, ok := Liquidation(Position{Side: market.Long, Entry: 60_000, Size: 11, Margin: 60_000}, okx); ok {
		t.Error("eleven coins at OKX have a liquidation price, by a table that ends at ten")
	}
	if _, ok := Liquidation(Position{Side: market.Long, Entry: 60000, Size: 1, Margin: 70000}, BuiltIn("binance", "BTCUSDT")); ok {
		t.Error("a long with more margin than it is worth has no liquidation price")
	}
	for _, size := range []market.Base{0, -1, market.Base(math.NaN())} {
		if _, ok := Liquidation(Position{Side: market.Long, Entry: 60000, Size: size, Margin: 1}, BuiltIn("binance", "BTCUSDT")); ok {
			t.Errorf("size %v has a liquidation price", size)
		}
	}
}

// rowsOf reads rows of testdata, without comments.
func rowsOf(t *testing.T, name string, width int) (rows [][]string) {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		if row := strings.Split(line, "\t"); line[0] != '#' {
			if len(row) != width {
				t.Fatalf("%q", line)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func figure(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Positions at every venue, on both sides and in several tiers, against figures
// that are written out beside each.
func TestLiquidationsWrittenOut(t *testing.T) {
	rows := rowsOf(t, "liquidations.tsv", 8)
	if len(rows) < 40 {
		t.Errorf("only %d positions", len(rows))
	}
	for _, r := range rows {
		p := Position{Entry: market.Price(figure(t, r[3])), Size: market.Base(figure(t, r[4]))}
		if r[2] == "short" {
			p.Side = market.Short
		}
		p.Margin = Initial(p.Entry, p.Size, figure(t, r[5]))
		id := market.Venue(r[0])
		got, ok := Liquidation(Of(id, p), BuiltIn(id, r[1]))
		if want := figure(t, r[6]); !ok || math.Abs(float64(got)-want) > 1e-4 {
			t.Errorf("%v: %v %v", r, got, ok)
		}
	}
}

func TestInverseLiquidations(t *testing.T) {
	tiers := &Table{Tiers: []market.Tier{{Cap: 500e3, Maintenance: .01}, {Cap: market.USD(math.Inf(1)), Maintenance: .02}}}
	for _, r := range rowsOf(t, "inverse.tsv", 6) {
		p := Inverse{Entry: market.Price(figure(t, r[1])), USD: market.USD(figure(t, r[2]))}
		if r[0] == "short" {
			p.Side = market.Short
		}
		p.Margin = market.Base(float64(p.USD) / float64(p.Entry) / figure(t, r[3]))
		got, ok := InverseLiquidation(p, tiers)
		if want := figure(t, r[4]); !ok || math.Abs(float64(got)-want) > 1e-4 {
			t.Errorf("%v: %v %v", r, got, ok)
		}
	}
	full := Inverse{Side: market.Short, Entry: 60_000, USD: 6000, Margin: .1}
	if got, ok := InverseLiquidation(full, tiers); ok {
		t.Errorf("a short that holds its coins is liquidated at %v", got)
	}
}

// Caps in coins are met on the way: price walks until the margin no longer
// covers the maintenance of the tier at hand.
func TestInverseTiersInCoins(t *testing.T) {
	tiers := &Table{Tiers: []market.Tier{{CapBase: 10, Maintenance: .005}, {CapBase: 20, Maintenance: .02}, {CapBase: 1e9, Maintenance: .04}}}
	for _, side := range []market.Side{market.Long, market.Short} {
		d := 1.
		if side == market.Short {
			d = -1
		}
		for _, coins := range []float64{1, 8, 9.5, 9.99, 15, 19.9, 30} {
			for _, leverage := range []float64{1.5, 3, 10, 20} {
				const entry = 50_000.
				n := coins * entry
				p := Inverse{Side: side, Entry: entry, USD: market.USD(n), Margin: market.Base(coins / leverage)}
				slack := func(at float64) float64 {
					row, _ := tiers.Tier(market.Base(n/at), market.Price(at))
					return coins/leverage + d*n*(1/entry-1/at) - row.Maintenance*n/at
				}
				if slack(entry) <= 0 {
					continue
				}
				at := entry
				for slack(at) > 0 && at > 100 && at < 100*entry {
					at *= 1 - d*1e-5
				}
				got, ok := InverseLiquidation(p, tiers)
				if !ok || math.Abs(float64(got)/at-1) > 2e-5 {
					t.Errorf("%v of %v coins at %vx: %v %v, the margin ends at %v", side, coins, leverage, got, ok, at)
				}
			}
		}
	}
}
