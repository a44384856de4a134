package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"brink/wasm/correlation"
	"brink/wasm/information"
	"brink/wasm/market"
	"brink/wasm/score"
	"brink/wasm/sim"
)

// monday is 2026-01-05, 00:00 UTC.
const monday = market.Millis(1_767_571_200_000)

// files writes a simulated month and its hourly liquidations, with bars of an
// interval, and returns their names.
func files(t *testing.T, interval market.Millis, days market.Millis, oi bool) (bars, liquidations string) {
	t.Helper()
	m := sim.New(sim.Config{Seed: 11, Start: monday, Interval: interval})
	var e sim.Events
	for m.Now() < monday+days*market.Day {
		m.Step(&e)
	}
	var text strings.Builder
	text.WriteString("ts_ms,open,high,low,close,volume")
	if oi {
		text.WriteString(",oi")
	}
	for _, b := range e.Bars {
		fmt.Fprintf(&text, "\n%d,%v,%v,%v,%v,%v", b.Start, b.Open, b.High, b.Low, b.Close, b.Volume)
		if oi {
			fmt.Fprintf(&text, ",%v", b.OpenInterest)
		}
	}
	hours := make([][2]market.USD, days*24)
	for _, l := range e.Liquidations {
		hours[(l.Time-monday)/market.Hour][l.Closed] += l.USD
	}
	rows := "ts_ms,long_usd,short_usd\n"
	for i, usd := range hours {
		rows += fmt.Sprintf("%d,%v,%v\n", monday+market.Millis(i)*market.Hour, usd[0], usd[1])
	}
	folder := t.TempDir()
	bars, liquidations = filepath.Join(folder, "bars.csv"), filepath.Join(folder, "liquidations.csv")
	for name, content := range map[string]string{bars: text.String(), liquidations: rows} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return bars, liquidations
}

// exam runs the command and returns its exit code and what it printed.
func exam(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, &o, &e)
	return code, o.String(), e.String()
}

