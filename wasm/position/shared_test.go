package position

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"brink/wasm/margin"
	"brink/wasm/market"
)

func tableOf(p *Position) *margin.Table { return margin.BuiltIn(p.Venue, p.Symbol) }

func crossed(symbol string, side market.Side, entry market.Price, size market.Base, account market.USD) Position {
	return Position{Venue: "binance", Symbol: symbol, Side: side, Mode: Cross, Entry: entry, Size: size, Margin: account}
}

// Two longs of one account, by hand. BTC 1 at 60,000 and ETH 20 at 2,400 with
// 10,000 USD behind both, at their entries, rates .004: alone, BTC has what is
// left by ETH's maintenance, P = (10,000 - .004 48,000 - 60,000) / (.004 - 1).
// Alike, by a share s: 10,000 - 108,000 s = .004 108,000 (1 - s).
func TestCrossPositionsShareTheirMargin(t *testing.T) {
	none := func(*Position) market.Price { return 0 }
	list := []Position{crossed("BTCUSDT", market.Long, 60_000, 1, 10_000), crossed("ETHUSDT", market.Long, 2_400, 20, 10_000)}
	s := Share(list, 0, tableOf, none)
	fall := (10_000 - .004*108_000) / (108_000 * (1 - .004))
	alone := (10_000 - .004*48_000 - 60_000) / (.004 - 1)
	if s.Others != 1 || s.Untold != 0 || s.Differ || math.Abs(float64(s.Alone)-alone) > 1e-6 || math.Abs(float64(s.Alike)-60_000*(1-fall)) > 1e-6 || s.Nearer(market.Long) != s.Alike {
		t.Errorf("%+v, want %v and %v", s, alone, 60_000*(1-fall))
	}
	single, f := list[0].Assess(tableOf(&list[0]))
	if f != nil || !(s.Alike > s.Alone && s.Alone > single.Liquidation) {
		t.Errorf("%v alone in the account, %+v with another", single.Liquidation, s)
	}
	if e := Share(list, 1, tableOf, none); math.Abs(float64(e.Alike)/2_400-(1-fall)) > 1e-9 {
		t.Errorf("ETH falls alike to %v", e.Alike)
	}

	// A hedge: if all move alike nothing is lost.
	hedge := []Position{crossed("BTCUSDT", market.Long, 60_000, 1, 5_000), crossed("ETHUSDT", market.Short, 2_400, 25, 5_000)}
	if s := Share(hedge, 0, tableOf, none); s.Alike != 0 || s.Alone < 54_000 || s.Nearer(market.Long) != s.Alone {
		t.Errorf("a hedge: %+v", s)
	}
	// What another has lost by now is gone from the margin.
	lost := Share(list, 0, tableOf, func(p *Position) market.Price {
		if p.Symbol == "ETHUSDT" {
			return 2_200
		}
		return 60_000
	})
	if want := (10_000 - 4_000 - .004*44_000 - 60_000) / (.004 - 1); math.Abs(float64(lost.Alone)-want) > 1e-6 {
		t.Errorf("%v, want %v", lost.Alone, want)
	}
	// Two of one contract move together also alone; the smaller margin counts;
	// isolated ones and other venues are left out; one without a table is said.
	mixed := append(list, crossed("BTCUSDT", market.Long, 61_000, 1, 9_000), crossed("NOBODYUSDT", market.Long, 1, 1, 9_000),
		bitcoin(market.Long, 60_000, 1, 10), Position{Venue: "okx", Symbol: "BTC-USDT-SWAP", Mode: Cross, Entry: 60_000, Size: 1, Margin: 1_000})
	if s := Share(mixed, 0, tableOf, none); s.Others != 3 || s.Untold != 1 || !s.Differ || s.Margin != 9_000 {
		t.Errorf("%+v", s)
	}
	if s := Share(mixed, 3, tableOf, none); s.Alone != 0 || s.Alike != 0 {
		t.Errorf("told without a table: %+v", s)
	}
	// Nothing left is said to be where price is.
	gone := []Position{crossed("BTCUSDT", market.Short, 60_000, 1, 100), crossed("ETHUSDT", market.Long, 2_400, 20, 100)}
	if s := Share(gone, 0, tableOf, none); s.Alone != 60_000 || s.Alike != 60_000 {
		t.Errorf("%+v", s)
	}
}

// Where two ways of reckoning are possible, the nearer price is told.
func TestUnsureIsRoundedTowardsTheDanger(t *testing.T) {
	for side, want := range []market.Price{57_198, 62_792.784} { // by entry, by the mark: 63,000 / 1.0033
		p := Position{Venue: "bybit", Symbol: "BTCUSDT", Side: market.Side(side), Mode: Cross, Entry: 60_000, Size: 1, Margin: 3_000}
		if v, f := p.Assess(tableOf(&p)); f != nil || math.Abs(float64(v.Liquidation-want)) > 1e-2 {
			t.Errorf("%v: %v %v, want %v", p.Side, v.Liquidation, f, want)
		}
	}
}

// The cases that are kept outside the repository, of this package.
func TestCasesOfPositions(t *testing.T) {
	content, err := os.ReadFile("../../../shared/cases/positions-fees-and-tiers/positions.jsonl")
	if err != nil {
		t.Skip("../shared is not here: the cases this test walks are kept outside the repository")
	}
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		var row struct {
			Venue, Symbol, Side   string
			Entry, Size, Leverage float64
			Liquidation           any
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		want, told := row.Liquidation.(float64)
		p := Position{Venue: market.Venue(row.Venue), Symbol: row.Symbol, Entry: market.Price(row.Entry), Size: market.Base(row.Size), Leverage: row.Leverage}
		if row.Side == "short" {
			p.Side = market.Short
		}
		v, f := p.Assess(tableOf(&p))
		if told && (f != nil || math.Abs(float64(v.Liquidation)-want) > .051) {
			t.Errorf("%s: %+v %v", line, v, f)
		}
		if f != nil && strings.Contains(f.Sentence, "not known yet") {
			t.Errorf("%s: %s", line, f.Sentence)
		}
	}
}
