package picture

import (
	"image/color"
	"strconv"
)

// markRadius is in pixels; a rim of two more keeps a mark apart from bright
// heat and candles.
const markRadius = 11

// marks draws numbered discs at their places, held within the plot.
func (c canvas) marks(list []Mark) {
	inner := c.plot.Inset(markRadius + 3)
	for _, m := range list {
		x := min(max(c.x(m.At), inner.Min.X), inner.Max.X)
		y := min(max(c.y(m.Price), inner.Min.Y), inner.Max.Y)
		c.disc(x, y, markRadius+2, paper)
		c.disc(x, y, markRadius, label)
		c.text(fonts.strong, x, y+5, middle, strconv.Itoa(m.Number), paper)
	}
}

func (c canvas) disc(x, y, radius int, ink color.RGBA) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if dx*dx+dy*dy <= radius*radius {
				c.SetRGBA(x+dx, y+dy, ink)
			}
		}
	}
}
