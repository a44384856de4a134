package picture

import (
	"image"
	"image/color"

	"brink/wasm/market"
)

// Colours of the chart above the heat. Bodies differ in lightness, not in hue:
// a rise is light, a fall dark within a light rim.
var (
	line  = color.NRGBA{0xff, 0xff, 0xff, 0x16}
	wick  = color.RGBA{0xd5, 0xdb, 0xe3, 0xff}
	rise  = color.RGBA{0xf4, 0xf6, 0xf9, 0xff}
	fall  = color.RGBA{0x16, 0x1a, 0x21, 0xff}
	shade = color.NRGBA{0, 0, 0, 0x60} // around candles, for light heat
	label = color.RGBA{0xee, 0xf1, 0xf5, 0xff}
)

// leastSlot is the pixels that a candle needs.
const leastSlot = 6

// candles draws the bars, merged to candles of a length.
func (c canvas) candles(m *Map, length market.Millis) {
	for i := 0; i < len(m.Bars); {
		merged := m.Bars[i]
		merged.Start -= merged.Start % length
		for i++; i < len(m.Bars) && m.Bars[i].Start < merged.Start+length; i++ {
			next := &m.Bars[i]
			merged.High, merged.Low, merged.Close = max(merged.High, next.High), min(merged.Low, next.Low), next.Close
		}
		c.candle(&merged, length)
	}
}

func (c canvas) candle(b *market.Bar, length market.Millis) {
	from, to := c.x(b.Start), c.x(b.Start+length)
	width := min(15, max(3, (to-from)*7/10)) | 1
	middle := (from + to) / 2
	wicks := image.Rect(middle, c.y(b.High), middle+1, c.y(b.Low)+1)
	body := image.Rect(middle-width/2, c.y(max(b.Open, b.Close)), middle+width/2+1, c.y(min(b.Open, b.Close))+1)
	c.fill(wicks.Inset(-1).Intersect(c.plot), shade)
	c.fill(body.Inset(-1).Intersect(c.plot), shade)
	c.fill(wicks.Intersect(c.plot), wick)
	c.fill(body.Intersect(c.plot), rise)
	if b.Close < b.Open {
		c.fill(body.Inset(1).Intersect(c.plot), fall)
	}
}

// leastGap is the pixels between two labels, one above the other.
const leastGap = 22

// priceAxis draws round prices at the right, and leaves the place of the last
// price free.
func (c canvas) priceAxis(last market.Price) {
	ticks, step := priceTicks(float64(c.view.Bottom), float64(c.view.Top), c.plot.Dy()/56)
	below := c.plot.Max.Y + leastGap - 8
	for _, p := range ticks {
		y := c.y(market.Price(p))
		if y < c.plot.Min.Y+8 || below-y < leastGap {
			continue
		}
		below = y
		c.fill(image.Rect(c.plot.Min.X, y, c.plot.Max.X, y+1), line)
		c.fill(image.Rect(c.plot.Max.X, y, c.plot.Max.X+5, y+1), frame)
		if d := y - c.y(last); d > -leastGap && d < leastGap {
			continue
		}
		c.text(fonts.small, c.plot.Max.X+10, y+5, left, price(p, step), quiet)
	}
}

// timeAxis draws round times below.
func (c canvas) timeAxis() {
	for _, tick := range timeTicks(c.view.From, c.view.From+c.span(), c.plot.Dx()/88) {
		x := c.x(tick.at)
		if x < c.plot.Min.X+20 || x > c.plot.Max.X-20 {
			continue
		}
		c.fill(image.Rect(x, c.plot.Min.Y, x+1, c.plot.Max.Y), line)
		c.fill(image.Rect(x, c.plot.Max.Y, x+1, c.plot.Max.Y+5), frame)
		face, ink := fonts.small, quiet
		if tick.strong {
			face, ink = fonts.strong, bright
		}
		c.text(face, x, c.plot.Max.Y+20, middle, tick.label, ink)
	}
	c.text(fonts.small, c.plot.Max.X+10, c.plot.Max.Y+20, left, "UTC", quiet)
}

// lastPrice marks the last bar's close.
func (c canvas) lastPrice(p market.Price) {
	y := c.y(p)
	for x := c.plot.Min.X; x < c.plot.Max.X; x += 6 {
		c.fill(image.Rect(x, y, x+2, y+1), color.NRGBA{0xff, 0xff, 0xff, 0x60})
	}
	step := round(float64(c.view.Top-c.view.Bottom) / float64(c.plot.Dy()))
	box := image.Rect(c.plot.Max.X+4, y-11, c.Bounds().Max.X-4, y+11)
	c.fill(box, label)
	c.text(fonts.strong, c.plot.Max.X+10, y+5, left, price(float64(p), step), paper)
}
