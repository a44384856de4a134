// Package picture draws the map as a still: candles over heat, with axes of
// price, time and dollars, for files and printing. It draws a raster that was
// filled elsewhere and knows no model, file or screen.
package picture

import (
	"image"
	"image/color"
	"image/draw"

	"brink/wasm/grid"
	"brink/wasm/market"
	"brink/wasm/palette"
)

// Size is a picture's, in pixels.
type Size struct{ Width, Height int }

// The sizes in use: for a screen, and for a column of text.
var (
	Large = Size{1600, 900}
	Small = Size{840, 540}
)

// plot is where the heat is drawn, inside the axes.
func (s Size) plot() image.Rectangle { return image.Rect(104, 76, s.Width-96, s.Height-46) }

// Map is what a picture shows beside its raster.
type Map struct {
	Size
	Title    string // what is traded
	Model    string // id of the estimator, with its version
	Note     string // one sentence: how far to trust it
	Truth    bool   // the heat is the true liquidation prices of a simulated market, not an estimate
	Marks    []Mark // on top of all
	Bars     []market.Bar
	Interval market.Millis
	Palette  *palette.Palette
	Standout bool // the raster holds how far cells stand out (grid.Standout), not dollars
}

// Mark is a numbered place in the picture, for a text to speak of.
type Mark struct {
	At     market.Millis
	Price  market.Price
	Number int
}

// Colours of what is not heat.
var (
	paper  = color.RGBA{0x0b, 0x0d, 0x11, 0xff}
	frame  = color.RGBA{0x2a, 0x2f, 0x38, 0xff}
	bright = color.RGBA{0xee, 0xf1, 0xf5, 0xff}
	quiet  = color.RGBA{0x9a, 0xa4, 0xb2, 0xff}
)

// View is the part of the price x time plane that a picture of these bars
// shows, for the raster to be filled. There is at least one bar.
func View(size Size, bars []market.Bar, interval market.Millis) grid.View {
	plot := size.plot()
	first, last := bars[0].Start, bars[len(bars)-1].Start+interval
	column := coarser(interval, last-first, plot.Dx())
	from := first - first%column
	low, high := bars[0].Low, bars[0].High
	for i := range bars {
		low, high = min(low, bars[i].Low), max(high, bars[i].High)
	}
	// Margin above and below the traded range, a quarter of its height.
	bottom, top := grid.Coordinate(low), grid.Coordinate(high)
	room := max(.25*(top-bottom), leastRoom)
	return grid.View{
		From: from, Column: column, Columns: int((last - from + column - 1) / column), Rows: plot.Dy(),
		Bottom: max(grid.Lowest, grid.Price(bottom-room)), Top: min(grid.Highest, grid.Price(top+room)),
	}
}

// leastRoom is the smallest margin in bins: 1.2 %.
const leastRoom = 24

// Draw draws a map over its raster, whose view is that of View.
func Draw(m *Map, r *grid.Raster) *image.RGBA {
	c := canvas{image.NewRGBA(image.Rect(0, 0, m.Width, m.Height)), r.View, m.plot()}
	draw.Draw(c, c.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	scale := scale{standout: true}
	if !m.Standout {
		scale = measure(r)
	}
	c.heat(r, m.Palette.Table(), scale)
	last := m.Bars[len(m.Bars)-1]
	c.priceAxis(last.Close)
	c.timeAxis()
	candle := coarser(m.Interval, c.span(), c.plot.Dx()/leastSlot)
	c.candles(m, candle)
	c.lastPrice(last.Close)
	c.outline(c.plot, frame)
	c.legend(m.Palette.Table(), scale)
	period := stamp(m.Bars[0].Start) + " to " + stamp(last.Start+m.Interval) + " UTC, candles of " + length(candle)
	c.text(fonts.small, c.plot.Max.X, 36, right, period, quiet)
	c.text(fonts.title, c.plot.Min.X, 36, left, fit(fonts.title, m.Title, c.plot.Dx()-wide(fonts.small, period)-40), bright)
	claim := "Estimated liquidations if price gets there, by "
	if m.Truth {
		claim = "Known liquidations if price gets there, by "
	}
	c.text(fonts.small, c.plot.Min.X, 60, left, sentences(fonts.small, claim+m.Model+". "+m.Note, c.plot.Dx()), quiet)
	c.marks(m.Marks)
	return c.RGBA
}

// canvas is the picture while it is drawn, with the view that it shows.
type canvas struct {
	*image.RGBA
	view grid.View
	plot image.Rectangle
}

// span is the time from the left to the right of the c.plot.
func (c canvas) span() market.Millis { return c.view.Column * market.Millis(c.view.Columns) }

// x is the column of pixels at a time.
func (c canvas) x(t market.Millis) int {
	return c.plot.Min.X + int(float64(t-c.view.From)/float64(c.span())*float64(c.plot.Dx()))
}

// y is the row of pixels at a price, nearest.
func (c canvas) y(p market.Price) int {
	bottom, top := grid.Coordinate(c.view.Bottom), grid.Coordinate(c.view.Top)
	return c.plot.Max.Y - 1 - int((grid.Coordinate(p)-bottom)/(top-bottom)*float64(c.plot.Dy()))
}

// fill paints a rectangle, mixed with what is there by the colour's alpha.
func (c canvas) fill(r image.Rectangle, with color.Color) {
	draw.Draw(c, r, image.NewUniform(with), image.Point{}, draw.Over)
}

func (c canvas) outline(r image.Rectangle, with color.Color) {
	c.fill(image.Rect(r.Min.X-1, r.Min.Y-1, r.Max.X+1, r.Min.Y), with)
	c.fill(image.Rect(r.Min.X-1, r.Max.Y, r.Max.X+1, r.Max.Y+1), with)
	c.fill(image.Rect(r.Min.X-1, r.Min.Y, r.Min.X, r.Max.Y), with)
	c.fill(image.Rect(r.Max.X, r.Min.Y, r.Max.X+1, r.Max.Y), with)
}
