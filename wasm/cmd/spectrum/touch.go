package main

import (
	"bytes"
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

// touchUntil ends what the table of touches is fitted on: what comes after judges
// it.
var touchUntil = market.Millis(time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC).UnixMilli())

// loadYear reads the bars of 2025 and after.
func loadYear(folder string) (*replay.Recording, error) {
	file, err := os.ReadFile(filepath.Join(folder, "bars_5m_bybit_2025.csv.gz"))
	if err != nil {
		return nil, err
	}
	bars, fault := replay.ReadBars(file)
	if fault != nil {
		return nil, fault
	}
	return bars, nil
}

// list writes numbers as a Go literal without its type.
func list(text *bytes.Buffer, format string, numbers []float64) {
	text.WriteString("{")
	for i, x := range numbers {
		if i > 0 {
			text.WriteString(", ")
		}
		fmt.Fprintf(text, format, x)
	}
	text.WriteString("},\n")
}

// touchTable prints wasm/insight/forecast/touch_shipped.go.
func touchTable(folder, dated string, out io.Writer) error {
	bars, err := loadYear(folder)
	if err != nil {
		return err
	}
	table, fault := score.FitTouch(bars.Bars, bars.Interval, touchUntil)
	if fault != nil {
		return fault
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, `package forecast

// ShippedTouch is what chances of a touch are read from: BTC/USDT, 5-minute bars of Bybit, %s to %s exclusive, as fitted by
//
//	go run ./wasm/cmd/spectrum -touch -dated %s
var ShippedTouch = TouchTable{
	Dated: %q,
	Volatility: [Horizons][Regressors]float64{
`, stamp(bars.Bars[0].Start), stamp(touchUntil), dated, dated)
	for h := range table.Volatility {
		list(&text, "%.3f", table.Volatility[h][:])
	}
	text.WriteString("},\nDistances: [12]float64")
	list(&text, "%g", table.Distances[:])
	text.WriteString("Chances: [Horizons][12]float64{\n")
	for h := range table.Chances {
		list(&text, "%.4f", table.Chances[h][:])
	}
	text.WriteString("},\n}\n")
	tidy, err := format.Source(text.Bytes())
	if err != nil {
		return err
	}
	_, err = out.Write(tidy)
	return err
}
