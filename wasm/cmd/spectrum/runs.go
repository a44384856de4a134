package main

import (
	"bytes"
	"fmt"
	"go/format"
	"io"

	"brink/wasm/insight/forecast"
	"brink/wasm/market"
	"brink/wasm/score"
)

// runsWarmup is how long the map fills before runs are measured against it.
const runsWarmup = 10 * market.Day

// runsTable prints wasm/insight/forecast/runs_shipped.go.
func runsTable(folder, dated string, out io.Writer) error {
	bars, err := loadYear(folder)
	if err != nil {
		return err
	}
	table, fault := score.FitRuns(bars.Bars, bars.Interval, runsWarmup, touchUntil)
	if fault != nil {
		return fault
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, `package forecast

// ShippedRuns is how far runs went: BTC/USDT, 5-minute bars of Bybit, %s to %s exclusive, as fitted by
//
//	go run ./wasm/cmd/spectrum -runs -dated %s
var ShippedRuns = RunTable{
	Dated: %q,
	Quantiles: [6]float64{.25, .5, .75, .9, .95, .99},
	Empty: %.0f,
	Far: [2][RunHorizons][6]float64{
`, stamp(bars.Bars[0].Start), stamp(touchUntil), dated, dated, table.Empty)
	for _, group := range table.Far {
		text.WriteString("{\n")
		for h := range forecast.RunHorizons {
			list(&text, "%.3f", group[h][:])
		}
		text.WriteString("},\n")
	}
	text.WriteString("},\n}\n")
	tidy, err := format.Source(text.Bytes())
	if err != nil {
		return err
	}
	_, err = out.Write(tidy)
	return err
}
