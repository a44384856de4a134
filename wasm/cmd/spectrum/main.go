// Command spectrum rebuilds what the product ships of its learned model from
// recorded data: the table of weights, with -touch the table of chances, with
// -expected that of expected dollars, with -runs that of runs, or with -record the scores that people are shown. The data stays where it is.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"io"
	"os"
	"path/filepath"
	"time"

	"brink/wasm/market"
	"brink/wasm/replay"
	"brink/wasm/score"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its surroundings as parameters; it returns the exit code.
func run(args []string, out, errs io.Writer) int {
	set := flag.NewFlagSet("spectrum", flag.ContinueOnError)
	set.SetOutput(errs)
	data := set.String("data", "../shared/data/btc", "folder with bars_5m_bybit_oi_binance.csv.gz and liquidations_1h_binance_bybit_okx.csv.gz")
	dated := set.String("dated", "", "date of the table, YYYY-MM-DD (needed for the table)")
	touch := set.Bool("touch", false, "print the table that chances of a touch are read from, fitted on bars_5m_bybit_2025.csv.gz to June 2025 (needs -dated)")
	expected := set.Bool("expected", false, "print the table that expected dollars are made with (needs -dated)")
	runs := set.Bool("runs", false, "print how far price ran beyond broken extremes, fitted as -touch is (needs -dated)")
	record := set.Bool("record", false, "print the record of scores as JSON, fitted to 2026-01-31 and judged on the rest")
	if err := set.Parse(args); err != nil {
		return 2
	}
	if !*record {
		if _, err := time.Parse(time.DateOnly, *dated); err != nil {
			fmt.Fprintln(errs, "spectrum: -dated YYYY-MM-DD is needed: the day of the fit stands in the table")
			return 2
		}
	}
	print := table
	if *runs {
		print = runsTable
	}
	if *expected {
		print = expectedTable
	}
	if *touch {
		print = touchTable
	}
	if *record {
		print = scores
	}
	if err := print(*data, *dated, out); err != nil {
		fmt.Fprintf(errs, "spectrum: %v\n", err)
		return 1
	}
	return 0
}

// warmup is neither fitted nor judged (engine/MODEL.md 8).
const warmup = 7 * market.Day

// source names the recordings for people.
const source = "BTC/USDT, 5-minute bars of Bybit, liquidations of Binance, Bybit and OKX by the hour (Binance and OKX sampled)"

// load reads the recordings.
func load(folder string) (d score.Data, err error) {
	file, err := os.ReadFile(filepath.Join(folder, "bars_5m_bybit_oi_binance.csv.gz"))
	if err != nil {
		return d, err
	}
	bars, fault := replay.ReadBars(file)
	if fault != nil {
		return d, fault
	}
	if file, err = os.ReadFile(filepath.Join(folder, "liquidations_1h_binance_bybit_okx.csv.gz")); err != nil {
		return d, err
	}
	seen, fault := replay.ReadLiquidations(file)
	if fault != nil {
		return d, fault
	}
	d = score.Data{Bars: bars.Bars, Interval: bars.Interval, Length: seen.Length}
	for _, row := range seen.Rows {
		d.Observed = append(d.Observed, score.Observed{Start: row.Start, USD: row.USD})
	}
	return d, nil
}

// table prints wasm/engine/shipped.go.
func table(folder, dated string, out io.Writer) error {
	d, err := load(folder)
	if err != nil {
		return err
	}
	fit, fault := score.ShipTable(d, warmup)
	if fault != nil {
		return fault
	}
	var text bytes.Buffer
	last := d.Bars[len(d.Bars)-1].Start
	fmt.Fprintf(&text, `package engine

// Shipped is the table of learned weights that the product comes with: %s,
// %s to %s, as fitted by
//
//	go run ./wasm/cmd/spectrum -dated %s
var Shipped = Table{
	Dated: %q,
	Weights: Weights{`, source, stamp(d.Bars[0].Start), stamp(last), dated, dated)
	for i, w := range fit.Weights {
		if i > 0 {
			text.WriteString(", ")
		}
		fmt.Fprintf(&text, "%.0f", w)
	}
	fmt.Fprintf(&text, "},\n\tFloor: %.0f,\n\tUsual: %.0f,\n}\n", fit.Floor, fit.Mean)
	tidy, err := format.Source(text.Bytes())
	if err != nil {
		return err
	}
	_, err = out.Write(tidy)
	return err
}

// scores prints the record.
func scores(folder, _ string, out io.Writer) error {
	d, err := load(folder)
	if err != nil {
		return err
	}
	split := market.Millis(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
	record, fault := score.MakeRecord(score.Options{
		Weights: score.Fitted, FitUntil: split, ScoreFrom: split, ScoreTo: d.Bars[len(d.Bars)-1].Start + d.Interval, Warmup: warmup,
	}, d, source)
	if fault != nil {
		return fault
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", " ")
	return encoder.Encode(record)
}

func stamp(t market.Millis) string { return time.UnixMilli(int64(t)).UTC().Format(time.DateOnly) }
