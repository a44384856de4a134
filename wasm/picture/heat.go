package picture

import (
	"image"
	"image/color"
	"math"
	"slices"
	"strconv"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/palette"
)

// scale turns dollars into the index of a colour.
type scale struct {
	perBin   float64 // bins in a row of the raster
	top      float64 // USD in a bin from which on the last colour is used
	contrast float64 // exponent: below 1 it lifts the small, above 1 it dims them
	standout bool    // shows how far a row stands out, from bottom to top
}

// saturated is the share of cells with heat that may exceed the scale, and
// ordinary the place of the median cell on it: models differ in how much denser
// their clusters are, and the median must be dark under each of them.
const (
	saturated = .004
	ordinary  = .28
)

// measure chooses the scale by the raster's quantiles of heat.
func measure(r *grid.Raster) scale {
	edges := r.Edges(nil)
	s := scale{perBin: (edges[r.Rows] - edges[0]) / float64(r.Rows), top: 1, contrast: 1}
	var cells []float64
	for i, long := range r.Planes[market.Long] {
		if usd := float64(long + r.Planes[market.Short][i]); usd > 0 {
			cells = append(cells, usd/s.perBin)
		}
	}
	if len(cells) > 0 {
		slices.Sort(cells)
		s.top = cells[int(float64(len(cells)-1)*(1-saturated))]
		if middle := cells[len(cells)/2]; middle < s.top {
			s.contrast = min(3, max(.5, math.Log(ordinary)/math.Log(middle/s.top)))
		}
	}
	return s
}

// The stand-outs at the ends of the scale of colours.
const (
	darkestStandout   = .95
	brightestStandout = 1.6
)

// standoutMarks writes what the ends and the middle of the scale stand for.
func (c canvas) standoutMarks(bar image.Rectangle) {
	for _, f := range [...]float64{0, .5, 1} {
		y := bar.Max.Y - 1 - int(f*float64(bar.Dy()-1))
		at := darkestStandout * math.Pow(brightestStandout/darkestStandout, f)
		c.fill(image.Rect(bar.Min.X-4, y, bar.Min.X, y+1), quiet)
		c.text(fonts.small, bar.Min.X-8, y+5, right, strconv.FormatFloat(at, 'f', 2, 64), quiet)
	}
	c.text(fonts.small, bar.Max.X, c.plot.Max.Y+20, right, "times around", quiet)
}

// index is the colour of the USD in one row, or of how far it stands out.
func (s scale) index(usd float64) int {
	if s.standout {
		return int(min(max(math.Log(usd/darkestStandout)/math.Log(brightestStandout/darkestStandout), 0), 1) * (palette.Size - 1))
	}
	return min(palette.Size-1, int(s.place(usd/s.perBin)*palette.Size))
}

// place is where an amount in a bin is on the scale, 0 to 1.
func (s scale) place(usd float64) float64 {
	return math.Pow(min(1, usd/s.top), s.contrast)
}

// heat paints the raster, and hatches the columns for which there was no bar.
func (c canvas) heat(r *grid.Raster, table *palette.Table, s scale) {
	for x := c.plot.Min.X; x < c.plot.Max.X; x++ {
		column := (x - c.plot.Min.X) * r.Columns / c.plot.Dx()
		if !r.Filled[column] {
			c.hatch(x)
			continue
		}
		long := r.Planes[market.Long][column*r.Rows : (column+1)*r.Rows]
		short := r.Planes[market.Short][column*r.Rows : (column+1)*r.Rows]
		for row := range long {
			red, green, blue := table.RGB(s.index(float64(long[row] + short[row])))
			c.SetRGBA(x, c.plot.Max.Y-1-row, color.RGBA{red, green, blue, 0xff})
		}
	}
}

func (c canvas) hatch(x int) {
	for y := c.plot.Min.Y; y < c.plot.Max.Y; y++ {
		if (x+y)%8 == 0 {
			c.SetRGBA(x, y, frame)
		}
	}
}

// legend draws the scale of colours at the left, with round dollars beside it.
func (c canvas) legend(table *palette.Table, s scale) {
	bar := image.Rect(c.plot.Min.X-28, c.plot.Min.Y, c.plot.Min.X-14, c.plot.Max.Y)
	for y := bar.Min.Y; y < bar.Max.Y; y++ {
		f := float64(bar.Max.Y-1-y) / float64(bar.Dy())
		r, g, b := table.RGB(int(f * palette.Size))
		c.fill(image.Rect(bar.Min.X, y, bar.Max.X, y+1), color.RGBA{r, g, b, 0xff})
	}
	c.outline(bar, frame)
	if s.standout {
		c.standoutMarks(bar)
		return
	}
	below := bar.Max.Y + leastGap
	steps := coarse
	if s.contrast > 1 { // most of the legend is one decade
		steps = fine
	}
	for _, usd := range append([]float64{0}, decades(s.top/200, s.top, steps)...) {
		y := bar.Max.Y - 1 - int(s.place(usd)*float64(bar.Dy()-1))
		if below-y < leastGap {
			continue
		}
		below = y
		c.fill(image.Rect(bar.Min.X-4, y, bar.Min.X, y+1), quiet)
		c.text(fonts.small, bar.Min.X-8, y+5, right, dollars(usd), quiet)
	}
	c.text(fonts.small, bar.Max.X, c.plot.Max.Y+20, right, "USD per 5 bp", quiet)
}
