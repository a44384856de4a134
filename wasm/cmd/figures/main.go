// Command figures draws the pictures of the help from the simulated market,
// by the same engine that the page runs, and writes the figures that their
// captions state to facts.json; and the page's icon in the sizes that devices
// ask for. The site's build runs it, so no picture is older than the engine
// that it is of.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"

	"brink/wasm/engine"
	"brink/wasm/market"
	"brink/wasm/palette"
	"brink/wasm/venue"
	"brink/wasm/view"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, complaints io.Writer) int {
	flags := flag.NewFlagSet("figures", flag.ContinueOnError)
	flags.SetOutput(complaints)
	out := flags.String("out", "", "the `FOLDER` to write to (needed)")
	icon := flags.String("icon", "", "the page's icon: an SVG `FILE` (needed)")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if *out == "" || *icon == "" || flags.NArg() > 0 {
		fmt.Fprintln(complaints, "figures: -icon FILE and -out FOLDER are needed, and nothing else")
		return 2
	}
	if err := write(*icon, *out); err != nil {
		fmt.Fprintln(complaints, "figures:", err)
		return 1
	}
	return 0
}

// facts are what the captions state, ready to be read, by their names.
type facts map[string]string

// write draws all there is into a folder.
func write(icon, folder string) error {
	emblem, err := readIcon(icon)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, i := range icons {
		if err := store(filepath.Join(folder, i.name+".png"), indexed(emblem.raster(i.size, i.whole))); err != nil {
			return err
		}
	}
	history, err := simulate()
	if err != nil {
		return err
	}
	told := facts{"seed": fmt.Sprint(seed), "studied.days": fmt.Sprint(days - warmUp)}
	for _, m := range engine.Models() {
		told["version."+m.Name] = m.Version
		told["note."+m.Name] = m.Note
	}
	for i, name := range view.ClassNames() {
		told[fmt.Sprint("class.", i+1)] = name
	}
	for _, id := range venue.Live() {
		row := venue.Of(id)
		link := engine.Link{Capture: row.Capture.Share, Saturation: row.Capture.Saturation}
		for name, forced := range map[string]market.USD{"": 1e6, ".crash": 1e7} {
			told["capture."+string(row.ID)+name] = fmt.Sprintf("%.0f %%", 100*float64(link.Published(forced)/forced))
		}
	}
	bands := history.bands()
	countBands(told, bands)
	for _, draw := range []func(facts) ([]figure, error){
		history.week,
		func(f facts) ([]figure, error) { return history.magnet(f, bands) },
		func(f facts) ([]figure, error) { return history.swept(f, bands) },
		func(f facts) ([]figure, error) { return history.cascade(f, bands) },
	} {
		figures, err := draw(told)
		if err != nil {
			return err
		}
		for _, one := range figures {
			if err := store(filepath.Join(folder, one.name+".png"), one.still); err != nil {
				return err
			}
		}
	}
	text, err := json.MarshalIndent(told, "", " ") // keys sorted
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "facts.json"), append(text, '\n'), 0o644)
}

// figure is one picture with the name of its file.
type figure struct {
	name  string
	still image.Image
}

// colours are the page's default.
var colours = palette.All()[0]

func store(name string, still image.Image) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriter(file)
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(buffer, still)
	if err == nil {
		err = buffer.Flush()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
