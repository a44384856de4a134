package main

import (
	"errors"
	"image/png"
	"io"

	"brink/wasm/engine"
	"brink/wasm/grid"
	"brink/wasm/market"
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
	if asked.standout {
		standouts(&raster, line)
	} else {
		line.Raster(&raster, engine.Everything)
	}
	still := picture.Draw(&picture.Map{
		Size: picture.Large, Title: asked.title, Model: c.model.Name + " (" + c.model.Version + ")", Note: c.model.Note,
		Bars: bars, Interval: c.Interval, Palette: asked.palette, Standout: asked.standout,
	}, &raster)
	return png.Encode(w, still)
}

// standouts fills a raster with how far each side stands out in the middle of
// its rows.
func standouts(r *grid.Raster, line *engine.Timeline) {
	mass := grid.Standout{Coarse: grid.Coarse(r.View.Column)}
	reach := grid.Bin(mass.Reach())
	lo, hi := r.Span()
	line.Columns(&r.View, func(c int, e *engine.Engine) {
		r.Filled[c] = true
		for side := range market.Side(market.Sides) {
			from, to := e.Within(side, lo-reach, hi+reach)
			standing := make([]float64, to-from)
			e.Standing(standing, side, from, engine.Everything.Venues)
			mass.Read(standing)
			for row := range r.Rows {
				r.Planes[side][c*r.Rows+row] = float32(mass.At(int(r.BinOf(row) - from)))
			}
		}
	})
}
