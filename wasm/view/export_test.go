package view

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/grid"
	"brink/wasm/insight"
	"brink/wasm/market"
)

func provenance(t *testing.T) Provenance {
	return Provenance{"BTCUSDT", []string{"binance", "bybit"}, "Learned", "learned-2026-11-24", at(t, "2026-11-24 12:05")}
}

// A strange name, such as a recording's, must not break what reads the file.
const strange = "a,\"b\"\n\\c\x01ü\xff.csv"

// Other programs read the CSV and the JSON, and both say the same.
func TestExportsAreReadByOthers(t *testing.T) {
	m := &insight.Map{Price: 60_000}
	m.Planes[market.Long] = insight.Plane{Lo: 3500, USD: []float64{1e6, 0, 123456.789}}
	m.Planes[market.Short] = insight.Plane{Lo: 3600, USD: []float64{5}}
	c := cluster(market.Long, .018, .01, 100e6)
	c.Classes, c.Venues, c.Age = [4]market.USD{1, 2, 3, 4}, []market.USD{60e6, 40e6}, 90*market.Minute
	c.Hour = insight.Change{PerHour: -1.5, Known: true}
	unknown := cluster(market.Short, .02, .01, 50e6)
	unknown.Older, unknown.Venues = true, []market.USD{50e6, 0}
	for _, symbol := range []string{"BTCUSDT", strange} {
		p := provenance(t)
		p.Symbol = symbol
		for name, table := range map[string]Table{"levels": p.Levels(m), "clusters": p.Clusters(outlook(c, unknown))} {
			rows, err := csv.NewReader(bytes.NewReader(table.CSV())).ReadAll()
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, table.CSV())
			}
			var object map[string]any
			if err := json.Unmarshal(table.JSON(), &object); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, table.JSON())
			}
			list := object["rows"].([]any)
			if len(rows) != len(list)+1 || len(list) != len(table.rows) {
				t.Fatalf("%s: %d lines and %d objects of %d rows", name, len(rows), len(list), len(table.rows))
			}
			for i, row := range rows[1:] {
				one := list[i].(map[string]any)
				for column, key := range rows[0] {
					value, there := one[key]
					if !there {
						value = object[key]
					}
					switch v := value.(type) {
					case string:
						if strings.ToValidUTF8(row[column], "\uFFFD") != v {
							t.Errorf("%s, row %d, %s: %q and %q", name, i, key, row[column], v)
						}
					case float64:
						if x, err := strconv.ParseFloat(row[column], 64); err != nil || x != v {
							t.Errorf("%s, row %d, %s: %q and %v", name, i, key, row[column], v)
						}
					case nil:
						if row[column] != "" {
							t.Errorf("%s, row %d, %s: %q and nothing", name, i, key, row[column])
						}
					}
				}
			}
			if object["kind"] != "estimate" || object["version"] != "learned-2026-11-24" || object["venues"] != "binance bybit" || object["time"] != "2026-11-24T12:05:00Z" {
				t.Errorf("%s: %v", name, object)
			}
		}
	}
	p := provenance(t)
	levels := p.Levels(m)
	if len(levels.rows) != 3 || levels.rows[1][3].text != "123456.789" || valueOf(levels.rows[1][1]) != float64(grid.Bin(3502).Lower()) {
		t.Errorf("%+v", levels.rows)
	}
	if levels.rows[0][4].name != "stand_out" || levels.rows[0][4].text != "" {
		t.Errorf("where it is not known how far a level stands out: %+v", levels.rows[0])
	}
	m.Planes[market.Long].Standout = []byte{grid.StandoutLevel(1.3), 0, grid.StandoutLevel(.8)}
	if levels = p.Levels(m); math.Abs(valueOf(levels.rows[0][4])-1.3) > .02 || math.Abs(valueOf(levels.rows[1][4])-.8) > .02 || levels.rows[2][4].text != "" {
		t.Errorf("%+v", levels.rows)
	}
	empty := p.Levels(&insight.Map{})
	var object map[string]any
	if err := json.Unmarshal(empty.JSON(), &object); err != nil || len(empty.CSV()) != 0 {
		t.Errorf("of an empty map: %s, %q", empty.JSON(), empty.CSV())
	}
}

func valueOf(f figure) float64 {
	x, _ := strconv.ParseFloat(f.text, 64)
	return x
}

func TestClustersAreExportedAsTheyAre(t *testing.T) {
	c := cluster(market.Long, .018, .01, 100e6)
	c.Classes, c.Venues, c.Age = [4]market.USD{1, 2, 3, 4}, []market.USD{60e6, 40e6}, 90*market.Minute
	c.Core, c.Standout = 55e6, 1.375
	p := provenance(t)
	table := p.Clusters(outlook(c))
	got := map[string]float64{}
	for _, f := range table.rows[0] {
		got[f.name] = valueOf(f)
	}
	for name, want := range map[string]float64{"usd": 100e6, "usd_inner_half": 55e6, "stand_out": 1.375, "age_hours": 1.5, "usd_below_1.2": 1, "usd_above_8": 4, "usd_binance": 60e6, "usd_bybit": 40e6, "distance": c.Distance(60_000)} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
}

func TestCaption(t *testing.T) {
	p := provenance(t)
	if got, want := p.Caption(zoneOf(t, "Europe/Berlin")), "BTCUSDT · binance, bybit · Learned (learned-2026-11-24) · 24 Nov 2026 13:05 Europe/Berlin · estimate of forced closings, not orders · Brink"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := p.FileName("clusters", "csv"); got != "brink-BTCUSDT-clusters-20261124T120500Z.csv" {
		t.Error(got)
	}
	p.Symbol = "../a b.csv"
	if got := p.FileName("levels", "json"); got != "brink-___a_b_csv-levels-20261124T120500Z.json" {
		t.Error(got)
	}
	p.Venues = nil
	if got := p.Caption(UTC); !reflect.DeepEqual(strings.Split(got, " · ")[:2], []string{"../a b.csv", "Learned (learned-2026-11-24)"}) {
		t.Error(got)
	}
}
