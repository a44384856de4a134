package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"time"

	"brink/wasm/engine"
	"brink/wasm/market"
	"brink/wasm/palette"
)

// parse reads the command line.
func parse(args []string, complaints io.Writer) (*request, error) {
	asked := &request{from: math.MinInt64, to: math.MaxInt64}
	flags := flag.NewFlagSet("heatmap", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&asked.bars, "bars", "", "recording of bars: the `FILE` to read")
	flags.StringVar(&asked.out, "out", "", "the `FILE` to write")
	flags.StringVar(&asked.format, "format", "", "png, json or csv; by default what the name of -out ends in")
	flags.StringVar(&asked.title, "title", "", "png: what the picture is called; by default the name of -bars")
	model := flags.String("model", engine.Classic.Name, "one of "+names(engine.Models(), func(m *engine.Model) string { return m.Name }))
	colours := flags.String("palette", "", "png: one of "+names(palette.All(), func(p *palette.Palette) string { return p.Name }))
	shading := flags.String("shading", "dollars", "png: dollars, or standout: mass over that of its surroundings")
	from := flags.String("from", "", "first column, inclusive: `T`")
	to := flags.String("to", "", "last column, exclusive: `T`")

	if err := flags.Parse(args); err != nil {
		if err == flag.ErrHelp {
			fmt.Fprint(complaints, usage)
			flags.SetOutput(complaints)
			flags.PrintDefaults()
		}
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("%q is not a flag; each value follows its flag, as in -bars FILE", flags.Arg(0))
	}
	if asked.bars == "" || asked.out == "" {
		return nil, fmt.Errorf("-bars FILE and -out FILE are needed; -help lists the flags")
	}
	if asked.format == "" {
		asked.format = strings.TrimPrefix(strings.ToLower(filepath.Ext(asked.out)), ".")
		if formats[asked.format] == nil {
			return nil, fmt.Errorf("the name of -out, %s, does not end in .png, .json or .csv; say which with -format", asked.out)
		}
	}
	if formats[asked.format] == nil {
		return nil, fmt.Errorf("-format %s is not one of png, json, csv", asked.format)
	}
	if asked.model = engine.ByName(*model); asked.model == nil {
		return nil, fmt.Errorf("-model %s is not one of %s", *model, names(engine.Models(), func(m *engine.Model) string { return m.Name }))
	}
	asked.palette = palette.All()[0]
	if *colours != "" {
		if asked.palette = palette.ByName(*colours); asked.palette == nil {
			return nil, fmt.Errorf("-palette %s is not one of %s", *colours, names(palette.All(), func(p *palette.Palette) string { return p.Name }))
		}
	}
	if asked.standout = *shading == "standout"; !asked.standout && *shading != "dollars" {
		return nil, fmt.Errorf("-shading %s is not one of dollars, standout", *shading)
	}
	if asked.title == "" {
		name := filepath.Base(asked.bars)
		asked.title = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".csv")
	}
	for _, end := range []struct {
		flag, text string
		at         *market.Millis
	}{{"-from", *from, &asked.from}, {"-to", *to, &asked.to}} {
		if end.text == "" {
			continue
		}
		at, err := parseTime(end.text)
		if err != nil {
			return nil, fmt.Errorf("%s %s is neither RFC 3339 (2026-02-05T20:00:00Z) nor YYYY-MM-DD", end.flag, end.text)
		}
		*end.at = at
	}
	if asked.from >= asked.to {
		return nil, fmt.Errorf("-from %s is not before -to %s", *from, *to)
	}
	return asked, nil
}

// parseTime reads RFC 3339, whose letters may be small, or a date, in UTC;
// parts of a millisecond are rounded up, so that a bar is on the right side.
func parseTime(text string) (market.Millis, error) {
	at, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	return market.Millis(at.Add(time.Millisecond - 1).UnixMilli()), err
}

// names lists what can be chosen.
func names[T any](all []T, name func(T) string) string {
	var list []string
	for _, one := range all {
		list = append(list, name(one))
	}
	return strings.Join(list, ", ")
}
