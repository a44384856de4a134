package main

import (
	"bytes"
	"fmt"
	"go/format"
	"io"

	"brink/wasm/engine"
	"brink/wasm/insight/forecast"
	"brink/wasm/score"
)

// expectedTable prints wasm/insight/forecast/expected_shipped.go, in USD forced.
func expectedTable(folder, dated string, out io.Writer) error {
	d, err := load(folder)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, `package forecast

// ShippedExpected is what expected dollars are made with: %s, %s to %s, as fitted by
//
//	go run ./wasm/cmd/spectrum -expected -dated %s
var ShippedExpected = ExpectedTable{
	Dated: %q,
	Rows: [ExpectedHorizons]ExpectedRow{
`, source, stamp(d.Bars[0].Start), stamp(d.Bars[len(d.Bars)-1].Start), dated, dated)
	published := float64(engine.Published(1))
	for h := range forecast.Horizon(forecast.ExpectedHorizons) {
		weight, base, r, fault := score.FitExpected(d, warmup, h)
		if fault != nil {
			return fault
		}
		fmt.Fprintf(&text, "{\nWeight: %.3f,\nBase: %.0f,\n", weight, base/published)
		for _, list := range []struct {
			name    string
			numbers [len(r.At)]float64
			format  string
			unit    float64
		}{{"At", r.At, "%.0f", published}, {"Low", r.Low, "%.4f", 1}, {"Median", r.Median, "%.3f", 1}, {"High", r.High, "%.3f", 1}} {
			fmt.Fprintf(&text, "%s: [6]float64{", list.name)
			for i, x := range list.numbers {
				if i > 0 {
					text.WriteString(", ")
				}
				fmt.Fprintf(&text, list.format, x/list.unit)
			}
			text.WriteString("},\n")
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
