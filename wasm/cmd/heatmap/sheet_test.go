//go:build amd64

// Other machines round a multiplication and an addition together, and so do not
// draw the same pixels.

package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/palette"
	"brink/wasm/picture"
	"brink/wasm/replay"
)

var (
	write = flag.Bool("write", false, "write testdata/sheet.txt")
	draw  = flag.String("sheet", "", "folder to put the sheet's pictures in, to look at")
)

// The twelve windows by which the default shading was chosen (decisions/077).
var sheetWindows = []struct {
	coin string
	days float64
	end  string
}{
	{"btc", .5, "2026-02-10T12:00:00Z"}, {"btc", 1, "2026-02-24T00:00:00Z"}, {"btc", 7, "2026-02-24T00:00:00Z"}, {"btc", 30, "2026-02-20T00:00:00Z"},
	{"eth", .5, "2026-01-15T18:00:00Z"}, {"eth", 3, "2026-02-03T00:00:00Z"}, {"eth", 7, "2026-01-25T00:00:00Z"}, {"eth", 90, "2026-03-02T00:00:00Z"},
	{"sol", 1, "2026-01-20T00:00:00Z"}, {"sol", 7, "2026-02-24T00:00:00Z"}, {"sol", 30, "2026-02-01T00:00:00Z"}, {"sol", 90, "2026-03-01T00:00:00Z"},
}

// The sheet: each window in both shadings and three palettes, beside what Classic
// draws. The pictures are of recorded data and are not kept; their hashes are, so
// that whoever changes one sees that it did. `-args -sheet DIR` writes them to look
// at, `-args -write` says that they are meant.
func TestSheetOfRealWindowsIsAsItWas(t *testing.T) {
	recordings := map[string]*replay.Recording{}
	now := ""
	for _, w := range sheetWindows {
		if recordings[w.coin] == nil {
			content, err := os.ReadFile("../../../../shared/data/" + w.coin + "/bars_5m_bybit_oi_binance.csv.gz")
			if err != nil {
				t.Skip("../shared is not here: the recorded data of the sheet is kept outside the repository")
			}
			r, fault := replay.ReadBars(content)
			if fault != nil {
				t.Fatal(fault)
			}
			recordings[w.coin] = r
		}
		at, err := time.Parse(time.RFC3339, w.end)
		if err != nil {
			t.Fatal(err)
		}
		until := market.Millis(at.UnixMilli())
		bars := before(recordings[w.coin].Bars, until)
		shown := bars[len(before(bars, until-market.Millis(w.days*float64(market.Day)))):]
		for _, kind := range []struct {
			model    *engine.Model
			standout bool
			palettes []string
		}{{&engine.Learned, true, []string{"violet", "classic", "viridis"}}, {&engine.Learned, false, []string{"violet", "classic", "viridis"}}, {&engine.Classic, false, []string{"violet"}}} {
			raster := sheetRaster(t, kind.model, bars, shown, recordings[w.coin].Interval, kind.standout)
			for _, colours := range kind.palettes {
				still := picture.Draw(&picture.Map{
					Size: picture.Small, Title: strings.ToUpper(w.coin), Model: kind.model.Name, Bars: shown,
					Interval: recordings[w.coin].Interval, Palette: palette.ByName(colours), Standout: kind.standout,
				}, raster)
				name := fmt.Sprintf("%s-%gd-%s-%v-%s", w.coin, w.days, kind.model.Name, map[bool]string{true: "standout", false: "dollars"}[kind.standout], colours)
				now += fmt.Sprintf("%s %x\n", name, sha256.Sum256(still.Pix))[:len(name)+17] + "\n"
				if *draw == "" {
					continue
				}
				file, err := os.Create(filepath.Join(*draw, name+".png"))
				if err == nil {
					err = png.Encode(file, still)
				}
				if err != nil {
					t.Fatal(err)
				}
				file.Close()
			}
		}
	}
	if *write {
		if err := os.WriteFile("testdata/sheet.txt", []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile("testdata/sheet.txt")
	if err != nil {
		t.Fatal(err)
	}
	was := strings.Split(string(kept), "\n")
	for i, line := range strings.Split(now, "\n") {
		if i >= len(was) || was[i] != line {
			t.Errorf("%s is drawn otherwise than before: look at it, and if it is meant, go test ./wasm/cmd/heatmap -run Sheet -args -write", line)
		}
	}
}

// before are the bars that have ended at a moment.
func before(bars []market.Bar, until market.Millis) []market.Bar {
	n := 0
	for n < len(bars) && bars[n].Start < until {
		n++
	}
	return bars[:n]
}

// sheetRaster is the map of a model over the bars that are shown.
func sheetRaster(t *testing.T, model *engine.Model, bars, shown []market.Bar, interval market.Millis, standout bool) *grid.Raster {
	line := engine.NewTimeline(model, interval, 1)
	for i := range bars {
		if fault := line.Append(0, &bars[i]); fault != nil {
			t.Fatal(fault)
		}
	}
	raster := &grid.Raster{}
	raster.Reset(picture.View(picture.Small, shown, interval))
	if standout {
		standouts(raster, line)
	} else {
		line.Raster(raster, engine.Everything)
	}
	return raster
}