func TestRefusals(t *testing.T) {
	bars, liquidations := files(t, 5*market.Minute, 12, true)
	odd := filepath.Join(t.TempDir(), "odd.csv")
	if err := os.WriteFile(odd, []byte("ts_ms,long,short\n1,2,3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	seven := filepath.Join(t.TempDir(), "seven.csv")
	if err := os.WriteFile(seven, []byte("ts_ms,long_usd,short_usd\n1767571200000,1,1\n1767571620000,1,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	more := filepath.Join(t.TempDir(), "more.csv")
	if err := os.WriteFile(more, []byte("ts_ms,long_usd,short_usd,venue\n1767571200000,1,1,x\n1767574800000,1,1,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := func(more ...string) []string {
		return append([]string{"-bars", bars, "-liquidations", liquidations, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, more...)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no flags", nil, 2, "-"},
		{"no fit period", []string{"-bars", bars, "-liquidations", liquidations, "-score-from", "2026-01-14"}, 2, "-fit-until is needed"},
		{"unknown flag", good("-nobody"), 2, "nobody"},
		{"loose argument", good("loose"), 2, "loose"},
		{"overlap", good("-score-from", "2026-01-13"), 1, "before the fit period ends"},
		{"backwards", good("-score-to", "2026-01-14"), 1, "ends at"},
		{"no such time", good("-score-to", "someday"), 1, "is no point in time"},
		{"no such mode", good("-mode", "later"), 1, "nowcast or ahead"},
		{"no such weights", good("-weights", "heavy"), 1, "fit, adapted or shipped"},
		{"no such horizon", good("-mode", "expected", "-horizon", "2h"), 1, "1h, 4h or 24h"},
		{"prices without a path", good("-mode", "expected", "-prices", liquidations), 1, "no path"},
		{"no such feed", good("-feed", "half"), 1, "complete, sampled or mixed"},
		{"feeds without names", good("-liquidations", "b="+liquidations), 1, "needs a name"},
		{"one name twice", []string{"-bars", bars, "-liquidations", "a=" + liquidations, "-liquidations", "a=" + liquidations, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, 1, "are named \"a\""},
		{"feeds of two lengths", []string{"-bars", bars, "-liquidations", "a=" + liquidations, "-liquidations", "b=" + seven, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, 1, "another length"},
		{"no such warm-up", good("-warmup", "week"), 1, "is no length of time"},
		{"nothing to judge", good("-score-from", "2027-01-01"), 1, "period to judge"},
		{"nothing to fit", good("-warmup", "300d"), 1, "-fit-until"},
		{"unknown columns", []string{"-bars", bars, "-liquidations", odd, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, 1, "long_usd"},
		{"columns too many", []string{"-bars", bars, "-liquidations", more, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, 1, "\"venue\" is not known"},
		{"mismatched intervals", []string{"-bars", bars, "-liquidations", seven, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, 1, "multiple"},
		{"no file", []string{"-bars", "nobody.csv", "-liquidations", liquidations, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, 1, "nobody.csv"},
		{"bars for liquidations", []string{"-bars", liquidations, "-liquidations", liquidations, "-fit-until", "2026-01-14", "-score-from", "2026-01-14"}, 1, "open"},
	} {
		code, out, errs := exam(c.args...)
		if code != c.code || !strings.Contains(errs, c.says) || out != "" {
			t.Errorf("%s: exit %d, said %q, printed %q", c.name, code, errs, out)
		}
	}
}

// The schema is the documented one, and every figure can be recomputed from
// the elements.
func TestElementsGiveEveryFigure(t *testing.T) {
	bars, liquidations := files(t, 5*market.Minute, 30, true)
	for _, mode := range []string{"nowcast", "ahead"} {
		elements := filepath.Join(t.TempDir(), "elements.csv")
		code, out, errs := exam("-bars", bars, "-liquidations", liquidations, "-fit-until", "2026-01-18", "-score-from", "2026-01-18", "-mode", mode, "-elements", elements, "-json")
		if code != 0 {
			t.Fatal(errs)
		}
		var report struct {
			Status, Mode string
			Elements     int
			Dollars      float64
			Forecasts    map[string]struct {
				NatsPerDollar float64 `json:"nats_per_dollar"`
				Pearson       float64 `json:"pearson"`
				Spearman      float64 `json:"spearman"`
				TotalRatio    float64 `json:"total_ratio"`
			}
			Novelty *score.Interval `json:"gain_over_novelty"`
			Classic *score.Interval `json:"gain_over_classic"`
		}
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatal(err)
		}
		if report.Status != "ok" || report.Mode != mode || report.Novelty == nil || report.Classic == nil || len(report.Forecasts) != 5 {
			t.Fatalf("%s", out)
		}
		file, err := os.Open(elements)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil || file.Close() != nil {
			t.Fatal(err)
		}
		if got := strings.Join(rows[0], ","); got != "ts_ms,side,y,learned,oi,classic,novelty,uniform-path" {
			t.Fatalf("the header is %s", got)
		}
		rows = rows[1:]
		if len(rows) != report.Elements || len(rows) != 2*24*17 {
			t.Errorf("%d rows, %d elements, seventeen days have %d", len(rows), report.Elements, 2*24*17)
		}
		columns := make([][]float64, 6) // y and the forecasts
		var times []market.Millis
		for _, row := range rows {
			at, err := strconv.ParseInt(row[0], 10, 64)
			if err != nil || row[1] != "long" && row[1] != "short" {
				t.Fatalf("row %v", row)
			}
			times = append(times, market.Millis(at))
			for i := range columns {
				v, err := strconv.ParseFloat(row[2+i], 64)
				if err != nil || !(v >= 0) {
					t.Fatalf("row %v", row)
				}
				columns[i] = append(columns[i], v)
			}
		}
		y := columns[0]
		total := func(x []float64) (sum float64) {
			for _, v := range x {
				sum += v
			}
			return sum
		}
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
				t.Errorf("%s %s: %v from the elements, %v in the report", mode, what, got, want)
			}
		}
		near("dollars", total(y), report.Dollars)
		for i, name := range score.Names {
			f := report.Forecasts[name]
			near(name+" nats", information.Information(y, columns[1+i]), f.NatsPerDollar)
			near(name+" Pearson", correlation.Pearson(y, columns[1+i]), f.Pearson)
			near(name+" Spearman", correlation.Spearman(y, columns[1+i]), f.Spearman)
			near(name+" total", total(columns[1+i])/total(y), f.TotalRatio)
		}
		g := information.Gain(times, y, columns[1], columns[4], rand.New(rand.NewPCG(score.Seed, 0)))
		near("gain", g.Value, report.Novelty.Value)
		near("gain's low end", g.Low, report.Novelty.Low)
		near("gain's high end", g.High, report.Novelty.High)
	}
}

// Bars of one minute to one hour, with and without open interest, in every
// mode and with every source of weights.
func TestIntervalsAndSources(t *testing.T) {
	for _, c := range []struct {
		interval market.Millis
		oi       bool
	}{{market.Minute, false}, {15 * market.Minute, true}, {market.Hour, false}} {
		bars, liquidations := files(t, c.interval, 26, c.oi)
		for _, weights := range []string{"fit", "adapted", "shipped"} {
			for _, mode := range []string{"nowcast", "ahead"} {
				code, out, errs := exam("-bars", bars, "-liquidations", liquidations, "-fit-until", "2026-01-16", "-score-from", "2026-01-16", "-weights", weights, "-mode", mode, "-json")
				var report score.Report
				if code != 0 || json.Unmarshal([]byte(out), &report) != nil {
					t.Fatalf("%d %s", code, errs)
				}
				f := report.Forecasts["learned"]
				if report.Status != score.Judged || !(f.NatsPerDollar > report.Forecasts["uniform-path"].NatsPerDollar) || !(f.TotalRatio > .3 && f.TotalRatio < 3) {
					t.Errorf("bars of %d minutes, %s, %s: %s %+v", c.interval/market.Minute, weights, mode, report.Status, report.Forecasts)
				}
				if oi := report.Forecasts["oi"].NatsPerDollar; (oi != 0) != c.oi && math.Abs(oi) > 1e-9 {
					t.Errorf("bars without open interest give the ledger %v nats", oi)
				}
			}
		}
	}
}

// Too few days are not judged, and said to be so.
func TestDeclinesToJudge(t *testing.T) {
	bars, liquidations := files(t, 5*market.Minute, 14, true)
	code, out, _ := exam("-bars", bars, "-liquidations", liquidations, "-fit-until", "2026-01-14", "-score-from", "2026-01-14", "-json")
	if code != 0 || !strings.Contains(out, `"status": "undersampled"`) {
		t.Errorf("%d %s", code, out)
	}
}

// Published klines, with the columns that they have beside ours, are judged;
// times may be given as the files have them; asking for help is no mistake.
func TestKlinesMillisecondsAndHelp(t *testing.T) {
	bars, liquidations := files(t, market.Hour, 26, false)
	text, err := os.ReadFile(bars)
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(string(text), "\n")
	rows[0] = "open_time,open,high,low,close,volume,close_time,quote_volume,trades,taker_buy_volume,taker_buy_quote"
	for i := range rows[1:] {
		rows[1+i] += ",1,1,1,0,1"
	}
	klines := filepath.Join(t.TempDir(), "klines.csv")
	if err := os.WriteFile(klines, []byte(strings.Join(rows, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	split := strconv.FormatInt(int64(monday+12*market.Day), 10)
	code, byMillis, errs := exam("-bars", klines, "-liquidations", liquidations, "-fit-until", split, "-score-from", split, "-json")
	if code != 0 || !strings.Contains(errs, "klines.csv read as CSV, 1 h, ") {
		t.Fatal(errs)
	}
	if _, byDate, _ := exam("-bars", bars, "-liquidations", liquidations, "-fit-until", "2026-01-17", "-score-from", "2026-01-17", "-json"); byDate != byMillis {
		t.Error("the same period is judged differently in milliseconds")
	}
	if code, _, errs := exam("-h"); code != 0 || !strings.Contains(errs, "-score-to") {
		t.Errorf("help: %d %s", code, errs)
	}
}

// The exam of expected dollars prints the documented schema, and its elements give
// every figure.
func TestExpected(t *testing.T) {
	bars, liquidations := files(t, 5*market.Minute, 30, true)
	for _, horizon := range []string{"1h", "4h", "24h"} {
		elements := filepath.Join(t.TempDir(), "elements.csv")
		args := []string{"-bars", bars, "-liquidations", liquidations, "-fit-until", "2026-01-25", "-score-from", "2026-01-25", "-mode", "expected", "-horizon", horizon}
		code, out, errs := exam(append(args, "-json", "-elements", elements)...)
		if code != 0 {
			t.Fatal(errs)
		}
		var report struct {
			Status, Mode, Horizon string
			Elements              int
			Forecasts             map[string]score.Figures
			Har                   *score.Interval `json:"gain_over_har"`
			Touch                 *score.Interval `json:"gain_over_novelty_touch"`
			Coverage              *float64        `json:"coverage_80"`
		}
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatal(err)
		}
		if report.Mode != "expected" || report.Horizon != horizon || report.Har == nil || report.Touch == nil || report.Coverage == nil || len(report.Forecasts) != 4 {
			t.Errorf("%s: %s", horizon, out)
		}
		file, err := os.Open(elements)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		file.Close()
		if err != nil || len(rows) != report.Elements+1 || strings.Join(rows[0], ",") != "ts_ms,side,y,expected,novelty-touch,har,always,low_80,median,high_80" {
			t.Fatalf("%v, %d rows of %d elements: %v", err, len(rows), report.Elements, rows[0])
		}
		var y, yhat []float64
		inside := 0.0
		for _, row := range rows[1:] {
			var x [8]float64
			for i := range x {
				if x[i], err = strconv.ParseFloat(row[2+i], 64); err != nil {
					t.Fatal(err)
				}
			}
			y, yhat = append(y, x[0]), append(yhat, x[1])
			if x[0] >= x[5] && x[0] <= x[7] {
				inside++
			}
		}
		if got := information.Information(y, yhat); math.Abs(got-report.Forecasts["expected"].NatsPerDollar) > 1e-9 || math.Abs(inside/float64(len(y))-*report.Coverage) > 1e-9 {
			t.Errorf("%s: %v nats and %v inside by the elements, %s", horizon, got, inside/float64(len(y)), out)
		}
		if code, out, _ := exam(args...); code != 0 || !strings.Contains(out, "expected over HAR") {
			t.Errorf("%s as a table: exit %d, %s", horizon, code, out)
		}
	}
}
