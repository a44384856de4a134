package position

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"brink/wasm/margin"
	"brink/wasm/market"
	"brink/wasm/seal"
)

// Tables come back as they were kept, also those without a last cap and those
// that are counted in coins.
func TestTablesComeBack(t *testing.T) {
	list := []margin.Table{
		{Venue: "bybit", Symbol: "ETHUSDT", Dated: "2026-11-28", Complete: true, Tiers: []market.Tier{{Cap: 1e6, Maintenance: .005, MaxLeverage: 100}, {Cap: market.USD(math.Inf(1)), Maintenance: .01, MaxLeverage: 50, Deduction: 5000}}},
		{Venue: "bybit-inverse", Symbol: "BTCUSD", Dated: "2026-11-28", Complete: true, Tiers: []market.Tier{{CapBase: 150, Maintenance: .005, MaxLeverage: 100}}},
		{Venue: "binance", Symbol: "人生USDT", Dated: "2026-11-27", Tiers: []market.Tier{{Cap: 5000, Maintenance: .02, MaxLeverage: 25}}},
	}
	for n := range len(list) + 1 {
		text := TablesText(list[:n])
		back, fault := ParseTables(text)
		if fault != nil || len(back) != n || n > 0 && !reflect.DeepEqual(back, list[:n]) {
			t.Errorf("%d tables come back as %+v, %v", n, back, fault)
		}
		for cut := range len(text) {
			if back, fault := ParseTables(text[:cut]); fault == nil || back != nil {
				t.Errorf("cut after %d bytes: %+v", cut, back)
			}
		}
	}
}

// A table that cannot be is refused, whatever its checksum says.
func TestImpossibleTables(t *testing.T) {
	good := market.Tier{Cap: 1e6, Maintenance: .005, MaxLeverage: 100}
	for name, change := range map[string]func(*margin.Table){
		"no row":            func(t *margin.Table) { t.Tiers = nil },
		"no cap":            func(t *margin.Table) { t.Tiers[0].Cap = 0 },
		"two caps":          func(t *margin.Table) { t.Tiers[0].CapBase = 1 },
		"no maintenance":    func(t *margin.Table) { t.Tiers[0].Maintenance = 0 },
		"all of it":         func(t *margin.Table) { t.Tiers[0].Maintenance = 1 },
		"a negative figure": func(t *margin.Table) { t.Tiers[0].Deduction = -1 },
		"no number":         func(t *margin.Table) { t.Tiers[0].Maintenance = math.NaN() },
		"rows that descend": func(t *margin.Table) {
			t.Tiers = []market.Tier{{Cap: 2e6, Maintenance: .01, MaxLeverage: 50}, {Cap: 1e6, Maintenance: .005, MaxLeverage: 100}}
		},
		"no name":       func(t *margin.Table) { t.Symbol = "" },
		"too many rows": func(t *margin.Table) { t.Tiers = make([]market.Tier, 300) },
	} {
		table := margin.Table{Venue: "bybit", Symbol: "ETHUSDT", Dated: "2026-11-28", Tiers: []market.Tier{good}}
		change(&table)
		if back, fault := ParseTables(TablesText([]margin.Table{table})); fault == nil || back != nil || fault.Code != "tiers-damaged" || !strings.HasSuffix(fault.Sentence, ".") {
			t.Errorf("%s: %+v %v", name, back, fault)
		}
	}
	many := make([]margin.Table, MaxPositions+1)
	for i := range many {
		many[i] = margin.Table{Venue: "bybit", Symbol: "ETHUSDT", Dated: "2026-11-28", Tiers: []market.Tier{good}}
	}
	if _, fault := ParseTables(TablesText(many)); fault == nil {
		t.Error("more tables than positions are read")
	}
}

// Whatever is read as tables is written as it was read.
func FuzzParseTables(f *testing.F) {
	f.Add(TablesText(nil))
	f.Add(TablesText([]margin.Table{{Venue: "bybit", Symbol: "ETHUSDT", Dated: "2026-11-28", Complete: true, Tiers: []market.Tier{{Cap: 1e6, Maintenance: .005, MaxLeverage: 100}}}}))
	f.Add("brink-tiers-1 00000000\nbybit ETHUSDT 2026-11-28 1 1 0 .1 2 0")
	f.Fuzz(func(t *testing.T, text string) {
		for _, text := range []string{text, seal.Text(tablesKind, text)} { // also what the checksum does not refuse
			list, fault := ParseTables(text)
			if fault != nil {
				if list != nil {
					t.Errorf("%q is refused and gives %+v", text, list)
				}
				continue
			}
			back, fault := ParseTables(TablesText(list))
			if fault != nil || !reflect.DeepEqual(back, list) {
				t.Errorf("%q is %+v and comes back as %+v, %v", text, list, back, fault)
			}
		}
	})
}
