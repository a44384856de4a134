package main

import (
	"errors"
	"image/png"
	"io"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/picture"
)

// writePNG draws candles over heat.
func writePNG(w io.Writer, c *course, asked *request) error {
	line := engine.NewTimeline(c.model, c.Interval, 1)
	for i := range c.Bars[:c.last] {
		if fault := line.Append(0, &c.Bars[i]); fault != nil {
			return errors.New(fault.Sentence)
		}
	}
	bars := c.Bars[c.first:c.last]
	view := picture.View(picture.Large, bars, c.Interval)
	if fault := view.Check(); fault != nil {
		return errors.New(fault.Sentence)
	}
	var raster grid.Raster
	raster.Reset(view)
	line.Raster(&raster, engine.Everything)
	still := picture.Draw(&picture.Map{
		Size: picture.Large, Title: asked.title, Model: c.model.Name + " (" + c.model.Version + ")", Note: c.model.Note,
		Bars: bars, Interval: c.Interval, Palette: asked.palette,
	}, &raster)
	return png.Encode(w, still)
}
